"""An outline (OPML) as an article: each heading a section, what lies deeper as a list.

One that lists feeds stands for those feeds (`ingest.expansion`) and is no article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.article import ArticleMetadata
from ingest.document import PackedArticle
from ingest.errors import SourceError
from ingest.limits import Limits
from ingest.outline_head import listed_feeds, outline_root
from ingest.readers.piece_list import PieceList

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["read_outline"]

_DEEPEST = 60


def read_outline(text: str, _limits: Limits) -> PackedArticle:
    """Title, metadata and pieces. Raises `SourceError` where it is damaged, or a list of feeds."""
    feeds = listed_feeds(text)
    if feeds:
        count = "one feed" if len(feeds) == 1 else f"{len(feeds)} feeds"
        raise SourceError(
            "the file", f"this is a list of {count} (OPML), not one article", "save it as a file and add that"
        )
    root = outline_root(text)
    if root is None:
        raise SourceError("the file", "this outline is damaged: it is no XML", "export it again")
    made = PieceList()
    for outline in root.iterfind("body/outline"):
        _into(outline, made, 0)
    head = {name: " ".join((root.findtext(f"head/{name}") or "").split()) for name in ("title", "ownerName")}
    return head["title"] or None, ArticleMetadata(author=head["ownerName"] or None), made.pieces


def _into(outline: _Element, made: PieceList, depth: int) -> None:
    words = " ".join((outline.get("text") or outline.get("title") or "").split())
    note = (outline.get("_note") or "").strip()
    inner = [child for child in outline if child.tag == "outline"]
    if inner and not depth:
        made.heading(words, 2)
    else:
        made.item(words, max(0, depth - 1))
    if note:
        made.paragraph(note)
    for child in inner if depth < _DEEPEST else ():
        _into(child, made, depth + 1)
