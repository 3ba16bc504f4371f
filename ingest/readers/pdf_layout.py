"""From the lines of a PDF's pages to paragraphs in reading order.

Knows how paragraphs, lists and tables are set. Knows nothing of which paragraph is a heading.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ingest.readers.pdf_joining import join_lines
from ingest.readers.pdf_page import Line

__all__ = ["Paragraph", "body_size", "paragraphs_of"]


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, as one text."""

    text: str
    lines: list[Line]
    kind: Literal["paragraph", "list_item", "table_row", "code"] = "paragraph"
    is_full: bool = False
    """Whether its last line goes to the end of its column."""
    heads: bool = False
    """Whether it is the first row of a table."""

    @property
    def first(self) -> Line:
        return self.lines[0]


_Row = list[Line]
"""Lines on one baseline, from left to right."""

_STOP = re.compile(r"[.!?:;。！？…][\"'”’»)\]\d]*$")
_BULLET = re.compile(r"^[•▪◦‣·●■–*\uf0b7-]\s+(?=\S)")
_NUMBERED = re.compile(r"^(?:\(?\d{1,3}[.)]|\[\d{1,3}\]|\(?[a-z]\)|\([ivx]{1,5}\))\s+(?=\S)")
_LEADER = re.compile(r"(?<![\s.])(?:\s*\.){5,}\s*(?:\d{1,4}|[ivxlc]{1,6})$")
"""The dots before a page's number in a table of contents."""
_CAPTION = re.compile(
    r"^(?:fig(?:ure|\.)?|table|tab\.|scheme|box|abbildung|abb\.|tabelle|tableau)\s*\w{0,3}\d", re.I
)


def body_size(pages: Iterable[Sequence[Line]]) -> float:
    """The type size that most letters have."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def paragraphs_of(regions: Sequence[Sequence[Line]], words: Counter[str], size: float) -> list[Paragraph]:
    """The paragraphs of all `regions`, in reading order, joined over lines, columns and pages.

    `words` are those of the document, whole, and `size` its usual type size.
    """
    parts = [_paragraphs(region, words) for region in regions]
    indents = [_is_indented(one) for part in parts for one in part[1:] if len(one.lines) > 2]
    by_indent = sum(indents) > 0.7 * len(indents) >= 2
    done: list[Paragraph] = []
    for part in parts:
        is_start = True
        for paragraph in part:
            _add(done, paragraph, size, words, starts_region=is_start, by_indent=by_indent)
            is_start = is_start and _is_aside(paragraph, size)
    return _with_whole_tables(done)


def _is_indented(paragraph: Paragraph) -> bool:
    """Whether its first line is set in."""
    return (
        len(paragraph.lines) > 1
        and paragraph.first.left - paragraph.lines[1].left > 0.5 * paragraph.first.size
    )


def _rows(lines: Sequence[Line]) -> list[_Row]:
    rows: list[_Row] = []
    for line in sorted(lines, key=lambda line: (-line.baseline, line.left)):
        if rows and abs(rows[-1][0].baseline - line.baseline) <= 0.3 * max(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _paragraphs(region: Sequence[Line], words: Counter[str]) -> list[Paragraph]:
    done: list[Paragraph] = []
    prose: list[Line] = []
    for row in _rows(region):
        table = next((line for line in row if line.rows is not None), None)
        if table is None and not any(line.doubtful for line in row):
            prose.append(_joined_row(row))
            continue
        done += _prose(prose, words)
        prose = [line for line in row if line.rows is None] if table is not None else []
        if table is None:
            done.append(Paragraph(" · ".join(line.text for line in row), list(row)))
        for place, cells in enumerate(table.rows or () if table is not None else ()):
            text = "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
            done.append(Paragraph(text, [table or row[0]], "table_row", heads=place == 0))
    return done + _prose(prose, words)


def _with_whole_tables(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Tables that go on over pages as one, without the heads that each page repeats."""
    done: list[Paragraph] = []
    head: Paragraph | None = None
    for paragraph in paragraphs:
        if paragraph.kind == "table_row" and paragraph.heads:
            before = done[-1] if done else None
            if (
                head is not None
                and before is not None
                and before.kind == "table_row"
                and paragraph.first.page - before.first.page in (0, 1)
                and len(paragraph.first.edges) == len(head.first.edges)
            ):
                if paragraph.text == head.text:
                    continue
                edges = zip(paragraph.first.edges, head.first.edges, strict=True)
                if paragraph.first.page > before.first.page and all(abs(a - b) < 8 for a, b in edges):
                    paragraph.heads = False
            if paragraph.heads:
                head = paragraph
        done.append(paragraph)
    return done


def _joined_row(row: _Row) -> Line:
    if len(row) == 1:
        return row[0]
    longest = max(row, key=lambda line: len(line.text))
    text = " ".join(line.text for line in row)
    return Line(text, row[0].left, max(line.right for line in row), longest.baseline, longest.size,
                all(line.bold for line in row), longest.font, longest.page)  # fmt: skip


def _prose(lines: Sequence[Line], words: Counter[str]) -> list[Paragraph]:
    if not lines:
        return []
    leading = _leadings(lines)
    edge = sorted(line.right for line in lines)[int(0.95 * (len(lines) - 1))]
    outer = sorted(line.left for line in lines)[int(0.05 * (len(lines) - 1))]
    groups = [[lines[0]]]
    for at in range(1, len(lines)):
        near = lines[max(0, at - 8) : at + 9]
        margin = Counter(round(line.left) for line in near).most_common(1)[0][0]
        if _begins(lines[at - 1], lines[at], groups[-1], margin, outer, edge, leading):
            groups.append([])
        groups[-1].append(lines[at])
    return [_paragraph(group, edge, words) for group in groups]


