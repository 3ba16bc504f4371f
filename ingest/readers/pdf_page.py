"""The lines of a PDF's page: words, place, type size and weight, as PDFium tells them.

Knows characters and baselines. Knows nothing of columns, paragraphs or headings.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Line", "lines_of", "settle_weights"]


@dataclass(slots=True)
class Line:
    """One run of words on one baseline. Lengths in points; y grows upwards."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    """Of most of its letters, to the nearest half."""
    bold: bool
    """Whether nearly all of its letters are."""
    font: str
    page: int
    """From 1."""
    mono: bool = False
    """Whether it is set in letters of one width, as program text is."""

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(slots=True)
class _Char:
    text: str
    left: float
    right: float
    baseline: float
    style: tuple[float, bool, str]


_BOLD = re.compile(r"bold|black|heavy|semibold|demi|medi\b|cmbx|cmssbx|sfbx|[-,]b\b", re.IGNORECASE)
_MONO = re.compile(
    r"mono|nimbusmon|courier|consolas|menlo|inconsolata|typewriter|console|(?:cm|sf|ec|tx)tt|pcr[rb]|fixed"
    r"|terminal",
    re.IGNORECASE,
)
_NOT_BOLD = re.compile(r"regular|roman|book|light|thin|normal|[-,](?:italic|oblique|it)\b", re.IGNORECASE)
_HYPHENS = {"\x02": "-", "\ufffe": "-", "\u00ad": "-", "\u2010": "-", "\u2011": "-"}
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
              "\ufb05": "st", "\ufb06": "st"}  # fmt: skip
_SPACES = re.compile(r"\s+")
_SAME_WORDS = 1.6
"""Gap within a line that the page was written with in one go, in type sizes."""
_WRITTEN_SPACE = 4.0
"""The same where a blank is written in it: stretched to fill a narrow column."""
_OTHER_RUN = 0.6
"""Gap between two parts of a line that were written apart."""


def lines_of(page: Any, number: int) -> list[Line]:
    """The lines of an opened page, as they were written; rotated and hidden words are left out."""
    runs: list[list[_Char]] = []
    before: _Char | None = None
    space = written = False
    for char in _chars(page):
        if char is None or not char.text.strip():
            space = True
            written = written or char is not None
            continue
        reach = _WRITTEN_SPACE if written else _SAME_WORDS
        if before is None or not _follows(before, char, reach):
            runs.append([])
        elif space and runs[-1]:
            runs[-1].append(_Char(" ", before.right, char.left, char.baseline, char.style))
        runs[-1].append(char)
        before, space, written = char, False, False
    return _merged([_line(run, number) for run in runs])


def settle_weights(pages: Iterable[Sequence[Line]]) -> None:
    """Call nothing bold, or of one width, that most of the text is."""
    lines = [line for page in pages for line in page]
    letters = sum(len(line.text) for line in lines)
    if sum(len(line.text) for line in lines if line.bold) > 0.6 * letters:
        usual = Counter[str]()
        for line in lines:
            usual[line.font] += len(line.text)
        for line in lines:
            line.bold = line.bold and line.font != usual.most_common(1)[0][0]
    if sum(len(line.text) for line in lines if line.mono) > 0.6 * letters:
        for line in lines:
            line.mono = False


def _follows(before: _Char, char: _Char, reach: float) -> bool:
    if (before.left, before.right, before.baseline) == (char.left, char.right, char.baseline):
        return before.text != char.text  # two letters that share one sign, as "fi" does
    size = max(before.style[0], char.style[0])
    if abs(before.baseline - char.baseline) > 0.45 * size:  # indices and exponents stay on their line
        return False
    return -0.6 * size <= char.left - before.right <= reach * size


def _line(run: list[_Char], number: int) -> Line:
    weights: Counter[tuple[float, bool, str]] = Counter()
    levels: Counter[float] = Counter()
    for char in run:
        if char.text.strip():
            weights[char.style] += 1
            levels[round(char.baseline, 1)] += 1
    letters = weights.total()
    mono = sum(count for (_, _, font), count in weights.items() if _MONO.search(font))
    sizes: Counter[float] = Counter()
    for (size, _, font), count in weights.items():
        if mono > 0.9 * letters or not _MONO.search(font):  # program text within prose is often smaller
            sizes[size] += count
    bold = sum(count for (_, is_bold, _), count in weights.items() if is_bold) >= 0.9 * letters
    return Line(
        _SPACES.sub(" ", "".join(char.text for char in run)).strip(),
        min(char.left for char in run),
        max(char.right for char in run),
        levels.most_common(1)[0][0],
        sizes.most_common(1)[0][0],
        bold,
        weights.most_common(1)[0][0][2],
        number,
        mono > 0.9 * letters,
    )


def _merged(lines: list[Line]) -> list[Line]:
    """Parts of one line, written apart (a changed font, an index), put together."""
    done: list[Line] = []
    by_level: dict[int, list[Line]] = {}
    for line in sorted(lines, key=lambda one: (one.left, -one.size)):
        level = round(line.baseline / 4)
        near = [one for key in (level - 1, level, level + 1) for one in by_level.get(key, ())]
        for other in reversed(near):
            size = max(other.size, line.size)
            if abs(other.baseline - line.baseline) > 0.4 * size:
                continue
            gap = line.left - other.right
            if -0.3 * size <= gap <= _OTHER_RUN * size:
                space = " " if gap > 0.12 * size else ""
                longer = max(other, line, key=lambda one: (not one.mono, len(one.text)))
                other.text = f"{other.text}{space}{line.text}"
                other.right = max(other.right, line.right)
                other.bold, other.mono = other.bold and line.bold, other.mono and line.mono
                other.size, other.font, other.baseline = longer.size, longer.font, longer.baseline
                break
        else:
            done.append(line)
            by_level.setdefault(level, []).append(line)
    return done


def _chars(page: Any) -> list[_Char | None]:
    """Characters in the order of writing, upright; None for a blank that is only inferred."""
    import pypdfium2.raw as raw

    left, bottom, right, top = page.get_bbox()
    text_page = page.get_textpage()
    handle = text_page.raw
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    styles: dict[int, tuple[tuple[float, bool, str], int]] = {}
    found: list[tuple[int, _Char | None]] = []
    turns: Counter[int] = Counter()
    for at in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, at)
        shape = raw.FPDFText_GetTextObject(handle, at)
        key = ctypes.cast(shape, ctypes.c_void_p).value if shape else None
        if key is None or code in (0, 10, 13):
            found.append((0, None))
            continue
        if key not in styles:
            raw.FPDFText_GetMatrix(handle, at, matrix)
            styles[key] = _style(raw, shape, matrix)
        style, turn = styles[key]
        raw.FPDFText_GetCharOrigin(handle, at, x, y)
        raw.FPDFText_GetLooseCharBox(handle, at, box)
        if not (left - 1 <= x.value <= right + 1 and bottom - 1 <= y.value <= top + 1):
            continue
        letter = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        letter = _HYPHENS.get(letter, _LIGATURES.get(letter, letter))
        turns[turn] += 1
        found.append((turn, _Char(letter, *_upright(turn, box, x.value, y.value), style)))
    text_page.close()
    usual = turns.most_common(1)[0][0] if turns else 0
    return [char for turn, char in found if char is None or turn == usual]


def _style(raw: Any, shape: Any, matrix: Any) -> tuple[tuple[float, bool, str], int]:
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(shape, size)
    scaled = abs(size.value) * math.hypot(matrix.c, matrix.d)
    font = raw.FPDFTextObj_GetFont(shape)
    name = ctypes.create_string_buffer(200)
    raw.FPDFFont_GetBaseFontName(font, name, 200)
    shown = name.value.decode("utf-8", "replace").rpartition("+")[2]
    bold = _BOLD.search(shown) is not None
    if not bold and not _NOT_BOLD.search(shown):  # the file's own figure is a guess of many programs
        bold = raw.FPDFFont_GetWeight(font) >= 600
    turn = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 90) % 4
    return (round(2 * min(scaled, 2000.0)) / 2 or 1.0, bold, shown), turn


def _upright(turn: int, box: Any, x: float, y: float) -> tuple[float, float, float]:
    """Left, right and baseline of a character, seen with its writing level."""
    if turn == 0:
        return box.left, box.right, y
    if turn == 1:
        return box.bottom, box.top, -x
    if turn == 2:
        return -box.right, -box.left, -y
    return -box.top, -box.bottom, x
