"""The table form of an answer: the row with the largest or smallest value, a sum, a difference, or one cell.

The question must name a table's rows and column, or the end of a measure that one column holds; what it names
besides must be found around the table. Otherwise the form does not apply and the next one is tried.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.answer_draft import AnswerDraft
from bot.answering.findings import Findings
from bot.answering.tables import Table, decimal_sign, numbers_of, tables_in
from bot.language.base import phrase
from bot.language.comparatives import (
    Extreme,
    asks_for_difference,
    asks_for_sum,
    extreme_in,
    measure_words,
)
from bot.language.words import content_stems, fold, stem, stems, words
from bot.question.question import Question
from ingest.article import Article, Section

__all__ = ["write"]

_LEAST_KNOWN = 0.6
"""Fraction of the question's terms that table, headings and the sentence before the table must contain."""
_YEARS = range(1000, 2101)
_PARTED_FROM = 10_000
"""Numbers from here on are written with their thousands parted."""
_SWAPPED = str.maketrans(",.", ".,")
_SECTIONS = 12
"""Sections, best first, whose tables are looked at."""


@dataclass(frozen=True, slots=True)
class _Match:
    """Rows of a table that answer, and the column asked for."""

    table: Table
    rows: tuple[int, ...]
    column: int
    known: float
    """How well the question fits the table, 0 to 1."""
    computed: str | None = None
    """What was computed from the rows ("45,000"), if anything."""


def write(draft: AnswerDraft, found: Findings) -> bool:
    """Writes the rows that answer; False where no table does for certain."""
    if found.asked.kind == "definition" and not extreme_in(found.asked.text):
        return False
    matches = [
        match
        for article, section in _sections(found)
        for table in tables_in(article, section)
        if (match := _match(found.asked, table))
    ]
    if not matches:
        return False
    best = max(matches, key=lambda match: match.known)
    header = best.table.header[best.column]
    if best.computed is not None:
        rows = [best.table.rows[row] for row in best.rows]
        note = phrase(found.asked.language, "computed_from_rows")
        draft.add_computed(f"{header}: {best.computed}", rows, note)
    for row in best.rows:
        draft.add_row(best.table.rows[row], best.column)
    return True


def _sections(found: Findings) -> list[tuple[Article, Section]]:
    """The sections of the ranked candidates, best first."""
    sections: dict[tuple[str, int], tuple[Article, Section]] = {}
    for one in found.ranked:
        candidate = one.candidate
        sections.setdefault(
            (candidate.article.id, candidate.section.start), (candidate.article, candidate.section)
        )
    return list(sections.values())[:_SECTIONS]


def _match(asked: Question, table: Table) -> _Match | None:
    known = _share_known(asked, table)
    if known < _LEAST_KNOWN:
        return None
    named = _named_rows(asked, table)
    extreme = extreme_in(asked.text)
    if len(named) > 1:
        column = _column(asked, table, extreme)
        if column is None:
            return None
        if asks_for_sum(asked.text):
            return _computed(table, named, column, known, "sum")
        if extreme and _compares(asked):
            return _extreme_row(table, column, extreme, known, named)
        if asks_for_difference(asked.text):
            return _computed(table, named, column, known, "difference")
        return None
    if len(named) == 1:
        column = _named_column(asked, table)
        return _Match(table, named, column, known) if column is not None else None
    if extreme is None:
        return None
    column = _column(asked, table, extreme)
    return None if column is None else _extreme_row(table, column, extreme, known, range(len(table.rows)))


def _share_known(asked: Question, table: Table) -> float:
    """Fraction of the question's terms found in the table, the words around it, or the words for a measure;
    0 where a name is missing."""
    text = " ".join(
        (
            table.article.title,
            *table.section.path,
            table.lead.text if table.lead else "",
            *table.header,
            *(cell for row in table.cells for cell in row),
        )
    )
    around = set(content_stems(text))
    if any(name not in around for name in asked.names):
        return 0.0
    wanted = [term for term in asked.terms if term not in _measuring(asked)]
    return sum(term in around for term in wanted) / len(wanted) if wanted else 1.0


def _measuring(asked: Question) -> set[str]:
    """Stems of the question's words that say which end, sum or measure is asked for, and nothing else."""
    return {
        word.stem
        for word in words(asked.text)
        if extreme_in(word.text) or asks_for_sum(word.text) or asks_for_difference(word.text)
    } | ({stem("expensive"), stem("costly")} if extreme_in(asked.text) else set())


