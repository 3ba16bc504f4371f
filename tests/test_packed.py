"""Word files and e-books: read whole, in a process of their own that a hostile file cannot outlive."""

# ruff: noqa: E501
from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.faults.documents import packed
from ingest import Limits, SourceError, expand, read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
STYLES = f"<w:styles {W}>" + "".join(
    f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
    for key, name in (("T", "Title"), ("H1", "heading 1"), ("H2", "heading 2"), ("Q", "Quote"))
) + "</w:styles>"  # fmt: skip
STYLES_REL = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r2" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
    "</Relationships>"
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>Template</dc:title><dc:creator>Ada Brown</dc:creator>"
    "<dcterms:created>2021-03-04T10:00:00Z</dcterms:created></cp:coreProperties>"
)


def paragraph(text: str, style: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r></w:p>"


def word_parts(body: str) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS,
        "word/_rels/document.xml.rels": STYLES_REL,
        "word/styles.xml": STYLES,
        "docProps/core.xml": CORE,
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


BODY = (
    paragraph("The mill at Skarrow", "T")
    + paragraph("It grinds barley twice a day.")
    + paragraph("The wheel", "H1")
    + paragraph("The wheel is four metres wide. 🌊")
    + table(("Year", "Grain"), ("1890", "Oats"), ("1891", "Rye"))
    + paragraph("Its oak", "H2")
    + paragraph("Nobody knows its age.", "Q")
)


def chapter(heading: str, text: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>'
        f'</head><body><section id="s"><h1 id="{heading[:3]}">{heading}</h1><p>{text}</p></section></body></html>'
    )


def book_parts(**chapters: str) -> dict[str, str | bytes]:
    items = "".join(
        f'<item id="{k}" href="{k}%20x.xhtml" media-type="application/xhtml+xml"/>' for k in chapters
    )
    spine = "".join(f'<itemref idref="{key}"/>' for key in chapters)
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Mills of the coast</dc:title>'
        "<dc:creator>Ada Brown</dc:creator><dc:language>en-GB</dc:language><dc:date>2019-05-01T00:00:00Z</dc:date>"
        f'</metadata><manifest><item id="nav" href="nav.xhtml" properties="nav" '
        f'media-type="application/xhtml+xml"/>{items}</manifest><spine><itemref idref="nav"/>{spine}</spine></package>',
        "OEBPS/nav.xhtml": "<html><body><nav><ol><li><a href='a x.xhtml'>Navigation</a></li></ol></nav></body></html>",
        **{f"OEBPS/{key} x.xhtml": text for key, text in chapters.items()},
    }


def test_a_word_file_keeps_title_headings_and_tables(tmp_path: Path) -> None:
    path = tmp_path / "mill.bin"
    path.write_bytes(packed(word_parts(BODY)))
    article = read(str(path))
    assert [(s.level, s.heading) for s in article.sections] == [
        (1, "The mill at Skarrow"), (2, "The wheel"), (3, "Its oak"),
    ]  # fmt: skip
    assert "| Year | Grain |\n| --- | --- |\n| 1890 | Oats |\n| 1891 | Rye |" in article.text
    assert "> Nobody knows its age." in article.text
    assert "wide. 🌊" in article.text
    assert (article.metadata.author, article.metadata.published) == ("Ada Brown", "2021-03-04")
    for block in article.blocks:
        assert article.text[block.start : block.end].strip()
    for section in article.sections:
        assert section.heading in article.text[section.start : section.end]


def test_an_e_book_is_read_chapter_by_chapter(tmp_path: Path) -> None:
    path = tmp_path / "mills.epub"
    path.write_bytes(
        packed(book_parts(b=chapter("Second first", "Wind 🌾."), a=chapter("Tide", "Water &amp; salt.")))
    )
    article = read(str(path))
    assert article.title == "Mills of the coast"
    assert [s.heading for s in article.sections] == ["Mills of the coast", "Second first", "Tide"]
    assert "Water & salt." in article.text
    assert "Navigation" not in article.text
    facts = article.metadata
    assert (facts.author, facts.language, facts.published) == ("Ada Brown", "en", "2019-05-01")
    assert not re.search(r"\bx\b", article.text)


