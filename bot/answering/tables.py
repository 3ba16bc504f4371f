"""Tables of an article as rows and columns, and the numbers in their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from bot.answering.candidates import Candidate, block_at, candidates_within, cells, table_header
from ingest.article import Article, Section

__all__ = ["Table", "decimal_sign", "numbers_of", "tables_in"]

_NUMBER = re.compile(r"[-−]?\d[\d.,’'\u00a0\u202f ]*\d|[-−]?\d")
_THOUSANDS = re.compile(
    r"[-−]?\d{1,3}(?P<mark>[.,’'\u00a0\u202f ])\d{3}(?:(?P=mark)\d{3})*(?P<rest>[.,]\d+)?"
)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table, each as long as its header."""

    article: Article
    section: Section
    header: tuple[str, ...]
    rows: tuple[Candidate, ...]
    cells: tuple[tuple[str, ...], ...]
    """Of each row, in the order of `rows`."""
    lead: Candidate | None = None
    """The last sentence before the table, in its section."""

    def column(self, position: int) -> tuple[str, ...]:
        return tuple(row[position] for row in self.cells)


def tables_in(article: Article, section: Section) -> Iterator[Table]:
    """The tables of the section that have a header and two rows or more, all as wide as the header."""
    first = block_at(article, section.start)
    following = takewhile(lambda block: block.start < section.end, islice(article.blocks, first, None))
    if not any(block.kind == "table_row" for block in following):
        return  # as nearly always, and seen without a look at its sentences
    run: list[Candidate] = []
    lead: Candidate | None = None
    before: Candidate | None = None
    for candidate in (*candidates_within(article, section.start, section.end), None):
        if candidate is not None and candidate.kind == "table_row":
            if run and table_header(article, candidate.start) != table_header(article, run[0].start):
                yield from _table(article, section, run, lead)
                run = []
            if not run:
                lead = before
            run.append(candidate)
            continue
        yield from _table(article, section, run, lead)
        run, before = [], candidate


def _table(
    article: Article, section: Section, rows: Sequence[Candidate], lead: Candidate | None
) -> Iterator[Table]:
    header = tuple(table_header(article, rows[0].start)) if rows else ()
    parted = [tuple(cells(row.quote)) for row in rows]
    if len(header) > 1 and len(rows) > 1 and all(len(row) == len(header) for row in parted):
        yield Table(article, section, header, tuple(rows), tuple(parted), lead)


def numbers_of(column: Sequence[str]) -> list[float] | None:
    """The first number of each cell of a column; None where a cell has none.

    Whether a comma or point parts thousands or decimals is decided for the column as a whole: "13,6" makes
    the comma a decimal sign, "41,000" beside "6,000" does not.
    """
    found = [_NUMBER.search(cell) for cell in column]
    if not found or not all(found):
        return None
    decimal = decimal_sign(column)
    return [_value(match.group().strip(), decimal) for match in found if match]


def decimal_sign(column: Sequence[str]) -> str:
    """The sign that parts decimals in the first numbers of a column's cells."""
    for text in (match.group().strip() for match in map(_NUMBER.search, column) if match):
        if "," in text and "." in text:
            return max(",.", key=text.rfind)
        for sign, other in ((",", "."), (".", ",")):
            if sign in text and text.count(sign) == 1 and not _THOUSANDS.fullmatch(text):
                return sign
            if text.count(sign) > 1:
                return other
    return "."


def _value(text: str, decimal: str) -> float:
    plain = text.replace("−", "-")
    digits = "".join(char for char in plain if char.isdigit() or char in (decimal, "-"))
    return float(digits.replace(decimal, "."))
