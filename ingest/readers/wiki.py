"""Wiki mark-up (MediaWiki) as an article: sections, lists, tables, links; templates and references left
out.

Templates are programs that only the wiki itself can run. The few that wrap words of the sentence are
unwrapped, and an infobox at the top is read as a list of its fields.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ingest.article import ArticleMetadata
from ingest.document import PackedArticle
from ingest.inline import Styled, joined
from ingest.limits import Limits
from ingest.readers.inline_marks import Mark, Marks
from ingest.readers.piece_list import Cell, PieceList, filled
from ingest.readers.raised import lowered, raised

__all__ = ["read_wiki"]

_HEADING = re.compile(r"^(={1,6})\s*([^=\s].{0,300}?)\s*\1\s*$")
_ITEM = re.compile(r"^([*#:;]{1,8})\s*(.*)$")
_COMMENT = re.compile(r"<!--|-->")
_HIDDEN = ("ref", "gallery", "math", "syntaxhighlight", "source", "pre", "timeline", "imagemap", "score")
_CLOSINGS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in _HIDDEN}
_OPEN_TAG = re.compile(rf"<({'|'.join(_HIDDEN)})\b([^<>]{{0,500}})>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_MARK = re.compile(r"\{\{|\}\}")
_KEPT = {
    "lang": -1, "nowrap": 1, "nobr": 1, "small": 1, "abbr": 1, "transl": -1, "convert": 0, "cvt": 0, "circa": 0,  # noqa: E501
    "formatnum": 1, "as of": 0, "quote": 1, "blockquote": 1, "frac": 0, "val": 1, "sub": 1, "sup": 1, "ill": 1,  # noqa: E501
    "translation": 1, "mvar": 1, "math": 1, "main": 0, "see also": 0, "bibleverse": 0, "interlanguage link": 1,  # noqa: E501
}  # fmt: skip
"""Templates whose words belong to the text: which of their values is shown (-1: the last; 0: made below)."""
_LINKED_FILE = re.compile(
    r"^(?:file|image|datei|bild|fichier|archivo|imagem|category|kategorie|catégorie)\s*:", re.IGNORECASE
)
_OPTION = re.compile(
    r"^(?:thumb|thumbnail|mini|miniatur|frame|frameless|left|right|center|centre|none|links|rechts|upright.{0,9}"
    r"|\d{0,5}x?\d{1,5}px|alt=.{0,500}|link=.{0,300}|border|hochkant.{0,9})$",
    re.IGNORECASE | re.DOTALL,
)
_CELL_STYLE = re.compile(r"^[^|\[\]{}]{0,300}\|(?!\|)")
_SPAN = re.compile(r"""\b(rowspan|colspan)\s{0,3}=\s{0,3}["']?\s{0,3}(\d{1,4})""", re.IGNORECASE)
_LEFT_OUT = frozenset({"references", "external links", "einzelnachweise", "weblinks", "notes et références"})
_REDIRECT = re.compile(r"\A\s{0,50}#redirect\s{0,9}:?\s{0,9}\[\[([^\[\]|]{1,200})", re.IGNORECASE)
_MOST_DEPTH = 40

_MARKS = Marks((
    Mark(r"'{5}(?P<words>[^\n]{1,500}?)'{5}", "strong"),
    Mark(r"'''(?P<words>[^\n]{1,500}?)'''", "strong"),
    Mark(r"''(?P<words>[^\n]{1,500}?)''", "emphasis"),
    Mark(r"\[\[:?(?:[^\[\]|\n]{1,200}\|)?(?P<words>[^\[\]|\n]{1,300})\]\]"),
    Mark(r"\[(?P<url>(?:https?:)?//[^\s\[\]]{1,1000})\s(?P<words>[^\[\]\n]{1,300})\]", "link"),
    Mark(r"\[(?:https?:)?//[^\s\[\]]{1,1000}\]", is_verbatim=True, shown=lambda _match: ""),
    Mark(r"<sup>(?P<words>[^<>\n]{1,60})</sup>", is_verbatim=True, shown=lambda match: raised(match["words"])),  # noqa: E501
    Mark(r"<sub>(?P<words>[^<>\n]{1,60})</sub>", is_verbatim=True, shown=lambda match: lowered(match["words"])),  # noqa: E501
    Mark(r"<(?:s|del|strike)>[^<>\n]{1,300}</(?:s|del|strike)>", is_verbatim=True, shown=lambda _match: ""),
    Mark(r"__[A-Z]{3,30}__", is_verbatim=True, shown=lambda _match: ""),
    Mark(r"</?[A-Za-z][^<>\n]{0,500}>", is_verbatim=True, shown=lambda _match: ""),
))  # fmt: skip


