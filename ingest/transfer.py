"""What crosses the border between the program and the process that reads for it, as JSON.

JSON and no pickle: a process that a hostile file has taken over can send nothing but text and figures.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, astuple
from typing import Any

from ingest.article import ArticleMetadata, Block, Inline, Section
from ingest.document import Document
from ingest.errors import SourceError
from ingest.feed import Entry, Feed
from ingest.limits import Limits
from ingest.reading import Raw

__all__ = ["answer_from", "answer_of", "refusal", "request_from", "request_of"]


def request_of(raw: Raw, limits: Limits) -> bytes:
    """All of `raw` but its bytes, and the limits."""
    fields = {name: getattr(raw, name) for name in ("source", "name", "title", "charset", "url", "form")}
    return json.dumps({"raw": fields, "limits": asdict(limits)}).encode("ascii")


def request_from(sent: bytes, data: bytes) -> tuple[Raw, Limits]:
    """What `request_of` was given."""
    fields = json.loads(sent)
    return Raw(data, **fields["raw"]), Limits(**fields["limits"])


def answer_of(found: Document | Feed) -> bytes:
    """The document or feed."""
    if isinstance(found, Feed):
        entries = [[one.source, one.title, one.content, astuple(one.metadata)] for one in found.entries]
        return _bytes({"feed": [found.source, found.title, entries]})
    return _bytes(
        {
            "document": [found.title, found.text, astuple(found.metadata)],
            "blocks": [(one.kind, one.start, one.end, one.page) for one in found.blocks],
            "sections": [
                (one.heading, one.level, one.path, one.anchor, one.start, one.end) for one in found.sections
            ],
            "inlines": [(one.kind, one.start, one.end, one.url) for one in found.inlines],
        }
    )


def refusal(problem: str, remedy: str | None = None) -> bytes:
    """That the source cannot be read, and why; `remedy` is None where the caller knows one."""
    return _bytes({"problem": problem, "remedy": remedy})


def answer_from(sent: bytes, source: str, remedy: str) -> Document | Feed:
    """What `answer_of` was given; raises the `SourceError` that `refusal` tells of, with `remedy` where it
    has none, and `ValueError` for anything else."""
    try:
        answer = json.loads(sent)
        if "problem" in answer:
            raise SourceError(source, str(answer["problem"]), str(answer["remedy"] or remedy))
        return _feed(answer["feed"]) if "feed" in answer else _document(answer)
    except (KeyError, TypeError, IndexError, RecursionError) as exc:
        raise ValueError("this is no answer of a reader") from exc


def _document(answer: Mapping[str, Any]) -> Document:
    title, text, metadata = answer["document"]
    return Document(
        title,
        text,
        tuple(Block(*one) for one in answer["blocks"]),
        tuple(
            Section(heading, level, tuple(path), *rest) for heading, level, path, *rest in answer["sections"]
        ),
        ArticleMetadata(*metadata),
        tuple(Inline(*one) for one in answer["inlines"]),
    )


def _feed(answer: Any) -> Feed:
    source, title, entries = answer
    return Feed(
        source,
        title,
        tuple(Entry(own, name, content, ArticleMetadata(*facts)) for own, name, content, facts in entries),
    )


def _bytes(answer: Mapping[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
