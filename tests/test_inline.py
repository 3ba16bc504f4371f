"""Links and emphasis: kept beside the text as offsets, in every format that has them."""

# ruff: noqa: E501
from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring
from test_packed import W, book_parts, chapter, packed, word_parts

from ingest import Article, read, read_text
from ingest.article import Inline
from ingest.document import article_from, assemble
from ingest.inline import Styled, StyledLine, substituted, written_out
from ingest.readers.html import parse_html, pieces_of
from ingest.readers.markdown import parse_markdown
from ingest.readers.page_blocks import page_blocks
from ingest.web_address import link_target

FILL = "The mill stands where the creek meets the sound, and for two centuries it has ground what the farms grew. "


def told(article: Article) -> list[tuple[str, str, str | None]]:
    """Kind, words and address of each link and emphasis."""
    return [(one.kind, article.text[one.start : one.end], one.url) for one in article.inlines]


def of_page(body: str, base: str = "https://mill.example/a/b") -> Article:
    root = document_fromstring(f"<html><body>{body}</body></html>")
    return article_from(assemble(pieces_of(page_blocks(root, base=base)), title="Mill"), "page")


def test_a_pages_links_and_emphasis_are_where_their_words_are() -> None:
    article = of_page(
        "<h2>The <a href='/wheel'>wheel</a></h2>"
        "<p>It is <em> four  metres </em> wide and <b>of <i>oak</i></b>, says <a href='../c?d=1#e'>a\n guide</a>.</p>"
        "<ul><li><strong>Oats</strong><ul><li>and <cite>rye</cite></li></ul></li></ul>"
        "<blockquote>It <a href='//other.example/x'>never</a> stops.</blockquote>"
        "<table><tr><th>Year<th>Grain</tr><tr><td>1890<td>a|b <a href=x>oats</a></tr></table>"
    )
    assert told(article) == [
        ("link", "wheel", "https://mill.example/wheel"),
        ("emphasis", "four metres", None),
        ("strong", "of oak", None),
        ("emphasis", "oak", None),
        ("link", "a guide", "https://mill.example/c?d=1#e"),
        ("strong", "Oats", None),
        ("emphasis", "rye", None),
        ("link", "never", "https://other.example/x"),
        ("link", "oats", "https://mill.example/a/x"),
    ]
    assert "http" not in article.text
    assert "*" not in article.text


def test_a_link_around_blocks_is_a_link_in_each() -> None:
    article = of_page("<a href='https://x.example/'><h3>One</h3>lead<p>Two</p></a><p>Three</p>")
    assert [words for _, words, _ in told(article)] == ["lead", "Two"]


UNSAFE = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)", "data:text/html,x",
    "vbscript:x", "file:///etc/passwd", "mailto:a@b.example", "#part", "", "   ", "http://", "http://[::1", "ftp://x/",
    "https://user:secret@x.example/", "https://x.example/" + "a" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("href", UNSAFE)
def test_what_leads_nowhere_safe_is_no_link(href: str) -> None:
    assert link_target(href, "https://mill.example/") is None
    article = of_page(f'<p>See <a href="{href}">this</a> and that.</p>'.replace("\x01", "&#1;"))
    assert article.text.endswith("See this and that.\n")
    assert article.inlines == ()
    assert read_text(f"# Mill\n\nSee [this](<{href.strip()}>) and that.\n").inlines == ()


def test_without_an_address_of_its_own_a_page_has_only_absolute_links() -> None:
    page = f"<html><head><title>Mill</title></head><body><p>{FILL * 2}<a href='/a'>near</a> <a href='https://x.example'>far</a></p>"
    assert [words for _, words, _ in told(read_text(page))] == ["far"]
    based = parse_html(page.replace("<title>", "<base href='https://y.example/z/'><title>"))
    assert [one.url for one in based.inlines] == ["https://y.example/a", "https://x.example"]


