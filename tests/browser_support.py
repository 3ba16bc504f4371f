"""A real Chromium for the browser tests, and a page that notes whatever it should not do."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

__all__ = [
    "QUESTION", "SENTENCE", "ask", "chromium", "finished", "marked", "paste", "quiet_page", "titles", "until",
]  # fmt: skip

QUESTION = "How many kilowatts does the new wheel deliver?"
SENTENCE = "At a normal head it turns six times a minute and delivers about 11 kilowatts"
"""Of the sample article on the tide mill: a question, and the words that answer it."""

_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_LOCAL = {"127.0.0.1", ""}
"""Hosts a page may ask; data: and blob: addresses have none."""


def _executable() -> str | None:
    named = os.environ.get("ARTICLEBOT_CHROMIUM")
    if named:
        return shutil.which(named)
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
        None,
    )


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium; skips the test where there is none."""
    executable = _executable()
    if executable is None:
        pytest.skip("no Chromium: install Debian's `chromium`, or name one in ARTICLEBOT_CHROMIUM")
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def quiet_page(
    browser: Browser, url: str, width: int = 1440, height: int = 900, **of_context: Any
) -> Iterator[Page]:
    """The page at `url`, opened and ready.

    On leaving, fails if it asked another host than its own, logged an error, threw, or opened a dialog.
    """
    context = browser.new_context(viewport={"width": width, "height": height}, **of_context)
    context.set_default_timeout(20_000)
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda said: trouble.append(f"console: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(f"thrown: {error}"))
    page.on("dialog", lambda dialog: (trouble.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on(
        "request",
        lambda request: (
            trouble.append(f"asked another host: {request.url}")
            if urlsplit(request.url).hostname not in (*_LOCAL, None)
            else None
        ),
    )
    try:
        page.goto(url)
        page.wait_for_selector("#log .turns")
        yield page
    finally:
        context.close()
    assert not trouble, trouble


def ask(page: Page, question: str, *, turn: int = 1) -> Locator:
    """Ask, wait for the end of the answer and return its turn."""
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")
    return finished(page, turn)


def finished(page: Page, turn: int) -> Locator:
    shown = page.locator("#turns .turn").nth(turn - 1)
    shown.wait_for()
    page.get_by_role("button", name="Ask", exact=True).wait_for()
    return shown


def marked(page: Page) -> str:
    page.locator("#source mark.cited").first.wait_for()
    return "".join(page.locator("#source mark.cited").all_text_contents())


def titles(page: Page) -> list[str]:
    return page.locator("#shelf .title").all_text_contents()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def paste(page: Page, title: str, text: str) -> None:
    page.get_by_role("tab", name="Text").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text", exact=True).last.fill(text)
    page.get_by_role("button", name="Add text").click()
