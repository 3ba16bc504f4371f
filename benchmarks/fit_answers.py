"""Fit the weights of selection and refusal on the tuning half of the data.

    python -m benchmarks.fit_answers --data DIR [--questions N] [--homes DIR]

Prints the weights to put into `bot.selection` and `bot.refusal`, and how they do on the tuning half and on
the report half, which takes no part in the fit; questions of articles that the reader was trained on are in
neither. Selection: softmax regression over a question's candidates
(the right ones share the probability). Refusal: logistic regression over the evidence of own and foreign
questions. Both with an L2 penalty, by L-BFGS.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.corpora import Question, load
from benchmarks.judging import Bench, first_half, report_half, sample, unseen
from bot.candidates import candidates_in
from bot.chain import PASSAGES_READ
from bot.questions import understand
from bot.refusal import BIAS, EVIDENCE, evidence
from bot.refusal import WEIGHTS as REFUSAL_WEIGHTS
from bot.selection import FEATURES, WEIGHTS, Selector

Array = NDArray[np.float64]
PENALTY = 0.01
BOUNDS = {"names_missing": (None, -0.5), "nowhere": (None, -1.0)}
"""A name or key word of the question that the evidence lacks must lower the score (a false premise), even
where foreign questions are told apart well enough without."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found for one question."""

    features: Array
    """Candidates x features, in the order of the weights in use."""
    right: NDArray[np.bool_]
    """Whether each candidate holds an answer, in the section that answers."""
    evidence: Array


def look(bench: Bench, questions: Sequence[Question]) -> list[Seen]:
    """The features of each question's candidates."""
    library = bench.bot._open()
    selector = Selector(library.embedder)
    seen = []
    for asked in questions:
        question = understand(asked.text)
        passages = bench.bot.search(asked.text, PASSAGES_READ)
        scored = selector.score(question, candidates_in(passages, library.article), passages)
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
    usable = [one for one in seen if one.right.any()]

    def loss(weights: Array) -> tuple[float, Array]:
        total, gradient = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for one in usable:
            scores = one.features @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            inside = shares[one.right].sum()
            total -= np.log(max(inside, 1e-12)) / len(usable)
            wanted = np.where(one.right, shares / max(inside, 1e-12), 0.0)
            gradient = gradient + (shares - wanted) @ one.features / len(usable)
        return total, gradient

    return np.asarray(minimize(loss, np.array(WEIGHTS), jac=True, method="L-BFGS-B").x)


def fit_refusal(own: Sequence[Seen], foreign: Sequence[Seen]) -> Array:
    """Bias and weights of the evidence."""
    rows = np.array([[1.0, *one.evidence] for one in (*own, *foreign)])
    labels = np.array([1.0] * len(own) + [0.0] * len(foreign))

    def loss(weights: Array) -> tuple[float, Array]:
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -50, 50)))
        value = -np.mean(labels * np.log(chance + 1e-12) + (1 - labels) * np.log(1 - chance + 1e-12))
        gradient = rows.T @ (chance - labels) / len(labels)
        return float(value + PENALTY * 0.1 * weights @ weights), gradient + PENALTY * 0.2 * weights

    start = np.array([BIAS, *REFUSAL_WEIGHTS])
    bounds = [(None, None), *(BOUNDS.get(name, (None, None)) for name in EVIDENCE)]
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def hits(seen: Sequence[Seen], weights: Array) -> dict[str, float]:
    """Share of the questions whose first one, two, three candidates hold an answer."""
    ranks = [np.flatnonzero(one.right[np.argsort(-(one.features @ weights), kind="stable")]) for one in seen]
    return {f"top{n}": float(np.mean([len(rank) > 0 and rank[0] < n for rank in ranks])) for n in (1, 2, 3)}


def refusal_curve(own: Sequence[Seen], foreign: Sequence[Seen], weights: Array) -> list[dict[str, float]]:
    kept, refused = (
        np.array([1 / (1 + np.exp(-(weights[0] + one.evidence @ weights[1:]))) for one in part])
        for part in (own, foreign)
    )
    return [
        {"threshold": at, "answered": float(np.mean(kept >= at)), "refused": float(np.mean(refused < at))}
        for at in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.fit_answers")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--questions", type=int, default=400, help="questions of each kind and half")
    parser.add_argument("--homes", type=Path, help="keep the store here for the next run")
    given = parser.parse_args()
    shifts, other = load("squadshifts-sections", given.data), load("nq-sections", given.data)
    mine, foreigners = unseen(shifts.questions), unseen(other.questions)
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench((given.homes or Path(scratch)) / shifts.name, shifts)
        halves: dict[str, tuple[list[Seen], list[Seen]]] = {}
        for half, part in (("tune", first_half), ("report", report_half)):
            own = look(bench, sample(part(mine), given.questions))
            foreign = look(bench, sample(part(foreigners), given.questions))
            halves[half] = own, foreign
        bench.bot.close()
    selection = fit_selection(halves["tune"][0])
    refusal = fit_refusal(*halves["tune"])
    _show("selection", dict(zip(FEATURES, selection, strict=True)))
    _show("refusal", dict(zip(("bias", *EVIDENCE), refusal, strict=True)))
    for half, (own, foreign) in halves.items():
        print(half, len(own), "own,", len(foreign), "foreign questions")
        print("  selection in use", hits(own, np.array(WEIGHTS)), " fitted", hits(own, selection))
        for name, weights in (("in use", np.array([BIAS, *REFUSAL_WEIGHTS])), ("fitted", refusal)):
            print(f"  refusal {name}")
            for row in refusal_curve(own, foreign, weights):
                print("   ", {key: round(value, 3) for key, value in row.items()})


def _show(what: str, weights: dict[str, Any]) -> None:
    print(what, {name: round(float(value), 2) for name, value in weights.items()})


if __name__ == "__main__":
    main()
