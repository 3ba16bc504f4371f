"""Figures that several benchmarks measure, and the table in which most of them stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Row", "ranking_figures", "table"]


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure."""

    data: str
    what: str
    articles: int
    value: float
    precision: float | None = None
    recall: float | None = None
    unit: str = ""
    """Of `value`; "" for a share."""
    target: float | None = None
    """What `value` should reach; None where nothing is asked."""
    at_most: bool = False
    """Whether the target is the most that `value` may be, not the least."""

    @property
    def is_met(self) -> bool | None:
        if self.target is None:
            return None
        return self.value <= self.target if self.at_most else self.value >= self.target


def ranking_figures(ranks: Sequence[int | None]) -> dict[str, float]:
    """recall@1, recall@5 and MRR@10 from the ranks of the first right ones, from 1; 0 or None for none."""
    return {
        "recall@1": _mean([float(rank == 1) for rank in ranks]),
        "recall@5": _mean([float(rank is not None and 0 < rank <= 5) for rank in ranks]),
        "mrr@10": _mean([1 / rank if rank and rank <= 10 else 0.0 for rank in ranks]),
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def table(rows: Sequence[Row]) -> str:
    """The rows below their names, in columns."""
    lines = [("data", "what", "articles", "value", "precision", "recall", "target", "met")]
    for row in rows:
        met = "" if row.is_met is None else "yes" if row.is_met else "NO"
        sign = "<=" if row.at_most else ">="
        target = "" if row.target is None else f"{sign} {_shown(row.target, row.unit)}"
        shares = tuple("" if share is None else f"{share:.3f}" for share in (row.precision, row.recall))
        value = _shown(row.value, row.unit)
        lines.append((row.data, row.what, str(row.articles), value, *shares, target, met))
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    padded = (zip(line, widths, strict=True) for line in lines)
    return "\n".join("  ".join(cell.ljust(width) for cell, width in line).rstrip() for line in padded)


def _shown(value: float, unit: str) -> str:
    return f"{value:.2f} {unit}" if unit else f"{value:.3f}"
