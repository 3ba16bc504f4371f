"""From pieces of structure to one canonical Markdown text with exact offsets.

A reader turns its format into a sequence of `Piece`s and calls `assemble`. Nothing here knows a format;
no reader computes an offset.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ingest.article import Article, ArticleMetadata, Block, BlockKind, Inline, Section, article_id_for
from ingest.inline import Styled, shifted, substituted, trimmed
from ingest.language import language_of
from ingest.table_of_contents import mark_contents

__all__ = ["Document", "PackedArticle", "Piece", "article_from", "assemble", "clean_text", "slug", "word_key"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One block on its way into the canonical text."""

    kind: BlockKind
    text: str
    """The words, without the mark of a heading; with it for everything else ("- item", "| a | b |",
    "> quote", a fence's own lines). Line ends are kept in code and quotes, and are spaces elsewhere."""
    level: int = 0
    """Of a heading: 1 to 6, as in the source. Of a list item: its depth, 0 for the outermost."""
    anchor: str | None = None
    """Of a heading: its own id in the source."""
    page: int | None = None
    markup: bool = False
    """Whether this is markup without words (a table's rule): it goes into the text and is no block."""
    inlines: tuple[Inline, ...] = ()
    """Links and emphasis, as offsets into `text`."""


PackedArticle = tuple[str | None, ArticleMetadata, Sequence[Piece]]
"""Title, metadata and pieces of an article: what a reader gives."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of a source: everything of an `Article` but its identity."""

    title: str
    text: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    metadata: ArticleMetadata = field(default_factory=ArticleMetadata)
    inlines: tuple[Inline, ...] = ()


def article_from(document: Document, source: str) -> Article:
    """The article that `document` is when it comes from `source`."""
    return Article(
        id=article_id_for(source),
        title=document.title,
        source=source,
        text=document.text,
        blocks=document.blocks,
        sections=document.sections,
        metadata=_with_language(document),
        inlines=document.inlines,
    )


def _with_language(document: Document) -> ArticleMetadata:
    """What is known of the document, with its language as its text tells where nothing else does."""
    if document.metadata.language:
        return document.metadata
    return replace(document.metadata, language=language_of(document.text))


def assemble(
    pieces: Iterable[Piece],
    *,
    title: str | None = None,
    fallback_title: str | None = None,
    metadata: ArticleMetadata | None = None,
) -> Document:
    """Lay `pieces` out as canonical Markdown and find its blocks and sections.

    The text begins with `# Title`. The title is `title` where it is given; else the first heading, when
    nothing stands before it; else `fallback_title`; else the first words. A first heading that says the
    same as the title is the title's line; else a line is put in front. Further headings of level 1 stay
    sections. A table of contents among the pieces is recognised, and stands at the end of the section in
    which it was found, outside of it.
    """
    ordered = [piece for piece in map(_cleaned, pieces) if piece.text]
    ordered = mark_contents(ordered, lambda piece, kind: replace(piece, kind=kind))
    ordered = _with_title(ordered, title, fallback_title)
    return _lay_out(_contents_last(ordered), metadata or ArticleMetadata())


def clean_text(raw: str) -> str:
    """`raw` with Unix line ends, without byte order mark, control characters and lone surrogates."""
    text = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = text.translate(_CONTROL)
    return text.encode("utf-8", "replace").decode("utf-8") if _SURROGATE.search(text) else text


def word_key(text: str) -> str:
    """What two headings have in common when they say the same: their words in small letters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_WORD.findall(folded))


def slug(heading: str) -> str:
    """An anchor made of a heading's words: small letters, digits and hyphens; "section" if it has none."""
    return "-".join(_WORD.findall(heading.casefold())) or "section"


_WORD = re.compile(r"[^\W_]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = dict.fromkeys((*range(9), *range(14, 32), 127, 65534, 65535)) | {
    0x0B: "\n",
    0x0C: "\n",
    0x1C: "\n",
    0x1D: "\n",
    0x1E: "\n",
    0x85: "\n",
    0x2028: "\n",
    0x2029: "\n",
}
_TITLE_WORDS = 12
_SPACES = re.compile(r"\s+")


_UNCLEAN = re.compile(r"\A\ufeff|\r\n?|[" + "".join(map(re.escape, map(chr, _CONTROL))) + "\ud800-\udfff]")
_LINE_END = re.compile(r"(?<![^\S\n])[^\S\n]+$", re.MULTILINE)  # each run of blanks is looked at once
_BLANK_LINES = re.compile(r"\n\s*\n+")
_OUTER_LINES = re.compile(r"\A\n+|\n+\Z")


def _cleaned(piece: Piece) -> Piece:
    styled = Styled(piece.text, piece.inlines)
    if clean_text(piece.text) != piece.text:
        styled = substituted(styled, _UNCLEAN, lambda match: clean_text(match[0]))
    if piece.kind in ("code", "quote"):
        styled = substituted(substituted(styled, _LINE_END, ""), _OUTER_LINES, "")
        if not styled.text.strip():
            styled = Styled("")
        if piece.kind == "quote":
            styled = substituted(styled, _BLANK_LINES, "\n>\n" if styled.text.startswith(">") else "\n")
    else:
        styled = trimmed(substituted(styled, _SPACES, " "))
    if styled.text == piece.text and styled.inlines == piece.inlines:
        return piece
    return replace(piece, text=styled.text, inlines=styled.inlines)


