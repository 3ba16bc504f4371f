"""AsciiDoc as an article: sections, lists, tables, blocks, admonitions.

Knows the marks of the language as it is written; includes are not followed and conditions not weighed.
"""

from __future__ import annotations

import re

from ingest.article import ArticleMetadata
from ingest.document import PackedArticle
from ingest.inline import Styled, joined
from ingest.limits import Limits
from ingest.readers.inline_marks import Mark, Marks
from ingest.readers.piece_list import PieceList
from ingest.readers.raised import lowered, raised

__all__ = ["read_asciidoc"]

_HEADING = re.compile(r"^(={1,6}|#{1,6})\s{1,20}(\S.*)$")
_ATTRIBUTE = re.compile(r"^:([\w-]{1,60})!?:\s*(.*)$")
_REFERENCE = re.compile(r"\{([\w-]{1,60})\}")
_ANCHOR = re.compile(r"^\[(?:\[([^\[\],]{1,200})(?:,[^\]]{0,200})?\]|#([^\[\],.%]{1,200})[^\]]{0,200})\]$")
_ATTRIBUTES = re.compile(r"^\[([^\[\]]{0,300})\]$")
_FENCE = re.compile(r"^(-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--|```\w{0,20}|[|,:!]={3,})\s*$")
_ITEM = re.compile(r"^\s*(?:([*-]{1,5})|(\.{1,5})|(\d{1,9})\.)\s+(?:\[[ x*]\]\s+)?(\S.*)$")
_TERM = re.compile(r"^\s*(\S.{0,300}?)(:{2,4}|;;)(?:\s+(.*))?$")
_ADMONITION = re.compile(r"^(NOTE|TIP|IMPORTANT|WARNING|CAUTION):\s+(.*)$")
_MACRO = re.compile(
    r"^(?:image|video|audio|include|toc|ifdef|ifndef|ifeval|endif)::?[^\[\s]{0,300}\[([^\]]{0,500})\]\s*$"
)
_CAPTION = re.compile(r"^\.([^\s.].{0,300})$")
_RULE = re.compile(r"^(?:'{3,}|-{3}|\*{3}|<<<)\s*$")
_AUTHOR = re.compile(r"^([^\W\d_][\w .'-]{1,100}?)\s{0,9}(?:<[^<>\n]{1,200}>)?(?:;.{0,200})?$")
_REVISION = re.compile(r"^(?:v[\d.]{1,20},?\s*)?(\d{4}-\d{2}-\d{2})")
_CELL = re.compile(r"(?<!\\)(?:\d{0,3}(?:\.\d{1,3})?[+*])?[<^>.]{0,3}[aehlmsdv]?\|")
_CALLOUT = re.compile(r"[ \t](?:(?:#|//|;;|--) ?)?<\d{1,2}>$", re.MULTILINE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _around(mark: str) -> str:
    return rf"(?<![\w\\]){mark}(?P<words>[^\s{mark}](?:[^{mark}\n]{{0,400}}[^\s{mark}])?){mark}(?!\w)"


_MARKS = Marks((
    Mark(r"(?:link:|mailto:)?(?P<url>https?://[^\s\[\]<>]{1,1000})\[(?P<words>[^\[\]\n^]{0,400})\^?\]", "link"),  # noqa: E501
    Mark(r"(?:link|xref):[^\s\[\]]{1,400}\[(?P<words>[^\[\]\n]{0,400})\]"),
    Mark(r"(?P<url>https?://[^\s\[\]<>]{1,1000}[^\s\[\]<>.,;:!?)])", "link", is_verbatim=True),
    Mark(r"<<[^<>,\n]{1,200},(?P<words>[^<>\n]{1,300})>>"),
    Mark(r"<<(?P<words>[^<>,\n]{1,200})>>", is_verbatim=True),
    Mark(r"footnote(?:ref)?:[\w-]{0,40}\[(?P<words>[^\[\]\n]{1,800})\]", shown=lambda match: f" ({match['words']})"),  # noqa: E501
    Mark(r"image:[^\s\[\]]{1,300}\[(?P<words>[^\[\]\n,]{0,300})[^\[\]\n]{0,300}\]"),
    Mark(r"(?:kbd|btn|menu|icon):[\w>/ -]{0,40}\[(?P<words>[^\[\]\n]{0,200})\]"),
    Mark(r"(?:stem|latexmath|asciimath):\[(?P<words>[^\[\]\n]{1,500})\]", is_verbatim=True,
         shown=lambda match: f"${match['words']}$"),
    Mark(r"``(?P<words>[^`\n]{1,400})``", is_verbatim=True, shown=lambda match: f"`{match['words']}`"),
    Mark(r"`\+?(?P<words>[^`\n+]{1,400})\+?`", is_verbatim=True, shown=lambda match: f"`{match['words']}`"),
    Mark(r"\*\*(?P<words>[^*\n]{1,400})\*\*", "strong"),
    Mark(r"__(?P<words>[^_\n]{1,400})__", "emphasis"),
    Mark(_around(r"\*"), "strong"),
    Mark(_around("_"), "emphasis"),
    Mark(r"\[(?:line-through|\.line-through|strike)\]#(?P<words>[^#\n]{1,300})#", is_verbatim=True,
         shown=lambda _match: ""),
    Mark(r"(?:\[[\w. -]{1,60}\])?##?(?P<words>[^#\n]{1,300})##?"),
    Mark(r"\^(?P<words>[^\^\s]{1,40})\^", is_verbatim=True, shown=lambda match: raised(match["words"])),
    Mark(r"~(?P<words>[^~\s]{1,40})~", is_verbatim=True, shown=lambda match: lowered(match["words"])),
    Mark(r"\[\[[^\[\]\n]{1,200}\]\]|\(\(\([^()\n]{1,200}\)\)\)", is_verbatim=True, shown=lambda _match: ""),
    Mark(r"\s<\d{1,2}>(?=\s|$)|\s\+$", is_verbatim=True, shown=lambda _match: ""),
))  # fmt: skip


def read_asciidoc(text: str, _limits: Limits) -> PackedArticle:
    """Title, metadata and pieces of an AsciiDoc document."""
    reading = _Reading(text)
    reading.read_all()
    facts = reading.attributes
    date = _DATE.search(facts.get("revdate", "") or facts.get("date", ""))
    language = facts.get("lang", "")[:2].lower()
    return (
        facts.get("doctitle") or facts.get("title"),
        ArticleMetadata(
            author=facts.get("author") or facts.get("authors"),
            published=date[0] if date else None,
            language=language if language.isalpha() and language.isascii() else None,
        ),
        reading.made.pieces,
    )


class _Reading:
    """One pass over the lines; what is waiting becomes a paragraph or item when it ends."""

    def __init__(self, text: str, attributes: dict[str, str] | None = None) -> None:
        self.made = PieceList()
        self.attributes = attributes if attributes is not None else {}
        self._lines = [line.rstrip() for line in text.expandtabs(4).split("\n")]
        self._waiting: list[str] = []
        self._item: tuple[int, int | None] | None = None
        self._lists: list[tuple[str, int]] = []
        """The marks of the lists around this place, and how many items each has."""
        self._anchor: str | None = None
        self._style: str = ""
        self._is_titled = False

    def read_all(self) -> None:
        at = 0
        while at < len(self._lines):
            at = self._from(at)
        self._flush()

    def _from(self, at: int) -> int:
        """Read what begins at a line; the line after it."""
        line = self._lines[at]
        fence = _FENCE.match(line)
        if fence:
            self._flush()
            return self._block(fence[1], at)
        if not line:
            self._flush()
            return at + 1
        if line.startswith("//"):
            return at + 1
        heading = _HEADING.match(line) if not self._waiting else None
        if heading:
            return self._heading(heading, at)
        attribute = _ATTRIBUTE.match(line) if not self._waiting else None
        if attribute:
            self.attributes[attribute[1].lower()] = self._filled(attribute[2])
            return at + 1
        anchor = _ANCHOR.match(line)
        if anchor:
            self._flush()
            self._anchor = anchor[1] or anchor[2]
            return at + 1
        attributes = _ATTRIBUTES.match(line)
        if attributes and not self._waiting:
            self._style = attributes[1]
            return at + 1
        self._line(line)
        return at + 1

    def _line(self, line: str) -> None:
        macro = _MACRO.match(line)
        caption = _CAPTION.match(line) if not self._waiting else None
        item = _ITEM.match(line)
        admonition = _ADMONITION.match(line) if not self._waiting else None
        term = _TERM.match(line) if not self._waiting else None
        if macro:
            self._flush()
            if line.startswith("image"):
                self.made.paragraph(macro[1].split(",")[0].strip('"'))
        elif caption and not item:
            self.made.paragraph(self._styled(caption[1]))
        elif item:
            self._flush(keeps_lists=True)
            self._begin_item(item)
        elif admonition:
            self._waiting = [f"{admonition[1].capitalize()}: {admonition[2]}"]
        elif term:
            words = self._styled(term[1])
            said = self._styled(term[3] or "")
            self.made.item(joined((words, said), ": ") if said.text else words, len(term[2]) - 2)
        elif line == "+":
            self._flush(keeps_lists=True)
        elif not _RULE.match(line):
            self._waiting.append(line.strip())

    def _begin_item(self, item: re.Match[str]) -> None:
        mark = item[1] or item[2] or "1."
        levels = [one for one, _ in self._lists]
        if mark in levels:
            del self._lists[levels.index(mark) + 1 :]
        else:
            self._lists.append((mark, 0))
        self._lists[-1] = (mark, self._lists[-1][1] + 1)
        number = int(item[3]) if item[3] else (self._lists[-1][1] if item[2] else None)
        self._item, self._waiting = (len(self._lists) - 1, number), [item[4]]

    def _flush(self, *, keeps_lists: bool = False) -> None:
        if self._waiting:
            words = self._styled(" ".join(self._waiting))
            if self._item is not None:
                self.made.item(words, *self._item)
            elif self._style.startswith(("quote", "verse")):
                self.made.quote([words, self._by()])
            elif self._style.startswith(("source", "listing")):
                self.made.code("\n".join(self._waiting), self._language())
            else:
                name = self._admonition()
                self.made.paragraph(joined((Styled(name), words), "") if name else words)
                keeps_lists = False
            self._style = ""
            if self._item is None and not keeps_lists:
                self._lists = []
        self._waiting, self._item = [], None

    def _heading(self, heading: re.Match[str], at: int) -> int:
        level = len(heading[1])
        words = self._styled(heading[2].removesuffix(f" {heading[1]}"))
        at += 1
        if level == 1 and not self._is_titled and not self.made.pieces:
            self._is_titled = True
            self.attributes["doctitle"] = words.text
            if (
                at < len(self._lines)
                and self._lines[at]
                and not self._lines[at].startswith((":", "=", "[", "/"))
            ):
                author = _AUTHOR.match(self._lines[at])
                if author:
                    self.attributes.setdefault("author", author[1])
                    at += 1
                    revision = _REVISION.match(self._lines[at]) if at < len(self._lines) else None
                    if revision:
                        self.attributes.setdefault("revdate", revision[1])
                        at += 1
        else:
            self.made.heading(words, level, self._anchor)
        self._anchor, self._style, self._lists = None, "", []
        return at

    def _block(self, fence: str, at: int) -> int:
        closing = "```" if fence.startswith("```") else fence
        end = at + 1
        while end < len(self._lines) and self._lines[end] != closing:
            end += 1
        inner = self._lines[at + 1 : end]
        style, self._style = self._style, ""
        if fence[:1] in "|,:!":
            self._table(inner, fence[:1], style)
        elif fence.startswith("/") or style.startswith("comment"):
            pass
        elif fence.startswith("```"):
            self.made.code("\n".join(inner), fence[3:])
        elif fence.startswith(("----", "....")) or style.startswith(("source", "listing")):
            self._style = style
            self.made.code(_CALLOUT.sub("", "\n".join(inner)), self._language())
            self._style = ""
        elif fence.startswith("++"):
            if style.startswith(("stem", "latexmath")):
                self.made.paragraph(f"$$ {' '.join(inner)} $$")
        elif end == len(self._lines):  # it is never closed
            return at + 1
        else:
            self._inner(inner, fence, style)
        return min(len(self._lines), end + 1)

    def _inner(self, lines: list[str], fence: str, style: str) -> None:
        """A block that holds other blocks."""
        if fence.startswith("_") or style.startswith(("quote", "verse")):
            self._style = style
            parts = "\n".join(lines).split("\n\n")
            self.made.quote([*(self._styled(" ".join(part.split())) for part in parts), self._by()])
            self._style = ""
            return
        self._style = style
        name, self._style = self._admonition(), ""
        inside = _Reading("\n".join(lines), self.attributes)
        inside._is_titled = True
        inside.read_all()
        pieces = inside.made.pieces
        if name and pieces and pieces[0].kind == "paragraph":
            made = PieceList()
            made.paragraph(joined((Styled(name), Styled(pieces[0].text, pieces[0].inlines)), ""))
            pieces[:1] = made.pieces
        elif name:
            self.made.paragraph(name)
        self.made.pieces += pieces

    def _table(self, lines: list[str], fence: str, style: str) -> None:
        if fence == "," or "format=csv" in style or 'format="csv"' in style:
            self.made.table([[self._styled(cell) for cell in line.split(",")] for line in lines if line])
            return
        rows: list[list[str]] = []
        columns = _columns(style)
        cells: list[str] = []
        for line in lines:
            parts = _CELL.split(line)
            marked = _CELL.search(line) is not None
            if not marked:
                if cells and line:
                    cells[-1] = f"{cells[-1]} {line}"
                continue
            if parts[0].strip() and cells:
                cells[-1] = f"{cells[-1]} {parts[0]}"
            new = parts[1:]
            if columns == 0:  # the first line tells how many there are
                columns = len(new)
            cells += new
        width = max(1, columns)
        rows = [cells[start : start + width] for start in range(0, len(cells), width)]
        self.made.table([[self._styled(cell.strip().replace("\\|", "|")) for cell in row] for row in rows])

    def _language(self) -> str:
        parts = self._style.split(",")
        return parts[1].strip() if len(parts) > 1 and parts[0].startswith("source") else ""

    def _by(self) -> Styled:
        """Whom a quotation is by, as its attributes say."""
        return Styled(", ".join(part.strip() for part in self._style.split(",")[1:] if part.strip()))

    def _admonition(self) -> str:
        name = self._style.split(",")[0].split("%")[0].strip()
        return f"{name.capitalize()}: " if name in ("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION") else ""

    def _filled(self, text: str) -> str:
        """With the attributes that it names put in, where they are known."""
        return _REFERENCE.sub(lambda match: self.attributes.get(match[1].lower(), match[0])[:1000], text)

    def _styled(self, text: str) -> Styled:
        return _MARKS.styled(self._filled(text) if "{" in text else text)


def _columns(style: str) -> int:
    """How many columns the attributes of a table tell; 0 where they do not."""
    match = re.search(r'cols="?([^"\]]{1,100})', style)
    if match is None:
        return 0
    told = match[1].strip()
    repeated = re.match(r"(\d{1,3})\*", told)
    return int(repeated[1]) if repeated else told.count(",") + 1 if "," in told else 0
