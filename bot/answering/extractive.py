"""Answers made of verbatim quotes: the statements that answer best, each cited.

Knows what each kind of question wants and how many statements of it. Scores come from `selection`, refusals
from `refusal`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from textwrap import shorten

from bot.answer import Answer, Citation
from bot.answering.answer_draft import Page
from bot.answering.candidates import Candidate, candidates_in, quotable_in
from bot.answering.comparison import told_of_sides
from bot.answering.headed_sections import headed_section
from bot.answering.listings import Listing, asks_for_extreme, labelled_in, listing_for, listing_of
from bot.answering.picking import MOST, best_of_articles, chosen_of, introducing, is_typed, speaking_of
from bot.answering.ranking import Scored, Selector, SentenceEmbedder
from bot.answering.reference_lists import telling
from bot.answering.refusal import is_answered
from bot.answering.second_source import second_source
from bot.answering.suggestions import follow_ups, starters
from bot.answering.surroundings import in_context, stretch, with_continuation
from bot.citations import CitationList
from bot.details import details_of
from bot.outline import outline_of
from bot.question.article_questions import asks_for_headings, named_in
from bot.question.compound import Part, in_turn
from bot.question.question import LONGEST_QUESTION, Question, understand
from bot.question.smalltalk import smalltalk_reply
from ingest.article import Article
from vectorstore.passage import Passage

__all__ = ["QuotesAnswerer"]

_EMPTY = "Please type a question about your articles."
_TOO_LONG = (
    f"That is longer than {LONGEST_QUESTION:,} characters. Please ask in a sentence or two, or add the text "
    "as an article and ask about it."
)
_NOT_SAID = "The articles do not say."
_NO_ARTICLES = "There are no articles to answer from yet. Add one and ask again."
_NEAREST = 3
_LONGEST_LEAD = 200
"""Characters of a nearest section's opening words that a refusal tells."""
_MOST_ARTICLES = 12
"""Articles that are outlined at once."""


