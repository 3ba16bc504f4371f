"""Does the evidence say what a sentence says? Checked by words alone, without a model.

A sentence that a language model wrote counts as supported only when one piece of evidence (a sentence, row
or item of an article, or two neighbours) contains all of it:

- every number, with the unit that follows it, and every name occurs there;
- it affirms or denies as the evidence does, and no opposite ("rose" for "fell") has taken a word's place;
- two names or numbers of one sentence have not changed places;
- every content word occurs there, or a word for the same thing, or is one that only joins words together;
- a cause is named only where the evidence names one;
- an answer of a few words ("The transport office.") says nothing by itself, so the evidence has to carry what
  the question asks about too.

That is strict on purpose: a right sentence in distant words may be set apart, an invented one is not let
through for sounding alike. What it cannot see: a wrong relation made of the evidence's own words in its own
order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from bot.answer import Support
from bot.language.en.words import (
    AUXILIARIES,
    CAUSES,
    HEARSAY,
    HEDGES,
    JOINING,
    NUMBER_WORDS,
    OPPOSITES,
    SYNONYMS,
)
from bot.language.rules import one_of
from bot.language.words import Word, fold, is_negated, stem, stems, words

__all__ = [
    "Evidence",
    "Verdict",
    "answer_words",
    "check",
    "hard_problem",
    "is_answer_alone",
    "is_hedged",
    "is_led_up_to",
]

LEAST_COVERAGE = 0.5
"""Share of a sentence's content words that its evidence has to contain word for word."""
UNIT_REACH = 3
"""Words after a number, in the evidence, among which its unit is looked for."""
FEWEST_VERBATIM_WORDS = 3
SHORT_ANSWER = 3
"""Content words up to which words without a verb count as an answer that only its question completes."""
LEAST_ASKED = 0.5
"""Share of the question's key words that the evidence of a short answer has to carry."""

_OPPOSITE: dict[str, set[str]] = {}
for _first, _second in OPPOSITES:
    _OPPOSITE.setdefault(stem(_first), set()).add(stem(_second))
    _OPPOSITE.setdefault(stem(_second), set()).add(stem(_first))
_SYNONYMS = {frozenset(stem(word) for word in pair) for pair in SYNONYMS}
_JOINING = frozenset(map(stem, JOINING))
_CAUSES = frozenset(map(stem, CAUSES))
_HEDGES = frozenset(map(stem, HEDGES))
_VERBS = frozenset([*AUXILIARIES, "be", "been"])
"""Words that make a clause of a few words, which then says something by itself."""
_ANSWER_LEAD = re.compile(
    r"(?i:(?:so|thus|therefore|well|sure),? )?"
    r"(?:(?i:(?:the |an? |my )?(?:\w+ )?answer"
    r" (?:to (?:this|the|that|your) question )?(?:is|was|would be|:)[:, ]*(?:that )?)"
    r"|(?i:it|that|this) (?:is|was) (?=(?:(?:about|around|at|by|from|in|on|the) )*(?:[A-Z0-9$£€¥]"
    rf"|{one_of(NUMBER_WORDS)}\b)))"
)
"""What a model puts before an answer ("The answer to this question is:", "It was in")."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of an article that may support a sentence."""

    text: str
    context: str = ""
    """Title, section path, table header: names what a pronoun or a row leaves unsaid."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence is supported, by which evidence, and if not, why not."""

    support: Support
    evidence: int | None
    """Index of the evidence that supports it, or that came nearest; None without evidence."""
    reason: str = ""


def check(sentence: str, evidence: Sequence[Evidence], asked: Sequence[str] = ()) -> Verdict:
    """The verdict on `sentence`, by the best of `evidence` (the earliest of equals).

    `asked` are the stems of the key words of the question that it answers.
    """
    nearest = Verdict("unsupported", None, "there is no evidence")
    nearest_coverage = -1.0
    sentence = _without_lead(sentence)
    claim = _Claim(sentence, asked)
    if not claim.content:
        return Verdict("unsupported", None, "the sentence says nothing that could be checked")
    supported: Verdict | None = None
    for index, piece in enumerate(evidence):
        if _is_verbatim(sentence, piece.text) and claim.bears_on(stems(piece.text, piece.context)):
            return Verdict("verbatim", index)
        coverage, problem = claim.against(piece)
        if not problem and supported is None:
            supported = Verdict("supported", index)
        if coverage > nearest_coverage:
            nearest, nearest_coverage = Verdict("unsupported", index, problem), coverage
    return supported or nearest


def answer_words(sentence: str) -> list[Word]:
    """The words of a sentence, without what only leads up to an answer."""
    return list(words(_without_lead(sentence)))


def is_answer_alone(sentence: str) -> bool:
    """Whether a sentence says nothing without its question: an answer of few words, or one led up to."""
    return _ANSWER_LEAD.match(sentence) is not None or _is_short(list(words(sentence)))


def is_led_up_to(sentence: str) -> bool:
    """Whether a sentence leads up to an answer ("It was in", "The answer is")."""
    return _ANSWER_LEAD.match(sentence) is not None


def hard_problem(said: Sequence[Word], piece: Evidence) -> str:
    """Which number or name of a sentence its evidence lacks, or counts otherwise; "" for none."""
    evidence_words = list(words(piece.text))
    known = {word.stem for word in evidence_words} | stems(piece.context)
    return _lacking([word for word in _content(said) if word.stem not in known], _names(said)) or _miscounted(
        said, evidence_words
    )


def is_hedged(text: str) -> bool:
    """Whether a text leaves open what it says ("may", "reportedly"); the month of May does not count."""
    return _is_hedged(list(words(text)))


