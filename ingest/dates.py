"""The day that a document gives as its own, in ISO 8601, from the ways in which such dates are written.

Only a whole date counts: a year alone is none, and no day is made up for it. Knows nothing of documents.
"""

# ruff: noqa: E501
from __future__ import annotations

import re
from datetime import date

__all__ = ["iso_date"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari января янв stycznia tammikuu ocak",
            "february feb februar février févr fév fevrier febrero febbraio fevereiro fev februari февраля фев lutego şubat",
            "march mar märz mär mars marzo março marco maart mrt марта мар marca mart",
            "april apr avril avr abril abr aprile апреля апр kwietnia nisan",
            "may mai mayo maggio mag maio mei maj мая maja mayıs",
            "june jun juni juin junio giugno giu junho июня июн czerwca haziran",
            "july jul juli juillet juil julio luglio lug julho июля июл lipca temmuz",
            "august aug août aout agosto ago augustus augusti августа авг sierpnia ağustos",
            "september sept sep septembre septiembre settembre set setembro сентября сен września eylül",
            "october oct oktober okt octobre octubre ottobre ott outubro out октября окт października ekim",
            "november nov novembre noviembre novembro ноября ноя listopada kasım",
            "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro декабря дек grudnia aralık",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}Z?)?(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?(?:\s+(?:of|de|di))?[\s,\-]+([^\W\d_]{3,12})\.?,?[\s\-]+(?:de\s+|del\s+)?((?:1[5-9]|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:1[5-9]|20)\d\d)(?!\d)", re.IGNORECASE
)
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2((?:1[5-9]|20)\d\d)(?!\d)")
_SIGNS = re.compile(r"((?:1[5-9]|20)\d\d)\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_LONGEST = 200


def iso_date(text: str) -> str | None:
    """The first whole date in the beginning of `text`, None where there is none, or where day and month cannot
    be told apart (3/4/2024)."""
    words = text[:_LONGEST]
    for pattern, order in ((_ISO, (1, 3, 4)), (_SIGNS, (1, 2, 3)), (_COMPACT, (1, 2, 3))):
        found = pattern.search(words)
        if found:
            made = _checked(*(int(found[place]) for place in order))
            if made:
                return made
    for pattern, month, day in ((_DAY_FIRST, 2, 1), (_MONTH_FIRST, 1, 2)):
        for found in pattern.finditer(words):
            number = _MONTHS.get(found[month].lower())
            made = _checked(int(found[3]), number, int(found[day])) if number else None
            if made:
                return made
    found = _NUMBERS.search(words)
    return _from_numbers(found) if found else None


def _from_numbers(found: re.Match[str]) -> str | None:
    first, mark, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
    if mark == "." or first > 12 or first == second:
        return _checked(year, second, first)
    return _checked(year, first, second) if second > 12 else None


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
