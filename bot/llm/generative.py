"""Answers in a language model's words, each sentence checked before it is shown.

A sentence counts only when the passages carry it (`bot.llm.support_by_words`); it is then cited to the very
words that do, whatever passage the model named. What is not carried is shown apart, without a citation and
without any address: an article may contain orders to link elsewhere. If the model fails, or
no sentence is supported, the answer made of quotes is given instead.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answer import Answer, Delta, Finished, Statement
from bot.citations import CitationList, marker, marker_numbers, without_markers
from bot.errors import LanguageModelError
from bot.language.base import phrase
from bot.language.words import fold
from bot.llm.chat_model import ChatModel
from bot.llm.prompts import NOT_IN_ARTICLES, messages
from bot.llm.support_by_reader import ReadAnswer, check_read
from bot.llm.support_by_words import Evidence, check
from bot.question.question import Question
from ingest.article import Article, section_trail
from ingest.sentences import sentence_spans
from vectorstore.passage import Passage

__all__ = ["GenerativeAnswerer", "completed_sentences"]

PROMPT_TOKENS = 1600
"""Of passages that a model is given: with rules, question and answer they fit a small local window."""

_LINK = re.compile(r"!?\[(?P<words>[^\]\n]*)\]\([^)\s]*(?:\s[^)]*)?\)")
_ADDRESS = re.compile(
    r"<?(?:\b[a-z][a-z0-9+.-]{1,20}:/+|\b(?:javascript|vbscript|data|mailto|tel|file):|\bwww\.)[^\s<>]+>?",
    re.IGNORECASE,
)
_NO_ADDRESS = "(address left out)"
_LINE_MARK = re.compile(r"^\s*(?:[-*+•]\s+|#{1,6}\s+|>\s*|\d{1,2}[.)]\s+)+")
_DELTA_SECONDS = 0.25
"""Seconds between two signs that a model is still writing, at which a reader who has left can stop it."""
_MOST_SENTENCES = 12
"""Sentences after which a model is stopped; the prompt asks for one to four."""
_ONLY_MARKERS = re.compile(r"(?:\s*\[\d{1,3}\][.,;]?)+")


@dataclass(frozen=True, slots=True)
class _Source:
    """A span of an article that may support a sentence."""

    article: Article
    start: int
    end: int
    passage: int
    evidence: Evidence


class GenerativeAnswerer:
    """Writes answers with `model`; `article` gives the whole article of an id.

    `grown`, if given, expands passages by their neighbours, up to a number of tokens.
    """

    def __init__(
        self,
        model: ChatModel,
        article: Callable[[str], Article | None],
        grown: Callable[[Sequence[Passage], int], list[Passage]] | None = None,
    ) -> None:
        self._model = model
        self._article = article
        self._grown = grown

    def stream(
        self, asked: Question, passages: Sequence[Passage], quotes: Callable[[], Answer]
    ) -> Iterator[Delta | Finished]:
        """Deltas as sentences are checked, then Finished; `quotes` makes the answer without the model.

        An empty Delta now and then says that the model is still writing.

        Never raises LanguageModelError: the reader gets the quotes and, as `Answer.notice`, the reason.
        """
        if self._grown is not None:
            passages = self._grown(passages, PROMPT_TOKENS)
        sources = self._sources(passages)
        citations = CitationList()
        statements: list[Statement] = []
        shown = ""
        notice: str | None = None
        try:
            read = _read_answers(passages, sources)
            for sentence in self._sentences(asked, passages):
                if sentence is None:
                    yield Delta("")
                    continue
                statement = _checked(sentence, asked, sources, read, citations)
                statements.append(statement)
                if statement.support != "unsupported":
                    piece = (" " if shown else "") + _rendered(statement)
                    shown += piece
                    yield Delta(piece)
        except LanguageModelError as exc:
            notice = str(exc)
        if not shown:
            answer = replace(quotes(), notice=notice or _why_quotes(asked, statements))
            if answer.text:
                yield Delta(answer.text)
            yield Finished(answer)
            return
        doubtful = [statement for statement in statements if statement.support == "unsupported"]
        if doubtful:
            piece = f"\n\n> {phrase(asked.language, 'unsupported')} " + " ".join(
                statement.text for statement in doubtful
            )
            shown += piece
            yield Delta(piece)
        if notice:
            piece, more = _quoted_after(quotes(), citations, self._article)
            shown += piece
            statements.extend(more)
            yield Delta(piece)
        yield Finished(
            Answer(
                question=asked.text,
                status="answered",
                statements=tuple(statements),
                citations=citations.all(),
                text=shown,
                mode="llm",
                notice=notice,
            )
        )

    def _sentences(self, asked: Question, passages: Sequence[Passage]) -> Iterator[str | None]:
        """The model's sentences as each is complete; none when it says that the passages do not answer.

        None now and then while it writes. A model that repeats itself or does not come to an end is stopped.
        """
        said: set[str] = set()
        for sentence in self._written(asked, passages):
            if sentence is None:
                yield None
                continue
            words = fold(without_markers(sentence))
            if words in said or len(said) == _MOST_SENTENCES:
                return
            said.add(words)
            yield sentence

    def _written(self, asked: Question, passages: Sequence[Passage]) -> Iterator[str | None]:
        waiting, last_delta = "", time.monotonic()
        for piece in self._model.stream(messages(asked.text, passages)):
            waiting += piece
            if time.monotonic() - last_delta >= _DELTA_SECONDS:
                last_delta = time.monotonic()
                yield None
            if NOT_IN_ARTICLES.startswith(waiting.strip()[: len(NOT_IN_ARTICLES)]):
                continue
            complete, waiting = completed_sentences(waiting)
            yield from complete
        if waiting.strip().rstrip(".").startswith(NOT_IN_ARTICLES):
            return
        yield from completed_sentences(waiting + "\n")[0]

    def _sources(self, passages: Sequence[Passage]) -> list[_Source]:
        """Sentences, rows and items of the passages, then pairs of neighbours (but single rows)."""
        singles: list[_Source] = []
        pairs: list[_Source] = []
        for number, passage in enumerate(passages, 1):
            chunk = passage.chunk
            article = self._article(chunk.article_id)
            if article is None or not chunk.is_in(article.text):
                continue
            context = f"{section_trail(passage.article_title, chunk.section_path)}\n{chunk.context}"
            spans = _pieces(article, chunk.start, chunk.end)
            for place, (start, end, is_row) in enumerate(spans):
                singles.append(
                    _Source(article, start, end, number, Evidence(article.text[start:end], context))
                )
                if place + 1 < len(spans) and not is_row:
                    far = spans[place + 1][1]
                    both = Evidence(article.text[start:far], context)
                    pairs.append(_Source(article, start, far, number, both))
        return singles + pairs


def completed_sentences(text: str) -> tuple[list[str], str]:
    """The sentences of `text` that nothing can be added to, and the rest that still grows.

    Citation markers after a full stop belong to the sentence before them.
    """
    *lines, last = text.split("\n")
    complete = [line[start:end] for line in lines for start, end in _marked_spans(line)]
    growing = _marked_spans(last)
    if not growing:
        return complete, last
    complete.extend(last[start:end] for start, end in growing[:-1])
    return complete, last[growing[-1][0] :]


def _marked_spans(line: str) -> list[tuple[int, int]]:
    """The spans of a line's sentences, each with the markers that follow it."""
    found: list[tuple[int, int]] = []
    for start, end in sentence_spans(line):
        led = _ONLY_MARKERS.match(line[start:end])
        if led and found:
            found[-1] = (found[-1][0], start + led.end())
            start += led.end()
        if line[start:end].strip():
            found.append((start, end))
    return found