class _Claim:
    """A sentence, taken apart once to be held against many pieces of evidence."""

    def __init__(self, sentence: str, asked: Sequence[str]) -> None:
        self.sentence = sentence
        self.asked = frozenset(asked)
        self.words = list(words(sentence))
        self.content = _content(self.words)
        self.negated = is_negated(sentence)
        self.names = _names(self.words)

    def against(self, piece: Evidence) -> tuple[float, str]:
        """Share of the content words that the evidence has, and what speaks against it ("" for nothing)."""
        evidence_words = list(words(piece.text))
        own = {word.stem for word in evidence_words}
        known = own | stems(piece.context)
        missing = [word for word in self.content if word.stem not in known]
        coverage = 1 - len(missing) / len(self.content)
        if not self.bears_on(known):
            return coverage, "the evidence is about something else than the question"
        lacking = _lacking(missing, self.names)
        if lacking:
            return coverage, lacking
        for word in missing:
            if _OPPOSITE.get(word.stem, set()) & own:
                return coverage, f"the evidence says the opposite of {word.text!r}"
            if word.stem not in _JOINING and not any({word.stem, other} in _SYNONYMS for other in own):
                return coverage, f"the evidence does not say {word.text!r}"
        if coverage < LEAST_COVERAGE:
            return coverage, f"the evidence lacks {', '.join(word.text for word in missing[:4])}"
        return coverage, self._against_sense(piece, evidence_words) or self._against_places(evidence_words)

    def bears_on(self, known: Set[str]) -> bool:
        """Whether evidence with the stems `known` is about the question, where the sentence needs that."""
        return not _is_short(self.words) or len(self.asked & known) >= LEAST_ASKED * len(self.asked)

    def _against_sense(self, piece: Evidence, evidence_words: Sequence[Word]) -> str:
        if self.negated != is_negated(piece.text):
            return "one of sentence and evidence denies what the other affirms"
        if {word.stem for word in self.words} & _CAUSES and not {
            word.stem for word in evidence_words
        } & _CAUSES:
            return "the evidence names no cause"
        if _is_hedged(evidence_words) and not _is_hedged(self.words):
            return "the evidence is less certain than the sentence"
        return ""

    def _against_places(self, evidence_words: Sequence[Word]) -> str:
        miscounted = _miscounted(self.words, evidence_words)
        if miscounted:
            return miscounted
        said = [word.stem for word in self.words if word in self.names or word.number is not None]
        first = {stem_: at for at, stem_ in reversed(list(enumerate(word.stem for word in evidence_words)))}
        order = [first[stem_] for stem_ in dict.fromkeys(said) if stem_ in first]
        if len(order) > 1 and order != sorted(order) and not _turned_around(self.words, evidence_words):
            return "names or numbers are in another order in the evidence"
        return ""


def _is_short(said: Sequence[Word]) -> bool:
    return len(_content(said)) <= SHORT_ANSWER and not any(word.text.lower() in _VERBS for word in said)


def _without_lead(sentence: str) -> str:
    led = _ANSWER_LEAD.match(sentence)
    return sentence[led.end() :] if led else sentence


def _content(said: Sequence[Word]) -> list[Word]:
    return [word for word in said if not word.is_stop and not _is_ordinal_ending(word)]


def _lacking(missing: Sequence[Word], names: Set[Word]) -> str:
    """The first number or name among the words that the evidence lacks."""
    for word in missing:
        if word.number is not None:
            return f"the number {word.text} is not in the evidence"
        if word in names:
            return f"the name {word.text} is not in the evidence"
    return ""


def _miscounted(said: Sequence[Word], evidence_words: Sequence[Word]) -> str:
    """The first number whose unit does not follow it in the evidence."""
    for word, unit in pairwise(said):
        if word.number is None or unit.is_stop or unit.number is not None or unit.is_capitalised:
            continue
        places = [at for at, other in enumerate(evidence_words) if other.stem == word.stem]
        if places and not any(
            unit.stem in {other.stem for other in evidence_words[at + 1 : at + 1 + UNIT_REACH]}
            for at in places
        ):
            return f"{word.text} counts something else in the evidence"
    return ""


def _names(sentence: Sequence[Word]) -> set[Word]:
    """Capitalised words; at the start of the sentence only when another one follows at once."""
    found: set[Word] = set()
    for place, word in enumerate(sentence):
        if not word.is_capitalised or word.is_stop or word.number is not None:
            continue
        follows = place + 1 < len(sentence) and sentence[place + 1].is_capitalised
        if place or follows or word.text.isupper():
            found.add(word)
    return found


def _turned_around(sentence: Sequence[Word], evidence_words: Sequence[Word]) -> bool:
    """Whether one of the two is passive ("dug by") and the other not, so that a changed order is right."""
    passive = [any(word.text.lower() == "by" for word in side) for side in (sentence, evidence_words)]
    return passive[0] != passive[1]


def _is_verbatim(sentence: str, evidence: str) -> bool:
    claim, source = fold(sentence).rstrip(" .!?"), fold(evidence)
    if len(claim.split()) < FEWEST_VERBATIM_WORDS or claim not in source:
        return False
    rest = source.replace(claim, " ", 1)
    return not is_negated(rest) and not _is_hedged(list(words(rest)))


def _is_hedged(sentence: Sequence[Word]) -> bool:
    """Whether a sentence leaves open what it says ("may", "reportedly"); the month of May does not count."""
    return any(
        (word.stem in _HEDGES and not (word.is_capitalised and place)) or word.text.lower() in HEARSAY
        for place, word in enumerate(sentence)
    )


def _is_ordinal_ending(word: Word) -> bool:
    return word.text.lower() in {"st", "nd", "rd", "th"}