class QuotesAnswerer:
    """Answers with quotes. Safe to use from several threads."""

    def __init__(self, article: Callable[[str], Article | None], embedder: SentenceEmbedder) -> None:
        self._article = article
        self._selector = Selector(embedder)

    def answer(self, question: str, passages: Sequence[Passage]) -> Answer:
        """The statements of `passages` (best first) that answer `question`, or a refusal."""
        asked = understand(question)
        if asked.kind in ("smalltalk", "empty", "too_long"):
            return _reply(question, asked)
        page = Page()
        if not self._told(page, asked, passages):
            return self._refusal(question, passages)
        return self._answered(question, page, passages)

    def together(self, question: str, parts: Sequence[tuple[Part, Sequence[Passage]]]) -> Answer:
        """Each of the questions that `question` is made of by itself, from its own passages; a refusal where
        none of them is answered."""
        page = Page()
        told = []
        for part, passages in parts:
            page.heading(part.words)
            told.append(self._told(page, understand(part.question), passages))
            if not told[-1]:
                page.note(_NOT_SAID)
        found = in_turn([passages for _, passages in parts])
        return self._answered(question, page, found) if any(told) else self._refusal(question, found)

    def _told(self, page: Page, asked: Question, passages: Sequence[Passage]) -> bool:
        """Writes what answers `asked`; False where nothing does."""
        passages = telling(asked, passages, self._article)
        scored = self._selector.score(asked, candidates_in(passages, self._article), passages)
        if asked.kind == "articles":
            return _write_articles(page, speaking_of(asked, scored))
        if (
            self._listed(page, asked, scored, passages)
            or self._headed(page, asked, scored, passages)
            or self._compared(page, asked, passages)
        ):
            return True
        known = introducing(asked, scored)
        if not known and not is_answered(asked, scored, passages):
            return False
        self._chosen(page, asked, known or scored)
        return True

    def _answered(self, question: str, page: Page, passages: Sequence[Passage]) -> Answer:
        return Answer(
            question=question,
            status="answered",
            statements=tuple(page.statements),
            citations=page.citations.all(),
            text=page.text(),
            suggestions=follow_ups(question, page.citations.all(), passages, self._article),
            passages=tuple(passages),
        )

    def outline(self, question: str, articles: Sequence[Article]) -> Answer:
        """What the articles are about: a central sentence of each section, or the headings themselves."""
        chosen = named_in(question, articles)
        if not chosen:
            return Answer(question, "not_in_articles", (), (), _NO_ARTICLES)
        page = Page()
        for article in chosen[:_MOST_ARTICLES]:
            if asks_for_headings(question):
                page.heading(f"{article.title} ({len(article.sections)} sections)")
                page.headings(article)
                continue
            if len(chosen) == 1:
                for told in outline_of(article, self._selector):
                    page.headed(told)
            else:
                page.heading(article.title)
                page.paragraph(chain.from_iterable(outline_of(article, self._selector, most=3)), None)
        return self._about(question, page, chosen)

    def details(self, question: str, articles: Sequence[Article]) -> Answer:
        """Who wrote the articles, when, where they are from; cited where the text itself says so."""
        chosen = named_in(question, articles)
        page = Page()
        for article in chosen[:_MOST_ARTICLES]:
            known = details_of(question, article)
            if known and len(chosen) > 1:
                page.heading(article.title)
            for name, value, place in known:
                page.detail(name, value, article, place)
        return self._about(question, page, chosen)

    def _about(self, question: str, page: Page, articles: Sequence[Article]) -> Answer:
        if page.blocks and len(articles) > _MOST_ARTICLES:
            rest = len(articles) - _MOST_ARTICLES
            page.note(f"There are {rest} more articles; name one to be told about it.")
        return Answer(
            question=question,
            status="answered" if page.blocks else "not_in_articles",
            statements=tuple(page.statements),
            citations=page.citations.all(),
            text=page.text() or _NOT_SAID,
            suggestions=starters(articles),
        )

    def _headed(
        self, page: Page, asked: Question, scored: Sequence[Scored], passages: Sequence[Passage]
    ) -> bool:
        """Writes the section that is headed by what is asked; False where there is none."""
        found = headed_section(asked, scored, passages, self._article)
        if found is None:
            return False
        if (listing := listing_of(*found)) and asked.kind != "fact":
            _write_listing(page, listing, asked)
            return True
        if asked.kind == "list" and (labelled := labelled_in(*found)):
            page.labelled(labelled)
            return True
        scores = {one.candidate.start: one.score for one in scored if one.candidate.article.id == found[0].id}
        told = stretch(*found, scores, MOST[asked.kind] if asked.kind != "list" else MOST["explanation"])
        page.reading(told, asked)
        return bool(told)

    def _listed(
        self, page: Page, asked: Question, scored: Sequence[Scored], passages: Sequence[Passage]
    ) -> bool:
        """Writes the list or table that is asked for; False where there is none or it is doubtful."""
        extreme = asked.kind == "fact" and asks_for_extreme(asked)
        if asked.kind != "list" and not extreme:
            return False
        listing = listing_for(asked, passages, scored, self._article)
        if listing is None or (extreme and not (listing.is_table and listing.is_certain)):
            return False
        if not listing.is_certain and not is_answered(asked, scored, passages):
            return False
        _write_listing(page, listing, asked)
        return True

    def _compared(self, page: Page, asked: Question, passages: Sequence[Passage]) -> bool:
        """Writes what is told of each side of a comparison; False where nothing is told of any."""
        told = told_of_sides(asked, candidates_in(passages, self._article), passages, self._selector)
        if not told:
            return False
        titles = {one.candidate.article.title for one in told.values()}
        by_article = len(titles) == len(asked.sides)
        for side in asked.sides:
            one = told.get(side)
            page.heading(one.candidate.article.title if one and by_article else side[:1].upper() + side[1:])
            if one:
                page.each([one.candidate], asked)
            else:
                page.note(_NOT_SAID)
        return True

    def _chosen(self, page: Page, asked: Question, scored: Sequence[Scored]) -> None:
        """Writes the best candidates in the way that suits the kind of question."""
        if asked.kind == "comparison":
            _write_by_article(page, asked, scored)
            return
        chosen = chosen_of(scored, asked)
        if asked.kind == "explanation":
            page.reading(in_context([one.candidate for one in chosen], MOST["explanation"]), asked)
            return
        second = second_source(asked, chosen[0], scored)
        told = [one.candidate for one in chosen if second is None or one != second.scored]
        if asked.kind == "fact" and not is_typed(asked, chosen[0]):
            told = with_continuation(told, MOST["fact"])
        page.each(told, asked)
        if second:
            candidate = second.scored.candidate
            other = candidate.article.title if candidate.article.id != chosen[0].candidate.article.id else ""
            name = _section_name(candidate.section.path, candidate.article.title, other)
            page.heading(f"{'Also' if second.agrees else 'Told differently'} in {name}")
            page.each([candidate], asked)

    def _refusal(self, question: str, passages: Sequence[Passage]) -> Answer:
        nearest = self._nearest(passages)
        text = _NOT_SAID
        if nearest:
            several = len({one.article_id for one in nearest}) > 1
            text += " The nearest sections are:\n"
            for one in nearest:
                name = _section_name(
                    one.section_path, one.article_title, one.article_title if several else ""
                )
                text += f"\n- {name}: {shorten(one.quote, _LONGEST_LEAD, placeholder=' …')}"
        return Answer(
            question=question,
            status="not_in_articles",
            statements=(),
            citations=(),
            text=text,
            suggestions=follow_ups("", (), passages, self._article),
            nearest=nearest,
            passages=tuple(passages),
        )

    def _nearest(self, passages: Sequence[Passage]) -> tuple[Citation, ...]:
        """The opening words of each of the nearest sections."""
        found = CitationList()
        seen: set[tuple[str, int]] = set()
        for candidate in candidates_in(telling(None, passages, self._article), self._article):
            key = (candidate.article.id, candidate.section.start)
            if key not in seen and len(seen) < _NEAREST:
                seen.add(key)
                section = candidate.section
                opening = next(quotable_in(candidate.article, section.start, section.end), candidate)
                found.add(opening.article, opening.start, opening.end)
        return found.all()


