"""What PDFs carry beside their text - numbers of lines and pages, heads, margins - and what is content all the
same: clauses, side heads, what was filled in on a form."""

# ruff: noqa: E501
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
        " ".join(WORDS[(seed * 7 + at * 5 + n * (seed + 2)) % len(WORDS)] for n in range(13))
        for at in range(lines)
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
        text_at(
            canvas,
            ["All years of the mill are in this table, with the grain that was ground in each of them."],
        )
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
        for number, (label, value) in enumerate(
            (("Name of the boat", "Seagull"), ("Length in metres", "11.5"))
        ):
            top = 720 - 30 * number
            canvas.drawString(100, top, f"{label}:")
            canvas.acroForm.textfield(
                name=label, value=value, x=260, y=top - 5, width=200, height=18, fontSize=11
            )
        canvas.drawString(100, 640, "With electricity")
        canvas.acroForm.checkbox(name="power", checked=True, x=260, y=636, size=14)
        canvas.drawString(100, 610, "With water")
        canvas.acroForm.checkbox(name="water", checked=False, x=260, y=606, size=14)

    text = drawn(draw).text
    assert "Name of the boat: Seagull" in text
    assert "Length in metres: 11.5" in text
    assert "With electricity [x]" in text
    assert "With water [ ]" in text


def test_menus_of_a_printed_page_go_and_a_list_of_links_in_the_text_stays() -> None:
    def linked(canvas: Canvas, words: str, left: float, top: float) -> None:
        canvas.drawString(left, top, words)
        right = left + canvas.stringWidth(words, "Helvetica", 11)
        canvas.linkURL(f"https://harbour.example/{words}", (left, top - 3, right, top + 9))

    def draw(canvas: Canvas) -> None:
        for place, words in enumerate(("Home", "News", "Boats", "Contact")):
            linked(canvas, words, 100 + 70 * place, 800)
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(160, 770, "The old pier")
        canvas.setFont("Helvetica", 11)
        for place, words in enumerate(("All reports", "Fees", "Crews", "Timber", "Weather")):
            linked(canvas, words, 40, 735 - 16 * place)
        text_at(canvas, prose(3, 9), left=160)
        text_at(canvas, ["Read more in these reports:"], left=160, top=590)
        for place, words in enumerate(
            ("Storms of the year", "Piles and beams", "Costs of the pier", "The barge")
        ):
            linked(canvas, words, 160, 570 - 16 * place)
        text_at(canvas, prose(5, 4), left=160, top=490)
        for place, words in enumerate(("Privacy", "Terms", "Imprint")):
            linked(canvas, words, 160 + 70 * place, 300)

    text = drawn(draw).text
    for gone in ("Home", "Contact", "All reports", "Weather", "Privacy", "Imprint"):
        assert gone not in text
    for kept in ("Storms of the year", "Costs of the pier", "The barge"):
        assert kept in text
