"""Korean as one object: its words and tables of rules."""

from __future__ import annotations

import re

from bot.language.base import Language
from bot.language.ko.questions import DETAILS, KINDS, NAMED_ARTICLE, SELECTION
from bot.language.ko.small_talk import SMALL_TALK

__all__ = ["LANGUAGE"]

LANGUAGE = Language(
    "ko",
    script=re.compile(r"[\uac00-\ud7af\u1100-\u11ff]"),
    kinds=KINDS,
    details=DETAILS,
    selection=SELECTION,
    named_article=NAMED_ARTICLE,
    small_talk=SMALL_TALK,
)
