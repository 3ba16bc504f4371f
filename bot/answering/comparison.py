"""The comparison form of an answer: the best sentence for each side, or for each article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answering.answer_draft import AnswerDraft
from bot.answering.candidates import Candidate, candidates_within
from bot.answering.findings import Findings
from bot.answering.heading_lists import sibling_groups
from bot.answering.picking import MARGIN, MOST
from bot.answering.ranking import Scored, matched_terms
from bot.answering.refusal import is_answered
from bot.language.base import phrase
from bot.language.words import content_stems, fold
from bot.question.question import understand
from ingest.article import Article, Section

__all__ = ["best_sentence_per_side", "write", "write_by_article"]

_LEAST_MATCHED = 0.67
"""Fraction of a side's terms that a sentence must contain to be about that side."""
_MOST_SHARED = 6
_MOST_OPENING = 3
"""Lines of each side's section that are written: with shared labels, and without."""
_LABEL = re.compile(r"\W*(?P<label>[^\W\d_][^.:!?]{1,30}):\s")
_OTHER_ARTICLE = 6.0
"""How far below the best score the best sentence of another article may lie."""


def write(draft: AnswerDraft, found: Findings) -> bool:
    """Writes the best sentence for each side; False where there is none for any side."""
    asked = found.asked
    if not asked.sides:
        return False
    if sections := _section_per_side(found):
        _write_sections(draft, sections)
        return True
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


def _section_per_side(found: Findings) -> list[tuple[Article, Section]]:
    """For each side the section that is headed by it, where all sides head sections of one group."""
    sides = [set(content_stems(side)) for side in found.asked.sides]
    articles = {one.candidate.article.id: one.candidate.article for one in found.ranked}
    for article in articles.values():
        for group in sibling_groups(article):
            headings = [(section, set(content_stems(section.heading))) for section in group.sections]
            headed = [[section for section, heading in headings if side & heading] for side in sides]
            if all(len(sections) == 1 for sections in headed):
                chosen = [sections[0] for sections in headed]
                if len({section.start for section in chosen}) == len(chosen):
                    return [(article, section) for section in chosen]
    return []


def _write_sections(draft: AnswerDraft, sections: Sequence[tuple[Article, Section]]) -> None:
    """Writes each section's lines under its heading: those with labels that all have, else the first ones."""
    lines = [list(candidates_within(article, section.start, section.end)) for article, section in sections]
    labels = [{_lead_label(one): one for one in own if _lead_label(one)} for own in lines]
    shared = [label for label in labels[0] if all(label in own for own in labels)]
    for (_, section), own, labelled in zip(sections, lines, labels, strict=True):
        draft.add_heading(section.heading.strip(" *_#:"))
        if shared:
            draft.add_items([labelled[label] for label in shared[:_MOST_SHARED]], None)
        else:
            draft.add_in_reading_order(own[:_MOST_OPENING], None)


def _lead_label(candidate: Candidate) -> str:
    """The label that opens a line ("Accuracy: ...") or is above it; "" without one."""
    if candidate.label:
        return fold(candidate.label).strip(" *:")
    match = _LABEL.match(candidate.text)
    return fold(match["label"]) if match else ""


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
