"""A question set in a store of its own, cut and indexed as the program does.

Knows the program's own reading, chunking and store. Knows nothing of tensors.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest import article_id_for, chunk_article, read_text
from ingest.chunk import Chunk
from training.questions import Asked, QuestionSet
from vectorstore import open_library

__all__ = ["Pool"]


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

    def close(self) -> None:
        self.library.close()

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
