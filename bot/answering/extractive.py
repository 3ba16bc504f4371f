"""Answers made of verbatim quotes: the statements that answer best, each cited.

Each answer form (a list, a headed section, a comparison) has a file of its own and writes into an
`AnswerDraft` if it fits; otherwise the best candidates are picked, or the question is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from textwrap import shorten

from bot.answer import Answer, Citation
from bot.answering import (
    article_answers,
    comparison,
    conversation_answers,
    headed_sections,
    heading_lists,
    listings,
    table_answers,
)
from bot.answering.answer_draft import AnswerDraft
from bot.answering.answer_spans import has_answer_type
from bot.answering.findings import Findings, find
from bot.answering.picking import MOST, pick_naming_subject, pick_statements
from bot.answering.ranking import Ranker, Scored, SentenceEmbedder
from bot.answering.reference_lists import is_reference
from bot.answering.second_source import find_second_source
from bot.answering.suggestions import follow_ups
from bot.answering.surroundings import add_announced, add_context, add_continuation, add_explanation
from bot.citations import CitationList
from bot.language.base import phrase
from bot.question.compound import Part, in_turn
from bot.question.question import LONGEST_QUESTION, Question, understand
from ingest.article import Article
from vectorstore.passage import Passage

__all__ = ["ExtractiveAnswerer"]

_NEAREST = 3
_LEAST_SIMILAR = 0.3
"""Similarity to the question from which a sentence without any of its terms is near."""
_LONGEST_LEAD = 200
"""Characters of a nearest sentence that a refusal shows."""
_FORMS = (table_answers, heading_lists, listings, headed_sections, comparison)
"""Answer forms in the order in which they are tried."""


class ExtractiveAnswerer:
    """Answers with quotes. Safe to use from several threads."""

    def __init__(self, article: Callable[[str], Article | None], embedder: SentenceEmbedder) -> None:
        self._article = article
        self._ranker = Ranker(embedder)

    def answer(self, asked: Question, passages: Sequence[Passage]) -> Answer:
        """The statements of `passages` (best first) that answer `asked`, or a refusal."""
        if asked.kind in ("smalltalk", "empty", "too_long"):
            return _reply(asked)
        draft = AnswerDraft()
        found = find(asked, passages, self._article, self._ranker)
        if not _write(draft, found):
            return self._refusal(asked, [found], passages)
        return self._answered(asked, draft, passages)

    def together(self, asked: Question, parts: Sequence[tuple[Part, Sequence[Passage]]]) -> Answer:
        """An answer to each of the questions that `asked` is made of, from the passages found for it; a
        refusal where none of them is answered."""
        draft = AnswerDraft()
        answered, findings = [], []
        for part, of_part in parts:
            draft.add_heading(part.words)
            findings.append(find(part.question, of_part, self._article, self._ranker))
            answered.append(_write(draft, findings[-1]))
            if not answered[-1]:
                draft.add_note(phrase(asked.language, "not_said"))
        passages = in_turn([of_part for _, of_part in parts])
        if any(answered):
            return self._answered(asked, draft, passages)
        return self._refusal(asked, findings, passages)

    def about(self, asked: Question, articles: Sequence[Article]) -> Answer:
        """The answer to a question about `articles` as such; see `article_answers.answer_about`."""
        return article_answers.answer_about(asked, articles, self._ranker)

    def _answered(self, asked: Question, draft: AnswerDraft, passages: Sequence[Passage]) -> Answer:
        return Answer(
            question=asked.text,
            status="answered",
            statements=tuple(draft.statements),
            citations=draft.citations.all(),
            text=draft.text(),
            suggestions=follow_ups(asked, draft.citations.all(), passages, self._article),
            passages=tuple(passages),
        )

    def _refusal(self, asked: Question, findings: Sequence[Findings], passages: Sequence[Passage]) -> Answer:
        nearest = _nearest(findings)
        text = phrase(asked.language, "not_said")
        if nearest:
            several = len({one.article_id for one in nearest}) > 1
            text += f" {phrase(asked.language, 'nearest_sections')}\n"
            for one in nearest:
                name = _section_name(
                    one.section_path, one.article_title, one.article_title if several else ""
                )
                text += f"\n- {name}: {shorten(one.quote, _LONGEST_LEAD, placeholder=' …')}"
        return Answer(
            question=asked.text,
            status="not_in_articles",
            statements=(),
            citations=(),
            text=text,
            suggestions=follow_ups(replace(asked, text=""), (), passages, self._article),
            nearest=nearest,
            passages=tuple(passages),
        )


def _write(draft: AnswerDraft, found: Findings) -> bool:
    """Writes what answers the question; False where nothing does."""
    asked = found.asked
    if asked.selection:
        return conversation_answers.write_selected(draft, found)
    if asked.kind in ("more", "check"):
        if conversation_answers.write_again(draft, found):
            return True
        return _write(draft, replace(found, asked=understand(asked.earlier)))
    if asked.kind == "articles":
        return article_answers.write_mentions(draft, found)
    for form in _FORMS:
        if form.write(draft, found):
            return True
    naming = pick_naming_subject(asked, found.ranked)
    if not naming and not found.is_answered:
        return False
    _write_picked(draft, found, naming or found.ranked)
    return True


def _nearest(findings: Sequence[Findings]) -> tuple[Citation, ...]:
    """The nearest sentence of each of the nearest sections; none where nothing comes near."""
    citations = CitationList()
    seen: set[tuple[str, int]] = set()
    for one in (one for found in findings for one in found.ranked):
        candidate = one.candidate
        key = (candidate.article.id, candidate.section.start)
        near = one.feature("coverage") > 0 or one.feature("similarity") >= _LEAST_SIMILAR
        if near and key not in seen and len(seen) < _NEAREST and not is_reference(candidate):
            seen.add(key)
            citations.add(candidate.article, candidate.start, candidate.end)
    return citations.all()


def _write_picked(draft: AnswerDraft, found: Findings, ranked: Sequence[Scored]) -> None:
    """Writes the best candidates in the way that suits the kind of question."""
    asked = found.asked
    if asked.kind == "comparison":
        comparison.write_by_article(draft, found, ranked)
        return
    picked = pick_statements(ranked, asked)
    if asked.kind == "explanation":
        quoted = add_context([one.candidate for one in picked], MOST["explanation"])
        draft.add_in_reading_order(add_announced(quoted), asked)
        return
    if asked.kind == "definition":
        draft.add_in_reading_order(add_explanation([one.candidate for one in picked]), asked)
        return
    second = find_second_source(asked, picked[0], ranked)
    quoted = [one.candidate for one in picked if second is None or one != second.scored]
    if asked.kind == "fact" and not has_answer_type(asked, picked[0].candidate):
        quoted = add_continuation(quoted, MOST["fact"])
    announced = add_announced(quoted)
    if len(announced) > len(quoted):
        draft.add_in_reading_order(announced, asked)
    else:
        draft.add_each(quoted, asked)
    if second:
        candidate = second.scored.candidate
        other = candidate.article.title if candidate.article.id != picked[0].candidate.article.id else ""
        name = _section_name(candidate.section.path, candidate.article.title, other)
        key = "also_in" if second.agrees else "told_differently_in"
        draft.add_heading(phrase(asked.language, key, section=name))
        draft.add_each([candidate], asked)


def _section_name(path: Sequence[str], title: str, article: str) -> str:
    """A section by its heading, with the title of its `article` behind it where it is another text."""
    heading = (path[-1] if path else title).strip(" *_#:")
    return f"“{heading}”" + (f" ({article})" if article and heading != article else "")


def _reply(asked: Question) -> Answer:
    if asked.kind == "too_long":
        text = phrase(asked.language, "too_long", count=f"{LONGEST_QUESTION:,}")
    else:
        text = phrase(asked.language, asked.reply or "ask_about_articles")
    return Answer(asked.text, "answered", (), (), text)
