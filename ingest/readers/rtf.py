"""A rich text file (`.rtf`) as an article: headings by their style, lists, tables, links, notes.

Walks the file's groups and control words once; pictures, fonts and what only the program that wrote it
needs are left out. (Specification: Rich Text Format 1.9.1.)
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from ingest.article import ArticleMetadata
from ingest.document import PackedArticle
from ingest.errors import SourceError
from ingest.inline import Styled, StyledLine, clipped, trimmed
from ingest.limits import Limits
from ingest.readers.piece_list import PieceList
from ingest.readers.raised import lowered, raised
from ingest.web_address import link_target

__all__ = ["read_rtf"]

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
_SKIPPED = frozenset(
    b"fonttbl colortbl pict object themedata colorschememapping datastore latentstyles rsidtbl generator xmlnstbl"  # noqa: E501
    b" listtable listoverridetable revtbl header headerl headerr headerf footer footerl footerr footerf filetbl"  # noqa: E501
    b" mmathPr fldtype bkmkstart bkmkend annotation atnid atnauthor atndate atnref pntext pnseclvl nonshppict"
    b" operator shppict sp sn sv category keywords comment doccomm listtext private wgrffmtfilter".split()
)
_SIGNS = {
    b"par": "\n", b"line": " ", b"tab": " ", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘",
    b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " ", b"sect": "\n",
    b"page": "\n", b"softline": " ",
}  # fmt: skip
_CHARSETS = {0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253",  # noqa: E501
             162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",  # noqa: E501
             238: "cp1250"}  # fmt: skip
_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titolo|rubrik|заголовок)\s{0,3}(\d)", re.IGNORECASE
)
_BULLET = re.compile(r"^[•·▪◦‣\uf0b7o§-]\s{1,9}(?=\S)")
_NUMBER = re.compile(r"^(\d{1,4})[.)]\s{1,9}(?=\S)")
_TARGET = re.compile(r'HYPERLINK\s{1,9}(?:\\[a-z]\s{1,9})?"([^"]{1,2000})"')
_DEEPEST = 2_000


@dataclass(slots=True)
class _State:
    """What holds within a group."""

    skips: bool = False
    target: str = ""
    """Where the text of the group goes, when that is not the article: `title`, `author`, `note` ..."""
    strong: bool = False
    emphasis: bool = False
    hidden: bool = False
    position: int = 0
    charset: str = "cp1252"
    unicode_skip: int = 1
    style: int | None = None
    level: int | None = None
    in_table: bool = False
    is_item: bool = False


def read_rtf(data: bytes, _limits: Limits) -> PackedArticle:
    """Title, metadata and pieces. Raises `SourceError` where its groups are nested too deeply."""
    reading = _Reading(data)
    reading.read()
    facts = reading.facts
    return (
        facts.get("title") or None,
        ArticleMetadata(author=facts.get("author") or None, published=facts.get("created")),
        [*reading.made.pieces, *reading.notes.pieces],
    )


class _Reading:
    """One pass over the tokens."""

    def __init__(self, data: bytes) -> None:
        self.made = PieceList()
        self.notes = PieceList()
        self.facts: dict[str, str] = {}
        self._data = data
        self._at = 0
        self._state = _State()
        self._stack: list[_State] = []
        self._line = StyledLine()
        self._open: list[str] = []
        """Which emphasis is begun in the line."""
        self._cells: list[Styled] = []
        self._rows: list[list[Styled]] = []
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._styles: dict[int, int] = {}
        """The level of each style that is a heading."""
        self._apart: list[str] = []
        self._link: str | None = None
        self._link_depth = 0
        self._to_skip = 0
        self._encoded = bytearray()
        self._notes = 0

    def read(self) -> None:
        for match in _TOKEN.finditer(self._data):
            word, number, code, sign, brace, text = match.groups()
            self._at = match.end()
            if code is None:
                self._decode()
            if word is not None:
                self._word(word, int(number) if number is not None else None)
            elif code is not None:
                if self._to_skip:
                    self._to_skip -= 1
                else:
                    self._encoded.append(int(code, 16))
            elif brace == b"{":
                self._begin()
            elif brace == b"}":
                self._end()
            elif sign is not None:
                self._sign(sign)
            elif text is not None:
                if self._to_skip:
                    skipped = min(self._to_skip, len(text))
                    self._to_skip -= skipped
                    text = text[skipped:]
                self._add(
                    text.decode(self._state.charset, "replace")
                    if not text.isascii()
                    else text.decode("ascii")
                )
        self._decode()
        self._paragraph()
        self._end_table()

    def _begin(self) -> None:
        if len(self._stack) >= _DEEPEST:
            raise SourceError(
                "the file", "it is nested too deeply", "save its text as .txt or .md and add that"
            )
        self._stack.append(self._state)
        self._state = replace(self._state)
        self._to_skip = 0

    def _end(self) -> None:
        if not self._stack:
            return
        ended, self._state = self._state, self._stack.pop()
        if ended.target and ended.target != self._state.target:
            self._take(ended)
        if self._link is not None and len(self._stack) < self._link_depth:
            self._settle(None)
            self._link = None
        self._to_skip = 0

    def _take(self, ended: _State) -> None:
        """What was gathered for something else than the text."""
        words = " ".join("".join(self._apart).split())
        self._apart = []
        if ended.target == "style":
            match = _HEADING.match(words)
            if ended.style is not None and (
                match or ended.level is not None or words.lower().startswith("title")
            ):
                self._styles[ended.style] = (
                    int(match[1]) + 1 if match else 1 if ended.level is None else ended.level + 2
                )
        elif ended.target == "field":
            match_link = _TARGET.search(words)
            self._link = link_target(match_link[1]) if match_link else None
            self._link_depth = len(self._stack)
        elif ended.target == "note":
            if words:
                self._notes += 1
                self._add(f" [{self._notes}]")
                self.notes.paragraph(f"[{self._notes}] {words}")
        elif words and ended.target != "creatim":
            self.facts.setdefault(ended.target, words)

    def _word(self, word: bytes, number: int | None) -> None:
        state = self._state
        if word in _SKIPPED:
            state.skips = word != b"fonttbl"
            if word == b"fonttbl":
                state.target = "fonts"
        elif word == b"u" and number is not None:
            self._add(chr(number % 65_536))
            self._to_skip = state.unicode_skip
        elif word in _SIGNS:
            if _SIGNS[word] == "\n":
                self._paragraph()
            else:
                self._add(_SIGNS[word])
        elif not self._destination(word, number):
            self._format(word, number)

    def _destination(self, word: bytes, number: int | None) -> bool:
        """Whether the word says where the text of its group goes."""
        state = self._state
        match word:
            case b"stylesheet" | b"info":
                state.target = "left out"
            case b"s" if state.target in ("left out", "style"):
                state.target, state.style = "style", number
            case b"title" | b"author" if state.target == "left out":
                state.target = word.decode()
            case b"creatim":
                state.target = "creatim"
            case b"yr" | b"mo" | b"dy" if state.target == "creatim":
                known = self.facts.get("created", "")
                self.facts["created"] = f"{known}{'-' if known else ''}{number or 0:02}"
            case b"fldinst":
                state.target = "field"
            case b"footnote":
                state.target = "note"
            case b"fcharset" if state.target == "fonts":
                self._fonts[self._font] = _CHARSETS.get(number or 0, "cp1252")
            case b"f" if state.target == "fonts":
                self._font = number or 0
            case b"upr":
                pass
            case _:
                return False
        return True

    def _format(self, word: bytes, number: int | None) -> None:
        state = self._state
        match word:
            case b"b":
                state.strong = number != 0
            case b"i":
                state.emphasis = number != 0
            case b"v" | b"deleted" | b"strike" | b"striked":
                state.hidden = number != 0
            case b"plain":
                state.strong = state.emphasis = state.hidden = False
                state.position = 0
            case b"super" | b"up":
                state.position = 1 if number != 0 else 0
            case b"sub" | b"dn":
                state.position = -1 if number != 0 else 0
            case b"nosupersub":
                state.position = 0
            case b"f":
                state.charset = self._fonts.get(number or 0, state.charset)
            case b"ansicpg":
                state.charset = _known(f"cp{number}") or state.charset
            case b"mac":
                state.charset = "mac_roman"
            case b"uc":
                state.unicode_skip = max(0, min(number or 0, 10))
            case b"pard":
                state.style = state.level = None
                state.in_table = state.is_item = False
            case b"s":
                state.style = number
            case b"outlinelevel" if number is not None and 0 <= number <= 8:
                state.level = number
            case b"intbl":
                state.in_table = True
            case b"ls" | b"pnlvlblt" | b"pnlvlbody":
                state.is_item = True
            case b"cell" | b"nestcell":
                self._cells.append(self._take_line())
            case b"row" | b"nestrow":
                self._rows.append(self._cells)
                self._cells = []

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":  # a destination that programs may leave out
            following = _TOKEN.match(self._data, self._at)
            word = following[1] if following else None
            if word not in (b"fldinst", b"shppict", b"footnote"):
                self._state.skips = True
        elif sign in (b"\\", b"{", b"}"):
            self._add(sign.decode())
        elif sign == b"~":
            self._add(" ")
        elif sign == b"_":
            self._add("-")
        elif sign in (b"\n", b"\r"):
            self._paragraph()

    def _decode(self) -> None:
        """The bytes that were written as codes, as letters: several may make one."""
        if self._encoded:
            data, self._encoded = bytes(self._encoded), bytearray()
            self._add(data.decode(self._state.charset, "replace"))

    def _add(self, words: str) -> None:
        state = self._state
        if state.skips or state.hidden:
            return
        if state.target:
            if state.target != "fonts":
                self._apart.append(words)
            return
        if state.position and words.strip():
            words = raised(words) if state.position > 0 else lowered(words)
        self._settle(state)
        self._line.add(words)

    def _settle(self, state: _State | None) -> None:
        """Begin and end emphasis and links in the line as `state` asks; all of it ends without one."""
        wanted = (
            []
            if state is None
            else [
                kind
                for kind, holds in (
                    ("link", self._link),
                    ("strong", state.strong),
                    ("emphasis", state.emphasis),
                )
                if holds
            ]
        )
        if wanted == self._open:
            return
        for _ in self._open:
            self._line.end()
        for kind in wanted:
            if kind == "link":
                self._line.begin("link", self._link)
            else:
                self._line.begin("strong" if kind == "strong" else "emphasis")
        self._open = wanted

    def _take_line(self) -> Styled:
        self._settle(None)
        return self._line.take()

    def _paragraph(self) -> None:
        """End the paragraph that is gathered."""
        if self._state.skips or self._state.target:
            self._apart.append(" ")
            return
        if self._state.in_table or self._cells:
            self._add(" ")
            return
        words = self._take_line()
        if not words.text.strip():
            return
        self._end_table()
        level = self._styles.get(self._state.style) if self._state.style is not None else None
        if level is None and self._state.level is not None:
            level = self._state.level + 2
        shown = words.text.strip()
        number, bullet = _NUMBER.match(shown), _BULLET.match(shown)
        if level is not None and len(shown) <= 300:
            self.made.heading(shown, level)
        elif bullet or (self._state.is_item and not number):
            self.made.item(_without_mark(words, bullet))
        elif number and self._state.is_item:
            self.made.item(_without_mark(words, number), 0, number[1])
        else:
            self.made.paragraph(words)

    def _end_table(self) -> None:
        if self._cells:
            self._rows.append(self._cells)
        self.made.table(self._rows)
        self._rows, self._cells = [], []


def _without_mark(words: Styled, mark: re.Match[str] | None) -> Styled:
    plain = trimmed(words)
    return clipped(plain, mark.end(), len(plain.text)) if mark else plain


def _known(name: str) -> str | None:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
