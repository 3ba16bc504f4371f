"""What is measured: the port of a system that indexes texts and finds spans in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Protocol

__all__ = ["Found", "System", "versions_of"]


@dataclass(frozen=True, slots=True)
class Found:
    """A found passage: a span of an article's text, and the text as the system returns it."""

    article: int
    start: int
    end: int
    text: str


class System(Protocol):
    """A system, made with an empty folder for its files; the model is loaded by then."""

    versions: str
    """Of the packages that matter, so that a table can be repeated."""

    def index(self, articles: Sequence[tuple[str, str]]) -> int:
        """Index (title, text) pairs; the number of chunks."""

    def search(self, question: str, limit: int) -> list[Found]:
        """The best passages, best first."""


def versions_of(*packages: str) -> str:
    """`name version` of each installed package."""
    return ", ".join(f"{name} {version(name)}" for name in packages)
