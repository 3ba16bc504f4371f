"""Answers made of verbatim quotes: the statements that answer best, each cited.

Knows how many statements each kind of question wants and how the answer reads. Scores come from
`selection`, refusals from `refusal`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.answer import Answer, Citation, Statement
from bot.candidates import Candidate, candidates_in, cells, header_of
from bot.citations import CitationList, marker
from bot.lists import listing_for
from bot.outline import asks_for_headings, named_in, outline_of
from bot.questions import LONGEST_QUESTION, Question, understand
from bot.refusal import is_answered
from bot.selection import Scored, Selector, SentenceEmbedder, answer_span
from bot.suggestions import follow_ups, starters
from ingest.article import Article
from vectorstore.passage import Passage

__all__ = ["QuotesAnswerer"]

_GREETING = (
    "I answer questions about your articles, with quotes from them and the section that each comes from. "
    "Add an article and ask what you would like to know."
)
_EMPTY = "Please type a question about your articles."
_TOO_LONG = (
    f"That is longer than {LONGEST_QUESTION:,} characters. Please ask in a sentence or two, or add the text "
    "as an article and ask about it."
)
_NOT_SAID = "The articles do not say."
_NO_ARTICLES = "There are no articles to answer from yet. Add one and ask again."
_MOST = {"fact": 3, "definition": 2, "explanation": 5, "list": 3, "comparison": 2}
_MARGIN = {
    "fact": 1.5, "definition": 1.0, "explanation": 2.0, "list": 1.5, "comparison": 2.0, "other article": 6.0,
}  # fmt: skip
"""How far below the best score a further statement may lie."""
_NEAREST = 3


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
        candidates = candidates_in(passages, self._article)
        scored = self._selector.score(asked, candidates, passages)
        headed = _headed(scored, asked)
        if not headed and not is_answered(asked, scored, passages):
            return self._refusal(question, passages)
        page = _Page()
        if asked.kind == "list" and (listing := listing_for(asked, passages, scored, self._article)):
            if listing.lead:
                page.paragraph([listing.lead], asked)
            page.items(listing.items, asked)
        elif asked.kind == "comparison":
            self._compare(page, asked, scored)
        else:
            chosen = _best(headed or scored, asked)
            if asked.kind == "explanation":
                chosen = _in_reading_order(chosen)
            page.each([one.candidate for one in chosen], asked)
        return Answer(
            question=question,
            status="answered",
            statements=tuple(page.statements),
            citations=page.citations.all(),
            text=page.text(),
            suggestions=follow_ups(question, passages, self._article),
            passages=tuple(passages),
        )

    def outline(self, question: str, articles: Sequence[Article]) -> Answer:
        """What the articles are about: a central sentence of each section, or the headings themselves."""
        chosen = named_in(question, articles)
        if not chosen:
            return Answer(question, "not_in_articles", (), (), _NO_ARTICLES)
        page = _Page()
        for article in chosen:
            if len(chosen) > 1 or asks_for_headings(question):
                page.heading(article.title)
            if asks_for_headings(question):
                page.headings(article)
            elif len(chosen) == 1:
                for candidate in outline_of(article, self._selector):
                    page.labelled(candidate)
            else:
                page.paragraph(outline_of(article, self._selector, most=3), None)
        return Answer(
            question=question,
            status="answered" if page.statements else "not_in_articles",
            statements=tuple(page.statements),
            citations=page.citations.all(),
            text=page.text() or _NOT_SAID,
            suggestions=starters(chosen),
        )

    def _compare(self, page: _Page, asked: Question, scored: Sequence[Scored]) -> None:
        groups: dict[str, list[Scored]] = {}
        for one in scored:
            group = groups.setdefault(one.candidate.article.id, [])
            best = (
                group[0].score
                if group
                else scored[0].score - _MARGIN["other article"] + _MARGIN["comparison"]
            )
            if len(group) < _MOST["comparison"] and one.score >= best - _MARGIN["comparison"]:
                group.append(one)
        told = [group for group in groups.values() if group]
        for group in told:
            if len(told) > 1:
                page.heading(group[0].candidate.article.title)
            page.each([one.candidate for one in group], asked)

    def _refusal(self, question: str, passages: Sequence[Passage]) -> Answer:
        nearest = self._nearest(passages)
        text = _NOT_SAID
        if nearest:
            text += f" The nearest sections are {'; '.join(_named(nearest))}."
        return Answer(
            question=question,
            status="not_in_articles",
            statements=(),
            citations=(),
            text=text,
            suggestions=follow_ups("", passages, self._article),
            nearest=nearest,
            passages=tuple(passages),
        )

    def _nearest(self, passages: Sequence[Passage]) -> tuple[Citation, ...]:
        """The opening sentence of each of the nearest sections."""
        found = CitationList()
        seen: set[tuple[str, int]] = set()
        for candidate in candidates_in(passages, self._article):
            key = (candidate.article.id, candidate.section.start)
            if key not in seen and len(seen) < _NEAREST:
                seen.add(key)
                found.add(candidate.article, candidate.start, candidate.end)
        return found.all()


@dataclass
class _Page:
    """An answer being written: its statements, their citations and the Markdown that shows them."""

    citations: CitationList = field(default_factory=CitationList)
    statements: list[Statement] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)

    def text(self) -> str:
        return "\n\n".join(self.blocks)

    def heading(self, words: str) -> None:
        self.blocks.append(f"**{words}**")

    def headings(self, article: Article) -> None:
        """The article's headings as items, each cited where it stands."""
        lines = []
        for section in article.sections:
            place = article.text.find(section.heading, section.start, section.end)
            if place < 0 or not section.heading.strip():
                continue
            made = self.citations.add(article, place, place + len(section.heading))
            self.statements.append(Statement(made.quote, (made.number,), "verbatim"))
            lines.append(f"{'  ' * max(0, section.level - 2)}- {made.quote} {marker(made.number)}")
        if lines:
            self.blocks.append("\n".join(lines))

    def each(self, candidates: Iterable[Candidate], asked: Question | None) -> None:
        """Each candidate as a paragraph of its own."""
        for candidate in candidates:
            self.blocks.append(self._write(candidate, asked))

    def paragraph(self, candidates: Iterable[Candidate], asked: Question | None) -> None:
        """The candidates one after the other."""
        written = [self._write(candidate, asked) for candidate in candidates]
        if written:
            self.blocks.append(" ".join(written))

    def items(self, candidates: Iterable[Candidate], asked: Question | None) -> None:
        """The candidates as a list."""
        self.blocks.append("\n".join(f"- {self._write(candidate, asked)}" for candidate in candidates))

    def labelled(self, candidate: Candidate) -> None:
        """The candidate under its section's heading."""
        self.blocks.append(f"**{candidate.section.heading.strip(' *#:')}**: {self._write(candidate, None)}")

    def _write(self, candidate: Candidate, asked: Question | None) -> str:
        made = self.citations.add(candidate.article, candidate.start, candidate.end)
        text = candidate.text
        span = answer_span(asked, candidate) if asked and asked.kind == "fact" else None
        self.statements.append(Statement(text, (made.number,), "verbatim", span))
        if candidate.kind == "table_row":
            return f"{_row(candidate)} {marker(made.number)}"
        if span and "*" not in text[span[0] : span[1]]:
            text = f"{text[: span[0]]}**{text[span[0] : span[1]]}**{text[span[1] :]}"
        return f"{text} {marker(made.number)}"


