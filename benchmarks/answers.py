"""How good the quotes are, and how well what is not said is refused.

    python -m benchmarks.answers --data DIR [--json FILE] [--questions N] [--only SET ...]

Knows how an answer is judged. The figures printed are of half of the groups (articles, pages) of each set.
`benchmarks.fit_answers` fits on the other half; the weights in use were set by hand after a look at 87
questions of both, see docs/refusal.md.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import answer_data
from benchmarks.answer_data import Asked, Corpus
from bot import Answer, ArticleBot
from bot.candidates import candidates_in
from bot.chain import PASSAGES_READ
from bot.questions import understand
from bot.refusal import THRESHOLD, evidence_score
from bot.selection import Selector

SETS = ("squadshifts", "cross-corpus", "squad-2.0", "clapnq")


def report_half(questions: Sequence[Asked]) -> list[Asked]:
    """The questions of every second group: those that no fit sees."""
    kept = set(sorted({asked.group for asked in questions})[1::2])
    return [asked for asked in questions if asked.group in kept]


def sample(questions: Sequence[Asked], limit: int) -> list[Asked]:
    return random.Random(0).sample(list(questions), min(limit, len(questions)))


class Bench:
    """A bot that holds one corpus, and the timings of its answers."""

    def __init__(self, corpus: Corpus, home: Path) -> None:
        self.bot = ArticleBot(home=home)
        if not self.bot.articles():
            for title, text in corpus.articles:
                self.bot.add_text(text, title)
        self.bot.ask("Is everything ready for the first question?")
        self.seconds: list[float] = []
        self.broken = 0
        self.uncited = 0
        self.citations = 0

    def ask(self, asked: Asked) -> Answer:
        started = time.perf_counter()
        answer = self.bot.ask(asked.question)
        self.seconds.append(time.perf_counter() - started)
        self.uncited += sum(not statement.citations for statement in answer.statements)
        for citation in (*answer.citations, *answer.nearest):
            self.citations += 1
            text = self.bot.article(citation.article_id).text
            self.broken += text[citation.start : citation.end] != citation.quote
        return answer

    def figures(self) -> dict[str, Any]:
        middle, high = np.percentile(self.seconds, [50, 95]) * 1000 if self.seconds else (0.0, 0.0)
        return {
            "questions": len(self.seconds), "ms_p50": round(middle), "ms_p95": round(high),
            "citations": self.citations, "citations_off": self.broken, "statements_uncited": self.uncited,
        }  # fmt: skip


def answered_well(bench: Bench, questions: Sequence[Asked]) -> dict[str, Any]:
    """Whether the answer string stands in what is quoted, for questions that have an answer."""
    first = every = section = kept = marked = exact = 0
    for asked in questions:
        answer = bench.ask(asked)
        if answer.status != "answered":
            continue
        kept += 1
        quotes = [citation.quote for citation in answer.citations]
        first += any(text in quotes[0] for text in asked.answers) if quotes else 0
        every += any(text in quote for quote in quotes for text in asked.answers)
        top = answer.citations[0] if answer.citations else None
        section += bool(
            top and top.section_path[-1:] == (asked.section,) and top.article_title == asked.group
        )
        span = answer.statements[0].highlight if answer.statements else None
        if span:
            marked += 1
            exact += answer.statements[0].text[slice(*span)] in asked.answers
    count = max(1, len(questions))
    return {
        "answered": kept / count,
        "in_first_quote": first / count,
        "in_first_quote_of_answered": first / max(1, kept),
        "in_all_quotes": every / count,
        "section_right": section / count,
        "bold": marked / count,
        "bold_exact_of_bold": exact / max(1, marked),
    }


def refused(bench: Bench, questions: Sequence[Asked]) -> float:
    """Share of the questions that are refused."""
    return sum(bench.ask(asked).status == "not_in_articles" for asked in questions) / max(1, len(questions))


def sentence_scores(bench: Bench, questions: Sequence[Asked]) -> dict[str, float]:
    """Precision and recall of the quotes against the marked sentences, averaged over questions."""
    rows = []
    for asked in questions:
        answer = bench.ask(asked)
        quotes = {" ".join(citation.quote.split()) for citation in answer.citations}
        right = sum(any(quote in one or one in quote for one in asked.sentences) for quote in quotes)
        found = sum(any(quote in one or one in quote for quote in quotes) for one in asked.sentences)
        rows.append((right / len(quotes) if quotes else 0.0, found / max(1, len(asked.sentences))))
    precision, recall = np.mean(rows, axis=0) if rows else (0.0, 0.0)
    return {"sentence_precision": float(precision), "sentence_recall": float(recall)}


def curve(bench: Bench, good: Sequence[Asked], bad: Sequence[Asked]) -> list[dict[str, float]]:
    """At each threshold: share of answerable questions answered, share of the others refused."""
    library = bench.bot._open()
    selector = Selector(library.embedder)

    def scores(questions: Sequence[Asked]) -> np.ndarray[Any, Any]:
        found = []
        for asked in questions:
            question = understand(asked.question)
            passages = bench.bot.search(asked.question, PASSAGES_READ)
            scored = selector.score(question, candidates_in(passages, library.article), passages)
            found.append(evidence_score(question, scored, passages))
        return np.array(found)

    kept, foreign = scores(good), scores(bad)
    return [
        {"threshold": round(float(at), 2), "answered": float((kept >= at).mean()),
         "refused": float((foreign < at).mean())}
        for at in sorted({*np.arange(0.1, 0.95, 0.1), THRESHOLD})
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.answers", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--questions", type=int, default=500, help="questions of each kind (default 500)")
    parser.add_argument("--only", nargs="*", choices=SETS, default=SETS, help="sets to run")
    parser.add_argument("--homes", type=Path, help="keep the stores here for the next run")
    given = parser.parse_args()
    if not given.data.is_dir():
        sys.exit(f"{given.data}: not a folder; pass the folder that holds the data sets with --data")
    with tempfile.TemporaryDirectory() as scratch:
        results = run(given.data, given.only, given.questions, given.homes or Path(scratch))
    print(json.dumps(results, indent=1))
    if given.json:
        given.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def run(data: Path, only: Sequence[str], limit: int, homes: Path) -> dict[str, Any]:
    """The figures of each set in `only`, at most `limit` questions of a kind."""
    results: dict[str, Any] = {}

    def part(name: str, corpus: Corpus, judge: Callable[[Bench], dict[str, Any]]) -> None:
        bench = Bench(corpus, homes / corpus.name)
        results[name] = {**judge(bench), **bench.figures()}
        bench.bot.close()

    shifts = answer_data.squadshifts(data)
    own = sample(report_half(shifts.questions), limit)
    if "squadshifts" in only or "cross-corpus" in only:
        foreign = sample(report_half(answer_data.nq(data).questions), limit)
        part(
            "squadshifts", shifts,
            lambda bench: {
                **answered_well(bench, own), "foreign_refused": refused(bench, foreign),
                "curve": curve(bench, own, foreign),
            },
        )  # fmt: skip
    if "cross-corpus" in only:
        part("cross-corpus", answer_data.nq(data), lambda bench: {"refused": refused(bench, own)})
    if "squad-2.0" in only:
        corpus = answer_data.squad(data)
        mine = report_half(corpus.questions)
        good = sample([asked for asked in mine if asked.answers], limit)
        bad = sample([asked for asked in mine if not asked.answers], limit)
        part(
            "squad-2.0", corpus,
            lambda bench: {
                **answered_well(bench, good), "unanswerable_refused": refused(bench, bad),
                "curve": curve(bench, good, bad),
            },
        )  # fmt: skip
    if "clapnq" in only:
        corpus = answer_data.clapnq(data)
        mine = report_half(corpus.questions)
        marked = sample([asked for asked in mine if asked.sentences], limit)
        none = sample([asked for asked in mine if not asked.answers], limit)
        part(
            "clapnq", corpus,
            lambda bench: {**sentence_scores(bench, marked), "unanswerable_refused": refused(bench, none)},
        )  # fmt: skip
    return results


if __name__ == "__main__":
    main()
