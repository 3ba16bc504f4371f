"""Logging in with a real browser, and what the page says when the server refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser_support import QUESTION, SENTENCE, ask, chromium

from bot import ArticleBot
from bot.gate import UserFile
from bot.ui.server import launch
from vectorstore import Embedder

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def asked(tmp_path: Path, embedder: Embedder) -> Iterator[tuple[Page, list[str]]]:
    """A page that asks for a log-in, with what the browser's policy forbade; a user may ask little."""
    from bot.samples import sample_paths

    users = UserFile(tmp_path / "users")
    users.set("anna", "correct horse")
    (mill,) = [path for path in sample_paths() if path.stem == "tide-mill"]
    with ArticleBot(home=tmp_path / "home", embedder=embedder, auth=users.path, requests_per_minute=8) as bot:
        assert not bot.add(mill).failed
        served, url = launch(bot, "127.0.0.1", 0)
        with chromium() as browser:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(20_000)
            trouble: list[str] = []
            page.on(
                "console", lambda said: trouble.append(said.text) if "Content Security" in said.text else None
            )
            page.on("pageerror", lambda error: trouble.append(str(error)))
            page.goto(f"{url}?x=1#article=none")
            yield page, trouble
        served.close(verbose=False)


def test_a_reader_logs_in_asks_is_slowed_down_and_leaves(asked: tuple[Page, list[str]]) -> None:
    page, trouble = asked
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("alert").get_by_text("Wrong name or password").wait_for()
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill("correct horse")
    page.get_by_label("Password").press("Enter")
    page.wait_for_selector("#log .turns")
    assert page.url.endswith("/?x=1#article=none"), "back where the reader wanted to be"

    turn = ask(page, QUESTION)
    assert SENTENCE in turn.locator(".answer").inner_text()
    turn.locator(".answer button.chip").first.click()
    page.locator("#source mark.cited").first.wait_for()
    page.get_by_role("button", name="Close the article").click()

    box = page.get_by_label("Your question")
    refused = page.locator("#refused")
    for turns in range(1, 12):
        box.fill(QUESTION)
        box.press("Enter")
        refused.or_(page.locator("#turns .turn").nth(turns)).first.wait_for()
        if refused.count():
            break
        page.get_by_role("button", name="Ask", exact=True).wait_for()
    assert "then ask again" in refused.inner_text()
    assert box.input_value() == QUESTION, "what was asked is still there"

    page.get_by_role("button", name="Conversations", exact=True).click()
    page.get_by_text("Logged in as anna").wait_for()
    page.get_by_role("button", name="Log out").click()
    page.get_by_label("Password").wait_for()
    assert trouble == []
