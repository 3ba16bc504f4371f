"""The heading list form of an answer: neighbouring sections stand for the items of a list.

Numbered headings are the steps or ways that a question lists; and what a question asks of "each" or "all" of
several things is answered with one line from the section of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.answering.answer_draft import AnswerDraft
from bot.answering.candidates import Candidate, candidates_within
from bot.answering.findings import Findings
from bot.answering.ranking import Scored, matched_terms
from bot.language.comparatives import extreme_in
from bot.language.words import asks, fold, words
from bot.question.question import Question
from ingest.article import Article, Section

__all__ = ["Group", "sibling_groups", "write"]

_NUMBERED = re.compile(
    r"[\s*_#]*(?:\(?(?P<digits>\d{1,2})[.):]?|(?P<roman>[IVX]{1,5})[.):]|(?P<letter>[A-Za-z])[.)]"
    r"|[^\W\d_]+ (?P<named>\d{1,2})\b[.):]?)(?:\s|$)"
)
"""A heading with its number: "1. Gather", "2) Peel", "Step 3: Wrap", "IV. The end"."""
_MOST_ITEMS = 20
_LEAST_FIT = 0.6
"""Fraction of the question's terms that the headings above a group, and the sentence before it, must have."""
_LEAST_COVERED = 0.6
"""Fraction of the sections of a group that must have a line with the terms asked of each."""
_HOW = re.compile(r"^(?:how (?:do|can|to|should|would)\b|(?:the )?steps\b|what (?:are the )?steps\b)")


@dataclass(frozen=True, slots=True)
class Group:
    """Sections of one level under one heading, in reading order."""

    article: Article
    parent: Section | None
    """None where the article's title alone is above them."""
    sections: tuple[Section, ...]

    @property
    def is_numbered(self) -> bool:
        return all(_NUMBERED.match(section.heading) for section in self.sections)


def write(draft: AnswerDraft, found: Findings) -> bool:
    """Writes the numbered sections that the question lists, or what it asks of each of several sections."""
    asked = found.asked
    if asked.kind not in ("list", "explanation", "fact") or not asked.terms:
        return False
    articles = {one.candidate.article.id: one.candidate.article for one in found.ranked}
    groups = [group for article in articles.values() for group in sibling_groups(article)]
    if best := _numbered_group(asked, groups):
        _write_headings(draft, best)
        return True
    return _write_each(draft, found, groups)


def sibling_groups(article: Article) -> Iterator[Group]:
    """Runs of two or more sections that share their parent; numbered ones apart from others beside them."""
    children: dict[tuple[str, ...], list[Section]] = {}
    for section in article.sections:
        if len(section.path) > 1 or section.heading != article.title:
            children.setdefault(section.path[:-1], []).append(section)
    by_path = {section.path: section for section in article.sections}
    for path, sections in children.items():
        for _, same in groupby(sections, key=_number_form):
            run = tuple(same)
            if len(run) > 1:
                yield Group(article, by_path.get(path), run)


def _number_form(section: Section) -> str | None:
    match = _NUMBERED.match(section.heading)
    return match.lastgroup if match else None


def _numbered_group(asked: Question, groups: Sequence[Group]) -> Group | None:
    """The group of numbered sections that a list or how-to question asks for."""
    wants_steps = asked.kind == "list" or _HOW.match(fold(asked.text))
    if not wants_steps:
        return None
    best: tuple[float, Group] | None = None
    for group in groups:
        if not group.is_numbered:
            continue
        fit = _fit(asked, group)
        if fit >= _LEAST_FIT and (best is None or fit > best[0]):
            best = fit, group
    return best[1] if best else None


def _fit(asked: Question, group: Group) -> float:
    """Fraction of the question's terms in the words above the group; 0 where the question names another
    number of items than there are, or what it lists is not named above them."""
    above = _above(group)
    count = len(group.sections)
    terms = [term for term in asked.terms if term != str(count) and term not in _STEP_STEMS]
    known = above | ({str(count)} if count else set())
    if any(term.isdigit() and term not in known for term in asked.terms if term in asked.names):
        return 0.0
    if not terms:
        return 1.0 if group.parent is not None or len(group.article.sections) <= count + 2 else 0.0
    return sum(term in above for term in terms) / len(terms)


_STEP_STEMS = frozenset({"step", "stage", "way", "method", "tip", "reason", "instruct", "list"})
"""Stems of the words by which a question calls numbered sections, whatever the article calls them."""


def _above(group: Group) -> set[str]:
    """Stems of the article's title, of the headings above the group, and of the text between them."""
    article, first = group.article, group.sections[0]
    texts = [article.title, *first.path[:-1]]
    opening = group.parent or article.sections[0]
    if opening.start < first.start:
        texts.extend(
            one.text for one in candidates_within(article, opening.start, min(opening.end, first.start))
        )
    return {word.stem for text in texts for word in words(text)}


def _write_headings(draft: AnswerDraft, group: Group) -> None:
    for section in group.sections[:_MOST_ITEMS]:
        first = _first_sentence(group.article, section)
        if first is not None:
            draft.add_headed([first], section.heading)
        else:
            draft.add_heading_alone(group.article, section)


def _first_sentence(article: Article, section: Section) -> Candidate | None:
    return next(
        (one for one in candidates_within(article, section.start, section.end) if not asks(one.text)), None
    )


def _write_each(draft: AnswerDraft, found: Findings, groups: Sequence[Group]) -> bool:
    """Writes, for each section of a group, the line with the terms that are asked of all of them."""
    asked = found.asked
    if not _asks_of_each(asked):
        return False
    for group in groups:
        lines = [_line(asked, group, section) for section in group.sections]
        present = [line for line in lines if line is not None]
        if len(present) < 2 or len(present) < _LEAST_COVERED * len(lines):
            continue
        for section, line in zip(group.sections, lines, strict=True):
            if line is not None:
                draft.add_headed([line], section.heading)
        return True
    return False


def _asks_of_each(asked: Question) -> bool:
    plain = fold(asked.text)
    return bool(re.search(r"\b(?:all|each|every|both)\b", plain)) or (
        asked.kind in ("fact", "list") and extreme_in(asked.text) is not None and plain.startswith("which")
    )


def _line(asked: Question, group: Group, section: Section) -> Candidate | None:
    """The sentence or item of the section with most of the terms that the headings do not have already."""
    above = _above(group)
    wanted = {
        term
        for term in asked.terms
        if term not in above and term not in _STEP_STEMS and not _is_extreme(term)
    }
    if not wanted:
        return None
    best: tuple[int, Candidate] | None = None
    for candidate in candidates_within(group.article, section.start, section.end):
        hits = len(wanted & matched_terms(asked, Scored(candidate, 0.0, (), None)))
        hits += len(wanted & {word.stem for word in words(candidate.label)})
        if hits == len(wanted) and (best is None or hits > best[0]):
            best = hits, candidate
    return best[1] if best else None


def _is_extreme(term: str) -> bool:
    return extreme_in(term) is not None
