"""Accessibility: axe-core on every view, light and dark, wide and narrow; and everything by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser_support import QUESTION, ask, finished, quiet_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
axe_playwright = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-core is not installed"
)


def serious(page: Page) -> list[str]:
    """What axe-core finds serious or critical on the page as it stands."""
    page.wait_for_timeout(250)  # panes have slid in: half-seen colours are no finding
    found: dict[str, Any] = axe_playwright.Axe().run(page).response
    return [
        f"{violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_no_view_has_a_serious_violation(browser: Browser, url: str, scheme: str, width: int) -> None:
    with quiet_page(browser, url, width=width, color_scheme=scheme, reduced_motion="reduce") as page:
        found = {"welcome": serious(page)}
        turn = ask(page, QUESTION)
        found["answer"] = serious(page)
        turn.get_by_text("Why these passages").click()
        turn.get_by_role("button", name="Save as a test").click()
        found["why, and the form of a test"] = serious(page)
        ask(page, "What did Lee say about whaling?", turn=2)
        found["refusal"] = serious(page)
        turn.locator(".answer .chip").first.click()
        page.locator("#source mark.cited").first.wait_for()
        page.get_by_role("button", name="Sections", exact=True).click()
        found["article with its outline"] = serious(page)
        page.get_by_role("button", name="Close the article").click()
        page.get_by_role("button", name="Overview").click()
        page.locator("#overview .bars").first.wait_for()
        found["overview"] = serious(page)
        if width < 1000:
            page.get_by_role("button", name="Library").first.click()
            found["library"] = serious(page)
        page.get_by_role("tab", name="Address").click()
        page.get_by_label("Web address").fill("no address")
        page.get_by_label("Web address").press("Enter")
        page.locator("#report .failed").wait_for()
        found["address refused"] = serious(page)
        page.get_by_role("tab", name="Text", exact=True).click()
        found["pasting"] = serious(page)
        page.get_by_role("button", name="Conversations", exact=True).click()
        page.locator("#talks .talks").wait_for()
        found["conversations"] = serious(page)
    problems = "\n".join(f"{view}: {one}" for view, listed in found.items() for one in listed)
    assert not problems, problems


def focused(page: Page) -> str:
    return str(
        page.evaluate(
            "(({ ariaLabel, innerText }) => (ariaLabel || innerText || '').trim())(document.activeElement)"
        )
    )


@pytest.mark.slow
def test_a_reader_goes_all_the_way_by_keyboard(page: Page) -> None:
    page.wait_for_function("document.activeElement?.closest('#question') !== null")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    finished(page, 1)
    page.locator("#log").focus()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(focused(page))
        outlined = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        if reached[-1].startswith("Source 1"):
            assert outlined == "solid"
            break
    page.keyboard.press("Enter")
    page.locator("#source mark.cited").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("#source").wait_for(state="hidden")
    assert focused(page).startswith("Source 1")
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(focused(page))
    for name in (
        "Copy the answer with its footnotes", "Ask again", "Edit the question", "A good answer",
        "Not a good answer", "Save as a test", "Why these passages",
    ):  # fmt: skip
        assert name in reached


def test_an_answer_is_announced_once(page: Page) -> None:
    ask(page, QUESTION)
    said = page.locator("#top .announce")
    assert said.get_attribute("aria-live") == "polite"
    page.locator("#top .announce", has_text="Answer: At a normal head").wait_for(state="attached")
    assert page.locator("[role=log][aria-live=off]").count() == 1


def test_motion_is_reduced_on_request(browser: Browser, url: str) -> None:
    with quiet_page(browser, url, reduced_motion="reduce") as page:
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].filter((element) => {
                const { animationName, transitionDuration } = getComputedStyle(element);
                return animationName !== "none" || /[1-9]/.test(transitionDuration);
            }).length"""
        )
        assert moving == 0
