"""Fit the weights of selection and refusal, with the reader, on the tuning half of the data.

    python -m benchmarks.fit_answers --data DIR [--questions N] [--homes DIR]

Prints the weights to put into `bot.answering.ranking` and `bot.answering.refusal`, and how they do on the
tuning half and on the report half, which takes no part in the fit; questions of articles that the reader was
trained on are in neither. Selection: softmax regression over a question's candidates (the right ones share
the probability). Refusal: logistic regression over the evidence of questions that the articles answer and of
two kinds that they do not: foreign ones, and squad-2.0's, which differ from an answerable one in a detail.
Both with an L2 penalty on the distance from the weights in use, by L-BFGS: what the data says nothing of
stays as it is.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.corpora import Question, load
from benchmarks.judging import Bench, first_half, found_for, report_half, sample, unseen
from benchmarks.softmax import fit_softmax
from bot.answering.ranking import FEATURES, READ_WEIGHTS
from bot.answering.refusal import EVIDENCE, READ_BIAS, evidence
from bot.answering.refusal import READ_WEIGHTS as REFUSAL_WEIGHTS

Array = NDArray[np.float64]
Part = Callable[[Sequence[Question]], list[Question]]
PENALTY = 0.01
REFUSAL_PENALTY = 0.0002
SHARES = (0.43, 0.43, 0.14)
"""How much answerable, foreign and unanswerable questions count: those that differ from an answerable one in
a detail are rare in use, and were written to mislead."""
BOUNDS = {
    "context": (0.3, None), "names_missing": (None, -0.5), "names_nowhere": (None, -2.5),
    "others_nowhere": (None, -0.3), "untyped": (None, -0.5), "other_year": (None, -1.0),
    "unmeasured": (None, -3.0),
    "nowhere": (0.0, 0.0), "answer_type_missing": (0.0, 0.0),
}  # fmt: skip
"""A name, year or key word of the question that the evidence lacks must lower the score (a false premise),
even where foreign questions are told apart well enough without; one that a heading carries must not. Two
values serve without a reader only."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found for one question."""

    features: Array
    """Candidates x features, in the order of the weights in use."""
    right: NDArray[np.bool_]
    """Whether each candidate holds an answer, in the section that answers."""
    evidence: Array


@dataclass(frozen=True, slots=True)
class Half:
    """One half of the questions."""

    answerable: list[Seen]
    foreign: list[Seen]
    """Questions of articles that are not in the store."""
    unanswerable: list[Seen]
    """Questions on the store's articles that these do not answer."""


def look(bench: Bench, questions: Sequence[Question]) -> list[Seen]:
    """The features of each question's candidates."""
    seen = []
    for asked, (question, scored, passages) in found_for(bench, questions):
        if not scored:
            continue
        right = [
            any(text in one.candidate.quote for text in asked.answers)
            and one.candidate.section.heading == asked.section
            and one.candidate.article.title == asked.group
            for one in scored
        ]
        seen.append(
            Seen(
                np.array([one.features for one in scored]),
                np.array(right),
                np.array(evidence(question, scored, passages)),
            )
        )
    return seen


def fit_selection(seen: Sequence[Seen]) -> Array:
    """Weights that make the right candidates likely among all of their question."""
    used = np.array(READ_WEIGHTS)
    usable = max(1, sum(bool(one.right.any()) for one in seen))
    return fit_softmax([(one.features, one.right, 1 / usable) for one in seen], used, used, PENALTY)


