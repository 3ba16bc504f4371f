"""How an answer is judged: against answer strings, marked sentences, or the wish to be refused.

Knows a bot and the questions of one corpus. Counts on every answer whether citations resolve to their
offsets and statements are cited.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpora import Corpus, Question
from bot import Answer, ArticleBot
from bot.answer import Delta, Finished
from bot.answering.candidates import find_candidates
from bot.answering.judgement import refusal_threshold
from bot.answering.ranking import Ranker, Scored
from bot.answering.refusal import answer_probability
from bot.chain import PASSAGES_READ
from bot.question.question import Question as UnderstoodQuestion
from bot.question.question import understand
from training.scores import exact_match, token_f1
from training.split import is_validation
from vectorstore import Passage

__all__ = [
    "Bench", "answered_well", "curve", "first_half", "found_for", "refused", "report_half", "sample",
    "sentence_scores", "suggestions_answered", "unseen",
]  # fmt: skip


def unseen(questions: Sequence[Question]) -> list[Question]:
    """The questions of articles that the reader was not trained on."""
    return [asked for asked in questions if is_validation(asked.group)]


def report_half(questions: Sequence[Question]) -> list[Question]:
    """The questions of every second group: those that no fit sees."""
    kept = set(sorted({asked.group for asked in questions})[1::2])
    return [asked for asked in questions if asked.group in kept]


def first_half(questions: Sequence[Question]) -> list[Question]:
    """The questions of the other groups, for fitting."""
    kept = set(sorted({asked.group for asked in questions})[::2])
    return [asked for asked in questions if asked.group in kept]


def sample(questions: Sequence[Question], limit: int) -> list[Question]:
    return random.Random(0).sample(list(questions), min(limit, len(questions)))


class Bench:
    """A bot that holds one corpus, and what was seen of its answers."""

    def __init__(self, home: Path, corpus: Corpus | None = None, **settings: Any) -> None:
        self.bot = ArticleBot(home=home, **settings)
        if corpus and not self.bot.articles():
            for title, text in corpus.articles:
                self.bot.add_text(text, title)
        self.bot.ask("Is everything ready for the first question?")
        self.first_words: list[float] = []
        self.seconds: list[float] = []
        self.broken = 0
        self.uncited = 0
        self.citations = 0

    def ask(self, question: str) -> Answer:
        started = time.perf_counter()
        first: float | None = None
        for event in self.bot.stream(question):
            if isinstance(event, Delta) and first is None:
                first = time.perf_counter() - started
            elif isinstance(event, Finished):
                self.seconds.append(time.perf_counter() - started)
                self.first_words.append(first if first is not None else self.seconds[-1])
                self._check(event.answer)
                return event.answer
        raise AssertionError("a stream of answer events ends with Finished")

    def _check(self, answer: Answer) -> None:
        self.uncited += sum(not statement.citations for statement in answer.statements)
        for citation in (*answer.citations, *answer.nearest):
            self.citations += 1
            text = self.bot.article(citation.article_id).text
            self.broken += text[citation.start : citation.end] != citation.quote

    def figures(self) -> dict[str, Any]:
        """Milliseconds to the first word and to the end, and what is wrong with citations (should be 0)."""
        told: dict[str, Any] = {}
        for name, seconds in (("first_word", self.first_words), ("end", self.seconds)):
            middle, high = np.percentile(seconds, [50, 95]) * 1000 if seconds else (0.0, 0.0)
            told |= {f"{name}_ms_p50": round(float(middle)), f"{name}_ms_p95": round(float(high))}
        return told | {
            "asked": len(self.seconds), "citations": self.citations, "citations_off": self.broken,
            "statements_uncited": self.uncited,
        }  # fmt: skip


def answered_well(bench: Bench, questions: Sequence[Question]) -> dict[str, float]:
    """Whether the answer string stands in what is quoted and in bold, for questions that have an answer."""
    first = every = section = kept = marked = 0
    exact = f1 = 0.0
    for asked in questions:
        answer = bench.ask(asked.text)
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
            exact += exact_match(answer.statements[0].text[slice(*span)], asked.answers)
            f1 += token_f1(answer.statements[0].text[slice(*span)], asked.answers)
    count = max(1, len(questions))
    return {
        "questions": len(questions),
        "answered": kept / count,
        "in_first_quote": first / count,
        "in_first_quote_of_answered": first / max(1, kept),
        "in_all_quotes": every / count,
        "in_all_quotes_of_answered": every / max(1, kept),
        "section_right": section / count,
        "bold": marked / count,
        "bold_exact_of_bold": exact / max(1, marked),
        "bold_f1_of_bold": f1 / max(1, marked),
        "bold_exact": exact / count,
        "bold_f1": f1 / count,
    }


def refused(bench: Bench, questions: Sequence[Question]) -> float:
    """Share of the questions that are refused."""
    told = [bench.ask(asked.text).status == "not_in_articles" for asked in questions]
    return sum(told) / max(1, len(told))


def sentence_scores(bench: Bench, questions: Sequence[Question]) -> dict[str, float]:
    """Precision and recall of the quotes against the marked sentences, averaged over questions."""
    rows = []
    for asked in questions:
        answer = bench.ask(asked.text)
        quotes = {" ".join(citation.quote.split()) for citation in answer.citations}
        right = sum(any(quote in one or one in quote for one in asked.sentences) for quote in quotes)
        found = sum(any(quote in one or one in quote for quote in quotes) for one in asked.sentences)
        rows.append(
            (
                right / len(quotes) if quotes else 0.0,
                found / max(1, len(asked.sentences)),
                float(answer.status == "answered"),
            )
        )
    precision, recall, kept = np.mean(rows, axis=0) if rows else (0.0, 0.0, 0.0)
    return {
        "questions": len(rows), "answered": float(kept), "sentence_precision": float(precision),
        "sentence_recall": float(recall),
    }  # fmt: skip


def curve(bench: Bench, good: Sequence[Question], bad: Sequence[Question]) -> list[dict[str, float]]:
    """At each threshold: share of answerable questions answered, of the others refused, and the risk, the
    share of the answered ones that nothing answers."""
    kept, foreign = _scores(bench, good), _scores(bench, bad)
    rows = []
    for at in sorted({*np.arange(0.1, 0.95, 0.1), refusal_threshold()}):
        right, wrong = int((kept >= at).sum()), int((foreign >= at).sum())
        rows.append(
            {
                "threshold": round(float(at), 2), "answered": right / max(1, len(kept)),
                "refused": 1 - wrong / max(1, len(foreign)), "risk": wrong / max(1, right + wrong),
            }
        )  # fmt: skip
    return rows


def _scores(bench: Bench, questions: Sequence[Question]) -> np.ndarray[Any, Any]:
    return np.array([answer_probability(*found) for _, found in found_for(bench, questions)])


Judged = tuple[UnderstoodQuestion, list[Scored], list[Passage]]


def found_for(bench: Bench, questions: Sequence[Question]) -> Iterator[tuple[Question, Judged]]:
    """Each question with what refusal judges: as it is understood, its scored candidates, its passages."""
    library = bench.bot._open()
    ranker = Ranker(library.embedder)
    for asked in questions:
        question = understand(asked.text)
        passages = bench.bot.search(asked.text, PASSAGES_READ)
        candidates = find_candidates(passages, library.article)
        yield asked, (question, ranker.rank(question, candidates, passages), passages)


def suggestions_answered(bench: Bench, questions: Sequence[str]) -> dict[str, float]:
    """Whether each question that an answer suggests is answered when it is asked."""
    suggested = {text for question in questions for text in bench.ask(question).suggestions}
    told = [bench.ask(text).status == "answered" for text in sorted(suggested)]
    return {"suggested": len(told), "suggested_answered": sum(told) / max(1, len(told))}
