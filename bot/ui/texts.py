"""The texts of the page in the visitor's language: one catalogue for each language, all with the same keys.

A text that depends on a number has a form `KEY.one` and a form `KEY.other`. `texts.js` reads the same
catalogues by the same rules for what the browser says itself.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

__all__ = ["ENGLISH", "LANGUAGES", "Texts", "catalogues", "language_for", "texts_in"]

LANGUAGES = ("en", "de", "es", "ja", "ko")
_RANGE = re.compile(r"([A-Za-z]{2,3})(?:-[\w-]*)?(?:\s*;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?")
_UNCOUNTED = {"ja", "ko"}
"""Languages that have no plural."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language; call it with a key and the values to put in."""

    language: str
    _catalogue: dict[str, str] = field(repr=False)

    def __call__(self, key: str, **values: object) -> str:
        """The text `key`; with `n`, the form for that number. Raises KeyError for an unknown key."""
        if "n" in values:
            one = values["n"] == 1 and self.language not in _UNCOUNTED
            key = f"{key}.{'one' if one else 'other'}"
        return self._catalogue[key].format(**values)


@cache
def texts_in(language: str) -> Texts:
    """The texts of one of LANGUAGES."""
    text = files("bot.ui").joinpath("languages", f"{language}.json").read_text("utf-8")
    return Texts(language, json.loads(text))


def catalogues() -> dict[str, dict[str, str]]:
    """Every catalogue, by language."""
    return {language: texts_in(language)._catalogue for language in LANGUAGES}


def language_for(accepted: str) -> str:
    """The first of LANGUAGES in an Accept-Language header, by its weights (RFC 9110); English for none."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted.split(",")):
        found = _RANGE.fullmatch(part.strip())
        weight = float(found[2] or 1) if found else 0.0
        if found and weight > 0 and found[1].lower() in LANGUAGES:
            wanted.append((-weight, place, found[1].lower()))
    return min(wanted)[2] if wanted else "en"


ENGLISH = texts_in("en")
