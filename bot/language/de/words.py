"""Closed word classes of German."""

from __future__ import annotations

__all__ = ["MONTHS", "YEAR_PREPOSITIONS"]

MONTHS = tuple("januar februar märz april mai juni juli august september oktober november dezember".split())
YEAR_PREPOSITIONS = tuple("im jahr seit bis ab nach vor".split())
"""Words that make a year of the number after them."""
