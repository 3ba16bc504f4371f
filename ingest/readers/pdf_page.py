"""The lines of a PDF's page: words, place, type size and weight, as PDFium tells them.

Knows words and baselines. Knows nothing of columns, tables, paragraphs or headings. Pages written from right
to left or downwards are turned so that lines run from left to right and from the top (`pdf_scripts`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.readers.pdf_marks import with_marks
from ingest.readers.pdf_words import MONO, Style, Word

__all__ = ["Line", "line_from", "lines_of", "settle_weights"]


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
    words: list[Word] = field(default_factory=list, repr=False)
    """From left to right."""
    rows: list[list[str]] | None = None
    """Of a table that stands here in place of its lines: its rows, a cell for each column."""
    edges: tuple[float, ...] = ()
    """Of a table: where its columns begin."""
    doubtful: bool = False
    """Of lines that look like a table whose columns cannot be told apart with certainty."""

    @property
    def width(self) -> float:
        return self.right - self.left


_SAME_WORDS = 1.6
"""Gap within a line that the page was written with in one go, in type sizes."""
_WRITTEN_SPACE = 4.0
"""The same where a blank is written in it: stretched to fill a narrow column."""
_OTHER_RUN = 0.6
"""Gap between two parts of a line that were written apart."""
_KANA = re.compile(r"[\u3040-\u30ffー・\s]+")
_RUBY = 0.62
"""Most that the type size of a reading beside a word may be, in sizes of the word's."""


def lines_of(words: Iterable[Word], number: int, *, mirrored: bool = False) -> list[Line]:
    """The lines of page `number`, from its words in the order of writing; `mirrored` says that the page is
    written from right to left, and its words' places are seen in a mirror."""
    runs: list[list[Word]] = []
    before: Word | None = None
    for word in words:
        if before is None or not _follows(before, word):
            runs.append([])
        elif word.text == before.text and abs(word.left - before.left) < 0.15 * word.size:
            continue  # written twice, to look bold
        runs[-1].append(word)
        before = word
    merged = _merged([_Run(run) for run in runs])
    return _without_readings([line_from(run.words, number, mirrored=mirrored) for run in merged])


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


def _follows(before: Word, word: Word) -> bool:
    size = max(before.size, word.size)
    if abs(before.baseline - word.baseline) > 0.45 * size:  # indices and exponents stay on their line
        return False
    reach = _WRITTEN_SPACE if word.blank == 2 else _SAME_WORDS
    return -0.6 * size <= word.left - before.right <= reach * size


class _Run:
    """Words that were written one after the other."""

    __slots__ = ("baseline", "left", "right", "size", "words")

    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self.left = min(word.left for word in words)
        self.right = max(word.right for word in words)
        longest = words[0] if len(words) == 1 else max(words, key=lambda word: len(word.text))
        self.baseline, self.size = longest.baseline, longest.size


def _merged(runs: list[_Run]) -> list[_Run]:
    """Parts of one line, written apart (a changed font, an index), put together."""
    done: list[_Run] = []
    by_level: dict[int, list[_Run]] = {}
    for run in sorted(runs, key=lambda one: (one.left, -one.size)):
        level = round(run.baseline / 4)
        near = [one for key in (level - 1, level, level + 1) for one in by_level.get(key, ())]
        for other in reversed(near):
            size = max(other.size, run.size)
            if abs(other.baseline - run.baseline) > 0.4 * size:
                continue
            gap = run.left - other.right
            if -0.3 * size <= gap <= _OTHER_RUN * size:
                run.words[0].blank = max(run.words[0].blank, int(gap > 0.12 * size))
                if gap <= 0.12 * size and not run.words[0].begins:
                    run.words[0].blank = 0
                if len(run.words) > len(other.words) or run.size > 1.15 * other.size:
                    other.baseline, other.size = run.baseline, run.size
                other.words += run.words
                other.right = max(other.right, run.right)
                break
        else:
            done.append(run)
            by_level.setdefault(level, []).append(run)
    return done


def line_from(words: list[Word], number: int, *, mirrored: bool = False) -> Line:
    """One line of its words, from its beginning."""
    first = words[0]
    if all(word.style == first.style and word.baseline == first.baseline for word in words):
        size, bold, font = first.style
        return Line(
            with_marks(words, first.baseline, size, mirrored=mirrored),
            min([word.left for word in words]),
            max([word.right for word in words]),
            round(first.baseline, 1),
            size,
            bold,
            font,
            number,
            MONO.search(font) is not None,
            words,
        )
    weights: Counter[Style] = Counter()
    levels: Counter[float] = Counter()
    for word in words:
        weights[word.style] += len(word.text)
        levels[round(word.baseline, 1)] += len(word.text)
    letters = weights.total()
    fonts = {font: MONO.search(font) is not None for _, _, font in weights}
    mono = sum(count for (_, _, font), count in weights.items() if fonts[font]) > 0.9 * letters
    sizes: Counter[float] = Counter()
    for (size, _, font), count in weights.items():
        if mono or not fonts[font]:  # program text within prose is often smaller
            sizes[size] += count
    bold = sum(count for (_, is_bold, _), count in weights.items() if is_bold) >= 0.9 * letters
    baseline, size = levels.most_common(1)[0][0], sizes.most_common(1)[0][0]
    return Line(
        with_marks(words, baseline, size, mirrored=mirrored),
        min(word.left for word in words),
        max(word.right for word in words),
        baseline,
        size,
        bold,
        max(weights, key=lambda style: (weights[style], -style[0]))[2],
        number,
        mono,
        words,
    )


def _without_readings(lines: list[Line]) -> list[Line]:
    """`lines` without the small letters beside words that tell how these are read."""
    small = [line for line in lines if _KANA.fullmatch(line.text)]
    if not small:
        return [line for line in lines if line.text]
    return [
        line
        for line in lines
        if line.text
        and not (
            _KANA.fullmatch(line.text)
            and any(
                line.size <= _RUBY * other.size
                and other.left - 0.5 * other.size < line.left < other.right
                and 0 < line.baseline - other.baseline < 1.6 * other.size
                for other in lines
            )
        )
    ]
