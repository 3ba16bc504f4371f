"""Does a sentence give the answer that the reader model finds? For sentences that do nothing but answer.

"Ida Brandt." and "It was Ida Brandt." say something only together with their question, and words alone cannot
tell which of the names in a passage is the one asked for. The reader can: where there is one, such a sentence
is supported when the reader finds the same answer in one of the two passages that it holds most relevant, and
in a clause that neither denies nor doubts it. A whole sentence in the question's own words ("Ida Brandt
designed the crane.") that the check by words has not let through ("the evidence does not say 'designed'") is
held to the same, and its names and numbers to the evidence.

How much that helps is measured by `benchmarks.verification`; figures are in `docs/answers.md`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from bot.language.expressions import MEASURES
from bot.language.words import Word, is_negated, stems, words
from bot.llm.support_by_words import Evidence, Verdict, answer_words, hard_problem, is_answer_alone, is_hedged
from bot.question.question import Question

__all__ = ["ReadAnswer", "check_read"]

MOST_READ = 2
"""Passages, by the reader's relevance, whose answers count."""
_AT = frozenset("at from in into near on to".split())
_CLAUSE_END = re.compile(r"[,;:()\"“”–—]+")


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """What the reader takes for the answer in one passage."""

    evidence: int
    """Index of the evidence (a sentence, row or item) that contains it."""
    start: int
    end: int
    """Its span in that evidence's text."""
    margin: float
    """The reader's logit of this answer above that of none."""


def check_read(
    sentence: str,
    question: Question,
    answers: Sequence[ReadAnswer],
    evidence: Sequence[Evidence],
    by_words: Verdict,
) -> Verdict:
    """The verdict on `sentence`, given the one `by_words` and the reader's `answers`, most relevant first."""
    if question.kind != "fact" or not answers:
        return by_words
    sentence_words = answer_words(sentence)
    known = stems(question.text)
    said = {word.stem for word in sentence_words if word.stem not in known and not word.is_stop}
    supported = by_words.support != "unsupported"
    alone = is_answer_alone(sentence)
    if not said or (
        supported and not alone and not _is_held_to(sentence_words, question, said, answers, by_words)
    ):
        return by_words
    for answer in answers[:MOST_READ]:
        piece = evidence[answer.evidence]
        if _is_same(said, list(words(piece.text[answer.start : answer.end])), known) and not _doubt(
            sentence_words, question, piece, answer, said
        ):
            return Verdict("supported", answer.evidence)
    if not supported:
        return by_words
    return Verdict("unsupported", answers[0].evidence, "the reader finds another answer in the passage")


def _is_held_to(
    sentence_words: Sequence[Word],
    question: Question,
    said: Set[str],
    answers: Sequence[ReadAnswer],
    by_words: Verdict,
) -> bool:
    """Whether a whole sentence that the words support has to give the reader's answer as well.

    It has where the reader finds its answer in the very words that support the sentence, and the sentence is
    the question with an answer in the place of what is asked for: "Ida Brandt built the crane" to "Who built
    the crane?", but not "The crane was built in Lund". An article's own words never have.
    """
    here = any(answer.evidence == by_words.evidence and answer.margin > 0 for answer in answers[:MOST_READ])
    if by_words.support == "verbatim" or not here:
        return False
    stems = [word.stem for word in sentence_words]
    if not set(question.terms) <= set(stems):
        return False
    places = [place for place, stem in enumerate(stems) if stem in said]
    if not places:
        return False
    first = places[0]
    if question.answer_type in MEASURES:
        return any(sentence_words[place].number is not None for place in places)
    if question.answer_type == "place" and first:
        return sentence_words[first - 1].text.lower() in _AT
    return all(word.is_stop for word in sentence_words[:first])


def _is_same(said: Set[str], found: Sequence[Word], known: Set[str]) -> bool:
    """Whether the reader's answer is what is said: as much, less, or more that names nothing else before it.

    The reader finds the start of an answer well, and sometimes takes a few words too many.
    """
    content = [word for word in found if not word.is_stop and word.stem not in known]
    stems = {word.stem for word in content}
    if not stems or not (said <= stems or stems <= said):
        return False
    first = next(place for place, word in enumerate(found) if word.stem in said)
    while first and found[first - 1].is_capitalised:
        first -= 1
    before = [word for word in found[:first] if word in content]
    return not any(word.is_capitalised or word.number is not None for word in before)


def _doubt(
    sentence_words: Sequence[Word], question: Question, piece: Evidence, answer: ReadAnswer, said: Set[str]
) -> bool:
    """Whether something speaks against an answer that the reader finds too."""
    clause = _clause(piece.text, answer.start, answer.end)
    claimed = " ".join(word.text for word in sentence_words)
    denies = is_negated(question.text) or is_negated(claimed)
    if (is_negated(clause) and not denies) or (denies and not is_negated(piece.text)):
        return True
    if is_hedged(clause) and not (is_hedged(question.text) or is_hedged(claimed)):
        return True
    here = stems(piece.text)
    return not said <= here or bool(hard_problem(sentence_words, piece))


def _clause(text: str, start: int, end: int) -> str:
    """The part of a sentence, between commas and the like, that holds `start` to `end`."""
    first = max((mark.end() for mark in _CLAUSE_END.finditer(text, 0, start)), default=0)
    mark = _CLAUSE_END.search(text, end)
    return text[first : mark.start() if mark else len(text)]
