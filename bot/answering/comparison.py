"""The comparison form of an answer: the best sentence for each side, or for each article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.answer_draft import AnswerDraft
from bot.answering.candidates import Candidate
from bot.answering.findings import Findings
from bot.answering.picking import MARGIN, MOST
from bot.answering.ranking import Scored, matched_terms
from bot.answering.refusal import is_answered
from bot.language.base import phrase
from bot.question.question import understand

__all__ = ["best_sentence_per_side", "write", "write_by_article"]

_LEAST_MATCHED = 0.67
"""Fraction of a side's terms that a sentence must contain to be about that side."""
_OTHER_ARTICLE = 6.0
"""How far below the best score the best sentence of another article may lie."""


def write(draft: AnswerDraft, found: Findings) -> bool:
    """Writes the best sentence for each side; False where there is none for any side."""
    asked = found.asked
    if not asked.sides:
        return False
    best = best_sentence_per_side(found)
    if not best:
        return False
    titles = {one.candidate.article.title for one in best.values()}
    by_article = len(titles) == len(asked.sides)
    for side in asked.sides:
        one = best.get(side)
        draft.add_heading(one.candidate.article.title if one and by_article else side[:1].upper() + side[1:])
        if one:
            draft.add_each([one.candidate], asked)
        else:
            draft.add_note(phrase(asked.language, "not_said"))
    return True


def write_by_article(draft: AnswerDraft, found: Findings, ranked: Sequence[Scored]) -> None:
    """Writes the best candidates of each article, under the titles where there are several articles."""
    groups = _pick_by_article(ranked)
    for group in groups:
        if len(groups) > 1:
            draft.add_heading(group[0].candidate.article.title)
        draft.add_each([one.candidate for one in group], found.asked)


def best_sentence_per_side(found: Findings) -> dict[str, Scored]:
    """The best supported candidate for each side of a comparison; none serves for two sides."""
    best: dict[str, Scored] = {}
    for side in found.asked.sides:
        part = replace(understand(side), kind="fact")
        ranked = found.ranker.rank(part, found.candidates, found.passages)
        free = [one for one in ranked if one.candidate not in _taken(best) and not one.feature("asks")]
        matched = [one for one in free if len(matched_terms(part, one)) >= _LEAST_MATCHED * len(part.terms)]
        if matched and set(part.names) <= matched_terms(part, matched[0]):
            best[side] = matched[0]
            continue
        near = [one for one in free if not part.names or one.feature("names") == 1.0]
        if near and is_answered(part, near, found.passages):
            best[side] = near[0]
    return best


def _taken(best: dict[str, Scored]) -> list[Candidate]:
    return [one.candidate for one in best.values()]


def _pick_by_article(ranked: Sequence[Scored]) -> list[list[Scored]]:
    """The best of each article that comes near the best of all."""
    groups: dict[str, list[Scored]] = {}
    for one in ranked:
        group = groups.setdefault(one.candidate.article.id, [])
        least = group[0].score - MARGIN["comparison"] if group else ranked[0].score - _OTHER_ARTICLE
        if len(group) < MOST["comparison"] and one.score >= least:
            group.append(one)
    return [group for group in groups.values() if group]
