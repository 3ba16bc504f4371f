"""All groups of a recipe: what is trained on, and what is kept to watch the training with.

Knows which set is loaded how, and the wrong passages that come from other sets.
"""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from training.groups import Group, Text
from training.lexical import WordIndex
from training.mixture import Recipe, drawn
from training.near_groups import near_miss_groups
from training.near_miss import LANGUAGES, load_near_misses, load_own
from training.qa_sets import CLAIMS, OTHER_SETS, QA_SETS, load_claims, load_old, load_qa
from training.questions import SETS, load_set
from training.split import is_validation

__all__ = ["NEAR_MISS", "gather"]

NEAR_MISS, OWN = "near-miss", "own"
_POOL = 6000
_FOREIGN = 0.25


def gather(data: Path, recipe: Recipe, seed: int) -> tuple[list[Group], dict[str, list[Group]]]:
    """The groups of one pass, and by set those of validation articles; says how many there are."""
    found: dict[str, list[Group]] = {name: load_old(load_set(name, data)) for name in SETS}
    asked = frozenset(one.question.strip().lower().rstrip("?") for one in found["nq-open-oracle"])
    for name in (*QA_SETS, *OTHER_SETS):
        if name in recipe:
            found[name] = load_qa(name, data, asked, english=OTHER_SETS[0] not in recipe)
    found[CLAIMS] = load_claims(data)
    trained: dict[str, list[Group]] = {}
    kept: dict[str, list[Group]] = {}
    choice = random.Random(seed)
    pool = _pool(found, choice)
    for name, groups in found.items():
        kept[name] = [group for group in groups if is_validation(group.title)]
        trained[name] = [group for group in groups if not is_validation(group.title)]
    codes = LANGUAGES if OTHER_SETS[0] in recipe else ("en",)
    articles = [one for code in codes for one in load_near_misses(data, code)]
    ours = [one for code in codes for one in load_own(code)]
    trained[NEAR_MISS] = [g for one in articles if not one.measured for g in near_miss_groups(one)]
    kept[NEAR_MISS] = [g for one in articles if one.measured for g in near_miss_groups(one)]
    trained[OWN] = [g for one in ours if not one.measured for g in near_miss_groups(one)]
    one_pass: list[Group] = []
    for name, portion in recipe.items():
        part = drawn(trained[name], portion, choice)
        one_pass.extend(part if name in (NEAR_MISS, OWN) else _with_foreign(part, pool, choice))
        print(f"{name}: {len(trained[name])} questions, asked {len(part)} times in a pass; "
              f"{len(kept.get(name, ()))} kept")  # fmt: skip
    return one_pass, kept


def _pool(found: dict[str, list[Group]], choice: random.Random) -> list[tuple[Text, str]]:
    """Some passages of all sets, each with the title that it belongs to."""
    every = [
        (text, group.title)
        for groups in found.values()
        for group in groups
        for text, _ in group.positives[:1]
    ]
    return choice.sample(every, min(_POOL, len(every)))


def _with_foreign(groups: list[Group], pool: list[tuple[Text, str]], choice: random.Random) -> list[Group]:
    """A share of the questions with the nearest passages of other articles, of whatever set."""
    index = WordIndex([text.text for text, _ in pool])
    chosen = [place for place in range(len(groups)) if choice.random() < _FOREIGN]
    made = list(groups)
    nearest = index.nearest([groups[place].question for place in chosen], 6)
    for place, near in zip(chosen, nearest, strict=True):
        group = groups[place]
        answers = [text.text[a:b].lower() for text, spans in group.positives for a, b in spans]
        texts = [pool[one][0] for one in near if pool[one][1] != group.title]
        told = [text for text in texts if not any(answer in text.text.lower() for answer in answers)]
        made[place] = replace(group, foreign=tuple(told[:3]))
    return made
