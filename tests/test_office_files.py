"""Office files as articles: spreadsheets, presentations, OpenDocument, rich text; and those that are refused."""

# ruff: noqa: E501
from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from article_invariants import check

from ingest import Article, Limits, SourceError, expand, read
from ingest.inline import written_out

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def packed(parts: Mapping[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(
                name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            )
    return made.getvalue()


def opened(data: bytes, name: str, tmp_path: Path) -> tuple[Article, str]:
    path = tmp_path / name
    path.write_bytes(data)
    article = read(str(path))
    check(article)
    return article, written_out(article)


def relations(*pairs: tuple[str, str]) -> str:
    inner = "".join(f'<Relationship Id="{key}" Target="{target}" Type="x"/>' for key, target in pairs)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def workbook() -> dict[str, str]:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Crew</t></is></c>'
        '<c r="D1" t="inlineStr"><is><t>Since</t></is></c><c r="E1" t="inlineStr"><is><t>Share</t></is></c></row>'
        '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>7</v></c><c r="D2" s="1"><v>45356</v></c>'
        '<c r="E2" s="2"><v>0.125</v></c></row>'
        '<row r="3" hidden="1"><c r="A3"><v>99</v></c></row>'
        '<row r="4"><c r="A4" t="str"><v>Sum</v></c><c r="B4"><f>SUM(B2:B3)</f></c></row>'
    )
    sheet = '<worksheet xmlns="{}"><sheetData>{}</sheetData></worksheet>'
    return {
        "xl/worksheets/sheet1.xml": sheet.format(SHEET, rows),
        "xl/worksheets/sheet2.xml": sheet.format(SHEET, '<row r="1"><c r="A1"><v>1</v></c></row>'),
        "xl/worksheets/sheet3.xml": sheet.format(
            SHEET, '<row r="1"><c r="A1" t="str"><v>secret</v></c></row>'
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}"><si><t>Boat</t></si><si><r><t>Al</t></r><r><t>ma</t></r></si></sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{SHEET}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/>'
        "</cellXfs></styleSheet>",
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="Crews" sheetId="1" r:id="r1"/>'
        '<sheet name="Other" sheetId="2" r:id="r2"/><sheet name="Hid" sheetId="3" r:id="r3" state="hidden"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("r1", "worksheets/sheet1.xml"),
            ("r2", "worksheets/sheet2.xml"),
            ("r3", "/xl/worksheets/sheet3.xml"),
        ),
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
    }


def test_a_spreadsheet_is_its_sheets_with_values_as_shown(tmp_path: Path) -> None:
    article, shown = opened(packed(workbook()), "pier.xlsx", tmp_path)
    assert [section.heading for section in article.sections] == ["pier", "Crews", "Other"]
    assert (
        "| Boat | Crew | Since | Share |\n| --- | --- | --- | --- |\n| Alma | 7 | 2024-03-05 | 12.5% |"
        in shown
    )
    assert "| Sum | =SUM(B2:B3) | | |" in shown
    assert "secret" not in shown
    assert "99" not in shown


def test_a_spreadsheet_without_its_relations_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    parts = {name: content for name, content in workbook().items() if not name.endswith(".rels")}
    _, shown = opened(packed(parts), "crews.zip", tmp_path)
    assert "| Alma | 7 |" in shown
    assert [one for one in expand(str(tmp_path)) if isinstance(one, str)] == [str(tmp_path / "crews.zip")]


def slide(title: str, body: str, kind: str = "title") -> str:
    return (
        f'<p:sld xmlns:p="{SLIDES}" xmlns:a="{DRAWING}" xmlns:r="{OFFICE}"><p:cSld><p:spTree>'
        f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>{title}</a:t></a:r></a:p></p:txBody></p:sp>'
        f"{body}<p:sp><p:nvSpPr><p:nvPr><p:ph type='sldNum'/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:fld><a:t>9</a:t></a:fld></a:p></p:txBody></p:sp>"
        "</p:spTree></p:cSld></p:sld>"
    )


