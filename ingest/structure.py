"""From the lines of a plain text to units: paragraphs, items, rows, quotes, code and marked headings.

Knows how plain text is laid out - blank lines, wrapping, marks at a line's start - and not which short
line is a heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.article import BlockKind

__all__ = ["Unit", "units_of"]


@dataclass(slots=True)
class Unit:
    """One block of a plain text, before headings are told from paragraphs."""

    kind: BlockKind
    text: str
    line: int
    """The first of its source lines, from 0."""
    level: int = 0
    """Of a heading: 1 to 6; 0 where the mark tells none. Of a list item: its depth."""
    gap: bool = True
    """Whether a blank line stands before it."""
    markup: bool = False
    """Markup without words (a table's rule)."""
    lines: int = 1
    """How many source lines were joined."""
    marked: bool = False
    """A heading by its own mark (`#`, underline)."""


_FENCE = re.compile(r"^\s{0,3}(```+|~~~+)")
_ATX = re.compile(r"\s{0,3}(#{1,6})\s")
_WIKI = re.compile(r"(={2,6})[^=]")
_UNDERLINE = re.compile(r"^\s{0,3}(=+|-+|~+|\^+|\*+)\s*$")
_RULE = re.compile(r"^\s*(?:[-*_=~#+]\s*){3,}$")
_RULE_CELL = re.compile(r":?-{2,}:?")
_LAST_RULE_CELL = re.compile(r":?-*:?")
_GRID_RULE = re.compile(r"[+][-=+]{3,}[+]")
_ITEM = re.compile(r"^(\s*)([-*+•▪◦‣·–]\s+|\(?\d{1,3}[.)]\s+|\(?[a-zA-Z][)]\s+|\(?[ivx]{1,5}[)]\s+)(?=\S)")
_QUOTE = re.compile(r"^\s{0,3}>\s?")
_STOP = re.compile(r"[.!?:;。！？…][\"'”’»)\]]*$")
_LONGEST_WORD = 60
_HYPHENATED = re.compile(r"[^\W\d_]-$")


def units_of(lines: Sequence[str], headings: Mapping[int, int]) -> list[Unit]:
    """The units of `lines`, in order; `headings` are the lines known to be headings, with their level."""
    wrap = _wrap_width(lines)
    vocabulary: Counter[str] | None = None
    units: list[Unit] = []
    number, gap = 0, True
    while number < len(lines):
        line = lines[number]
        if not line.strip():
            number, gap = number + 1, True
            continue
        unit, following = _special(lines, number, headings)
        if unit is None:
            following = _last_of_run(lines, number, headings, wrap)
            if following - number > 1 and vocabulary is None:
                vocabulary = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", "\n".join(lines).lower()))
            text = _joined(lines[number:following], vocabulary or Counter())
            item = _ITEM.match(line)
            if item:
                unit = Unit("list_item", _item_text(text), number, level=_depth(item.group(1)))
            else:
                unit = Unit("paragraph", text, number)
        unit.gap, unit.lines = gap, following - number
        if unit.text:
            units.append(unit)
        number, gap = following, False
    return units


def _special(lines: Sequence[str], number: int, headings: Mapping[int, int]) -> tuple[Unit | None, int]:
    """The unit that begins at a line by its mark, and the line after it."""
    line = lines[number]
    fence = _FENCE.match(line)
    if fence:
        end = number + 1
        while end < len(lines) and not lines[end].strip().startswith(fence.group(1)):
            end += 1
        if end < len(lines):
            return Unit("code", "\n".join(lines[number : end + 1]), number), end + 1
    level, heading = _marked_heading(line)
    if heading:
        return Unit("heading", heading, number, level=level, marked=True), number + 1
    if number in headings:
        return Unit("heading", line.strip(), number, level=headings[number]), number + 1
    if _is_row(lines, number):
        text = line.strip()
        return Unit("table_row", text, number, markup=_is_table_rule(line)), number + 1
    if _RULE.match(line):
        return Unit("paragraph", "", number), number + 1
    if _QUOTE.match(line) and line.strip() != ">":
        end = number
        while end < len(lines) and _QUOTE.match(lines[end]):
            end += 1
        words = [_QUOTE.sub("", quoted).strip() for quoted in lines[number:end]]
        return Unit("quote", "\n".join(f"> {quoted}" if quoted else ">" for quoted in words), number), end
    below = lines[number + 1] if number + 1 < len(lines) else ""
    under = _UNDERLINE.match(below)
    if under and _is_underlined(line, under.group(1)):
        return Unit(
            "heading", line.strip(), number, level=1 if under.group(1)[0] == "=" else 2, marked=True
        ), number + 2
    return None, number + 1


def _marked_heading(line: str) -> tuple[int, str]:
    """The level and words of a heading that begins with `#`, or stands between `==`; else no words."""
    words = line.strip()
    atx, wiki = _ATX.match(line), _WIKI.match(line)
    if atx:
        words = words[len(atx[1]) :].strip()
        opened = words.rstrip("#")
        return len(atx[1]), opened.strip() if opened[-1:].isspace() or not opened else words
    if wiki and words.endswith(wiki[1]) and len(words) > 2 * len(wiki[1]):
        return len(wiki[1]), words[len(wiki[1]) : -len(wiki[1])].strip()
    return 0, ""


def _is_table_rule(line: str) -> bool:
    """Whether a line is the rule of a table: `|---|---|`, `---|---` or `+---+---+`."""
    text = line.strip()
    if text.startswith("+"):
        return _GRID_RULE.fullmatch(text) is not None
    if "|" not in text or "-" not in text:
        return False
    *cells, last = (cell.strip() for cell in text.removeprefix("|").split("|"))
    return (
        bool(cells)
        and all(_RULE_CELL.fullmatch(cell) for cell in cells)
        and _LAST_RULE_CELL.fullmatch(last) is not None
    )


def _is_underlined(line: str, rule: str) -> bool:
    words = line.strip()
    return (
        len(words) <= 120
        and any(c.isalnum() for c in words)
        and len(rule) >= 3
        and 0.5 * len(words) <= len(rule) <= max(80, 2 * len(words))
        and not _ITEM.match(line)
    )


def _is_row(lines: Sequence[str], number: int) -> bool:
    line = lines[number].strip()
    if _is_table_rule(line):
        return True
    if line.startswith("|") and line.endswith("|") and len(line) > 2:
        return True
    if "|" not in line:
        return False
    near = lines[max(0, number - 1) : number + 2]
    return any(_is_table_rule(other) and "|" in other for other in near) or (
        line.startswith("|") and number > 0 and lines[number - 1].lstrip().startswith("|")
    )


def _item_text(text: str) -> str:
    match = _ITEM.match(text)
    if match and match.group(2)[0] in "•▪◦‣·–*+":
        return "- " + text[match.end() :]
    return text


def _depth(indent: str) -> int:
    return min(4, len(indent.expandtabs(4)) // 2)


def _wrap_width(lines: Sequence[str]) -> int | None:
    """The width at which the text is wrapped, or None where each line is a paragraph of its own.

    Text is wrapped when most of its inner line ends are forced - the next line's first word would not
    have fitted on the line - and most of its lines end within a sentence.
    """
    inner = [
        (len(line.rstrip()), len(below.split(None, 1)[0]), _STOP.search(line.rstrip()[-6:]) is not None)
        for line, below in pairwise(lines)
        if line.strip()
        and below.strip()
        and not line.lstrip().startswith(("|", "#"))
        and not _ITEM.match(below)
        and not below.lstrip().startswith("|")
    ]
    if len(inner) < 3:
        return None
    lengths = sorted(length for length, _, _ in inner)
    width = lengths[min(len(lengths) - 1, int(0.97 * len(lengths)))]
    if not 30 <= width <= 140:
        return None
    forced = sum(1 for length, word, _ in inner if length + 1 + word >= 0.88 * width)
    stopped = sum(1 for _, _, stop in inner if stop)
    return width if forced >= 0.6 * len(inner) and stopped <= 0.5 * len(inner) else None


def _last_of_run(lines: Sequence[str], number: int, headings: Mapping[int, int], wrap: int | None) -> int:
    """The line after the last one that continues the paragraph or item beginning at `number`."""
    end = number + 1
    item = _ITEM.match(lines[number])
    while end < len(lines) and lines[end].strip():
        line, before = lines[end], lines[end - 1]
        if (
            end in headings
            or _ITEM.match(line)
            or _ATX.match(line)
            or _FENCE.match(line)
            or _QUOTE.match(line)
        ):
            break
        if _is_row(lines, end) or _RULE.match(line):
            break
        below = _UNDERLINE.match(lines[end + 1]) if end + 1 < len(lines) else None
        if below and _is_underlined(line, below.group(1)):
            break
        if not _continues(before, line, wrap, item):
            break
        end += 1
    return end


def _continues(before: str, line: str, wrap: int | None, item: re.Match[str] | None) -> bool:
    words, above = line.strip(), before.strip()
    if item and len(line) - len(line.lstrip()) >= len(item.group(0)) and wrap is None:
        return True
    if wrap is None:
        return False
    if len(above) > 1.5 * wrap:
        return False
    forced = len(before.rstrip()) + 1 + len(words.split(None, 1)[0]) >= 0.85 * wrap
    if forced:
        return True
    open_end = not _STOP.search(above)
    return open_end and words[0].islower()


def _joined(lines: Sequence[str], vocabulary: Counter[str]) -> str:
    """The lines as one, each looked at once: a word that a hyphen parts at a line's end is made whole where
    the text has it so elsewhere."""
    parts = [lines[0].strip()]
    for line in lines[1:]:
        words, above = line.strip(), parts[-1]
        if _HYPHENATED.search(above[-2:]) and words[0].islower():
            left, right = _half_word(parts), re.match(r"[^\W\d_]+", words)
            if left and right:
                whole, halves = (left[:-1] + right.group()).lower(), (left + right.group()).lower()
                parts[-1] = above[:-1] if vocabulary[whole] > vocabulary[halves] else above
                parts.append(words)
                continue
        parts += [words] if _is_wide(above[-1]) and _is_wide(words[0]) else [" ", words]
    return "".join(parts)


def _half_word(parts: Sequence[str]) -> str:
    """The word with a hyphen at its end with which the last of `parts` ends."""
    text = parts[-1]
    if len(text) < _LONGEST_WORD and len(parts) > 1:
        text = parts[-2][-_LONGEST_WORD:] + text
    start = len(text)
    while (
        start and len(text) - start < _LONGEST_WORD and (text[start - 1] == "-" or text[start - 1].isalpha())
    ):
        start -= 1
    return text[start:].lstrip("-")


def _is_wide(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
