"""Filters by site, author and date: which articles they mean, and that a search keeps to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_store import make_article

from bot import ArticleBot
from bot.cli.main import main
from ingest.errors import ArticleBotError
from vectorstore import Embedder
from vectorstore.search.filters import Where, ids_where

TIDES = make_article(
    "https://news.tides.example/a", "x", author="Jonas Ødegård-Lind", published="2021-03-04", site="Tide News"
)
MILLS = make_article(
    "/home/mills.md", "x", author="Ida Brandt", published="2020", url="http://www.mills.example:80/b"
)
BARE = make_article("bare.txt", "x")
ALL = (TIDES, MILLS, BARE)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"site": "tides.example"}, [TIDES]),
        ({"site": "https://www.tides.example/page"}, [TIDES]),
        ({"site": "TIDE news"}, [TIDES]),
        ({"site": "mills.example"}, [MILLS]),
        ({"site": "ills.example"}, []),
        ({"site": "example"}, []),
        ({"site": "Tide"}, []),
        ({"author": "ødegård"}, [TIDES]),
        ({"author": "Lind, Jonas"}, [TIDES]),
        ({"author": "Ida Lind"}, []),
        ({"author": ""}, [TIDES, MILLS]),
        ({"since": "2021-03-04"}, [TIDES]),
        ({"since": "2021-03-05"}, []),
        ({"since": date(2021, 3, 4), "until": datetime(2021, 3, 4, 9)}, [TIDES]),
        ({"until": "2021-03-03"}, [MILLS]),
        ({"since": "2020-06", "until": "2020-07"}, [MILLS]),
        ({"since": "2020", "until": "2021-03"}, [TIDES, MILLS]),
        ({"until": "2019"}, []),
        ({"site": "tides.example", "since": "2022"}, []),
        ({"site": None}, None),
        ({}, None),
    ],
)
def test_which_articles_are_meant(where: Where, expected: list[object] | None) -> None:
    found = ids_where(ALL, where)
    assert found == (None if expected is None else [article.id for article in ALL if article in expected])


def test_a_filter_and_ids_are_both_kept_to() -> None:
    assert ids_where(ALL, {"since": "2020"}, [MILLS.id, BARE.id]) == [MILLS.id]
    assert ids_where(ALL, {}, [BARE.id]) == [BARE.id]


@pytest.mark.parametrize("value", ["yesterday", "2021-13", "2021-02-30", "21", "", "2021-3-4"])
def test_what_is_no_date_is_named(value: str) -> None:
    with pytest.raises(ArticleBotError, match="is not a date; give it as YYYY-MM-DD"):
        ids_where(ALL, {"since": value})


def test_an_odd_date_of_an_article_is_no_match_and_no_error() -> None:
    odd = make_article("odd.md", "x", published="spring 2021")
    assert ids_where([odd], {"since": "1900"}) == []


def test_an_unknown_filter_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        ids_where(ALL, {"colour": "red"})  # type: ignore[typeddict-unknown-key]


PAGE = (
    "<html lang='en'><head><title>{title}</title><meta name='author' content='{author}'>"
    "<meta property='article:published_time' content='{day}'></head><body><article><h1>{title}</h1>"
    "<p>{text}</p></article></body></html>"
)


@pytest.fixture
def bot(new_bot: Callable[..., ArticleBot], tmp_path: Path) -> Iterator[ArticleBot]:
    old = "The lamp of the lighthouse was lit in 1902 and burns four litres of oil in a single night."
    new = "The lamp of the lighthouse was replaced in 2020 and burns no oil, since it runs on the current."
    facts = (("old", "Ann Holm", "1999-05-01", old), ("new", "Bo Ek", "2021-06-01", new))
    for name, author, day, text in facts:
        page = PAGE.format(title=f"The {name} lamp", author=author, day=day, text=f"{text} " * 2)
        (tmp_path / f"{name}.html").write_text(page)
    made = new_bot()
    made.add(tmp_path / "old.html", tmp_path / "new.html")
    yield made


def test_search_ask_stream_retriever_and_chain_keep_to_the_filter(bot: ArticleBot) -> None:
    question = "What does the lamp of the lighthouse burn?"
    ids = {summary.title: summary.id for summary in bot.articles()}
    old, new = ids["The old lamp"], ids["The new lamp"]
    assert {p.chunk.article_id for p in bot.search(question)} == {old, new}
    assert {p.chunk.article_id for p in bot.search(question, author="holm")} == {old}
    assert {p.chunk.article_id for p in bot.search(question, since="2000")} == {new}
    assert {p.chunk.article_id for p in bot.ask(question, until="2000").passages} == {old}
    assert bot.ask(question, since="2030").status == "not_in_articles"
    (found, *_) = bot.stream(question, since="2000")
    assert {p.chunk.article_id for p in found.passages} == {new}  # type: ignore[union-attr]
    documents = bot.retriever(author="Bo Ek").invoke(question)
    assert {document.metadata["article_id"] for document in documents} == {new}
    answer = bot.chain().invoke({"question": question, "until": "2000-01"})
    assert {citation.article_id for citation in answer.citations} == {old}
    with pytest.raises(ArticleBotError, match="soon"):
        bot.stream(question, since="soon")


def test_the_command_line_takes_the_filters(
    bot: ArticleBot, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.main._open", lambda home: bot)
    monkeypatch.setattr(bot, "close", lambda: None)
    run = CliRunner().invoke
    assert "1902" in run(main, ["ask", "What does the lamp burn?", "--author", "Holm"]).stdout
    found = run(main, ["search", "lamp", "--since", "2000", "--until", "2022-01-31"]).stdout
    assert "The new lamp" in found
    assert "The old lamp" not in found
    for words in (["--site", "nowhere.example"], ["--article", "The old lamp", "--since", "2000"]):
        nothing = run(main, ["ask", "lamp?", *words])
        assert nothing.exit_code == 1
        assert "no article has" in nothing.stderr
    wrong = run(main, ["search", "lamp", "--until", "now"])
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (1, 1)
