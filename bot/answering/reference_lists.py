"""Entries of a list of references: where a text has things from, not what it says of them.

They are full of names and dates, and are answers only to a question for sources.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.answering.candidates import Candidate, candidates_within
from bot.language.words import stem
from bot.question.question import Question
from ingest.article import Article
from ingest.headings import section_name
from ingest.section_names import LISTS
from vectorstore.passage import Passage

__all__ = ["drop_references", "heads_references", "is_reference"]

_BACK_LINKS = ("^", "↑")
"""What an encyclopaedia's page sets before an entry: the way back to where it is referred to."""
_ALSO_OTHERWISE = frozenset({"citations", "literature", "note", "notes", "reference", "sources"})
"""Names of such lists that may as well head what a text says itself: the notes of a meeting."""
_SOURCES = frozenset(
    stem(word)
    for word in """
    reference references cite cites cited citation source sources bibliography literature publication
    published paper papers book books study studies report link links website websites footnote footnotes
    note notes
    """.split()
)


def is_reference(candidate: Candidate) -> bool:
    """Whether the candidate is an entry of a list of references or links."""
    if candidate.text.startswith(_BACK_LINKS):
        return True
    return candidate.kind == "list_item" and heads_references(candidate.section.heading)


def heads_references(heading: str) -> bool:
    """Whether a section of that heading lists references and nothing else."""
    return section_name(heading) in LISTS - _ALSO_OTHERWISE


def drop_references(
    asked: Question | None, passages: Sequence[Passage], article: Callable[[str], Article | None]
) -> list[Passage]:
    """The passages that are more than references; all where `asked` is for sources or no other is there."""
    if asked and not _SOURCES.isdisjoint(asked.terms):
        return list(passages)
    return [passage for passage in passages if not _is_all_references(passage, article)] or list(passages)


def _is_all_references(passage: Passage, article: Callable[[str], Article | None]) -> bool:
    chunk = passage.chunk
    if not any(mark in chunk.text for mark in _BACK_LINKS) and not any(
        heads_references(heading) for heading in chunk.section_path[-1:]
    ):
        return False  # as nearly always, and seen without a look at its sentences
    whole = article(chunk.article_id)
    if whole is None:
        return False
    inside = list(candidates_within(whole, chunk.start, chunk.end))
    return bool(inside) and all(is_reference(one) for one in inside)
