"""A fact's second source: the section that says the same, or something else."""

from __future__ import annotations

import pytest
from answer_desk import Desk

from vectorstore import Embedder

QUESTION = "When was the bridge of Holm opened?"
FIRST = "# The bridge of Holm\n\n## Building\n\nThe bridge of Holm was opened in {}. It has two towers.\n"
OTHER = "# A walk in Holm\n\n## The river\n\nThe bridge of Holm was opened in {}, and people cheered.\n"


def ask(embedder: Embedder, question: str, *texts: str) -> tuple[str, int]:
    answer = Desk(embedder, *texts).ask(question)
    assert answer.status == "answered"
    return answer.text, len(answer.citations)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("1911", "1911", "Also in"),
        ("1911", "May 1911", "Also in"),
        ("1911", "1921", "Told differently in"),
    ],
)
def test_a_second_section_agrees_or_disagrees(embedder: Embedder, first: str, second: str, told: str) -> None:
    text, count = ask(embedder, QUESTION, FIRST.format(first), OTHER.format(second))
    assert count == 2
    assert told in text
    assert text.index(f"**{first}**") < text.index(told) or text.index(f"**{second}**") < text.index(told)


def test_another_unit_is_no_disagreement(embedder: Embedder) -> None:
    text, _ = ask(
        embedder,
        "How many crowns does the ferry of Holm cost?",
        "# Fees\n\n## Ferry\n\nThe ferry of Holm costs 30 crowns.\n",
        "# Days\n\n## Ferry\n\nThe ferry of Holm costs the crew 12 hours a day.\n",
    )
    assert "Told differently" not in text


def test_the_same_section_is_no_second_source(embedder: Embedder) -> None:
    text, _ = ask(
        embedder,
        QUESTION,
        "# Holm\n\nThe bridge of Holm was opened in 1911. The bridge of Holm opened with a feast in 1911.\n",
    )
    assert "Also in" not in text


def test_what_is_denied_does_not_disagree(embedder: Embedder) -> None:
    text, _ = ask(
        embedder,
        QUESTION,
        FIRST.format("1911"),
        "# Errors\n\n## Dates\n\nThe bridge of Holm was not opened in 1921.\n",
    )
    assert "Told differently" not in text
