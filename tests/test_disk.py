"""A disk without room: one clear line, nothing half done, and a store that is still of use."""

from __future__ import annotations

import resource
import shutil
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from test_store import EMBEDDER, chunks_of, found_texts, library, make_article, put

from vectorstore import Library, StoreError, open_library

__all__ = ["library"]

Usage = namedtuple("Usage", "total used free")
LONG = make_article("long.md", *(f"Paragraph {number} of the barley mill." for number in range(400)))


def leave(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    """The disk says that so many bytes are free."""
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**9, 10**9 - free, free))


def test_what_has_no_room_is_refused_before_anything_is_written(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = make_article("a.md", "Dogs bark."), make_article("a.md", "Dogs growl.")
    put(library, old)
    leave(monkeypatch, 19_000_000)
    with pytest.raises(StoreError, match=r"the disk is full: 19 MB are free .* needs 20 MB") as raised:
        put(library, new)
    assert "\n" not in str(raised.value)
    assert library.chunks(old.id) == chunks_of(old)
    assert found_texts(library, "dogs") == {"Dogs bark."}
    assert library.remove(old.id)
    leave(monkeypatch, 30_000_000)
    assert put(library, new) == ["added"]


def test_removed_articles_make_room_in_the_database(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put(library, LONG)
    copies = sum(path.stat().st_size for path in tmp_path.glob("home/chroma/*/*"))
    leave(monkeypatch, 20_000_000 + copies + 100_000)
    another = make_article("other.md", *(f"Paragraph {number} of the old inn." for number in range(400)))
    with pytest.raises(StoreError, match="the disk is full"):
        put(library, another)
    library.remove(LONG.id)
    assert put(library, another) == ["added"]


@contextmanager
def no_file_may_grow() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_words_that_could_not_be_written_follow_later(tmp_path: Path) -> None:
    with open_library(tmp_path, embedder=EMBEDDER) as library:
        put(library, make_article("a.md", "Dogs bark."))
        library.search("dogs")
        put(library, make_article("b.md", "Larks sing."))
        with no_file_may_grow():
            assert "Larks sing." in found_texts(library, "larks")  # by its vector
        assert library.search("larks")[0].parts.keyword is None
        put(library, make_article("c.md", "Hens cluck."))
        assert library.search("larks")[0].parts.keyword is not None
        assert not library.health().unindexed


def test_an_add_that_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    with open_library(tmp_path, embedder=EMBEDDER) as library:
        old = make_article("a.md", "Dogs bark.")
        put(library, old)
        with no_file_may_grow(), pytest.raises(StoreError) as raised:
            put(library, make_article("a.md", "Dogs growl."), LONG)
        assert "\n" not in str(raised.value)
        assert found_texts(library, "dogs") == {"Dogs bark."}
        assert library.chunks(old.id) == chunks_of(old)
        assert put(library, LONG) == ["added"]
    with open_library(tmp_path, embedder=EMBEDDER) as library:
        assert {summary.source for summary in library.summaries()} == {"a.md", "long.md"}
        assert not library.health().strays
