"""Citations: markers, exact spans, deep links."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.citations import CitationList, cite, deep_link, marker, marker_numbers, without_markers
from ingest import read_text
from ingest.article import Article, ArticleMetadata

TEXT = "# Bees\n\nBees sleep at night.  They work, by day - mostly.\n\n## Wax & honey\n\nWax is *soft*.\n"


@pytest.fixture
def article() -> Article:
    return read_text(TEXT, "Bees")


@pytest.fixture
def page(article: Article) -> Article:
    return replace(article, source="https://example.org/bees?x=1#top", metadata=ArticleMetadata())


def test_a_marker_is_read_back() -> None:
    text = f"It rains {marker(3)}. It pours {marker(12)}."
    assert list(marker_numbers(text)) == [3, 12]
    assert without_markers(text) == "It rains. It pours."


def test_a_citation_leaves_out_blanks_and_knows_its_section(article: Article) -> None:
    start = article.text.index("Wax is")
    made = cite(article, start - 1, len(article.text))
    assert made.quote == article.text[start:].strip()
    assert article.text[made.start : made.end] == made.quote
    assert made.section_path == ("Wax & honey",)
    assert made.url is None


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (4, 4), (5, 4), (0, 10_000)])
def test_a_span_outside_the_text_is_an_error(article: Article, start: int, end: int) -> None:
    with pytest.raises(ValueError, match=article.id):
        cite(article, start, end)


def test_a_blank_span_is_an_error(article: Article) -> None:
    place = article.text.index("\n\n")
    with pytest.raises(ValueError, match="blanks"):
        cite(article, place, place + 2)


def test_numbers_go_by_first_use_and_equal_spans_share_one(article: Article) -> None:
    made = CitationList()
    first = article.text.index("Bees sleep")
    second = article.text.index("Wax is")
    numbers = [made.add(article, start, start + 6).number for start in (second, first, second)]
    assert numbers == [1, 2, 1]
    assert [citation.start for citation in made.all()] == [second, first]


def test_a_link_opens_the_page_at_the_words(page: Article) -> None:
    start = page.text.index("They work")
    made = cite(page, start, start + len("They work, by day - mostly."))
    section = page.section_at(start)
    assert section is not None
    assert made.url == (
        f"https://example.org/bees?x=1#{section.anchor}:~:text=They%20work%2C%20by%20day%20%2D%20mostly."
    )


def test_a_link_names_words_as_the_page_shows_them(page: Article) -> None:
    assert deep_link(page, None, "Wax is *soft* & [warm](https://x.org).") == (
        "https://example.org/bees?x=1#:~:text=Wax%20is%20soft%20%26%20warm."
    )
    row = deep_link(page, "a", "| First cell | second |")
    assert row is not None and row.endswith(":~:text=First%20cell")


def test_a_long_quote_is_linked_by_its_ends(page: Article) -> None:
    words = " ".join(f"word{number}" for number in range(60))
    link = deep_link(page, "a", words)
    assert link is not None
    assert link.split(":~:text=")[1] == (
        "word0%20word1%20word2%20word3%20word4,word55%20word56%20word57%20word58%20word59"
    )


def test_the_page_s_own_address_is_preferred(page: Article) -> None:
    named = replace(page, metadata=ArticleMetadata(url="https://example.org/canonical"))
    link = deep_link(named, "a", "Bees")
    assert link is not None and link.startswith("https://example.org/canonical#a:~:")


@pytest.mark.parametrize("source", ["/home/me/a.md", "pasted:Bees", "javascript:alert(1)", "file:///etc/x"])
def test_what_is_no_web_page_gets_no_link(article: Article, source: str) -> None:
    assert deep_link(replace(article, source=source), "a", "Bees") is None


def test_a_citation_of_a_file_with_pages_says_the_page_and_links_to_it(article: Article) -> None:
    pages = (None, 1, 1, 4)
    paged = replace(
        article,
        blocks=tuple(replace(block, page=page) for block, page in zip(article.blocks, pages, strict=True)),
    )
    start = paged.text.index("Wax is")
    assert cite(paged, start + 4, start + 6).page == 4
    assert cite(paged, paged.text.index("They"), paged.text.index("by day")).page == 1
    assert cite(paged, start, start + 3).url is None
    hosted = replace(paged, source="https://example.org/bees.pdf", metadata=ArticleMetadata())
    assert cite(hosted, start, start + 3).url == "https://example.org/bees.pdf#page=4"
    assert cite(article, start, start + 3).page is None
