"""How much of the damage is done in one run."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Bounds", "CannotRun"]


class CannotRun(Exception):
    """This machine lacks what a part needs; the message says what."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The share of the full counts and times that is wanted, and the seed of all that is random."""

    scale: float = 1.0
    seed: int = 9

    def count(self, full: int) -> int:
        """`full` of something, scaled; at least 1."""
        return max(1, round(full * self.scale))

    def seconds(self, full: float) -> float:
        """`full` seconds, scaled; at least 1."""
        return max(1.0, full * self.scale)