def _paragraph(lines: list[Line], edge: float, words: Counter[str]) -> Paragraph:
    if lines[0].mono:
        return Paragraph(_indented(lines), lines, "code")
    text = lines[0].text
    for line in lines[1:]:
        text = join_lines(text, line.text, words)
    is_full = lines[-1].right >= edge - 1.5 * lines[-1].size
    if _BULLET.match(text):
        return Paragraph("- " + _BULLET.sub("", text, count=1), lines, "list_item", is_full)
    kind: Literal["paragraph", "list_item"] = "list_item" if re.match(r"\d{1,3}[.)]\s", text) else "paragraph"
    return Paragraph(text, lines, kind, is_full)


def _indented(lines: Sequence[Line]) -> str:
    """Lines of program text, each as far in as it stands."""
    left = min(line.left for line in lines)
    letter = sum(line.width for line in lines) / max(1, sum(len(line.text) for line in lines)) or 1.0
    return "\n".join(" " * min(40, round((line.left - left) / letter)) + line.text for line in lines)


def _leadings(lines: Sequence[Line]) -> dict[float, float]:
    """For each type size the usual distance of baselines."""
    gaps: defaultdict[float, list[float]] = defaultdict(list)
    for above, below in pairwise(lines):
        gap = above.baseline - below.baseline
        if above.size == below.size and 0.8 * above.size < gap < 2.2 * above.size:
            gaps[above.size].append(round(gap, 1))
    return {size: Counter(found).most_common(1)[0][0] for size, found in gaps.items() if len(found) >= 3}


def _begins(
    above: Line,
    line: Line,
    group: list[Line],
    margin: float,
    outer: float,
    edge: float,
    leading: dict[float, float],
) -> bool:
    """Whether `line`, below `above`, begins a new paragraph; `outer` is where the column begins, `margin`
    where the lines around this one do, `edge` where lines end."""
    size = line.size
    gap = above.baseline - line.baseline
    if line.mono and group[0].mono:
        return gap > 2.6 * size
    if _LEADER.search(above.text):
        return True
    left_free = edge - above.right
    letter = line.width / max(1, len(line.text))
    would_fit = left_free > letter * (len(line.text.split(None, 1)[0]) + 1) + 1.5 * size
    is_ended = would_fit or _STOP.search(above.text) is not None
    if line.mono or above.mono:  # a piece of program text within prose goes on with its line
        usual = leading.get(group[0].size, 1.25 * group[0].size)
        return group[0].mono or is_ended or gap > 1.3 * usual
    if abs(size - above.size) > 0.6 or line.bold != above.bold:
        return True
    if gap > 1.3 * leading.get(size, 1.25 * size):
        return True
    if _BULLET.match(line.text) or (_NUMBERED.match(line.text) and is_ended):
        return True
    if line.bold and line.size >= above.size and would_fit and abs(line.left - above.left) < 2:
        return True
    if line.left - margin > 0.5 * size and len(group) >= 1 and above.left - margin < 0.5 * size:
        return is_ended and line.left - margin < 5 * size
    if margin - line.left > 0.5 * size and above.left - line.left > 0.5 * size:
        return is_ended
    if would_fit and left_free > 0.5 * (edge - margin) and abs(line.left - above.left) < 2:
        return True  # lines that were ended on purpose: items without a mark, an address, verses
    if would_fit and abs(line.left - above.left) > 0.9 * size:
        return True  # further in or further out: items within items
    is_item = line.left - outer > size and line.text[:1].isupper()
    if would_fit and is_item and left_free > 0.15 * (edge - margin):
        return True  # items of a list whose marks are no letters
    return would_fit and _STOP.search(above.text) is not None and left_free > 0.12 * (edge - margin)


def _add(
    done: list[Paragraph],
    paragraph: Paragraph,
    size: float,
    words: Counter[str],
    *,
    starts_region: bool,
    by_indent: bool,
) -> None:
    """Append `paragraph`, or join it to the one that it goes on with in the last column or page;
    `by_indent` says that paragraphs begin with a line that is set in."""
    if starts_region and paragraph.kind == "paragraph" and not _CAPTION.match(paragraph.text):
        for back, before in enumerate(reversed(done[-4:])):
            if before.kind != "table_row" and _goes_on(
                before, paragraph, is_next=back == 0, by_indent=by_indent
            ):
                before.text = join_lines(before.text, paragraph.text, words)
                before.lines += paragraph.lines
                before.is_full = paragraph.is_full
                return
            if not _is_aside(before, size):
                break
    done.append(paragraph)


def _is_aside(paragraph: Paragraph, size: float) -> bool:
    """Whether the text may go on behind it: a caption, a table, small print."""
    if paragraph.kind == "table_row" or _CAPTION.match(paragraph.text):
        return True
    return paragraph.first.size < size - 0.6


def _goes_on(before: Paragraph, paragraph: Paragraph, *, is_next: bool, by_indent: bool) -> bool:
    last, first = before.lines[-1], paragraph.first
    if abs(last.size - first.size) > 0.6 or last.bold or first.bold:
        return False
    if _STOP.search(before.text):
        is_within = by_indent and len(paragraph.lines) > 1 and not _is_indented(paragraph)
        return is_within and is_next and before.is_full and before.kind == "paragraph"
    if _NUMBERED.match(paragraph.text):
        return False
    return paragraph.text[:1].islower() or (is_next and before.is_full)
