"""Metrics over judged goldens, computed by ir-measures; docs/testing-retrieval.md defines each.

Turns each judgement into documents and relevance for ir-measures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from bot.evaluation.judgement import Judgement

__all__ = ["STANDARD", "depth_needed", "metrics_of", "values_by_golden"]

STANDARD = (
    "recall@1", "recall@3", "recall@5", "recall@10", "mrr", "ndcg@10",
    "section_recall@1", "section_recall@3", "section_recall@5", "section_mrr",
    "refusal", "refusal_precision", "refusal_f1", "answered",
    "citation_precision", "citation_recall", "answer_match",
)  # fmt: skip
"""What a report shows, in this order."""
_MEASURES = {"recall": "R", "ndcg": "nDCG", "mrr": "RR"}
_RIGHT = "right"


@dataclass(frozen=True, slots=True)
class _Case:
    """One golden as ir-measures sees it: documents that are right, and those that came, best first."""

    key: str
    right: tuple[str, ...]
    came: tuple[str, ...]


def metrics_of(judgements: Sequence[Judgement], names: Iterable[str] = STANDARD) -> dict[str, float]:
    """The mean of each metric over the goldens it applies to, in the order of `names`.

    A metric that applies to no golden (refusal, when no golden refuses) is left out. Goldens whose place
    has vanished are not counted: they fail on their own.
    """
    means: dict[str, float] = {}
    for name in names:
        if name == "refusal_f1":
            parts = metrics_of(judgements, ("refusal", "refusal_precision"))
            if len(parts) == 2:
                total = sum(parts.values())
                means[name] = 2 * parts["refusal"] * parts["refusal_precision"] / total if total else 0.0
            continue
        values = values_by_golden(judgements, name)
        if values:
            means[name] = fmean(values.values())
    return means


def values_by_golden(judgements: Sequence[Judgement], name: str) -> dict[str, float]:
    """The metric's value for each golden it applies to, by the golden's key, 0 to 1."""
    cases = list(_cases([judged for judged in judgements if not judged.problem], name))
    if not cases:
        return {}
    import ir_measures

    base, _, rank = name.removeprefix("section_").partition("@")
    if base in _MEASURES:
        measure = ir_measures.parse_measure(f"{_MEASURES[base]}@{rank}" if rank else _MEASURES[base])
    else:
        measure = ir_measures.SetP if name.endswith("precision") else ir_measures.SetR
    qrels = [ir_measures.Qrel(case.key, document, 1) for case in cases for document in case.right]
    run = [
        ir_measures.ScoredDoc(case.key, document, -float(position))
        for case in cases
        for position, document in enumerate(case.came)
    ]
    values = dict.fromkeys((case.key for case in cases), 0.0)  # nothing came: no right document came
    if run:
        for value in ir_measures.iter_calc([measure], qrels, run):
            values[value.query_id] = float(value.value)
    return values


def depth_needed(names: Iterable[str]) -> int:
    """How many passages have to be searched for these metrics: 10, or the largest rank of `name@rank`."""
    ranks = [int(rank) for name in names if (rank := name.partition("@")[2])]
    return max([10, *ranks])


def _cases(judgements: Sequence[Judgement], name: str) -> Iterable[_Case]:
    base = name.partition("@")[0]
    for judged in judgements:
        place, asked = judged.wanted == "place", judged.refused is not None
        if base in ("recall", "mrr", "ndcg") and place:
            yield _Case(judged.key, (_RIGHT,), _ranked(judged.rank, judged.found))
        elif base in ("section_recall", "section_mrr") and place:
            yield _Case(judged.key, (_RIGHT,), _ranked(judged.section_rank, judged.found))
        elif name == "refusal" and judged.wanted == "refusal" and asked:
            yield _Case(judged.key, (_RIGHT,), (_RIGHT,) if judged.refused else ())
        elif name == "refusal_precision" and judged.refused:
            yield _Case(judged.key, (_RIGHT,), (_RIGHT if judged.wanted == "refusal" else "wrong",))
        elif name == "answered" and judged.wanted != "refusal" and asked:
            yield _Case(judged.key, (_RIGHT,), () if judged.refused else (_RIGHT,))
        elif name == "citation_precision" and place and judged.citations:
            came = tuple(f"{position}" for position in range(len(judged.citations)))
            right = tuple(came[position] for position, good in enumerate(judged.citations) if good)
            yield _Case(judged.key, (_RIGHT, *right), came)
        elif name == "citation_recall" and judged.cites_place is not None:
            yield _Case(judged.key, (_RIGHT,), (_RIGHT,) if judged.cites_place else ())
        elif name == "answer_match" and judged.answer_right is not None:
            yield _Case(judged.key, (_RIGHT,), (_RIGHT,) if judged.answer_right else ())


def _ranked(rank: int | None, found: int) -> tuple[str, ...]:
    return tuple(_RIGHT if place == rank else f"other-{place}" for place in range(1, found + 1))
