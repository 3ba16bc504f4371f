"""Offsets hold in every format: the same made-up articles, written as a page, a Word file, a book and a PDF."""

# ruff: noqa: E501
from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from html import escape

import pytest
from article_invariants import check
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table
from test_packed import book_parts, packed, paragraph, table, word_parts

from ingest import Article, Limits, SourceError
from ingest.document import article_from, assemble
from ingest.readers.docx import read_docx
from ingest.readers.epub import read_epub
from ingest.readers.html import parse_html, pieces_of
from ingest.readers.page_blocks import page_blocks
from ingest.readers.pdf import read_pdf

Part = tuple[str, str]
"""What it is - h1, h2, h3, p, li, quote, code, row - and its words."""

FILL = "The mill stands where the creek meets the sound, and it has ground whatever the farms around it grew."
WORDS = st.one_of(
    st.text(min_size=1, max_size=40),
    st.text(
        alphabet="aé☃🌊👩\u200d🔬\u0301\u0627\u0644طاحونة水車小屋。|*_`[]()<>#\t\n\x0b\u2028\u00a0\ufeff .,:-",
        min_size=1,
        max_size=40,
    ),
    st.sampled_from(
        [
            FILL,
            "Dr. Moor saw it.It came back.",
            "| a | b |",
            "- item",
            "# no heading",
            "```",
            "> x",
            "Contents",
        ]
    ),
)
KINDS = st.sampled_from(["h1", "h2", "h2", "h3", "p", "p", "p", "li", "li", "quote", "code", "row", "row"])
PARTS = st.lists(st.tuples(KINDS, WORDS), min_size=1, max_size=14)


def storable(text: str) -> str:
    """Without what XML and HTML have no form for."""
    return "".join(
        c
        for c in text
        if c in "\t\n" or (c >= " " and not 0xD800 <= ord(c) < 0xE000 and ord(c) not in (0xFFFE, 0xFFFF))
    )


def as_html(parts: Sequence[Part]) -> str:
    made: list[str] = []
    for kind, words in parts:
        text = escape(storable(words))
        rich = f"<a href='https://x.example/?q=1'>{text}</a> and <b>{text} <i>{text}</i></b>"
        made.append(
            {
                "li": f"<ul><li>{rich}<ol><li>{text}</li></ol></li></ul>",
                "quote": f"<blockquote>{rich}</blockquote>",
                "code": f"<pre>{text}</pre>",
                "row": f"<table><tr><th>{text}<th>x</tr><tr><td rowspan=2>{rich}<td>y</tr><tr><td>z</tr></table>",
                "p": f"<p>{rich}</p>",
            }.get(kind, f"<{kind} id='{len(made)}'>{rich}</{kind}>")
        )
    return "".join(made)


def by_page(parts: Sequence[Part]) -> Article:
    return article_from(
        parse_html(f"<html><body><article><h1>Mills</h1><p>{FILL * 2}</p>{as_html(parts)}</article>"), "page"
    )


def by_blocks(parts: Sequence[Part]) -> Article:
    from lxml.html import document_fromstring

    root = document_fromstring(f"<html><body><p>{FILL}</p>{as_html(parts)}</body></html>")
    return article_from(
        assemble(pieces_of(page_blocks(root, base="https://y.example/")), fallback_title="Mills"), "page"
    )


def by_epub(parts: Sequence[Part]) -> Article:
    pages = {
        f"c{n}": f"<html><body>{as_html([part])}<p>{FILL}</p></body></html>" for n, part in enumerate(parts)
    }
    title, metadata, pieces = read_epub(packed(book_parts(**pages)), Limits())
    return article_from(assemble(pieces, title=title, metadata=metadata), "book")


def by_docx(parts: Sequence[Part]) -> Article:
    styles = {"h1": "H1", "h2": "H2", "h3": "H2", "quote": "Q"}
    body = "".join(
        table((escape(storable(words)), "x"), ("1", escape(storable(words))))
        if kind == "row"
        else paragraph(escape(storable(words)), styles.get(kind, ""))
        for kind, words in parts
    )
    title, metadata, pieces = read_docx(packed(word_parts(paragraph(FILL) + body)), Limits())
    return article_from(assemble(pieces, title=title, metadata=metadata), "word")


def by_pdf(parts: Sequence[Part]) -> Article:
    def style(size: int, font: str = "Helvetica") -> ParagraphStyle:
        return ParagraphStyle(
            f"s{size}", fontName=font, fontSize=size, leading=size * 1.2, spaceAfter=size / 2
        )

    looks = {
        "h1": style(20),
        "h2": style(15, "Helvetica-Bold"),
        "h3": style(12, "Helvetica-Bold"),
        "code": style(9, "Courier"),
    }
    story: list[object] = [Paragraph(FILL, style(10))]
    for kind, words in parts:
        text = escape(storable(words))
        story.append(
            Table([[text, "x"], ["1", text], ["2", "y"]])
            if kind == "row"
            else Paragraph(text, looks.get(kind, style(10)))
        )
    made = io.BytesIO()
    SimpleDocTemplate(made).build(story)
    title, metadata, pieces = read_pdf(made.getvalue(), Limits())
    return article_from(assemble(pieces, title=title, fallback_title="Mills", metadata=metadata), "paper")


FORMATS: dict[str, tuple[Callable[[Sequence[Part]], Article], int]] = {
    "page": (by_page, 40), "blocks": (by_blocks, 120), "book": (by_epub, 40), "word": (by_docx, 25), "pdf": (by_pdf, 25),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_offsets_hold(name: str) -> None:
    make, examples = FORMATS[name]

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(parts=PARTS)
    def holds(parts: Sequence[Part]) -> None:
        try:
            article = make(parts)
        except SourceError:
            return
        check(article)

    holds()
