"""Finds the expressions of a sentence that can be an answer: dates, durations, amounts, numbers, names.

The patterns are for English text.
"""

from __future__ import annotations

import re
from typing import Literal

from bot.language.en.words import ABBREVIATED_MONTHS, MONTHS, NUMBER_WORDS, PLACE_PREPOSITIONS, WEEKDAYS
from bot.language.rules import one_of
from bot.language.words import STOP_WORDS, fold

__all__ = ["MEASURES", "AnswerType", "find_expressions"]

AnswerType = Literal[
    "date", "duration", "money", "percent", "number", "length", "extent", "weight", "temperature", "person",
    "place", "name", "yes_no", "any",
]  # fmt: skip
"""The type of a question's answer; `extent` is a length in space or time ("how long is")."""
MEASURES: frozenset[AnswerType] = frozenset(
    {"date", "duration", "money", "percent", "number", "length", "extent", "weight", "temperature"}
)
"""Types that a number or a date answers."""

_NUMBER_WORD = one_of(NUMBER_WORDS)
_SCALE = r"(?:\s(?:hundred|thousand|million|billion|trillion|bn|m)\b)?"
_DIGITS = rf"(?<![\w.])\d+(?:[.,]\d+)*{_SCALE}(?![\d])"
_SPELLED = rf"\b{_NUMBER_WORD}(?:[ -](?:and |a )?{_NUMBER_WORD})*\b"
_AMOUNT = rf"(?:{_DIGITS}(?:(?:\s?[-–]\s?|\sto\s|\sand\s){_DIGITS})?|{_SPELLED})"
_MONTH = one_of(
    [*(name.title() for name in MONTHS), *(rf"{name.title()}\.?" for name in ABBREVIATED_MONTHS), r"Sep\.?"]
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1\d{3}|20\d{2})"
_CLOCK = (
    rf"(?:half past |(?:a )?quarter (?:past|to) )?(?:\d{{1,2}}(?:[:.]\d\d)?|{_SPELLED}) ?"
    r"(?:[ap]\.m\.|[ap]m|o['’]clock)"
    rf"|\d{{1,2}}:\d\d|(?:half past|quarter past|quarter to) {_SPELLED}"
    r"|noon|midday|midnight|dawn|dusk|sunrise|sunset"
)
_DATE = re.compile(
    rf"\b(?:{_DAY}(?: of)? {_MONTH},?(?: {_YEAR})?|{_MONTH} {_DAY}(?:,? {_YEAR})?|{_MONTH},? {_YEAR}"
    rf"|\d{{4}}-\d\d-\d\d|{_YEAR}s?(?:\s?[-–]\s?(?:{_YEAR}|\d\d))?|\d{{1,4}} (?:BCE?|CE|AD)|AD \d{{1,4}}"
    r"|(?:early |mid-|late )?(?:the )?\d{1,2}(?:st|nd|rd|th) (?:century|centuries)"
    rf"|{_MONTH}(?![\w])|{one_of(f'{name.title()}s?' for name in WEEKDAYS)}"
    r"|(?:spring|summer|autumn|winter|fall) of \d{4}|(?<=\bin )(?:spring|summer|autumn|winter)"
    rf"|{_CLOCK})(?!\w)"
)
_UNIT = (
    r"(?:second|minute|hour|day|night|week|fortnight|month|season|year|decade|century|centurie|millennium)s?"
)
_DURATION = re.compile(
    rf"(?:{_AMOUNT}|\b(?:[Hh]alf )?[Aa]n?)[- ](?:and a half )?{_UNIT}\b(?:,? and {_AMOUNT} {_UNIT}\b)?"
)
_RATED = re.compile(rf"(?:{_AMOUNT}\s\w+|\b(?:once|twice|times|per|each|every)) $")
"""Context that turns "an hour" into a rate ("14 trams an hour"), not a duration."""
_MONEY = re.compile(
    rf"(?:US|A|C)?[$€£¥₹]\s?{_DIGITS}"
    rf"|{_AMOUNT}\s(?:US |U\.S\. )?(?:dollars?|euros?|pounds?|yen|won|yuan|rupees?|francs?|cents?|USD|EUR)\b"
)
_PERCENT = re.compile(rf"{_AMOUNT}(?:\s?%|\s?per ?cent\b)")
_LENGTH = re.compile(
    rf"{_AMOUNT}[ -]?(?:(?:nautical )?(?:(?:kilo|centi|milli)?met(?:re|er)s?|miles?|feet|foot|inch(?:es)?"
    r"|yards?|fathoms?|light[- ]years?)|km|cm|mm|mi|ft|yd|m)\b"
)
_WEIGHT = re.compile(
    rf"{_AMOUNT}[ -]?(?:(?:metric |short |long )?(?:tonnes?|tons?)|(?:kilo|milli)?gram(?:me)?s?|kilos?"
    r"|pounds?|ounces?|stone|kg|mg|lbs?|oz|g|t)\b"
)
_TEMPERATURE = re.compile(rf"[-−]?{_AMOUNT}\s?(?:°\s?[CF]?|degrees?\b|kelvins?\b|K\b)")
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w'’.&-]*[\w]|[A-Z]\b"
_NAME = re.compile(
    rf"(?:{_CAPITAL})(?:,? (?:(?:of|the|de|von|van|la|le|al|del|di|da|and|for) ){{0,2}}(?:{_CAPITAL}|\d+\b))*"
)
_NO_NAME = re.compile(
    rf"(?:{_NUMBER_WORD}\b|\w+ing (?:the|an?|its|his|her|their|this|that)\b)", re.IGNORECASE
)
"""Capitalised openings that are no names: "Two thirds", "Clearing the pond"."""
_PLACE_LEAD = re.compile(rf"\b{one_of(PLACE_PREPOSITIONS)}\s+(?:the\s+)?$")
_PERSON_LEAD = re.compile(
    r"(?:\b(?:by|President|Minister|King|Queen|Sir|Dr\.?|Prof\.?|Mr\.?|Mrs\.?|Ms\.?|Pope|Emperor|General)\s+)$"
)

