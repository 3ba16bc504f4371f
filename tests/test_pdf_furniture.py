"""What PDFs carry beside their text - numbers of lines and pages, heads, margins - and what is content all the
same: clauses, side heads, what was filled in on a form."""

from __future__ import annotations

import io
from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest import Limits
from ingest.document import Document, assemble
from ingest.readers.pdf import read_pdf

WORDS = (
    "the wheel of the mill turns when water from the pond runs through its wooden race and grinds the barley of"
    " the farmers who bring it in their carts before the first frost of the year has come to the valley"
).split()


def prose(seed: int, lines: int) -> list[str]:
    """Lines of about seventy letters each, all different."""
    return [
        " ".join(WORDS[(seed * 7 + at * 5 + n * (seed + 2)) % len(WORDS)] for n in range(13)) for at in range(lines)
    ]


def drawn(*pages: Callable[[Canvas], None]) -> Document:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4)
    for page in pages:
        canvas.setFont("Helvetica", 11)
        page(canvas)
        canvas.showPage()
    canvas.save()
    title, metadata, pieces = read_pdf(made.getvalue(), Limits())
    return assemble(pieces, title=title, fallback_title="file", metadata=metadata)


def text_at(canvas: Canvas, lines: list[str], left: float = 100, top: float = 740, step: float = 14) -> None:
    for number, line in enumerate(lines):
        canvas.drawString(left, top - step * number, line)


def test_every_fifth_line_is_numbered_in_the_right_margin() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            text_at(canvas, prose(number, 30), left=70)
            canvas.setFont("Helvetica", 7)
            for line in range(4, 30, 5):
                canvas.drawRightString(560, 740 - 14 * line, str(30 * (number - 1) + line + 1))

        return draw

    document = drawn(page(1), page(2), page(3))
    assert "|" not in document.text
    assert not any(character.isdigit() for character in document.text)
    assert " ".join(prose(2, 3)) in document.text


def test_a_first_column_of_years_is_no_numbering_of_lines() -> None:
    def draw(canvas: Canvas) -> None:
        text_at(canvas, ["All years of the mill are in this table, with the grain that was ground in each of them."])
        for number in range(12):
            text_at(canvas, [str(1890 + number)], top=700 - 18 * number)
            text_at(canvas, [f"Oats and rye of the northern farms {number}"], left=160, top=700 - 18 * number)
            text_at(canvas, [str(40 + number)], left=420, top=700 - 18 * number)

    assert "| 1897 | Oats and rye of the northern farms 7 | 47 |" in drawn(draw).text


def test_a_side_head_stands_before_the_text_that_it_names() -> None:
    def draw(canvas: Canvas) -> None:
        for number, head in enumerate(("Fees", "Crews", "Boats")):
            top = 740 - 180 * number
            text_at(canvas, prose(number, 9), left=160, top=top)
            canvas.setFont("Helvetica-Bold", 11)
            canvas.drawString(60, top, head)
            canvas.setFont("Helvetica", 11)

    document = drawn(draw)
    assert [section.heading for section in document.sections][-3:] == ["Fees", "Crews", "Boats"]
    assert " ".join(prose(1, 9)) in document.text


def test_heads_that_are_clauses_stay_and_running_heads_go() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(100, 800, "Rules of the harbour, edition of 2024")
            canvas.setFont("Helvetica-Bold", 11)
            canvas.drawString(100, 780, f"Clause {number * 2 + 1}")
            canvas.setFont("Helvetica", 11)
            text_at(canvas, prose(number, 20))

        return draw

    text = drawn(*(page(number) for number in range(1, 6))).text
    assert "edition of 2024" not in text
    for clause in (3, 5, 7, 9, 11):
        assert f"Clause {clause}" in text


def test_what_was_filled_in_on_a_form_stands_behind_its_question() -> None:
    def draw(canvas: Canvas) -> None:
        text_at(canvas, ["Application for a berth"], top=780)
        for number, (label, value) in enumerate((("Name of the boat", "Seagull"), ("Length in metres", "11.5"))):
            top = 720 - 30 * number
            canvas.drawString(100, top, f"{label}:")
            canvas.acroForm.textfield(name=label, value=value, x=260, y=top - 5, width=200, height=18, fontSize=11)
        canvas.drawString(100, 640, "With electricity")
        canvas.acroForm.checkbox(name="power", checked=True, x=260, y=636, size=14)
        canvas.drawString(100, 610, "With water")
        canvas.acroForm.checkbox(name="water", checked=False, x=260, y=606, size=14)

    text = drawn(draw).text
    assert "Name of the boat: Seagull" in text
    assert "Length in metres: 11.5" in text
    assert "With electricity [x]" in text
    assert "With water [ ]" in text
