"""An answer: statements, each with the citations it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from vectorstore.passage import Passage

__all__ = ["Answer", "AnswerEvent", "Citation", "Delta", "Finished", "Found", "Statement", "Support", "Turn"]

Status = Literal["answered", "not_in_articles"]
Support = Literal["verbatim", "supported", "unsupported"]
Mode = Literal["quotes", "llm"]


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words of an article that a statement rests on; `quote == article.text[start:end]`."""

    number: int
    """From 1, in the order of first use in the answer."""
    article_id: str
    article_title: str
    source: str
    section_path: tuple[str, ...]
    quote: str
    start: int
    end: int
    url: str | None = None
    """A link that opens the source at the quote, where the source is a web page."""
    page: int | None = None
    """The page of the source on which the quoted block begins, from 1, where the source has pages."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, item or row of an answer."""

    text: str
    """Without citation markers."""
    citations: tuple[int, ...]
    support: Support
    highlight: tuple[int, int] | None = None
    """Span of the answer itself in `text` (a date, a name), if known."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question, or that they do not say."""

    question: str
    status: Status
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    text: str
    """The answer as Markdown with citation markers, ready to show."""
    suggestions: tuple[str, ...] = ()
    """Questions that the articles can answer; after a refusal, from the nearest sections."""
    timings: dict[str, float] = field(default_factory=dict)
    """Seconds by step: search, answer, total."""
    mode: Mode = "quotes"
    standalone_question: str | None = None
    """The question as it was searched, when a follow-up was completed from the history."""
    nearest: tuple[Citation, ...] = ()
    """After a refusal: the nearest sentence of each of the nearest sections, as a lead and not as support."""
    passages: tuple[Passage, ...] = ()
    """What was found, best first: the evidence the answer was chosen from."""
    notice: str | None = None
    """What the reader should know of how the answer was made: why the language model was not used."""
    language: str = "en"
    """The code of the language that the program's own words in the answer are in."""

    def __add__(self, more: Answer) -> Answer:
        """Chunks of a streamed answer become one: the texts joined, all else from the latest that has it."""
        if not isinstance(more, Answer):
            return NotImplemented
        known = {name: getattr(self, name) for name in _KEPT if not getattr(more, name)}
        return replace(more, text=self.text + more.text, **known)


_KEPT = ("question", "statements", "citations", "suggestions", "timings", "standalone_question", "nearest",
         "passages", "notice")  # fmt: skip
"""What a chunk of an answer may leave out."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of a conversation and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Found:
    """Event: the search is done."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """Event: more of the answer's text. The deltas joined are `Answer.text`.

    An empty one says that a language model is still writing: a place to stop.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Event, always the last: the whole answer."""

    answer: Answer


AnswerEvent = Found | Delta | Finished
