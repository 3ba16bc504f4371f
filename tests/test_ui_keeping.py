"""What the page asks for beside its events: verdicts, copies, exports, and answers saved as tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import ArticleBot
from bot.conversations.store import Conversations
from bot.gate.visitor_cookie import COOKIE, new_cookie
from bot.goldens.file import read_goldens
from bot.goldens.resolution import resolve
from bot.ui.page_calls import GOLDENS, PageCalls
from bot.ui.texts import language_for
from bot.ui.visitor import Visitor, visitor_from

TEXT = (
    "# Ferry\n\n## Crossing\n\nThe ferry crosses in “nineteen” minutes.\n\n"
    "## Fares\n\nA bicycle pays two crowns.\n"
)
ANNA = Visitor("anna")


@pytest.fixture
def desk(bot: ArticleBot) -> tuple[PageCalls, Conversations, dict[str, Any]]:
    """Answers kept, a conversation in it, and where its first answer stands."""
    assert not bot.add_text(TEXT).failed
    kept = Conversations(bot.settings.home)
    question = "What does a bicycle pay?"
    talk = kept.append("anna", None, question, bot.ask(question))
    return PageCalls(bot, kept), kept, {"conversation": talk, "position": 0}


Desk = tuple[PageCalls, Conversations, dict[str, Any]]


def test_a_cited_place_is_saved_as_a_test_that_passes(desk: Desk, bot: ArticleBot) -> None:
    keeping, kept, where = desk
    (exchange,) = kept.exchanges("anna", where["conversation"])
    assert exchange.answer
    cited = exchange.answer.citations[0]
    chosen = {"article": cited.article_id, "span": [cited.start, cited.end]}
    said = keeping.save_test({**where, **chosen}, ANNA)
    assert GOLDENS in said["said"]
    (golden,) = read_goldens(bot.settings.home / GOLDENS).goldens
    assert (golden.question, golden.section, golden.quote) == (
        "What does a bicycle pay?", "Fares", "A bicycle pays two crowns."
    )  # fmt: skip
    found = resolve(golden, [bot.article(cited.article_id)])
    assert [place.trail for place in found.places] == ["Ferry > Fares"]
    assert kept.exchanges("anna", where["conversation"])[0].tested
    again = keeping.save_test({**where, **chosen}, ANNA)
    assert "already" in again["said"]
    assert len(read_goldens(bot.settings.home / GOLDENS).goldens) == 1


def test_selected_words_are_saved_as_they_stand_in_the_article(desk: Desk, bot: ArticleBot) -> None:
    keeping, _, where = desk
    (summary,) = bot.articles()
    selected = {"article": summary.id, "words": 'the ferry crosses in "nineteen" minutes'}
    assert "error" not in keeping.save_test({**where, **selected}, ANNA)
    (golden,) = read_goldens(bot.settings.home / GOLDENS).goldens
    assert golden.section == "Crossing"
    assert golden.quote == "The ferry crosses in “nineteen” minutes"
    missing = keeping.save_test({**where, "article": summary.id, "words": "not there at all"}, ANNA)
    assert "does not hold" in missing["error"]


def test_what_should_have_been_refused_is_saved_with_the_whole_question(desk: Desk, bot: ArticleBot) -> None:
    keeping, kept, where = desk
    history = [one.turn for one in kept.exchanges("anna", where["conversation"]) if one.turn]
    followed = bot.ask("And a car?", history)
    assert followed.standalone_question
    kept.append("anna", where["conversation"], "And a car?", followed)
    keeping.save_test({**where, "position": 1, "refuse": True}, ANNA)
    (golden,) = read_goldens(bot.settings.home / GOLDENS).goldens
    assert (golden.question, golden.refuse) == (followed.standalone_question, True)


@pytest.mark.parametrize(
    "said",
    [
        {}, {"article": "nothing", "span": [0, 3]}, {"span": [0, 3]}, {"article": 3, "words": ["x"]},
        {"refuse": True, "position": 99}, {"refuse": True, "position": "0"},
        {"refuse": True, "conversation": None},
    ],
)  # fmt: skip
def test_a_test_that_says_nothing_is_not_saved(desk: Desk, bot: ArticleBot, said: dict[str, Any]) -> None:
    keeping, _, where = desk
    assert keeping.save_test({**where, **said}, ANNA)["error"]
    assert not (bot.settings.home / GOLDENS).exists()


def test_another_reader_gets_nothing(desk: Desk, bot: ArticleBot) -> None:
    keeping, kept, where = desk
    ben = Visitor("ben")
    calls: list[Callable[..., dict[str, Any]]] = [
        keeping.copy, keeping.export, keeping.judge, keeping.save_test
    ]  # fmt: skip
    for call in calls:
        assert "no longer there" in call({**where, "refuse": True, "verdict": "bad"}, ben)["error"]
    assert keeping.find({"words": "bicycle"}, ben) == {"found": []}
    assert keeping.find({"words": "bicycle"}, ANNA) == {"found": [where["conversation"]]}
    assert kept.exchanges("anna", where["conversation"])[0].verdict is None
    assert not (bot.settings.home / GOLDENS).exists()


def test_verdicts_copies_and_exports(desk: Desk) -> None:
    keeping, kept, where = desk
    assert keeping.judge({**where, "verdict": "bad", "reason": " too short "}, ANNA) == {}
    (exchange,) = kept.exchanges("anna", where["conversation"])
    assert (exchange.verdict, exchange.reason) == ("bad", "too short")
    assert keeping.judge({**where, "verdict": "<b>"}, ANNA) == {}
    assert kept.exchanges("anna", where["conversation"])[0].verdict is None
    assert "[^1]: Ferry, Fares: “A bicycle pays two crowns.”" in keeping.copy(where, ANNA)["text"]
    markdown = keeping.export(where, ANNA)
    assert (markdown["name"], markdown["kind"]) == ("what-does-a-bicycle-pay.md", "text/markdown")
    page = keeping.export({**where, "form": "html"}, ANNA)
    assert page["name"].endswith(".html")
    assert "A bicycle pays" in page["text"]


def test_a_reader_is_known_by_a_cookie_of_ours_alone() -> None:
    made = new_cookie("", secure=False)
    assert made
    assert "HttpOnly" in made
    assert "Secure" not in made
    assert "Secure" in (new_cookie("x=1", secure=True) or "")
    pair = made.split(";")[0]
    assert new_cookie(f'other="a;b={{"; {pair}', secure=False) is None
    name = visitor_from({"cookie": f"a=1; {pair}; b=2"}).name
    assert name == pair.removeprefix(f"{COOKIE}=")
    assert len(name) == 32
    forged = visitor_from({"cookie": f"{COOKIE}=../../etc"}, "page1")
    assert forged.name == "page page1"
    assert visitor_from({}).name != visitor_from({}).name


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "de"), ("fr,ja;q=0.5,es;q=0.9", "es"), ("ko", "ko"), ("", "en"),
        ("fr-FR", "en"), ("en;q=0.1, ES-419 ; q=0.4", "es"), (";;q=,de;q=..", "en"), ("*", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_browsers_first_that_we_speak(accepted: str, language: str) -> None:
    assert language_for(accepted) == language


def test_the_file_of_tests_stays_in_the_data_directory(desk: Desk, bot: ArticleBot) -> None:
    keeping, _, where = desk
    said = keeping.save_test({**where, "refuse": True, "path": "/tmp/elsewhere.yaml"}, ANNA)
    assert Path(said["path"]) == bot.settings.home / GOLDENS
