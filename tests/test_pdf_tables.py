"""Tables in PDFs: each value in its own row and column, whatever program set them; what is doubtful is told."""

# ruff: noqa: E501
from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from browser_support import chromium
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from benchmarks.tables import KINDS, as_page, by_reportlab, judge, rows_read, samples
from ingest import Limits
from ingest.document import Document, assemble
from ingest.readers.pdf import read_pdf


def read(data: bytes) -> Document:
    title, metadata, pieces = read_pdf(data, Limits())
    return assemble(pieces, title=title, fallback_title="file", metadata=metadata)


def drawn(*pages: Callable[[Canvas], None]) -> Document:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4)
    for page in pages:
        canvas.setFont("Helvetica", 10)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return read(made.getvalue())


def grid(
    rows: list[list[str]], lefts: list[float], top: float = 700, step: float = 16
) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for number, row in enumerate(rows):
            for left, cell in zip(lefts, row, strict=True):
                canvas.drawString(left, top - step * number, cell)

    return draw


def test_tables_of_all_kinds_set_by_reportlab_are_read_cell_by_cell() -> None:
    for sample in samples("reportlab"):
        score = judge(sample, rows_read(by_reportlab(sample)))
        assert score.misplaced == 0, score.faults
        assert score.right >= 0.97 * score.cells, (sample.kind, score.faults)


@pytest.mark.browser
def test_tables_of_all_kinds_printed_by_a_browser_have_no_value_in_another_column() -> None:
    with chromium() as browser:
        page = browser.new_page()
        for sample in samples("another browser")[::2]:
            page.set_content(as_page(sample))
            score = judge(sample, rows_read(page.pdf(prefer_css_page_size=True)))
            assert score.misplaced == 0, (sample, score.faults)


def test_empty_cells_keep_their_place() -> None:
    rows = [
        ["Pier", "2021", "2022", "2023"],
        ["North", "12", "", "14"],
        ["South", "", "19", ""],
        ["West", "7", "", ""],
    ]
    text = drawn(grid(rows, [60, 200, 280, 360])).text
    assert "| North | 12 | | 14 |\n| South | | 19 | |\n| West | 7 | | |" in text


def test_a_head_over_several_columns_and_a_row_that_names_a_group_stay_whole() -> None:
    rows = [["Oak", "12", "14", "15"], ["Elm", "7", "8", "9"], ["Ash", "3", "4", "6"], ["Fir", "1", "2", "5"]]

    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 732, "Timber")
        canvas.drawString(215, 732, "Cost in crowns of all piers")
        grid([["", "2021", "2022", "2023"], *rows], [60, 200, 280, 360], top=716)(canvas)
        canvas.drawString(60, 636, "The southern pier, which the guild of carpenters owns")
        grid(rows, [60, 200, 280, 360], top=620)(canvas)

    text = drawn(draw).text
    assert "| Timber | Cost in crowns of all piers | | |" in text
    assert "| The southern pier, which the guild of carpenters owns | | | |" in text
    assert text.count("| Elm | 7 | 8 | 9 |") == 2


def test_a_table_that_goes_on_over_pages_is_one_with_one_head() -> None:
    def page(first: int) -> Callable[[Canvas], None]:
        rows = [
            [f"Boat {number}", str(100 + number), f"Berth {number % 7}"]
            for number in range(first, first + 30)
        ]
        return grid([["Name", "Length", "Place"], *rows], [60, 240, 400], top=760)

    text = drawn(page(0), page(30), page(60)).text
    assert text.count("| Name | Length | Place |") == 1
    assert text.count("| --- | --- | --- |") == 1
    assert "| Boat 29 | 129 | Berth 1 |\n| Boat 30 | 130 | Berth 2 |" in text


def test_rows_that_cannot_be_told_apart_are_left_as_they_are_printed_and_told() -> None:
    def draw(canvas: Canvas) -> None:  # centred cells, nearer to those above and below than their own lines
        for number in range(5):
            top = 700 - 25 * number
            canvas.drawString(60, top, f"Pier {number}")
            canvas.drawString(160, top + 6, "Checked by divers before the storms of")
            canvas.drawString(160, top - 6.5, "autumn begin, and paid for by the town")
            canvas.drawString(420, top, f"{400 + number}")

    document = drawn(draw)
    assert "columns of a table are not certain" in (document.metadata.warning or "")
    assert not any(block.kind == "table_row" for block in document.blocks)
    assert "Pier 3 · 403" in document.text


def test_two_columns_of_prose_equations_and_references_are_no_tables() -> None:
    lines = [
        "The wheel turns when water runs",
        "through its race and grinds the",
        "barley of the farmers, who come",
        "in carts before the first frost",
    ]

    def draw(canvas: Canvas) -> None:
        for number in range(36):
            canvas.drawString(60, 780 - 13 * number, lines[number % 4])
            canvas.drawString(320, 780 - 13 * number, lines[(number + 2) % 4])
        for number, words in enumerate(
            ("Abara. On lime, 2019", "Berg. On kilns, 2020", "Cole. On oak, 2021")
        ):
            canvas.drawString(60, 280 - 14 * number, f"[{words[:2]}{number}]")
            canvas.drawString(120, 280 - 14 * number, words)

    assert "|" not in drawn(draw).text


def test_two_lines_with_stretched_blanks_are_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        for number, words in enumerate(("Thus it appears", "mapping was kept")):
            text = canvas.beginText(60, 700 - 14 * number)
            text.setFont("Helvetica", 10)
            text.setWordSpace(14)
            text.textOut(words)
            canvas.drawText(text)

    assert "|" not in drawn(draw).text


def test_the_samples_hold_what_their_kinds_say() -> None:
    made = samples("any program")
    assert [sample.kind for sample in made] == [kind for kind in KINDS for _ in range(4)]
    assert any(
        not cell for sample in made if sample.kind == "empty cells" for row in sample.rows for cell in row
    )
    assert all(len(sample.widths) >= 7 for sample in made if sample.kind == "many columns")
    for sample in made:
        right = judge(sample, sample.rows)
        assert (right.right, right.misplaced) == (right.cells, 0)
        moved = judge(sample, [[*row[1:], row[0]] for row in sample.rows])
        assert moved.right == 0 or moved.misplaced > 0
