"""The list form of an answer: all items of the list, or all rows of the table, that the question asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.answering.answer_draft import AnswerDraft
from bot.answering.candidates import Candidate, candidates_within, table_header
from bot.answering.findings import Findings
from bot.answering.ranking import Scored
from bot.language.words import STOP_WORDS, Word, fold, stem, stems, words
from bot.question.question import Question
from ingest.article import Article, Section
from vectorstore.passage import Passage

__all__ = ["Listing", "labelled_candidates", "main_listing", "write", "write_listing"]

_MOST_ITEMS = 15
_LEAST_FIT = 0.5
_MOST_COUNTED = 10
_LONGEST_LEAD = 160
"""Characters of a sentence that counts those after it."""
_CERTAIN = 0.75
_ELSEWHERE = 0.6
"""What a key word counts for that stands not in the words introducing the list but in it or around it."""
_WITHOUT_HEAD = 0.6
"""What a list's fit is worth whose introduction does not name what the question lists."""
_HEAD = re.compile(
    r"(?:^(?:(?:what|which) (?:are|were|is|was)|list|name|enumerate|what|which|give(?: me)?|show(?: me)?)"
    r"|\b(?:each|every))(?: (?:a list of|all|the|of|some|its|their|his|her))* (?P<group>.+)"
)
_EXTREME = re.compile(
    r"\b(?:which|what|who)\b.*\b(?:most|least|fewest|best|worst|(?!interest|forest|request|west|rest|test|guest)"
    r"[a-z]{2,}est)\b"
)


@dataclass(frozen=True, slots=True)
class Listing:
    """The items of one list or the rows of one table, with the sentence that introduces them."""

    items: tuple[Candidate, ...]
    lead: Candidate | None
    fit: float = 0.0
    """How well the words around it say what the question asks for, 0 to 1."""

    @property
    def is_certain(self) -> bool:
        """Whether the list is introduced as what is asked for, so that nothing else need be weighed."""
        return self.fit >= _CERTAIN

    @property
    def is_table(self) -> bool:
        return self.items[0].kind == "table_row"


def write(draft: AnswerDraft, found: Findings) -> bool:
    """Writes the list or table that is asked for; False where there is none or it is doubtful."""
    asked = found.asked
    extreme = asked.kind == "fact" and _asks_for_extreme(asked)
    if asked.kind != "list" and not extreme:
        return False
    listing = _find_listing(asked, found.passages, found.ranked, found.article)
    if listing is None or (extreme and not (listing.is_table and listing.is_certain)):
        return False
    if not listing.is_certain and not found.is_answered:
        return False
    write_listing(draft, listing, asked)
    return True


def write_listing(draft: AnswerDraft, listing: Listing, asked: Question) -> None:
    """Writes the items after the sentence that introduces them."""
    if listing.lead:
        draft.add_paragraph([listing.lead], asked)
    draft.add_items(listing.items, asked)


def _find_listing(
    asked: Question,
    passages: Sequence[Passage],
    scored: Sequence[Scored],
    article: Callable[[str], Article | None],
) -> Listing | None:
    """The list or table that is introduced in the question's words, of a found section or its article."""
    head = _head(asked)
    best: Listing | None = None
    for place, (whole, section) in enumerate(_sections(passages, article, head)):
        for items, lead in _listings(whole, section):
            fit = _fit(asked, head, section, items, lead) - 0.02 * place
            if fit >= _LEAST_FIT and (best is None or fit > best.fit):
                best = Listing(tuple(items[:_MOST_ITEMS]), lead, fit)
        for items, lead in _counted_sentences(asked, head, whole, section):
            fit = _fit(asked, head, section, items, lead) - 0.02 * place
            if fit >= _LEAST_FIT and (best is None or fit > best.fit):
                best = Listing(tuple(items), lead, fit)
    if best is None and scored and scored[0].candidate.kind == "list_item":
        top = scored[0].candidate
        for items, lead in _listings(top.article, top.section):
            if any(item.start == top.start for item in items):
                return Listing(tuple(items[:_MOST_ITEMS]), lead)
    return best


def _asks_for_extreme(asked: Question) -> bool:
    """Whether one of several is asked for by rank ("which costs the most"), which a whole table tells."""
    return _EXTREME.search(fold(asked.text)) is not None


def main_listing(article: Article, section: Section) -> Listing | None:
    """The longest list or table of the section where it is most of what the section says."""
    runs = list(_listings(article, section))
    if not runs:
        return None
    items, lead = max(runs, key=lambda run: len(run[0]))
    others = sum(1 for _ in candidates_within(article, section.start, section.end)) - len(items)
    return Listing(tuple(items[:_MOST_ITEMS]), lead) if len(items) > others else None


