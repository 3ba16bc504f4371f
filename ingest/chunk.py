"""A chunk: a passage of one section, as it is stored and embedded.

How an article is cut into chunks is in `ingest.chunking`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.article import section_trail

__all__ = ["Chunk", "chunk_id_for", "context_of", "edition_of"]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole sentences, items or rows of one section; `text == article.text[start:end]` always."""

    id: str
    """As `chunk_id_for` makes it: unique in the store, and it names the article and its version."""
    article_id: str
    version: str
    section_path: tuple[str, ...]
    start: int
    end: int
    text: str
    context: str = ""
    """What a reader of the article would know on reaching this chunk: title, section path and, inside
    a table, the table's header. Not part of the article's text at this place."""
    language: str = ""
    """ISO 639-1 code of the section's language; "" where nobody noted it."""

    @property
    def embedded_text(self) -> str:
        """What is embedded and read by the models: the context, then the text."""
        return f"{self.context}\n{self.text}" if self.context else self.text

    def is_in(self, article_text: str) -> bool:
        """Whether the article's text still has the chunk at its offsets, or was changed since."""
        return article_text[self.start : self.end] == self.text


def chunk_id_for(article_id: str, version: str, position: int) -> str:
    """The id of the chunk at `position` of a version of an article. The only place that knows this form."""
    return f"{article_id}-{version}-{position}"


def edition_of(chunk_id: str) -> tuple[str, str]:
    """The article's id and its version, of a chunk's id."""
    article_id, version, _ = chunk_id.rsplit("-", 2)
    return article_id, version


def context_of(title: str, path: Sequence[str], header: str = "") -> str:
    """What is embedded before a chunk's text: "Title > Section > Subsection", then a table's header row.

    The only place that knows this form.
    """
    line = section_trail(title, tuple(path)) if title else " > ".join(path)
    return f"{line}\n{header}" if header else line
