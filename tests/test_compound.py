"""Questions that are made of several: where they are cut, what each part asks, and how they are answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from answer_desk import FERRY, GARDEN

from bot import ArticleBot
from bot.answer import Turn
from bot.question.compound import split_compound
from bot.question.question import understand


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "When was the mill built and who designed it?",
            ["When was the mill built?", "Who designed the mill?"],
        ),
        ("When was the pier opened? Who paid?", ["When was the pier opened?", "Who paid?"]),
        ("When and where was the mill built?", ["When was the mill built?", "Where was the mill built?"]),
        ("How tall and how heavy is the tower?", ["How tall is the tower?", "How heavy is the tower?"]),
        (
            "When was the pier opened and by whom?",
            ["When was the pier opened?", "By whom was the pier opened?"],
        ),
        ("Who is Ida Lund, and what does she do?", ["Who is Ida Lund?", "What does Ida Lund do?"]),
        (
            "When was the mill built, who designed it and what did it cost?",
            ["When was the mill built?", "Who designed the mill?", "What did the mill cost?"],
        ),
        (
            "Why did the mill stop, and is it still there?",
            ["Why did the mill stop?", "Is the mill still there?"],
        ),
    ],
)
def test_each_part_stands_alone(question: str, asked: list[str]) -> None:
    assert [part.question.text for part in split_compound(understand(question))] == asked


@pytest.mark.parametrize(
    "question",
    [
        "What do salt and pepper cost?",
        "What is the distance between Holm and Ravnsund?",
        "How do dogs and bicycles travel?",
        "Compare the ferry and the garden",
        "Which is older, the ferry or the garden?",
        "Who was the man who built the mill and who ran it?",
        "What is said about who pays and why the line was kept?",
        "Do you know who built it and when it was finished?",
        "When the tide turns, what happens?",
        "In 1938, who owned the mill and the pond?",
        "When was the mill, which stands at the brook, built?",
        'Who wrote "Why mills stop and how they start"?',
        "What is the difference between who pays and who rides?",
        "Who wrote the article and when was it published?",
        "What year did it open and close?",
        "Thanks and goodbye!",
        "The ferry and the garden",
    ],
)
def test_one_question_stays_whole(question: str) -> None:
    assert split_compound(understand(question)) == ()


def test_a_bare_part_asks_the_one_before_it_anew() -> None:
    first, second = split_compound(understand("Who founded the station and when?"))
    assert (first.question.text, second.words) == ("Who founded the station?", "When?")
    assert second.question.text == "When was the station founded?"


@pytest.fixture
def bot(new_bot: Callable[..., ArticleBot]) -> ArticleBot:
    made = new_bot()
    made.add_text(FERRY, "The ferry of Ravnsund")
    made.add_text(GARDEN, "The school garden")
    return made


def test_each_part_has_its_own_quotes_and_what_is_not_said_is_told_of(bot: ArticleBot) -> None:
    answer = bot.ask("How long does the crossing take and who leads the crew? Who painted the hull?")
    told, third = answer.text.split("\n\n**Who painted the hull?**\n\n")
    first, second = told.split("\n\n**Who leads the crew?**\n\n")
    assert first.startswith("**How long does the crossing take?**") and "25 minutes" in first
    assert "Ida Lund" in second and "25 minutes" not in second
    assert third == "I found nothing in the articles that answers this."
    assert answer.status == "answered"
    assert len({passage.chunk.id for passage in answer.passages}) == len(answer.passages)
    for statement in answer.statements:
        assert statement.citations
    for citation in answer.citations:
        assert bot.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    assert bot.ask("Who painted the hull and who sewed the flag?").status == "not_in_articles"


def test_a_follow_up_is_completed_before_it_is_cut(bot: ArticleBot) -> None:
    before = bot.ask("Since when has the ferry sailed?")
    answer = bot.ask(
        "Who leads its crew and how long does the crossing take?", [Turn(before.question, before.text)]
    )
    assert "Ida Lund" in answer.text and "25 minutes" in answer.text
    assert answer.standalone_question and "ferry" in answer.standalone_question
