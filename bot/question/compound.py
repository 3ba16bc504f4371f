"""Splits a compound question into its parts: "When was it built and who designed it?" asks two.

The rules are for English and leave a question whole when in doubt: "salt and pepper", "between A and B" and
clauses inside a question ("the man who built it and who ran it") are no parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.answer import Turn
from bot.language.en.words import AUXILIARIES, QUESTION_WORDS
from bot.language.rules import one_of
from bot.question.follow_up import rewrite_follow_up
from bot.question.question import Question
from vectorstore.passage import Passage

__all__ = ["Part", "in_turn", "split_compound"]

_MOST_PARTS = 4
_AUXILIARY = rf"{one_of(AUXILIARIES)}(?:n['’]t)?\b"
_NOUN = rf"(?: (?!{_AUXILIARY})[\w'’-]+)"
_PHRASE = (
    rf"(?:how (?:many|much){_NOUN}{{0,3}}|how (?:long|often|far|old|tall|big|high|wide|deep|fast|heavy|large"
    rf"|loud|soon|hot|cold|expensive)|since when|until when|(?:what|which){_NOUN}{{1,2}}|when|where|why|how"
    r"|(?:by|for|with|to|from) (?:whom|what|which [\w'’-]+))"
)
"""What is asked for, where a verb's auxiliary follows: "when", "how many boats", "which year"."""
_DIRECT = re.compile(
    rf"(?:{_PHRASE} {_AUXILIARY} .+|(?:how (?:many|much)|which) .+ .+|(?:who|what|whose)(?:['’]s)? .+"
    rf"|{_AUXILIARY} (?:it|he|she|they|there|this|that|these|those|the|an?|any|anyone|anybody|its|his|her"
    rf"|their|(?-i:[A-Z])[\w'’-]+)\b.*)",
    re.IGNORECASE,
)
"""A question in its direct form: what is asked for, the verb; not the order of a clause ("when it runs")."""
_BARE = re.compile(
    r"(?:(?:by|for|with|to|from) whom|since when|until when|when|where|why|how(?: (?:long|often|much|many|far"
    r"|old|tall))?|who(?:m)?|what for)(?: exactly)?",
    re.IGNORECASE,
)
"""What is asked for of the question before it: "... and when?"."""
_BORDER = re.compile(
    r"\?\s+(?:(?:and|but|also|then)\s+)*|\s*[,;]\s*(?:(?:and|but)\s+)?(?:also\s+|then\s+)?"
    r"|\s+and\s+(?:also\s+|then\s+)?",
    re.IGNORECASE,
)
_SHARED = re.compile(
    rf"(?P<first>{_PHRASE}) and (?P<second>{_PHRASE}) (?P<rest>{_AUXILIARY} .+)", re.IGNORECASE
)
"""Two things asked for of one verb: "when and where was it built"."""
_ASKING = re.compile(rf"\b{one_of([*QUESTION_WORDS, 'whether', 'if'])}\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]|‘[^’]*’|\([^)]*\)")
_ASKED_OF_ARTICLES = frozenset({"fact", "list", "explanation", "definition"})


@dataclass(frozen=True, slots=True)
class Part:
    """One of the questions that a compound question consists of."""

    words: str
    """As the person put it."""
    question: Question
    """The part standing alone, completed from the parts before it."""


def split_compound(asked: Question) -> tuple[Part, ...]:
    """The parts of a compound question, in order; empty for a single question."""
    if asked.kind not in _ASKED_OF_ARTICLES or asked.selection:
        return ()
    worded = _sharing_verb(asked.text) or _split(asked.text)
    if not 2 <= len(worded) <= _MOST_PARTS:
        return ()
    parts: list[Part] = []
    before: list[Turn] = []
    for words in worded:
        shown = f"{words[:1].upper()}{words[1:].rstrip('?!.,; ')}?"
        parts.append(Part(shown, rewrite_follow_up(shown, before)))
        if not _BARE.fullmatch(shown.rstrip("?")):
            before = [Turn(parts[-1].question.text, "")]
    if any(part.question.kind not in _ASKED_OF_ARTICLES for part in parts):
        return ()
    return tuple(parts)


def in_turn(found: Sequence[Sequence[Passage]]) -> list[Passage]:
    """The passages found for several questions in turn, the best of each first; each passage once."""
    turns = (passage for turn in zip_longest(*found) for passage in turn if passage)
    return list({passage.chunk.id: passage for passage in turns}.values())


def _sharing_verb(text: str) -> list[str]:
    shared = _SHARED.fullmatch(text)
    if shared is None or _ASKING.search(shared["rest"]):
        return []
    return [f"{shared[name]} {shared['rest']}" for name in ("first", "second")]


def _split(text: str) -> list[str]:
    """`text` cut before each question of its own; one piece where a cut would be doubtful.

    A comma alone cuts only in a row that ends with "and": elsewhere it may open a clause ("the mill, which").
    """
    borders = list(_borders(text))
    for usable in (borders, [border for border in borders if not border.is_comma]):
        cuts: list[_Border] = []
        for number, border in enumerate(usable):
            start = cuts[-1].end if cuts else 0
            following = usable[number + 1].start if number + 1 < len(usable) else len(text)
            asked = _is_asked(text[start : border.start], bare=bool(cuts))
            if asked and _asks_anew(text[border.end : following], is_last=text[following:][:1] in ("", "?")):
                cuts.append(border)
        if cuts and not cuts[-1].is_comma:
            ends = [*(cut.start for cut in cuts), len(text)]
            return [text[start:end] for start, end in zip([0, *(cut.end for cut in cuts)], ends, strict=True)]
    return []


@dataclass(frozen=True, slots=True)
class _Border:
    """Where a further question may begin: the end of what is before it, and its start."""

    start: int
    end: int
    is_comma: bool


def _borders(text: str) -> Iterator[_Border]:
    blanked = _QUOTED.sub(lambda hit: "_" * len(hit.group()), text)
    for found in _BORDER.finditer(blanked):
        yield _Border(found.start(), found.end(), found.group().strip() in (",", ";"))


def _is_asked(before: str, *, bare: bool) -> bool:
    """Whether the text before a border is a question without a clause that the border may belong to."""
    if bare and _BARE.fullmatch(before):
        return True
    opening = _ASKING.match(before)
    within = before[opening.end() if opening else 0 :]
    return _DIRECT.fullmatch(before) is not None and not _ASKING.search(within)


def _asks_anew(opening: str, *, is_last: bool) -> bool:
    """Whether a question begins with `opening`: in its direct form, or bare where nothing of it follows."""
    plain = opening.rstrip("?!. ")
    return _DIRECT.fullmatch(plain) is not None or (is_last and _BARE.fullmatch(plain) is not None)
