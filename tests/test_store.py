"""Articles in the store: what is put is what is found, in one step, whatever happens in between."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.article import Article, ArticleMetadata, Block, Section, article_id_for
from ingest.chunk import Chunk
from vectorstore import (
    ChromaServer,
    HashingEmbedder,
    Library,
    ModelMismatchError,
    StoreError,
    StoreLockedError,
    open_library,
)
from vectorstore.models.choice import default_model
from vectorstore.store import chroma_server

EMBEDDER = HashingEmbedder()


def make_article(source: str, *paragraphs: str, title: str = "Cats", **metadata: str) -> Article:
    text = "\n\n".join(paragraphs)
    blocks, start = [], 0
    for paragraph in paragraphs:
        blocks.append(Block("paragraph", start, start + len(paragraph)))
        start += len(paragraph) + 2
    section = Section(title, 1, (title,), "top", 0, len(text))
    known = ArticleMetadata(**metadata)
    return Article(article_id_for(source), title, source, text, tuple(blocks), (section,), known)


def chunks_of(article: Article) -> list[Chunk]:
    return [
        Chunk(
            f"{article.id}-{article.version}-{position}",
            article.id,
            article.version,
            (article.title,),
            block.start,
            block.end,
            article.text[block.start : block.end],
            article.title,
        )
        for position, block in enumerate(article.blocks)
    ]


def put(library: Library, *articles: Article) -> list[str]:
    return [library.put(article, chunks_of(article)) for article in articles]


def found_texts(library: Library, question: str) -> set[str]:
    return {passage.chunk.text for passage in library.search(question, limit=20)}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "home", embedder=EMBEDDER) as opened:
        yield opened


def test_an_article_comes_back_unchanged(library: Library) -> None:
    article = make_article(
        "a.md", "Cats purr.", "Ünïcode 中文 \x07 and \ud800 a lone half.", title="Käse", author="A. Author"
    )
    assert put(library, article) == ["added"]
    assert library.article(article.id) == article
    assert library.version(article.id) == article.version
    (summary,) = library.summaries()
    assert (summary.title, summary.source, summary.chunks, summary.sections) == ("Käse", "a.md", 2, 1)
    assert summary.metadata == ArticleMetadata(author="A. Author")


def test_chunks_come_back_in_reading_order(library: Library) -> None:
    article = make_article("a.md", *(f"Paragraph number {number}." for number in range(30)))
    put(library, article)
    assert library.chunks(article.id) == chunks_of(article)


def test_put_again_is_unchanged_and_a_new_version_replaces_all(library: Library) -> None:
    put(library, make_article("a.md", "Cats purr.", "Dogs bark."))
    assert put(library, make_article("a.md", "Cats purr.", "Dogs bark.")) == ["unchanged"]
    assert put(library, make_article("a.md", "Cats purr.", "Cows moo.")) == ["updated"]
    assert found_texts(library, "who does bark or moo?") == {"Cats purr.", "Cows moo."}
    assert len(library.summaries()) == 1


def test_removed_is_gone_and_can_be_added_again(library: Library) -> None:
    article = make_article("a.md", "Cats purr.", "Dogs bark.")
    put(library, article, make_article("b.md", "Cows moo.", title="Cows"))
    assert library.remove(article.id)
    assert not library.remove(article.id)
    assert library.article(article.id) is None
    assert library.chunks(article.id) == []
    assert found_texts(library, "cats and dogs") == {"Cows moo."}
    assert put(library, article) == ["added"]
    assert found_texts(library, "cats and dogs") == {"Cats purr.", "Dogs bark.", "Cows moo."}


def test_everything_is_there_after_reopening(tmp_path: Path) -> None:
    article = make_article("a.md", "Cats purr.", "Dogs bark.", site="example.org")
    with open_library(tmp_path, embedder=EMBEDDER) as library:
        put(library, article)
        before = library.search("dogs"), library.summaries()
    with open_library(tmp_path, embedder=EMBEDDER) as library:
        assert (library.search("dogs"), library.summaries()) == before
        assert library.article(article.id) == article


def test_an_article_without_chunks_is_kept(library: Library) -> None:
    article = make_article("a.md", "Cats purr.")
    assert library.put(article, []) == "added"
    assert library.article(article.id) == article
    assert library.search("cats") == []


def test_a_chunk_of_another_article_is_refused(library: Library) -> None:
    with pytest.raises(ValueError, match="is not of"):
        library.put(make_article("a.md", "Cats."), chunks_of(make_article("b.md", "Dogs.")))


def test_vectors_of_unchanged_chunks_are_used_again(tmp_path: Path) -> None:
    class Counting(HashingEmbedder):
        def __init__(self) -> None:
            super().__init__()
            self.embedded: list[str] = []

        def embed_documents(self, texts):  # type: ignore[no-untyped-def]
            self.embedded.extend(texts)
            return super().embed_documents(texts)

    embedder = Counting()
    with open_library(tmp_path, embedder=embedder) as library:
        put(library, make_article("a.md", "Cats purr.", "Dogs bark."))
        embedder.embedded.clear()
        put(library, make_article("a.md", "Cows moo.", "Dogs bark."))
        assert embedder.embedded == ["Cats\nCows moo."]
        assert library.search("Dogs bark.")[0].chunk.text == "Dogs bark."


def test_progress_ends_with_all_chunks(library: Library) -> None:
    article = make_article("a.md", *(f"Number {number}." for number in range(600)))
    told: list[tuple[int, int]] = []
    library.put(article, chunks_of(article), lambda done, total: told.append((done, total)))
    assert told[-1] == (600, 600)
    assert told == sorted(told)
    assert len(told) > 1


def test_a_failed_update_leaves_the_older_version(tmp_path: Path) -> None:
    class Failing(HashingEmbedder):
        fails = False

        def embed_documents(self, texts):  # type: ignore[no-untyped-def]
            if self.fails and any("number 300" in text for text in texts):
                raise RuntimeError("out of memory")
            return super().embed_documents(texts)

    embedder = Failing()
    old = make_article("a.md", "Dogs bark.")
    new = make_article("a.md", *(f"The dog number {number}." for number in range(400)))
    with open_library(tmp_path, embedder=embedder) as library:
        put(library, old)
        embedder.fails = True
        with pytest.raises(RuntimeError):
            put(library, new)
        assert library.version(old.id) == old.version
        assert found_texts(library, "dog") == {"Dogs bark."}
        embedder.fails = False
        assert put(library, new) == ["updated"]
        assert len(library.chunks(new.id)) == 400


def test_a_store_of_another_model_is_refused_with_both_names(tmp_path: Path) -> None:
    open_library(tmp_path, embedder=EMBEDDER).close()
    with pytest.raises(ModelMismatchError, match=r"hashing-256.*hashing-64"):
        open_library(tmp_path, embedder=HashingEmbedder(64))
    open_library(tmp_path, embedder=EMBEDDER).close()  # the refusal let go of the lock


def test_a_model_can_be_named_as_the_store_records_it(tmp_path: Path) -> None:
    names = ["all-MiniLM-L6-v2", "all-MiniLM-L6-v2-int8"]
    for name in names:
        with open_library(tmp_path / name, embedding_model=name) as library:
            assert library.embedder.name == name
        with open_library(tmp_path / name) as library:  # no name: as the store was made
            assert library.embedder.name == name
    with pytest.raises(ModelMismatchError, match=r"L6-v2'.*L6-v2-int8"):
        open_library(tmp_path / names[0], embedding_model=names[1])
    with open_library(tmp_path / "new") as library:
        assert library.embedder.name == default_model()


def test_a_second_library_on_one_home_is_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(StoreLockedError, match=rf"this process \(pid {os.getpid()}\)"):
        open_library(tmp_path / "home", embedder=EMBEDDER)


def test_a_closed_library_says_so(tmp_path: Path) -> None:
    library = open_library(tmp_path, embedder=EMBEDDER)
    library.close()
    library.close()
    with pytest.raises(StoreError, match="closed"):
        library.search("cats")


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    with pytest.raises(StoreError, match="cannot be used"):
        open_library(tmp_path / "home", embedder=EMBEDDER)


def test_a_server_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma_server, "_PATIENCE", 0.3)
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:9"):
        open_library(tmp_path, embedder=EMBEDDER, server=ChromaServer("http://127.0.0.1:9"))


def test_searches_while_an_article_changes_see_one_version_whole(library: Library) -> None:
    versions = [make_article("a.md", *(f"Dog {letter} {n}." for n in range(8))) for letter in "xyz"]
    put(library, versions[0])
    seen: list[set[str]] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.append({passage.chunk.version for passage in library.search("dog", limit=8)})

    reader = threading.Thread(target=look)
    reader.start()
    for turn in range(12):
        put(library, versions[(turn + 1) % 3])
    done.set()
    reader.join()
    assert seen
    assert all(len(versions_seen) == 1 for versions_seen in seen), seen


def test_several_threads_may_add_and_search(library: Library) -> None:
    def work(number: int) -> list[bool]:
        found = []
        for turn in range(3):
            article = make_article(f"{number}-{turn}.md", f"Cat {number} and {turn}.")
            put(library, article)
            ids = {passage.chunk.article_id for passage in library.search(article.text, limit=40)}
            found.append(article.id in ids)
        return found

    with ThreadPoolExecutor(4) as pool:
        assert all(all(found) for found in pool.map(work, range(4)))
    assert len(library.summaries()) == 12


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Starts Python code in another process, with this file's helpers and `home` at hand."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str) -> subprocess.Popen[str]:
        head = f"import sys; sys.path[:0] = {[str(Path(__file__).parent)]!r}\n"
        head += "from test_store import *\nfrom pathlib import Path\n"
        head += f"home = Path({str(tmp_path / 'home')!r})\n"
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", head + textwrap.dedent(code)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return started[-1]

    yield start
    for running in started:
        running.kill()
        running.communicate()


def test_another_process_is_refused_and_told_who_has_the_store(
    process: Callable[[str], subprocess.Popen[str]], tmp_path: Path
) -> None:
    owner = process("library = open_library(home, embedder=EMBEDDER); print('open', flush=True); input()")
    assert owner.stdout is not None
    assert owner.stdout.readline() == "open\n"
    with pytest.raises(StoreLockedError, match=rf"pid {owner.pid} .*ARTICLEBOT_CHROMA"):
        open_library(tmp_path / "home", embedder=EMBEDDER)
    owner.kill()
    owner.wait()
    open_library(tmp_path / "home", embedder=EMBEDDER).close()


def test_a_killed_update_shows_the_older_version_and_leaves_nothing_behind(
    process: Callable[[str], subprocess.Popen[str]], tmp_path: Path
) -> None:
    killed = process(
        """
        library = open_library(home, embedder=EMBEDDER)
        put(library, make_article("a.md", "Dogs bark."))
        new = make_article("a.md", *(f"The dog number {number}." for number in range(600)))
        def told(done, total):
            print(done, flush=True)
            input()
        library.put(new, chunks_of(new), told)
        """
    )
    assert killed.stdout is not None
    assert int(killed.stdout.readline()) < 600
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    with open_library(tmp_path / "home", embedder=EMBEDDER) as library:
        old = make_article("a.md", "Dogs bark.")
        assert library.version(old.id) == old.version
        assert found_texts(library, "dog") == {"Dogs bark."}
        assert library.chunks(old.id) == chunks_of(old)
    import chromadb

    with chromadb.PersistentClient(str(tmp_path / "home" / "chroma")) as client:
        assert client.get_collection("articlebot-chunks").count() == 1
        assert client.get_collection("articlebot-articles").count() == 1


def test_what_was_put_before_a_kill_is_found(
    process: Callable[[str], subprocess.Popen[str]], tmp_path: Path
) -> None:
    killed = process(
        """
        library = open_library(home, embedder=EMBEDDER)
        put(library, make_article("a.md", "Dogs bark."), make_article("b.md", "Cows moo."))
        library.remove(article_id_for("a.md"))
        print("done", flush=True)
        input()
        """
    )
    assert killed.stdout is not None
    assert killed.stdout.readline() == "done\n"
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    with open_library(tmp_path / "home", embedder=EMBEDDER) as library:
        (passage,) = library.search("do dogs or cows moo?")
        assert passage.chunk.text == "Cows moo."
        assert passage.parts.keyword is not None


@pytest.mark.parametrize("other", [0, 99])
def test_a_store_of_another_format_is_refused_with_the_way_out(other: int, tmp_path: Path) -> None:
    import chromadb

    with chromadb.PersistentClient(str(tmp_path / "chroma")) as client:
        client.create_collection(
            "articlebot-chunks",
            metadata={"store_format": other, "embedding_model": EMBEDDER.name},
            embedding_function=None,
        )
    with pytest.raises(StoreError, match=f"format {other} .*articlebot export FILE.*new directory"):
        open_library(tmp_path, embedder=EMBEDDER)


def test_the_owner_file_is_readable_json(library: Library, tmp_path: Path) -> None:
    owner = json.loads((tmp_path / "home" / "owner.json").read_text())
    assert owner["pid"] == os.getpid()


def test_short_articles_are_embedded_and_written_together(tmp_path: Path) -> None:
    class Counting(HashingEmbedder):
        calls = 0

        def embed_documents(self, texts):  # type: ignore[no-untyped-def]
            self.calls += 1
            return super().embed_documents(texts)

    embedder = Counting()
    old, same = make_article("0.md", "Dogs bark."), make_article("1.md", "Cows moo.")
    with open_library(tmp_path, embedder=embedder) as library:
        put(library, old, same)
        embedder.calls = 0
        new = [make_article("0.md", "Cats purr."), same]
        new += [make_article(f"{n}.md", f"Hen {n}.", "It clucks.") for n in range(2, 40)]
        changes = library.put_together([(article, chunks_of(article)) for article in new])
        assert embedder.calls == 1
        assert changes == ["updated", "unchanged", *["added"] * 38]
        assert all(library.article(article.id) == article for article in new)
        assert all(library.chunks(article.id) == chunks_of(article) for article in new)
        assert "Dogs bark." not in found_texts(library, "dogs")
        with pytest.raises(ValueError, match="given twice"):
            library.put_together([(old, chunks_of(old)), (new[0], chunks_of(new[0]))])
    with open_library(tmp_path, embedder=embedder) as library:
        assert library.article(new[7].id) == new[7]
