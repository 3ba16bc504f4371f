"""Finds the first date of a sentence: its year, and its month and day where the sentence gives them.

Understands English, German and Spanish month names, ISO 8601, and the year signs of Japanese and Korean. A
number counts as a year only where its neighbours show it ("in 1932").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.de import words as de
from bot.language.en import words as en
from bot.language.es import words as es
from bot.language.rules import one_of

__all__ = ["DateFound", "first_date"]

_MONTHS = {
    name: number
    for names in (
        en.MONTHS,
        [*en.ABBREVIATED_MONTHS[:8], "sep", *en.ABBREVIATED_MONTHS[9:]],
        en.ABBREVIATED_MONTHS,
        de.MONTHS,
        es.MONTHS,
    )
    for number, name in enumerate(names, 1)
}
_MONTH = f"(?P<month>{one_of(sorted(_MONTHS, key=len, reverse=True))})"
_DAY = r"(?P<day>[0-3]?\d)"
_YEAR = r"(?P<year>1\d{3}|20\d{2})"
_BEFORE_A_YEAR = one_of([*en.YEAR_PREPOSITIONS, *de.YEAR_PREPOSITIONS, *es.YEAR_PREPOSITIONS])
_COUNTED = r"[\d.,]*\d|\s*%|\s(?!was\b|is\b|as\b|has\b|its\b|this\b|his\b)(?:people|[a-z]+s)\b"
"""What shows that the number before it is a count: more digits, or a plural noun."""
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![\d.,-]){_YEAR}-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>[0-2]\d|3[01]))?(?![\d-])",
        rf"\b{_DAY}(?:st|nd|rd|th|\.)?\s(?:of\s|de\s)?{_MONTH}\.?,?\s(?:de\s)?{_YEAR}\b",
        rf"\b{_MONTH}\.?\s{_DAY}(?:st|nd|rd|th)?,\s{_YEAR}\b",
        rf"\b{_MONTH}\.?,?\s(?:of\s|de\s)?{_YEAR}\b",
        rf"{_YEAR}[年년](?:\s?(?P<month>1[0-2]|0?[1-9])[月월])?(?:\s?{_DAY}[日일])?",
        rf"\b{_BEFORE_A_YEAR}\s{_YEAR}(?!{_COUNTED})\b",
        rf"\({_YEAR}(?:\s?[-–]\s?\d{{2,4}})?\)",
    )
]


@dataclass(frozen=True, slots=True, order=True)
class DateFound:
    """A date; a month or day that is not given is 0, so that "1932" sorts before "May 1932"."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        """ISO 8601, without the parts that are not given."""
        return f"{self.year}" + "".join(f"-{part:02}" for part in (self.month, self.day) if part)


def first_date(sentence: str) -> DateFound | None:
    """The first date of `sentence` with a year, or None."""
    matches = [match for form in _FORMS if (match := form.search(sentence))]
    if not matches:
        return None
    first = min(matches, key=lambda match: (match.start("year"), match.start()))
    said = first.groupdict()
    month, day = said.get("month") or "0", int(said.get("day") or 0)
    number = int(month) if month.isdigit() else _MONTHS[month.lower()]
    return DateFound(int(said["year"]), number, day if number and day <= 31 else 0)
