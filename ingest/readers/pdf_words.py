"""The words of a PDF's page as PDFium tells them, each with its place and type.

Asks PDFium for as little as it can: once for a word's first and last letter, not for each one.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, repeat
from typing import Any

__all__ = ["MONO", "Glyph", "Style", "TextPage", "Word", "plain_letters"]

Style = tuple[float, bool, str]
"""Type size to the nearest half, whether bold, and the font's name."""


@dataclass(slots=True)
class Word:
    """Letters without a blank between them, in one type."""

    text: str
    left: float
    right: float
    baseline: float
    style: Style
    blank: int = 1
    """What stands before it: 0 nothing, 1 a gap, 2 a blank that is written."""
    begins: bool = True
    """Whether it begins a word, and does not go on with one in another type."""

    @property
    def size(self) -> float:
        return self.style[0]


@dataclass(slots=True)
class Glyph:
    """One sign, for pages whose signs have to be put in order. `text` may be several letters."""

    text: str
    left: float
    right: float
    baseline: float
    style: Style
    part: int
    """Signs with nothing blank between them, as the file is written, have the same number."""


MONO = re.compile(
    r"mono|nimbusmon|courier|consolas|menlo|inconsolata|typewriter|console|(?:cm|sf|ec|tx)tt|pcr[rb]|fixed"
    r"|terminal",
    re.IGNORECASE,
)
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|medi\b|cmbx|cmssbx|sfbx|[-,]b\b", re.IGNORECASE)
_NOT_BOLD = re.compile(r"regular|roman|book|light|thin|normal|[-,](?:italic|oblique|it)\b", re.IGNORECASE)
_HYPHENS = dict.fromkeys(map(ord, "\x02\ufffe\u00ad\u2010\u2011"), "-")
_COMPOUND = re.compile("[\u0132\u0133\u01c4-\u01cc\ufb00-\ufdff\ufe10-\ufe1f\ufe30-\ufe4f\ufe70-\ufefc]")
"""Ligatures, letters in the form of their place in a word, and signs in the form of vertical writing."""
_PART = re.compile(r"[^\s\x00]+")
_TWO_IN_ONE = re.compile(r"[\u0622\u0623\u0625\u0627\u0671]\u0644")


@cache
def _expanded(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign)


def plain_letters(text: str) -> str:
    """`text` with ligatures and presentation forms as plain letters, and every hyphen as `-`."""
    text = text.translate(_HYPHENS)
    return _COMPOUND.sub(lambda match: _expanded(match[0]), text) if _COMPOUND.search(text) else text