def _read_answers(passages: Sequence[Passage], sources: Sequence[_Source]) -> list[ReadAnswer]:
    """What the reader takes for the answer in each passage, most relevant first; none without a reader."""
    found: list[tuple[float, ReadAnswer]] = []
    for number, passage in enumerate(passages, 1):
        reading = passage.reading
        if reading is None or reading.span is None:
            continue
        start, end = (passage.chunk.start + place for place in reading.span)
        for index, source in enumerate(sources):
            if source.passage == number and source.start <= start and end <= source.end:
                answer = ReadAnswer(index, start - source.start, end - source.start, reading.span_margin)
                found.append((reading.relevance, answer))
                break
    return [answer for _, answer in sorted(found, key=lambda pair: -pair[0])]


def _checked(
    sentence: str,
    asked: Question,
    sources: Sequence[_Source],
    read: Sequence[ReadAnswer],
    citations: CitationList,
) -> Statement:
    named = set(marker_numbers(sentence))
    text = _plain(without_markers(sentence))
    # Stable: the passages that the model named come first.
    order = sorted(range(len(sources)), key=lambda index: sources[index].passage not in named)
    by_words = check(text, [sources[index].evidence for index in order], asked.terms)
    if by_words.evidence is not None:
        by_words = replace(by_words, evidence=order[by_words.evidence])
    verdict = check_read(text, asked, read, [source.evidence for source in sources], by_words)
    if verdict.support == "unsupported" or verdict.evidence is None:
        return Statement(_ADDRESS.sub(_NO_ADDRESS, text), (), "unsupported")
    source = sources[verdict.evidence]
    citation = citations.add(source.article, source.start, source.end)
    return Statement(text, (citation.number,), verdict.support)


def _plain(sentence: str) -> str:
    """A sentence as words alone: no line marks, and of links and images only what they show."""
    return _LINE_MARK.sub("", _LINK.sub(lambda link: link["words"], sentence)).strip()


def _rendered(statement: Statement) -> str:
    return f"{statement.text} {''.join(marker(number) for number in statement.citations)}"


def _why_quotes(asked: Question, statements: Sequence[Statement]) -> str | None:
    if not statements:
        return None
    return phrase(asked.language, "quotes_instead")


def _quoted_after(
    answer: Answer, citations: CitationList, article: Callable[[str], Article | None]
) -> tuple[str, list[Statement]]:
    """The quotes answer to go below what a broken-off model had said, numbered on from it."""
    numbers: dict[int, int] = {}
    for citation in answer.citations:
        cited = article(citation.article_id)
        if cited is not None:
            numbers[citation.number] = citations.add(cited, citation.start, citation.end).number
    statements = [
        replace(statement, citations=tuple(numbers[number] for number in statement.citations))
        for statement in answer.statements
        if all(number in numbers for number in statement.citations)
    ]
    return "\n\n" + " ".join(_rendered(statement) for statement in statements), statements


def _pieces(article: Article, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Spans of the sentences, rows and items within `start:end`, and whether each is a row."""
    spans: list[tuple[int, int, bool]] = []
    for block in article.blocks:
        first, last = max(block.start, start), min(block.end, end)
        if first >= last or block.kind in ("heading", "contents"):
            continue
        if block.kind == "table_row":
            spans.append((first, last, True))
        else:
            sentences = sentence_spans(article.text[first:last])
            spans.extend((first + left, first + right, False) for left, right in sentences)
    return spans