def _named_rows(asked: Question, table: Table) -> tuple[int, ...]:
    """The rows whose label the question holds; of labels within one another the longer ones."""
    asked_stems = stems(asked.text)
    labels = [set(content_stems(row[0])) for row in table.cells]
    named = [place for place, label in enumerate(labels) if label and label <= asked_stems]
    return tuple(place for place in named if not any(labels[place] < labels[other] for other in named))


def _named_column(asked: Question, table: Table) -> int | None:
    """The one column whose header the question holds; None where there is none or several fit equally."""
    asked_stems = stems(asked.text)
    shares = []
    for position, header in enumerate(table.header[1:], 1):
        named = set(content_stems(header))
        share = len(named & asked_stems) / len(named) if named else 0.0
        shares.append((share, position))
    best = max(shares)
    if best[0] == 0.0:
        return _measured_column(asked, table)
    return best[1] if [share for share, _ in shares].count(best[0]) == 1 else None


def _measured_column(asked: Question, table: Table) -> int | None:
    """The one column whose header names the measure that the question's answer type is of."""
    measure = {"money": "cost", "date": "date", "weight": "weight", "extent": "length"}.get(asked.answer_type)
    if measure is None:
        return None
    fitting = _columns_of(table, measure)
    return fitting[0] if len(fitting) == 1 else None


def _column(asked: Question, table: Table, extreme: Extreme | None) -> int | None:
    """The column of numbers that is compared: of the measure, named in the question, or the only one."""
    numeric = [
        position for position in range(1, len(table.header)) if numbers_of(table.column(position)) is not None
    ]
    named = _named_column(asked, table)
    if named in numeric:
        return named
    measure = extreme.measure if extreme else {"money": "cost"}.get(asked.answer_type)
    if measure:
        fitting = [position for position in _columns_of(table, measure) if position in numeric]
        if measure == "date" and not fitting:
            fitting = [position for position in numeric if _holds_years(table, position)]
        return fitting[0] if len(fitting) == 1 else None
    amounts = [position for position in numeric if not _holds_years(table, position)]
    return amounts[0] if len(amounts) == 1 else None


def _columns_of(table: Table, measure: str) -> list[int]:
    named = measure_words(measure)
    return [
        position
        for position, header in enumerate(table.header)
        if position and any(fold(word.text) in named for word in words(header))
    ]


def _holds_years(table: Table, position: int) -> bool:
    values = numbers_of(table.column(position)) or []
    return all(value in _YEARS for value in values)


def _extreme_row(
    table: Table, column: int, extreme: Extreme, known: float, among: Sequence[int]
) -> _Match | None:
    values = numbers_of(table.column(column))
    if values is None:
        return None
    pick = max if extreme.end == "largest" else min
    best = pick(values[row] for row in among)
    rows = tuple(row for row in among if values[row] == best)
    if len(rows) == len(among):
        return None
    others = () if len(among) == len(table.rows) else tuple(row for row in among if row not in rows)
    return _Match(table, rows + others, column, known)


def _computed(table: Table, rows: tuple[int, ...], column: int, known: float, how: str) -> _Match | None:
    values = numbers_of(table.column(column))
    if values is None or (how == "difference" and len(rows) != 2):
        return None
    chosen = [values[row] for row in rows]
    value = sum(chosen) if how == "sum" else abs(chosen[0] - chosen[1])
    return _Match(table, rows, column, known, _formatted(value, table.column(column)))


def _formatted(value: float, column: Sequence[str]) -> str:
    """The value as the column writes numbers: its decimals, its signs for decimals and thousands."""
    decimal = decimal_sign(column)
    thousands = "." if decimal == "," else ","
    found = [match for cell in column if (match := _decimals_after(decimal).search(cell))]
    decimals = max((len(match["decimals"]) for match in found), default=0)
    parted = any(thousands in cell for cell in column) or value >= _PARTED_FROM
    text = f"{round(value, decimals):{',' if parted else ''}.{decimals}f}"
    return text if decimal == "." else text.translate(_SWAPPED)


def _decimals_after(sign: str) -> re.Pattern[str]:
    return re.compile(rf"\d{re.escape(sign)}(?P<decimals>\d+)(?!\d|[.,]\d)")


def _compares(asked: Question) -> bool:
    """Whether the question sets the named rows against each other ("which is older, A or B")."""
    return any(fold(word.text) in ("or", "oder", "ou", "o") for word in words(asked.text)) or bool(
        asked.sides
    )
