"""What a pass over the training data is made of: which sets, how many questions of each, how often.

Knows the sets by name and three recipes: what one processor core can learn in an hour, all there is in
English, for a machine with a GPU, and all languages. How a set becomes groups is told in the modules it is
loaded by.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.groups import Group

__all__ = ["RECIPES", "Portion", "Recipe", "drawn"]


@dataclass(frozen=True, slots=True)
class Portion:
    """Of one set: how many of its questions are looked at, and how often each is asked in one pass."""

    most: int | None = None
    times: int = 1


Recipe = Mapping[str, Portion]

_ALL = Portion()
RECIPES: dict[str, Recipe] = {
    "core": {
        "squadshifts": Portion(2500), "squad-2.0-dev": Portion(6000), "nq-open-oracle": Portion(900),
        "clapnq": _ALL, "near-miss": Portion(times=4), "own": Portion(times=3), "qed": Portion(1800),
        "squad11-train-slices": Portion(1800), "tydiqa-en": Portion(1300), "afriqa": Portion(1800),
        "fairytaleqa": Portion(700), "qadiscourse": Portion(900), "condaqa": Portion(1000),
        "timeqa": Portion(900), "boolq": Portion(500), "selqa": Portion(400), "claims": Portion(1600),
    },
    "full": {
        "squadshifts": _ALL, "squad-2.0-dev": _ALL, "nq-open-oracle": _ALL, "clapnq": _ALL,
        "near-miss": Portion(times=4), "own": Portion(times=3), "qed": _ALL, "squad11-train-slices": _ALL,
        "tydiqa-en": _ALL, "afriqa": _ALL, "fairytaleqa": Portion(2100), "qadiscourse": Portion(3500),
        "condaqa": _ALL, "timeqa": _ALL, "boolq": _ALL, "selqa": _ALL, "claims": _ALL,
    },
}  # fmt: skip
"""By the name of each set; `own` is `training/data`."""
RECIPES["languages"] = {
    **RECIPES["full"], "near-miss": _ALL, "own": Portion(times=2), "jaquad-ja": Portion(12000),
    "pquad-fa": Portion(6000), "squad-es": _ALL, "piaf-fr": _ALL, "heq-he": _ALL, "drcd-zh": Portion(4000),
    "cmrc2018-zh": _ALL, "norquad-no": _ALL, "faquad-pt": Portion(times=2), "tydiqa-ko": Portion(times=3),
    "tydiqa-fi": _ALL, "tydiqa-ru": _ALL, "tydiqa-ar": _ALL, "tydiqa-id": _ALL, "tydiqa-te": _ALL,
    "tydiqa-bn": _ALL, "tydiqa-sw": Portion(1500),
}  # fmt: skip


def drawn(groups: Sequence[Group], portion: Portion, choice: random.Random) -> list[Group]:
    """The questions of a set as one pass asks them. The choice among them is the caller's to fix."""
    if portion.most is not None and portion.most < len(groups):
        groups = choice.sample(list(groups), portion.most)
    return list(groups) * portion.times
