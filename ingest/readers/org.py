"""Org (the mark-up of Emacs) as an article: headlines, lists, tables, blocks, drawers left out."""

from __future__ import annotations

import re

from ingest.article import ArticleMetadata
from ingest.document import PackedArticle
from ingest.inline import Styled
from ingest.limits import Limits
from ingest.readers.inline_marks import Mark, Marks
from ingest.readers.piece_list import PieceList

__all__ = ["read_org"]

_KEYWORD = re.compile(r"^\s*#\+(\w[\w-]{0,30}):\s*(.*)$")
_HEADLINE = re.compile(r"^(\*{1,8})\s+(.*)$")
_STATE = re.compile(r"^(?:TODO|DONE|NEXT|WAITING|CANCELL?ED|STARTED|HOLD)\s+|^\[#[A-Z0-9]\]\s+")
_TAGS = re.compile(r"\s:(?:[\w@#%]{1,60}:){1,20}\s*$")
_BEGIN = re.compile(r"^\s*#\+begin_(\w{1,20})\s?(.*)$", re.IGNORECASE)
_DRAWER = re.compile(r"^\s*:([\w-]{1,40}):\s*$")
_PROPERTY = re.compile(r"^\s*:CUSTOM_ID:\s+(\S{1,200})\s*$", re.IGNORECASE)
_PLANNING = re.compile(r"^\s*(?:SCHEDULED|DEADLINE|CLOSED):\s*[<\[]")
_ITEM = re.compile(r"^(\s*)(?:([-+]|(?<=\s)\*)|(\d{1,9})[.)])\s+(?:\[@\d{1,9}\]\s*)?(?:\[[ X-]\]\s+)?(.*)$")
_ROW = re.compile(r"^\s*\|")
_FIXED = re.compile(r"^\s*: ?(.*)$")
_FOOTNOTE = re.compile(r"^\[fn:([\w-]{1,40})\]\s*(.*)$")
_COMMENT = re.compile(r"^\s*#(?:\s|$)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_BEFORE, _AFTER = r"(?<![^\s(\-'\"{\u2014])", r"(?![^\s.,;:!?')}\"\]\-\u2014])"


def _around(mark: str) -> str:
    return rf"{_BEFORE}{mark}(?P<words>[^\s{mark}](?:[^{mark}\n]{{0,400}}[^\s{mark}])?){mark}{_AFTER}"


_MARKS = Marks((
    Mark(r"\[\[(?P<url>[^\[\]\n]{1,1000})\]\[(?P<words>[^\[\]\n]{1,500})\]\]", "link"),
    Mark(r"\[\[(?:file:|\./|#|\*)?(?P<url>[^\[\]\n]{1,1000})\]\]", "link", is_verbatim=True),
    Mark(r"<(?P<url>https?://[^<>\s]{1,1000})>|(?P<words>https?://[^\s<>\[\]()]{1,1000})", "link", is_verbatim=True,  # noqa: E501
         shown=lambda match: match["url"] or match["words"]),
    Mark(_around("="), is_verbatim=True, shown=lambda match: f"`{match['words']}`"),
    Mark(_around("~"), is_verbatim=True, shown=lambda match: f"`{match['words']}`"),
    Mark(_around(r"\*"), "strong"),
    Mark(_around("/"), "emphasis"),
    Mark(_around("_")),
    Mark(_around(r"\+"), is_verbatim=True, shown=lambda _match: ""),
    Mark(r"\[fn:(?P<words>[\w-]{1,40})\]", is_verbatim=True, shown=lambda match: f"[{match['words']}]"),
    Mark(r"\[fn:[\w-]{0,40}:(?P<words>[^\[\]\n]{1,800})\]", shown=lambda match: f" ({match['words'].strip()})"),  # noqa: E501
    Mark(r"\[cite(?:/\w{1,20})?:(?P<words>[^\[\]\n]{1,200})\]", is_verbatim=True,
         shown=lambda match: f"[{match['words']}]"),
    Mark(r"[<\[](?P<words>\d{4}-\d{2}-\d{2})(?: [^<>\[\]\n]{1,40})?[>\]]", is_verbatim=True),
))  # fmt: skip


def read_org(text: str, _limits: Limits) -> PackedArticle:
    """Title, metadata and pieces of an Org document."""
    return _Reading(text).read()


class _Reading:
    """One pass over the lines."""

    def __init__(self, text: str) -> None:
        self._lines = text.expandtabs(4).split("\n")
        self._made = PieceList()
        self._facts: dict[str, str] = {}
        self._waiting: list[str] = []
        self._item: tuple[int, int | None] | None = None

    def read(self) -> PackedArticle:
        at = 0
        while at < len(self._lines):
            at = self._from(at)
        self._flush()
        date = _DATE.search(self._facts.get("date", ""))
        language = self._facts.get("language", "")[:2].lower()
        facts = ArticleMetadata(
            author=self._facts.get("author"),
            published=date[0] if date else None,
            language=language if language.isalpha() and language.isascii() else None,
        )
        title = self._facts.get("title")
        return _MARKS.styled(title).text if title else None, facts, self._made.pieces

    def _from(self, at: int) -> int:
        """Read what begins at a line; the line after it."""
        line = self._lines[at]
        headline = _HEADLINE.match(line)
        if headline:
            self._flush()
            return self._headline(headline, at)
        begin = _BEGIN.match(line)
        if begin:
            self._flush()
            return self._block(begin[1].lower(), begin[2], at)
        if _ROW.match(line):
            self._flush()
            return self._table(at)
        if not line.strip():
            self._flush()
        elif (keyword := _KEYWORD.match(line)) is not None:
            self._flush()
            self._keyword(keyword[1].lower(), keyword[2].strip())
        elif _DRAWER.match(line) and self._drawer_end(at) is not None:
            self._flush()
            return (self._drawer_end(at) or at) + 1
        elif _FIXED.match(line):
            self._flush()
            end = at
            while end < len(self._lines) and _FIXED.match(self._lines[end]):
                end += 1
            self._made.code("\n".join(_FIXED.sub(r"\1", one) for one in self._lines[at:end]))
            return end
        elif (footnote := _FOOTNOTE.match(line)) is not None:
            self._flush()
            self._waiting = [f"[{footnote[1]}] {footnote[2]}"]
        elif (item := _ITEM.match(line)) is not None:
            self._flush()
            self._item = (len(item[1]) // 2, int(item[3]) if item[3] else None)
            self._waiting = [item[4].replace(" :: ", ": ", 1)]
        elif not (_COMMENT.match(line) or _PLANNING.match(line) or line.strip().startswith("-----")):
            self._waiting.append(line.strip())
        return at + 1

    def _flush(self) -> None:
        words = _MARKS.styled(" ".join(self._waiting))
        if self._item is not None:
            self._made.item(words, *self._item)
        else:
            self._made.paragraph(words)
        self._waiting, self._item = [], None

    def _headline(self, headline: re.Match[str], at: int) -> int:
        words = _STATE.sub("", _STATE.sub("", headline[2]))
        words = _TAGS.sub("", words)
        anchor = None
        at += 1
        while at < len(self._lines) and _PLANNING.match(self._lines[at]):
            at += 1
        if at < len(self._lines) and _DRAWER.match(self._lines[at]):
            end = self._drawer_end(at)
            if end is not None:
                for line in self._lines[at:end]:
                    own = _PROPERTY.match(line)
                    anchor = own[1] if own else anchor
                at = end + 1
        self._made.heading(_MARKS.styled(words), len(headline[1]) + 1, anchor)
        return at

    def _drawer_end(self, at: int) -> int | None:
        """The line at which the drawer that begins at a line ends; it is no drawer where there is none."""
        for end in range(at + 1, min(len(self._lines), at + 200)):
            if self._lines[end].strip().upper() == ":END:":
                return end
            if _HEADLINE.match(self._lines[end]):
                return None
        return None

    def _block(self, kind: str, words: str, at: int) -> int:
        end = at + 1
        closing = f"#+end_{kind}"
        while end < len(self._lines) and not self._lines[end].strip().lower().startswith(closing):
            end += 1
        if end == len(self._lines):  # it is never closed
            return at + 1
        inner = self._lines[at + 1 : end]
        if kind in ("src", "example"):
            self._made.code(_dedented(inner), words.split()[0] if kind == "src" and words.split() else "")
        elif kind in ("quote", "verse"):
            parts = re.split(r"\n\s{0,80}\n", "\n".join(inner)) if kind == "quote" else inner
            self._made.quote([_MARKS.styled(" ".join(part.split())) for part in parts])
        elif kind not in ("comment", "export"):
            reading = _Reading("\n".join(inner))
            self._made.pieces += reading.read()[2]
        return end + 1

    def _table(self, at: int) -> int:
        rows: list[list[Styled]] = []
        while at < len(self._lines) and _ROW.match(self._lines[at]):
            line = self._lines[at].strip().strip("|")
            if not line.startswith("-"):
                rows.append([_MARKS.styled(cell.strip()) for cell in line.split("|")])
            at += 1
        self._made.table(rows)
        return at

    def _keyword(self, name: str, value: str) -> None:
        if name in ("title", "author", "date", "language"):
            known = self._facts.get(name)
            self._facts[name] = f"{known} {value}" if known else value
        elif name in ("caption", "subtitle"):
            self._made.paragraph(_MARKS.styled(value))


def _dedented(lines: list[str]) -> str:
    widths = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    cut = min(widths, default=0)
    return "\n".join(
        line[cut:].removeprefix(",") if line[cut:].startswith((",*", ",#")) else line[cut:] for line in lines
    )
