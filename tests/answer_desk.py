"""Two small articles and an answerer over them that needs no store, for tests of answers."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Answer
from bot.answering.extractive import ExtractiveAnswerer
from bot.question.question import understand
from ingest import chunk_article, read_text
from ingest.article import Article
from vectorstore import Embedder, Passage, ScoreParts
from vectorstore.models.embedder import comparable

FERRY = """# The ferry of Ravnsund

The ferry between Ravnsund and Holm has sailed since 1911. Captain Ida Lund has led the crew for twelve years.

## Timetable

The crossing takes 25 minutes in calm weather. The first boat leaves at six in the morning.

| Season | Boats a day | Price |
|---|---|---|
| Summer | 14 | 30 crowns |
| Winter | 5 | 20 crowns |

## Why the ferry was kept

The county wanted to close the line in 1998. It was kept because the bridge cannot carry lorries.
Farmers also protested, since the detour would have cost them two hours a day.

## Rules on board

Passengers are asked to follow these rules:

- Dogs stay on a lead.
- Engines are switched off.
- Bicycles are tied to the rail.
"""
GARDEN = """# The school garden

The school garden of Holm was laid out in 2004. Pupils grow seventeen kinds of beans there.

## Watering

The beds are watered at dawn, because the sun of the afternoon would burn the leaves.
"""


def passages_of(articles: Sequence[Article], question: str, embedder: Embedder) -> list[Passage]:
    """Every chunk as a passage, by cosine similarity."""
    chunks = [
        (article, chunk) for article in articles for chunk in chunk_article(article, embedder.count_tokens)
    ]
    asked = embedder.embed_query(question)
    vectors = embedder.embed_documents([chunk.embedded_text for _, chunk in chunks])
    found = [
        Passage(chunk, float(score), article.title, ScoreParts(dense=float(score)))
        for (article, chunk), score in zip(chunks, comparable(embedder, vectors @ asked), strict=True)
    ]
    return sorted(found, key=lambda passage: -passage.score)[:8]


class Desk:
    """An answerer over a few articles."""

    def __init__(self, embedder: Embedder, *texts: str) -> None:
        self.articles = [
            read_text(text, next(line for line in text.split("\n") if line.startswith("# ")).strip("# "))
            for text in texts
        ]
        self.by_id = {article.id: article for article in self.articles}
        self.embedder = embedder
        self.answerer = ExtractiveAnswerer(self.by_id.get, embedder)

    def ask(self, question: str) -> Answer:
        return self.answerer.answer(understand(question), passages_of(self.articles, question, self.embedder))
