"""PDFs in other directions of writing, and words whose letters a file joins, cuts or raises."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest import Limits, SourceError
from ingest.document import Document, assemble
from ingest.readers.pdf import read_pdf
from ingest.readers.pdf_scripts import in_reading_order
from ingest.readers.pdf_words import plain_letters


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


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("o\ufb03ce", "office"),
        ("\ufb06\u0132", "stIJ"),
        ("\ufefb", "لا"),
        ("\ufe8d\ufedf\ufed0", "الغ"),
        ("co\u00adop", "co-op"),
    ],
)
def test_signs_that_stand_for_several_letters_become_these(seen: str, read: str) -> None:
    assert plain_letters(seen) == read


def test_words_of_the_other_direction_are_turned_within_a_line() -> None:
    assert in_reading_order(["ספר", "York", "New", "עיר"], mirrored=True) == ["ספר", "New", "York", "עיר"]
    assert in_reading_order(["see", "ישן", "רציף", "there"], mirrored=False) == [
        "see",
        "רציף",
        "ישן",
        "there",
    ]
    assert in_reading_order(["one", "two", "3"], mirrored=False) == ["one", "two", "3"]


def test_columns_of_japanese_are_read_from_the_right_and_downwards() -> None:
    font = UnicodeCIDFont("HeiseiMin-W3", isVertical=True)
    pdfmetrics.registerFont(font)
    columns = ["港の委員会は火曜日に会合を開き、", "橋をどのように修理するかを決めた。"]

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font.fontName, 12)
        for number, column in enumerate(columns):
            canvas.drawString(500 - 18 * number, 780, column)

    document = drawn(draw)
    assert "".join(columns) in document.text
    assert "|" not in document.text


def test_exponents_and_indices_are_kept_apart_and_marks_of_notes_are_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        def line(top: float, *parts: tuple[str, float]) -> None:
            text = canvas.beginText(80, top)
            for words, rise in parts:
                text.setFont("Helvetica", 7 if rise else 11)
                text.setRise(rise)
                text.textOut(words)
            canvas.drawText(text)

        line(
            700,
            ("The load is 10", 0),
            ("5", 4),
            (" pascal on 12 m", 0),
            ("2", 4),
            (" of H", 0),
            ("2", -2),
            ("O in 1998", 0),
            ("3", 4),
            (".", 0),
        )
        line(680, ("The board", 0), ("12", 4), (" agreed on the plan of the pier and on its cost.", 0))

    text = drawn(draw).text
    assert "The load is 10⁵ pascal on 12 m² of H₂O in 1998." in text
    assert "The board agreed on the plan" in text


def ciphered(words: str) -> str:
    """As a font without codes gives it: each letter's number in the font, which is 29 less."""
    return "".join(chr(ord(letter) - 29) if letter != " " else " " for letter in words)


SENTENCE = (
    "The harbour board met on Tuesday to settle how the old pier will be repaired before the storms arrive "
)


def test_words_in_the_cipher_of_a_font_without_codes_are_refused_and_told() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(10):
            canvas.drawString(60, 700 - 14 * number, ciphered(SENTENCE).replace("\x03", " "))

    def plain(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 11)
        for number in range(24):
            canvas.drawString(60, 700 - 14 * number, SENTENCE)

    with pytest.raises(SourceError, match="no codes"):
        drawn(draw)
    document = drawn(plain, draw)
    assert "page 2 is set in letters without codes" in (document.metadata.warning or "")
    assert ciphered("harbour") not in document.text
    assert SENTENCE.strip() in document.text


def test_capitals_figures_and_polish_are_no_cipher() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(20):
            canvas.drawString(
                60, 700 - 14 * number, f"{SENTENCE.upper()[:60]} {1000 + number:,} $ ({number} %)"
            )

    document = drawn(draw)
    assert document.metadata.warning is None
    assert "THE HARBOUR BOARD" in document.text
