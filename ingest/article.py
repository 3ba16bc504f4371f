"""An article and its structure.

Offsets are Unicode code points into `Article.text`, end exclusive. Nothing here knows how an article
was read, how it is cut into chunks or where it is kept.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "Article",
    "ArticleMetadata",
    "Block",
    "BlockKind",
    "Inline",
    "InlineKind",
    "Origin",
    "Section",
    "article_id_for",
    "section_trail",
]

BlockKind = Literal["heading", "paragraph", "list_item", "table_row", "quote", "code", "contents"]
"""What a block is. `contents` is a line of the article's own table of contents: kept in the text, but
part of no section and never searched."""


@dataclass(frozen=True, slots=True)
class Block:
    """The smallest piece of structure: one heading, paragraph, list item, table row, quote or code.

    Blocks are in reading order and do not overlap; between two blocks there is only white space or
    markup without words (a table's rule).
    """

    kind: BlockKind
    start: int
    end: int
    page: int | None = None
    """Page of the source, counted from 1, where the format has pages."""


InlineKind = Literal["link", "strong", "emphasis"]


@dataclass(frozen=True, slots=True)
class Inline:
    """A link or emphasis within a block. The text holds its words alone, without marks or address."""

    kind: InlineKind
    start: int
    end: int
    url: str | None = None
    """Of a link: an absolute http or https address."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the text below it, up to the next heading of any level.

    Sections tile the article: each non-blank character outside the table of contents lies in exactly
    one. `start` is where the heading's line starts (its `#` marks included). Text before the first
    heading belongs to a section named after the article, as does the text below the title.
    """

    heading: str
    """The heading's words exactly as they stand in `Article.text`."""
    level: int
    """1 for the article's title, 2 and more below."""
    path: tuple[str, ...]
    """Headings from the outermost to this one; the article's title is in it only for the section that
    the title itself heads."""
    anchor: str
    """Unique within the article: the heading's own id in a web page, else a slug of the heading."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ArticleMetadata:
    """What is known of an article beside its text; an unknown value is None."""

    author: str | None = None
    published: str | None = None
    """ISO 8601 date."""
    site: str | None = None
    language: str | None = None
    """ISO 639-1 code."""
    url: str | None = None
    """The article's own web address, where it has one (the canonical one if the page names it)."""
    warning: str | None = field(default=None, repr=False)
    """What of the source is not in the text, or not for certain, in one line; no part of the version."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article was fetched and in which edition, to ask later whether it has changed."""

    address: str
    """The address that answered, after redirects."""
    etag: str | None = None
    last_modified: str | None = None
    """Both as the server wrote them; a server that sends neither gives the page whole each time."""


@dataclass(frozen=True, slots=True)
class Article:
    """A whole article as canonical Markdown, with its blocks and sections."""

    id: str
    """Stable for a source: adding the same source again gives the same id."""
    title: str
    source: str
    """Where it came from, as the reader would name it: an absolute path, a web address, `pasted:...`."""
    text: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    metadata: ArticleMetadata = field(default_factory=ArticleMetadata)
    version: str = ""
    """Hash of text and structure; equal versions need no new chunks. Filled in when left empty."""
    origin: Origin | None = None
    """Of an article that was fetched; no part of the version."""
    inlines: tuple[Inline, ...] = ()
    """By their place, the outer before the inner."""

    def __post_init__(self) -> None:
        if not self.version:
            object.__setattr__(self, "version", _version(self))

    def section_at(self, offset: int) -> Section | None:
        """The section that covers `offset`, or None inside the table of contents."""
        for section in self.sections:
            if section.start <= offset < section.end:
                return section
        return None

    def page_at(self, offset: int) -> int | None:
        """The page of the source on which the block at `offset` begins, where the format has pages."""
        at = bisect_right(self.blocks, offset, key=lambda block: block.start) - 1
        return self.blocks[at].page if at >= 0 else None


def article_id_for(source: str) -> str:
    """The id of the article that comes from `source`: 12 hex digits of its SHA-256."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def section_trail(article_title: str, section_path: tuple[str, ...]) -> str:
    """The way to a section in words: `Title > Heading > Subheading`, the title named once."""
    below = section_path[1:] if section_path[:1] == (article_title,) else section_path
    return " > ".join((article_title, *below))


def _version(article: Article) -> str:
    digest = hashlib.sha256()
    structure = (article.title, article.blocks, article.sections, article.metadata)
    digest.update(repr(structure).encode("utf-8", "surrogatepass"))
    digest.update(article.text.encode("utf-8", "surrogatepass"))
    if article.inlines:
        digest.update(repr(article.inlines).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]
