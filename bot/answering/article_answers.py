"""Answers about articles as such: what they are about, who wrote them, which of them mention a subject."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from bot.answer import Answer
from bot.answering.answer_draft import AnswerDraft
from bot.answering.candidates import Candidate, candidates_within
from bot.answering.findings import Findings
from bot.answering.picking import pick_mentions
from bot.answering.ranking import Ranker
from bot.answering.reference_lists import is_reference
from bot.answering.suggestions import starters
from bot.answering.surroundings import refers_back
from bot.language.base import language, phrase
from bot.language.words import asks, fold, words
from bot.question.article_questions import asks_for_headings, find_named_articles
from bot.question.question import Question
from ingest.article import Article, Section

__all__ = ["details", "outline", "write_mentions"]

_MOST_ARTICLES = 12
"""Articles that are outlined at once."""
_MOST_SECTIONS = 12
_LEAST_TOLD = 5
"""Sentences of an outline, where an article has fewer sections: the longer of them tell more than one."""
_SENTENCES_READ = 6
"""Sentences from the start of a section, or of a part of a long one, among which its centre is looked for."""
_SHORTEST = 40


def outline(asked: Question, articles: Sequence[Article], ranker: Ranker) -> Answer:
    """What the articles are about: a central sentence of each section, or the headings themselves."""
    chosen = find_named_articles(asked, articles)
    if not chosen:
        return Answer(asked.text, "not_in_articles", (), (), phrase(asked.language, "no_articles"))
    draft = AnswerDraft()
    for article in chosen[:_MOST_ARTICLES]:
        if asks_for_headings(asked):
            count = len(article.sections)
            draft.add_heading(
                phrase(asked.language, "heading_with_sections", title=article.title, count=count)
            )
            draft.add_section_headings(article)
            continue
        if len(chosen) == 1:
            for sentences in _outline_sections(article, ranker):
                draft.add_headed(sentences)
        else:
            draft.add_heading(article.title)
            draft.add_paragraph(chain.from_iterable(_outline_sections(article, ranker, most=3)), None)
    return _about(asked, draft, chosen)


def details(asked: Question, articles: Sequence[Article]) -> Answer:
    """Who wrote the articles, when, where they are from; cited where the text itself says so."""
    chosen = find_named_articles(asked, articles)
    draft = AnswerDraft()
    for article in chosen[:_MOST_ARTICLES]:
        known = known_details(asked, article)
        if known and len(chosen) > 1:
            draft.add_heading(article.title)
        for key, value, place in known:
            draft.add_detail(phrase(asked.language, key), value, article, place)
    return _about(asked, draft, chosen)


def write_mentions(draft: AnswerDraft, found: Findings) -> bool:
    """Writes the articles that mention a subject, each with its best sentence; False where none does."""
    best: dict[str, Candidate] = {}
    for one in pick_mentions(found.asked, found.ranked):
        best.setdefault(one.candidate.article.id, one.candidate)
    for candidate in best.values():
        draft.add_heading(candidate.article.title)
        draft.add_each([candidate], None)
    return bool(best)


def _about(asked: Question, draft: AnswerDraft, articles: Sequence[Article]) -> Answer:
    if draft.blocks and len(articles) > _MOST_ARTICLES:
        rest = len(articles) - _MOST_ARTICLES
        draft.add_note(phrase(asked.language, "more_articles", count=rest))
    return Answer(
        question=asked.text,
        status="answered" if draft.blocks else "not_in_articles",
        statements=tuple(draft.statements),
        citations=draft.citations.all(),
        text=draft.text() or phrase(asked.language, "not_said"),
        suggestions=starters(articles, code=asked.language),
    )


def _outline_sections(article: Article, ranker: Ranker, most: int = _MOST_SECTIONS) -> list[list[Candidate]]:
    """The central sentences of each of the article's sections, at most `most` sections, in reading order."""
    sections = _sections_to_outline(article, most)
    centres = [
        _centres(article, section, count, ranker)
        for section, count in zip(sections, _shares(sections, min(most, _LEAST_TOLD)), strict=True)
    ]
    return [one for one in centres if one]


def _sections_to_outline(article: Article, most: int = _MOST_SECTIONS) -> list[Section]:
    """The sections with text of their own, in reading order; of a long article the first and the longest."""
    with_text = [
        section
        for section in article.sections
        if any(not is_reference(one) for one in candidates_within(article, section.start, section.end))
    ]
    first, rest = with_text[:1], with_text[1:]
    longest = sorted(rest, key=lambda section: section.start - section.end)[: most - len(first)]
    return first + sorted(longest, key=lambda section: section.start)


def _shares(sections: Sequence[Section], least: int) -> list[int]:
    """How many sentences each section tells: one, or its share by length of the `least` in all."""
    total = sum(section.end - section.start for section in sections)
    return [max(1, round(least * (section.end - section.start) / total)) for section in sections]


def _centres(article: Article, section: Section, count: int, ranker: Ranker) -> list[Candidate]:
    """The centre of each of `count` parts of the section; of one without sentences its first item or row.

    A sentence that leans on the one before it is taken only where there is no other.
    """
    whole = list(candidates_within(article, section.start, section.end))
    sentences = [
        one for one in whole if one.kind == "sentence" and not asks(one.text) and not one.text.endswith(":")
    ]
    if not sentences:
        return whole[:1]
    size = -(-len(sentences) // count)
    parts = [sentences[start : start + size][:_SENTENCES_READ] for start in range(0, len(sentences), size)]
    return [_centre(part, section.heading, ranker) for part in parts]


def _centre(sentences: Sequence[Candidate], heading: str, ranker: Ranker) -> Candidate:
    """The sentence that is most like all of them and the heading, the earlier ones before the later."""
    whole = [one for one in sentences if len(one.text) >= _SHORTEST] or sentences
    whole = [one for one in whole if not refers_back(one.text)] or whole
    vectors = ranker.vectors([*(one.text for one in whole), heading])
    centre = vectors.mean(axis=0)
    likeness = vectors[:-1] @ centre - 0.02 * np.arange(len(whole))
    return whole[int(np.argmax(likeness))]


def known_details(asked: Question, article: Article) -> list[tuple[str, str, int]]:
    """The details that a question asks for: the key of the label, the value, its place in the text or -1."""
    plain = fold(asked.text)
    known = {
        "details.author": article.metadata.author,
        "details.published": article.metadata.published,
        "details.published_by": article.metadata.site,
        "details.source": article.metadata.url or article.source,
        "details.language": article.metadata.language,
        "details.words": f"{sum(1 for _ in words(article.text)):,}",
        "details.title": article.title,
    }
    return [
        (rule.name, value, -1 if rule.name == "details.words" else article.text.find(value))
        for rule in language(asked.language).details
        if rule.match(plain) and (value := known[rule.name])
    ]
