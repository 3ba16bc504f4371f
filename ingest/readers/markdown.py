"""Markdown as a document: structure from its syntax tree, words without inline markup.

Knows CommonMark, tables and front matter. Links and emphasis become their words with offsets, images their
description; code keeps its marks; comments and tags of HTML are dropped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.article import ArticleMetadata, BlockKind
from ingest.document import Document, Piece, assemble, clean_text
from ingest.inline import Styled, StyledLine, clipped, joined, substituted, trimmed
from ingest.labels import reads_as_label
from ingest.web_address import link_target

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["markdown_pieces", "parse_markdown"]

_FRONT = re.compile(r"\A---[ \t]*\n(?P<body>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(?P<name>[A-Za-z][\w -]*?)\s*:\s*(?P<value>.*)$")
_TAG = re.compile(r"<!--.*?-->|<\?.*?\?>|</?[A-Za-z][^<>]*>", re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|template)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_HEADING_TAG = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1\s*>", re.DOTALL | re.IGNORECASE)
_ANCHOR = re.compile(r"\s*\{#([\w:.-]+)[^{}]*\}\s*$")
_BAR = re.compile(r"\|")
_SPACES = re.compile(r"\s+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_markdown(
    raw: str,
    *,
    title: str | None = None,
    fallback_title: str | None = None,
    metadata: ArticleMetadata | None = None,
) -> Document:
    """The document that the Markdown text `raw` is.

    The title is `title`, else the front matter's, else the first heading, else `fallback_title`. Values
    of the front matter (author, date, language, site, url) fill what `metadata` leaves open.
    """
    text = clean_text(raw)
    fields, text = _front_matter(text)
    pieces = _pieces(_parser().parse(text))
    return assemble(
        pieces,
        title=title or fields.get("title"),
        fallback_title=fallback_title,
        metadata=_with_fields(metadata or ArticleMetadata(), fields),
    )


def markdown_pieces(raw: str) -> list[Piece]:
    """The pieces of Markdown that another format carries: no front matter, no title of its own."""
    return _pieces(_parser().parse(clean_text(raw)))


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": 40}).enable("table").enable("strikethrough")


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The simple values of a YAML block at the top, by small-letter name, and the text below it."""
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    fields: dict[str, str] = {}
    known = False
    name = ""
    for line in match["body"].split("\n"):
        found = _FIELD.match(line)
        if found:
            known, name = True, found["name"].strip().lower()
            fields[name] = found["value"].strip()
        elif name and re.match(r"\s*-\s+\S", line):
            item = line.strip()[1:].strip().strip("\"'")
            fields[name] = f"{fields[name]}, {item}" if fields[name] else item
        elif line.strip() and not line[:1].isspace() and not line.startswith("#"):
            return {}, text
    if not known:
        return {}, text
    return {name: _plain_value(value) for name, value in fields.items()}, text[match.end() :]


def _plain_value(value: str) -> str:
    if value[:1] == "[" and value[-1:] == "]":
        return ", ".join(part.strip().strip("\"'") for part in value[1:-1].split(","))
    if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]:
        return value[1:-1].replace('\\"', '"').replace("''", "'")
    return "" if value in ("|", ">", "null", "~") else re.sub(r"\s+#.*$", "", value)


def _with_fields(metadata: ArticleMetadata, fields: dict[str, str]) -> ArticleMetadata:
    def first(*names: str) -> str | None:
        return next((fields[name] for name in names if fields.get(name)), None)

    date = _DATE.search(first("date", "published", "pubdate", "publish_date", "created") or "")
    language = first("lang", "language", "locale")
    return replace(
        metadata,
        author=metadata.author or first("author", "authors", "by"),
        published=metadata.published or (date.group() if date else None),
        language=metadata.language or (re.split(r"[-_]", language)[0].lower() if language else None),
        site=metadata.site or first("site", "site_name", "publication"),
        url=metadata.url or first("canonical_url", "canonical", "url"),
    )


class _Place:
    """Where in the syntax tree the walk stands: lists around it, the marks still to be written."""

    def __init__(self) -> None:
        self.lists: list[tuple[str, int]] = []
        self.marker: str | None = None
        self.quotes = 0
        self.quoted: list[Styled] = []


def _pieces(tokens: Sequence[Token]) -> list[Piece]:
    pieces: list[Piece] = []
    place = _Place()
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "table_open":
            end = _closing(tokens, at, "table_close")
            pieces += _table(tokens[at:end])
            at = end
        elif token.type == "heading_open":
            pieces += _heading(tokens[at], tokens[at + 1])
            at += 2
        elif token.type == "blockquote_open":
            place.quotes += 1
        elif token.type == "blockquote_close":
            place.quotes -= 1
            if not place.quotes and place.quoted:
                pieces.append(_piece("quote", joined(place.quoted, "\n>\n")))
                place.quoted = []
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            ordered = token.type.startswith("ordered")
            place.lists.append(("." if ordered else "-", int(token.attrs.get("start", 1)) if ordered else 0))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            place.lists.pop()
        elif token.type == "list_item_open":
            kind, number = place.lists[-1]
            place.marker = "- " if kind == "-" else f"{number}. "
            place.lists[-1] = (kind, number + 1)
        elif token.type in ("fence", "code_block"):
            pieces += _code(token, place)
        elif token.type == "html_block":
            pieces += _html(token.content)
        elif token.type == "inline":
            apart = not place.lists and not place.quotes
            for words in _labelled(token) if apart else [_flat(token)]:
                pieces += _words(words, place)
        at += 1
    return pieces


