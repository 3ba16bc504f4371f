"""Suggested questions: varied, fresh, and answered by the articles that they come from."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from answer_desk import FERRY, GARDEN, Desk

from bot import ArticleBot
from bot.answering.suggestions import questions_in, starters
from bot.samples import sample_paths
from ingest import read_text
from vectorstore import Embedder


@pytest.fixture(scope="module")
def desk(embedder: Embedder) -> Desk:
    return Desk(embedder, FERRY, GARDEN)


@pytest.fixture
def library(new_bot: Callable[..., ArticleBot]) -> ArticleBot:
    bot = new_bot()
    bot.add(*map(str, sample_paths()))
    return bot


def test_starters_and_what_they_lead_to_are_answered(library: ArticleBot) -> None:
    articles = [library.article(one.id) for one in library.articles()]
    questions = starters(articles)
    assert len(questions) == 3
    asked: set[str] = set()
    for question in questions:
        answer = library.ask(question)
        assert answer.status == "answered", question
        asked.add(question)
        assert len(answer.suggestions) == 3
        for suggested in answer.suggestions:
            assert suggested != question
            assert library.ask(suggested).status == "answered", suggested
            asked.add(suggested)
    assert len(asked) > 6


def test_the_section_just_quoted_is_not_suggested(desk: Desk) -> None:
    answer = desk.ask("How long does the crossing take?")
    assert answer.citations[0].section_path[-1] == "Timetable"
    assert answer.suggestions
    assert not any("Timetable" in question for question in answer.suggestions)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The engineer Priya Calloway rebuilt the wall.", "Who is Priya Calloway?"),
        ("It is led by the hydrologist Kofi Renshaw.", "Who is Kofi Renshaw?"),
        ("Rui Falcao, a retired postman, keeps a list.", "Who is Rui Falcao?"),
        ("A tide mill is a watermill.", "What is a tide mill?"),
        ("An elm is a tree.", "What is an elm?"),
    ],
)
def test_whom_and_what_a_sentence_introduces_is_asked_for(sentence: str, question: str) -> None:
    article = read_text(f"# Notes\n\n{sentence} It rained.\n")
    assert list(questions_in(article, article.sections[0])) == [question]


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry sailed to New York.",
        "The River Tamble rises here.",
        "A boat is late.",
        "The result is a draw.",
        "In Paris, the museum opened.",
    ],
)
def test_other_sentences_introduce_nobody(sentence: str) -> None:
    article = read_text(f"# Notes\n\n{sentence}\n")
    assert list(questions_in(article, article.sections[0])) == []


def test_a_section_without_words_of_its_own_is_not_suggested() -> None:
    view = "## Your view of boats\n\nWhat do you think?"
    questions = starters([read_text(f"# Boats\n\nBoats float.\n\n{view}\n\n## Sails\n\nSails are wide.\n")])
    assert questions == ("What does the article say about “Sails”?",)


@pytest.mark.parametrize("heading", ["References", "December 23, 2019", "% Daily Value", "2020", "Sources"])
def test_a_heading_without_a_subject_is_not_asked_about(heading: str) -> None:
    article = read_text(f"# Boats\n\nBoats float.\n\n## {heading}\n\nAda Lind was born in 1931.\n", "Boats")
    assert not any(heading in question for question in starters([article], 9))


def test_of_several_articles_a_question_for_a_section_names_its_own(embedder: Embedder) -> None:
    cake = "# Lemon cake\n\nA cake.\n\n## Steps\n\nBeat the eggs well. Fold in the flour slowly.\n"
    tree = "# Lemon tree\n\nA tree.\n\n## Steps\n\nDig a deep hole. Water the roots daily.\n"
    desk = Desk(embedder, cake, tree)
    questions = [question for question in starters(desk.articles, 9) if "Steps" in question]
    assert len(questions) == 2
    for question, words in zip(questions, ("eggs", "hole"), strict=True):
        answer = desk.ask(question)
        assert answer.status == "answered" and words in answer.text, question
