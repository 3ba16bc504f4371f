"""The page over a Chroma server in a real Chromium: what others change there, and the server in trouble."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser_support import ask, quiet_page, titles, until

from benchmarks.faults.chroma_process import ChromaProcess
from bot import ArticleBot
from vectorstore import Embedder
from vectorstore.store import chroma_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_page_shows_what_others_change_and_that_the_server_is_away(
    browser: Browser, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.ui.server import launch

    monkeypatch.setattr(chroma_server, "_PATIENCE", 0.5)
    with (
        ChromaProcess(tmp_path / "served") as chroma,
        ArticleBot(tmp_path / "shown", embedder=embedder, chroma=chroma.url) as bot,
        ArticleBot(tmp_path / "other", embedder=embedder, chroma=chroma.url) as other,
    ):
        app, url = launch(bot, "127.0.0.1", 0)
        with quiet_page(browser, url) as page:
            assert titles(page) == []
            report = other.add_text("The ferry to Holm was built by Tilda Korr in 1911.", "The ferry")
            until(lambda: titles(page) == ["The ferry"])
            tick = page.locator("#shelf .tick")
            tick.check()
            other.add_text("The mill of Holm was built by Ansgar Veen in 1743.", "The mill")
            until(lambda: titles(page) == ["The ferry", "The mill"])
            assert tick.first.is_checked()
            assert "Tilda Korr" in ask(page, "Who built the ferry to Holm?").inner_text()
            chroma.kill()
            page.locator("#shelf .failed", has_text=f"the Chroma server at {chroma.url}").wait_for()
            failed = ask(page, "Who built the ferry to Holm?", turn=2).inner_text()
            assert f"the Chroma server at {chroma.url} cannot be used now" in failed
            assert "Traceback" not in page.content()
            chroma.start()
            until(lambda: titles(page) == ["The ferry", "The mill"])
            other.remove(report.outcomes[0].article_id or "")
            until(lambda: titles(page) == ["The mill"])
            assert "Ansgar Veen" in ask(page, "Who built the mill of Holm?", turn=3).inner_text()
        app.close(verbose=False)
