"""Fixtures shared by the tests: the real embedding model, loaded once, and bots on temporary homes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser_support import chromium, quiet_page
from click.testing import CliRunner, Result

from bot import ArticleBot
from bot.cli.main import main
from bot.settings import keep_private
from vectorstore import Embedder, open_library

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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
def articlebot(tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium; the test is skipped where there is none.

    Not for the whole session: while it runs, no test could run an event loop of its own.
    """
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def mill(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[ArticleBot]:
    """A library with the sample article on the tide mill, shared by the browser tests of one file.

    Each test adds what it needs under titles of its own.
    """
    from bot.samples import sample_paths

    with ArticleBot(home=tmp_path_factory.mktemp("home"), embedder=embedder) as made:
        (path,) = [path for path in sample_paths() if Path(path).stem == "tide-mill"]
        assert not made.add(path).failed
        yield made


@pytest.fixture(scope="module")
def url(mill: ArticleBot) -> Iterator[str]:
    """Where the page over `mill` is served."""
    from bot.ui.server import launch

    app, address = launch(mill, "127.0.0.1", 0)
    yield address
    app.close(verbose=False)


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """The page in a new browser context; see `quiet_page`."""
    with quiet_page(browser, url) as opened:
        yield opened
