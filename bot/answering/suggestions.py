"""Questions that the articles can answer, made of facts that they state, of headings and of introductions.

Each is made of the words that answer it, in the language asked for; a question for a section names its
article where there are several.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from bot.answer import Citation
from bot.answering.candidates import Candidate, candidates_within
from bot.answering.reference_lists import heads_references
from bot.language.base import ENGLISH, language, phrase
from bot.language.words import asks, content_stems, fold
from bot.question.question import Question
from ingest.article import Article, Section
from ingest.headings import section_name
from ingest.section_names import APPENDED, LISTS
from vectorstore.passage import Passage

__all__ = ["SUGGESTED", "follow_ups", "question_for", "questions_in", "starters"]

SUGGESTED = 3
"""Questions offered at once."""
_PLAIN_HEADING = re.compile(
    r"(?:introduction|conclusions?|summary|abstract|references|see also|notes|contents|overview|background"
    r"|acknowledge?ments?|bibliography|further reading|external links|sources|appendix|faq"
    r"|(?:part|chapter|section|page|figure|table) \w{1,4}|frequently asked questions.*)\W*"
)
_NUMBERING = re.compile(r"^\s*(?:\d+(?:\.\d+)*[.)]?|[IVXLC]+\.|[A-Za-z][.)])\s+")
_CLAUSE = re.compile(r"(?:how|why|what|when|where|who|which|whether)\b")
"""A heading that opens so is half a sentence ("Why it stopped"), not the name of a subject."""
_DATED = re.compile(r"^\W*(?:\w+ )?\d{1,2}(?:st|nd|rd|th)?,? \d{4}\W*$|^\W*\d{4}-\d\d|^[\d\W]+$|%")
"""A heading that is a date or a figure."""
_LONGEST = 90
_SENTENCES_READ = 12
"""Sentences from the start of a section among which an introduction is looked for."""

_NAME = r"[A-Z][\w'’-]*[a-z](?: [A-Z]\.)?(?: (?:de|van|von|der|al|la))? [A-Z][\w'’-]*[a-z]"
_ROLE = (
    r"(?:[a-z]+-)?(?:[a-z]+(?:ist|ian|eer|eon|ess)|(?:[a-z]*(?:man|woman|person))|captain|doctor|professor|nurse"
    r"|president|minister|mayor|king|queen|poet|widow|judge|author|director|actor|actress|editor|inventor"
    r"|doctor|sailor|writer|painter|singer|teacher|farmer|baker|miller|keeper|planner|builder|founder|leader"
    r"|player|researcher|photographer|designer|lawyer|manager|volunteer|student|merchant|architect|chef|coach)"
)
_PERSON = re.compile(
    rf"\b(?:[Tt]he|[Aa]n?|{_ROLE}) {_ROLE} (?P<name>{_NAME})\b"
    rf"|(?P<named>\b{_NAME}), (?:(?:an?|the|[a-z]+) )?(?:[a-z]+ )?(?i:{_ROLE})\b"
)
_DEFINED = re.compile(r"^(?P<article>An?) (?P<thing>[a-z][a-z-]*(?: [a-z][a-z-]*)?) (?:is|was) an?\b")


def question_for(
    section: Section, article: Article, code: str = ENGLISH, *, named: bool = False
) -> str | None:
    """A question that `section` answers, from its heading; None where the heading names no subject.

    It names the article where `named`.
    """
    heading = " ".join(re.sub(r"[*_`#]+", "", _NUMBERING.sub("", section.heading)).split()).strip(" :;,.-–")
    plain = fold(heading)
    if not heading or plain == fold(article.title) or _PLAIN_HEADING.fullmatch(plain):
        return None
    if section_name(heading) in LISTS | APPENDED or _DATED.search(plain) or not any(map(str.isalpha, plain)):
        return None
    if not content_stems(heading) or not _tells(article, section):
        return None
    if heading.endswith("?"):
        return heading if len(heading) <= 2 * _LONGEST else None
    if len(heading) > _LONGEST or len(heading) < 3:
        return None
    if named and len(article.title) <= _LONGEST:
        return phrase(code, "suggestion.about_in", title=article.title, heading=heading)
    if _CLAUSE.match(plain):
        return phrase(code, "suggestion.under", heading=heading)
    return phrase(code, "suggestion.about", heading=heading)


def questions_in(article: Article, section: Section, code: str = ENGLISH) -> Iterator[str]:
    """Questions that the section's first sentences answer: for a fact that they state ("When was the line
    opened?"), for whom and what they introduce ("Who is Ida Lund?")."""
    if heads_references(section.heading):
        return
    for sentence in islice(_sentences(article, section), _SENTENCES_READ):
        for form in language(code).fact_questions:
            if made := form.make(sentence.text):
                yield made
                break
        for person in _PERSON.finditer(sentence.text):
            yield phrase(code, "suggestion.who", name=person["name"] or person["named"])
        if defined := _DEFINED.match(sentence.text):
            thing = f"{defined['article'].lower()} {defined['thing']}"
            yield phrase(code, "suggestion.thing", thing=thing)


