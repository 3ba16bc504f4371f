"""How good the answers are, how well what is not said is refused, and how soon the first words come.

    python -m benchmarks.answers --data DIR [--json FILE] [--questions N] [--only PART ...] [--all-articles]
                                 [--languages CODE ...]

Questions of articles that the reader model was trained on are left out, unless `--all-articles` asks for
them. Of what is left every second article is for fitting (`benchmarks.fit_answers`), the others are reported
here. The figures are shares of the questions unless their name says otherwise; `citations_off` and
`statements_uncited` count over every answer and should be 0.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.corpora import Corpus, Question, load
from benchmarks.follow_ups import add_articles, dialogues, follow_up_figures
from benchmarks.judging import (
    Bench,
    answered_well,
    curve,
    refused,
    report_half,
    sample,
    sentence_scores,
    suggestions_answered,
    unseen,
)
from benchmarks.near_miss import near_miss_figures
from training.near_miss import LANGUAGES

NEAR_MISS = "near-miss"
PARTS = (NEAR_MISS, "squadshifts", "cross-corpus", "squad-2.0", "clapnq", "follow-ups", "latency")
LATENCY_CHUNKS = 1000
"""Chunks in the store on which the time to the first words is taken."""

Figures = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.answers", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--questions", type=int, default=500, help="questions of each kind (default 500)")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS, help="parts to run")
    parser.add_argument("--homes", type=Path, help="keep the stores here for the next run")
    parser.add_argument(
        "--all-articles", action="store_true", help="also questions of articles the reader was trained on"
    )
    parser.add_argument(
        "--languages", nargs="*", choices=LANGUAGES, default=LANGUAGES, help="of the near misses"
    )
    given = parser.parse_args()
    if not given.data.is_dir():
        sys.exit(f"{given.data}: not a folder; pass the folder that holds the data sets with --data")
    with tempfile.TemporaryDirectory() as scratch:
        run = Run(given.data, given.questions, given.homes or Path(scratch), given.all_articles)
        results = {}
        for part in PARTS:
            if part == NEAR_MISS and part in given.only:
                results |= {f"{part} {code}": run.near_miss(code) for code in given.languages}
            elif part in given.only:
                results[part] = run.part(part)
    print_table(results)
    if given.json:
        given.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


class Run:
    """The parts of the benchmark over the data sets of one folder."""

    def __init__(self, data: Path, limit: int, homes: Path, all_articles: bool) -> None:
        self._data = data
        self._limit = limit
        self._homes = homes
        self._all = all_articles

    def part(self, name: str) -> Figures:
        made: dict[str, Callable[[], Figures]] = {
            "squadshifts": self._squadshifts,
            "cross-corpus": self._cross_corpus,
            "squad-2.0": self._squad,
            "clapnq": self._clapnq,
            "follow-ups": self._follow_ups,
            "latency": self._latency,
        }
        return made[name]()

    def near_miss(self, language: str) -> Figures:
        """Of articles that the reader was never trained on, near misses among the questions."""
        return near_miss_figures(self._data, self._homes, language)

    def _squadshifts(self) -> Figures:
        corpus = load("squadshifts-sections", self._data)
        own = self._reported(corpus.questions)
        foreign = self._reported(load("nq-sections", self._data).questions)
        return self._judged(
            corpus,
            lambda bench: {
                **answered_well(bench, own), "foreign_refused": refused(bench, foreign),
                "curve": curve(bench, own, foreign),
            },
        )  # fmt: skip

    def _cross_corpus(self) -> Figures:
        foreign = self._reported(load("squadshifts-sections", self._data).questions)
        corpus = load("nq-sections", self._data)
        own = self._reported(corpus.questions)
        return self._judged(
            corpus,
            lambda bench: {
                "questions": len(foreign), "foreign_refused": refused(bench, foreign),
                "answered": 1 - refused(bench, own),
            },
        )  # fmt: skip

    def _squad(self) -> Figures:
        corpus = load("squad-2.0-dev", self._data)
        good = self._reported([asked for asked in corpus.questions if asked.answers])
        bad = self._reported([asked for asked in corpus.questions if not asked.answers])
        return self._judged(
            corpus,
            lambda bench: {
                **answered_well(bench, good), "unanswerable_refused": refused(bench, bad),
                "curve": curve(bench, good, bad),
            },
        )  # fmt: skip

    def _clapnq(self) -> Figures:
        corpus = load("clapnq", self._data)
        marked = self._reported([asked for asked in corpus.questions if asked.sentences])
        none = self._reported([asked for asked in corpus.questions if not asked.answers])
        return self._judged(
            corpus,
            lambda bench: {**sentence_scores(bench, marked), "unanswerable_refused": refused(bench, none)},
        )

    def _follow_ups(self) -> Figures:
        bench = Bench(self._homes / "follow-ups")
        if not bench.bot.articles():
            add_articles(bench.bot)
        told = follow_up_figures(bench.bot)
        told |= suggestions_answered(bench, [dialogue.first for dialogue in dialogues()])
        bench.bot.close()
        return told | bench.figures()

    def _latency(self) -> Figures:
        """A store of about a thousand chunks, warm, one question after the other."""
        corpus = load("squadshifts-sections", self._data)
        bench = Bench(self._homes / "latency")
        chunks = sum(len(bench.bot.chunks(one.id)) for one in bench.bot.articles())
        for title, text in corpus.articles:
            if chunks >= LATENCY_CHUNKS:
                break
            report = bench.bot.add_text(text, title)
            chunks += sum(len(bench.bot.chunks(one.article_id)) for one in report.outcomes if one.article_id)
        for asked in sample(corpus.questions, min(200, self._limit)):
            bench.ask(asked.text)
        bench.bot.close()
        return {"chunks": chunks} | bench.figures()

    def _reported(self, questions: Sequence[Question]) -> list[Question]:
        kept = questions if self._all else unseen(questions)
        return sample(report_half(kept), self._limit)

    def _judged(self, corpus: Corpus, judge: Callable[[Bench], Figures]) -> Figures:
        bench = Bench(self._homes / corpus.name, corpus)
        told = judge(bench) | bench.figures()
        bench.bot.close()
        return told


def print_table(results: dict[str, Figures]) -> None:
    """One table, a column a part; the curves below it."""
    parts = list(results)
    rows = list(dict.fromkeys(name for told in results.values() for name in told if name != "curve"))
    print(f"{'':26}" + "".join(f"{part:>14}" for part in parts))
    for name in rows:
        cells = (_cell(results[part].get(name)) for part in parts)
        print(f"{name:26}" + "".join(f"{cell:>14}" for cell in cells))
    for part, told in results.items():
        if "curve" in told:
            print(f"\n{part}: by threshold")
            print("".join(f"{name:>12}" for name in told["curve"][0]))
            for row in told["curve"]:
                print("".join(f"{value:>12.3f}" for value in row.values()))


def _cell(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else f"{value:,}"


if __name__ == "__main__":
    main()
