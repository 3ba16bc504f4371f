"""A real Chromium for the browser tests, and a page that notes whatever it should not do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["chromium", "quiet_page"]

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
def quiet_page(browser: Browser, url: str, width: int = 1440, height: int = 900) -> Iterator[Page]:
    """The page at `url`, opened and ready.

    On leaving, fails if it asked another host than its own, logged an error, threw, or opened a dialog.
    """
    context = browser.new_context(viewport={"width": width, "height": height})
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
    assert trouble == []