def read_wiki(text: str, _limits: Limits) -> PackedArticle:
    """No title but the page's own words, no metadata, and the pieces."""
    made = PieceList()
    redirect = _REDIRECT.match(text)
    if redirect:
        made.paragraph(f"See {redirect[1].strip()}")
        return None, ArticleMetadata(), made.pieces
    plain, fields = _without_templates(_without_tags(_without_comments(text)))
    _Reading(plain, made).read()
    if fields:
        at = next(
            (place for place, piece in enumerate(made.pieces) if piece.kind == "heading"), len(made.pieces)
        )
        facts = PieceList()
        for name, value in fields:
            words = _styled(_without_files(value))
            if words.text.strip():
                facts.item(joined((Styled(name), words), ": "))
        made.pieces[at:at] = facts.pieces
    return _title(text), ArticleMetadata(), made.pieces


def _title(text: str) -> str | None:
    """The first strong words, by which a page of a wiki names what it is about."""
    match = re.search(r"'''([^'\n]{2,100})'''", text[:20_000])
    return html.unescape(_TAG.sub("", match[1])).strip() or None if match else None


def _without_comments(text: str) -> str:
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        parts.append(text[at:start])
        end = text.find("-->", start)
        at = end + 3 if end >= 0 else len(text)
    return "".join([*parts, text[at:]])


def _without_tags(text: str) -> str:
    """Without references; formulas and program text as they are shown."""
    parts: list[str] = []
    at = 0
    ends: dict[str, int | None] = {}  # where the next closing tag of a name is; None: there is none
    for match in _OPEN_TAG.finditer(text):
        if match.start() < at:
            continue
        parts.append(text[at : match.start()])
        at = match.end()
        name = match[1].lower()
        if match[2].endswith("/"):
            continue
        if ends.get(name, 0) is not None and (ends.get(name) or 0) <= at:
            found = _CLOSINGS[name].search(text, at)
            ends[name] = found.start() if found else None
        end = ends[name]
        if end is None:
            continue
        inner = text[at:end]
        close = text.find(">", end)
        at = close + 1 if close >= 0 else len(text)
        if name == "math":
            parts.append(f"${' '.join(inner.split())}$")
        elif name in ("syntaxhighlight", "source", "pre"):
            parts.append(f"\n\x02{inner}\n\x03\n")
        elif name == "gallery":
            parts.append(
                "\n"
                + "\n".join(f"* {line.rpartition('|')[2]}" for line in inner.split("\n") if "|" in line)
                + "\n"
            )
    return "".join([*parts, text[at:]])


