"""Articles with near misses as groups: each question with the passages of its article.

Knows how the program cuts an article. A near miss is trained on the passage that misleads, beside the
question that this passage answers (its twin); the article's other passages do not answer it either.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest import chunk_article, read_text
from ingest.chunk import Chunk
from training.groups import Group, Rival, Text
from training.lexical import WordIndex
from training.near_miss import NearMissArticle, NearMissQuestion
from vectorstore.models.tokenizer import bundled_tokenizer

__all__ = ["cut", "near_miss_groups"]

_MOST_TOKENS = 256


def near_miss_groups(article: NearMissArticle) -> list[Group]:
    """A group for each question of the article whose answer lies in one passage."""
    whole, passages = cut(article)
    texts = [Text(chunk.context, chunk.text) for chunk in passages]
    index = WordIndex([chunk.text for chunk in passages])
    ranked = index.nearest([one.text for one in article.questions], len(texts))
    places = [_answering(article, question, whole, passages) for question in article.questions]
    name = f"{article.language} {article.id}"
    found = []
    for question, near, own in zip(article.questions, ranked, places, strict=True):
        order = [*near, *(place for place in range(len(texts)) if place not in near)]
        if question.answerable:
            lacking = [
                texts[one] for one in order if one not in own and question.answer not in texts[one].text
            ]
            positives = tuple((texts[place], spans) for place, spans in own.items())
            if positives:
                found.append(Group(question.text, name, positives, (), tuple(lacking)))
            continue
        twin = None if question.twin is None else article.questions[question.twin]
        rivals = places[question.twin] if question.twin is not None else {}
        misled = [
            place
            for part in question.parts
            for place, chunk in enumerate(passages)
            if article.parts[part] in chunk.text
        ]
        first = dict.fromkeys([*misled, *rivals, *order])
        found.append(
            Group(
                question.text, name, (), tuple(texts[place] for place in first), (), (),
                tuple(Rival(twin.text, texts[place], spans) for place, spans in rivals.items() if twin),
            )
        )  # fmt: skip
    return found


def cut(article: NearMissArticle) -> tuple[str, list[Chunk]]:
    """The article's text and its passages as the program would store them."""
    tokenizer = bundled_tokenizer()

    def count(texts: Sequence[str]) -> list[int]:
        return [len(one.ids) for one in tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    whole = read_text(article.text, article.title)
    return whole.text, list(chunk_article(whole, count, _MOST_TOKENS))


def _answering(
    article: NearMissArticle, question: NearMissQuestion, whole: str, passages: Sequence[Chunk]
) -> dict[int, tuple[tuple[int, int], ...]]:
    """By passage where the answer stands in its text, in the part that the question was written for."""
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for part in question.parts if question.answerable else ():
        start, inside = whole.find(article.parts[part]), article.parts[part].find(question.answer)
        first, last = start + inside, start + inside + len(question.answer)
        for place, chunk in enumerate(passages):
            if start >= 0 and inside >= 0 and chunk.start <= first and last <= chunk.end:
                found.setdefault(place, ((first - chunk.start, last - chunk.start),))
    return found
