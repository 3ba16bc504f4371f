"""What a pronoun refers to: persons, things and places of a question and its answer."""

from __future__ import annotations

import pytest

from bot.question.coreference import find_names, find_person, find_place, find_things


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Who is Berta Lind?", ["Berta Lind"]),
        ("The Bank of Elbing paid Mira Toll", ["Bank of Elbing", "Mira Toll"]),
        ("Since Oslo was rebuilt", ["Oslo"]),
        ("Ferries run daily", []),
        ("Did Toll's crew agree?", ["Toll"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert find_names(text) == names


@pytest.mark.parametrize(
    ("question", "answer", "person"),
    [
        ("Who is Berta Lind?", "A captain.", "Berta Lind"),
        ("Who built the quay?", "The quay was built by **Mira Toll** in 1931.", "Mira Toll"),
        ("What did Amsel say in Elbing?", "", "Amsel"),
        ("When was the quay built?", "In 1931.", None),
    ],
)
def test_a_person(question: str, answer: str, person: str | None) -> None:
    assert find_person(question, answer) == person


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Why did Lind move to Velm?", "Velm"),
        ("Where is the Old Harbour?", "the Old Harbour"),
        ("How deep is the water?", None),
    ],
)
def test_a_place(question: str, place: str | None) -> None:
    assert find_place(question) == place


@pytest.mark.parametrize(
    ("question", "one", "many"),
    [
        ("When was the quay built?", "the quay", None),
        ("How many boats does the yard own?", "the yard", "the boats"),
        ("Who founded the yard?", "the yard", None),
        ("Is there a crane on the quay?", "the crane", None),
        ("When did the mill stop working?", "the mill", None),
        ("What are the steps of method 1?", None, "the steps of method 1"),
        ("Tell me about the ferry", "the ferry", None),
        ("What did the council decide?", "the council", "the council"),
        ("Who wrote “The mills of Velm”?", None, None),
        ("Why?", None, None),
    ],
)
def test_things(question: str, one: str | None, many: str | None) -> None:
    assert find_things(question) == (one, many)
