"""Fit the weights by which fused search orders its candidates, and show what each part adds.

    python -m benchmarks.fit_order --data DIR [--questions N] [--homes DIR] [--json FILE]

The order is fitted by softmax regression (a question's right candidates share the probability) on every
second question of squadshifts and nq-open-oracle; the others of these two, and all of nq-sections and
squad-2.0 (its answerable questions), only tell how it does. A candidate is right when the part of it that
lies in the gold paragraph contains a gold answer.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpora import load
from benchmarks.figures import ranking_figures
from benchmarks.judging import sample
from benchmarks.looking import look
from benchmarks.softmax import fit_softmax
from benchmarks.systems import Ours
from vectorstore.search.fusion import FIRST_KEYWORD_WEIGHT, evidence, standardised
from vectorstore.search.hybrid import _LOOKED_AT

Array = NDArray[np.float64]
FITTED = ("squadshifts", "nq-open-oracle")
REPORTED = (*FITTED, "nq-sections", "squad-2.0-dev")
PARTS = ("dense", "keyword", "keyword x nearest", "sentence", "passage")
PENALTY = 0.001


@dataclass(frozen=True, slots=True)
class Seen:
    """The candidates of one question, the most promising first."""

    parts: Array
    """Candidates x PARTS; scores as z-scores, shares of those that are looked at."""
    right: NDArray[np.bool_]
    in_use: Array
    """How far the sum in use lies below the best one."""


Order = Callable[[Seen], Array]
"""Values of the candidates by which they are ordered, higher first."""


def seen_of(name: str, data: Path, limit: int, home: Path) -> Iterator[Seen]:
    """The candidates of each question of the corpus, with what is known of them."""
    corpus = load(name, data)
    system = Ours(home / corpus.name)
    system.index(corpus.articles)
    for question in sample([one for one in corpus.questions if one.answers], limit):
        looked = look(system, question.text)
        places = range(len(looked.candidates))
        text = corpus.articles[question.article][1]
        dense, keyword = map(np.array, standardised(looked.candidates))
        shares = np.zeros((len(places), 2))
        shares[: len(looked.shares)] = [(share.sentence, share.passage) for share in looked.shares]
        yield Seen(
            np.column_stack([dense, keyword, keyword * dense.max(), shares]),
            np.array([looked.answers(place, system, question, text) for place in places]),
            np.array(evidence(looked.candidates, looked.shares)[0]),
        )
    system._library.close()


def fit(corpora: Sequence[Sequence[Seen]], parts: Sequence[str], power: float) -> Array:
    """Weights of `parts`, that of "dense" 1; each corpus counts the same."""
    columns = [PARTS.index(part) for part in parts]
    choices = [
        (_raised(one.parts[:, columns], parts, power), one.right, 1 / len(corpus))
        for corpus in corpora
        for one in corpus
    ]
    found = fit_softmax(choices, np.ones(len(columns)), np.zeros(len(columns)), PENALTY)
    return np.asarray(found / found[0])


def _raised(values: Array, parts: Sequence[str], power: float) -> Array:
    raised = values.copy()
    if "sentence" in parts:
        raised[:, parts.index("sentence")] **= power
    return raised


def figures(seen: Sequence[Seen], order: Order) -> dict[str, float]:
    """How an order does."""
    ranks = []
    for one in seen:
        places = np.flatnonzero(one.right[np.argsort(-order(one), kind="stable")])
        ranks.append(int(places[0]) + 1 if len(places) else 0)
    return ranking_figures(ranks)


def fitted_order(weights: Array, parts: Sequence[str], power: float) -> Order:
    """The order by fitted weights; what was not looked at comes below what was."""
    columns = [PARTS.index(part) for part in parts]

    def order(one: Seen) -> Array:
        sums = _raised(one.parts[:, columns], parts, power) @ weights
        sums[_LOOKED_AT:] = np.minimum(sums[_LOOKED_AT:], sums[:_LOOKED_AT].min())
        return np.asarray(sums)

    return order


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fit_order", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--questions", type=int, default=2000, help="questions of each set (default 2000)")
    parser.add_argument("--homes", type=Path, help="keep the stores here for the next run")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        homes = given.homes or Path(scratch)
        seen = {name: list(seen_of(name, given.data, given.questions, homes)) for name in REPORTED}
    halves = [seen[name][::2] for name in FITTED]
    reported = {name: seen[name][1::2] if name in FITTED else seen[name] for name in REPORTED}
    orders: dict[str, Order] = {
        "vectors alone": lambda one: one.parts[:, 0],
        "keywords alone": lambda one: one.parts[:, 1],
        "both, by which 16 are chosen": lambda one: one.parts[:, 0] + FIRST_KEYWORD_WEIGHT * one.parts[:, 1],
    }
    for parts, power in (
        (("dense", "keyword"), 1.0),
        (("dense", "keyword", "sentence", "passage"), 1.0),
        (("dense", "keyword", "sentence", "passage"), 1.5),
        (PARTS, 1.0),
        (PARTS, 1.5),
    ):
        weights = fit(halves, parts, power)
        told = ", ".join(f"{part} {value:.2f}" for part, value in zip(parts, weights, strict=True))
        orders[f"fitted: {told}; power {power}"] = fitted_order(weights, parts, power)
    orders["in use"] = lambda one: one.in_use
    rows = {
        name: {corpus: figures(reported[corpus], order) for corpus in REPORTED}
        for name, order in orders.items()
    }
    print("recall@1 / recall@5 / MRR@10: " + ", ".join(f"{n} ({len(reported[n])})" for n in REPORTED))
    for name, row in rows.items():
        cells = (" / ".join(f"{value:.3f}" for value in row[corpus].values()) for corpus in REPORTED)
        print(" | ".join((*cells, name)))
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