def _with_title(pieces: list[Piece], title: str | None, fallback: str | None) -> list[Piece]:
    """The pieces with exactly one title piece, first and at level 1; other headings moved below it."""
    title = _SPACES.sub(" ", clean_text(title or "")).strip() or None
    fallback = _SPACES.sub(" ", clean_text(fallback or "")).strip() or None
    first = next((at for at, piece in enumerate(pieces) if piece.kind != "contents"), None)
    leading = first is not None and pieces[first].kind == "heading"
    own = pieces[first] if leading and first is not None else None
    if title is None and own is not None and (own.level <= 1 or fallback is None):
        title = own.text
    title = title or fallback or _first_words(pieces)
    rest = list(pieces)
    head = Piece("heading", title, level=1)
    if own is not None and first is not None and word_key(own.text) == word_key(title):
        head = replace(own, level=1)
        del rest[first]
    else:
        same = next(
            (
                at
                for at, piece in enumerate(rest)
                if piece.kind == "heading" and piece.level <= 1 and piece.text == title
            ),
            None,
        )
        if same is not None and all(piece.kind != "heading" for piece in rest[:same]):
            head = replace(rest[same], level=1)  # text stands above the title's line: it moves below
            del rest[same]
    lowest = min((piece.level for piece in rest if piece.kind == "heading"), default=2)
    shift = 2 - lowest
    return [head] + [
        replace(piece, level=min(6, max(2, piece.level + shift))) if piece.kind == "heading" else piece
        for piece in rest
    ]


def _first_words(pieces: Sequence[Piece]) -> str:
    for piece in pieces:
        words = _WORD_RUN.findall(piece.text)
        if words and piece.kind != "contents":
            shown = " ".join(words[:_TITLE_WORDS])[:120]
            return shown if len(words) <= _TITLE_WORDS else shown.rstrip(",;:.-") + " …"
    return "Untitled"


_WORD_RUN = re.compile(r"[^\s|#>*`~]+")


def _contents_last(pieces: Sequence[Piece]) -> list[Piece]:
    """Within each section, the pieces of a table of contents after all others."""
    ordered: list[Piece] = []
    waiting: list[Piece] = []
    for piece in pieces:
        if piece.kind == "contents":
            waiting.append(piece)
            continue
        if piece.kind == "heading":
            ordered += waiting
            waiting = []
        ordered.append(piece)
    return ordered + waiting


def _line(piece: Piece) -> str:
    if piece.kind == "heading":
        return f"{'#' * piece.level} {piece.text}"
    if piece.kind == "list_item":
        return "   " * piece.level + piece.text
    return piece.text


_TIGHT: frozenset[BlockKind] = frozenset({"list_item", "table_row", "contents"})


def _lay_out(pieces: Sequence[Piece], metadata: ArticleMetadata) -> Document:
    parts: list[str] = []
    at = 0
    blocks: list[Block] = []
    inlines: list[Inline] = []
    heads: list[tuple[Piece, int]] = []
    ends: list[int] = []
    before: Piece | None = None
    for piece in pieces:
        if before is not None:
            gap = "\n" if before.kind == piece.kind and piece.kind in _TIGHT else "\n\n"
            parts.append(gap)
            at += len(gap)
        line = _line(piece)
        if piece.kind == "heading":
            heads.append((piece, at))
            ends.append(at)
        start = at + len(line) - len(line.lstrip()) if piece.kind != "code" else at
        inlines += shifted(piece.inlines, at + len(line) - len(piece.text))
        parts.append(line)
        at += len(line)
        if not piece.markup:
            blocks.append(Block(piece.kind, start, at, piece.page))
        if piece.kind != "contents":
            ends[-1] = at
        before = piece
    text = "".join(parts) + "\n"
    return Document(heads[0][0].text, text, tuple(blocks), _sections(heads, ends), metadata, tuple(inlines))


def _sections(heads: Sequence[tuple[Piece, int]], ends: Sequence[int]) -> tuple[Section, ...]:
    sections: list[Section] = []
    taken: set[str] = set()
    counts: dict[str, int] = {}
    above: list[tuple[int, str]] = []
    for (piece, start), end in zip(heads, ends, strict=True):
        while above and above[-1][0] >= piece.level:
            above.pop()
        above.append((piece.level, piece.text))
        path = tuple(heading for level, heading in above if level > 1) or (piece.text,)
        anchor = wanted = piece.anchor or slug(piece.text)
        while anchor in taken:
            counts[wanted] = counts.get(wanted, 1) + 1
            anchor = f"{wanted}-{counts[wanted]}"
        taken.add(anchor)
        sections.append(Section(piece.text, piece.level, path, anchor, start, end))
    return tuple(sections)
