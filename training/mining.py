"""What a question is trained on: its own passages, and the wrong ones that our search finds for it.

Knows the program's own reading, chunking and search. Knows nothing of tensors.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ingest import article_id_for, chunk_article, read_text
from ingest.chunk import Chunk
from training.questions import Asked, QuestionSet
from vectorstore import open_library
from vectorstore.search.fusion import Candidate, promise
from vectorstore.store.keyword_index import question_words

__all__ = ["Group", "Pool", "Rival", "Text", "mine"]


@dataclass(frozen=True, slots=True)
class Text:
    """A passage as the reader sees it: the context (title, headings) and the text under it."""

    context: str
    text: str


@dataclass(frozen=True, slots=True)
class Rival:
    """The question that a passage answers, of a group whose own question it does not answer."""

    question: str
    text: Text
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A question with the passages it is trained on."""

    question: str
    title: str
    positives: tuple[tuple[Text, tuple[tuple[int, int], ...]], ...]
    """Passages that answer, with the places of the answers in their text (none: the place is unknown)."""
    unanswering: tuple[Text, ...] = ()
    """Passages that the question was written for and that do not answer it, the most misleading first."""
    near: tuple[Text, ...] = ()
    """Wrong passages of the same set, as our search ranks them."""
    foreign: tuple[Text, ...] = ()
    """Passages of another set, as our search ranks them."""
    rivals: tuple[Rival, ...] = ()
    """Of a near miss: questions like it that the same passages answer."""


class Pool:
    """One question set in a store of its own, cut and indexed as the program does."""

    def __init__(self, questions: QuestionSet, home: Path) -> None:
        self.questions = questions
        self.library = open_library(home)
        embedder = self.library.embedder
        self.chunks: list[list[Chunk]] = []
        """By article, in reading order."""
        self._texts: list[str] = []
        for number, (title, text) in enumerate(questions.articles):
            name = f"{questions.name}:{number}"  # several articles may have one title
            article = replace(read_text(text, title), id=article_id_for(name), source=name)
            chunks = chunk_article(article, embedder.count_tokens, embedder.max_tokens)
            self.library.put(article, chunks)
            self.chunks.append(chunks)
            self._texts.append(article.text)
        self._known = {chunk.id: chunk for chunks in self.chunks for chunk in chunks}
        vectors = self.library._store.vectors(list(self._known))
        self._ids = list(vectors)
        self._place = {chunk_id: place for place, chunk_id in enumerate(self._ids)}
        self._vectors = np.stack([vectors[chunk_id] for chunk_id in self._ids])

    def close(self) -> None:
        self.library.close()

    def search(self, questions: Sequence[str], limit: int) -> Iterator[list[Chunk]]:
        """For each question the best chunks by the same two scores as in use, from memory."""
        asked = self.library.embedder.embed_documents(questions)
        for question, similarity in zip(questions, asked @ self._vectors.T, strict=True):
            words = question_words(question)
            worded = {hit.chunk_id: hit.score for hit in self.library._keywords.search(words, 60)}
            places = {int(place) for place in np.argpartition(-similarity, 60)[:60]}
            places.update(self._place[chunk_id] for chunk_id in worded)
            candidates = [
                Candidate(self._ids[place], "", float(similarity[place]), worded.get(self._ids[place], 0.0))
                for place in places
            ]
            promises = promise(candidates)
            ranked = sorted(zip(promises, candidates, strict=True), key=lambda pair: -pair[0])
            yield [self._known[candidate.chunk_id] for _, candidate in ranked[:limit]]

    def shift(self, asked: Asked) -> int | None:
        """How far the question's paragraph moved when its article was read; None where it was changed."""
        paragraph = self.questions.articles[asked.article][1][asked.start : asked.end]
        start = self._texts[asked.article].find(paragraph)
        return None if start < 0 else start - asked.start

    def overlapping(self, asked: Asked, move: int) -> list[Chunk]:
        """The chunks that overlap the question's paragraph."""
        return [
            chunk
            for chunk in self.chunks[asked.article]
            if chunk.start < asked.end + move and chunk.end > asked.start + move
        ]


def mine(pool: Pool, others: Sequence[Pool], near: int = 8, foreign: int = 3, seed: int = 0) -> list[Group]:
    """A group for each question of the pool's set; foreign passages for one question in three."""
    choice = random.Random(seed)
    questions = pool.questions.questions
    far: dict[int, list[Chunk]] = {}
    for other in others:
        places = [place for place in range(len(questions)) if choice.random() < 1 / 3 / len(others)]
        found = other.search([questions[place].question for place in places], foreign)
        far.update(zip(places, found, strict=True))
    groups = []
    ranked = pool.search([asked.question for asked in questions], near + 8)
    for place, (asked, hits) in enumerate(zip(questions, ranked, strict=True)):
        move = pool.shift(asked)
        if move is None:
            continue
        own = pool.overlapping(asked, move)
        positives = []
        unanswering = []
        for chunk in own:
            inside = tuple(
                (start + move - chunk.start, end + move - chunk.start)
                for start, end in asked.spans
                if chunk.start <= start + move and end + move <= chunk.end
            )
            if not asked.answerable:
                unanswering.append(Text(chunk.context, chunk.text))
            elif inside or not asked.spans:
                positives.append((Text(chunk.context, chunk.text), inside))
        if not positives and not unanswering:
            continue
        kept = {chunk.id for chunk in own}
        wrong = [
            Text(chunk.context, chunk.text)
            for chunk in hits
            if chunk.id not in kept and not _answers(chunk.text, asked)
        ]
        strange = [
            Text(chunk.context, chunk.text) for chunk in far.get(place, ()) if not _answers(chunk.text, asked)
        ]
        groups.append(
            Group(
                asked.question, asked.title, tuple(positives), tuple(unanswering), tuple(wrong[:near]),
                tuple(strange),
            )
        )  # fmt: skip
    return groups


def _answers(text: str, asked: Asked) -> bool:
    folded = text.lower()
    return any(answer.lower() in folded for answer in asked.answers)
