"""Fit the score that fused search gives a passage, so that it estimates how likely the passage answers.

    python -m benchmarks.fit_fusion --data DIR [--questions N] [--homes DIR]

Asks questions of squadshifts and nq-open-oracle of their own articles, and each set's questions of the
other's articles, where nothing answers. Each of the first passages is an example; every second question takes
no part in the fit and tells how the estimate does. Prints the three weights of `vectorstore.search.fusion`
and the share of answers in bands of the score.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.corpora import Question, load
from benchmarks.looking import look
from benchmarks.systems import Ours
from vectorstore.search import fusion

CORPORA = ("squadshifts", "nq-open-oracle")
FIRST = 8
"""Passages of a question that are looked at: as many as an answer is made from."""
BANDS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)


def examples(system: Ours, questions: Sequence[Question], texts: Sequence[str] | None) -> Iterator[list[Any]]:
    """For each question rows of (behind, nearest, whether it answers); without `texts` nothing answers."""
    for question in questions:
        looked = look(system, question.text)
        behind, nearest = fusion.evidence(looked.candidates, looked.shares)
        first = sorted(range(len(looked.shares)), key=lambda place: -behind[place])[:FIRST]
        yield [
            (
                behind[place],
                nearest,
                texts is not None and looked.answers(place, system, question, texts[question.article]),
            )
            for place in first
        ]


def fit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of (behind, nearest, 1) by logistic regression."""
    inputs, labels = np.column_stack([rows[:, :2], np.ones(len(rows))]), rows[:, 2]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        chance = 1 / (1 + np.exp(-np.clip(inputs @ weights, -50, 50)))
        value = -np.mean(labels * np.log(chance + 1e-12) + (1 - labels) * np.log(1 - chance + 1e-12))
        return float(value), inputs.T @ (chance - labels) / len(labels)

    return np.asarray(minimize(loss, np.zeros(3), jac=True, method="L-BFGS-B").x)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fit_fusion", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--questions", type=int, default=600, help="questions of each set")
    parser.add_argument("--homes", type=Path, help="keep the stores here for the next run")
    given = parser.parse_args()
    corpora = [load(name, given.data, given.questions) for name in CORPORA]
    halves: tuple[list[Any], list[Any]] = ([], [])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        for own, other in (corpora, corpora[::-1]):
            system = Ours((given.homes or Path(scratch)) / own.name)
            system.index(own.articles)
            texts = [text for _, text in own.articles]
            for asked in (examples(system, own.questions, texts), examples(system, other.questions, None)):
                for number, rows in enumerate(asked):
                    halves[number % 2].extend(rows)
            system._library.close()
    tune, report = (np.array(half, float) for half in halves)
    fitted = fit(tune)
    used = np.array([fusion._BEHIND, fusion._NEAREST, fusion._BIAS])
    for name, weights in (("in use", used), ("fitted", fitted)):
        print(name, dict(zip(("behind", "nearest", "bias"), weights.round(2).tolist(), strict=True)))
        chance = 1 / (1 + np.exp(-(report[:, :2] @ weights[:2] + weights[2])))
        for low, high in pairwise(BANDS):
            inside = (chance >= low) & (chance < high)
            if inside.any():
                share = report[inside, 2].mean()
                print(f"  {low:.1f}-{high:.1f}: {share:.2f} of {inside.sum()} passages answer")


if __name__ == "__main__":
    main()
