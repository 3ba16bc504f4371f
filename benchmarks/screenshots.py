"""Pictures of the page for the documentation: the sample articles, a question, its citation opened.

Starts the app on a temporary library and drives a Chromium of this machine (the Debian package
`chromium`, or the one that ARTICLEBOT_CHROMIUM names). PNGs at one pixel a CSS pixel, with a palette.

    python -m benchmarks.screenshots --out docs/screenshots
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from bot import ArticleBot
from bot.samples import sample_paths
from ingest import ArticleBotError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["main", "take"]

QUESTIONS = ("How much did the sea gates cost?", "How many kilowatts does the new wheel deliver?")
_COLOURS = 128


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: the window's size in CSS pixels, and what is shown besides the cited passage."""

    name: str
    width: int
    height: int
    dark: bool = False
    outline: bool = False
    view: str = "article"
    """`article`: the cited passage in its article; `overview`: the library at a glance."""


SHOTS = (
    Shot("desktop", 1440, 900),
    Shot("desktop-dark", 1440, 900, dark=True),
    Shot("tablet", 820, 1100, outline=True),
    Shot("phone", 390, 844),
    Shot("phone-dark", 390, 844, dark=True),
    Shot("overview", 820, 1100, view="overview"),
)


def take(out: Path) -> list[Path]:
    """Make each picture of SHOTS in the folder `out`; the files written. Raises ArticleBotError."""
    from playwright.sync_api import sync_playwright

    from bot.ui.server import launch

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, ArticleBot(home=home) as bot, sync_playwright() as driver:
        bot.add(*sample_paths())
        page, url = launch(bot, "127.0.0.1", 0)
        browser = driver.chromium.launch(executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu"])
        try:
            return [_take(browser, url, shot, out) for shot in SHOTS]
        finally:
            browser.close()
            page.close(verbose=False)


def _take(browser: Browser, url: str, shot: Shot, out: Path) -> Path:
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
    )
    try:
        page = context.new_page()
        page.goto(url)
        for turn, question in enumerate(QUESTIONS):
            _ask(page, question, turn)
        if shot.view == "overview":
            page.get_by_role("button", name="Overview").click()
            page.locator("#overview .timeline").wait_for()
        else:
            page.locator("#turns .turn").last.locator(".answer button.chip").first.click()
            page.locator("#source mark.cited").first.wait_for()
        if shot.outline:
            page.get_by_role("button", name="Sections", exact=True).click()
        page.mouse.move(0, 0)
        page.wait_for_timeout(400)
        path = out / f"{shot.name}.png"
        _save_small(page.screenshot(animations="disabled", caret="hide"), path)
        return path
    finally:
        context.close()


def _ask(page: Page, question: str, turn: int) -> None:
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")
    page.locator("#turns .turn").nth(turn).wait_for()
    page.get_by_role("button", name="Ask", exact=True).wait_for()


def _save_small(png: bytes, path: Path) -> None:
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _chromium() -> str:
    names = [os.environ.get("ARTICLEBOT_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        raise ArticleBotError("no Chromium: install Debian's `chromium`, or name one in ARTICLEBOT_CHROMIUM")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    for path in take(parser.parse_args().out):
        print(f"{path}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
