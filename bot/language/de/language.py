"""German as one object: its words and tables of rules."""

from __future__ import annotations

import re

from bot.language.base import Language
from bot.language.de.questions import DETAILS, KINDS, NAMED_ARTICLE, SELECTION
from bot.language.de.small_talk import SMALL_TALK
from bot.language.de.words import ASKING_WORDS, STOP_WORDS

__all__ = ["LANGUAGE"]

LANGUAGE = Language(
    "de",
    stop_words=STOP_WORDS,
    asking_words=ASKING_WORDS,
    signs=re.compile(r"\b[a-zäöüß]*[äöüß]"),
    kinds=KINDS,
    details=DETAILS,
    selection=SELECTION,
    named_article=NAMED_ARTICLE,
    small_talk=SMALL_TALK,
)
