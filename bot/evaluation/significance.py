"""Whether two runs over the same goldens differ by more than chance.

A paired randomisation test: each golden's two values are exchanged at random, and p is the share of
exchanges whose mean difference is at least as large as the one found (Fisher; for retrieval: Smucker,
Allan and Carterette, CIKM 2007). Exact where the exchanges can be counted, else 10,000 drawn ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.judgement import Judgement
from bot.evaluation.metrics import values_by_golden

__all__ = ["Difference", "compare_runs", "paired_p_value"]

ALPHA = 0.05
"""A difference with a p below this is taken as real."""
_DRAWS = 10_000
_SEED = 20070611


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric over the goldens that both runs have."""

    metric: str
    before: float
    after: float
    p_value: float
    goldens: int
    changed: int
    """Goldens whose value differs."""

    @property
    def regressed(self) -> bool:
        """Worse, and not by chance."""
        return self.after < self.before and self.p_value < ALPHA

    def __str__(self) -> str:
        return (
            f"{self.metric} {self.before:.3f} -> {self.after:.3f} "
            f"({self.after - self.before:+.3f}, p = {self.p_value:.3g}, "
            f"{self.changed} of {self.goldens} goldens changed)"
        )


def compare_runs(
    before: Sequence[Judgement], after: Sequence[Judgement], names: Sequence[str]
) -> list[Difference]:
    """Each metric that both runs have for common goldens, in the order of `names`."""
    differences = []
    for name in names:
        if name == "refusal_f1":
            continue  # no value for a single golden
        old, new = values_by_golden(before, name), values_by_golden(after, name)
        keys = [key for key in old if key in new]
        if keys:
            pairs = {key: (old[key], new[key]) for key in keys}
            differences.append(_difference(name, pairs))
    return differences


def paired_p_value(pairs: Sequence[tuple[float, float]]) -> float:
    """The two-sided p of the mean difference within `pairs`; 1.0 when none differs."""
    changes = [after - before for before, after in pairs if abs(after - before) > 1e-12]
    if len(changes) < 2:
        return 1.0  # exchanging the one pair that differs gives as large a difference
    import numpy as np
    from scipy.stats import permutation_test

    outcome = permutation_test(
        (np.asarray(changes),),  # unchanged pairs stay as they are under every exchange
        np.mean,
        permutation_type="samples",
        vectorized=True,
        n_resamples=_DRAWS,
        rng=np.random.default_rng(_SEED),
    )
    return float(outcome.pvalue)


def _difference(name: str, pairs: Mapping[str, tuple[float, float]]) -> Difference:
    values = list(pairs.values())
    count = len(values)
    return Difference(
        name,
        sum(before for before, _ in values) / count,
        sum(after for _, after in values) / count,
        paired_p_value(values),
        count,
        sum(abs(after - before) > 1e-12 for before, after in values),
    )