def _closing(tokens: Sequence[Token], at: int, kind: str) -> int:
    return next((place for place in range(at, len(tokens)) if tokens[place].type == kind), len(tokens) - 1)


def _piece(kind: BlockKind, words: Styled, *, level: int = 0, anchor: str | None = None) -> Piece:
    return Piece(kind, words.text, level=level, anchor=anchor, inlines=words.inlines)


def _words(words: Styled, place: _Place) -> list[Piece]:
    if not words.text.strip():
        return []
    if place.quotes:
        mark, place.marker = place.marker or "", None
        place.quoted.append(joined((Styled(f"> {mark}"), _one_line(words)), ""))
        return []
    if place.lists:
        depth = min(4, len(place.lists) - 1)
        marker, place.marker = place.marker, None
        if marker is not None:
            return [_piece("list_item", joined((Styled(marker), words), ""), level=depth)]
    return [_piece("paragraph", words)]


def _heading(opening: Token, inline: Token) -> list[Piece]:
    words = _flat(inline)
    anchor = _ANCHOR.search(words.text)
    if anchor:
        words = clipped(words, 0, anchor.start())
    if not words.text.strip():
        return []
    return [_piece("heading", words, level=int(opening.tag[1]), anchor=anchor.group(1) if anchor else None)]


def _code(token: Token, place: _Place) -> list[Piece]:
    if not token.content.strip():
        return []
    fence = "```"
    while fence in token.content:
        fence += "`"
    place.marker = None
    return [Piece("code", f"{fence}{token.info.strip()}\n{token.content.rstrip()}\n{fence}")]


def _html(content: str) -> list[Piece]:
    """The words of a block of HTML: its headings, then a paragraph a line group."""
    content = re.sub(r"<!--.*?(?:-->|\Z)", "", _UNSEEN.sub("", content), flags=re.DOTALL)
    pieces: list[Piece] = []
    at = 0
    for match in _HEADING_TAG.finditer(content):
        pieces += _paragraphs(content[at : match.start()])
        words = _untagged(match.group(2)).strip()
        if words:
            pieces.append(Piece("heading", words, level=int(match.group(1))))
        at = match.end()
    return pieces + _paragraphs(content[at:])


def _paragraphs(content: str) -> list[Piece]:
    marked = re.sub(
        r"(?i)</?(?:p|div|li|tr|summary|details|blockquote|section|table|ul|ol)\b[^<>]*>", "\n\n", content
    )
    return [
        Piece("paragraph", words)
        for part in re.split(r"\n\s*\n", _untagged(marked))
        if (words := part.strip())
    ]


def _untagged(content: str) -> str:
    return html.unescape(_TAG.sub("", re.sub(r"(?i)<br\s*/?>", " ", content)))


def _table(tokens: Sequence[Token]) -> list[Piece]:
    rows: list[list[Styled]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(substituted(_one_line(_flat(token)), _BAR, lambda _: r"\|"))
    rule = Piece("table_row", "|" + "---|" * len(rows[0]), markup=True)
    bar = Styled("|")
    shown = [_piece("table_row", joined((bar, joined(row, " | "), bar), " ")) for row in rows]
    return [shown[0], rule, *shown[1:]]


def _one_line(words: Styled) -> Styled:
    return trimmed(substituted(words, _SPACES, " "))


def _labelled(inline: Token) -> list[Styled]:
    """The words of a paragraph; a label on its first line and the text below it apart."""
    children = inline.children or []
    depth = 0
    for at, child in enumerate(children):
        depth += child.nesting
        if child.type in ("softbreak", "hardbreak"):
            label = _gathered(children[:at]) if not depth else Styled("")
            return [label, _gathered(children[at + 1 :])] if reads_as_label(label) else [_flat(inline)]
    return [_flat(inline)]


def _flat(inline: Token) -> Styled:
    """The words of an inline token, with its links and emphasis beside them; images as their description."""
    return _gathered(inline.children or ())


def _gathered(children: Sequence[Token]) -> Styled:
    line = StyledLine()
    begun: list[bool] = []  # whether each link around this place leads anywhere
    for child in children:
        if child.type in ("text", "text_special", "image"):
            line.add(child.content)
        elif child.type == "code_inline":
            line.add(f"``{child.content}``" if "`" in child.content else f"`{child.content}`")
        elif child.type in ("softbreak", "hardbreak"):
            line.add(" ")
        elif child.type == "html_inline":
            line.add(" " if re.match(r"(?i)<br\b", child.content) else "")
        elif child.type == "link_open":
            url = link_target(str(child.attrs.get("href", "")))
            begun.append(url is not None)
            if url is not None:
                line.begin("link", url)
        elif child.type in ("strong_open", "em_open"):
            line.begin("strong" if child.type == "strong_open" else "emphasis")
        elif child.type in ("strong_close", "em_close") or (child.type == "link_close" and begun.pop()):
            line.end()
    return line.take()