def test_both_are_found_in_folders(tmp_path: Path) -> None:
    padding = {f"word/media/{n}.png": bytes(range(256)) * 40 for n in range(3)}
    (tmp_path / "a.docx").write_bytes(packed({**padding, **word_parts(BODY)}))
    (tmp_path / "b.epub").write_bytes(packed(book_parts(a=chapter("Tide", "Water."))))
    assert len([found for found in expand(str(tmp_path)) if isinstance(found, str)]) == 2


BOMB = "a" * 30_000_000
DEEP = "<div>" * 100_000
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
DRM = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData '
    'xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod '
    'Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></EncryptedData></encryption>'
)
DOCX = word_parts(BODY)
BOOK = book_parts(a=chapter("Tide", "Water."))
HOSTILE: dict[str, tuple[bytes, str]] = {
    "cut docx": (packed(DOCX)[:-200], "damaged"),
    "cut epub": (packed(BOOK)[:-200], "damaged"),
    "docx without a document": (packed({**DOCX, "word/document.xml": ""}), "damaged"),
    "docx of broken XML": (packed({**DOCX, "word/document.xml": "<w:document><w:body>"}), "damaged"),
    "docx without words": (packed(word_parts("")), "no text"),
    "docx bomb": (packed({**DOCX, "word/document.xml": BOMB}), "unpacks to more"),
    "docx of many bombs": (
        packed({**DOCX, **{f"word/{n}.xml": BOMB[:9_000_000] for n in range(9)}}),
        "unpacks to more",
    ),
    "docx with entities": (packed({**DOCX, "word/document.xml": ENTITIES + "<x>&b;</x>"}), "entities"),
    "docx that names a file": (packed({**DOCX, "word/document.xml": OUTSIDE + "<x>&a;</x>"}), "entities"),
    "epub without a container": (packed({**BOOK, "META-INF/container.xml": "<container/>"}), "damaged"),
    "epub without its chapter": (
        packed({k: v for k, v in BOOK.items() if not k.startswith("OEBPS/a")}),
        "missing",
    ),
    "epub without words": (packed(book_parts(a="<html><body></body></html>")), "no text"),
    "epub bomb": (packed({**BOOK, "OEBPS/a x.xhtml": BOMB}), "unpacks to more"),
    "epub that reaches outside": (
        packed(
            {
                **BOOK,
                "OEBPS/book.opf": str(BOOK["OEBPS/book.opf"]).replace("a%20x.xhtml", "../../../etc/passwd"),
            }
        ),
        "missing",
    ),
    "epub with entities": (
        packed({**BOOK, "OEBPS/book.opf": ENTITIES + "<package>&b;</package>"}),
        "entities",
    ),
    "epub with DRM": (packed({**BOOK, "META-INF/encryption.xml": DRM}), "DRM"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_damaged_or_hostile_file_is_one_clear_line(kind: str, tmp_path: Path) -> None:
    data, expected = HOSTILE[kind]
    path = tmp_path / "article"
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        read(str(path), Limits(max_bytes=10_000_000, worker_seconds=10))
    assert expected in caught.value.problem
    assert caught.value.source == str(path)
    assert "\n" not in str(caught.value)


def test_a_chapter_nested_without_end_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "deep.epub"
    path.write_bytes(packed(book_parts(a=f"<html><body>{DEEP}", b=chapter("Tide", "Water."))))
    assert "Water." in read(str(path), Limits(worker_seconds=10)).text


def test_too_little_time_or_memory_is_told(tmp_path: Path) -> None:
    path = tmp_path / "long.docx"
    path.write_bytes(packed(word_parts(paragraph("Barley and rye. " * 3) * 40_000)))
    with pytest.raises(SourceError, match="more than 1 seconds"):
        read(str(path), Limits(worker_seconds=1))
    with pytest.raises(SourceError, match=r"memory|broke down"):
        read(str(path), Limits(worker_bytes=40_000_000, worker_seconds=20))
