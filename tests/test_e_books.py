"""E-books whose chapters are named only in the contents, and what the printed book left in their sentences."""

# ruff: noqa: E501
from __future__ import annotations

from benchmarks.faults.documents import packed
from ingest import Limits
from ingest.document import Document, assemble
from ingest.readers.epub import read_epub

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf"/>'
    "</rootfiles></container>"
)


def book(chapters: dict[str, str], *, nav: str = "", ncx: str = "") -> Document:
    """`chapters` are bodies by file name, in order; `nav` and `ncx` the inside of a table of contents."""
    items = "".join(f'<item id="{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in chapters)
    items += (
        '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>' if nav else ""
    )
    items += '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>' if ncx else ""
    parts: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>The harbour</dc:title></metadata><manifest>{items}</manifest><spine"
        f"{' toc=' + chr(34) + 'ncx' + chr(34) if ncx else ''}>{''.join(f'<itemref idref={chr(34)}{n}{chr(34)}/>' for n in chapters)}</spine></package>",
    }
    for name, body in chapters.items():
        parts[f"OEBPS/{name}.xhtml"] = (
            '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
            f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head><body>{body}</body></html>'
        )
    if nav:
        parts["OEBPS/nav.xhtml"] = (
            '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>'
            f'<nav epub:type="page-list"><ol><li><a href="a.xhtml#p1">1</a></li></ol></nav><nav epub:type="toc">{nav}</nav></body></html>'
        )
    if ncx:
        parts["OEBPS/toc.ncx"] = (
            f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{ncx}</navMap></ncx>'
        )
    title, metadata, pieces = read_epub(packed(parts), Limits())
    return assemble(pieces, title=title, metadata=metadata)


def sections(document: Document) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in document.sections[1:]]


PILES = "<p>Engineers had counted forty-one rotten piles in the spring.</p>"
BARGE = "<p>The work will be done from a barge, for the road is too narrow.</p>"


def test_names_in_the_contents_become_headings_at_the_places_that_they_lead_to() -> None:
    nav = (
        '<ol><li><a href="a.xhtml">The board</a><ol><li><a href="a.xhtml#s2">Its piles</a></li></ol></li>'
        '<li><a href="b.xhtml">The barge</a></li></ol>'
    )
    document = book(
        {
            "a": f"<div><p class='t'>THE BOARD</p>{BARGE}<p id='s2' class='sub'><b>Its piles</b></p>{PILES}</div>",
            "b": f"{BARGE}",
        },
        nav=nav,
    )
    assert sections(document) == [(2, "THE BOARD"), (3, "Its piles"), (2, "The barge")]
    assert document.text.count("The barge") == 1
    assert document.text.count("Its piles") == 1


def test_a_number_and_a_name_on_lines_of_their_own_are_one_name() -> None:
    ncx = (
        '<navPoint><navLabel><text>Chapter 4: The piles</text></navLabel><content src="a.xhtml"/></navPoint>'
    )
    document = book({"a": f"<p>CHAPTER 4</p><p>The piles</p>{PILES}"}, ncx=ncx)
    assert sections(document) == [(2, "Chapter 4: The piles")]
    assert "CHAPTER 4" not in document.text


def test_headings_that_are_there_stay_as_they_are() -> None:
    nav = '<ol><li><a href="a.xhtml">1. On the board</a></li><li><a href="b.xhtml#x">Barge</a></li></ol>'
    document = book(
        {"a": f"<h2>The board of the harbour</h2>{PILES}", "b": f"<h2 id='x'>Barge</h2>{BARGE}"}, nav=nav
    )
    assert sections(document) == [(2, "The board of the harbour"), (2, "Barge")]


def test_page_marks_and_marks_of_notes_are_out_of_the_sentences() -> None:
    document = book(
        {
            "a": "<h1>Costs</h1><p>The fee was set in 1998<sup><a href='notes.xhtml#n1'>3</a></sup> by the "
            "<span epub:type='pagebreak' id='p12'>12</span>board<a epub:type='noteref' href='notes.xhtml#n2'>4</a>, not by "
            "<span class='pagenum'>[13]</span>the town<a role='doc-noteref' href='#n5'>[5]</a>.</p>",
            "notes": "<h1>Notes</h1><p id='n1'>Without freight. <a href='a.xhtml#r1'>↩</a></p>",
        }
    )
    assert "The fee was set in 1998 by the board, not by the town." in document.text
    assert "Without freight." in document.text
    assert "↩" not in document.text


def test_a_contents_that_leads_nowhere_does_no_harm() -> None:
    nav = '<ol><li><a href="gone.xhtml#x">Gone</a></li><li><a href="a.xhtml#nowhere">The piles</a></li></ol>'
    document = book({"a": PILES}, nav=nav)
    assert "forty-one rotten piles" in document.text
    assert "Gone" not in document.text