def starters(articles: Sequence[Article], limit: int = SUGGESTED, code: str = ENGLISH) -> tuple[str, ...]:
    """Questions to begin with: one of each article in turn, from headings and introductions by turns."""
    named = len(articles) > 1
    made = [
        _starters_of(article, code, odd=not place % 2, named=named) for place, article in enumerate(articles)
    ]
    return _distinct(_in_turn(made), limit)


def follow_ups(
    asked: Question,
    quoted: Sequence[Citation],
    passages: Sequence[Passage],
    article: Callable[[str], Article | None],
    limit: int = SUGGESTED,
) -> tuple[str, ...]:
    """Questions near the evidence that `asked` does not ask already and the `quoted` words do not answer."""
    known = set(content_stems(asked.text))
    told = {(one.article_id, one.section_path) for one in quoted}
    sections = list(_sections_of(passages, article))

    several = len({whole.id for whole, _ in sections}) > 1

    def fresh(made: str | None) -> bool:
        return made is not None and not set(content_stems(made)) - {"articl", "say", "said"} <= known

    def from_headings() -> Iterator[str]:
        for whole, section in sections:
            here = whole.sections.index(section)
            for near in (section, *whole.sections[here + 1 : here + 2]):
                made = question_for(near, whole, asked.language, named=several)
                if made and fresh(made) and (whole.id, near.path) not in told:
                    yield made

    introduced = (
        made
        for whole, section in sections[:limit]
        for made in questions_in(whole, section, asked.language)
        if fresh(made)
    )
    first = list(islice(introduced, 1))
    return _distinct([*first, *islice(from_headings(), limit), *introduced], limit)


def _starters_of(article: Article, code: str, *, odd: bool, named: bool) -> Iterator[str]:
    """Questions of one article: of its longest sections, and of whom and what it introduces, by turns."""
    longest = sorted(article.sections, key=lambda section: section.start - section.end)
    headings = (made for section in longest if (made := question_for(section, article, code, named=named)))
    introduced = (made for section in article.sections for made in questions_in(article, section, code))
    yield from _in_turn([introduced, headings] if odd else [headings, introduced])


def _in_turn(made: Iterable[Iterator[str]]) -> Iterator[str]:
    """One of each while they last."""
    running = list(made)
    while running:
        for one in list(running):
            question = next(one, None)
            if question is None:
                running.remove(one)
            else:
                yield question


def _sections_of(
    passages: Sequence[Passage], article: Callable[[str], Article | None]
) -> Iterator[tuple[Article, Section]]:
    """The sections of the passages, best first, each once."""
    seen: set[tuple[str, int]] = set()
    for passage in passages:
        whole = article(passage.chunk.article_id)
        section = whole.section_at(passage.chunk.start) if whole else None
        if whole and section and (whole.id, section.start) not in seen:
            seen.add((whole.id, section.start))
            yield whole, section


def _sentences(article: Article, section: Section) -> Iterator[Candidate]:
    return (
        candidate
        for candidate in candidates_within(article, section.start, section.end)
        if candidate.kind == "sentence"
    )


def _tells(article: Article, section: Section) -> bool:
    """Whether the section says anything that can be quoted: something else than questions."""
    return any(
        not asks(candidate.text) for candidate in candidates_within(article, section.start, section.end)
    )


def _distinct(questions: Iterable[str], limit: int) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for question in questions:
        found.setdefault(fold(question), question)
        if len(found) == limit:
            break
    return tuple(found.values())
