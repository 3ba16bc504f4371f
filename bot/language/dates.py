"""Dates that stand in a sentence: which year, and as far as it is said which month and day.

Knows the forms of English, German and Spanish month names, ISO 8601, and the year signs of Japanese and
Korean. A number is a year only where its neighbours make it one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["DateFound", "first_date"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar enero", "february feb februar febrero", "march mar märz marzo",
            "april apr abril", "may mai mayo", "june jun juni junio", "july jul juli julio",
            "august aug agosto", "september sept sep septiembre", "october oct oktober octubre",
            "november nov noviembre", "december dec dezember diciembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = f"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_DAY = r"(?P<day>[0-3]?\d)"
_YEAR = r"(?P<year>1\d{3}|20\d{2})"
_BEFORE_A_YEAR = (
    "in|since|by|until|till|from|during|of|after|before|around|between|early|late|year"
    "|im|jahr|seit|bis|ab|nach|vor|en|desde|hasta|de|año|durante"
)
_COUNTED = r"[\d.,]*\d|\s*%|\s(?!was\b|is\b|as\b|has\b|its\b|this\b|his\b)(?:people|[a-z]+s)\b"
"""What makes the number before it a count: more digits, or a noun in the plural."""
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![\d.,-]){_YEAR}-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>[0-2]\d|3[01]))?(?![\d-])",
        rf"\b{_DAY}(?:st|nd|rd|th|\.)?\s(?:of\s|de\s)?{_MONTH}\.?,?\s(?:de\s)?{_YEAR}\b",
        rf"\b{_MONTH}\.?\s{_DAY}(?:st|nd|rd|th)?,\s{_YEAR}\b",
        rf"\b{_MONTH}\.?,?\s(?:of\s|de\s)?{_YEAR}\b",
        rf"{_YEAR}[年년](?:\s?(?P<month>1[0-2]|0?[1-9])[月월])?(?:\s?{_DAY}[日일])?",
        rf"\b(?:{_BEFORE_A_YEAR})\s{_YEAR}(?!{_COUNTED})\b",
        rf"\({_YEAR}(?:\s?[-–]\s?\d{{2,4}})?\)",
    )
]


@dataclass(frozen=True, slots=True, order=True)
class DateFound:
    """A date as far as it is said; what is not said is 0, so that it comes before what is."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        """ISO 8601, as far as it is known."""
        return f"{self.year}" + "".join(f"-{part:02}" for part in (self.month, self.day) if part)


def first_date(sentence: str) -> DateFound | None:
    """The first date of `sentence` that says a year; None where there is none."""
    matches = [match for form in _FORMS if (match := form.search(sentence))]
    if not matches:
        return None
    first = min(matches, key=lambda match: (match.start("year"), match.start()))
    said = first.groupdict()
    month, day = said.get("month") or "0", int(said.get("day") or 0)
    number = int(month) if month.isdigit() else _MONTHS[month.lower()]
    return DateFound(int(said["year"]), number, day if number and day <= 31 else 0)
