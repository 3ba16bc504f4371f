"""French as one object: its words and tables of rules."""

from __future__ import annotations

import re

from bot.language.base import Language
from bot.language.fr.questions import DETAILS, KINDS, NAMED_ARTICLE, SELECTION
from bot.language.fr.small_talk import SMALL_TALK
from bot.language.fr.words import ASKING_WORDS, STOP_WORDS

__all__ = ["LANGUAGE"]

LANGUAGE = Language(
    "fr",
    stop_words=STOP_WORDS,
    asking_words=ASKING_WORDS,
    signs=re.compile(r"\b(?i:l|d|qu|j|n|s|c|m)['’]\w|\b\w*[çœ]"),
    kinds=KINDS,
    details=DETAILS,
    selection=SELECTION,
    named_article=NAMED_ARTICLE,
    small_talk=SMALL_TALK,
)
