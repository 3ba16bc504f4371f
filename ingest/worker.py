"""Reads a file of a risky format in a process of its own, bounded in time and memory.

A hostile file can only end that process. Knows how the process is started and what it answers; the
formats are the readers'.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from ingest.article import ArticleMetadata, Inline
from ingest.document import Document, PackedArticle, Piece, assemble
from ingest.errors import SourceError
from ingest.limits import Limits

__all__ = ["parse_apart"]

_SAVE = "open it in its own program, save it as .txt, .md or .html and add that"


def parse_apart(
    kind: str,
    data: bytes,
    *,
    source: str,
    fallback_title: str | None,
    limits: Limits,
    url: str | None = None,
) -> Document:
    """The document in the file `data` of the format `kind` (`pdf`, `docx`, `epub`, or `html` in UTF-8);
    `url` is where a web page was fetched.

    Raises `SourceError` when the file is damaged, protected, without text, or too much for the limits.
    """
    command = [sys.executable, "-P", "-m", "ingest.worker", kind, json.dumps(asdict(limits)), url or ""]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=2 * limits.worker_seconds + 5, check=False
        )
    except subprocess.TimeoutExpired as exc:
        raise _too_slow(source, limits) from exc
    if done.returncode in (-24, -9, 152, 137):  # SIGXCPU or SIGKILL
        raise _too_slow(source, limits)
    try:
        answer = json.loads(done.stdout)
        if "problem" in answer:
            raise SourceError(source, answer["problem"], answer.get("remedy", _SAVE))
        pieces = [_piece(fields) for fields in answer["pieces"]]
        title, metadata = answer["title"], ArticleMetadata(**answer["metadata"])
    except (ValueError, KeyError, TypeError) as exc:
        raise SourceError(source, f"its reader broke down (status {done.returncode})", _SAVE) from exc
    if not any(piece.kind != "heading" for piece in pieces):
        raise SourceError(source, "there is no text in it", "check that it is the file you meant")
    return assemble(pieces, title=title, fallback_title=fallback_title, metadata=metadata)


def _piece(fields: dict[str, Any]) -> Piece:
    inlines = tuple(Inline(**one) for one in fields.pop("inlines"))
    return Piece(**fields, inlines=inlines)


def _too_slow(source: str, limits: Limits) -> SourceError:
    return SourceError(
        source,
        f"reading it took more than {limits.worker_seconds:g} seconds",
        f"{_SAVE}, or allow more (ARTICLEBOT_READ_TIMEOUT)",
    )


def _bound(limits: Limits) -> None:
    """Bound this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit remains
        return
    seconds = max(1, int(limits.worker_seconds))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
    resource.setrlimit(resource.RLIMIT_AS, (limits.worker_bytes, limits.worker_bytes))


def _reader(kind: str, url: str | None) -> Callable[[bytes, Limits], PackedArticle]:
    if kind == "html":
        from ingest.readers.html import read_html

        return lambda data, _: read_html(data.decode("utf-8", "replace"), url=url)
    if kind == "docx":
        from ingest.readers.docx import read_docx

        return read_docx
    if kind == "pdf":
        from ingest.readers.pdf import read_pdf

        return read_pdf
    from ingest.readers.epub import read_epub

    return read_epub


def _main() -> None:
    kind, limits, url = sys.argv[1], Limits(**json.loads(sys.argv[2])), sys.argv[3] or None
    _bound(limits)
    answer: dict[str, object]
    try:
        title, metadata, pieces = _reader(kind, url)(sys.stdin.buffer.read(), limits)
        size = sum(len(piece.text) for piece in pieces)
        if size > limits.max_bytes:
            answer = {"problem": f"it unpacks to more than {limits.max_bytes / 1e6:.4g} MB of text"}
        else:
            answer = {
                "title": title,
                "metadata": asdict(metadata),
                "pieces": [asdict(piece) for piece in pieces],
            }
    except SourceError as exc:
        answer = {"problem": exc.problem, "remedy": exc.remedy}
    except ModuleNotFoundError:
        raise
    except (MemoryError, ImportError):  # a library that cannot be mapped into the memory left
        answer = {"problem": f"reading it needs more than {limits.worker_bytes / 1e6:.4g} MB of memory"}
    except RecursionError:
        answer = {"problem": "it is nested too deeply"}
    except Exception as exc:  # noqa: BLE001 - whatever a parser raises, the file is to blame
        answer = {"problem": f"it is damaged ({type(exc).__name__})"}
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))


if __name__ == "__main__":
    _main()