def _without_templates(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without its templates, and the fields of the infobox at its top."""
    stack: list[list[str]] = [[]]
    fields: list[tuple[str, str]] = []
    at = 0
    for match in _MARK.finditer(text):
        stack[-1].append(text[at : match.start()])
        at = match.end()
        if match[0] == "{{":
            stack.append([])
        elif len(stack) > 1:
            inner = "".join(stack.pop())
            name = inner.partition("|")[0].strip().lower()
            if (
                len(stack) == 1
                and not fields
                and re.match(r"(?:infobox|taxobox|speciesbox)\b|.{0,60}\binfobox$", name)
            ):
                fields = [(key, value) for key, value in _fields(inner) if value]
            elif len(stack) < _MOST_DEPTH:
                stack[-1].append(_shown(name, inner))
        else:
            stack[-1].append("}}")
    tail = [text[at:]]
    while len(stack) > 1:  # never closed: no template
        tail.insert(0, "".join(stack.pop()))
    return "".join([*stack[0], *tail]), fields


def _fields(inner: str) -> Iterator[tuple[str, str]]:
    for part in _values(inner)[1:]:
        name, is_field, value = part.partition("=")
        if is_field:
            shown = _BREAK.sub(", ", value)
            yield name.strip().replace("_", " "), " ".join(shown.replace("\n*", ", ").split()).strip(" ,")


def _values(inner: str) -> list[str]:
    """The values of a template, parted at `|` outside of links."""
    values = [""]
    depth = 0
    for part in re.split(r"(\[\[|\]\]|\|)", inner):
        depth += (part == "[[") - (part == "]]")
        if part == "|" and depth <= 0:
            values.append("")
        else:
            values[-1] += part
    return values


def _shown(name: str, inner: str) -> str:
    place = _KEPT.get(name)
    if place is None:
        return ""
    values = [value.strip() for value in _values(inner)[1:] if "=" not in value]
    if not values:
        return ""
    if name in ("convert", "cvt"):
        return " ".join(values[:2])
    if name == "circa":
        return f"c. {values[0]}"
    if name == "as of":
        return f"As of {' '.join(values)}"
    if name == "frac":
        return "/".join(values[:2])
    if name in ("main", "see also"):
        return f"\n{'Main article' if name == 'main' else 'See also'}: {', '.join(values)}\n"
    if name == "sup":
        return raised(values[0])
    if name == "sub":
        return lowered(values[0])
    return values[place - 1 if place > 0 else place] if len(values) >= abs(place) else values[0]


class _Reading:
    """One pass over the lines."""

    def __init__(self, text: str, made: PieceList) -> None:
        self._lines = _without_files(text).split("\n")
        self._made = made
        self._waiting: list[str] = []
        self._counts: dict[str, int] = {}
        """How many items the lists around this place have, by their marks."""

    def read(self) -> None:
        at = 0
        while at < len(self._lines):
            at = self._from(at)
        self._flush()
        self._drop_empty_end()

    def _from(self, at: int) -> int:
        line = self._lines[at]
        heading = _HEADING.match(line)
        if heading:
            self._flush()
            self._drop_empty_end()
            self._made.heading(_styled(heading[2]), max(2, len(heading[1])))
            return at + 1
        if line.lstrip(" :").startswith("{|"):
            self._flush()
            return self._table(at)
        if line.startswith("\x02"):
            self._flush()
            end = at
            while end < len(self._lines) and not self._lines[end].startswith("\x03"):
                end += 1
            self._made.code("\n".join(self._lines[at:end])[1:])
            return end + 1
        item = _ITEM.match(line)
        if item:
            self._flush(keeps_lists=True)
            self._item(item[1], item[2])
        elif not line.strip() or line.startswith("----"):
            self._flush()
        else:
            self._waiting.append(line)
        return at + 1

    def _drop_empty_end(self) -> None:
        """Leave out a section whose references were left out."""
        pieces = self._made.pieces
        if pieces and pieces[-1].kind == "heading" and pieces[-1].text.lower() in _LEFT_OUT:
            pieces.pop()

    def _flush(self, *, keeps_lists: bool = False) -> None:
        self._made.paragraph(_styled(" ".join(self._waiting)))
        self._waiting = []
        if not keeps_lists:
            self._counts = {}

    def _item(self, marks: str, words: str) -> None:
        if set(marks) == {":"}:  # an indent
            self._made.paragraph(_styled(words))
            return
        kept = {one: count for one, count in self._counts.items() if len(one) < len(marks) or one == marks}
        self._counts = kept | {marks: kept.get(marks, 0) + 1}
        number = self._counts[marks] if marks[-1] == "#" else None
        self._made.item(_styled(words), len(marks) - 1, number)

    def _table(self, at: int) -> int:
        """The table that begins at a line; a table within it is read as part of its cell."""
        rows: list[list[tuple[str, int, int]]] = [[]]
        depth = 1
        at += 1
        while at < len(self._lines) and depth:
            line = self._lines[at].strip()
            at += 1
            depth += line.startswith("{|") - line.startswith("|}")
            if line.startswith(("{|", "|}")) or depth > 1 or not line:
                continue
            if line.startswith("|-"):
                rows.append([])
            elif line.startswith("|+"):
                self._made.paragraph(_styled(_CELL_STYLE.sub("", line[2:])))
            elif line[0] in "|!":
                cells = re.split(r"\|\||!!" if line[0] == "!" else r"\|\|", line[1:])
                rows[-1] += [_cell(cell) for cell in cells]
            elif rows[-1]:
                words, down, across = rows[-1][-1]
                rows[-1][-1] = (f"{words} {line}", down, across)
        shown = [[Cell(_styled(words), down, across) for words, down, across in row] for row in rows if row]
        self._made.table(filled(shown))
        return at


def _cell(written: str) -> tuple[str, int, int]:
    """The words of a cell, and how many rows and columns it covers."""
    style = _CELL_STYLE.match(written)
    if style is None:
        return written, 1, 1
    spans = {name.lower(): int(number) for name, number in _SPAN.findall(style[0])}
    return written[style.end() :], spans.get("rowspan", 1), spans.get("colspan", 1)


def _without_files(text: str) -> str:
    """Pictures as their captions, a line each; categories left out."""
    parts: list[str] = []
    depth = start = at = 0
    for match in re.finditer(r"\[\[|\]\]", text):
        if match[0] == "[[":
            if depth == 0:
                start = match.start()
            depth += 1
        elif depth:
            depth -= 1
            inner = text[start + 2 : match.start()]
            if depth == 0 and _LINKED_FILE.match(inner):
                parts.append(text[at:start])
                at = match.end()
                values = _values(inner)
                caption = (
                    values[-1].strip() if len(values) > 1 and not _OPTION.match(values[-1].strip()) else ""
                )
                if caption and not inner.lower().startswith(("cat", "kat")):
                    parts.append(f"\n\n{caption}\n\n")
    return "".join([*parts, text[at:]])


def _styled(text: str) -> Styled:
    return _MARKS.styled(html.unescape(_BREAK.sub(" ", text)))
