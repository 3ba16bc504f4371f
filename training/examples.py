"""One pass over the training groups as rows: which questions and passages the model sees, and what is right.

Knows how positives, negatives and false premises are drawn. Knows nothing of tensors.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from training.corruption import as_typed, false_premise
from training.groups import Group, Text

__all__ = ["Row", "rows_of", "sentences", "without_answers"]

_CROPPED = 0.65
"""Share of the questions whose passages are cut down to a run of their sentences."""
_UNTITLED = 0.1
"""Share of the passages that are shown without their context."""
_FALSE_PREMISE = 0.25
_SECOND_NEGATIVE = 0.4
_SECOND_UNANSWERING = 0.5
"""Share of the near misses that are shown a second passage of their article."""
_ANSWER_TAKEN_OUT = 0.3
"""Share of the answering passages that are shown a second time without what answers."""
_SENTENCE_START = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"“„«¿¡À-Þ\u0400-\uffff])|(?<=[。！？])(?=[^」』”）])")


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
    twins: int = -1
    """Two rows with one number, 0 or more, are a question and its near miss on one passage; they compete."""


def rows_of(groups: Sequence[Group], choice: random.Random) -> list[list[Row]]:
    """The rows of each group, drawn anew at each call; rows of one group belong into one batch."""
    strangers = [group for group in groups if group.positives]
    found = []
    for number, group in enumerate(groups):
        question = as_typed(group.question, choice)
        cut = choice.random() < _CROPPED
        rows = _unanswered(group, question, number, cut, choice)
        if group.positives:
            text, spans = choice.choice(group.positives)
            shown, places = _shown(text, spans, cut, choice)
            rows.append(Row(question, shown, True, places, number))
            rows.extend(
                Row(question, _shown(wrong, (), cut, choice)[0], False, (), number)
                for wrong in _wrong(group, strangers, choice)
            )
            answers = tuple(text.text[start:end] for start, end in spans)
            if choice.random() < _ANSWER_TAKEN_OUT:
                rest = without_answers(text, answers)
                if rest is not None:
                    rows.append(Row(question, _shown(rest, (), cut, choice)[0], False, (), number))
            if choice.random() < _FALSE_PREMISE:
                turned = false_premise(group.question, text.text, answers, choice)
                if turned is not None:
                    rows.append(Row(turned, shown, False, (), -1))
        found.append(rows)
    return found


def _unanswered(group: Group, question: str, number: int, cut: bool, choice: random.Random) -> list[Row]:
    """A question with a passage that does not answer it, beside the like one that the passage answers; and
    perhaps with another passage of the article."""
    if not group.unanswering:
        return []
    if not group.rivals:
        place = min(int(choice.expovariate(1.0)), len(group.unanswering) - 1)
        return [Row(question, _shown(group.unanswering[place], (), cut, choice)[0], False, (), -1)]
    rival = choice.choice(group.rivals)
    shown, places = _shown(rival.text, rival.spans, cut, choice)
    rows = [
        Row(question, shown, False, (), -1, number),
        Row(as_typed(rival.question, choice), shown, True, places, -1, number),
    ]
    others = [text for text in group.unanswering if text != rival.text]
    if others and choice.random() < _SECOND_UNANSWERING:
        rows.append(Row(question, _shown(choice.choice(others), (), cut, choice)[0], False, (), -1))
    return rows


def _wrong(group: Group, strangers: Sequence[Group], choice: random.Random) -> list[Text]:
    """One passage that our search ranks high and, sometimes, one of another set or by chance."""
    wrong = []
    if group.near:
        wrong.append(group.near[min(int(choice.expovariate(0.5)), len(group.near) - 1)])
    if group.foreign and choice.random() < 0.7:
        wrong.append(choice.choice(group.foreign))
    elif choice.random() < _SECOND_NEGATIVE and len(group.near) > 1:
        wrong.append(choice.choice(group.near[1:]))
    elif choice.random() < 0.1 and (stranger := choice.choice(strangers)) is not group:
        wrong.append(stranger.positives[0][0])
    return wrong


def without_answers(text: Text, answers: Sequence[str]) -> Text | None:
    """The passage but for the sentences with an answer: all about the matter, and it does not say.

    None where the place of the answer is unknown or less than two sentences are left.
    """
    starts, ends = sentences(text.text)
    whole = re.compile("|".join(rf"(?<!\w){re.escape(answer)}(?!\w)" for answer in answers), re.IGNORECASE)
    left = [text.text[a:b] for a, b in zip(starts, ends, strict=True) if not whole.search(text.text[a:b])]
    if not answers or len(left) < 2 or len(left) == len(starts):
        return None
    return Text(text.context, "".join(left).rstrip())


def sentences(text: str) -> tuple[list[int], list[int]]:
    """Where the sentences start and end, roughly; the blank between two belongs to the first."""
    starts = [0, *(match.end() for match in _SENTENCE_START.finditer(text))]
    return starts, [*starts[1:], len(text)]


def _shown(
    text: Text, spans: tuple[tuple[int, int], ...], cut: bool, choice: random.Random
) -> tuple[Text, tuple[tuple[int, int], ...]]:
    """The passage, perhaps without its context, perhaps `cut` down to sentences around the answer."""
    context = "" if choice.random() < _UNTITLED else text.context
    if not cut:
        return Text(context, text.text), spans
    starts, ends = sentences(text.text)
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
