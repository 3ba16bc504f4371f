"""PDFs, Word files and e-books that were once read wrongly, each of a general kind; ours, in tests/cases."""

# ruff: noqa: E501
from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot import ArticleBot
from ingest import Article, SourceError, read

CASES = Path(__file__).parent / "cases"


def read_case(name: str) -> Article:
    return read(str(CASES / name))


RIGHT = {
    "pdf-double-f-ligatures.pdf": ("The officers found it difficult to tell the different offers apart",),
    "pdf-hebrew.pdf": ("תיקון הרציף הישן", "ומי ישלם על העץ.", "הוא 4,200 כתרים."),
    "pdf-arabic.pdf": ("إصلاح الرصيف القديم", "أحصى المهندسون 41 ركيزة متعفنة"),
    "pdf-vertical-japanese.pdf": ("港の委員会は火曜日に会合を開き、秋の嵐が来る前に",),
    "pdf-table-wrapped-cells.pdf": (
        "| Paint the lighthouse | 21,000 | Guild of pilots, paid by the town after inspection |",
        "| Close the walkway above force nine and put up signs in three languages | 4,300 | Harbour master |",
    ),
    "pdf-line-numbers.pdf": (
        "The harbour board met on Tuesday to settle how the old pier will be repaired before the",
    ),
    "docx-equation.docx": ("follows from F = 3 a b where", "P = F / 41"),
    "docx-heading-styles.docx": ("## Boats", "## Fees", "### Crews"),
    "docx-changes-notes.docx": ("The fee is 55 crowns a night for twelve metres", "Without freight."),
    "epub-headings-only-in-contents.epub": ("## The board", "## The piles", "## The barge"),
}
WRONG = {
    "pdf-double-f-ligatures.pdf": "|",
    "pdf-vertical-japanese.pdf": "|",
    "pdf-table-wrapped-cells.pdf": "## ",
    "pdf-line-numbers.pdf": "|",
    "docx-changes-notes.docx": "↑",
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_case_is_read_as_it_is_meant(name: str) -> None:
    text = read_case(name).text
    for words in RIGHT[name]:
        assert words in text
    assert WRONG.get(name, "\x00") not in text


def test_a_wide_table_over_four_pages_is_one_table_with_all_its_rows() -> None:
    article = read_case("pdf-table-wide.pdf")
    rows = [article.text[block.start : block.end] for block in article.blocks if block.kind == "table_row"]
    assert len(rows) == 71
    assert all(row.count("|") == 8 for row in rows)
    assert (
        "| 08/13/2024 | 03/08/2024 | 03/28/2024 | Guild of Harbour Pilots | San Marco | 199 | Closure Permanent |"
        in rows
    )
    assert sum(row.startswith("| Notice |") for row in rows) == 1


def test_a_running_head_beside_the_text_is_neither_title_nor_text() -> None:
    article = read_case("pdf-side-head.pdf")
    assert article.title == "Pier repairs for reduced storm damage"
    assert not re.search(r"\b16[1-4]\b", article.text)


def test_pages_that_are_pictures_are_told() -> None:
    article = read_case("pdf-partly-scanned.pdf")
    assert "Cover sheet" in article.text
    assert "pages 2 to 5 are a picture" in (article.metadata.warning or "")


def test_letters_without_codes_are_refused(tmp_path: Path) -> None:
    copy = Path(shutil.copy(CASES / "pdf-letters-without-code.pdf", tmp_path))
    with pytest.raises(SourceError, match=r"letters have no codes.*OCR"):
        read(str(copy))


def test_exponents_of_word_files_stay_apart() -> None:
    assert "10⁵ pascal" in read_case("docx-changes-notes.docx").text


def test_what_cannot_be_read_is_told_in_the_outcome(bot: ArticleBot) -> None:
    for status in ("added", "unchanged"):
        (outcome,) = bot.add(CASES / "pdf-partly-scanned.pdf").outcomes
        assert outcome.status == status
        assert "pages 2 to 5 are a picture" in (outcome.reason or "")
    assert "picture" in (bot.article(outcome.article_id or "").metadata.warning or "")
