"""A process killed by SIGKILL at a chosen moment of a change: each article is there whole, in one version,
and nothing of another is left once the store is open again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from test_store import EMBEDDER, chunks_of, make_article, put

from vectorstore import Library, StoreError, open_library
from vectorstore.store import chroma
from vectorstore.store.articles import ArticleStore
from vectorstore.store.keyword_index import KeywordIndex
from vectorstore.store.pending_marks import PendingMarks

OLD = make_article("a.md", "Dogs bark.", "Cats purr.")
NEW = make_article("a.md", "Dogs growl.", "Cats purr.", "Cows moo.")
OTHER = make_article("b.md", "Hens cluck.", title="Hens")
ADDED = make_article("c.md", "Larks sing.", title="Larks")

UPDATE = {
    "no chunk is written": (ArticleStore, "write_chunks", {OLD, OTHER}),
    "no word is indexed": (KeywordIndex, "add", {OLD, OTHER}),
    "no record is written": (ArticleStore, "switch", {OLD, OTHER}),
    "older rows are there": (ArticleStore, "delete_others", {NEW, OTHER, ADDED}),
    "older words are there": (KeywordIndex, "delete", {NEW, OTHER, ADDED}),
    "a mark is there": (PendingMarks, "clear", {NEW, OTHER, ADDED}),
    "words are not committed": (KeywordIndex, "commit", {NEW, OTHER, ADDED}),
}
REMOVAL = {
    "the record is there": (ArticleStore, "hide", {OLD, OTHER}),
    "the rows are there": (ArticleStore, "delete_others", {OTHER}),
    "the words are there": (KeywordIndex, "delete", {OTHER}),
    "the mark is there": (PendingMarks, "clear", {OTHER}),
}


def nursery() -> None:
    """Runs in a process that has everything imported, and forks one for each change that is to die."""
    for line in sys.stdin:
        home, change, moment = json.loads(line)
        if os.fork() == 0:
            CHANGES[change](Path(home), moment)
            os._exit(1)  # it should have died
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.wait()[1])}\n")
        sys.stdout.flush()


def update(home: Path, moment: str) -> None:
    library = filled(home)
    die_at(*UPDATE[moment][:2])
    library.put_together([(article, chunks_of(article)) for article in (NEW, ADDED)])
    library.search("dogs")


def remove(home: Path, moment: str) -> None:
    library = filled(home)
    die_at(*REMOVAL[moment][:2])
    library.remove(OLD.id)


def index_words(home: Path, moment: str) -> None:
    """The keyword index of a store is missing, and the process dies while it is made anew."""
    filled(home).close()
    (home / "keyword").rename(home / "gone")
    die_at(KeywordIndex, "add", calls=2)
    open_library(home, embedder=EMBEDDER)


def write_vectors(home: Path, moment: str) -> None:
    """Chroma's writing of its vectors' files stops where it has changed all of them but the last, in which it
    meets a pipe that nobody reads."""
    chroma._HNSW["sync_threshold"] = 20
    library = open_library(home, embedder=EMBEDDER)
    put(library, OTHER, many("first"))
    put(library, ADDED)
    library.remove(OTHER.id)
    (ids,) = home.glob("chroma/*/index_metadata.pickle")
    ids.unlink()
    os.mkfifo(ids)
    put(library, many("second"))


CHANGES = {"update": update, "remove": remove, "index words": index_words, "write vectors": write_vectors}


def many(name: str) -> object:
    return make_article(f"{name}.md", *(f"Sentence {number} of the {name}." for number in range(40)))


def filled(home: Path) -> Library:
    library = open_library(home, embedder=EMBEDDER)
    put(library, OLD, OTHER)
    return library


def die_at(owner: type, name: str, calls: int = 1) -> None:
    left = [calls]
    called = getattr(owner, name)

    def dying(*args: object, **kwargs: object) -> object:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return called(*args, **kwargs)

    setattr(owner, name, dying)


Dies = Callable[[str, str], int]


@pytest.fixture(scope="module")
def started() -> Iterator[subprocess.Popen[str]]:
    code = f"import sys; sys.path[:0] = {sys.path!r}; import chromadb, tantivy; "
    code += "from test_crash import nursery; nursery()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        yield running
        running.kill()


@pytest.fixture
def dies(started: subprocess.Popen[str], tmp_path: Path) -> Dies:
    """Makes a change to the store in `tmp_path` in a process that is killed; gives its exit status."""
    assert started.stdin is not None
    assert started.stdout is not None

    def make(change: str, moment: str = "") -> int:
        print(json.dumps([str(tmp_path), change, moment]), file=started.stdin, flush=True)
        return int(started.stdout.readline())

    return make


def check(home: Path, articles: set[object]) -> None:
    """The store has these articles whole, and nothing else."""
    with open_library(home, embedder=EMBEDDER) as library:
        assert {summary.id for summary in library.summaries()} == {article.id for article in articles}
        rows = {chunk.id: chunk for article in articles for chunk in chunks_of(article)}
        for article in articles:
            assert library.article(article.id) == article
            assert library.chunks(article.id) == chunks_of(article)
        for question in ("dogs", "cats purr", "cows moo", "hens cluck", "larks sing"):
            for passage in library.search(question, limit=20):
                assert passage.chunk == rows[passage.chunk.id]
        within = library._store
        assert set(within._chunks.get()["ids"]) == set(rows)
        assert len(within._bodies.get()["ids"]) == len(within._heads.get()["ids"]) == len(articles)
        assert library._keywords.editions() == {(a.id, a.version): len(chunks_of(a)) for a in articles}
        assert not list((home / "pending").iterdir())
        right = EMBEDDER.embed_documents([chunk.embedded_text for chunk in rows.values()])
        found = within.vectors(list(rows))
        assert np.allclose([found[row] for row in rows], right, atol=1e-4)


@pytest.mark.parametrize(
    "moment",
    [
        moment
        if moment in ("no record is written", "older rows are there")
        else pytest.param(moment, marks=pytest.mark.slow)
        for moment in UPDATE
    ],
)
def test_killed_while_updating_and_adding(moment: str, dies: Dies, tmp_path: Path) -> None:
    assert dies("update", moment) == -signal.SIGKILL
    check(tmp_path, UPDATE[moment][2])


@pytest.mark.parametrize(
    "moment",
    [m if m == "the rows are there" else pytest.param(m, marks=pytest.mark.slow) for m in REMOVAL],
)
def test_killed_while_removing(moment: str, dies: Dies, tmp_path: Path) -> None:
    assert dies("remove", moment) == -signal.SIGKILL
    check(tmp_path, REMOVAL[moment][2])


@pytest.mark.slow
def test_killed_while_words_are_indexed_anew(dies: Dies, tmp_path: Path) -> None:
    assert dies("index words") == -signal.SIGKILL
    check(tmp_path, {OLD, OTHER})


@pytest.mark.parametrize("copy", ["kept", pytest.param("lost", marks=pytest.mark.slow)])
def test_killed_while_vectors_are_written(copy: str, dies: Dies, tmp_path: Path) -> None:
    """With a copy of the vectors' files they are put back, without one they are made anew."""
    blocked = threading.Thread(target=dies, args=["write vectors"])
    blocked.start()
    (ids,) = wait_for(lambda: [p for p in tmp_path.glob("chroma/*/index_metadata.pickle") if p.is_fifo()])
    with ids.open("rb"):  # opens when Chroma has opened it too, to write
        pid = json.loads((tmp_path / "owner.json").read_text())["pid"]
        os.kill(pid, signal.SIGKILL)
        blocked.join()
    ids.unlink()
    ids.touch()  # as far as Chroma would have come with a file
    if copy == "lost":
        for path in (tmp_path / "vectors").glob("*/*"):
            path.unlink()
    check(tmp_path, {ADDED, many("first")})
    check(tmp_path, {ADDED, many("first")})


