"""Articles with near misses as groups: each question with the passages of its article.

Knows how the program cuts an article. A near miss is trained on the passage that misleads, beside the question
that this passage answers (its twin); every other passage of the article does not answer it either.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest import chunk_article, read_text
from ingest.chunk import Chunk
from training.lexical import WordIndex
from training.mining import Group, Rival, Text
from training.near_miss import NearMissArticle, NearMissQuestion
from vectorstore.models.tokenizer import bundled_tokenizer

__all__ = ["near_miss_groups", "passages_of", "places_in"]

_MOST_TOKENS = 256


def near_miss_groups(article: NearMissArticle) -> list[Group]:
    """A group for each question of the article whose answer lies in one passage."""
    passages = passages_of(article)
    texts = [Text(chunk.context, chunk.text) for chunk in passages]
    ranked = list(
        WordIndex([chunk.text for chunk in passages]).nearest([q.text for q in article.questions], len(texts))
    )
    places = [places_in(article, question, passages) for question in article.questions]
    name = f"{article.language} {article.id}"
    found = []
    for question, near, own in zip(article.questions, ranked, places, strict=True):
        order = [*near, *(place for place in range(len(texts)) if place not in near)]
        if question.answerable:
            if not own:
                continue
            wrong = tuple(
                texts[place] for place in order if place not in own and question.answer not in texts[place].text
            )
            positives = tuple((texts[place], spans) for place, spans in own.items())
            found.append(Group(question.text, name, positives, (), wrong))
            continue
        misled = _misleading(question, article, places, passages)
        first = list(dict.fromkeys([*misled, *order]))
        rivals = ()
        if question.twin is not None and places[question.twin]:
            twin = article.questions[question.twin]
            rivals = tuple(
                Rival(twin.text, texts[place], spans) for place, spans in places[question.twin].items()
            )
        found.append(Group(question.text, name, (), tuple(texts[place] for place in first), (), (), rivals))
    return found


def passages_of(article: NearMissArticle) -> list[Chunk]:
    """The article's passages as the program would store them."""
    tokenizer = bundled_tokenizer()

    def count(texts: Sequence[str]) -> list[int]:
        return [len(one.ids) for one in tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    return list(chunk_article(read_text(article.text, article.title), count, _MOST_TOKENS))


def places_in(
    article: NearMissArticle, question: NearMissQuestion, passages: Sequence[Chunk]
) -> dict[int, tuple[tuple[int, int], ...]]:
    """By passage where the answer stands in its text, in the part that the question was written for."""
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for part in question.parts if question.answerable else ():
        told = article.parts[part]
        inside = told.find(question.answer)
        for place, chunk in enumerate(passages):
            start = chunk.text.find(told)
            if start >= 0 and inside >= 0 and place not in found:
                first = start + inside
                found[place] = ((first, first + len(question.answer)),)
    return found


def _misleading(
    question: NearMissQuestion,
    article: NearMissArticle,
    places: Sequence[dict[int, tuple[tuple[int, int], ...]]],
    passages: Sequence[Chunk],
) -> list[int]:
    found = [
        place
        for part in question.parts
        for place, chunk in enumerate(passages)
        if article.parts[part] in chunk.text
    ]
    return [*found, *(places[question.twin] if question.twin is not None else ())]
