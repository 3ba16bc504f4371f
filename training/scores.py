"""How spans and scores are measured: SQuAD's exact match and F1, and the area under the ROC curve."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

__all__ = ["auroc", "exact_match", "normalised", "token_f1"]


def normalised(text: str) -> list[str]:
    """Words as SQuAD compares them: lower case, no punctuation, no articles (Rajpurkar et al. 2016)."""
    bare = "".join(sign for sign in text.lower() if sign not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", bare).split()


def exact_match(span: str, gold: Sequence[str]) -> float:
    return max((float(normalised(span) == normalised(one)) for one in gold), default=0.0)


def token_f1(span: str, gold: Sequence[str]) -> float:
    """The best F1 over words against any of the accepted answers."""

    def against(one: str) -> float:
        found, wanted = normalised(span), normalised(one)
        shared = sum((Counter(found) & Counter(wanted)).values())
        return 2 * shared / (len(found) + len(wanted)) if shared else 0.0

    return max(map(against, gold), default=0.0)


def auroc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """The chance that one of `right` scores above one of `wrong` (Mann-Whitney), ties by halves."""
    from scipy.stats import rankdata

    if not right or not wrong:
        return float("nan")
    ranks = rankdata([*right, *wrong])[: len(right)]
    return float((ranks.sum() - len(right) * (len(right) + 1) / 2) / (len(right) * len(wrong)))
