"""Questions on real news in words that the news do not use, half of them near misses: what becomes of each.

Knows how an answer to such a question is judged, and where a right answer is lost. The articles, questions
and which of them are measured on are `training.near_miss`'s.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpora import Corpus, Question
from benchmarks.judging import Bench, found_for
from bot.answering.picking import pick_statements
from bot.answering.refusal import answer_probability
from training.near_miss import NearMissArticle, load_near_misses
from training.scores import auroc

__all__ = ["Outcome", "as_corpus", "figures_of", "holds", "near_miss_figures", "outcomes"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question."""

    question: str
    answerable: bool
    answered: bool
    first: bool
    """Whether the answer's words stand in the first quote, of the article that it was asked of."""
    every: bool
    """Whether they stand in any quote."""
    found: bool
    """Whether they stand in anything that was found."""
    chosen: bool
    """Whether they would be quoted if the question were answered."""
    score: float
    """How likely the program thought that the articles answer."""


def as_corpus(name: str, articles: Sequence[NearMissArticle]) -> Corpus:
    """The articles with their questions; a near miss has no answers."""
    questions = [
        Question(one.text, (one.answer,) if one.answer else (), number, 0, len(article.text), article.title)
        for number, article in enumerate(articles)
        for one in article.questions
    ]
    return Corpus(name, tuple((one.title, one.text) for one in articles), tuple(questions))


def near_miss_figures(data: Path, homes: Path, language: str) -> dict[str, Any]:
    """The figures of the measured articles in one language, all of them in one store."""
    articles = [one for one in load_near_misses(data, language) if one.measured]
    corpus = as_corpus(f"near-miss-{language}", articles)
    bench = Bench(homes / corpus.name, corpus)
    told = figures_of(list(outcomes(bench, corpus.questions))) | bench.figures()
    bench.bot.close()
    return told


def outcomes(bench: Bench, questions: Sequence[Question]) -> Iterator[Outcome]:
    """Each question's outcome, in order."""
    for asked, (question, scored, passages) in found_for(bench, questions):
        answer = bench.ask(asked.text)
        answered = answer.status == "answered"
        right = [
            citation.article_title == asked.group and holds(citation.quote, asked.answers)
            for citation in (answer.citations if answered else ())
        ]
        holding = [
            one
            for one in scored
            if one.candidate.article.title == asked.group and holds(one.candidate.quote, asked.answers)
        ]
        chosen = pick_statements(scored, question) if scored else []
        yield Outcome(
            asked.text, bool(asked.answers), answered, right[:1] == [True], any(right),
            bool(holding) or any(right), any(right) if answered else any(one in holding for one in chosen),
            answer_probability(question, scored, passages),
        )  # fmt: skip


def figures_of(seen: Sequence[Outcome]) -> dict[str, Any]:
    """Shares of the answerable questions and of the near misses, and the areas under two ROC curves.

    `auc_right`: answers with the right words against all others, of near misses too; `auc_answerable`:
    answerable questions against near misses, whatever is quoted; both by the score that refuses.
    """
    good = [one for one in seen if one.answerable]
    bad = [one for one in seen if not one.answerable]
    right = [one.score for one in seen if one.answerable and one.chosen]
    wrong = [one.score for one in seen if not (one.answerable and one.chosen)]

    def share(told: Sequence[bool]) -> float:
        return sum(told) / max(1, len(told))

    return {
        "questions": len(good),
        "near_misses": len(bad),
        "answered": share([one.answered for one in good]),
        "in_first_quote": share([one.first for one in good]),
        "in_all_quotes": share([one.every for one in good]),
        "near_misses_refused": share([not one.answered for one in bad]),
        "auc_right": auroc(right, wrong),
        "auc_answerable": auroc([one.score for one in good], [one.score for one in bad]),
        "lost_not_found": share([not one.found for one in good]),
        "lost_not_chosen": share([one.found and not one.chosen for one in good]),
        "lost_refused": share([one.chosen and not one.answered for one in good]),
    }


def holds(quote: str, answers: Sequence[str]) -> bool:
    """Whether a quote has all the words of an answer one after the other; signs in scripts without blanks."""
    return any(_normalised(answer) in _normalised(quote) for answer in answers)


def _normalised(text: str) -> str:
    """Words in lower case between blanks, without punctuation; the signs of Chinese, Japanese and Korean each
    a word, so that an answer may end within one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return f" {' '.join(_WORD.findall(plain))} "


_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
