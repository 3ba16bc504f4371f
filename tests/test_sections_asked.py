"""Sections that answer by their heading, lists by what they list, explanations that read on."""

from __future__ import annotations

import pytest
from answer_desk import Desk

from bot.answering.surroundings import refers_back
from vectorstore import Embedder

MILL = """# The mill of Holm

The mill stands at the brook.

## Why it stopped in 1938

It had survived steam. What it did not survive was the storm of 1938, which tore out the gate. The owners
argued, and the pond filled with silt.

## What it cost

The repair came to 1.8 million crowns.

| Part | Cost in crowns | Giver |
|---|---|---|
| Wall | 790,000 | The county |
| Wheel | 335,000 | Members |
| Roof | 145,000 | A fund |

## Key aims of the society

- Grind every week.
- Teach two apprentices.

## Will the mill ever grind oats?

Not before 2030. The stones would have to be cut anew.

## Thanks to our helpers

- Ida Lund
- Olaf Berg
"""


@pytest.fixture(scope="module")
def desk(embedder: Embedder) -> Desk:
    return Desk(embedder, MILL)


def quotes(desk: Desk, question: str) -> list[str]:
    answer = desk.ask(question)
    assert answer.status == "answered"
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(
    "question", ["Why did the mill stop?", "What is said under “Why it stopped in 1938”?"]
)
def test_a_subject_is_answered_by_its_section_whole(desk: Desk, question: str) -> None:
    told = quotes(desk, question)
    assert len(told) == 3
    assert told[0] == "It had survived steam." and "the storm of 1938" in told[1]


def test_a_question_that_the_article_asks_is_answered_by_what_follows(desk: Desk) -> None:
    assert quotes(desk, "Will the mill grind oats?")[0] == "Not before 2030."


def test_a_bare_subject_is_a_question_for_its_section(desk: Desk) -> None:
    assert quotes(desk, "key aims") == ["Grind every week.", "Teach two apprentices."]


@pytest.mark.parametrize("question", ["What does each part cost?", "List the parts and their cost"])
def test_a_table_is_given_whole(desk: Desk, question: str) -> None:
    told = quotes(desk, question)
    assert [quote.split(" | ")[0] for quote in told] == ["| Wall", "| Wheel", "| Roof"]


def test_the_list_is_the_one_that_lists_what_is_asked_for(desk: Desk) -> None:
    told = quotes(desk, "What are the aims of the society?")
    assert told == ["Grind every week.", "Teach two apprentices."]


def test_other_rows_are_not_quoted_beside_the_one_asked_for(desk: Desk) -> None:
    assert quotes(desk, "How much did the wheel cost in crowns?") == ["| Wheel | 335,000 | Members |"]


def test_somebody_told_of_by_name_is_never_refused(desk: Desk) -> None:
    assert quotes(desk, "Who is Olaf Berg?") == ["Olaf Berg"]
    assert desk.ask("Who is Olaf Bergen?").status == "not_in_articles"


def test_a_refusal_shows_the_nearest_sentences(desk: Desk) -> None:
    answer = desk.ask("Who painted the gate of the mill?")
    assert answer.status == "not_in_articles" and answer.nearest
    for lead in answer.nearest:
        assert " ".join(lead.quote.split())[:60] in answer.text


@pytest.mark.parametrize(
    "sentence", ["It was sold.", "However, it rained.", "These are old.", "For years that was enough."]
)
def test_a_sentence_leans_on_the_one_before(sentence: str) -> None:
    assert refers_back(sentence)


@pytest.mark.parametrize("sentence", ["Italy was sold.", "The mill burned.", "Andrew left.", "Thebes fell."])
def test_a_sentence_stands_alone(sentence: str) -> None:
    assert not refers_back(sentence)
