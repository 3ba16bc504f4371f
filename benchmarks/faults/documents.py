"""Honest documents of every format that is read, to be damaged: made here, and the sample articles.

Knows how little makes a file of each format; knows nothing of damage.
"""

# ruff: noqa: E501
from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.faults.bounds import CannotRun
from benchmarks.faults.more_documents import more_files
from bot.samples import sample_paths

__all__ = ["Format", "packed", "formats"]

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_LINES = (
    "The mill at Skarrow grinds barley twice a day, whenever the pond is full.",
    "Mara Holm kept its books from 1874 to 1902; they are lost.It came back. Dr. Moor saw it.",
    "水車は毎日回る。池は満潮で満ちる。 Der Müller wohnt im Turm – seit 1890.",
)


@dataclass(frozen=True, slots=True)
class Format:
    """Honest files of one format, the ending of their names, and the words that mean something in it."""

    suffix: str
    files: tuple[bytes, ...]
    words: tuple[bytes, ...] = ()


def formats() -> dict[str, Format]:
    """By name. Raises CannotRun without reportlab, which typesets the PDF."""
    samples = [path.read_bytes() for path in sample_paths()]
    page = _page()
    text = "\n\n".join(
        ("Contents", "1. The wheel", "2. The people", "The wheel", *_LINES, "The people", *_LINES)
    )
    return {
        "markdown": Format(".md", (_markdown(), samples[0]), _MARKDOWN_WORDS),
        "text": Format(
            ".txt", (text.encode(), samples[1], text.encode("utf-16"), text.encode("cp1252", "ignore"))
        ),
        "html": Format(".html", (page, samples[2]), _HTML_WORDS),
        "saved page": Format(".mhtml", (_saved_page(page),), _MAIL_WORDS),
        "feed": Format(".xml", (_rss(), _atom()), _XML_WORDS),
        "list of addresses": Format(".txt", (b"http://127.0.0.1:1/a\nhttp://127.0.0.1:1/b\n",)),
        "archive": Format(
            ".zip", (packed({"a/1.md": _markdown(), "2.html": page, "3.txt": b"x"}),), (b"PK\x01\x02",)
        ),
        "word": Format(".docx", (_word_file(),), _XML_WORDS),
        "book": Format(".epub", (_book(page),), _XML_WORDS),
        "pdf": Format(".pdf", (_pdf(),), _PDF_WORDS),
        **{name: Format(*files) for name, files in more_files(_LINES, packed).items()},
    }


_MARKDOWN_WORDS = (b"# ", b"```\n", b"~~~", b"> ", b"- ", b"1. ", b"|---|", b"| a |", b"[x](y)", b"![", b"**", b"---\n", b"\t", b"<b>",
    b"[", b"](", b"\n\n", b"===\n", b"&#0;", b"\\", b"`", b"Contents\n", b"[^1]", b"<!--", b"  \n")  # fmt: skip
_HTML_WORDS = (b"<table>", b"<td colspan=9999>", b"</p>", b"<p>", b"<h2>", b"<ul><li>", b"</ul>", b"<pre>", b"<script>", b"<!--", b"-->",
    b"<a href='//[x'>", b"<base href='x:y'>", b"<meta charset=utf-7>", b"&#xD800;", b"&amp", b"<svg><math>", b"<template>", b"<![CDATA[",
    b"<div>", b"<b><i>", b"<link rel=canonical href='http://['>", b"<time datetime=99999-99-99>", b"<head>", b"<article>", b"\x00",
    b'<script type="application/ld+json">{"author":[[{}]],"datePublished":9}</script>', b"<html lang=\xff>")  # fmt: skip
_XML_WORDS = (b"<?xml version='1.1'?>", b"<!DOCTYPE x [<!ENTITY y 'z'>]>", b"&y;", b"<![CDATA[", b"]]>", b"<w:p>", b"</w:p>", b"<w:tbl>",
    b"<item>", b"<entry>", b"<link>http://[</link>", b"xmlns:w=''", b"<pubDate>99</pubDate>", b"encoding='utf-7'", b"<guid/>", b"<title>",
    b"<content type='xhtml'>", b"xml:base='//['", b"&#x0;", b"<w:hyperlink r:id='r9'>")  # fmt: skip
_MAIL_WORDS = (b"Content-Type: text/html; charset=x\n", b"boundary=\"\"", b"--mill\n", b"--mill--\n", b"Content-Transfer-Encoding: base64\n",
    b"=?utf-8?b?//?=", b"=3D", b"=\n", b"Content-Location: http://[\n", b"Content-Transfer-Encoding: x-uuencode\n", b"\n\n")  # fmt: skip
_PDF_WORDS = (b"/Type /Page", b"endobj", b"stream\n", b"endstream", b"/Length -1", b"/Kids [1 0 R]", b"/Count 99999999", b"trailer", b"xref",
    b"/MediaBox [0 0 1e9 0]", b"/Filter /FlateDecode", b"/Encrypt 1 0 R", b"startxref\n0", b"%%EOF", b"/FontMatrix [0 0 0 0 0 0]")  # fmt: skip


