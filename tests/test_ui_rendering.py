"""Articles and answers as HTML: the quote is marked where it stands, and nothing hostile gets through."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from bot.answer import Answer, Citation, Statement
from bot.articlebot import AddProgress, Outcome
from bot.citations import marker
from bot.conversations.store import Exchange
from bot.ui.adding import Step
from bot.ui.article_html import article_html, outline_html, source_link
from bot.ui.highlights import Highlights
from bot.ui.inline import plain, render, scan
from bot.ui.library_html import steps_html
from bot.ui.safe_html import safe_url, web_address
from bot.ui.turn_html import exchange_html, pending_html
from ingest import Article, ArticleMetadata, read_text

ARTICLE = """# Tide mill

Twice a day the sea climbs the river. It has a wheel and a `gate`.

## Cost

| Part | Year | Crowns |
|---|---|---|
| Pond wall | 2015 | 790,000 |
| Wheel \\| axle | 2016 | 120,000 |

## Work

- Rake weed from the sluice.
- Grease the axle:
  - with tallow
  - never with oil

1. Open the gate.
2. Wait.

> The sea does the work,
> we only hold the door.

```
gate.open("<now>")
```
"""


def parsed(fragment: str) -> lxml_html.HtmlElement:
    return lxml_html.fragment_fromstring(fragment, create_parent="div")


def marked(fragment: str) -> str:
    return "".join(mark.text_content() for mark in parsed(fragment).iter("mark"))


def span(article: Article, words: str) -> tuple[int, int]:
    start = article.text.index(words)
    return start, start + len(words)


@pytest.fixture(scope="module")
def article() -> Article:
    return read_text(ARTICLE)


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("Cost", "h3"),
        ("Twice a day the sea ", "p"),
        ("It has a ", "p"),
        ("790,000", "td"),
        ("Rake weed from the sluice.", "li"),
        ("with tallow", "li"),
        ("we only hold the door.", "blockquote"),
        ('gate.open("<now>")', "pre"),
    ],
)
def test_a_quote_is_marked_in_its_own_block(article: Article, words: str, tag: str) -> None:
    fragment = article_html(article, Highlights.of(span(article, words)))
    assert marked(fragment) == words
    (mark,) = parsed(fragment).iter("mark")
    assert tag in {element.tag for element in mark.iterancestors()}


def test_a_quote_across_blocks_is_marked_in_each(article: Article) -> None:
    start, _ = span(article, "Rake weed")
    _, end = span(article, "Grease the axle")
    fragment = article_html(article, Highlights.of((start, end)))
    assert [mark.text_content() for mark in parsed(fragment).iter("mark")] == [
        "Rake weed from the sluice.",
        "Grease the axle",
    ]


def test_a_quoted_row_marks_its_cells_and_not_its_bars(article: Article) -> None:
    row = next(line for line in article.text.splitlines() if line.startswith("| Pond"))
    fragment = article_html(article, Highlights.of(span(article, row)))
    assert [mark.text_content() for mark in parsed(fragment).iter("mark")] == ["Pond wall", "2015", "790,000"]
    assert [cell.text_content() for cell in parsed(fragment).iter("th")] == ["Part", "Year", "Crowns"]


def test_overlapping_quotes_are_marked_with_the_numbers_of_each(article: Article) -> None:
    outer, inner, other = (span(article, words) for words in ("climbs the river. It has", "river", "Wait."))
    page = parsed(article_html(article, Highlights.of(inner, [other, outer])))
    marks = [(mark.text_content(), mark.get("class"), mark.get("data-cite")) for mark in page.iter("mark")]
    assert marks == [
        ("climbs the ", "also", "0"),
        ("river", "cited", "0 1"),
        (". It has", "also", "0"),
        ("Wait.", "also", "2"),
    ]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=5), st.integers(0, 12))
def test_pieces_cover_a_text_in_order_and_each_mark_wholly(drawn: list[tuple[int, int]], end: int) -> None:
    spans = [(start, start + length) for start, length in drawn]
    marks = Highlights.of(None, spans)
    pieces = list(marks.pieces(0, end))
    assert "".join("x" * (b - a) for a, b, _ in pieces) == "x" * end
    for number, (start, stop) in enumerate(marks.spans):
        covered = {at for a, b, covering in pieces if number in covering for at in range(a, b)}
        assert covered == set(range(start, min(stop, end)))


def test_the_outline_nests_the_headings_below_the_title_and_counts_what_is_cited() -> None:
    article = read_text("# Mill\n\nOne.\n\n## Wheel\n\nTwo.\n\n### *Axle*\n\nThree.\n\n## Cost\n\nFour.\n")
    page = parsed(outline_html(article, Highlights.of(None, [span(article, "Three"), span(article, "Four")])))
    assert [item.text for item in page.xpath("ul/li/button")] == ["Wheel", "Cost "]
    assert page.xpath("string(ul/li[1]/ul/li/button/text())") == "Axle "
    assert page.xpath(".//button[span]/@data-section") == page.xpath(".//button/@data-section")[1:]
    assert page.xpath(".//span/text()") == ["1", "1"]
    whole = parsed(article_html(article))
    for anchor in page.xpath(".//button/@data-section"):
        assert len(whole.xpath(f".//*[@id='section-{anchor}']")) == 1


def test_an_article_without_sections_has_no_outline() -> None:
    assert outline_html(read_text("Only one paragraph of words.")) == ""


def test_structure_is_rendered(article: Article) -> None:
    page = parsed(article_html(article))
    assert [heading.text_content() for heading in page.xpath(".//h2|.//h3")] == ["Tide mill", "Cost", "Work"]
    assert page.xpath("string(.//li[ul]/ul/li[1])") == "with tallow"
    assert [item.text_content() for item in page.xpath(".//ol/li")] == ["Open the gate.", "Wait."]
    assert page.xpath("string(.//tbody/tr[2]/td[1])") == "Wheel | axle"


@given(st.text(alphabet="ab *_`[]()!\\<>&|~.\nhtps:/é😀", max_size=60), st.data())
def test_no_character_is_lost_and_marks_cover_exactly_the_span(text: str, data: st.DataObject) -> None:
    runs = scan(text, 0, len(text))
    assert all(earlier.end <= later.start for earlier, later in itertools.pairwise(runs))
    assert all(
        run.text == text[run.start : run.end] for run in runs if run.divisible and "\\" not in run.text
    )
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    marks = Highlights.of((start, end)) if start < end else Highlights()
    page = parsed("." + render(runs, marks))
    assert page.text_content() == "." + plain(runs)
    expected = "".join(
        run.text[max(start - run.start, 0) : end - run.start] if run.divisible else run.text
        for run in runs
        if start < end and run.start < end and run.end > start
    )
    assert marked("." + render(runs, marks)) == expected


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("a \\*star\\* and a **bold *and* more**", "a *star* and a bold and more"),
        ("AT&amp;T &copy; &unknown;", "AT&T © &unknown;"),
        ("![a map](https://elsewhere.example/map.png) of it", "a map of it"),
        ("[1] stays, [open( stays", "[1] stays, [open( stays"),
    ],
)
def test_inline_markdown(source: str, shown: str) -> None:
    assert plain(scan(source, 0, len(source))) == shown


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVa\tScript:alert(1)", "data:text/html,x", "//evil.example", "/etc/passwd",
     "vbscript:x", "\x01javascript:alert(1)", "https:alert", "http://[", "", None],
)  # fmt: skip
def test_urls_that_are_not_web_addresses_are_no_links(url: str | None) -> None:
    assert safe_url(url) is None
    assert web_address(url) is None


def shown(answer: Answer) -> str:
    return exchange_html(Exchange(0, answer.question, answer))


def citation(number: int, quote: str, path: tuple[str, ...] = ("Cost",)) -> Citation:
    return Citation(number, "abc", "Tide mill", "/x/tide.md", path, quote, 10, 10 + len(quote))


def test_chips_carry_the_place_of_their_quote() -> None:
    quote = "The wall cost 790,000 crowns."
    statement = Statement(quote, (1,), "verbatim", highlight=(14, 21))
    text = f"The wall cost **790,000** crowns. {marker(1)}"
    answer = Answer("What did it cost?", "answered", (statement,), (citation(1, quote),), text)
    page = parsed(shown(answer))
    (chip,) = page.xpath(".//div[@class='answer']//button")
    assert (chip.text, chip.get("data-article"), chip.get("data-start")) == ("1", "abc", "10")
    assert chip.get("data-end") == str(10 + len(quote))
    assert chip.get("aria-label") == "Source 1: Tide mill, Cost"
    assert page.xpath("string(.//div[@class='answer']//strong)") == "790,000"
    assert page.xpath("string(.//section//q)") == quote


def test_an_answer_keeps_its_paragraphs_and_nested_lists() -> None:
    statements = (Statement("One.", (1,), "supported"), Statement("Three.", (), "unsupported"))
    text = f"One. {marker(1)} Two.\n\nBesides:\n\n- Three.\n  - Deep. {marker(2)}\n- Four.\n\n**Five**"
    answer = Answer("q", "answered", statements, (citation(1, "One."), citation(2, "Deep.")), text)
    page = parsed(shown(answer)).xpath(".//div[@class='answer']")[0]
    assert [child.tag for child in page] == ["p", "p", "ul", "p"]
    assert [button.text for button in page.iter("button")] == ["1", "2"]
    assert page.xpath("string(p[2])") == "Besides:"
    assert page.xpath("string(ul/li[1]/span[@class='unsupported'])") == "Three."
    assert page.xpath("string(ul/li[1]/ul/li)").startswith("Deep.")
    assert page.xpath("string(ul/li[2])") == "Four."
    assert page.xpath("string(p[3]/strong)") == "Five"


def test_what_no_passage_supports_stands_apart() -> None:
    statements = (
        Statement("One.", (1,), "supported"),
        Statement("The moon is cheese.", (), "unsupported"),
        Statement("Two [2] stay.", (2,), "supported"),
    )
    doubt = "Not supported by the articles: The moon is cheese."
    text = f"One. {marker(1)} Two [2] stay. {marker(2)}\n\n> {doubt}"
    answer = Answer("q", "answered", statements, (citation(1, "One."), citation(2, "Two [2] stay.")), text)
    page = parsed(shown(answer)).xpath(".//div[@class='answer']")[0]
    assert [child.tag for child in page] == ["p", "blockquote"]
    assert page.xpath("string(blockquote)") == doubt
    assert page.xpath("string(blockquote//span[@class='unsupported'])") == "The moon is cheese."
    assert [button.text for button in page.iter("button")] == ["1", "2"]


def test_how_an_answer_came_about_is_said() -> None:
    answer = Answer(
        "And then?", "answered", (), (), "One.",
        standalone_question="What did the wheel <do> then?", notice="The language model did not answer.",
    )  # fmt: skip
    page = parsed(shown(answer))
    assert page.xpath("string(article/p[following-sibling::div[@class='answer']])") == (
        "The language model did not answer."
    )
    searched = page.xpath("string(.//details[@class='why']/p)")
    assert searched == "Searched for: “What did the wheel <do> then?”"


def test_brackets_of_a_quote_are_no_chips() -> None:
    quote = "The wall [1] was old."
    statement = Statement(quote, (1,), "verbatim")
    answer = Answer("q", "answered", (statement,), (citation(1, quote),), f"{quote} {marker(1)}")
    page = parsed(shown(answer)).xpath(".//div[@class='answer']")[0]
    assert page.text_content().startswith(quote)
    assert len(page.xpath(".//button")) == 1


def test_two_numbers_stay_with_the_last_word() -> None:
    citations = (citation(1, "One."), citation(2, "Two."))
    answer = Answer("q", "answered", (), citations, f"The wall was old. {marker(1)} {marker(2)}\n")
    (kept,) = parsed(shown(answer)).xpath(".//div[@class='answer']//span[@class='kept']")
    assert kept.text_content() == "old.12"
    assert [child.tag for child in kept] == ["button", "button"]


def test_a_growing_answer_shows_its_markers_before_they_can_be_opened() -> None:
    page = parsed(pending_html("q", f"The **wall** was old. {marker(3)} And"))
    assert page.xpath("string(.//span[@class='chip'])") == "3"
    assert not page.xpath(".//button")


def test_many_quotes_are_folded() -> None:
    citations = tuple(citation(number, f"Quote {number}.") for number in range(1, 40))
    answer = Answer("q", "answered", (), citations, "Many.")
    page = parsed(shown(answer))
    assert len(page.xpath(".//details//button")) == 39


def test_a_refusal_shows_the_nearest_sections_and_what_can_be_asked() -> None:
    text = "The articles do not say. The nearest section is *Work*."
    nearest = (citation(1, "words", ("Work", "Weeds")),)
    offered = ("What did it cost?",)
    refusal = Answer("Whaling?", "not_in_articles", (), (), text, offered, nearest=nearest)
    page = parsed(shown(refusal))
    assert (
        page.xpath("string(.//div[@class='refusal'])") == "I found nothing in the articles that answers this."
    )
    assert "Work › Weeds" in page.xpath("string(.//section[@class='evidence'])")
    assert page.xpath(".//button[@class='suggestion']/@data-ask") == ["What did it cost?"]


def test_outcomes_name_the_file_and_not_its_path_on_this_machine() -> None:
    path = "/srv/home/uploads/empty.txt"
    failed = Outcome(path, "failed", reason=f"{path}: is empty; choose another")
    made = steps_html([Step("empty.txt", outcomes=(failed,))])
    assert "/srv" not in made
    assert parsed(made).xpath("string(.//li)") == "Not added empty.txtis empty; choose another"


def test_each_source_shows_how_far_it_is() -> None:
    added = Outcome("/x/a.md", "added", "1", "Tide mill")
    packed = AddProgress("/x/b.zip/notes.txt", 1, 4, 5, 10)
    steps = [
        Step("a.md", outcomes=(added,)),
        Step("b.zip", packed),
        Step("c.md", AddProgress("/x/c.md", 0, 1)),
        Step("d.md"),
    ]
    rows = parsed(steps_html(steps)).xpath(".//li")
    assert [row.get("class") for row in rows] == ["added", "working", "working", "waiting"]
    assert "2 of 4: notes.txt, indexing 5 of 10 passages" in rows[1].text_content()
    assert [row.xpath("string(.//progress/@value)") for row in rows] == ["", "38", "0", ""]
    assert "reading" in rows[2].text_content()


def test_the_source_link_is_a_web_page_or_nothing() -> None:
    article = read_text("Some words of an article.")
    assert source_link(article) is None
    with_url = Article("1", "t", "/x.html", "t", (), (), ArticleMetadata(url="https://example.org/a?b=1"))
    assert source_link(with_url) == "https://example.org/a?b=1"


@pytest.mark.parametrize(
    "pattern", ["[", "*a ", "`", "[a](", "**a", "_a ", "![a", "<http", "[a [b] ", "a_b*"]
)
@pytest.mark.timeout(5)
def test_markup_that_never_closes_takes_no_long_time(pattern: str) -> None:
    text = pattern * 8000
    assert plain(scan(text, 0, len(text)))
