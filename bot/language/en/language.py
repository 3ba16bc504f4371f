"""English as one object: its words and tables of rules."""

from __future__ import annotations

from bot.language.base import Language
from bot.language.en.answer_types import ANSWER_TYPES
from bot.language.en.comparisons import COMPARISONS
from bot.language.en.details import DETAILS
from bot.language.en.fact_questions import FACT_QUESTIONS
from bot.language.en.questions import (
    ASKING_WORDS,
    COMPARING_WORDS,
    HEADINGS,
    KINDS,
    NAMED_ARTICLE,
    SELECTION,
)
from bot.language.en.small_talk import SMALL_TALK
from bot.language.en.words import STOP_WORDS

__all__ = ["LANGUAGE"]

LANGUAGE = Language(
    "en",
    stop_words=STOP_WORDS,
    asking_words=ASKING_WORDS,
    comparing_words=COMPARING_WORDS,
    kinds=KINDS,
    answer_types=ANSWER_TYPES,
    comparisons=COMPARISONS,
    small_talk=SMALL_TALK,
    details=DETAILS,
    headings=HEADINGS,
    fact_questions=FACT_QUESTIONS,
    selection=SELECTION,
    named_article=NAMED_ARTICLE,
)
