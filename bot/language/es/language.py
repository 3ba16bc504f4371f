"""Spanish as one object: its words and tables of rules."""

from __future__ import annotations

import re

from bot.language.base import Language
from bot.language.es.questions import DETAILS, KINDS, NAMED_ARTICLE, SELECTION
from bot.language.es.small_talk import SMALL_TALK
from bot.language.es.words import ASKING_WORDS, STOP_WORDS

__all__ = ["LANGUAGE"]

LANGUAGE = Language(
    "es",
    stop_words=STOP_WORDS,
    asking_words=ASKING_WORDS,
    signs=re.compile(r"[¿¡ñ]"),
    kinds=KINDS,
    details=DETAILS,
    selection=SELECTION,
    named_article=NAMED_ARTICLE,
    small_talk=SMALL_TALK,
)
