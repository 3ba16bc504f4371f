"""Closed word classes of Spanish."""

from __future__ import annotations

__all__ = ["MONTHS", "YEAR_PREPOSITIONS"]

MONTHS = tuple(
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
)
YEAR_PREPOSITIONS = tuple("en desde hasta de año durante".split())
"""Words that make a year of the number after them."""
