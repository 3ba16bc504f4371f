"""Word files as Word shows them: headings, numbers, equations, program text, notes, and nothing that was deleted."""

# ruff: noqa: E501
from __future__ import annotations

from lxml import etree

from benchmarks.faults.documents import packed
from ingest import Limits
from ingest.document import Document, assemble
from ingest.readers.docx import read_docx
from ingest.readers.docx_math import tex_of

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    f'Type="{RELATED}/officeDocument" Target="word/document.xml"/></Relationships>'
)
OWN_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    + "".join(
        f'<Relationship Id="r{at}" Type="{RELATED}/{name}" Target="{name}.xml"/>'
        for at, name in enumerate(("styles", "numbering", "footnotes"), 2)
    )
    + "</Relationships>"
)
STYLES = (
    f'<w:styles {W}><w:style w:type="paragraph" w:styleId="N"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="House heading"/><w:basedOn w:val="H2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Src"><w:name w:val="Source Code"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style></w:styles>'
)


def level(at: int, form: str, text: str, start: int = 1) -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1")}{level(1, "decimal", "%1.%2")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "%1.", 3)}{level(1, "lowerLetter", "%2)")}{level(2, "lowerRoman", "(%3)")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{level(0, "bullet", "•")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num></w:numbering>'
)


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*parts: str, style: str = "", listed: tuple[int, int] | None = None, more: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    number = (
        f'<w:numPr><w:ilvl w:val="{listed[1]}"/><w:numId w:val="{listed[0]}"/></w:numPr>' if listed else ""
    )
    inner = "".join(part if part.startswith("<") else run(part) for part in parts)
    return f"<w:p><w:pPr>{named}{number}{more}</w:pPr>{inner}</w:p>"


def word_file(*body: str, notes: str = "") -> Document:
    data = packed(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELS,
            "word/_rels/document.xml.rels": OWN_RELS,
            "word/styles.xml": STYLES,
            "word/numbering.xml": NUMBERING,
            "word/footnotes.xml": f"<w:footnotes {W}>{notes}</w:footnotes>",
            "word/document.xml": f"<w:document {W} {M}><w:body>{''.join(body)}</w:body></w:document>",
        }
    )
    title, metadata, pieces = read_docx(data, Limits())
    return assemble(pieces, title=title, fallback_title="Harbour", metadata=metadata)


def test_headings_carry_the_numbers_that_word_shows() -> None:
    document = word_file(
        paragraph("Boats", style="H1"),
        paragraph("All of them."),
        paragraph("Rings", style="Own"),
        paragraph("Of iron."),
        paragraph("Ropes", style="H2"),
        paragraph("Of hemp."),
        paragraph("Fees", style="H1"),
        paragraph("In crowns."),
        paragraph("Summer", style="H2"),
        paragraph("More."),
    )
    assert [section.heading for section in document.sections] == [
        "1 Boats",
        "1.1 Rings",
        "1.2 Ropes",
        "2 Fees",
        "2.1 Summer",
    ]


def test_items_carry_their_marks_over_what_stands_between() -> None:
    text = word_file(
        paragraph("What is to be done:"),
        paragraph("Oak", listed=(2, 0)),
        paragraph("Beams", listed=(2, 1)),
        paragraph("Planks", listed=(2, 1)),
        paragraph("A word on planks."),
        paragraph("Of the deck", listed=(2, 2)),
        paragraph("Iron", listed=(2, 0)),
        paragraph("Bolts", listed=(2, 1)),
        paragraph("Rope", listed=(3, 0)),
    ).text
    items = [line.strip() for line in text.split("\n") if line.strip()]
    assert items[2:] == [
        "3. Oak",
        "a) Beams",
        "b) Planks",
        "A word on planks.",
        "(i) Of the deck",
        "4. Iron",
        "a) Bolts",
        "- Rope",
    ]


def test_an_item_keeps_its_emphasis_where_it_was() -> None:
    document = word_file(
        paragraph("Rules."), paragraph("Tie ", run("every", "<w:b/>"), " boat", listed=(2, 0))
    )
    strong = [document.text[one.start : one.end] for one in document.inlines if one.kind == "strong"]
    assert strong == ["every"]
    assert "3. Tie every boat" in document.text