def _write_listing(page: Page, listing: Listing, asked: Question) -> None:
    if listing.lead:
        page.paragraph([listing.lead], asked)
    page.items(listing.items, asked)


def _write_articles(page: Page, speaking: Sequence[Scored]) -> bool:
    """Writes the articles that speak of a subject, each with where it does so best; False where none does."""
    best: dict[str, Candidate] = {}
    for one in speaking:
        best.setdefault(one.candidate.article.id, one.candidate)
    for candidate in best.values():
        page.heading(candidate.article.title)
        page.each([candidate], None)
    return bool(best)


def _write_by_article(page: Page, asked: Question, scored: Sequence[Scored]) -> None:
    """The best of each article that comes near the best of all, under the articles' titles."""
    told = best_of_articles(scored)
    for group in told:
        if len(told) > 1:
            page.heading(group[0].candidate.article.title)
        page.each([one.candidate for one in group], asked)


def _section_name(path: Sequence[str], title: str, told: str) -> str:
    """A section by its heading, with the article's title `told` after it where it is not that heading."""
    heading = (path[-1] if path else title).strip(" *_#:")
    return f"“{heading}”" + (f" ({told})" if told and heading != told else "")


def _reply(question: str, asked: Question) -> Answer:
    text = {"empty": _EMPTY, "too_long": _TOO_LONG}.get(asked.kind) or smalltalk_reply(question) or _EMPTY
    return Answer(question, "answered", (), (), text)
