"""The logistic function: from a logit to a probability."""

from __future__ import annotations

import math

__all__ = ["sigmoid"]


def sigmoid(logit: float) -> float:
    """The logistic function of `logit`, which may be of any size."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))
