"""PDFs: reading order, paragraphs, headings and pages, and what is said of a file that cannot be read."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
)

from ingest import Limits, SourceError, expand, read
from ingest.document import Document, assemble
from ingest.readers.pdf import read_pdf

WIDTH, HEIGHT = A4
TITLE = "The tide mill at Skarrow and its keepers"
BODY = ParagraphStyle(
    "body", fontName="Times-Roman", fontSize=10, leading=12, firstLineIndent=12, alignment=4
)
SECTION = ParagraphStyle(
    "section", fontName="Times-Bold", fontSize=13, leading=15, spaceBefore=8, spaceAfter=3
)
PART = ParagraphStyle("part", fontName="Times-Bold", fontSize=11, leading=13, spaceBefore=8, spaceAfter=3)
HEAD = ParagraphStyle("head", fontName="Times-Bold", fontSize=20, leading=24)
Lines = list[tuple[str, ParagraphStyle]]


def sentences(name: str, count: int) -> str:
    return " ".join(
        f"In year {number} the {name} was mended by keeper {number * 7 % 31}, who wrote down its cost."
        for number in range(count)
    )


def paper() -> Lines:
    lines: Lines = [(TITLE, HEAD), ("Ada Brown, Carl Dorn", BODY)]
    for section, part in (("Introduction", "Sources"), ("The wheel", "Oak and iron"), ("The dam", "Floods")):
        lines += [(section, SECTION), (sentences(section.lower(), 40), BODY)]
        lines += [(part, PART), (sentences(part.lower(), 25), BODY)]
    return lines


def typeset(lines: Lines, columns: int = 2) -> bytes:
    """A paper with a title over its columns, a running head and page numbers."""

    def marks(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Times-Italic", 8)
        canvas.drawString(50, HEIGHT - 30, "Annals of Tide Mills, volume 4")
        canvas.drawCentredString(WIDTH / 2, 25, str(document.page + 100))

    column = (WIDTH - 100 - 18 * (columns - 1)) / columns
    lefts = [50 + (column + 18) * at for at in range(columns)]
    first = [Frame(50, HEIGHT - 130, WIDTH - 100, 80, 0, 0, 0, 0)]
    first += [Frame(left, 45, column, HEIGHT - 180, 0, 0, 0, 0) for left in lefts]
    later = [Frame(left, 45, column, HEIGHT - 100, 0, 0, 0, 0) for left in lefts]
    made = io.BytesIO()
    document = BaseDocTemplate(
        made,
        pagesize=A4,
        title="paper.docx",
        author="Ada Brown",
        pageTemplates=[PageTemplate("one", first, onPage=marks), PageTemplate("two", later, onPage=marks)],
    )
    story = [Paragraph(text, style) for text, style in lines]
    document.build([NextPageTemplate("two"), story[0], story[1], FrameBreak(), *story[2:]])
    return made.getvalue()


def drawn(*pages: Callable[[Canvas], None], **options: object) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4, **options)
    for page in pages:
        canvas.setFont("Helvetica", 11)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def column_of(*lines: str, left: float = 60, top: float = 700) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(lines):
            canvas.drawString(left, top - 14 * number, line)

    return draw


def document_of(data: bytes, limits: Limits | None = None) -> Document:
    title, metadata, pieces = read_pdf(data, limits or Limits())
    return assemble(pieces, title=title, fallback_title="file", metadata=metadata)


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_a_typeset_paper_is_read_in_order_whole_and_with_its_sections(columns: int) -> None:
    lines = paper()
    document = document_of(typeset(lines, columns))
    assert document.title == TITLE
    headings = [(text, 2 if style is SECTION else 3) for text, style in lines if style in (SECTION, PART)]
    assert [(section.heading, section.level) for section in document.sections[1:]] == headings
    paragraphs = [
        document.text[block.start : block.end] for block in document.blocks if block.kind == "paragraph"
    ]
    assert paragraphs == [text for text, style in lines if style is BODY]
    assert document.metadata.author == "Ada Brown"


def test_each_block_tells_the_page_on_which_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "mill.bin"
    path.write_bytes(drawn(*(column_of(f"This is what page {n} tells of the mill.") for n in (1, 2, 3))))
    article = read(str(path))
    told = {article.text[block.start : block.end]: block.page for block in article.blocks if block.page}
    assert told == {f"This is what page {n} tells of the mill.": n for n in (1, 2, 3)}
    assert list(expand(str(tmp_path))) == [str(path)]


def test_hyphens_of_line_ends_go_and_those_of_words_stay() -> None:
    text = document_of(
        drawn(
            column_of(
                "The miller spoke of a well-known and often discussed interna-",
                "tional agreement on tide mills, which was by then a well-",
                "known matter, and of the low-lying meadows and of the cheap flat-",
                "bottomed boats that were used there in the years 1890-",
                "1895 to bring the barley in.",
            )
        )
    ).text
    assert "often discussed international agreement" in text
    assert "a well-known matter" in text
    assert "1890-1895" in text


def test_a_paragraph_goes_on_over_pages_and_past_a_caption() -> None:
    first = "The keeper went down to the sluice before dawn and found that the gate had been"
    article = document_of(
        drawn(
            column_of(
                "It was a cold winter and the pond was frozen over from side to side that week.", first
            ),
            column_of("Figure 3. The gate in 1890.", "", "left open by the men of the other mill."),
        )
    )
    assert f"{first} left open by the men of the other mill." in article.text
    assert "Figure 3. The gate in 1890.\n" in article.text


def test_running_heads_and_page_numbers_go_and_other_numbers_stay() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(60, 800, f"{number} The Mill Review" if number % 2 else f"Annals {number}")
            canvas.drawString(290, 30, f"Page {number} of 6")
            column_of(f"Text number {number} of the mill stands here.", "1890")(canvas)

        return draw

    text = document_of(drawn(*(page(number) for number in range(1, 7)))).text
    assert "Review" not in text
    assert "Page" not in text
    assert text.count("1890") == 6


def test_the_outline_names_headings_that_look_like_text() -> None:
    def page(name: str) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.bookmarkPage(name)
            canvas.addOutlineEntry(name, name, level=0 if name != "of iron" else 1)
            column_of(name, "", f"Here stands all that is known of it, {name}.")(canvas)

        return draw

    names = ["the wheel of oak", "of iron", "the dam", "the keepers"]
    document = document_of(drawn(*map(page, names)))
    found = [(section.heading, section.level) for section in document.sections if section.heading in names]
    assert found == [("the wheel of oak", 2), ("of iron", 3), ("the dam", 2), ("the keepers", 2)]


def test_numbers_tell_the_level_of_headings() -> None:
    def draw(canvas: Canvas) -> None:
        at = 780.0
        for heading in ("1 Wheel", "1.1 Oak", "1.1.1 Age of the oak", "2 Dam"):
            canvas.setFont("Helvetica-Bold", 11)
            canvas.drawString(60, at, heading)
            canvas.setFont("Helvetica", 11)
            canvas.drawString(60, at - 20, f"This is all that there is to tell about {heading[-3:]}.")
            at -= 50

    document = document_of(drawn(draw))
    assert [(s.heading, s.level) for s in document.sections[1:]] == [
        ("1 Wheel", 2),
        ("1.1 Oak", 3),
        ("1.1.1 Age of the oak", 4),
        ("2 Dam", 2),
    ]


def test_lists_and_tables_are_told_from_paragraphs() -> None:
    def draw(canvas: Canvas) -> None:
        column_of("Three things are needed for grinding:", "• a wheel", "• a dam", "• the tide")(canvas)
        for number, row in enumerate(
            (("Year", "Grain", "Sacks"), ("1890", "Oats", "40"), ("1891", "Rye", "35"))
        ):
            for place, cell in enumerate(row):
                canvas.drawString(60 + 120 * place, 600 - 16 * number, cell)

    text = document_of(drawn(draw)).text
    assert "- a wheel\n- a dam\n- the tide" in text
    assert "| Year | Grain | Sacks |\n| --- | --- | --- |\n| 1890 | Oats | 40 |\n| 1891 | Rye | 35 |" in text


def test_a_page_lying_on_its_side_is_read_and_a_stamp_on_the_margin_is_not() -> None:
    def sideways(canvas: Canvas) -> None:
        canvas.rotate(90)
        column_of("The upper line of the page", "and the lower line of it.", left=100, top=-200)(canvas)

    def stamped(canvas: Canvas) -> None:
        column_of("An upright line of the mill's own story.")(canvas)
        canvas.rotate(90)
        canvas.drawString(200, -20, "preprint 2101.00001")

    text = document_of(drawn(sideways, stamped)).text
    assert "The upper line of the page and the lower line of it." in text
    assert "upright" in text
    assert "preprint" not in text


def test_a_printed_table_of_contents_is_told_from_the_text() -> None:
    names = ["Introduction", "The wheel", "Oak and iron", "The dam"]

    def contents(canvas: Canvas) -> None:
        lines = [f"{n} {name}{' .' * 30} {n}" for n, name in enumerate(names, 1)]
        column_of("Table of Contents", *lines)(canvas)

    def body(canvas: Canvas) -> None:
        for place, name in enumerate(names):
            canvas.setFont("Helvetica-Bold", 14)
            canvas.drawString(60, 760 - 150 * place, f"{place + 1} {name}")
            canvas.setFont("Helvetica", 11)
            told = [
                f"In year {n} the {name.lower()} was mended and its cost was written down." for n in range(5)
            ]
            column_of(*told, top=735 - 150 * place)(canvas)

    document = document_of(drawn(contents, body))
    assert [section.heading for section in document.sections][-4:] == [
        f"{n} {name}" for n, name in enumerate(names, 1)
    ]
    listed = [block for block in document.blocks if block.kind == "contents"]
    assert len(listed) == 5
    assert all(block.page == 1 for block in listed)


def bad_pdfs() -> dict[str, tuple[bytes, str]]:
    good = drawn(column_of("A line of text that is there."))
    image = drawn(lambda canvas: canvas.rect(50, 50, 200, 200, fill=1))
    secret = drawn(column_of("Secret"), encrypt=StandardEncryption("open sesame", strength=128))
    loop = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    return {
        "encrypted": (secret, "password"),
        "without text": (image, "OCR"),
        "cut off": (good[: len(good) // 3], "damaged"),
        "only a head": (b"%PDF-1.7\n", "damaged"),
        "noise": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "damaged"),
        "pages in a loop": (loop, "damaged"),
    }


@pytest.mark.parametrize("kind", bad_pdfs())
def test_a_pdf_that_cannot_be_read_says_why(kind: str) -> None:
    data, words = bad_pdfs()[kind]
    with pytest.raises(SourceError) as told:
        read_pdf(data, Limits())
    assert words in str(told.value)


def test_a_mangled_pdf_is_read_or_refused_and_nothing_else() -> None:
    good = drawn(*(column_of(f"Line {n} of the story.", "And more.") for n in range(3)), pageCompression=0)
    chance = random.Random(7)
    refused = 0
    for _ in range(60):
        data = bytearray(good)
        for _ in range(chance.randint(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read_pdf(bytes(data), Limits())
        except SourceError as error:
            refused += 1
            assert error.remedy
    assert 0 < refused < 60


def test_the_reason_and_the_remedy_come_out_of_the_process(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(bad_pdfs()["without text"][0])
    with pytest.raises(SourceError, match=r"scan\.pdf: it has no text.*OCR") as told:
        read(str(path))
    assert "\n" not in str(told.value)


def test_limits_on_pages_and_text_hold() -> None:
    data = drawn(*(column_of(f"Line {n} of a long story of the mill.") for n in range(5)))
    with pytest.raises(SourceError, match="5 pages"):
        read_pdf(data, Limits(max_pages=4))
    with pytest.raises(SourceError, match="of text"):
        read_pdf(data, Limits(max_bytes=100))


def test_a_bomb_is_stopped_in_time(tmp_path: Path) -> None:
    def bomb(canvas: Canvas) -> None:
        canvas.beginForm("f0")
        canvas.drawString(10, 10, "boom " * 20)
        canvas.endForm()
        for level in range(1, 9):
            canvas.beginForm(f"f{level}")
            for _ in range(20):
                canvas.doForm(f"f{level - 1}")
            canvas.endForm()
        canvas.doForm("f8")

    path = tmp_path / "bomb.pdf"
    path.write_bytes(drawn(bomb))
    began = time.monotonic()
    with pytest.raises(SourceError, match=r"seconds|memory|broke down"):
        read(str(path), Limits(worker_seconds=1, worker_bytes=1_000_000_000))
    assert time.monotonic() - began < 15
