"""Lists and tables that answer a question as a whole: all the items or rows of the one it asks for.

Knows runs of items and rows, and the words that introduce them; knows nothing of refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.candidates import Candidate, header_of, quotable_in
from bot.questions import Question
from bot.selection import Scored
from bot.wording import words
from ingest.article import Article, Section
from vectorstore.passage import Passage

__all__ = ["Listing", "listing_for"]

_MOST_ITEMS = 15
_LEAST_FIT = 0.5
"""Share of the question's key words that the words introducing a list must carry."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The items of one list or the rows of one table, with the sentence that introduces them."""

    items: tuple[Candidate, ...]
    lead: Candidate | None


def listing_for(
    asked: Question,
    passages: Sequence[Passage],
    scored: Sequence[Scored],
    article: Callable[[str], Article | None],
) -> Listing | None:
    """The list or table of a found section that is introduced in the question's words."""
    best: tuple[float, Listing] | None = None
    for place, (whole, section) in enumerate(_sections(passages, article)):
        for listing in _listings(whole, section):
            fit = _fit(asked, section, listing) - 0.05 * place
            if fit >= _LEAST_FIT and (best is None or fit > best[0]):
                best = (fit, listing)
    if best is None and scored and scored[0].candidate.kind != "sentence":
        top = scored[0].candidate
        for listing in _listings(top.article, top.section):
            if top.kind == "list_item" and any(item.start == top.start for item in listing.items):
                return listing
    return best[1] if best else None


def _sections(
    passages: Sequence[Passage], article: Callable[[str], Article | None]
) -> list[tuple[Article, Section]]:
    found: dict[tuple[str, int], tuple[Article, Section]] = {}
    for passage in passages:
        whole = article(passage.chunk.article_id)
        section = whole.section_at(passage.chunk.start) if whole else None
        if whole and section:
            found.setdefault((whole.id, section.start), (whole, section))
    return list(found.values())


def _listings(article: Article, section: Section) -> list[Listing]:
    """Each run of two or more items or rows of the section, with the sentence before it."""
    found: list[Listing] = []
    run: list[Candidate] = []
    lead: Candidate | None = None
    before: Candidate | None = None
    for candidate in quotable_in(article, section.start, section.end):
        if candidate.kind == "sentence":
            _close(run, lead, found)
            run, before = [], candidate
            continue
        if run and run[-1].kind != candidate.kind:
            _close(run, lead, found)
            run = []
        if not run:
            lead = before if before and before.text.endswith(":") else None
        run.append(candidate)
    _close(run, lead, found)
    return found


def _close(run: list[Candidate], lead: Candidate | None, found: list[Listing]) -> None:
    if len(run) > 1:
        found.append(Listing(tuple(run[:_MOST_ITEMS]), lead))


def _fit(asked: Question, section: Section, listing: Listing) -> float:
    introduced = [section.heading]
    if listing.lead:
        introduced.append(listing.lead.text)
    first = listing.items[0]
    if first.kind == "table_row":
        introduced.extend(header_of(first.article, first.start))
    told = {word.stem for word in words(" ".join(introduced))}
    return sum(term in told for term in asked.terms) / max(1, len(asked.terms))
