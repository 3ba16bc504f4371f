"""Which bare lines of a plain text are taken for headings."""

from __future__ import annotations

import pytest

from ingest.headings import is_title_like
from ingest.readers.text import parse_text

BODY = "The gulls came down to the quay in the morning, and nobody who worked there took much notice of them."


def found(*lines: str, gap: str = "\n") -> list[str]:
    return [section.heading for section in parse_text(gap.join(lines)).sections[1:]]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_short_lines_between_paragraphs(gap: str) -> None:
    assert found("Gulls", BODY, "Food and Nests", BODY, "Do they sleep?", BODY, gap=gap) == [
        "Food and Nests",
        "Do they sleep?",
    ]


def test_numbered_headings_with_their_depth() -> None:
    document = parse_text(
        "\n".join(
            [
                "Gulls",
                "1. Introduction",
                BODY,
                "2. Birds at work",
                "2.1 On the quay",
                BODY,
                "2.2 On the roof",
                BODY,
                "3. Ends",
                BODY,
            ]
        )
    )
    assert [(s.heading, s.level) for s in document.sections[1:]] == [
        ("1. Introduction", 2),
        ("2. Birds at work", 2),
        ("2.1 On the quay", 3),
        ("2.2 On the roof", 3),
        ("3. Ends", 2),
    ]


def test_numbered_items_are_no_headings() -> None:
    assert found("Gulls", BODY, "Bring along:", "1. Bread", "2. A hat", "3. Patience", BODY) == []


def test_parts_of_a_paper() -> None:
    document = parse_text(
        "\n".join(
            [
                "Gulls Prefer Chips",
                "Ada Reiher, Ole Spatz, Mia Falk",
                "1 University of the Coast, Hull, England",
                "Abstract",
                BODY,
                "Methods",
                "Counting birds",
                BODY,
                "Offering food",
                BODY,
                "Results",
                BODY,
                "Figure 1. Gulls at noon",
                BODY,
                "References",
                "1. Reiher A (2001) On chips. J Coast 3: 1-9.",
                "2. Spatz O (2003) Vinegar. Gull Lett 1: 4.",
            ]
        )
    )
    assert [(s.heading, s.level) for s in document.sections[1:]] == [
        ("Abstract", 2),
        ("Methods", 2),
        ("Counting birds", 3),
        ("Offering food", 3),
        ("Results", 2),
        ("References", 2),
    ]
    assert document.sections[3].path == ("Methods", "Counting birds")


@pytest.mark.parametrize(
    "line",
    [
        "By Ada Reiher",
        "Published: 4 May 2020",
        "12 March 2019",
        "Figure 2. A gull",
        "Table 1: Counts",
        "https://example.org/gulls",
        "ada@example.org",
        "(PDF)",
        "and then it flew off",
        "It flew away over the sea.",
        "Keywords: gull, quay",
        "Reiher A (2001) On chips",
        "bread, salt,",
        "© 2020 The Quay Press",
        "42",
        "Department of Birds, University of the Coast, Hull, England",
    ],
)
def test_lines_that_are_no_titles(line: str) -> None:
    assert not is_title_like(line)


def test_verse_is_not_a_row_of_headings() -> None:
    verse = ["The tide goes out", "The boats lie down", "The gulls walk round", "And own the town"]
    assert found("Gulls", BODY, *verse, BODY) == []


def test_items_rows_and_captions_are_no_headings() -> None:
    lines = [
        "Gulls",
        BODY,
        "- Herring gull",
        "- Common gull",
        BODY,
        "| A | B |",
        "|---|---|",
        "| 1 | 2 |",
        BODY,
        "Figure 1. Where gulls sit",
        BODY,
    ]
    assert found(*lines) == []


def test_a_lead_in_and_what_follows_it_are_no_headings() -> None:
    assert (
        found("Gulls", BODY, "There are three kinds that everybody here knows well:", "Grey ones", BODY) == []
    )
