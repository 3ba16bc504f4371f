"""A notebook (Jupyter, `.ipynb`) as an article: its Markdown, its program text, and what that printed.

Pictures are left out; a table that an output shows as HTML is read as a table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ingest.article import ArticleMetadata
from ingest.document import PackedArticle, Piece
from ingest.errors import SourceError
from ingest.limits import Limits
from ingest.readers.fragment import fragment_pieces
from ingest.readers.markdown import markdown_pieces
from ingest.readers.piece_list import PieceList

__all__ = ["read_notebook"]

_COLOURS = re.compile(r"\x1b\[[\d;]{0,20}[A-Za-z]")
_LONGEST_OUTPUT = 4_000


def read_notebook(text: str, _limits: Limits) -> PackedArticle:
    """Title, metadata and pieces of a notebook of format 3 or 4. Raises `SourceError` when it is damaged."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise SourceError("the file", "this notebook is damaged: it is no JSON", "save it again") from exc
    facts = _dict(found, "metadata")
    language = _text(_dict(facts, "language_info").get("name")) or _text(
        _dict(facts, "kernelspec").get("language")
    )
    sheets = found.get("worksheets") if isinstance(found, dict) else None
    cells = [cell for sheet in sheets or () for cell in _list(sheet, "cells")] or _list(found, "cells")
    pieces = [piece for cell in cells for piece in _cell(cell, language or "python")]
    people = [_text(one.get("name")) for one in _list(facts, "authors")]
    author = ", ".join(name for name in people if name) or None
    return _text(facts.get("title")) or None, ArticleMetadata(author=author), pieces


def _cell(cell: dict[str, Any], language: str) -> Iterator[Piece]:
    source = _text(cell.get("source", cell.get("input")))
    kind = cell.get("cell_type")
    made = PieceList()
    if kind == "markdown":
        yield from markdown_pieces(source)
    elif kind == "heading":  # format 3
        level = cell.get("level")
        made.heading(source, level if isinstance(level, int) else 1)
    elif kind == "code":
        made.code(source, language)
        yield from made.pieces
        for output in _list(cell, "outputs"):
            yield from _output(output)
        return
    elif kind == "raw":
        made.paragraph(source)
    yield from made.pieces


def _output(output: dict[str, Any]) -> Iterator[Piece]:
    made = PieceList()
    shown = _dict(output, "data") or output
    page, plain = (
        _text(shown.get("text/html", shown.get("html"))),
        _text(shown.get("text/plain", shown.get("text"))),
    )
    if "<table" in page.lower():
        rows = fragment_pieces(page)
        if rows:
            yield from rows
            return
    if _text(shown.get("text/markdown")):
        yield from markdown_pieces(_text(shown["text/markdown"]))
        return
    if output.get("output_type") in ("error", "pyerr"):
        plain = f"{_text(output.get('ename'))}: {_text(output.get('evalue'))}"
    elif "image/png" in shown and plain.startswith("<"):
        return  # what a picture is called by the program that drew it
    plain = _COLOURS.sub("", plain)
    if len(plain) > _LONGEST_OUTPUT:
        plain = plain[:_LONGEST_OUTPUT].rpartition("\n")[0] + "\n… (the output goes on)"
    made.code(plain)
    yield from made.pieces


def _text(value: Any) -> str:
    """Text, which a notebook keeps as a string or as a list of lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _dict(value: Any, name: str) -> dict[str, Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _list(value: Any, name: str) -> list[dict[str, Any]]:
    found = value.get(name) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