_PATTERNS: dict[AnswerType, re.Pattern[str]] = {
    "date": _DATE,
    "duration": _DURATION,
    "money": _MONEY,
    "percent": _PERCENT,
    "length": _LENGTH,
    "extent": re.compile(f"{_DURATION.pattern}|{_LENGTH.pattern}"),
    "weight": _WEIGHT,
    "temperature": _TEMPERATURE,
    "number": re.compile(rf"(?:US|A|C)?[$€£¥₹]\s?{_DIGITS}|{_AMOUNT}", re.IGNORECASE),
}


def find_expressions(text: str, wanted: AnswerType) -> list[tuple[int, int]]:
    """Spans of `text` that could answer a question for `wanted`, in order, not overlapping.

    Persons and places can be distinguished only by the words before them ("by", "in"), so both return every
    name, those with such a word before them first.
    """
    if wanted in _PATTERNS:
        spans = [match.span() for match in _PATTERNS[wanted].finditer(text)]
        if wanted in ("duration", "extent"):
            return [span for span in spans if not _RATED.search(text[: span[0]])]
        return spans
    if wanted in ("person", "place", "name"):
        return _names(text, wanted)
    return []


def _names(text: str, wanted: AnswerType) -> list[tuple[int, int]]:
    led: list[tuple[int, int]] = []
    other: list[tuple[int, int]] = []
    for match in _NAME.finditer(text):
        start, end = match.span()
        if start == 0 and " " not in match.group() and _NO_NAME.match(text):
            continue
        first = re.match(r"[\w'’]+", text[start:end])
        while first and _is_stop(first.group()) and first.group() != text[start:end]:
            # a sentence's opening word is a capital without being a name
            rest = re.compile(r"\s*,?\s*").match(text, start + first.end())
            start = rest.end() if rest else end
            if start >= end or not text[start].isupper():
                start = end
                break
            first = re.match(r"[\w'’]+", text[start:end])
        if start >= end or _is_stop(text[start:end]):
            continue
        lead = {"place": _PLACE_LEAD, "person": _PERSON_LEAD}.get(wanted)
        (led if lead and lead.search(text[:start]) else other).append((start, end))
    return led + other


def _is_stop(words: str) -> bool:
    """Whether it is a stop word, alone or in a contraction ("We're")."""
    first, _, rest = fold(words).partition("'")
    return first in STOP_WORDS and rest in ("", "re", "ve", "ll", "d", "s", "m")
