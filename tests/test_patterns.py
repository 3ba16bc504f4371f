"""Every regular expression that looks at what people add needs linear time, and the search for others finds
them.
"""

from __future__ import annotations

import re

import pytest
from pattern_attacks import Expression, expressions_of, worst_growth

MOST = 8.0
"""Growth of the time when the text is four times as long: four is linear, sixteen quadratic."""

NOT_YET = (
    "ingest.readers.front_matter",
    "ingest.readers.markdown",
    "ingest.readers.page_",
    "ingest.readers.pdf",
    "ingest.readers.epub",
)
"""Readers in which some expressions still need more; only their process's limits bound them."""


@pytest.mark.parametrize(
    ("pattern", "is_searched"),
    [(r"\s+$", True), (r"(a+)+b", False), (r"(?:<!--.*?-->\s*)*<html", False), (r"\[[^\]]*\]\(", True)],
)
def test_an_expression_that_needs_more_is_found(pattern: str, is_searched: bool) -> None:
    growth, shown = worst_growth(Expression("here", re.compile(pattern, re.DOTALL), is_searched))
    assert growth > MOST
    assert shown


@pytest.mark.parametrize("pattern", [r"(?<!\s)\s+$", r"\[[^\[\]]*\]\(", r"<!--", r"^\s{0,3}(#{1,6})\s"])
def test_an_expression_in_linear_time_is_let_pass(pattern: str) -> None:
    assert worst_growth(Expression("here", re.compile(pattern), is_searched=True))[0] <= MOST


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_expression_of_the_readers_needs_linear_time() -> None:
    expressions = expressions_of("ingest")
    assert len(expressions) > 200
    asked = [one for one in expressions if not one.place.startswith(NOT_YET)]
    slow = [(one.place, *found) for one in asked if (found := worst_growth(one))[0] > MOST]
    assert slow == []
