"""Web pages: the article whole, its structure as on the page, and nothing of what stands around it."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import Article, read_text
from ingest.readers.html import parse_html
from ingest.readers.page_blocks import page_blocks

FILL = (
    "The mill stands where the creek meets the sound, and for two centuries it has ground whatever the farms "
    "around it grew. Its pond fills with the tide and empties through the wheel when the gate goes up. "
)
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>The mill at Skarrow | Coast Letters</title>
<link rel="canonical" href="https://coast.example.org/mill">
<meta property="og:site_name" content="Coast Letters"><meta property="og:title" content="The mill at Skarrow">
<script type="application/ld+json">{{"@context": "https://schema.org",
"@type": "NewsArticle", "headline": "The mill at Skarrow",
"author": {{"@type": "Person", "name": "Ada Brown"}}, "datePublished": "2021-03-04"}}</script></head><body>
<div class="cookie-banner"><p>We use cookies to make this site better for you and our partners.</p></div>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/shop">Shop</a></li></ul></nav></header>
<article><h1>The mill at Skarrow</h1><p>{FILL}</p><p>{FILL.replace("mill", "house")}</p>
<h2 id="wheel">The wheel</h2><p>The wheel is four metres wide.<sup><a href="#n1">[1]</a></sup> It turns.
{FILL.replace("mill", "wheel")}</p>
<h3><span id="oak">Oak and <em>iron</em></span><a class="headerlink" href="#oak">¶</a></h3>
<ul><li>Oak from the <a href="/wood">north wood</a></li><li>Iron ore<ol start="3"><li>bars</li><li>nails</li>
</ol></li></ul>
<h2>What it grinds</h2><p>{FILL.replace("mill", "stone")}</p>
<table><caption>Grain by year</caption><tr><th>Year</th><th>Grain</th></tr><tr><td rowspan="2">1890</td>
<td>Oats | rye</td></tr><tr><td>Wheat</td></tr></table>
<blockquote><p>It has never once stopped for a storm, the old miller used to say to us.</p></blockquote>
<p>{FILL.replace("mill", "barn")}</p><pre>open gate
  wait</pre><p>{FILL.replace("mill", "pond")}</p><p hidden>Hidden words for nobody.</p>
</article><aside><h2>Related</h2><p><a href="/x">Ten more mills that you must see this year</a></p></aside>
<footer><h2>About us</h2><p>Coast Letters is a sample. Imprint.</p></footer></body></html>"""


@pytest.fixture(scope="module")
def article() -> Article:
    return read_text(PAGE)


def test_the_page_says_what_it_is(article: Article) -> None:
    facts = article.metadata
    assert (article.title, facts.author, facts.published) == (
        "The mill at Skarrow",
        "Ada Brown",
        "2021-03-04",
    )
    assert (facts.site, facts.language, facts.url) == (
        "Coast Letters",
        "en",
        "https://coast.example.org/mill",
    )


def test_sections_are_those_of_the_page_with_its_own_anchors(article: Article) -> None:
    assert [(section.level, section.heading, section.anchor) for section in article.sections] == [
        (1, "The mill at Skarrow", "the-mill-at-skarrow"),
        (2, "The wheel", "wheel"),
        (3, "Oak and iron", "oak"),
        (2, "What it grinds", "what-it-grinds"),
    ]
    assert article.sections[2].path == ("The wheel", "Oak and iron")


def test_what_stands_around_the_article_stays_out(article: Article) -> None:
    for words in ("cookies", "Shop", "Related", "Ten more mills", "About us", "Imprint", "Hidden words"):
        assert words not in article.text
    assert article.text.count("The mill at Skarrow") == 1


def test_lists_tables_quotes_and_code_keep_their_shape(article: Article) -> None:
    text = article.text
    assert re.search(r"- Oak from the north wood\n- Iron ore\n +3. bars\n +4. nails\n", text)
    assert "| Year | Grain |\n| --- | --- |\n| 1890 | Oats / rye |\n| 1890 | Wheat |" in text
    assert "> It has never once stopped" in text
    assert "```\nopen gate\n  wait\n```" in text
    assert "four metres wide. It turns" in text  # without the number of its note
    kinds = [block.kind for block in article.blocks]
    assert kinds.count("table_row") == 3
    assert kinds.count("list_item") == 4
    assert {"quote", "code"} <= set(kinds)


def test_blocks_and_sections_are_exact(article: Article) -> None:
    for before, after in zip(article.blocks, article.blocks[1:], strict=False):
        between = article.text[before.end : after.start]
        assert not re.search(r"\w", between)
    for section in article.sections:
        assert article.text[section.start : section.end].lstrip("# ").startswith(section.heading)


