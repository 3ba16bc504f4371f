"""The weights of ranking and refusal: named values that a fit on data wrote, in `judgement.json`.

Knows names and numbers; what is weighted is computed in `ranking` and `refusal`. What the values were fitted
on, and how well they do, stands beside them in the file (`benchmarks.fit_answers` writes both).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["JUDGEMENT", "Weights", "refusal_threshold", "weights_for"]

JUDGEMENT = Path(__file__).parent / "judgement.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """A bias and one weight for each value of a row, in the order of its names."""

    bias: float
    values: tuple[float, ...]

    def total(self, row: Sequence[float]) -> float:
        return self.bias + sum(weight * value for weight, value in zip(self.values, row, strict=True))


@cache
def weights_for(part: str, names: tuple[str, ...], read: bool) -> Weights:
    """The weights of "ranking" or "refusal" for values of these `names`, with a reader or without.

    Raises ValueError where the file and `names` do not agree: a weight that nothing uses is a mistake.
    """
    given: Mapping[str, float] = _file()[part]["read" if read else "unread"]
    unknown = sorted((set(given) - {"bias"}) ^ set(names))
    if unknown:
        raise ValueError(
            f"{JUDGEMENT.name}, {part}: weights and values do not agree on {', '.join(unknown)}; "
            f"run benchmarks.fit_answers"
        )
    return Weights(given.get("bias", 0.0), tuple(given[name] for name in names))


def refusal_threshold() -> float:
    """Questions whose probability of an answer lies below are refused."""
    return float(_file()["refusal"]["threshold"])


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(JUDGEMENT.read_text("utf-8"))
    return found
