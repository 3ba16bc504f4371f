"""The refusal's score: what raises it, what lowers it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.answering.candidates import find_candidates
from bot.answering.judgement import refusal_threshold, weights_for
from bot.answering.ranking import Ranker
from bot.answering.refusal import EVIDENCE, answer_probability, evidence, is_answered
from bot.question.question import understand
from ingest import chunk_article, read_text
from vectorstore import Embedder, Passage, Reader, ScoreParts

MILL = """# The mill of Holm

The mill of Holm was built by Anna Berg in 1874. It ground forty sacks of rye a day until it burned in 1907.
"""


@pytest.fixture(scope="module")
def score_of(embedder: Embedder) -> Callable[[str], float]:
    article = read_text(MILL, "The mill of Holm")
    chunks = chunk_article(article, embedder.count_tokens)
    ranker = Ranker(embedder)

    def score(question: str) -> float:
        asked = understand(question)
        vectors = embedder.embed_documents([chunk.embedded_text for chunk in chunks])
        likeness = vectors @ embedder.embed_query(question)
        passages = [
            Passage(chunk, float(value), article.title, ScoreParts(dense=float(value)))
            for chunk, value in zip(chunks, likeness, strict=True)
        ]
        scored = ranker.rank(asked, find_candidates(passages, {article.id: article}.get), passages)
        return answer_probability(asked, scored, passages)

    return score


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("Who built the mill of Holm?", "Who built the mill of Ravnsund?"),
        ("When was the mill built by Anna Berg?", "When was the mill built by Olaf Krag?"),
        ("Did the mill burn in 1907?", "Did the mill burn in 1955?"),
        ("How many sacks of rye did the mill grind?", "How many tonnes of plutonium did the mill grind?"),
    ],
)
def test_a_false_premise_lowers_the_score(score_of: Callable[[str], float], true: str, false: str) -> None:
    assert score_of(false) < score_of(true)


@pytest.mark.parametrize(
    "question",
    ["Who built the mill of Holm?", "When did the mill burn?", "How many sacks of rye were ground?"],
)
def test_what_is_said_is_answered(score_of: Callable[[str], float], question: str) -> None:
    assert score_of(question) >= refusal_threshold()


@pytest.mark.parametrize(
    "question", ["Who won the world cup in 2014?", "What does a kidney do?", "Кто такой Пушкин?"]
)
def test_what_is_foreign_is_refused(score_of: Callable[[str], float], question: str) -> None:
    assert score_of(question) < refusal_threshold()


def test_without_evidence_there_is_no_answer() -> None:
    asked = understand("Who built the mill?")
    assert not is_answered(asked, [], [])
    assert answer_probability(asked, [], []) < 0.1


def test_each_value_of_the_evidence_has_a_weight() -> None:
    weights = weights_for("refusal", EVIDENCE, True)
    assert len(EVIDENCE) == len(weights.values) == len(evidence(understand("Who?"), [], []))


def test_a_sentence_with_all_words_and_the_measure_asked_for_counts_for_more(embedder: Embedder) -> None:
    article = read_text(MILL, "The mill of Holm")
    (chunk,) = chunk_article(article, embedder.count_tokens)

    def complete(question: str) -> float:
        (reading,) = Reader().read(question, [(chunk.context, chunk.text)])
        passages = [Passage(chunk, 0.5, article.title, ScoreParts(dense=0.5), reading)]
        asked = understand(question)
        scored = Ranker(embedder).rank(asked, find_candidates(passages, {article.id: article}.get), passages)
        return evidence(asked, scored, passages)[EVIDENCE.index("complete")]

    assert complete("When was the mill built?") == 1.0
    assert complete("When was the mill painted?") == 0.0
    assert complete("Who built the mill?") == 0.0
    assert weights_for("refusal", EVIDENCE, True).values[EVIDENCE.index("complete")] > 0
