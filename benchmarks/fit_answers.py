"""Fit the weights of ranking and refusal on questions of articles that the reader was never trained on.

    python -m benchmarks.fit_answers --data DIR [--questions N] [--homes DIR] [--write]
                                     [--without-reader] [--least-answered SHARE]

Prints how the weights in use and the fitted ones do on the half that was fitted on and on the other half;
`--write` puts the fitted ones into `bot/answering/judgement.json`, with what they were fitted on and the
other half's figures. Ranking: softmax regression over a question's candidates (the right ones share the
probability). Refusal: logistic regression over the evidence of questions that the articles answer and of
three kinds that they do not: foreign ones, squad-2.0's and near misses on news. Both with an L2 penalty on
the distance from the weights in use, by L-BFGS: what the data says nothing of stays as it is. The threshold
is the highest at which so many of the answerable are answered.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.corpora import Question, load
from benchmarks.judging import Bench, first_half, found_for, report_half, sample, unseen
from benchmarks.near_miss import as_corpus, holds
from benchmarks.softmax import fit_softmax
from bot.answering.judgement import JUDGEMENT, Weights, refusal_threshold, weights_for
from bot.answering.ranking import FEATURES
from bot.answering.refusal import EVIDENCE, evidence
from training.near_miss import load_near_misses, load_own
from training.scores import auroc

Array = NDArray[np.float64]
PENALTY = 0.003
REFUSAL_PENALTY = 0.002
ANSWERABLE, FOREIGN, NEAR_MISS = "answerable", "foreign", "near-miss"
SHARES = {ANSWERABLE: 0.45, FOREIGN: 0.15, "squad-2.0": 0.15, NEAR_MISS: 0.25}
"""How much each kind of question counts in the fit of refusal."""
WIKIS = ("squadshifts", "squad-2.0", "nq-open-oracle")
"""The sources of which a share must be answered."""
BOUNDS = {
    "names_missing": (None, -0.5), "names_nowhere": (None, -2.5), "others_nowhere": (None, -0.3),
    "nowhere": (None, 0.0), "coverage": (0.0, None), "context": (-1.0, None), "untyped": (None, -0.3),
    "other_year": (None, -1.0), "unmeasured": (None, -3.0), "relevance": (0.0, None),
    "read_answer": (0.0, None), "best_margin": (0.0, None), "best_relevance": (0.0, None),
    "best_mass": (0.0, None),
}  # fmt: skip
"""A name, year or key word of the question that the evidence lacks must lower the score (a false premise),
even where foreign questions are told apart well enough without; what the reader finds must not lower it. Near
misses have more words of their articles than answerable questions do: that may not weigh too much."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found for one question."""

    features: Array
    """Candidates x features, in the order of the weights in use."""
    right: NDArray[np.bool_]
    """Whether each candidate holds an answer, in the section that answers."""
    evidence: Array
    source: str


Half = dict[str, list[Seen]]
"""The questions of one half by kind: those that the articles answer, and those that they do not."""


def look(bench: Bench, questions: Sequence[Question], source: str) -> list[Seen]:
    """The features of each question's candidates."""
    seen = []
    for asked, (question, scored, passages) in found_for(bench, questions):
        if not scored:
            continue
        right = [
            holds(one.candidate.quote, asked.answers)
            and asked.section in ("", one.candidate.section.heading)
            and asked.group in (one.candidate.article.title, one.candidate.section.heading)
            for one in scored
        ]
        seen.append(
            Seen(
                np.array([one.features for one in scored]),
                np.array(right),
                np.array(evidence(question, scored, passages)),
                source,
            )
        )
    return seen


def fit_ranking(seen: Sequence[Seen], used: Array) -> Array:
    """Weights that make the right candidates likely among all of their question; sources count the same."""
    usable = [one for one in seen if one.right.any()]
    counts = {name: sum(one.source == name for one in usable) for name in {one.source for one in usable}}
    choices = [(one.features, one.right, 1 / counts[one.source] / len(counts)) for one in usable]
    return fit_softmax(choices, used, used, PENALTY)