def wait_for(found: Callable[[], list[Path]]) -> list[Path]:
    pause = threading.Event()
    for _ in range(600):
        if paths := found():
            return paths
        pause.wait(0.05)
    raise AssertionError("the process did not come to the writing of vectors")


def test_what_a_killed_export_of_a_model_left_is_deleted(tmp_path: Path) -> None:
    import onnx

    from vectorstore.models.onnx_model import write_model

    left, going_on = tmp_path / "export-1", tmp_path / "export-2"
    for folder in (left, going_on):
        folder.mkdir()
        (folder / "model.onnx").write_bytes(b"half of it")
    os.utime(left, (0, 0))
    write_model(onnx.ModelProto(), tmp_path / "model.onnx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export-2", "model.onnx"]


def test_a_file_that_an_interrupted_write_of_words_left_is_no_obstacle(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with open_library(home, embedder=EMBEDDER) as library:
        put(library, OLD, OTHER)
        library.remove(OLD.id)
        put(library, OLD)
        library.search("dogs")
    with open_library(home, embedder=EMBEDDER) as library:
        folder = library._keywords._folder
        assert folder is not None
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        for segment in meta["segments"]:
            name = segment["segment_id"].replace("-", "")
            for later in range(1, 60):
                (folder / f"{name}.{meta['opstamp'] + later}.del").write_bytes(b"")
        library._keywords.delete(OTHER.id, OTHER.version)
        with pytest.raises(StoreError, match="cannot be written"):
            library._keywords.commit()
        library._snapshot.show([])
        library.synchronise()
        (found,) = library.search("hens cluck", 1)
        assert found.chunk.article_id == OTHER.id
        assert found.parts.keyword
