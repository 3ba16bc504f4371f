"""The page as a reader uses it, in a real Chromium against a real library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser_support import QUESTION, SENTENCE, ask, finished, marked, paste, quiet_page, titles, until

from bot import ArticleBot
from bot.answer import Answer, AnswerEvent, Citation, Finished, Statement
from bot.citations import marker

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def test_a_citation_opens_the_article_at_its_quote(page: Page, mill: ArticleBot) -> None:
    turn = ask(page, QUESTION)
    assert SENTENCE in turn.locator(".answer").inner_text()
    chip = turn.locator(".answer button.chip").first
    article_id, start, end = (chip.get_attribute(f"data-{name}") for name in ("article", "start", "end"))
    assert article_id and start and end
    quote = mill.article(article_id).text[int(start) : int(end)]
    assert quote.startswith(SENTENCE)

    chip.focus()
    chip.press("Enter")
    assert marked(page) == quote
    mark, pane = (page.locator(f"#source {name}").first.bounding_box() for name in ("mark", ".source-body"))
    assert mark and pane
    assert pane["y"] <= mark["y"] <= mark["y"] + mark["height"] <= pane["y"] + pane["height"]
    assert page.locator("#source .source-title").inner_text() == mill.article(article_id).title

    page.keyboard.press("Escape")
    page.locator("#source").wait_for(state="hidden")
    assert chip.evaluate("element => element === document.activeElement")

    listed = turn.locator(".evidence button").first
    assert "The wheel" in listed.inner_text()
    listed.click()
    assert marked(page) == quote


def test_cited_passages_are_marked_softly_and_stepped_through(page: Page) -> None:
    ask(page, QUESTION)
    turn = ask(page, "What are the axle bearings greased with?", turn=2)
    chip = turn.locator(".answer button.chip").first
    chip.click()
    strong = marked(page)
    soft = page.locator("#source mark.also")
    assert SENTENCE in "".join(soft.all_text_contents())
    assert "pressed" in (chip.get_attribute("class") or "")
    count = page.locator("#source .passages .count")
    at, of = map(int, count.inner_text().split(" of "))
    assert of >= 2
    page.get_by_role("button", name="Next cited passage").click()
    until(lambda: count.inner_text() == f"{at % of + 1} of {of}")
    assert marked(page) != strong
    in_pane = """() => { const pane = document.querySelector("#source .source-body").getBoundingClientRect();
        const mark = document.querySelector("#source mark.cited").getBoundingClientRect();
        return pane.top <= mark.top && mark.bottom <= pane.bottom; }"""
    page.wait_for_function(in_pane)
    page.get_by_role("button", name="Previous cited passage").press("Enter")
    until(lambda: marked(page) == strong)

    page.get_by_role("button", name="New conversation").click()
    soft.first.wait_for(state="detached")
    assert page.locator("#source mark.cited").count() == 0
    assert not page.locator("#source .passages").is_visible()


def test_the_outline_leads_to_a_section_by_keyboard(page: Page) -> None:
    page.locator("#shelf .open", has_text="tide mill").first.click()
    toggle = page.get_by_role("button", name="Sections", exact=True)
    toggle.press("Enter")
    outline = page.get_by_role("navigation", name="Sections of the article")
    outline.wait_for()
    names = outline.get_by_role("button").all_inner_texts()
    assert len(names) > 3
    last = outline.get_by_role("button").last
    last.press("Enter")
    heading = page.locator("#source .source-body :focus")
    heading.wait_for()
    assert heading.inner_text() == names[-1]
    page.wait_for_function("document.querySelector('#source .source-body').scrollTop > 300")
    outline.locator("[aria-current]", has_text=names[-1]).wait_for()
    last.focus()
    page.keyboard.press("Escape")
    outline.wait_for(state="hidden")
    assert page.locator("#source").is_visible()
    assert toggle.get_attribute("aria-expanded") == "false"


def test_what_the_articles_do_not_say_is_refused_with_the_nearest_sections(page: Page) -> None:
    turn = ask(page, "Who paints the night trams?")
    assert "refused" in (turn.get_attribute("class") or "")
    assert turn.locator(".refusal").is_visible()
    assert turn.locator(".answer").count() == 0
    assert turn.locator(".evidence button").count() > 0
    turn.locator(".suggestion").first.click()
    assert "answered" in (finished(page, 2).get_attribute("class") or "")


class Doubting:
    """The shared library behind an answer that a language model would have written."""

    def __init__(self, bot: ArticleBot) -> None:
        self._bot = bot

    def __getattr__(self, name: str) -> object:
        return getattr(self._bot, name)

    def stream(self, question: str, *_: object) -> Iterator[AnswerEvent]:
        (article,) = [self._bot.article(one.id) for one in self._bot.articles() if "Tide Mill" in one.title]
        start = article.text.index(SENTENCE)
        link = "https://mill.example/wheel#:~:text=At%20a%20normal"
        end = start + len(SENTENCE)
        cited = Citation(1, article.id, article.title, "x", ("The wheel",), SENTENCE, start, end, link)
        claims = (
            Statement("About 11 kilowatts.", (1,), "supported"),
            Statement("It sings.", (), "unsupported"),
        )
        text = f"About 11 kilowatts. {marker(1)}\n\n> Not supported by the articles: It sings."
        yield Finished(
            Answer(
                question, "answered", claims, (cited,), text, mode="llm",
                standalone_question="How strong is the wheel?", notice="The language model was slow.",
            )
        )  # fmt: skip


def test_doubts_notices_and_the_link_to_the_source_are_shown(browser: Browser, mill: ArticleBot) -> None:
    from bot.ui.server import launch

    app, url = launch(Doubting(mill), "127.0.0.1", 0)  # type: ignore[arg-type]
    with quiet_page(browser, url) as page:
        turn = ask(page, "How strong?")
        turn.get_by_text("Why these passages").click()
        assert turn.locator(".understood").inner_text() == "Searched for: “How strong is the wheel?”"
        assert turn.locator(".notice").inner_text() == "The language model was slow."
        doubt = turn.locator("blockquote")
        assert doubt.inner_text() == "Not supported by the articles: It sings."
        background = "element => getComputedStyle(element).backgroundColor"
        assert doubt.evaluate(background) != turn.locator(".answer > p").evaluate(background)
        turn.locator("button.chip").click()
        assert marked(page) == SENTENCE
        link = page.get_by_role("link", name="Open at the source")
        assert link.get_attribute("href") == "https://mill.example/wheel#:~:text=At%20a%20normal"
        assert "noopener" in (link.get_attribute("rel") or "")
    app.close(verbose=False)


def test_a_conversation_goes_on_and_begins_anew(page: Page) -> None:
    ask(page, QUESTION)
    ask(page, "What are the axle bearings greased with?", turn=2)
    assert page.locator("#log .turn").count() == 2
    page.get_by_role("button", name="New conversation").click()
    page.locator("#log .welcome").wait_for()
    assert page.locator("#log .turn").count() == 0


def test_files_are_added_and_a_bad_one_is_named(page: Page, tmp_path: Path) -> None:
    good, empty = tmp_path / "ferry.md", tmp_path / "empty.txt"
    good.write_text("# The Ferry at Ostrand\n\n## Crossing\n\nThe ferry crosses in nineteen minutes.\n")
    empty.write_text("")
    page.locator("#upload input[type=file]").set_input_files([good, empty])
    page.locator("#report .outcomes li.added").wait_for()
    assert "The Ferry at Ostrand" in page.locator("#report .added").inner_text()
    failed = page.locator("#report .failed").inner_text()
    assert "empty.txt" in failed
    assert "/" not in failed.replace("text/", "")
    assert "The Ferry at Ostrand" in titles(page)
    assert "nineteen minutes" in ask(page, "How long does the ferry take to cross?").inner_text()


def test_a_file_is_dropped_anywhere_on_the_page(page: Page) -> None:
    page.get_by_role("tab", name="Text").click()
    drag = """(kind) => {
        const data = new DataTransfer();
        const text = "# Kiln of Marr\\n\\nThe kiln of Marr burns for nineteen hours.\\n";
        data.items.add(new File([text], "kiln.md", { type: "text/markdown" }));
        document.getElementById("log").dispatchEvent(
            new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(drag, "dragover")
    told = page.evaluate("getComputedStyle(document.body, '::after').content")
    assert told == '"Drop to add to the library"'
    page.evaluate(drag, "drop")
    page.locator("#report .added", has_text="Kiln of Marr").wait_for()
    assert not page.evaluate("document.body.classList.contains('dropping')")
    assert "Kiln of Marr" in titles(page)


def test_a_changed_source_is_read_again(page: Page, mill: ArticleBot, tmp_path: Path) -> None:
    source = tmp_path / "harbour.md"
    source.write_text("# Harbour of Ost\n\nThe harbour of Ost has nine cranes.\n")
    (outcome,) = mill.add(source).outcomes
    page.reload()
    page.get_by_label("Ask only Harbour of Ost").check()
    refresh = page.get_by_role("button", name="Look for changes")
    refresh.click()
    page.locator("#report .unchanged", has_text="Everything is up to date.").wait_for()
    source.write_text("# Harbour of Ost\n\nThe harbour of Ost has seven cranes.\n")
    refresh.click()
    page.locator("#report .updated", has_text="Harbour of Ost").wait_for()
    assert "seven" in ask(page, "How many cranes has the harbour of Ost?").inner_text()
    source.unlink()
    refresh.click()
    gone = page.locator("#report .gone")
    gone.wait_for()
    assert "Source gone Harbour of Ost" in gone.inner_text()
    assert outcome.article_id
    mill.remove(outcome.article_id)


def test_ticked_articles_are_asked_alone(page: Page) -> None:
    paste(page, "Rope works", "The rope works of Hallin spin hemp. The longest rope measured 412 metres.")
    until(lambda: "Rope works" in titles(page))
    page.get_by_label("Ask only Rope works").check()
    assert "Asking 1 of" in page.locator("#shelf .scope").inner_text()
    assert "refused" in (ask(page, QUESTION).get_attribute("class") or "")
    assert "412 metres" in ask(page, "How long was the longest rope?", turn=2).inner_text()


def test_the_library_is_searched_by_the_words_of_its_titles(page: Page, mill: ArticleBot) -> None:
    for title in ("Öl und Ölmühlen", "Salt pans", "Salt roads"):
        assert not mill.add_text(f"{title} are told of in these few words.", title).failed
    page.reload()
    box = page.get_by_label("Search the library")
    shown = page.locator("#shelf .shelf li:visible .title")
    box.fill("olmuhlen")
    assert shown.all_text_contents() == ["Öl und Ölmühlen"]
    box.fill("roads SALT")
    assert shown.all_text_contents() == ["Salt roads"]
    paste(page, "Salt ships", "Salt ships sail in these few words.")
    page.locator("#report .added").wait_for()
    until(lambda: "Salt ships" in titles(page))
    assert (box.input_value(), shown.all_text_contents()) == ("roads SALT", ["Salt roads"])
    box.fill("nothing of the kind")
    assert shown.count() == 0
    assert page.locator("#shelf .none").inner_text() == "No article fits."
    box.fill("")
    assert shown.count() == len(titles(page))


def test_light_and_dark_are_chosen_and_remembered(page: Page) -> None:
    def background() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = background()
    page.get_by_role("button", name="Use dark colours").click()
    until(lambda: background() != light)
    dark = background()
    page.reload()
    page.get_by_role("button", name="Use light colours").wait_for()
    until(lambda: background() == dark)
    page.emulate_media(color_scheme="dark")
    page.get_by_role("button", name="Use light colours").click()
    until(lambda: background() == light)
    page.emulate_media(color_scheme="light")
    assert background() == light
    page.get_by_role("button", name="Use dark colours").click()
    page.get_by_role("button", name="Use light colours").click()
    kept = page.evaluate("localStorage.getItem('articlebot-theme')")
    assert kept is None, "the system's own colours are no choice"
    page.emulate_media(color_scheme="dark")
    until(lambda: background() == dark)


def test_an_article_is_opened_removed_and_brought_back(page: Page, mill: ArticleBot) -> None:
    paste(page, "Short lived", "An article that will not stay for long in this library.")
    until(lambda: "Short lived" in titles(page))
    page.locator("#shelf .open", has_text="Short lived").click()
    page.locator("#source .source-body", has_text="will not stay").wait_for()
    remove = page.locator("#shelf li", has_text="Short lived").locator(".remove")
    remove.click()
    until(lambda: "Short lived" not in titles(page))
    assert "Short lived" not in [summary.title for summary in mill.articles()]
    page.locator("#report").get_by_role("button", name="Undo").click()
    until(lambda: "Short lived" in titles(page))
    assert "not stay" in ask(page, "What article will not stay for long in this library?").inner_text()


def test_a_path_of_the_serving_machine_is_not_read(page: Page) -> None:
    before = titles(page)
    page.get_by_role("tab", name="Address").click()
    for typed in ("/etc/passwd", "file:///etc/passwd", "../bot/samples"):
        page.get_by_label("Web address").fill(typed)
        page.get_by_label("Web address").press("Enter")
        page.locator("#report .failed", has_text=f"{typed}: not a web address").wait_for()
    assert titles(page) == before


def test_a_forged_upload_reads_no_file_of_this_machine(page: Page, mill: ArticleBot, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("The secret of the serving machine is a long sentence.")
    events = page.request.get(page.url + "config").json()["dependencies"]
    (upload,) = [event["id"] for event in events if event["targets"] and event["targets"][0][1] == "upload"]
    forged = {"path": str(secret), "orig_name": "x.txt", "meta": {"_type": "gradio.FileData"}}
    data = {"data": [[forged], None], "fn_index": upload, "session_hash": "forger"}
    page.request.post(page.url + "gradio_api/queue/join", data=data)
    told = page.request.get(page.url + "gradio_api/queue/data?session_hash=forger").text()
    assert '"success":false' in told
    assert secret.exists()
    assert not any("secret" in summary.title for summary in mill.articles())


def test_hostile_articles_do_nothing(page: Page) -> None:
    attack = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>${window.hit=1}'
    text = (
        f"# {attack}\n\nThe zeppelin hangar holds {attack} and [a link](javascript:window.hit=1).\n\n"
        f"| Hangar {attack} | b |\n|---|---|\n| zeppelin {attack} | 9 |\n\n- {attack}\n"
    )
    paste(page, f"Zeppelin {attack}", text)
    until(lambda: any("Zeppelin" in title for title in titles(page)))
    page.locator("#shelf .open", has_text="Zeppelin").click()
    page.locator("#source .source-body", has_text="The zeppelin hangar").wait_for()
    turn = ask(page, f"What does the zeppelin hangar hold? {attack}")
    turn.get_by_text("Why these passages").click()
    for opening in turn.locator("button[data-article]").all():
        opening.click()
    page.wait_for_timeout(300)
    assert page.evaluate("window.hit") is None
    assert page.locator("#source .source-body a[href^='javascript']").count() == 0
    assert page.locator("#room img, #room script").count() == 0


def test_a_phone_shows_the_article_as_a_sheet_and_never_scrolls_sideways(browser: Browser, url: str) -> None:
    def overflow() -> int:
        return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

    with quiet_page(browser, url, width=390, height=844) as page:
        assert page.locator("#library").is_hidden()
        page.get_by_role("button", name="Library", exact=False).first.click()
        page.locator("#shelf").wait_for()
        assert overflow() <= 0
        page.keyboard.press("Escape")
        ask(page, QUESTION).locator(".answer button.chip").first.click()
        assert SENTENCE in marked(page)
        assert overflow() <= 0
        sheet = page.locator("#source").bounding_box()
        assert sheet
        background = page.locator("#source").evaluate("element => getComputedStyle(element).backgroundColor")
        assert background.startswith("rgb(")  # nothing shines through
        assert (sheet["x"], sheet["width"]) == (0, 390)
        page.get_by_role("button", name="Close the article").click()
        page.locator("#source").wait_for(state="hidden")


def test_the_page_forbids_the_browser_other_hosts(page: Page) -> None:
    answer = page.request.get(page.url)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "http" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert answer.headers["referrer-policy"] == "same-origin"
