"""Sections as the items of a list, labels across sections, counted sentences, and blocks of code."""

from __future__ import annotations

import pytest
from answer_desk import Desk

from bot.ui.answer_html import text_html
from bot.ui.texts import texts_in
from vectorstore import Embedder

KILN = """# Firing a small kiln

A small kiln can stand in a shed. There are three ways to heat it.

## How to load it

### Step 1: Sort the pots

Put pots of one height together.

### Step 2: Set the shelves

Three posts carry each shelf.

### Step 3: Close the door

Leave the spy hole open.

## Fuels

### Wood

Wood is slow.

- Cost: Wood costs nothing but labour.
- Smoke: It smokes for hours.

### Gas

Gas is quick.

- Cost: Gas costs 40 crowns a firing.
- Smoke: There is no smoke.

### Power

The cable must be thick.

- Cost: Power costs 55 crowns a firing.
- Smoke: It makes none.

## Logging

Write the temperature to a file with this command:

```sh
kiln-log --every 10 > firing.txt
kiln-plot firing.txt
```

## Why it cracked

Our kiln cracked for two reasons. The floor was damp. The first fire was too hot. We mended it in May.
"""


@pytest.fixture(scope="module")
def desk(embedder: Embedder) -> Desk:
    return Desk(embedder, KILN)


@pytest.mark.parametrize("question", ["How do I load the kiln?", "What are the steps to load the kiln?"])
def test_numbered_headings_are_the_steps(desk: Desk, question: str) -> None:
    answer = desk.ask(question)
    assert [part.split("**")[1] for part in answer.text.split("\n\n")] == [
        "Step 1: Sort the pots",
        "Step 2: Set the shelves",
        "Step 3: Close the door",
    ]
    assert answer.citations[0].quote == "Put pots of one height together."


def test_what_is_asked_of_each_is_given_for_each_section(desk: Desk) -> None:
    answer = desk.ask("What is the cost of each fuel?")
    assert [citation.section_path[-1] for citation in answer.citations] == ["Wood", "Gas", "Power"]
    assert all("cost" in citation.quote.lower() for citation in answer.citations)


def test_two_sections_are_compared_by_their_shared_labels(desk: Desk) -> None:
    answer = desk.ask("What is the difference between wood and gas?")
    assert [citation.section_path[-1] for citation in answer.citations] == ["Wood", "Wood", "Gas", "Gas"]
    assert "do not say" not in answer.text


def test_sentences_that_the_one_before_counts_are_its_list(desk: Desk) -> None:
    answer = desk.ask("What are the two reasons?")
    assert [citation.quote for citation in answer.citations] == [
        "Our kiln cracked for two reasons.",
        "The floor was damp.",
        "The first fire was too hot.",
    ]


@pytest.mark.parametrize(
    "question", ["How do I write the temperature to a file?", "Which command logs the kiln?"]
)
def test_code_is_given_whole_and_as_code(desk: Desk, question: str) -> None:
    answer = desk.ask(question)
    code = "kiln-log --every 10 > firing.txt\nkiln-plot firing.txt"
    assert [statement.text for statement in answer.statements].count(code) == 1
    assert code in [citation.quote for citation in answer.citations]
    assert f"```\n{code}\n```" in answer.text


def test_the_page_shows_code_as_code() -> None:
    html = text_html("Run this:\n\n```\na < b\nnext\n```\n[1]", {}, texts_in("en"))
    assert "<pre" in html and "a &lt; b\nnext" in html and "```" not in html
