"""Japanese as one object: its words and tables of rules."""

from __future__ import annotations

import re

from bot.language.base import Language
from bot.language.ja.questions import DETAILS, KINDS, NAMED_ARTICLE, SELECTION
from bot.language.ja.small_talk import SMALL_TALK

__all__ = ["LANGUAGE"]

LANGUAGE = Language(
    "ja",
    script=re.compile(r"[\u3040-\u30ff]"),
    kinds=KINDS,
    details=DETAILS,
    selection=SELECTION,
    named_article=NAMED_ARTICLE,
    small_talk=SMALL_TALK,
)