def test_markdown_keeps_them_too() -> None:
    article = article_from(
        parse_markdown(
            '# The *old* mill\n\nIt is **very\n[old](https://a.example/x "t")**, <https://b.example/> and [near](b.md).\n\n'
            "> 1. *So* it\n>\n> stays.\n\n- one [two](https://c.example/(d)) `*three*`\n\n"
            "| a | b |\n|---|---|\n| x \\| y | [z](https://d.example) |\n\n## End [x](https://e.example) {#end}\n"
        ),
        "mill.md",
    )
    assert told(article) == [
        ("emphasis", "old", None),
        ("strong", "very old", None),
        ("link", "old", "https://a.example/x"),
        ("link", "https://b.example/", "https://b.example/"),
        ("emphasis", "So", None),
        ("link", "two", "https://c.example/(d)"),
        ("link", "z", "https://d.example"),
        ("link", "x", "https://e.example"),
    ]
    assert article.sections[-1].anchor == "end"
    again = parse_markdown(written_out(article))
    assert again.text == article.text
    kept = {
        replace(one, url=(one.url or "").replace("(", "%28").replace(")", "%29") or None)
        for one in article.inlines
    }
    assert set(again.inlines) == kept


def test_word_files_and_e_books_keep_them(tmp_path: Path) -> None:
    body = (
        f'<w:p {W}><w:r><w:t xml:space="preserve">The mill is </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>old</w:t></w:r>'
        '<w:hyperlink r:id="rId9" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        "<w:r><w:t>, as told here</w:t></w:r></w:hyperlink></w:p>"
    )
    parts = word_parts(body)
    link = (
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
        'Target="https://a.example/" TargetMode="External"/></Relationships>'
    )
    parts["word/_rels/document.xml.rels"] = str(parts["word/_rels/document.xml.rels"]).replace(
        "</Relationships>", link
    )
    (tmp_path / "mill.docx").write_bytes(packed(parts))
    assert told(read(str(tmp_path / "mill.docx"))) == [
        ("strong", "old", None),
        ("link", ", as told here", "https://a.example/"),
    ]
    book = book_parts(
        a=chapter(
            "Tide", "Water <em>and</em> <a href='b.xhtml'>salt</a>, <a href='https://c.example'>see</a>."
        )
    )
    (tmp_path / "mill.epub").write_bytes(packed(book))
    assert told(read(str(tmp_path / "mill.epub"))) == [
        ("emphasis", "and", None),
        ("link", "see", "https://c.example"),
    ]


def test_a_changed_link_is_a_new_version_and_no_links_are_none() -> None:
    first, second = (read_text(f"# Mill\n\nSee [this](https://{host}.example) now.\n") for host in "ab")
    assert first.text == second.text
    assert first.version != second.version
    assert read_text("# Mill\n\nSee this now.\n").inlines == ()


@settings(max_examples=200, deadline=None)
@given(
    parts=st.lists(
        st.tuples(st.text(alphabet="ab \n\u00a0\x0b\x00🌊", max_size=6), st.booleans()), max_size=8
    ),
    replacement=st.sampled_from(["", " ", "xyz"]),
)
def test_substitution_moves_offsets_with_their_words(parts: list[tuple[str, bool]], replacement: str) -> None:
    line = StyledLine()
    for number, (text, is_link) in enumerate(parts):
        if is_link:
            line.begin("link", f"https://{number}.example")
        line.add(text)
        if is_link:
            line.end()
    styled = line.take()
    pattern = re.compile(r"[\s\x00]+")
    found = substituted(styled, pattern, replacement)
    assert found.text == pattern.sub(replacement, styled.text)
    for one in found.inlines:
        assert 0 <= one.start < one.end <= len(found.text)
    kept = {one.url: found.text[one.start : one.end] for one in found.inlines}
    for before in styled.inlines:
        words = "".join(c for c in styled.text[before.start : before.end] if c in "ab🌊")
        assert "".join(c for c in kept.get(before.url, "") if c in "ab🌊") == words


def test_nothing_changed_is_the_same_object() -> None:
    styled = Styled("a b", (Inline("strong", 0, 1),))
    assert substituted(styled, re.compile("x"), "y") is styled


def test_the_store_keeps_them_and_the_command_line_writes_them_out(articlebot, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "mill.md"
    path.write_text("# Mill\n\nThe wheel is *old*, says [a guide](https://a.example/x).\n")
    assert articlebot("add", str(path)).exit_code == 0
    stored = json.loads(articlebot("show", "mill.md", "--json").stdout)
    assert [Inline(**one) for one in stored["inlines"]] == list(read(str(path)).inlines)
    assert articlebot("show", "mill.md").stdout.strip() == "# Mill\n\nThe wheel is old, says a guide."
    assert "*old*, says [a guide](https://a.example/x)" in articlebot("show", "mill.md", "--links").stdout
