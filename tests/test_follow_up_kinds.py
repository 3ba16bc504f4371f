"""Follow-ups of every kind are understood, and questions that need nothing stay as they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.rewriting import REWRITTEN, WHOLE, Row, wrong_rows
from bot import Answer, ArticleBot
from bot.answer import Turn
from bot.language.en.follow_ups import FORMS
from bot.language.rules import Rule, first_match
from bot.language.words import fold
from bot.question.follow_up import rewrite_follow_up

POTTERY = """# The pottery of Oster

The kiln of Oster was lit in 1888 by Greta Holm. Her brother dug the clay.

## Why it closed

The pottery closed in 1931. The clay pit had flooded in the spring of that year. The pumps were
never repaired. The last forty pots were sold in Velm.

## The smoke

In 1901 a new flue carried the smoke away. It drew three metres above the roof.

Neighbours had complained for nine years.
"""
TRAMS = """# Night trams

Night trams began in March 2004 on two lines. They run every half hour.

## Noise

Residents measured 74 decibels at the depot. Rubber pads were laid in 2009.
The noise then fell to 61 decibels.

## Fares

- A night ticket costs 3 crowns.
- Children travel free.
- Bicycles cost 1 crown.
"""


@pytest.mark.parametrize("row", [*REWRITTEN, *WHOLE], ids=lambda row: f"{row.before[-1][0]} {row.asked}")
def test_a_question_is_understood(row: Row) -> None:
    assert list(wrong_rows((row,))) == []


def test_there_are_forty_of_each() -> None:
    assert len(REWRITTEN) == len(WHOLE) == 40
    assert all(row.asked in row.right for row in WHOLE)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_takes_its_example(form: Rule) -> None:
    found = first_match(FORMS, fold(form.example))
    assert found and found[0] is form
    assert not form.match(fold(form.counter_example))


@pytest.fixture
def bot(new_bot: Callable[..., ArticleBot]) -> ArticleBot:
    made = new_bot()
    made.add_text(POTTERY, "The pottery of Oster")
    made.add_text(TRAMS, "Night trams")
    return made


def _talk(bot: ArticleBot, *questions: str) -> list[Answer]:
    answers: list[Answer] = []
    history: list[Turn] = []
    for question in questions:
        answers.append(bot.ask(question, history))
        history.append(Turn(question, answers[-1].text))
    return answers


@pytest.mark.parametrize(
    ("question", "heading"),
    [("When did the pottery close?", "Why it closed"), ("How loud was the depot in decibels?", "Noise")],
)
def test_more_is_the_rest_of_the_section(bot: ArticleBot, question: str, heading: str) -> None:
    first, more = _talk(bot, question, "tell me more")
    known = {citation.quote for citation in first.citations}
    assert more.status == "answered" and more.citations
    assert all(citation.section_path[-1] == heading for citation in more.citations)
    assert not known & {citation.quote for citation in more.citations}
    assert more.standalone_question and question.rstrip("?") in more.standalone_question


@pytest.mark.parametrize(
    ("question", "beside"),
    [
        ("When did the pottery close?", "The clay pit had flooded in the spring of that year."),
        ("When were rubber pads laid?", "Residents measured 74 decibels at the depot."),
    ],
)
def test_are_you_sure_shows_the_quote_in_its_paragraph(bot: ArticleBot, question: str, beside: str) -> None:
    first, sure = _talk(bot, question, "Are you sure?")
    quotes = [citation.quote for citation in sure.citations]
    assert first.citations[0].quote in quotes and beside in quotes


def test_doubt_about_a_refusal_searches_again(bot: ArticleBot) -> None:
    first, again = _talk(bot, "Who composed the anthem of Tarn?", "are you sure?")
    assert first.status == again.status == "not_in_articles"
    assert again.standalone_question == "Who composed the anthem of Tarn?"


@pytest.mark.parametrize(
    ("selection", "beside"),
    [
        ("a new flue carried the smoke away", "It drew three metres above the roof."),
        ("Rubber pads were laid in 2009", "The noise then fell to 61 decibels."),
    ],
)
def test_a_selection_is_answered_from_its_paragraph(bot: ArticleBot, selection: str, beside: str) -> None:
    asked = f"About “{selection}”: why?"
    _, answer = _talk(bot, "Who lit the kiln?", asked)
    quotes = [citation.quote for citation in answer.citations]
    assert any(selection in quote for quote in quotes) and beside in quotes
    assert answer.standalone_question is None and answer.question == asked


@pytest.mark.parametrize(
    ("selection", "question", "quote"),
    [
        ("Rubber pads were laid in 2009", "how many decibels were measured before?", "74 decibels"),
        ("It drew three metres above the roof", "when was the flue new?", "In 1901"),
    ],
)
def test_a_question_about_a_selection_stays_in_its_section(
    bot: ArticleBot, selection: str, question: str, quote: str
) -> None:
    (answer,) = _talk(bot, f"About “{selection}”: {question}")
    assert any(quote in citation.quote for citation in answer.citations)
    assert len({citation.section_path for citation in answer.citations}) == 1


@pytest.mark.parametrize(
    "lead",
    ["Zu „{}“: warum?", "Sobre «{}»: ¿por qué?", "「{}」について：なぜですか", "“{}”에 대해: 왜요?"],
)
def test_a_selection_of_any_page_language_keeps_its_words(lead: str) -> None:
    words = "it drew three metres of his smoke"
    asked = rewrite_follow_up(lead.format(words), [Turn("Who is Greta Holm?", "A potter.")])
    assert asked.selection == words and words in asked.text
