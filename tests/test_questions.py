"""Kinds of question, answer types, key words."""

from __future__ import annotations

import pytest

from bot.question.question import LONGEST_QUESTION, understand


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How long did the call last?", "fact"),
        ("Who was Yoshihide Suga's first call recipient?", "fact"),
        ("In which year was the bridge opened?", "fact"),
        ("Did Lee mention whaling?", "fact"),
        ("What did Lee say about whaling?", "fact"),
        ("What are the key objectives?", "list"),
        ("Which benefits do these calls create?", "list"),
        ("List the rules on board", "list"),
        ("Name the three largest islands", "list"),
        ("Why was the line kept?", "explanation"),
        ("How does the filter work?", "explanation"),
        ("Explain the water cycle", "explanation"),
        ("Who is Kang Yu-Jeong?", "definition"),
        ("What is practical diplomacy?", "definition"),
        ("What does rapprochement mean?", "definition"),
        ("Summarise the article", "outline"),
        ("Give me a summary", "outline"),
        ("tl;dr", "gist"),
        ("Which sections are there?", "outline"),
        ("What are these articles about?", "gist"),
        ("What is this article about?", "gist"),
        ("Compare the first calls of Abe and Kishida", "comparison"),
        ("What is the difference between rye and wheat?", "comparison"),
        ("hello there!", "smalltalk"),
        ("Thank you very much", "smalltalk"),
        ("What can you do?", "smalltalk"),
        ("?!", "empty"),
        ("", "empty"),
        ("word " * LONGEST_QUESTION, "too_long"),
    ],
)
def test_kind(question: str, kind: str) -> None:
    assert understand(question).kind == kind


@pytest.mark.parametrize(
    ("question", "answer_type"),
    [
        ("How long did the call last?", "duration"),
        ("When was it opened?", "date"),
        ("In what year did it open?", "date"),
        ("How many boats are there?", "number"),
        ("How much money was spent?", "money"),
        ("What percentage of pupils came?", "percent"),
        ("How long is the bridge?", "extent"),
        ("How tall was the lighthouse?", "length"),
        ("What is the distance to Oslo?", "length"),
        ("How heavy is the bell?", "weight"),
        ("How much does the bell weigh?", "weight"),
        ("How cold was the winter?", "temperature"),
        ("Who built it?", "person"),
        ("Where was it built?", "place"),
        ("In which country is Oslo?", "place"),
        ("Is it open?", "yes_no"),
        ("What colour is it?", "any"),
    ],
)
def test_answer_type(question: str, answer_type: str) -> None:
    assert understand(question).answer_type == answer_type


def test_key_words_leave_out_what_only_asks() -> None:
    asked = understand("What does the article say about the steam cranes of Malmo in 1874?")
    assert asked.terms == ("steam", "crane", "malmo", "1874")
    assert asked.names == ("malmo", "1874")


def test_an_opening_word_is_no_name() -> None:
    assert understand("Bridges cost how much in Holm?").names == ("holm",)


def test_a_question_in_another_language_has_key_words() -> None:
    assert understand("Сколько длился разговор?").terms
    assert understand("水车有多大?").kind == "fact"
