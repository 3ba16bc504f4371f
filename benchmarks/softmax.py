"""Weights that make the right ones likely among all that were found for a question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

__all__ = ["Choice", "fit_softmax"]

Array = NDArray[np.float64]
Choice = tuple[Array, NDArray[np.bool_], float]
"""Of one question: features (found x weights), which of the found are right, and how much it counts."""


def fit_softmax(choices: Sequence[Choice], start: Array, towards: Array, penalty: float) -> Array:
    """The weights by softmax regression, in which a question's right ones share the probability.

    By L-BFGS from `start`, with an L2 `penalty` on the distance from `towards`. Questions without a right one
    are left out.
    """

    def loss(weights: Array) -> tuple[float, Array]:
        away = weights - towards
        total, gradient = penalty * float(away @ away), 2 * penalty * away
        for features, right, count in choices:
            if not right.any():
                continue
            scores = features @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            inside = max(float(shares[right].sum()), 1e-12)
            total -= count * float(np.log(inside))
            gradient = gradient + count * (shares - np.where(right, shares / inside, 0.0)) @ features
        return total, gradient

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)
