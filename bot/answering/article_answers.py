"""Answers about articles as such: what they are about, who wrote them, which there are, who is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from bot.answer import Answer
from bot.answering.answer_draft import AnswerDraft
from bot.answering.candidates import Candidate
from bot.answering.findings import Findings
from bot.answering.mentions import names_in
from bot.answering.picking import pick_mentions
from bot.answering.ranking import Ranker
from bot.answering.suggestions import starters
from bot.answering.summaries import conclusion, gist, key_points, outline_sections
from bot.language.base import language, phrase
from bot.language.words import fold, words
from bot.question.article_questions import asks_for_headings, find_named_articles
from bot.question.question import Question
from ingest.article import Article

__all__ = ["answer_about", "write_mentions"]

_MOST_ARTICLES = 12
"""Articles that are outlined at once."""
_MOST_LISTED = 30
_GIST, _POINTS = 3, 5
"""Sentences of a gist and key points, where the question asks for no number."""


def answer_about(asked: Question, articles: Sequence[Article], ranker: Ranker) -> Answer:
    """The answer to a question of one of the kinds ABOUT_ARTICLES, on `articles` or those that it names."""
    if not articles:
        return Answer(asked.text, "not_in_articles", (), (), phrase(asked.language, "no_articles"))
    if asked.kind == "library":
        return _library(asked, articles)
    chosen = find_named_articles(asked, articles)
    draft = AnswerDraft()
    writer = _Writer(draft, asked, ranker, len(chosen) > 1)
    for article in chosen[:_MOST_ARTICLES]:
        writer.write(article)
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


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes one article after the other; each method is the form of one kind of question."""

    draft: AnswerDraft
    asked: Question
    ranker: Ranker
    several: bool
    """Whether there are several articles, so that each is headed by its title."""

    def write(self, article: Article) -> None:
        forms = {
            "gist": self._gist,
            "points": self._points,
            "conclusion": self._conclusion,
            "details": self._details,
            "mentioned": self._names,
        }
        forms.get(self.asked.kind, self._outline)(article)

    def _outline(self, article: Article) -> None:
        """A central sentence of each section, or the headings themselves."""
        if asks_for_headings(self.asked):
            count = len(article.sections)
            self.draft.add_heading(
                phrase(self.asked.language, "heading_with_sections", title=article.title, count=count)
            )
            self.draft.add_section_headings(article)
        elif self.several:
            self.draft.add_heading(article.title)
            sentences = chain.from_iterable(outline_sections(article, self.ranker, most=3))
            self.draft.add_paragraph(sentences, None)
        else:
            for of_section in outline_sections(article, self.ranker):
                self.draft.add_headed(of_section)

    def _gist(self, article: Article) -> None:
        self._head(article)
        count = self.asked.count or (1 if self.several else _GIST)
        self.draft.add_paragraph(gist(article, count, self.ranker), None)

    def _points(self, article: Article) -> None:
        self._head(article)
        if points := key_points(article, self.asked.count or _POINTS, self.ranker):
            self.draft.add_items(points, None)

    def _conclusion(self, article: Article) -> None:
        self._head(article)
        self.draft.add_in_reading_order(conclusion(article), None)

    def _details(self, article: Article) -> None:
        """Who wrote the article, when, where it is from; cited where the text itself says so."""
        known = known_details(self.asked, article)
        if known:
            self._head(article)
        for key, value, place in known:
            self.draft.add_detail(phrase(self.asked.language, key), value, article, place)

    def _names(self, article: Article) -> None:
        """The persons or places that the article names, each with its first sentence."""
        named = names_in(article, "place" if self.asked.subject == "place" else "person")
        if named:
            self._head(article)
        for name, sentence in named:
            self.draft.add_headed([sentence], name)

    def _head(self, article: Article) -> None:
        if self.several:
            self.draft.add_heading(article.title)


def _library(asked: Question, articles: Sequence[Article]) -> Answer:
    """Which articles there are: all, or those at one end of a measure, or in one language."""
    chosen = list(articles)
    if asked.subject in ("longest", "shortest"):
        chosen.sort(key=lambda article: len(article.text), reverse=asked.subject == "longest")
        chosen = chosen[:1]
    elif asked.subject in ("newest", "oldest"):
        dated = [article for article in chosen if article.metadata.published]
        dated.sort(key=lambda article: article.metadata.published or "", reverse=asked.subject == "newest")
        chosen = dated[:1]
    elif asked.subject and len(asked.subject) == 2:
        chosen = [article for article in chosen if (article.metadata.language or "")[:2] == asked.subject]
    if not chosen:
        return Answer(asked.text, "not_in_articles", (), (), phrase(asked.language, "no_such_article"))
    draft = AnswerDraft()
    if asked.subject in (None, "count", "list"):
        key = "articles_one" if len(chosen) == 1 else "articles_count"
        draft.add_note(phrase(asked.language, key, count=len(chosen)))
    for article in chosen[:_MOST_LISTED]:
        draft.add_line(_listed(asked, article))
    if len(chosen) > _MOST_LISTED:
        draft.add_note(phrase(asked.language, "more_articles", count=len(chosen) - _MOST_LISTED))
    return Answer(asked.text, "answered", (), (), draft.text(), starters(chosen, code=asked.language))


def _listed(asked: Question, article: Article) -> str:
    """An article's line in a list of them: title, and what is known of author, date and length."""
    count = sum(1 for _ in words(article.text))
    known = (
        article.metadata.author,
        article.metadata.published,
        phrase(asked.language, "words", count=f"{count:,}"),
    )
    return f"{article.title} ({', '.join(one for one in known if one)})"


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