def test_what_was_deleted_moved_away_struck_out_or_hidden_is_not_there() -> None:
    text = word_file(
        paragraph(
            "The fee is ",
            "<w:moveFrom w:id='1'><w:r><w:t>40 </w:t></w:r></w:moveFrom>",
            run("50 ", "<w:dstrike/>"),
            run("51 ", "<w:vanish/>"),
            run("52 ", "<w:strike w:val='0'/>"),
            "<w:moveTo w:id='2'><w:r><w:t>crowns</w:t></w:r></w:moveTo>",
            "<w:ins w:id='3'><w:r><w:t> a night</w:t></w:r></w:ins>",
            ".",
        ),
        paragraph("The crew ", more="<w:rPr><w:del w:id='4'/></w:rPr>"),
        paragraph("has seven people."),
        "<w:tbl><w:tr><w:tc>" + paragraph("Item") + "</w:tc><w:tc>" + paragraph("Cost") + "</w:tc></w:tr>"
        "<w:tr><w:trPr><w:del w:id='5'/></w:trPr><w:tc>"
        + paragraph("Tar")
        + "</w:tc><w:tc>"
        + paragraph("9")
        + "</w:tc></w:tr>"
        "<w:tr><w:tc>" + paragraph("Oak") + "</w:tc><w:tc>" + paragraph("12") + "</w:tc></w:tr></w:tbl>",
    ).text
    assert "The fee is 52 crowns a night." in text
    assert "The crew has seven people." in text
    assert "Tar" not in text
    assert "| Oak | 12 |" in text


def test_program_text_keeps_its_lines_and_indents() -> None:
    courier = '<w:rFonts w:ascii="Courier New"/>'
    text = word_file(
        paragraph("Open the gate so:"),
        paragraph("if tide:", style="Src"),
        paragraph("    open()", style="Src"),
        paragraph("Or so:"),
        paragraph(run("while tide:", courier)),
        paragraph(run("wait()", courier), more='<w:ind w:left="480"/>'),
    ).text
    assert "```\nif tide:\n    open()\n```" in text
    assert "```\nwhile tide:\n    wait()\n```" in text


def test_notes_stand_at_the_end_without_marks_in_the_sentence() -> None:
    text = word_file(
        paragraph("The fee was set in 1998", '<w:r><w:footnoteReference w:id="2"/></w:r>', " by the board."),
        notes=f'<w:footnote w:id="2">{paragraph("Without freight.")}</w:footnote>',
    ).text
    assert "The fee was set in 1998 by the board." in text
    assert text.rstrip().endswith("1. Without freight.")


def test_lines_of_the_table_of_contents_are_told_from_the_text() -> None:
    names = ("Boats", "Fees", "Crews")
    lines = (
        paragraph(f"{at} {name}", "<w:r><w:tab/></w:r>", run(f"{at + 2}"), style="T1")
        for at, name in enumerate(names, 1)
    )
    body = (
        part
        for name in names
        for part in (paragraph(name, style="H1"), paragraph(f"All about the {name.lower()}."))
    )
    document = word_file(*lines, *body)
    assert [document.text[b.start : b.end] for b in document.blocks if b.kind == "contents"] == [
        "- 1 Boats",
        "- 2 Fees",
        "- 3 Crews",
    ]


def math(inner: str) -> str:
    return tex_of(etree.fromstring(f"<m:oMath {M}>{inner}</m:oMath>"))


def letters(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def test_equations_become_tex() -> None:
    power = f"<m:sSup><m:e>{letters('10')}</m:e><m:sup>{letters('5')}</m:sup></m:sSup>"
    assert math(power) == "10^5"
    fraction = f"<m:f><m:num>{letters('a+b')}</m:num><m:den>{letters('2π')}</m:den></m:f>"
    assert math(letters("F=") + fraction) == r"F=\frac{a+b}{2\pi }"
    total = (
        f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{letters("i=1")}</m:sub><m:sup>{letters("n")}</m:sup>'
        f"<m:e><m:sSub><m:e>{letters('x')}</m:e><m:sub>{letters('i')}</m:sub></m:sSub></m:e></m:nary>"
    )
    assert math(total) == r"\sum_{i=1}^n x_i"
    root = f"<m:rad><m:deg>{letters('3')}</m:deg><m:e>{letters('x')}</m:e></m:rad>"
    assert math(root) == r"\sqrt[3]{x}"
    held = f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>{letters("x−y")}</m:e></m:d>'
    assert math(held) == "[x-y]"


def test_an_equation_within_a_sentence_is_read_in_its_place() -> None:
    fraction = f"<m:oMath><m:f><m:num>{letters('F')}</m:num><m:den>{letters('41')}</m:den></m:f></m:oMath>"
    text = word_file(paragraph("Each pile carries ", fraction, " of the load.")).text
    assert r"Each pile carries \frac{F}{41} of the load." in text
