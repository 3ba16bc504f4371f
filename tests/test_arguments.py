"""A wrong argument or setting is an error that names it, never an answer that the articles do not say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_library import QUESTION, harbour_bot

from bot import ArticleBot, ArticleBotError
from bot.errors import ArticleNotFoundError, SettingsError


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleBot]:
    with harbour_bot(tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.mark.parametrize("call", ["ask", "search", "stream", "retriever"])
@pytest.mark.parametrize(
    ("articles", "said"),
    [(["nope"], "'nope'"), ("b501652831c4", "list of ids"), ([3], "3"), (7, "7")],
    ids=["unknown id", "a str", "a number in a list", "a number"],
)
def test_articles_that_are_none_are_an_error(
    harbour: ArticleBot, call: str, articles: Any, said: str
) -> None:
    question = () if call == "retriever" else (QUESTION,)
    with pytest.raises(ArticleBotError, match=said):
        getattr(harbour, call)(*question, articles=articles)


def test_a_misspelt_id_is_told_the_nearest(harbour: ArticleBot) -> None:
    (known,) = harbour.articles()
    with pytest.raises(ArticleNotFoundError, match=f"did you mean '{known.id}'"):
        harbour.ask(QUESTION, articles=[known.id[:-1] + "x"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"question": 5}, "question has to be text"),
        ({"question": None}, "question has to be text"),
        ({"question": QUESTION, "history": "Who?"}, "history has to be a list"),
        ({"question": QUESTION, "history": [("Who?", "She.")]}, "history has to hold Turn"),
    ],
)
def test_a_wrong_question_or_history_is_named(harbour: ArticleBot, arguments: Any, said: str) -> None:
    with pytest.raises(ArticleBotError, match=said):
        harbour.ask(**arguments)


@pytest.mark.parametrize("limit", [0, -1, "5", 2.5, True, None])
def test_a_limit_is_a_whole_number_of_one_or_more(harbour: ArticleBot, limit: Any) -> None:
    with pytest.raises(ValueError, match="limit has to be a whole number"):
        harbour.search(QUESTION, limit)


def test_a_misspelt_setting_is_refused_in_code(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"raeder.*did you mean 'reader'"):
        ArticleBot(home=tmp_path, raeder="off")
    with pytest.raises(SettingsError, match="colour"):
        ArticleBot(home=tmp_path, colour=None)


def test_a_misspelt_setting_is_refused_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARTICLEBOT_PORT_7860_TCP", "tcp://10.0.0.1:7860")  # what Kubernetes sets
    assert ArticleBot(home=tmp_path).settings.reader == "on"
    monkeypatch.setenv("ARTICLEBOT_MAX_SOURCE_MBS", "3")
    with pytest.raises(SettingsError, match="did you mean ARTICLEBOT_MAX_SOURCE_MB"):
        ArticleBot(home=tmp_path)
