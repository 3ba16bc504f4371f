"""Comparisons: their sides, and an answer that tells of each of them."""

from __future__ import annotations

import pytest
from answer_desk import FERRY, GARDEN, Desk

from bot.question.comparison_sides import find_sides
from bot.question.question import understand
from vectorstore import Embedder


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Compare the ferry with the school garden", ("the ferry", "the school garden")),
        ("Compare the cost of the mill and the ferry", ("the cost of the mill", "the cost of the ferry")),
        ("What is the difference between N1 and N2?", ("N1", "N2")),
        ("How do the mill and the trams differ?", ("the mill", "the trams")),
        ("How does the mill differ from the trams?", ("the mill", "the trams")),
        ("N1 vs. N2", ("N1", "N2")),
        ("Compare N1, N2 and N3", ("N1", "N2", "N3")),
        ("Which was more expensive, the wheel or the gates?", ("the wheel cost", "the gates cost")),
        ("Who is older: Ida or Ola?", ("Ida age", "Ola age")),
        ("What do cats and dogs have in common?", ("cats", "dogs")),
    ],
)
def test_a_comparison_has_sides(question: str, sides: tuple[str, ...]) -> None:
    assert find_sides(question, "en") == sides
    assert understand(question).kind == "comparison"


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the book and when?",
        "What do the articles have in common?",
        "How do the prices compare?",
        "Which boat sails in summer, and how often does it sail?",
        "What is the price of salt and pepper?",
        "Who did the Normans fight, Danes or Saxons?",
    ],
)
def test_other_questions_have_none(question: str) -> None:
    assert find_sides(question, "en") == ()


@pytest.fixture(scope="module")
def desk(embedder: Embedder) -> Desk:
    return Desk(embedder, FERRY, GARDEN)


def test_rows_of_one_table_are_compared_under_their_names(desk: Desk) -> None:
    answer = desk.ask("What is the difference between summer and winter?")
    assert answer.status == "answered"
    assert [citation.quote for citation in answer.citations] == [
        "| Summer | 14 | 30 crowns |",
        "| Winter | 5 | 20 crowns |",
    ]
    assert answer.text.index("**Summer**") < answer.text.index("**Winter**")


def test_a_side_of_which_nothing_is_said_is_told_so(desk: Desk) -> None:
    answer = desk.ask("Compare winter with spring")
    assert [citation.quote for citation in answer.citations] == ["| Winter | 5 | 20 crowns |"]
    assert answer.text.endswith("**Spring**\n\nI found nothing in the articles that answers this.")


def test_a_comparison_of_things_not_told_of_is_refused(desk: Desk) -> None:
    assert desk.ask("Compare Napoleon with Wellington").status == "not_in_articles"