def deck() -> dict[str, str]:
    items = (
        "<p:sp><p:nvSpPr><p:nvPr><p:ph idx='1'/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>Oak costs 10</a:t></a:r>"
        "<a:r><a:rPr baseline='30000'/><a:t>5</a:t></a:r><a:r><a:rPr strike='sngStrike'/><a:t> or less</a:t></a:r></a:p>"
        "<a:p><a:pPr lvl='1'/><a:r><a:rPr><a:hlinkClick r:id='r9'/></a:rPr><a:t>beams</a:t></a:r></a:p></p:txBody></p:sp>"
        "<p:graphicFrame><a:tbl><a:tr><a:tc><a:p><a:r><a:t>Boat</a:t></a:r></a:p></a:tc><a:tc><a:p><a:r><a:t>Crew</a:t></a:r></a:p></a:tc></a:tr>"
        "<a:tr><a:tc gridSpan='2'><a:p><a:r><a:t>none</a:t></a:r></a:p></a:tc><a:tc hMerge='1'/></a:tr></a:tbl></p:graphicFrame>"
    )
    notes = (
        f'<p:notes xmlns:p="{SLIDES}" xmlns:a="{DRAWING}"><p:sp><p:nvSpPr><p:nvPr><p:ph type="body"/></p:nvPr></p:nvSpPr>'
        "<p:txBody><a:p><a:r><a:t>Say who pays.</a:t></a:r></a:p></p:txBody></p:sp></p:notes>"
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{SLIDES}" xmlns:r="{OFFICE}"><p:sldIdLst><p:sldId r:id="r2"/>'
        '<p:sldId r:id="r1"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations(
            ("r1", "slides/slide1.xml"), ("r2", "slides/slide2.xml")
        ),
        "ppt/slides/slide1.xml": slide("Costs", items),
        "ppt/slides/slide2.xml": slide("Pier repairs agreed", "", "ctrTitle"),
        "ppt/slides/_rels/slide1.xml.rels": relations(("r9", "x"), ("r8", "../notesSlides/n1.xml")).replace(
            'Target="x"', 'Target="https://example.org/m" TargetMode="External"'
        ),
        "ppt/notesSlides/n1.xml": notes,
    }


def test_a_presentation_is_its_slides_in_order(tmp_path: Path) -> None:
    article, shown = opened(packed(deck()), "talk.pptx", tmp_path)
    assert [section.heading for section in article.sections] == ["Pier repairs agreed", "Costs"]
    assert "- Oak costs 10⁵\n   - [beams](https://example.org/m)" in shown
    assert "| Boat | Crew |\n| --- | --- |\n| none | |" in shown
    assert "Notes: Say who pays." in shown
    assert "9" not in shown


def document(body: str, kind: str = "text") -> bytes:
    names = " ".join(
        f'xmlns:{one}="{ODF}{full}:1.0"'
        for one, full in {"office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
                          "fo": "xsl-fo-compatible"}.items()
    )  # fmt: skip
    styles = (
        '<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="S"><style:text-properties style:text-position="super 58%"/></style:style>'
        '<style:style style:name="X"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<text:list-style style:name="N"><text:list-level-style-number/></text:list-style>'
    )
    content = (
        f'<office:document-content {names} xmlns:xlink="http://www.w3.org/1999/xlink"><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    meta = (
        f'<office:document-meta xmlns:office="{ODF}office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:meta="{ODF}meta:1.0"><office:meta><dc:title>Pier repairs</dc:title><meta:initial-creator>Ada Lind'
        "</meta:initial-creator><meta:creation-date>2024-03-05T10:00:00</meta:creation-date></office:meta></office:document-meta>"
    )
    return packed(
        {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content, "meta.xml": meta}
    )


TABLE = (
    '<table:table table:name="Crews"><table:table-row><table:table-cell><text:p>Boat</text:p></table:table-cell><table:table-cell>'
    '<text:p>Crew</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell table:number-rows-spanned="2">'
    "<text:p>Alma</text:p></table:table-cell><table:table-cell><text:p>7</text:p></table:table-cell></table:table-row>"
    "<table:table-row><table:covered-table-cell/><table:table-cell><text:p>8</text:p></table:table-cell></table:table-row>"
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16000"/>'
    "</table:table-row></table:table>"
)


def test_a_text_of_opendocument(tmp_path: Path) -> None:
    body = (
        '<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:h text:outline-level="1">Costs</text:h>'
        '<text:p>Oak <text:span text:style-name="B">costs</text:span> 10<text:span text:style-name="S">5</text:span> '
        '<text:span text:style-name="X">40 </text:span>crowns<text:note><text:note-citation>1</text:note-citation><text:note-body>'
        "<text:p>Price of the mill.</text:p></text:note-body></text:note>, see <text:a xlink:href='https://example.org/m'>minutes</text:a>.</text:p>"
        '<text:list text:style-name="N"><text:list-item><text:p>first</text:p><text:list><text:list-item><text:p>deeper</text:p>'
        "</text:list-item></text:list></text:list-item><text:list-item><text:p>second</text:p></text:list-item></text:list>"
        f'<text:h text:outline-level="2">Crews</text:h>{TABLE}'
    )
    article, shown = opened(document(body), "pier.odt", tmp_path)
    assert (article.title, article.metadata.author, article.metadata.published) == (
        "Pier repairs",
        "Ada Lind",
        "2024-03-05",
    )
    assert [section.heading for section in article.sections][1:] == ["Costs", "Crews"]
    assert "Oak **costs** 10⁵ crowns [1], see [minutes](https://example.org/m)." in shown
    assert "1. first\n   1. deeper\n2. second" in shown
    assert "| Boat | Crew |\n| --- | --- |\n| Alma | 7 |\n| Alma | 8 |" in shown
    assert "[1] Price of the mill." in shown
    assert "gone" not in shown
    assert "40" not in shown


