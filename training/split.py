"""Which articles the reader is never trained on.

The split goes by title alone, so that an article that stands in two data sets falls on the same side in both;
articles that have a number instead of a title (near misses) go by that.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

__all__ = ["MEASURED_NEAR_MISSES", "is_held_back", "is_validation", "measured_near_misses"]

_ONE_IN = 5
MEASURED_NEAR_MISSES = 20
"""Articles with near misses that are measured on."""
_OWN_TRAINED_ON = {"nm1": 115, "nm2": 112}
"""Of our own articles, how many of each file the shipped reader was trained on: the first."""


def is_validation(title: str) -> bool:
    """Whether the article called `title` is kept for validation: one title in five, by a fixed hash."""
    name = re.sub(r"[\W_]+", " ", title).strip().casefold()
    return _hash(name) % _ONE_IN == 0


def measured_near_misses(ids: Iterable[str]) -> frozenset[str]:
    """Of the articles with near misses those that are measured on: the lowest by a hash of their id."""
    return frozenset(sorted(set(ids), key=lambda one: (_hash(one), one))[:MEASURED_NEAR_MISSES])


def is_held_back(article_id: str) -> bool:
    """Whether one of our own articles is kept to fit ranking and refusal on, and so never trained on."""
    file, _, number = article_id.partition("-")
    return file in _OWN_TRAINED_ON and int(number) > _OWN_TRAINED_ON[file]


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")
