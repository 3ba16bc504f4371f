"""Thresholds such as `recall@3 >= 0.9` for a whole file of goldens.

Parses and compares them; `bot.evaluation.metrics` computes the metrics.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.errors import ArticleBotError

__all__ = ["WHOLE", "Threshold", "ThresholdError", "metric_name", "parse_threshold"]

AT_RANK = ("recall", "section_recall", "ndcg")
"""Metrics that are named with a rank: `recall@3`."""
WHOLE = (
    "mrr", "section_mrr", "refusal", "refusal_precision", "refusal_f1", "answered",
    "citation_precision", "citation_recall", "answer_match",
)  # fmt: skip
"""Metrics that are named as they are."""

_FORM = re.compile(r"\s*([a-z][a-z0-9_ ]*?(?:@\d+)?)\s*(>=|>|<=|<)\s*(\d*\.?\d+)\s*(%?)\s*", re.IGNORECASE)


class ThresholdError(ArticleBotError):
    """A threshold or the name of a metric that has no meaning."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a metric of the whole file has to reach."""

    metric: str
    relation: str
    """One of `>=`, `>`, `<=`, `<`."""
    value: float

    def __str__(self) -> str:
        return f"{self.metric} {self.relation} {self.value:g}"

    def holds(self, metrics: Mapping[str, float]) -> bool:
        """Whether `metrics` reach it; a metric that could not be computed does not."""
        found = metrics.get(self.metric)
        if found is None:
            return False
        return {
            ">=": found >= self.value - 1e-9,
            ">": found > self.value,
            "<=": found <= self.value + 1e-9,
            "<": found < self.value,
        }[self.relation]


def metric_name(text: str) -> str:
    """The name of a metric as it is written here: `Citation precision` is `citation_precision`.

    Raises ThresholdError when there is no such metric.
    """
    name = "_".join(re.split(r"[\s_-]+", text.strip().lower()))
    base, at, rank = name.partition("@")
    if name in WHOLE or (base in AT_RANK and at and rank.isdigit() and 1 <= int(rank) <= 100):
        return name
    known = ", ".join([*(f"{known}@K" for known in AT_RANK), *WHOLE])
    raise ThresholdError(f"there is no metric {text.strip()!r}; there are {known}")


def parse_threshold(text: str) -> Threshold:
    """`recall@3 >= 0.9` or `recall@3 >= 90%`. Raises ThresholdError."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise ThresholdError(f"{text!r} is not a threshold; write one as 'recall@3 >= 0.9'")
    name, relation, number, percent = match.groups()
    value = float(number) / (100 if percent else 1)
    if value > 1:
        raise ThresholdError(f"{text!r}: a metric is between 0 and 1; write 0.9 or 90%")
    return Threshold(metric_name(name), relation, value)