def fit_refusal(half: Half, used: Array) -> Array:
    """Bias and weights of the evidence."""
    kinds = [kind for kind in SHARES if half[kind]]
    rows = np.array([[1.0, *one.evidence] for kind in kinds for one in half[kind]])
    labels = np.array([float(kind == ANSWERABLE) for kind in kinds for _ in half[kind]])
    shares = np.array([SHARES[kind] / len(half[kind]) for kind in kinds for _ in half[kind]])

    def loss(weights: Array) -> tuple[float, Array]:
        total = np.clip(rows @ weights, -50, 50)
        chance = 1 / (1 + np.exp(-total))
        value = shares @ (np.logaddexp(0, total) - labels * total)
        away = weights - used
        gradient = rows.T @ (shares * (chance - labels)) + REFUSAL_PENALTY * 2 * away
        return float(value + REFUSAL_PENALTY * away @ away), gradient

    bounds = [(None, None), *(BOUNDS.get(name, (None, None)) for name in EVIDENCE)]
    start = np.array(
        [
            min(max(value, low if low is not None else value), high if high is not None else value)
            for value, (low, high) in zip(used, bounds, strict=True)
        ]
    )
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def chances(seen: Sequence[Seen], weights: Array) -> Array:
    """How likely it is that the articles answer each question."""
    return np.array([1 / (1 + np.exp(-(weights[0] + one.evidence @ weights[1:]))) for one in seen])


def threshold_for(half: Half, weights: Array, least: float) -> float:
    """The highest threshold at which that share of the wikis' answerable questions is answered."""
    told = chances([one for one in half[ANSWERABLE] if one.source in WIKIS], weights)
    return round(float(np.quantile(told, 1 - least)), 3)


def figures(half: Half, ranking: Array, refusal: Array, threshold: float) -> dict[str, Any]:
    """Right candidates among the first, questions answered and refused, and areas under the ROC curve."""
    told: dict[str, Any] = {}
    answerable = half[ANSWERABLE]
    for name in sorted({one.source for one in answerable}):
        seen = [one for one in answerable if one.source == name]
        ranks = [
            np.flatnonzero(one.right[np.argsort(-(one.features @ ranking), kind="stable")]) for one in seen
        ]
        told[name] = {
            "questions": len(seen),
            **{f"top{n}": _mean([len(rank) > 0 and rank[0] < n for rank in ranks]) for n in (1, 2, 3)},
            "answered": _mean(chances(seen, refusal) >= threshold),
        }
    for kind in SHARES:
        for name in sorted({one.source for one in half[kind]} if kind != ANSWERABLE else ()):
            wrong = [one for one in half[kind] if one.source == name]
            right = [one for one in answerable if one.source == name]
            told[f"{kind}, asked of {name}"] = {
                "questions": len(wrong),
                "refused": _mean(chances(wrong, refusal) < threshold),
                "auroc": round(auroc(list(chances(right, refusal)), list(chances(wrong, refusal))), 3),
            }
    return told


def curve(half: Half, refusal: Array) -> list[dict[str, float]]:
    """By threshold: share of the answerable answered, by source, and of the others refused."""
    rows = []
    for at in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        row = {"threshold": at}
        for name in sorted({one.source for one in half[ANSWERABLE]}):
            seen = [one for one in half[ANSWERABLE] if one.source == name]
            row[f"{name} answered"] = _mean(chances(seen, refusal) >= at)
        for kind in SHARES:
            if kind != ANSWERABLE and half[kind]:
                row[f"{kind} refused"] = _mean(chances(half[kind], refusal) < at)
        rows.append(row)
    return rows


def reliability(half: Half, refusal: Array) -> list[dict[str, float]]:
    """By what probability of an answer was told: how many of these questions the articles do answer."""
    told = np.concatenate([chances(half[kind], refusal) for kind in SHARES if half[kind]])
    true = np.concatenate([np.full(len(half[kind]), kind == ANSWERABLE) for kind in SHARES if half[kind]])
    rows = []
    for low in np.arange(0.0, 1.0, 0.2):
        inside = (told >= low) & (told < low + 0.2 + (low > 0.7))
        if inside.any():
            rows.append(
                {
                    "from": round(float(low), 1), "questions": int(inside.sum()),
                    "told": round(float(told[inside].mean()), 3),
                    "true": round(float(true[inside].mean()), 3),
                }
            )  # fmt: skip
    return rows