@pytest.mark.parametrize(
    ("head", "heading", "expected"),
    [
        ("<title>The mill – Coast Letters</title>", "The mill", "The mill"),
        ("<title>Coast Letters | The mill</title>", "The mill", "The mill"),
        ("<title>Coast - and sea - letters</title>", "", "Coast - and sea - letters"),
        ("", "The mill", "The mill"),
        ('<title>x</title><meta property="og:title" content="The mill">', "", "The mill"),
        ('<script type="application/ld+json">{broken</script><title>The mill</title>', "", "The mill"),
        (
            '<script type="application/ld+json">[[["deep"]], 4, null]</script><title>The mill</title>',
            "",
            "The mill",
        ),
    ],
)
def test_the_title_is_the_articles_not_the_sites(head: str, heading: str, expected: str) -> None:
    page = f"<html><head>{head}</head><body><h1>{heading}</h1><p>{FILL}</p><p>{FILL[::-1]}</p></body></html>"
    assert parse_html(page).title == expected


def test_a_relative_canonical_address_is_completed() -> None:
    page = PAGE.replace("https://coast.example.org/mill", "/mill")
    assert (
        parse_html(page, url="https://coast.example.org/x?utm_source=a").metadata.url
        == "https://coast.example.org/mill"
    )
    odd = PAGE.replace("https://coast.example.org/mill", "javascript:alert(1)")
    assert parse_html(odd).metadata.url is None


def test_a_table_that_only_lays_out_the_page_is_no_table() -> None:
    page = (
        f"<html><body><table><tr><td><h2>Left</h2><p>{FILL}</p></td><td><p>{FILL[::-1]}</p></td></tr></table>"
    )
    assert "|" not in parse_html(page, fallback_title="Page").text


def test_lines_parted_by_breaks_are_paragraphs() -> None:
    page = f"<html><body><h1>Mill</h1><div>{FILL}<br><br>{FILL[::-1]}<br>One line more.</div></body></html>"
    document = parse_html(page)
    assert [block.kind for block in document.blocks] == ["heading", "paragraph", "paragraph"]


WORD = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=12)
SENTENCE = st.lists(WORD, min_size=3, max_size=12).map(" ".join)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["h2", "h3", "p", "li", "blockquote", "div", "td"]), SENTENCE), min_size=1
    )
)
def test_whatever_the_page_blocks_hold_their_words_in_order(parts: list[tuple[str, str]]) -> None:
    from lxml.html import document_fromstring

    body = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts)
    blocks = page_blocks(document_fromstring(f"<html><body>{body}</body></html>"))
    assert " ".join(" ".join(block.text for block in blocks).split()) == " ".join(text for _, text in parts)


def prose(seed: int, words: int) -> str:
    """A sentence like no other."""
    known = FILL.lower().replace(".", "").replace(",", "").split()
    return " ".join(random.Random(seed).choices(known, k=words)).capitalize() + "."


def gallery(slides: int) -> str:
    made = (f"<li><h2>{n}/{slides} Wheel {n}</h2><p>{prose(n, 30)}</p></li>" for n in range(1, slides + 1))
    return f"<div class='inline gallery'><ul>{''.join(made)}</ul></div>"


def test_a_long_gallery_beside_the_article_is_no_part_of_it() -> None:
    told = [prose(1000 + n, 40) for n in range(8)]
    first, second = ("".join(f"<p>{text}</p>" for text in half) for half in (told[:4], told[4:]))
    document = parse_html(
        f"<html><body><article><h1>A tour</h1>{first}{gallery(60)}<h3>The second half</h3>{second}</article>"
    )
    assert [section.heading for section in document.sections] == ["A tour", "The second half"]
    assert all(text in document.text for text in told)
    assert prose(7, 30) not in document.text


def test_a_page_that_is_a_gallery_keeps_it() -> None:
    document = parse_html(f"<html><body><h1>Wheels</h1><p>{prose(0, 20)}</p>{gallery(30)}")
    assert all(prose(n, 30) in document.text for n in range(1, 31))


@pytest.mark.parametrize("sign", ["\x0b", "&#11;", "\ufffe", "&#xFFFF;", "&#1;"])
def test_a_sign_that_xml_has_no_form_for_costs_nothing_else(sign: str) -> None:
    words = "The tide mill at Skarrow grinds barley twice a day, whenever the pond is full. " * 4
    page = (
        f"<html lang=en><head><title>The mill</title></head><body><h1>The mi{sign}ll</h1><p>{words}</p>"
        f"<h2>Wheel{sign}</h2><p>{words}{sign}</p></body></html>"
    )
    article = read_text(page, "mill")
    assert [one.heading for one in article.sections][-1].startswith("Wheel")
    assert article.text.count("whenever the pond is full") == 8
    assert article.metadata.language == "en"


def test_a_span_with_a_sign_that_xml_has_no_form_for_is_no_span() -> None:
    page = "<html><body><h1>Mill</h1><p>It grinds twice a day, all year round.</p><table><tr>"
    page += "<td{}>Gate</td><td>Oak</td></tr><tr><td>Wheel</td><td>Larch</td></tr></table></body></html>"
    assert read_text(page.format(" rowspan='2\x0b'"), "m").text == read_text(page.format(""), "m").text