def _row(candidate: Candidate) -> str:
    """A row in one line, each cell after the first with its column's name."""
    row, header = cells(candidate.quote), header_of(candidate.article, candidate.start)
    if len(row) <= 2 or len(header) != len(row):
        return candidate.text
    told = [f"{name}: {cell}" for name, cell in zip(header[1:], row[1:], strict=True) if cell]
    return f"{row[0]} - {'; '.join(told)}"


def _best(scored: Sequence[Scored], asked: Question) -> list[Scored]:
    """The best candidate and those near it that say something else.

    A question that an article asks gives way to a statement near it. Where the best one holds an expression
    of the type that is asked for (a date, a number), so must the others.
    """
    near = [one for one in scored if one.score >= scored[0].score - _MARGIN[asked.kind]]
    told = [one for one in near if not one.feature("asks")] or near
    best = told[0]
    chosen = [best]
    for one in told[1:]:
        if len(chosen) == _MOST[asked.kind]:
            break
        if asked.kind == "fact" and best.span and not one.span:
            continue
        if all(one.candidate.text != other.candidate.text for other in chosen):
            chosen.append(one)
    return chosen


def _headed(scored: Sequence[Scored], asked: Question) -> list[Scored]:
    """The candidates of the section whose heading says all that a question about a subject asks for."""
    if asked.kind not in ("explanation", "list") or not asked.terms:
        return []
    headed = [one for one in scored if one.feature("heading") == 1.0 and not one.feature("asks")]
    return [one for one in headed if one.candidate.section == headed[0].candidate.section]


def _in_reading_order(chosen: Sequence[Scored]) -> list[Scored]:
    """By article, the one with the best statement first, then as they stand in it."""
    articles = [one.candidate.article.id for one in chosen]
    return sorted(chosen, key=lambda one: (articles.index(one.candidate.article.id), one.candidate.start))


def _named(nearest: Sequence[Citation]) -> list[str]:
    """Sections by their headings, with the article's title where there are several articles."""
    several = len({one.article_id for one in nearest}) > 1
    names = []
    for one in nearest:
        heading = (one.section_path[-1] if one.section_path else one.article_title).strip(" *_#:")
        told = several and heading != one.article_title
        names.append(f"“{heading}”" + (f" ({one.article_title})" if told else ""))
    return names


def _reply(question: str, asked: Question) -> Answer:
    text = {"smalltalk": _GREETING, "empty": _EMPTY, "too_long": _TOO_LONG}[asked.kind]
    return Answer(question, "answered", (), (), text)
