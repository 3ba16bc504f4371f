"""Answers in a language model's words, each sentence checked before it is shown.

What is thought, form or small talk in a reply is taken out before (`bot.llm.thoughts`, `bot.llm.reply_form`).

A sentence counts only when the passages carry it (`bot.llm.support_by_words`); it is then cited to the very
words that do, whatever passage the model named. What is not carried is shown apart, without a citation and
without any address: an article may contain orders to link elsewhere. If the model fails, or
no sentence is supported, the answer made of quotes is given instead.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from bot.answer import Answer, Delta, Finished, Statement
from bot.citations import CitationList, marker
from bot.errors import LanguageModelError
from bot.language.base import phrase
from bot.language.words import fold, stems
from bot.llm.chat_model import ChatModel
from bot.llm.prompts import NOT_IN_ARTICLES, messages
from bot.llm.reply_form import Said, canonical_markers, is_decline, read_sentence, without_table_heads
from bot.llm.support_by_reader import ReadAnswer, check_read
from bot.llm.support_by_words import Evidence, Verdict, check, is_led_up_to
from bot.llm.thoughts import Thoughts
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
_PRONOUN = re.compile(
    r"(?:it|its|he|his|she|her|they|their|this|that|these|those|er|sie|es|diese[rs]?|il|elle|ils|elles|cela|"
    r"él|ella|ellos|ellas|este|esta|esto|これ|それ|彼|彼女|이|그)\b",
    re.IGNORECASE,
)
"""What begins a sentence about that which the sentence before has named."""
_LEAST_SHARED = 5
"""Letters that a label has in common with a word of the question, of which it is another form."""
_DELTA_SECONDS = 0.25
"""Seconds between two signs that a model is still writing, at which a reader who has left can stop it."""
_MOST_SENTENCES = 12
"""Sentences after which a model is stopped; the prompt asks for one to four."""
_ONLY_MARKERS = re.compile(r"(?:\s*\[\d{1,3}\][.,;]?)+")


class _Sign(Enum):
    """What happens between two sentences of a reply."""

    WRITING = "the model is still writing"
    WAS_THOUGHT = "all before was a thought of the model's"


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
        checking = _Checking(asked, sources, _read_answers(passages, sources))
        citations, statements = checking.citations, checking.statements
        shown = ""
        notice: str | None = None
        held: list[Said] = []  # until one names a passage: thoughts, of which only the end is told, name none

        def checked() -> Iterator[Delta]:
            nonlocal shown
            for sentence in held:
                statement = checking.add(sentence)
                if statement is not None and statement.support != "unsupported":
                    piece = (" " if shown else "") + _rendered(statement)
                    shown += piece
                    yield Delta(piece)
            held.clear()

        try:
            for sentence in self._sentences(asked, passages):
                if isinstance(sentence, Said):
                    held.append(sentence)
                    if sentence.named or shown:
                        yield from checked()
                    continue
                if sentence is _Sign.WAS_THOUGHT:
                    held.clear()
                    checking.forget_doubtful()
                yield Delta("")
        except LanguageModelError as exc:
            notice = str(exc)
        yield from checked()
        if not shown:
            quoted = quotes()
            agreed = checking.declined and not checking.statements and quoted.status == "not_in_articles"
            answer = replace(quoted, notice=notice or (None if agreed else checking.why_quotes()))
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
                notice=notice or checking.what_is_left_open(),
            )
        )

    def _sentences(self, asked: Question, passages: Sequence[Passage]) -> Iterator[Said | _Sign]:
        """The model's sentences without their form, as each is complete, and signs between them.

        A model that repeats itself or does not come to an end is stopped.
        """
        before: set[str] = set()
        for sentence in without_table_heads(self._written(asked, passages)):
            if isinstance(sentence, _Sign):
                if sentence is _Sign.WAS_THOUGHT:
                    before.clear()
                yield sentence
                continue
            said = read_sentence(sentence)
            if said is None:
                continue
            words = fold(said.text)
            if words in before or len(before) == _MOST_SENTENCES:
                return
            before.add(words)
            yield said

    def _written(self, asked: Question, passages: Sequence[Passage]) -> Iterator[str | _Sign]:
        waiting, last_delta = "", time.monotonic()
        thoughts = Thoughts()
        for piece in self._model.stream(messages(asked.text, passages)):
            answer = thoughts.feed(piece)
            if thoughts.was_all_thought:
                waiting = ""
                yield _Sign.WAS_THOUGHT
            waiting += answer
            if time.monotonic() - last_delta >= _DELTA_SECONDS:
                last_delta = time.monotonic()
                yield _Sign.WRITING
            if NOT_IN_ARTICLES.startswith(waiting.strip()[: len(NOT_IN_ARTICLES)]):
                continue
            complete, waiting = completed_sentences(canonical_markers(waiting))
            yield from complete
        waiting = canonical_markers(waiting + thoughts.end())
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
            is_heading = not found and line.lstrip().startswith("#")
            found.append((0 if is_heading else start, end))
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


class _Checking:
    """The sentences of one reply, each held against the sources, in their order."""

    def __init__(self, asked: Question, sources: Sequence[_Source], read: Sequence[ReadAnswer]) -> None:
        self.statements: list[Statement] = []
        self.citations = CitationList()
        self.declined = False
        """Whether the model said that the passages do not answer, or not all."""
        self._asked = asked
        self._sources = sources
        self._read = read
        self._before: _Source | None = None
        """What supports the sentence before."""

    def add(self, said: Said) -> Statement | None:
        """The statement that a sentence is; None for a decline, and for what only leads up to statements."""
        text = _plain(said.text)
        verdict = self._verdict(text, said)
        if verdict.support == "unsupported" or verdict.evidence is None:
            if said.text.startswith(NOT_IN_ARTICLES) or is_decline(text):
                self.declined = True
                return None
            if said.is_frame:
                return None
            statement = Statement(_ADDRESS.sub(_NO_ADDRESS, text), (), "unsupported")
        else:
            source = self._sources[verdict.evidence]
            self._before = source
            citation = self.citations.add(source.article, source.start, source.end)
            statement = Statement(text, (citation.number,), verdict.support)
        self.statements.append(statement)
        return statement

    def forget_doubtful(self) -> None:
        """Forget what was not supported: it was a thought."""
        self.statements[:] = [one for one in self.statements if one.support != "unsupported"]
        self.declined = False

    def why_quotes(self) -> str:
        """Why the answer is made of quotes: the model declined, wrote nothing, or nothing supported."""
        key = "quotes_instead" if self.statements else "model_declined" if self.declined else "model_silent"
        return phrase(self._asked.language, key)

    def what_is_left_open(self) -> str | None:
        """That the model said the passages do not answer all, where it did."""
        return phrase(self._asked.language, "model_declined_part") if self.declined else None

    def _verdict(self, text: str, said: Said) -> Verdict:
        by_words = self._by_words(text, said.named)
        supported = by_words.support != "unsupported" and by_words.evidence is not None
        if supported and (said.label is not None or self._follows(text, by_words)):
            return by_words  # it says what it is about, so the reader's answer to the question is no measure
        if (
            not supported
            and said.label is not None
            and (said.has_neutral_label or self._asks_for(said.label))
        ):
            text = _plain(said.rest)
            by_words = self._by_words(text, said.named)
        evidence = [source.evidence for source in self._sources]
        return check_read(text, self._asked, self._read, evidence, by_words)

    def _by_words(self, text: str, named: Collection[int]) -> Verdict:
        # Stable: the passages that the model named come first.
        order = sorted(range(len(self._sources)), key=lambda at: self._sources[at].passage not in named)
        verdict = check(text, [self._sources[at].evidence for at in order], self._asked.terms)
        return verdict if verdict.evidence is None else replace(verdict, evidence=order[verdict.evidence])

    def _follows(self, text: str, by_words: Verdict) -> bool:
        """Whether the sentence is about what the one before has named, by words of the same passage."""
        return (
            self._before is not None
            and by_words.evidence is not None
            and self._sources[by_words.evidence].passage == self._before.passage
            and _PRONOUN.match(text) is not None
            and not is_led_up_to(text)
        )

    def _asks_for(self, label: str) -> bool:
        """Whether the question asks for what the label says, be it in another form of the word."""
        return all(
            any(
                word == term or (len(word) >= _LEAST_SHARED and word[:_LEAST_SHARED] == term[:_LEAST_SHARED])
                for term in self._asked.terms
            )
            for word in stems(label)
        )


def _plain(sentence: str) -> str:
    """A sentence as words alone: of links and images only what they show."""
    return _LINK.sub(lambda link: link["words"], sentence).strip()


def _rendered(statement: Statement) -> str:
    return f"{statement.text} {''.join(marker(number) for number in statement.citations)}"


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
