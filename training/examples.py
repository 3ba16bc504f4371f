"""One pass over the training groups as rows: which questions and passages the model sees, and what is right.

Knows how positives, negatives and false premises are drawn. Knows nothing of tensors.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from training.corruption import as_typed, false_premise
from training.mining import Group, Text

__all__ = ["Row", "rows_of"]

_CROPPED = 0.4
"""Share of the passages that are cut down to a run of their sentences."""
_UNTITLED = 0.1
"""Share of the passages that are shown without their context."""
_FALSE_PREMISE = 0.25
_SECOND_NEGATIVE = 0.4


@dataclass(frozen=True, slots=True)
class Row:
    """One input and what is right about it."""

    question: str
    passage: Text
    answers: bool
    """Whether the passage answers the question."""
    spans: tuple[tuple[int, int], ...]
    """Places of the answer in the passage's text, as often as people chose them; none where unknown."""
    contest: int
    """Rows with one number, 0 or more, compete: the one that answers should score best. -1: none."""


def rows_of(groups: Sequence[Group], choice: random.Random) -> list[list[Row]]:
    """The rows of each group, drawn anew at each call; rows of one group belong into one batch."""
    strangers = [group for group in groups if group.positives]
    found = []
    for number, group in enumerate(groups):
        question = as_typed(group.question, choice)
        rows = [
            Row(question, _shown(text, (), choice)[0], False, (), -1)
            for text in choice.sample(group.unanswering, min(1, len(group.unanswering)))
        ]
        if group.positives:
            text, spans = choice.choice(group.positives)
            shown, places = _shown(text, spans, choice)
            rows.append(Row(question, shown, True, places, number))
            rows.extend(
                Row(question, _shown(wrong, (), choice)[0], False, (), number)
                for wrong in _wrong(group, strangers, choice)
            )
            if choice.random() < _FALSE_PREMISE:
                answers = tuple(text.text[start:end] for start, end in spans)
                turned = false_premise(group.question, text.text, answers, choice)
                if turned is not None:
                    rows.append(Row(turned, shown, False, (), -1))
        found.append(rows)
    return found


def _wrong(group: Group, strangers: Sequence[Group], choice: random.Random) -> list[Text]:
    """One passage that our search ranks high and, sometimes, one of another set or by chance."""
    wrong = []
    if group.near:
        wrong.append(group.near[min(int(choice.expovariate(0.5)), len(group.near) - 1)])
    if group.foreign and choice.random() < 0.7:
        wrong.append(choice.choice(group.foreign))
    elif choice.random() < _SECOND_NEGATIVE and len(group.near) > 1:
        wrong.append(choice.choice(group.near[1:]))
    elif choice.random() < 0.1:
        wrong.append(choice.choice(strangers).positives[0][0])
    return wrong


def _shown(
    text: Text, spans: tuple[tuple[int, int], ...], choice: random.Random
) -> tuple[Text, tuple[tuple[int, int], ...]]:
    """The passage, perhaps without its context, perhaps cut down to sentences around the answer."""
    context = "" if choice.random() < _UNTITLED else text.context
    if choice.random() >= _CROPPED:
        return Text(context, text.text), spans
    starts = [0, *(match.end() for match in re.finditer(r"(?<=[.!?])\s+(?=[A-Z0-9\"“])", text.text))]
    ends = [*starts[1:], len(text.text)]
    if len(starts) < 3:
        return Text(context, text.text), spans
    if spans:
        low, high = min(span[0] for span in spans), max(span[1] for span in spans)
        first = max(place for place, start in enumerate(starts) if start <= low)
        last = min(place for place, end in enumerate(ends) if end >= high)
    else:
        first = last = choice.randrange(len(starts))
    first = max(0, first - choice.randrange(3))
    last = min(len(ends) - 1, last + choice.randrange(3))
    start, end = starts[first], ends[last]
    places = tuple((a - start, b - start) for a, b in spans)
    return Text(context, text.text[start:end].rstrip()), places
