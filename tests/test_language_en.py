"""Every rule of English takes its example and leaves its counter-example; every phrase is there."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from itertools import chain
from pathlib import Path

import pytest

import bot.language.en.words as english_words
from bot.language.base import ENGLISH, LANGUAGES, language, language_of, phrase
from bot.language.en.words import OPPOSITES, SYNONYMS
from bot.language.expressions import AnswerType
from bot.language.fact_questions import FactQuestion
from bot.language.rules import Rule, first_match
from bot.language.words import fold, stem, words
from bot.question.question import understand

EN = language(ENGLISH)
_ids = {"ids": lambda rule: f"{rule.name}: {rule.example}"}


def _answer_type(question: str) -> AnswerType:
    return understand(question).answer_type


@pytest.mark.parametrize("rule", EN.kinds, **_ids)
def test_a_kind_is_recognised(rule: Rule) -> None:
    found = first_match(EN.kinds, fold(rule.example), _answer_type(rule.example))
    assert found and found[0] is rule
    assert not rule.match(fold(rule.counter_example), _answer_type(rule.counter_example))
    assert understand(rule.example).kind == rule.name.partition(".")[0]


@pytest.mark.parametrize("rule", EN.answer_types, **_ids)
def test_an_answer_type_is_recognised(rule: Rule) -> None:
    assert _answer_type(rule.example) == rule.name
    assert not rule.match(fold(rule.counter_example))


@pytest.mark.parametrize("rule", EN.comparisons, **_ids)
def test_a_comparison_is_recognised(rule: Rule) -> None:
    found = first_match(EN.comparisons, rule.example.rstrip("?"))
    assert found and found[0] is rule
    assert not rule.match(rule.counter_example.rstrip("?"))


@pytest.mark.parametrize("rule", EN.small_talk, **_ids)
def test_small_talk_is_recognised_and_has_a_reply(rule: Rule) -> None:
    asked = understand(rule.example)
    assert (asked.kind, asked.reply) == ("smalltalk", rule.name)
    assert understand(rule.counter_example).kind != "smalltalk"
    assert phrase(ENGLISH, rule.name)


@pytest.mark.parametrize("rule", EN.details, **_ids)
def test_a_detail_is_recognised_and_has_a_label(rule: Rule) -> None:
    assert rule.match(fold(rule.example))
    assert not rule.match(fold(rule.counter_example))
    assert phrase(ENGLISH, rule.name)


@pytest.mark.parametrize("rule", [EN.headings, EN.named_article], **_ids)
def test_a_single_rule_takes_its_example(rule: Rule) -> None:
    assert rule.match(fold(rule.example))
    assert not rule.match(fold(rule.counter_example))


def test_pairs_of_words_are_listed_once_and_differ_in_their_stems() -> None:
    for pairs in (OPPOSITES, SYNONYMS):
        found = [frozenset(pair) for pair in pairs]
        assert len(found) == len(set(found))
        assert all(stem(first) != stem(second) for first, second in pairs)
    assert not {frozenset(pair) for pair in OPPOSITES} & {frozenset(pair) for pair in SYNONYMS}


def test_closed_classes_are_plain_lower_case_words() -> None:
    lists = [getattr(english_words, name) for name in english_words.__all__ if name != "NUMBER_WORDS"]
    for word in chain.from_iterable(lists):
        for one in (word,) if isinstance(word, str) else word:
            assert re.fullmatch(r"[a-z][a-z'-]*", one), one


def test_each_phrase_that_the_program_asks_for_is_there() -> None:
    known = json.loads(files("bot.language.en").joinpath("phrases.json").read_text("utf-8"))
    source = "\n".join(path.read_text("utf-8") for path in Path("bot").rglob("*.py"))
    asked_for = set(re.findall(r"phrase\(\s*[\w.]+,\s*\"([\w.]+)\"", source))
    assert asked_for <= set(known)
    assert all(text == text.strip() and text for text in known.values())


def test_a_phrase_that_a_language_lacks_is_said_in_english() -> None:
    assert (
        phrase("xx", "not_said")
        == phrase("en", "not_said")
        == "I found nothing in the articles that answers this."
    )
    with pytest.raises(KeyError):
        phrase("en", "no such key")


def test_english_is_assumed_when_in_doubt() -> None:
    assert language_of("Who wrote this?") == language_of("Oslo 1932") == language_of("") == ENGLISH
    assert LANGUAGES[0] == ENGLISH


def test_the_same_tokens_whatever_the_quotes_and_dashes() -> None:
    found = [word.stem for word in words("the miller’s well-known mills")]
    assert found == ["the", "miller", "well", "known", "mill"]


@pytest.mark.parametrize("form", EN.fact_questions, ids=lambda form: form.asked)
def test_a_statement_becomes_the_question_that_it_answers(form: FactQuestion) -> None:
    assert form.make(form.example) == form.asked
    assert next(filter(None, (one.make(form.example) for one in EN.fact_questions))) == form.asked


@pytest.mark.parametrize(
    "sentence",
    [
        "It was opened in 1931.", "The first was built in 1931.", "There are 14 rooms.",
        "Prices rose by 4 percent.",
        "In 1931 the line was opened.", "She was elected in 1990.",
        "The report was cut by 20 pages.",
    ],
)  # fmt: skip
def test_a_statement_without_a_subject_of_its_own_makes_no_question(sentence: str) -> None:
    assert not any(form.make(sentence) for form in EN.fact_questions)
