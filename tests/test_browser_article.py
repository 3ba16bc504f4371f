"""The article's pane, languages and hostile articles in a real Chromium."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from browser_support import QUESTION, SENTENCE, ask, marked, quiet_page, titles, until
from test_ui_hostile import HOSTILE

from bot import ArticleBot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def open_mill(page: Page) -> None:
    page.locator("#shelf .open", has_text="tide mill").first.click()
    page.locator("#source .source-body p").first.wait_for()


@pytest.mark.slow
def test_a_link_reopens_the_article_at_its_section(page: Page, browser: Browser, url: str) -> None:
    open_mill(page)
    page.get_by_role("button", name="Sections", exact=True).click()
    page.locator("#source .outline").get_by_role("button", name="What it cost and who paid").click()
    page.locator("#source .outline [aria-current]", has_text="What it cost and who paid").wait_for()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy a link to this place").click()
    page.locator("#top .announce", has_text="Copied").wait_for(state="attached")
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"#article=[0-9a-f]+&section=what-it-cost-and-who-paid$", link)
    with quiet_page(browser, link) as other:
        other.wait_for_function(
            """() => {
                const heading = document.getElementById("section-what-it-cost-and-who-paid");
                const pane = document.querySelector("#source .source-body")?.getBoundingClientRect();
                const top = heading?.getBoundingClientRect().top;
                return top >= pane?.top && top < pane?.top + 120;
            }"""
        )
        other.keyboard.press("Escape")
        other.locator("#source").wait_for(state="hidden")
        assert "article=" not in other.url
    page.reload()
    page.locator("#source .source-title").wait_for()


def test_selected_words_are_asked_about(page: Page) -> None:
    open_mill(page)
    words = page.evaluate(
        """() => {
            const first = document.querySelector("#source .source-body p");
            const text = document.createTreeWalker(first, NodeFilter.SHOW_TEXT).nextNode();
            const range = document.createRange();
            range.setStart(text, 0);
            range.setEnd(text, 40);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            return getSelection().toString();
        }"""
    )
    page.get_by_role("button", name="Ask about this").click()
    box = page.get_by_label("Your question")
    assert box.input_value() == f"About “{words.strip()}”: "
    assert box.evaluate("element => element === document.activeElement")
    assert page.get_by_role("button", name="Ask about this").is_hidden()


@pytest.mark.slow
def test_a_very_long_article_opens_and_jumps_to_a_quote_within_half_a_second(
    page: Page, mill: ArticleBot
) -> None:
    """60,000 words. The bound is for a quiet machine: the best of four tries counts."""
    words = (
        "The keeper of light number {n} climbs {n} steps at dusk, trims the wick and writes the hour down. "
    )
    nights = ["".join(words.format(n=f"{n}{k:02}") for k in range(17)) for n in range(1, 208)]
    parts = [f"## Night {n}\n\n{night}" for n, night in enumerate(nights, 1)]
    text = "# The Log of the Lights\n\n" + "\n\n".join(parts)
    assert len(text.split()) >= 60_000
    (outcome,) = mill.add_text(text, "The Log of the Lights").outcomes
    assert outcome.article_id
    article = mill.article(outcome.article_id)
    sought = "light number 20316 climbs"
    start = article.text.index(sought)
    page.reload()
    until(lambda: "The Log of the Lights" in titles(page))
    took = []
    for _ in range(4):
        page.evaluate(
            """([article, start, end]) => {
                const button = Object.assign(document.createElement("button"), { id: "far" });
                Object.assign(button.dataset, { article, start, end });
                document.getElementById("far")?.remove();
                document.getElementById("room").append(button);
            }""",
            [article.id, start, start + len(sought)],
        )
        milliseconds = page.evaluate(
            """() => new Promise((done) => {
                const begun = performance.now();
                const look = () => {
                    const mark = document.querySelector("#source mark.cited")?.getBoundingClientRect();
                    if (mark && mark.top > 0 && mark.bottom < innerHeight) done(performance.now() - begun);
                    else requestAnimationFrame(look);
                };
                document.getElementById("far").click();
                look();
            })"""
        )
        assert marked(page) == sought
        took.append(milliseconds)
        if milliseconds < 500:
            break
        page.keyboard.press("Escape")
        page.locator("#source").wait_for(state="hidden")
        time.sleep(0.5)
    mill.remove(article.id)
    assert min(took) < 500, took


@pytest.mark.slow
def test_the_page_can_be_used_soon_after_the_server_answers(browser: Browser, url: str) -> None:
    """2.5 seconds. The bound is for a quiet machine: the best of four tries counts."""
    took = []
    for _ in range(4):
        begun = time.monotonic()
        with quiet_page(browser, url) as page:
            page.locator("#log .welcome .suggestion").first.wait_for()
            page.get_by_label("Your question").fill("x")
            took.append(time.monotonic() - begun)
        if took[-1] < 2.5:
            break
    assert min(took) < 2.5, took


_SAID = {
    "ja-JP": ("ライブラリ", "質問", "質問する", "引用元", "ファイル", "新しい会話"),
    "de-DE": ("Bibliothek", "Deine Frage", "Fragen", "Zitiert aus", "Datei", "Neues Gespräch"),
    "es-MX": ("Biblioteca", "Su pregunta", "Preguntar", "Citado de", "Archivo", "Nueva conversación"),
    "ko-KR": ("서재", "질문", "질문", "인용한 곳", "파일", "새 대화"),
    "fr-FR": ("Library", "Your question", "Ask", "Quoted from", "File", "New conversation"),
}


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        pytest.param(locale, said, marks=[] if locale == "ja-JP" else pytest.mark.slow)
        for locale, said in _SAID.items()
    ],
)
def test_the_page_speaks_the_browsers_language(
    browser: Browser, url: str, locale: str, said: tuple[str, ...]
) -> None:
    library, question, send, quoted, file, new = said
    with quiet_page(browser, url, locale=locale) as page:
        page.get_by_role("button", name=library).first.wait_for()
        assert page.evaluate("document.documentElement.lang") == (locale[:2] if locale[:2] != "fr" else "en")
        box = page.locator("#question").get_by_label(question)
        box.fill(QUESTION)
        page.get_by_role("button", name=send, exact=True).click()
        turn = page.locator("#turns .turn").first
        turn.wait_for()
        assert SENTENCE in turn.inner_text()
        assert turn.get_by_text(quoted, exact=True).is_visible()
        page.get_by_role("tab", name=file, exact=True).wait_for()
        page.get_by_role("button", name=new, exact=True).wait_for()
        assert "{" not in page.locator("body").inner_text()


def test_the_overview_leads_to_what_it_shows(page: Page) -> None:
    ask(page, QUESTION)
    toggle = page.get_by_role("button", name="Overview")
    toggle.press("Enter")
    pane = page.get_by_role("region", name="Overview")
    pane.locator(".timeline").wait_for()
    assert page.locator("#log").is_hidden()
    assert toggle.get_attribute("aria-pressed") == "true"
    years = [int(year) for year in pane.locator(".year h3").all_text_contents()]
    assert years == sorted(years)
    assert 1938 in years
    first = pane.locator(".timeline button").first
    first.click()
    assert "".join(marked(page).split())[:30] in "".join(first.inner_text().split())
    used = pane.locator("section", has_text="Sections that answers quoted").locator("tbody tr").first
    assert "The wheel" in used.inner_text()
    used.get_by_role("button").click()
    heading = page.locator("#source .source-body :focus")
    heading.wait_for()
    assert heading.inner_text() == "The wheel"
    ask(page, "What are the axle bearings greased with?", turn=2)
    assert page.locator("#overview").is_hidden(), "an answer is shown where it is asked for"


@pytest.mark.slow
def test_hostile_articles_conversations_and_tests_do_nothing(page: Page, mill: ArticleBot) -> None:
    payloads = [payload.replace("alert(", "window.hit=1;alert(") for payload in HOSTILE]
    parts = "\n\n".join(
        f"## {payload}\n\nThe zeppelin {payload} of 1931.\n\n"
        f"| {payload} | b |\n|---|---|\n| {payload} | 1932 |"
        for payload in payloads
    )
    (outcome,) = mill.add_text(f"# Zeppelin\n\n{parts}", f"Zeppelin {payloads[0]}").outcomes
    assert outcome.article_id
    page.reload()
    until(lambda: any("Zeppelin" in title for title in titles(page)))
    page.locator("#shelf .open", has_text="Zeppelin").click()
    page.locator("#source .source-body", has_text="The zeppelin").wait_for()
    for turn, payload in enumerate((payloads[0], payloads[3], payloads[9]), 1):
        shown = ask(page, f"What of the zeppelin? {payload}", turn=turn)
        shown.get_by_text("Why these passages").click()
        shown.get_by_role("button", name="Save as a test").click()
    page.locator(".answer .chip").first.hover()
    page.get_by_role("button", name="Overview").click()
    page.locator("#overview .timeline").wait_for()
    page.get_by_role("button", name="Conversations", exact=True).click()
    page.locator("#talks .talks").wait_for()
    page.reload()
    page.locator("#turns .turn").nth(2).wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("window.hit") is None
    assert page.locator("#source a[href^='javascript'], #room img, #room iframe, #room script").count() == 0
    mill.remove(outcome.article_id)
