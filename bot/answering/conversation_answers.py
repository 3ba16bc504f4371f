"""Answers that go back to earlier words: more of what was quoted, a quote in its paragraph, a selection.

The earlier answer is known by its text alone; its quotes are found again among the candidates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.answer_draft import AnswerDraft
from bot.answering.candidates import Candidate, candidates_within, cells
from bot.answering.findings import Findings
from bot.answering.picking import pick_statements
from bot.language.words import asks, fold

__all__ = ["write_again", "write_selected"]

_MOST = 5
"""Sentences that "tell me more" adds, and sentences that are shown around a quote."""
_SHORTEST_QUOTE = 12
"""Characters; shorter candidates may be in an answer by chance."""


def write_again(draft: AnswerDraft, found: Findings) -> bool:
    """Writes what follows the earlier quotes ("tell me more"), or their paragraph ("are you sure?").

    False where no earlier quote is found again.
    """
    quoted = _find_quotes(found)
    if not quoted:
        return False
    if found.asked.kind == "check":
        shown = _around(quoted[0])
    else:
        shown = _after(quoted, _plain(found.asked.answered)) or _elsewhere(found, quoted)
    draft.add_in_reading_order(shown, None)
    return bool(shown)


def write_selected(draft: AnswerDraft, found: Findings) -> bool:
    """Writes the answer to a question about selected words, from their section; or else their paragraph."""
    selected = _find_selected(found)
    if not selected:
        return False
    asked = found.asked
    first = selected[0]
    here = [
        one
        for one in found.ranked
        if one.candidate.article.id == first.article.id
        and one.candidate.section.start == first.section.start
        and one.candidate not in selected
    ]
    if asked.kind != "check" and here and here[0] in found.ranked[: len(selected) + 1] and found.is_answered:
        draft.add_each([one.candidate for one in pick_statements(here, asked)], asked)
    else:
        draft.add_in_reading_order(_around(first, selected), None)
    return True


def _find_quotes(found: Findings) -> list[Candidate]:
    """The candidates that the earlier answer quotes, in the order of that answer."""
    answer = _plain(found.asked.answered)
    placed = []
    for candidate in found.candidates:
        if candidate.kind == "table_row":
            row = [_plain(cell) for cell in cells(candidate.quote) if cell]
            place = answer.find(row[0]) if row and all(cell in answer for cell in row) else -1
        else:
            text = _plain(candidate.text)
            place = answer.find(text) if len(text) >= _SHORTEST_QUOTE else -1
        if place >= 0:
            placed.append((place, candidate))
    return [candidate for _, candidate in sorted(placed, key=lambda one: one[0])]


def _find_selected(found: Findings) -> list[Candidate]:
    """The candidates that the selected words overlap; the best of all where the words are not found."""
    words = r"\s+".join(map(re.escape, found.asked.selection.split()))
    for candidate in found.candidates:
        if match := re.search(words, candidate.article.text):
            whole = candidates_within(candidate.article, candidate.section.start, candidate.section.end)
            if hit := [one for one in whole if one.start < match.end() and match.start() < one.end]:
                return hit
    return [found.ranked[0].candidate] if found.ranked else []


def _around(quoted: Candidate, selected: Sequence[Candidate] = ()) -> list[Candidate]:
    """The paragraph of a quote; with the sentences beside it where the quote is all of its paragraph."""
    whole = list(candidates_within(quoted.article, quoted.section.start, quoted.section.end))
    starts = {one.start for one in (quoted, *selected)}
    places = [place for place, one in enumerate(whole) if one.start in starts]
    if not places:
        return [quoted]
    blocks = {whole[place].block.start for place in places}
    taken = [place for place, one in enumerate(whole) if one.block.start in blocks]
    if len(taken) <= len(places):
        taken = [place for place in range(places[0] - 1, places[-1] + 2) if 0 <= place < len(whole)]
    near = sorted(taken, key=lambda place: (abs(place - places[0]), place))[: max(_MOST, len(places))]
    return [whole[place] for place in sorted(near)]


def _after(quoted: Sequence[Candidate], answer: str) -> list[Candidate]:
    """What follows the quotes in their sections, the section of the first quote first."""
    for candidate in {(one.article.id, one.section.start): one for one in reversed(quoted)}.values():
        last = max(one.end for one in quoted if one.section.start == candidate.section.start)
        rest = [
            one
            for one in candidates_within(candidate.article, candidate.section.start, candidate.section.end)
            if _plain(one.text) not in answer and not asks(one.text)
        ]
        following = [one for one in rest if one.start >= last] or rest
        if following:
            return following[:_MOST]
    return []


def _elsewhere(found: Findings, quoted: Sequence[Candidate]) -> list[Candidate]:
    """The best candidates that were not quoted; for a section that was quoted to its end."""
    known = {(one.article.id, one.start) for one in quoted}
    fresh = [
        one
        for one in found.ranked
        if (one.candidate.article.id, one.candidate.start) not in known
        and _plain(one.candidate.text) not in _plain(found.asked.answered)
        and not one.feature("asks")
    ]
    return [one.candidate for one in fresh[:2]] if found.is_answered else []


def _plain(text: str) -> str:
    return fold(re.sub(r"[*_`]+", "", text))
