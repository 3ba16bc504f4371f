"""Conversations as documents: every footnote mark has its footnote, with the quote's own words."""

from __future__ import annotations

import re

from lxml import html as lxml_html
from markdown_it import MarkdownIt

from bot.answer import Answer, Citation, Statement
from bot.conversations.markdown import answer_markdown, conversation_markdown
from bot.conversations.store import Exchange
from bot.ui.export_html import conversation_page


def citation(number: int, quote: str, url: str | None = None) -> Citation:
    return Citation(number, "a", "Tide mill", "/x.md", ("Tide mill", "Cost", "Wall"), quote, 0, 9, url)


FIRST = Answer(
    "What did it cost?", "answered",
    (
        Statement("The wall [1] cost 790,000.", (), "verbatim", (18, 25)),
        Statement("The wall [1] cost 790,000.", (2, 1), "verbatim"),
    ),
    (citation(1, "Twice\n that."), citation(2, "The wall [1] cost 790,000.", "https://mill.example/#:~:text=wall")),
    "The wall [1] cost **790,000**. Twice that. [1]\n\n- The wall [1] cost 790,000. [2] [1]",
)  # fmt: skip
SECOND = Answer("And then?", "answered", (), (citation(1, "It rained."),), "It rained. [1] [7]")
EXCHANGES = [
    Exchange(0, "What did\nit cost?", FIRST),
    Exchange(1, "Broken?", None, "the model is gone"),
    Exchange(2, "And then?", SECOND),
]


def test_footnotes_run_through_the_whole_document() -> None:
    made = conversation_markdown("The # mill", EXCHANGES)
    assert made.startswith("# The # mill\n\n## What did it cost?\n\n")
    assert "The wall [1] cost **790,000**. Twice that. [^1]" in made
    assert "- The wall [1] cost 790,000. [^2] [^1]" in made, "a quote's own bracket is no mark"
    assert "It rained. [^3] [7]" in made, "a number without a citation stays"
    assert "*the model is gone*" in made
    marks = set(re.findall(r"\[\^(\d+)\](?!:)", made))
    notes = dict(re.findall(r"^\[\^(\d+)\]: (.*)$", made, re.MULTILINE))
    assert marks == set(notes) == {"1", "2", "3"}
    assert notes["1"] == "Tide mill, Cost › Wall: “Twice that.”"
    assert notes["2"].endswith("“The wall [1] cost 790,000.” <https://mill.example/#:~:text=wall>")
    headings = [token.content for token in MarkdownIt().parse(made) if token.type == "inline"]
    assert [text for text in headings if text.endswith("?")] == ["What did it cost?", "Broken?", "And then?"]


def test_one_answer_is_copied_with_its_own_footnotes() -> None:
    made = answer_markdown("And then?", SECOND)
    assert made == "**And then?**\n\nIt rained. [^1] [7]\n\n[^1]: Tide mill, Cost › Wall: “It rained.”\n"


def test_the_page_links_each_mark_to_its_note_and_loads_nothing() -> None:
    page = lxml_html.document_fromstring(conversation_page("The <mill>", EXCHANGES))
    assert page.xpath("string(//title)") == page.xpath("string(//h1)") == "The <mill>"
    targets = page.xpath("//sup/a/@href")
    assert targets == ["#note-1", "#note-2", "#note-1", "#note-3"]
    notes = {f"#{one.get('id')}": one.text_content() for one in page.xpath("//section//li")}
    assert set(targets) == set(notes)
    assert "“It rained.”" in notes["#note-3"]
    assert page.xpath("//section//a/@href") == ["https://mill.example/#:~:text=wall"]
    assert not page.xpath("//script|//link|//img|//@src")