def look_at_halves(data: Path, homes: Path, limit: int, without_reader: bool) -> dict[str, Half]:
    """Both halves of the questions on articles that the reader was not trained on.

    Near misses are of our own articles and of the news that `benchmarks.answers` measures, so half of these
    are fitted on.
    """
    settings: dict[str, Any] = {"reader": "off"} if without_reader else {}
    shifts, squad, pages = (
        load(name, data) for name in ("squadshifts-sections", "squad-2.0-dev", "nq-sections")
    )
    halves: dict[str, Half] = {name: {kind: [] for kind in SHARES} for name in ("fitted", "reported")}
    for name, corpus, foreign in (
        ("squadshifts", shifts, pages),
        ("nq-open-oracle", pages, shifts),
        ("squad-2.0", squad, None),
    ):
        bench = Bench(homes / corpus.name, corpus, **settings)
        for half, part in (("fitted", first_half), ("reported", report_half)):
            own = part(unseen(corpus.questions))
            good = [asked for asked in own if asked.answers]
            bad = part(unseen(foreign.questions)) if foreign else [one for one in own if not one.answers]
            halves[half][ANSWERABLE] += look(bench, sample(good, limit), name)
            halves[half][FOREIGN if foreign else name] += look(bench, sample(bad, limit), name)
        bench.bot.close()
    for name, articles in (("own", load_own("en")), ("news", load_near_misses(data, "en"))):
        corpus = as_corpus(f"near-miss-{name}", [one for one in articles if one.measured])
        bench = Bench(homes / corpus.name, corpus, **settings)
        for half, part in (("fitted", first_half), ("reported", report_half)):
            good = [asked for asked in part(corpus.questions) if asked.answers]
            bad = [asked for asked in part(corpus.questions) if not asked.answers]
            halves[half][ANSWERABLE] += look(bench, sample(good, limit), name)
            halves[half][NEAR_MISS] += look(bench, sample(bad, limit), name)
        bench.bot.close()
    return halves


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="benchmarks.fit_answers", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--questions", type=int, default=300, help="questions of each kind and half")
    parser.add_argument("--homes", type=Path, help="keep the stores here for the next run")
    parser.add_argument("--without-reader", action="store_true", help="the weights that serve without one")
    parser.add_argument("--least-answered", type=float, default=0.9, help="of the answerable, on the wikis")
    parser.add_argument("--write", action="store_true", help="put the weights into judgement.json")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        halves = look_at_halves(
            given.data, given.homes or Path(scratch), given.questions, given.without_reader
        )
    read = not given.without_reader
    ranking_used = np.array(weights_for("ranking", FEATURES, read).values)
    refusal_used = _as_array(weights_for("refusal", EVIDENCE, read))
    ranking = fit_ranking(halves["fitted"][ANSWERABLE], ranking_used)
    refusal = fit_refusal(halves["fitted"], refusal_used)
    threshold = threshold_for(halves["fitted"], refusal, given.least_answered)
    named = {
        "ranking": dict(zip(FEATURES, ranking, strict=True)),
        "refusal": dict(zip(("bias", *EVIDENCE), refusal, strict=True)),
    }
    for part, weights in named.items():
        print(part, {name: round(float(value), 2) for name, value in weights.items()})
    for half, seen in halves.items():
        print(half)
        for name, one, two, at in (
            ("in use", ranking_used, refusal_used, refusal_threshold()),
            ("fitted", ranking, refusal, threshold),
        ):
            print(f"  {name}, threshold {at}")
            for kind, told in figures(seen, one, two, at).items():
                print(f"    {kind:44}", {key: round(value, 3) for key, value in told.items()})
            for row in (*curve(seen, two), *reliability(seen, two)):
                print("     ", {key: round(value, 3) for key, value in row.items()})
    if given.write:
        write(named, threshold, read, figures(halves["reported"], ranking, refusal, threshold))


def write(named: dict[str, dict[str, float]], threshold: float, read: bool, reported: dict[str, Any]) -> None:
    """Put the weights into the file, moved so that the threshold is one half."""
    whole = json.loads(JUDGEMENT.read_text("utf-8"))
    key = "read" if read else "unread"
    moved = dict(named["refusal"])
    moved["bias"] -= float(np.log(threshold / (1 - threshold)))
    whole["ranking"][key] = {name: round(float(value), 3) for name, value in named["ranking"].items()}
    whole["refusal"][key] = {name: round(float(value), 3) for name, value in moved.items()}
    whole["refusal"]["threshold"] = 0.5
    whole.setdefault("figures", {})[key] = {
        "source": "benchmarks.fit_answers; the half of the questions that no weight was fitted on",
        **reported,
    }
    JUDGEMENT.write_text(json.dumps(whole, indent=1) + "\n", "utf-8")


def _as_array(weights: Weights) -> Array:
    return np.array([weights.bias, *weights.values])


def _mean(values: Sequence[bool] | NDArray[np.bool_]) -> float:
    return round(float(np.mean(values)), 3) if len(values) else float("nan")


if __name__ == "__main__":
    main()
