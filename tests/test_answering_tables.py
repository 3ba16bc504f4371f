"""Questions that a table answers: the row at one end of a measure, sums, differences, single cells."""

from __future__ import annotations

import pytest
from answer_desk import Desk

from bot.answering.tables import numbers_of, tables_in
from bot.language.comparatives import Extreme, extreme_in
from ingest import read_text
from vectorstore import Embedder

HARBOUR = """# The tugs of Vellmouth

Three tugs work in the harbour of Vellmouth.

| Tug | Built | Price in pounds | Length | Home |
|---|---|---|---|---|
| Otter | 1998 | 1,200,000 | 21.5 m | North quay |
| Heron | 2011 | 2,450,000 | 27.0 m | South quay |
| Plover | 2004 | 980,000 | 18.2 m | North quay |

The harbour master is Ines Holt.
"""
SCHULEN = """# Schulen in Arnsee

| Schule | 2019 | 2023 |
|---|---|---|
| Seeschule | 412 | 398 |
| Waldschule | 1.105 | 1.240 |
| Quote | 13,6 % | 14,2 % |
"""


@pytest.fixture(scope="module")
def desk(embedder: Embedder) -> Desk:
    return Desk(embedder, HARBOUR)


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("Which tug was the most expensive?", "Heron"),
        ("Which tug is the cheapest?", "Plover"),
        ("What is the cheapest tug?", "Plover"),
        ("Which tug is the oldest?", "Otter"),
        ("Which is the newest of the tugs?", "Heron"),
        ("Which tug has the greatest length?", "Heron"),
        ("Which tug was the least expensive?", "Plover"),
    ],
)
def test_the_row_at_the_end_of_a_measure_answers_alone(desk: Desk, question: str, row: str) -> None:
    answer = desk.ask(question)
    assert [citation.quote.split(" | ")[0] for citation in answer.citations] == [f"| {row}"]
    assert answer.text.startswith(row)


def test_two_named_rows_are_compared_with_the_winner_first(desk: Desk) -> None:
    answer = desk.ask("Which is older, the Heron or the Plover?")
    assert [citation.quote.split(" | ")[0] for citation in answer.citations] == ["| Plover", "| Heron"]


def test_a_sum_is_marked_as_computed_and_cites_its_rows(desk: Desk) -> None:
    answer = desk.ask("How much did the Otter and the Plover cost together?")
    assert "2,180,000" in answer.text and "(computed from these rows)" in answer.text
    computed = answer.statements[0]
    assert computed.support == "supported" and len(computed.citations) == 2
    assert {answer.citations[number - 1].quote.split(" | ")[0] for number in computed.citations} == {
        "| Otter",
        "| Plover",
    }


def test_a_difference_is_computed_from_two_rows(desk: Desk) -> None:
    answer = desk.ask("What is the difference in price between the Heron and the Otter?")
    assert "1,250,000" in answer.text


@pytest.mark.parametrize(
    ("question", "cell"),
    [("What is the length of the Otter?", "21.5 m"), ("When was the Plover built?", "2004")],
)
def test_the_cell_that_is_asked_for_comes_first_and_bold(desk: Desk, question: str, cell: str) -> None:
    answer = desk.ask(question)
    assert f"**{cell}**" in answer.text.split(";")[0]
    start, end = answer.statements[0].highlight or (0, 0)
    assert answer.statements[0].text[start:end] == cell


def test_a_table_without_what_the_question_names_does_not_answer(desk: Desk) -> None:
    answer = desk.ask("Which tug of Saltreath is the cheapest?")
    assert "Plover - " not in answer.text


def test_a_column_is_read_as_its_own_numbers_are_written() -> None:
    article = read_text(SCHULEN, "Schulen in Arnsee")
    (table,) = tables_in(article, article.sections[-1])
    assert table.header == ("Schule", "2019", "2023")
    assert numbers_of(table.column(1)) == [412, 1105, 13.6]
    assert numbers_of(("13,6 %", "14,2 %")) == [13.6, 14.2]
    assert numbers_of(("41,000", "6,000")) == [41000, 6000]
    assert numbers_of(("1.5", "20")) == [1.5, 20]
    assert numbers_of(("1.234.567,89", "2")) == [1234567.89, 2]
    assert numbers_of(("none", "3")) is None


@pytest.mark.parametrize(
    ("text", "extreme"),
    [
        ("Which is older?", Extreme("smallest", "date")),
        ("the least expensive one", Extreme("smallest", "cost")),
        ("Who has the most goals?", Extreme("largest", None)),
        ("Welche Stadt ist die teuerste?", Extreme("largest", "cost")),
        ("¿Cuál es la más barata?", Extreme("smallest", "cost")),
        ("la moins chère", Extreme("smallest", "cost")),
        ("Is it in the public interest?", None),
        ("an expensive boat", None),
    ],
)
def test_superlatives_and_comparatives(text: str, extreme: Extreme | None) -> None:
    assert extreme_in(text) == extreme
