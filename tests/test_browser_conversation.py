"""Conversations in a real Chromium: kept, found, renamed, removed, exported; what is done with an answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser_support import QUESTION, SENTENCE, ask, finished, quiet_page, until

from bot import ArticleBot
from bot.answer import AnswerEvent, Delta, Found
from bot.goldens.file import read_goldens
from bot.ui.page_calls import GOLDENS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

SECOND = "What are the axle bearings greased with?"


def talks(page: Page) -> Locator:
    page.get_by_role("button", name="Conversations", exact=True).click()
    return page.locator("#talks .talks li:visible")


def questions(page: Page) -> list[str]:
    return page.locator("#turns .asked").all_text_contents()


@pytest.mark.slow
def test_a_conversation_comes_back_after_a_reload_and_a_restart(browser: Browser, mill: ArticleBot) -> None:
    from bot.ui.server import launch

    app, url = launch(mill, "127.0.0.1", 0)
    with quiet_page(browser, url) as page:
        ask(page, QUESTION)
        ask(page, SECOND, turn=2)
        shown = page.locator("#turns").inner_text()
        page.reload()
        finished(page, 2)
        assert page.locator("#turns").inner_text() == shown
        page.goto("about:blank")
        app.close(verbose=False)
        app, _ = launch(mill, "127.0.0.1", int(url.rstrip("/").rsplit(":", 1)[1]))
        page.goto(url)
        finished(page, 2)
        assert page.locator("#turns").inner_text() == shown
        followed = ask(page, "And who pays for it?", turn=3)
        assert page.locator("#turns .turn").count() == 3
        assert followed.locator(".asked").inner_text() == "And who pays for it?"
    app.close(verbose=False)


@pytest.mark.slow
def test_another_browser_sees_none_of_it(browser: Browser, url: str) -> None:
    with quiet_page(browser, url) as page:
        ask(page, QUESTION)
        assert talks(page).count() == 1
        with quiet_page(browser, url) as other:
            assert talks(other).count() == 0
            assert questions(other) == []


def test_conversations_are_opened_found_renamed_removed_and_brought_back(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="New conversation").click()
    page.locator("#log .welcome").wait_for()
    ask(page, SECOND)
    rows = talks(page)
    assert rows.locator(".title").all_text_contents() == [SECOND, QUESTION]
    assert rows.first.locator("time").inner_text()
    assert rows.first.locator("[aria-current]").count() == 1

    rows.last.locator(".open").click()
    until(lambda: questions(page) == [QUESTION])
    until(lambda: rows.last.locator("[aria-current]").count() == 1)

    rows.last.get_by_role("button", name="Rename").click()
    box = page.get_by_label("New name of the conversation")
    box.fill("Power of the <wheel>")
    box.press("Enter")
    until(lambda: rows.locator(".title").all_text_contents() == [SECOND, "Power of the <wheel>"])

    search = page.get_by_label("Search the conversations")
    search.fill("kilowatts stones")  # words of the answer
    until(lambda: rows.locator(".title").all_text_contents() == ["Power of the <wheel>"])
    search.fill("zeppelin")
    until(lambda: page.locator("#talks .none").inner_text() == "No conversation fits.")
    search.fill("")
    until(lambda: rows.count() == 2)

    rows.last.get_by_role("button", name="Remove").click()
    until(lambda: rows.count() == 1)
    page.locator("#log .welcome").wait_for()
    page.locator("#talks").get_by_role("button", name="Undo").click()
    until(lambda: rows.count() == 2 and questions(page) == [QUESTION])


def test_a_conversation_is_exported_with_footnotes(page: Page, tmp_path: Path) -> None:
    ask(page, QUESTION)
    for name, footnote in (("Markdown", "[^1]: Bringing Back the Tide Mill"), ("HTML", 'id="note-1"')):
        with page.expect_download() as waiting:
            page.locator("#log .export").get_by_role("button", name=name).click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        assert path.stem == "how-many-kilowatts-does-the-new-wheel-deliver"
        assert footnote in path.read_text("utf-8")


def test_an_answer_is_copied_with_its_footnotes(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = ask(page, QUESTION)
    turn.get_by_role("button", name="Copy the answer").click()
    page.locator("#top .announce", has_text="Copied").wait_for(state="attached")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"**{QUESTION}**")
    assert "[^1]: " in copied


def test_a_question_is_asked_again_and_edited(
    page: Page, mill: ArticleBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(page, QUESTION)
    turn = ask(page, SECOND, turn=2)

    def slowly(*asked: object) -> Iterator[AnswerEvent]:
        time.sleep(0.7)  # what is known by heart would be there before a busy browser has shown it growing
        yield from ArticleBot.stream(mill, *asked)  # type: ignore[arg-type]

    monkeypatch.setattr(mill, "stream", slowly)
    assert page.get_by_role("button", name="Edit the question").count() == 1, "the last question alone"
    turn.get_by_role("button", name="Ask again").click()
    page.locator("#growing .turn").wait_for()
    finished(page, 2)
    assert questions(page) == [QUESTION, SECOND]

    box = page.get_by_label("Your question")
    box.fill("half a thought")
    turn.get_by_role("button", name="Edit the question").press("Enter")
    assert box.input_value() == SECOND
    page.keyboard.press("Escape")
    assert box.input_value() == "half a thought"
    turn.get_by_role("button", name="Edit the question").click()
    box.fill("How much did the sea gates cost?")
    box.press("Enter")
    page.locator("#growing .turn").wait_for()
    until(lambda: questions(page) == [QUESTION, "How much did the sea gates cost?"])
    page.reload()
    finished(page, 2)
    assert questions(page) == [QUESTION, "How much did the sea gates cost?"]


class Slow:
    """A library whose answers take their time."""

    def __init__(self, bot: ArticleBot) -> None:
        self._bot = bot

    def __getattr__(self, name: str) -> object:
        return getattr(self._bot, name)

    def stream(self, *_: object) -> Iterator[AnswerEvent]:
        yield Found(())
        for word in ["A", *[" word"] * 500]:
            time.sleep(0.05)
            yield Delta(word)


def test_a_stopped_question_goes_back_into_the_box(browser: Browser, mill: ArticleBot) -> None:
    from bot.ui.server import launch

    app, url = launch(Slow(mill), "127.0.0.1", 0)  # type: ignore[arg-type]
    with quiet_page(browser, url) as page:
        box = page.get_by_label("Your question")
        box.fill(QUESTION)
        box.press("Enter")
        page.locator("#growing .answer", has_text="A word word").wait_for()
        assert page.locator("#top .announce").inner_text() == "Searching the articles"
        page.get_by_role("button", name="Stop").click()
        page.get_by_role("button", name="Ask", exact=True).wait_for()
        assert box.input_value() == QUESTION
        assert page.locator("#log .turn").count() == 0
        page.locator("#log .welcome").wait_for()
    app.close(verbose=False)


def test_thumbs_take_a_reason_and_are_kept(page: Page) -> None:
    turn = ask(page, QUESTION)
    bad = turn.get_by_role("button", name="Not a good answer")
    bad.click()
    reason = turn.get_by_label("What was wrong, or right? (optional)").last
    reason.fill("too many words")
    reason.press("Enter")
    turn.get_by_text("You said: “too many words”").wait_for()
    page.reload()
    turn = finished(page, 1)
    assert turn.get_by_role("button", name="Not a good answer").get_attribute("aria-pressed") == "true"
    assert turn.get_by_text("too many words").is_visible()
    turn.get_by_role("button", name="A good answer", exact=True).click()
    until(
        lambda: turn.get_by_role("button", name="Not a good answer").get_attribute("aria-pressed") == "false"
    )
    page.keyboard.press("Escape")
    assert turn.locator(".form").count() == 0


def test_an_answer_is_saved_as_a_test(page: Page, mill: ArticleBot) -> None:
    turn = ask(page, QUESTION)
    turn.get_by_role("button", name="Save as a test").click()
    form = turn.get_by_role("form", name="Save as a test")
    assert form.get_by_role("radio").first.is_checked()
    form.get_by_role("button", name="Save").click()
    turn.get_by_text("Saved to goldens.yaml").wait_for()

    turn = ask(page, "What did Lee say about whaling?", turn=2)
    turn.get_by_role("button", name="Save as a test").press("Enter")
    form = turn.get_by_role("form", name="Save as a test")
    assert form.get_by_label("Nothing: it should have been refused").is_checked()
    form.get_by_label("Words that I select in the article").check()
    form.get_by_role("button", name="Save").click()
    turn.get_by_text("Select the words in the article first.").wait_for()
    page.locator("#shelf .open", has_text="tide mill").first.click()
    paragraph = page.locator("#source .source-body p").first
    paragraph.wait_for()
    paragraph.click(click_count=3)
    form.get_by_role("button", name="Save").click()
    turn.get_by_text("Saved to goldens.yaml").wait_for()

    first, second = read_goldens(mill.settings.home / GOLDENS).goldens
    assert (first.question, first.refuse) == (QUESTION, False)
    assert (first.quote or "").startswith(SENTENCE)
    assert (second.quote or "").split() == paragraph.inner_text().split()


def test_a_chip_shows_its_section_and_quote_on_focus_and_hover(page: Page) -> None:
    turn = ask(page, QUESTION)
    chip = turn.locator(".answer button.chip").first
    chip.focus()
    peek = page.locator(".peek")
    assert "The wheel" in peek.inner_text()
    assert SENTENCE in peek.inner_text()
    page.get_by_label("Your question").focus()
    assert peek.count() == 0
    chip.hover()
    peek.wait_for()


def test_why_these_passages_were_found_is_told(page: Page) -> None:
    ask(page, QUESTION)
    turn = ask(page, "How much did it cost?", turn=2)
    why = turn.locator(".why")
    assert why.locator("table").is_hidden()
    why.locator("summary").press("Enter")
    assert "Searched for: “How much did the" in why.inner_text()
    rows = why.locator("tbody tr")
    assert rows.count() > 1
    assert rows.first.locator("td").first.inner_text() == "1"
    assert "% in one sentence" in rows.first.inner_text()
    rows.first.get_by_role("button").click()
    page.locator("#source mark.cited").first.wait_for()
