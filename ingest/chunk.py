"""A chunk: a passage of one section, as it is stored and embedded.

How an article is cut into chunks is in `ingest.chunking`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.article import section_trail

__all__ = ["Chunk", "context_of"]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole sentences, items or rows of one section; `text == article.text[start:end]` always."""

    id: str
    """`{article_id}-{version}-{position}`: unique in the store, ordered within the article."""
    article_id: str
    version: str
    section_path: tuple[str, ...]
    start: int
    end: int
    text: str
    context: str = ""
    """What a reader of the article would know on reaching this chunk: title, section path and, inside
    a table, the table's header. Not part of the article's text at this place."""

    @property
    def embedded_text(self) -> str:
        """What is embedded and read by the models: the context, then the text."""
        return f"{self.context}\n{self.text}" if self.context else self.text


def context_of(title: str, path: Sequence[str], header: str = "") -> str:
    """What is embedded before a chunk's text: "Title > Section > Subsection", then a table's header row.

    The only place that knows this form.
    """
    line = section_trail(title, tuple(path)) if title else " > ".join(path)
    return f"{line}\n{header}" if header else line