def packed(parts: Mapping[str, str] | Mapping[str, bytes] | Mapping[str, str | bytes]) -> bytes:
    """A zip file of `parts`."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            kept = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, kept)
    return made.getvalue()


def _markdown() -> bytes:
    return "\n\n".join((
        "---\ntitle: The mill\nauthor: Ida\ndate: 2024-05-01\n---", "# The mill", "Contents", "- [Wheel](#wheel)\n- [People](#people)",
        "## Wheel", *_LINES, "| Year | Crowns |\n|---|--:|\n| 1874 | 12 |\n| 1902 | 3 |", "```\nx = 1\n```", "## People", "> " + _LINES[0],
        "- One\n  - Two [link](https://example.org/?q=1 \"t\")\n- **Three** *four*", "1. a\n2. b", "![wheel](wheel.png) <b>bold</b>",
    )).encode()  # fmt: skip


def _page() -> bytes:
    words = "".join(f"<p>{line} <a href='/a?b=c'>more</a> <b>bold <i>both</i></b></p>" for line in _LINES * 2)
    return (
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>The mill - Skarrow</title>"
        "<link rel=canonical href='https://example.org/mill'><meta name=author content='Ida'>"
        '<script type="application/ld+json">{"@type":"Article","headline":"The mill","author":{"name":"Ida"},'
        '"datePublished":"2024-05-01"}</script></head><body><nav><a href=/>Home</a></nav><article>'
        f"<h1>The mill</h1>{words}<h2 id=wheel>Wheel</h2>{words}<ul><li>One<ol><li>Two</ol><li>Three</ul>"
        "<table><tr><th rowspan=2>Year<th>Crowns<tr><td>12</table><pre>x = 1</pre><blockquote>Said.</blockquote>"
        f"<h2>People</h2>{words}</article><footer>© 2024</footer></body></html>"
    ).encode()


def _saved_page(page: bytes) -> bytes:
    head = (
        b"From: <Saved>\nSubject: The mill\nMIME-Version: 1.0\nContent-Type: multipart/related;\n"
        b'\ttype="text/html"; boundary="mill"\n\n--mill\nContent-Type: text/html; charset=utf-8\n'
        b"Content-Transfer-Encoding: 8bit\nContent-Location: https://example.org/mill\n\n"
    )
    return head + page + b"\n--mill\nContent-Type: text/css\n\nx\n--mill--\n"


def _rss() -> bytes:
    items = "".join(
        f"<item><title>Part {at}</title><guid>g{at}</guid><pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate>"
        f"<content:encoded><![CDATA[{'<p>' + line + '</p>'}]]></content:encoded></item>"
        for at, line in enumerate(_LINES)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>Mills</title><link>https://example.org/</link>{items}</channel></rss>"
    ).encode()


def _atom() -> bytes:
    entries = "".join(
        f'<entry><id>urn:{at}</id><title type="html">Part {at}</title><updated>2024-05-01T10:00:00Z</updated>'
        f"<author><name>Ida</name></author><content type='html'>&lt;p&gt;{line}&lt;/p&gt;</content></entry>"
        for at, line in enumerate(_LINES)
    )
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Mills</title><id>x</id>{entries}</feed>'.encode()
    )


def _word_file() -> bytes:
    body = "".join(f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{line}</w:t></w:r></w:p>" for line in _LINES)
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Year</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    head = '<w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>The wheel</w:t></w:r></w:p>'
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'{relations}<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/_rels/document.xml.rels": f'{relations}<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        "</Relationships>",
        "word/styles.xml": f'<w:styles xmlns:w="{_WORD}"><w:style w:type="paragraph" w:styleId="H1">'
        '<w:name w:val="heading 1"/></w:style></w:styles>',
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{head}{body}{table}{head}{body}</w:body></w:document>',
    }  # fmt: skip
    return packed({name: content.encode() for name, content in parts.items()})


def _book(page: bytes) -> bytes:
    return packed({
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        b'<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        "book.opf": b'<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b"<dc:title>The mill</dc:title><dc:creator>Ida</dc:creator><dc:date>2024</dc:date></metadata><manifest>"
        b'<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
        "a.xhtml": page,
    })  # fmt: skip


def _pdf() -> bytes:
    try:
        from reportlab.lib.styles import getSampleStyleSheet
        from reportlab.platypus import Paragraph, SimpleDocTemplate, Table
    except ImportError as exc:
        raise CannotRun("reportlab is not installed (pip install --group dev)") from exc
    styles = getSampleStyleSheet()
    made = io.BytesIO()
    story = [Paragraph("The mill", styles["Title"])]
    for _ in range(3):
        story += [
            Paragraph("The wheel", styles["Heading1"]),
            *(Paragraph(line, styles["Normal"]) for line in _LINES),
        ]
        story += [Table([["Year", "Crowns"], ["1874", "12"]])]
    SimpleDocTemplate(made, pageCompression=0).build(story)
    return made.getvalue()
