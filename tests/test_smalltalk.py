"""What is said to the bot gets a fitting short reply; a question that only begins so is still a question."""

from __future__ import annotations

import pytest

from bot.language.base import phrase
from bot.question.smalltalk import find_small_talk


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("hello", "Hello"),
        ("Hi there!", "Hello"),
        ("thanks a lot", "welcome"),
        ("Thank you very much for your help!", "welcome"),
        ("ok thanks", "welcome"),
        ("bye", "Goodbye"),
        ("How are you?", "well"),
        ("Who are you?", "ArticleBot"),
        ("Are you a human?", "ArticleBot"),
        ("Hello! What can you do?", "quoted"),
        ("help", "quoted"),
        ("What is your opinion on this?", "opinions"),
        ("Translate it into German", "translate"),
        ("write me a poem about trams", "write"),
        ("Great!", "What else"),
    ],
)
def test_each_saying_has_its_reply(said: str, reply: str) -> None:
    found = find_small_talk(said)
    assert found and reply in phrase(*found)


@pytest.mark.parametrize(
    "question",
    [
        "Hi, how many trams are there?",
        "How does it work in winter?",
        "Who are you going to meet at the summit?",
        "help the aged",
        "Can you help me find the price?",
        "right of way",
        "No dogs allowed?",
        "Thanksgiving",
        "Is okay the oldest word?",
        "write the date of the flood",
    ],
)
def test_a_question_is_no_small_talk(question: str) -> None:
    assert find_small_talk(question) is None
