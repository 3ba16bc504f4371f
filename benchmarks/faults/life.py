"""What a process does with a store until it is killed: it opens it, looks if all is there, and changes it.

Runs in a process of its own and tells of each step before and after over a pipe, so that whoever kills it
knows what may and what must be in the store.
"""

from __future__ import annotations

import random
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

import vectorstore.store.chroma
from benchmarks.faults.generated import EMBEDDER, made
from ingest import Article, Chunk
from vectorstore import Library, open_library

__all__ = ["ARTICLES", "Begun", "Done", "Editions", "Failed", "Opening", "Seen", "live", "look"]

ARTICLES = 60
TOGETHER = 5
"""Most articles that are put at once."""

Editions = Mapping[int, int | None]
"""The edition of each article by its number; None for one that is not in the store."""


@dataclass(frozen=True)
class Opening:
    """The store is about to be opened."""


@dataclass(frozen=True)
class Begun:
    """A step begins that gives these articles these editions."""

    changes: Editions


@dataclass(frozen=True)
class Done:
    """The step is finished, and has been acknowledged."""


@dataclass(frozen=True)
class Failed:
    """Something raised an error; no kill may lead to one."""

    error: str


@dataclass
class Seen:
    """What was found in a store that was opened."""

    editions: dict[int, int | None] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    """Articles that had to be there, in an edition that they could have, and are not."""
    half: list[str] = field(default_factory=list)
    """Articles that are not one edition whole, and passages of another edition."""
    strays: list[str] = field(default_factory=list)
    """Rows that belong to nothing."""
    words: list[str] = field(default_factory=list)
    """Where the keyword index is not in step."""
    vectors: list[str] = field(default_factory=list)
    """Chunks whose vector is not theirs, or that are not found by it."""
    put_back: int = 0
    """Indexes of vectors that were half written, and were put back from their copy."""
    anew: int = 0
    """Indexes of vectors that had to be made anew."""


def live(
    home: Path, possible: Mapping[int, tuple[int | None, ...]], seed: int, sync: int | None, pipe: Connection
) -> None:
    """Open `home`, look, then change it until killed; `possible` are the editions that each article may have.

    `sync` makes Chroma write its vectors to their files after so many changes, in place of its own 1,000.
    """
    try:
        for told in _steps(home, possible, random.Random(seed), sync):
            pipe.send(told)
    except Exception:  # noqa: BLE001 - whatever it is, a kill must not lead to it
        pipe.send(Failed(traceback.format_exc()))
    pipe.close()


def _steps(
    home: Path, possible: Mapping[int, tuple[int | None, ...]], rng: random.Random, sync: int | None
) -> Iterator[Any]:
    if sync is not None:
        for index in (vectorstore.store.chroma._HNSW, vectorstore.store.chroma._POINTS):
            index["sync_threshold"] = sync
    yield Opening()
    library = open_library(home, embedder=EMBEDDER)
    seen = look(library, possible, rng)
    for mended in library.mended:
        seen.put_back += mended.startswith("put ")
        seen.anew += mended.startswith("let go of ")
    yield seen
    held = {number for number, edition in seen.editions.items() if edition is not None}
    while True:
        kind = rng.choices(["put", "remove", "search", "reopen", "words"], [60, 20, 8, 6, 6])[0]
        if kind == "put":
            numbers = rng.sample(range(ARTICLES), rng.randint(1, TOGETHER))
            changes = {number: rng.randrange(1, 10**6) for number in numbers}
            articles = [made(number, edition) for number, edition in changes.items()]
            yield Begun(changes)
            library.put_together(articles)
            held.update(numbers)
        elif kind == "remove" and held:
            number = rng.choice(sorted(held))
            yield Begun({number: None})
            library.remove(made(number, 1)[0].id)
            held.discard(number)
        elif kind == "search":
            yield Begun({})
            library.search(f"What does report {rng.randrange(ARTICLES)} say?")
        else:
            yield Begun({})
            library.close()
            if kind == "words":
                shutil.rmtree(home / "keyword")
            library = open_library(home, embedder=EMBEDDER)
        yield Done()


def look(
    library: Library,
    possible: Mapping[int, tuple[int | None, ...]],
    rng: random.Random,
    make: Callable[[int, int], tuple[Article, tuple[Chunk, ...]]] = made,
) -> Seen:
    """Whether the store has all that it must have, whole, and nothing else; `make` made the articles."""
    seen = Seen()
    summaries = {summary.id: summary for summary in library.summaries()}
    chunks = {}
    for number, editions in possible.items():
        article_id = make(number, 1)[0].id
        summary = summaries.pop(article_id, None)
        found = next(
            (one for one in editions if one and summary and make(number, one)[0].version == summary.version),
            None,
        )
        seen.editions[number] = found
        if found is None:
            if summary is not None or None not in editions:
                seen.lost.append(f"report {number}: {summary} where there may be the editions {editions}")
            continue
        article, whole = make(number, found)
        if library.article(article_id) != article or tuple(library.chunks(article_id)) != whole:
            seen.half.append(f"report {number}, edition {found}")
        chunks.update({chunk.id: chunk for chunk in whole})
    seen.strays += [f"article {summary.title}" for summary in summaries.values()]
    _look_at_rows(library, {chunk.id for chunk in chunks.values()}, seen)
    _look_at_vectors(library, chunks, seen)
    for chunk in rng.sample(sorted(chunks.values(), key=lambda one: one.id), min(10, len(chunks))):
        passages = library.search(chunk.text, limit=10)
        if chunk.id not in {passage.chunk.id for passage in passages}:
            seen.words.append(f"not found: {chunk.text!r}")
        seen.half += [f"passage {one.chunk}" for one in passages if chunks.get(one.chunk.id) != one.chunk]
    return seen


def _look_at_rows(library: Library, expected: set[str], seen: Seen) -> None:
    store = library._store
    wanted = {(one.id, one.version): one.chunks for one in library.summaries()}
    rows = set(store._chunks.get(include=[])["ids"])
    seen.strays += [f"chunk {row}" for row in rows - expected]
    seen.half += [f"chunk {row} is not there" for row in expected - rows]
    bodies = set(store._bodies.get(include=[])["ids"])
    seen.strays += [f"body {row}" for row in bodies - {f"{one}-{version}" for one, version in wanted}]
    indexed = library._keywords.editions()
    if indexed != wanted:
        seen.words.append(f"{sorted(indexed.items() ^ wanted.items())}")


def _look_at_vectors(library: Library, chunks: Mapping[str, Any], seen: Seen) -> None:
    if not chunks:
        return
    ids = sorted(chunks)
    right = dict(zip(ids, EMBEDDER.embed_documents([chunks[i].embedded_text for i in ids]), strict=True))
    found = library._store.vectors(ids)
    seen.vectors += [
        f"the vector of {i}" for i in ids if i not in found or not np.allclose(found[i], right[i], atol=1e-3)
    ]
    for i in ids[:: max(1, len(ids) // 10)]:
        if all(hit.similarity < 0.999 for hit in library._store.nearest(right[i], 5)):
            seen.vectors.append(f"{i} is not near itself")


if __name__ == "__main__":
    sys.exit("this is a part of benchmarks.faults.kills")