def fit_refusal(part: Half) -> Array:
    """Bias and weights of the evidence."""
    kinds = (part.answerable, part.foreign, part.unanswerable)
    rows = np.array([[1.0, *one.evidence] for kind in kinds for one in kind])
    labels = np.repeat([1.0, 0.0, 0.0], [len(kind) for kind in kinds])
    sizes = [len(kind) for kind in kinds]
    shares = np.repeat([share / max(1, size) for share, size in zip(SHARES, sizes, strict=True)], sizes)
    used = np.array([READ_BIAS, *REFUSAL_WEIGHTS])

    def loss(weights: Array) -> tuple[float, Array]:
        total = np.clip(rows @ weights, -50, 50)
        chance = 1 / (1 + np.exp(-total))
        value = shares @ (np.logaddexp(0, total) - labels * total)
        away = weights - used
        gradient = rows.T @ (shares * (chance - labels)) + REFUSAL_PENALTY * 2 * away
        return float(value + REFUSAL_PENALTY * away @ away), gradient

    bounds = [(None, None), *(BOUNDS.get(name, (None, None)) for name in EVIDENCE)]
    return np.asarray(minimize(loss, used, jac=True, method="L-BFGS-B", bounds=bounds).x)


def hits(seen: Sequence[Seen], weights: Array) -> dict[str, float]:
    """Share of the questions whose first one, two, three candidates hold an answer."""
    ranks = [np.flatnonzero(one.right[np.argsort(-(one.features @ weights), kind="stable")]) for one in seen]
    return {f"top{n}": float(np.mean([len(rank) > 0 and rank[0] < n for rank in ranks])) for n in (1, 2, 3)}


def refusal_curve(part: Half, weights: Array) -> list[dict[str, float]]:
    def chances(seen: Sequence[Seen]) -> Array:
        return np.array([1 / (1 + np.exp(-(weights[0] + one.evidence @ weights[1:]))) for one in seen])

    answerable, foreign, unanswerable = map(chances, (part.answerable, part.foreign, part.unanswerable))
    return [
        {
            "threshold": at, "answered": float(np.mean(answerable >= at)),
            "foreign refused": float(np.mean(foreign < at)),
            "unanswerable refused": float(np.mean(unanswerable < at)),
        }
        for at in (0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8)
    ]  # fmt: skip


def look_at_halves(data: Path, homes: Path, limit: int) -> dict[str, Half]:
    """Both halves of the questions on articles that the reader was not trained on."""
    names = ("squadshifts-sections", "squad-2.0-dev", "nq-sections")
    shifts, squad, other = (load(name, data) for name in names)
    shifts_bench, squad_bench = Bench(homes / shifts.name, shifts), Bench(homes / squad.name, squad)
    halves = {}
    for half, part in (("tune", first_half), ("report", report_half)):

        def chosen(questions: Sequence[Question], part: Part = part) -> list[Question]:
            return sample(part(unseen(questions)), limit)

        halves[half] = Half(
            look(shifts_bench, chosen(shifts.questions))
            + look(squad_bench, chosen([asked for asked in squad.questions if asked.answers])),
            look(shifts_bench, chosen(other.questions)),
            look(squad_bench, chosen([asked for asked in squad.questions if not asked.answers])),
        )
    shifts_bench.bot.close()
    squad_bench.bot.close()
    return halves


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.fit_answers")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--questions", type=int, default=400, help="questions of each kind and half")
    parser.add_argument("--homes", type=Path, help="keep the stores here for the next run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        halves = look_at_halves(given.data, given.homes or Path(scratch), given.questions)
    selection = fit_selection(halves["tune"].answerable)
    refusal = fit_refusal(halves["tune"])
    _show("selection", dict(zip(FEATURES, selection, strict=True)))
    _show("refusal", dict(zip(("bias", *EVIDENCE), refusal, strict=True)))
    for half, part in halves.items():
        print(half, len(part.answerable), "answerable,", len(part.foreign), "foreign,",
              len(part.unanswerable), "unanswerable")  # fmt: skip
        own = part.answerable
        print("  selection in use", hits(own, np.array(READ_WEIGHTS)), " fitted", hits(own, selection))
        for name, weights in (("in use", np.array([READ_BIAS, *REFUSAL_WEIGHTS])), ("fitted", refusal)):
            print(f"  refusal {name}")
            for row in refusal_curve(part, weights):
                print("   ", {key: round(value, 3) for key, value in row.items()})


def _show(what: str, weights: dict[str, Any]) -> None:
    print(what, {name: round(float(value), 2) for name, value in weights.items()})


if __name__ == "__main__":
    main()