def labelled_candidates(article: Article, section: Section) -> list[Candidate]:
    """What stands first below each label of the section; none where it has fewer than two labels."""
    first: dict[str, Candidate] = {}
    for candidate in candidates_within(article, section.start, section.end):
        if candidate.label:
            first.setdefault(candidate.label, candidate)
    return list(first.values())[:_MOST_ITEMS] if len(first) > 1 else []


def _sections(
    passages: Sequence[Passage], article: Callable[[str], Article | None], head: str | None
) -> list[tuple[Article, Section]]:
    """The sections found, best first, then those of the same articles whose heading names what is listed."""
    found: dict[tuple[str, int], tuple[Article, Section]] = {}
    articles: dict[str, Article] = {}
    for passage in passages:
        whole = articles.get(passage.chunk.article_id) or article(passage.chunk.article_id)
        section = whole.section_at(passage.chunk.start) if whole else None
        if whole and section:
            articles[whole.id] = whole
            found.setdefault((whole.id, section.start), (whole, section))
    for whole in articles.values():
        for section in whole.sections:
            if head and head in stems(section.heading):
                found.setdefault((whole.id, section.start), (whole, section))
    return list(found.values())


def _listings(article: Article, section: Section) -> Iterator[tuple[list[Candidate], Candidate | None]]:
    """Each run of two or more items or rows of the section, with the sentence that leads to it."""
    run: list[Candidate] = []
    lead: Candidate | None = None
    before: Candidate | None = None
    for candidate in candidates_within(article, section.start, section.end):
        if run and run[-1].kind != candidate.kind:
            if len(run) > 1:
                yield run, lead
            run = []
        if candidate.kind == "sentence":
            before = candidate
            continue
        if not run:
            lead = before if before and before.text.endswith(":") else None
        run.append(candidate)
    if len(run) > 1:
        yield run, lead


def _counted_sentences(
    asked: Question, head: str | None, article: Article, section: Section
) -> Iterator[tuple[list[Candidate], Candidate | None]]:
    """Each run of sentences that the one before it counts ("The story has four stages."), as many as it says.

    A number in the question must be that count.
    """
    if head is None:
        return
    whole = list(candidates_within(article, section.start, section.end))
    for place, lead in enumerate(whole):
        if lead.kind != "sentence" or len(lead.text) > _LONGEST_LEAD:
            continue
        tokens = list(words(lead.text))
        counts = [
            int(word.number)
            for word, after in pairwise(tokens)
            if word.number and word.number.isdigit() and head in (after.stem, *_next_stem(tokens, after))
        ]
        count = next((number for number in counts if 2 <= number <= _MOST_COUNTED), 0)
        asked_counts = {term for term in asked.terms if term.isdigit()}
        items = [one for one in whole[place + 1 : place + 1 + count] if one.kind == "sentence"]
        if count and len(items) == count and asked_counts <= {str(count)}:
            yield items, lead


def _next_stem(tokens: Sequence[Word], word: Word) -> tuple[str, ...]:
    """The stem of the word after `word` ("four" "main" "stages"), where there is one."""
    following = tokens[tokens.index(word) + 1 :]
    return (following[0].stem,) if following else ()


def _fit(
    asked: Question, head: str | None, section: Section, items: Sequence[Candidate], lead: Candidate | None
) -> float:
    """The share of the question's key words in the words that introduce the list, others told around it
    counting less; 0 where a name of the question is nowhere."""
    article = items[0].article
    introduced = stems(f"{section.heading} {lead.text if lead else ''}")
    if items[0].kind == "table_row":
        introduced |= stems(" ".join(table_header(article, items[0].start)))
    around = stems(f"{article.title} {' '.join(section.path)} {article.text[section.start : section.end]}")
    if any(name not in introduced | around for name in asked.names):
        return 0.0
    told = sum(1.0 if term in introduced else _ELSEWHERE if term in around else 0.0 for term in asked.terms)
    fit = told / max(1, len(asked.terms))
    return fit if head is None or head in introduced else fit * _WITHOUT_HEAD


def _head(asked: Question) -> str | None:
    """The stem of what a question lists: "objectives" of "what are the key objectives of the first call"."""
    found = _HEAD.search(fold(asked.text))
    if found is None:
        return None
    last = None
    for word in words(found["group"]):
        if fold(word.text) in STOP_WORDS:
            break
        last = word.text
    return stem(last) if last else None
