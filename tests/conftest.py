"""Fixtures shared by the tests: the real embedding model, loaded once, and bots on temporary homes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import ArticleBot
from bot.cli import main
from bot.settings import keep_private
from vectorstore import Embedder, open_library

keep_private()
for name in [name for name in os.environ if name.startswith("ARTICLEBOT_") and name != "ARTICLEBOT_CHROMIUM"]:
    del os.environ[name]


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """The bundled embedding model, as a new library would load it."""
    library = open_library(tmp_path_factory.mktemp("model"))
    library.close()
    return library.embedder


@pytest.fixture
def new_bot(tmp_path: Path, embedder: Embedder) -> Iterator[Callable[..., ArticleBot]]:
    """Makes bots that are closed at the end; `name` tells one home from another."""
    bots: list[ArticleBot] = []

    def make(name: str = "home", **settings: object) -> ArticleBot:
        bots.append(ArticleBot(home=tmp_path / name, embedder=embedder, **settings))
        return bots[-1]

    yield make
    for made in bots:
        made.close()


@pytest.fixture
def bot(new_bot: Callable[..., ArticleBot]) -> ArticleBot:
    """An empty bot on a temporary home, with the real model."""
    return new_bot()


@pytest.fixture
def articlebot(
    tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Run a command on a temporary home; the model that is already loaded is handed in."""
    made = ArticleBot.__init__
    monkeypatch.setattr(
        ArticleBot,
        "__init__",
        lambda self, home=None, **settings: made(self, home, embedder=embedder, **settings),
    )

    def run(*words: str, stdin: str | None = None) -> Result:
        return CliRunner(env={"ARTICLEBOT_HOME": str(tmp_path / "home")}).invoke(main, words, input=stdin)

    return run
