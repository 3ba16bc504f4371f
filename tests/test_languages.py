"""Every language: its rules take their examples, its phrases are complete, its words identify it."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from bot.language.base import ENGLISH, LANGUAGES, language, language_of, phrase
from bot.language.rules import Rule, first_match
from bot.language.words import fold
from bot.question.question import understand

OTHERS = [code for code in LANGUAGES if code != ENGLISH]


def _rules(table: str) -> list[object]:
    rules = [(code, rule) for code in OTHERS for rule in getattr(language(code), table)]
    return [pytest.param(code, rule, id=f"{code} {rule.name}: {rule.example}") for code, rule in rules]


@pytest.mark.parametrize(("code", "rule"), _rules("small_talk"))
def test_small_talk(code: str, rule: Rule) -> None:
    asked = understand(rule.example)
    assert (asked.kind, asked.language, asked.reply) == ("smalltalk", code, rule.name)
    assert understand(rule.counter_example).kind != "smalltalk"
    assert phrase(code, rule.name)


@pytest.mark.parametrize(("code", "rule"), _rules("kinds"))
def test_kinds(code: str, rule: Rule) -> None:
    asked = understand(rule.example)
    assert (asked.kind, asked.language) == (rule.name, code)
    found = first_match(language(code).kinds, fold(rule.example))
    assert found and found[0] is rule
    assert not rule.match(fold(rule.counter_example))


@pytest.mark.parametrize(("code", "rule"), _rules("details"))
def test_details(code: str, rule: Rule) -> None:
    assert rule.match(fold(rule.example))
    assert not rule.match(fold(rule.counter_example))
    assert understand(rule.example).kind == "details"
    assert phrase(code, rule.name)


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_article_is_named(code: str) -> None:
    rule = language(code).named_article
    assert rule
    found = rule.match(fold(rule.example))
    assert found and any(found.groups())
    assert not rule.match(fold(rule.counter_example))


@pytest.mark.parametrize("code", OTHERS)
def test_the_phrases_are_those_of_english_with_the_same_values(code: str) -> None:
    def read(one: str) -> dict[str, str]:
        return dict(json.loads(files(f"bot.language.{one}").joinpath("phrases.json").read_text("utf-8")))

    english, known = read(ENGLISH), read(code)
    assert set(known) == set(english)
    for key, text in known.items():
        assert re.findall(r"{\w+}", text).sort() == re.findall(r"{\w+}", english[key]).sort(), key


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Who wrote this?", "en"), ("Oslo 1932", "en"), ("", "en"), ("Who will die in the war?", "en"),
        ("What did Peter Müller say in Malmö?", "en"), ("d'Artagnan and the queen", "en"),
        ("Was kostet die Fähre?", "de"), ("Wer war der Kapitän?", "de"),
        ("In welchem Jahr sank das Schiff?", "de"),
        ("¿Cuánto cuesta el barco?", "es"), ("Quién era la capitana", "es"), ("Por qué se hundió", "es"),
        ("Combien coûte le bac ?", "fr"),
        ("Pourquoi l'équipage partit", "fr"),
        ("Qui était la capitaine ?", "fr"),
        ("フェリーはいくらですか", "ja"), ("나룻배는 얼마인가요", "ko"), ("渡船多少钱", "en"),
    ],
)  # fmt: skip
def test_the_language_of_a_question(text: str, code: str) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_suggestions_of_a_language_are_understood_in_it(code: str) -> None:
    asked = understand(phrase(code, "suggestion.about", heading="Rhonda Velm"))
    assert asked.language == code
    assert asked.kind == "explanation" and "Rhonda Velm" in (asked.subject or "")


def test_german_stop_words_are_no_key_terms() -> None:
    assert understand("Wie teuer war die Reparatur der Fähre?").terms == ("teuer", "reparatur", "fähre")