class TextPage:
    """The text of an opened page; `close` it."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as raw

        self._raw = raw
        self._page = page.get_textpage()
        self._handle = self._page.raw
        self._bounds = page.get_bbox()
        self._count = self._page.count_chars()
        self._styles: dict[int, tuple[Style, int]] = {}
        self._fonts: dict[int, tuple[str, bool]] = {}
        self._box, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self.text = self._whole_text()
        self._objects = self._all_objects()

    def close(self) -> None:
        self._page.close()

    def _whole_text(self) -> str:
        """One character for each place of PDFium's."""
        raw, count = self._raw, self._count
        buffer = (ctypes.c_ushort * (count + 1))()
        written = raw.FPDFText_GetText(self._handle, 0, count, buffer)
        text = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
        if written - 1 == count == len(text) and "\ufffd" not in text:
            return text
        codes = (raw.FPDFText_GetUnicode(self._handle, at) for at in range(count))
        return "".join(
            chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\x00" for code in codes
        )

    def _all_objects(self) -> list[int]:
        """The text object of each character as a number; 0 for a blank that is only inferred."""
        address = ctypes.cast(self._raw.FPDFText_GetTextObject, ctypes.c_void_p).value
        ask: Callable[[int, int], int | None] = ctypes.CFUNCTYPE(
            ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int
        )(address)  # type: ignore[arg-type]
        handle = ctypes.cast(self._handle, ctypes.c_void_p).value or 0
        return [found or 0 for found in map(ask, repeat(handle), range(self._count))]

    def words(self) -> list[Word]:
        """In the order of writing; only those that run the way that most do, turned to be level."""
        found: list[tuple[int, Word]] = []
        turns: Counter[int] = Counter()
        text, objects = self.text, self._objects
        end = 0
        for match in _PART.finditer(text):
            start, stop = match.span()
            blank = 1
            if end and text[start - 1] == " " and not self._raw.FPDFText_IsGenerated(self._handle, start - 1):
                blank = 2
            parts = self._parts(start, stop)
            begins = True
            for begin, stop_part in parts:
                key = objects[begin]
                if not key:
                    continue
                placed = self._placed(begin, stop_part, key)
                if placed is None:
                    continue
                turn, word = placed
                word.blank, word.begins = (blank, True) if begins else (0, False)
                last = found[-1] if found else None
                if (
                    not begins
                    and last is not None
                    and last[0] == turn
                    and last[1].style == word.style
                    and abs(last[1].baseline - word.baseline) < 0.05 * word.size
                    and -0.2 * word.size < word.left - last[1].right < 0.2 * word.size
                ):
                    last[1].text += word.text
                    last[1].right = word.right
                else:
                    found.append((turn, word))
                turns[turn] += len(word.text)
                begins = False
            end = stop
        usual = turns.most_common(1)[0][0] if turns else 0
        return [word for turn, word in found if turn == usual]

    def _parts(self, start: int, stop: int) -> list[tuple[int, int]]:
        """From where to where the letters of a word are of one type and on one level."""
        objects = self._objects[start:stop]
        if objects.count(objects[0]) == stop - start:
            return [(start, stop)]
        starts = [start + at for at, key in enumerate(objects) if at == 0 or key != objects[at - 1]]
        if len(starts) > 2 and self._is_even(start, stop, starts):  # each letter was written by itself
            return [(start, stop)]
        return list(pairwise([*starts, stop]))

    def _is_even(self, start: int, stop: int, starts: list[int]) -> bool:
        raw, handle, objects = self._raw, self._handle, self._objects
        if not (objects[start] and objects[stop - 1]):
            return False
        if len({raw.FPDFText_GetFontSize(handle, at) for at in starts}) > 1:
            return False
        raw.FPDFText_GetCharOrigin(handle, start, self._x, self._y)
        x, y = self._x.value, self._y.value
        raw.FPDFText_GetCharOrigin(handle, stop - 1, self._x, self._y)
        return min(abs(self._x.value - x), abs(self._y.value - y)) < 0.01

    def _placed(self, start: int, end: int, key: int) -> tuple[int, Word] | None:
        raw, handle, box = self._raw, self._handle, self._box
        known = self._styles.get(key)
        style, turn = known if known is not None else self._style(start, key)
        raw.FPDFText_GetCharOrigin(handle, start, self._x, self._y)
        x, y = self._x.value, self._y.value
        left, bottom, right, top = self._bounds
        if not (left - 1 <= x <= right + 1 and bottom - 1 <= y <= top + 1):
            return None
        raw.FPDFText_GetLooseCharBox(handle, start, box)
        begin, stop, baseline = _upright(turn, box, x, y)
        if end - start > 1:
            raw.FPDFText_GetLooseCharBox(handle, end - 1, box)
            other, stop, _ = _upright(turn, box, x, y)
            begin = min(begin, other)
        return turn, Word(plain_letters(self.text[start:end]), begin, stop, baseline, style)

    def glyphs(self, *, downwards: bool) -> list[Glyph]:
        """Every sign in the order of writing, letters that share one as one; `downwards` for a page that is
        written so, seen with its columns lying level and the first one on top."""
        found: list[tuple[int, Glyph]] = []
        turns: Counter[int] = Counter()
        last_key = part = 0
        for at, sign in enumerate(self.text):
            key = self._objects[at]
            if not sign.strip() or sign == "\x00" or not key:
                part += 1
                continue
            style, turn = self._style(at, key)
            self._raw.FPDFText_GetCharOrigin(self._handle, at, self._x, self._y)
            self._raw.FPDFText_GetLooseCharBox(self._handle, at, self._box)
            x, y = self._x.value, self._y.value
            left, bottom, right, top = self._bounds
            if not (left - 1 <= x <= right + 1 and bottom - 1 <= y <= top + 1):
                continue
            if downwards and turn == 0:
                turn = 3
                if (
                    self._box.top - self._box.bottom < 0.6 * style[0]
                ):  # a stop, which fills a corner of its place
                    self._box.top, self._box.bottom = y + 0.88 * style[0], y - 0.12 * style[0]
            glyph = Glyph(plain_letters(sign), *_upright(turn, self._box, x, y), style, part)
            last = found[-1][1] if found else None
            if (
                last is not None
                and key == last_key
                and abs(last.left - glyph.left) < 0.05 * style[0]
                and abs(last.baseline - glyph.baseline) < 0.1
            ):
                pair = last.text + glyph.text
                last.text = pair[::-1] if _TWO_IN_ONE.fullmatch(pair) else pair
                last.right = max(last.right, glyph.right)
                continue
            last_key = key
            turns[turn] += 1
            found.append((turn, glyph))
        usual = turns.most_common(1)[0][0] if turns else 0
        return [glyph for turn, glyph in found if turn == usual]

    def _style(self, at: int, key: int) -> tuple[Style, int]:
        known = self._styles.get(key)
        if known is not None:
            return known
        raw = self._raw
        shape = raw.FPDFText_GetTextObject(self._handle, at)
        raw.FPDFText_GetMatrix(self._handle, at, self._matrix)
        matrix = self._matrix
        size = ctypes.c_float()
        raw.FPDFTextObj_GetFontSize(shape, size)
        scaled = abs(size.value) * math.hypot(matrix.c, matrix.d)
        shown, bold = self._font(raw.FPDFTextObj_GetFont(shape))
        turn = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 90) % 4
        style = (round(2 * min(scaled, 2000.0)) / 2 or 1.0, bold, shown)
        self._styles[key] = style, turn
        return style, turn

    def _font(self, font: Any) -> tuple[str, bool]:
        """Name and whether it is bold."""
        raw = self._raw
        key = ctypes.cast(font, ctypes.c_void_p).value or 0
        if key not in self._fonts:
            name = ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, name, 200)
            shown = name.value.decode("utf-8", "replace").rpartition("+")[2]
            bold = _is_bold(shown)
            if bold is None:  # the file's own figure is a guess of many programs
                bold = raw.FPDFFont_GetWeight(font) >= 600
            self._fonts[key] = shown, bold
        return self._fonts[key]


@cache
def _is_bold(font: str) -> bool | None:
    if _BOLD.search(font):
        return True
    return False if _NOT_BOLD.search(font) else None


def _upright(turn: int, box: Any, x: float, y: float) -> tuple[float, float, float]:
    """Left, right and baseline of a character, seen with its writing level."""
    if turn == 0:
        return box.left, box.right, y
    if turn == 1:
        return box.bottom, box.top, -x
    if turn == 2:
        return -box.right, -box.left, -y
    return -box.top, -box.bottom, x
