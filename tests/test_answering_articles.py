"""Answers about articles as such: gist, key points, conclusion, names, and the library."""

from __future__ import annotations

import pytest
from answer_desk import FERRY, GARDEN, Desk

from bot.answering.candidates import candidates_within
from bot.answering.summaries import LONGEST, is_content
from bot.question.question import understand
from ingest import read_text
from vectorstore import Embedder

VIOLIN = """---
title: The violin shop of Carrow
author: Pia Lorne
date: 2022-05-01
---

# The violin shop of Carrow

The last violin shop of Carrow closes in June. Hedda Murr opened it in 1971 with her brother Aron Murr.

## A slow trade

Aron Murr built forty violins a year at first. In the last ten years he built three. Cheap instruments from
abroad cost a tenth of his.

## The buyers

The city museum in Lenz buys the tools. A school in Tarnow takes the wood.

## Our verdict

A town without a workshop hears less. The council should have bought the house when it was cheap.

## References

- Murr, H. (1999). Wood and glue. Lenz Press.
"""
NAMES = ", ".join(f"Anna{n} Berg{n}" for n in range(200))


@pytest.fixture(scope="module")
def desk(embedder: Embedder) -> Desk:
    return Desk(embedder, VIOLIN)


def about(desk: Desk, question: str) -> list[str]:
    answer = desk.answerer.about(understand(question), desk.articles)
    assert answer.status == "answered"
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Summarise it in one sentence", 1),
        ("tl;dr", 3),
        ("Give me four key points", 4),
        ("in two sentences", 2),
    ],
)
def test_a_summary_has_the_length_asked_for_and_reads_in_order(desk: Desk, question: str, count: int) -> None:
    text = desk.articles[0].text
    quotes = about(desk, question)
    assert len(quotes) == count
    assert [text.index(quote) for quote in quotes] == sorted(text.index(quote) for quote in quotes)
    assert not any("Lenz Press" in quote for quote in quotes)


def test_the_conclusion_is_the_section_of_that_name_and_else_the_last(desk: Desk, embedder: Embedder) -> None:
    assert about(desk, "What is the verdict?")[0] == "A town without a workshop hears less."
    ferry = Desk(embedder, GARDEN)
    assert "dawn" in about(ferry, "What does the author conclude?")[0]


def test_people_are_listed_with_the_sentence_that_names_them_first(desk: Desk) -> None:
    answer = desk.answerer.about(understand("List the people mentioned in the article"), desk.articles)
    assert [block.split("**")[1] for block in answer.text.split("\n\n")] == ["Hedda Murr", "Aron Murr"]


def test_the_author_is_told_however_it_is_asked(desk: Desk) -> None:
    for question in ("Who wrote it?", "by whom?", "Who wrote the story about violins?", "author?"):
        asked = understand(question)
        assert asked.kind == "details", question
        assert "Pia Lorne" in desk.answerer.about(asked, desk.articles).text


def test_the_library_says_what_is_in_it(embedder: Embedder) -> None:
    desk = Desk(embedder, VIOLIN, FERRY, GARDEN)
    counted = desk.answerer.about(understand("How many articles do I have?"), desk.articles)
    assert "3 articles" in counted.text and "The ferry of Ravnsund" in counted.text
    longest = desk.answerer.about(understand("Which is the longest article?"), desk.articles)
    assert longest.text.startswith("- The ferry of Ravnsund")
    newest = desk.answerer.about(understand("Which article is the newest?"), desk.articles)
    assert newest.text.startswith("- The violin shop of Carrow (Pia Lorne, 2022-05-01")
    german = desk.answerer.about(understand("Which articles are in German?"), desk.articles)
    assert german.status == "not_in_articles"


def test_a_list_of_names_is_no_content() -> None:
    article = read_text(f"# Signed\n\nWe signed.\n\n{NAMES}.\n", "Signed")
    told = [one for one in candidates_within(article, 0, len(article.text)) if is_content(one)]
    assert [one.text for one in told] == ["We signed."]
    assert all(len(one.text) <= LONGEST for one in told)