def test_a_spreadsheet_and_a_presentation_of_opendocument(tmp_path: Path) -> None:
    article, shown = opened(document(TABLE, "spreadsheet"), "crews.ods", tmp_path)
    assert "Crews" in [section.heading for section in article.sections]
    assert "| Alma | 8 |" in shown
    page = '<draw:page draw:name="p1"><draw:frame><draw:text-box><text:p>Oak is dear.</text:p></draw:text-box></draw:frame></draw:page>'
    assert "Oak is dear." in opened(document(page, "presentation"), "talk.odp", tmp_path)[1]


RTF = r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset204 Arial;}}
{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 heading 2;}}
{\info{\title Pier repairs agreed}{\author Ada Lind}{\creatim\yr2024\mo3\dy5}}
{\header Page head}\pard\s1 Costs\par
\pard Oak \b costs\b0  {\strike 40 }4,200 crowns in the caf\'e9, 10{\super 5} pascal \u8364?5.{\footnote Price of the mill.}\par
\pard {\field{\*\fldinst{HYPERLINK "https://example.org/m"}}{\fldrslt the minutes}} say so.\par
{\f1 \'cf\'f0\'e8\'e2\'e5\'f2}\par {\pict\pngblip 89504e47}
\pard\s2 Timber\par
{\pntext\'B7\tab}\pard\ls1 Oak beams\par
\trowd\cellx1000\cellx2000\pard\intbl Boat\cell Crew\cell\row
\trowd\pard\intbl Alma\cell 7\cell\row
\pard The end\par
{\*\generator Riched20;}}"""


def test_rich_text(tmp_path: Path) -> None:
    article, shown = opened(RTF.encode(), "pier.rtf", tmp_path)
    assert (article.title, article.metadata.author, article.metadata.published) == (
        "Pier repairs agreed", "Ada Lind", "2024-03-05",
    )  # fmt: skip
    assert [section.heading for section in article.sections][1:] == ["Costs", "Timber"]
    assert "Oak **costs** 4,200 crowns in the café, 10⁵ pascal €5. [1]" in shown
    assert "[the minutes](https://example.org/m) say so." in shown
    assert "Привет" in shown
    assert "- Oak beams" in shown
    assert "| Boat | Crew |\n| --- | --- |\n| Alma | 7 |" in shown
    assert "[1] Price of the mill." in shown
    assert not any(mark in shown for mark in ("Riched", "89504", "Page head", "HYPERLINK", "40"))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
REFUSED = {
    "old Word": (OLE + "WordDocument".encode("utf-16-le"), r"old office document.*LibreOffice"),
    "protected": (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "a drawing": (packed({"[Content_Types].xml": "<Types/>", "visio/document.xml": "<x/>"}), "kind that is not read"),
    "an archive of office files": (packed({"a.docx": "PK word/document.xml", "b.txt": "x"}), "zip archive"),
    "a tar": (b"a.txt" + bytes(252) + b"ustar\x0000" + bytes(300), "unpack it"),
    "a sheet of entities": (
        packed(workbook() | {"xl/sharedStrings.xml": '<!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>'}), "entities",
    ),
    "a sheet that is a bomb": (packed(workbook() | {"xl/worksheets/sheet1.xml": "a" * 3_000_000}), "unpacks to more"),
    "a protected OpenDocument": (
        packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x",
                "META-INF/manifest.xml": "<m><encryption-data/></m>"}), "password",
    ),
    "rich text without words": (b"{\\rtf1 }", "no text"),
    "rich text nested without end": (b"{\\rtf1 " + b"{" * 100_000, "nested too deeply"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_one_line_that_helps(kind: str, tmp_path: Path) -> None:
    data, expected = REFUSED[kind]
    path = tmp_path / "file.doc"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=expected) as caught:
        read(str(path), Limits(max_bytes=2_000_000, worker_seconds=20))
    assert "\n" not in str(caught.value)
