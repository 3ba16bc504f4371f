"""The store on a Chroma server: several processes share it, whatever becomes of the server and of them."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
import trustme
from chroma_support import proxied
from test_store import EMBEDDER, chunks_of, found_texts, make_article, put

from benchmarks.faults.chroma_process import ChromaProcess
from vectorstore import (
    ChromaServer,
    HashingEmbedder,
    Library,
    ModelMismatchError,
    StoreBusyError,
    StoreError,
    StoreUnreachableError,
    open_library,
)
from vectorstore.store import chroma_server, leases, snapshot

pytestmark = pytest.mark.slow
SEEN_WITHIN = 5.0


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    """A server for all tests of the file, each of which has a database of its own there."""
    with ChromaProcess(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def own_chroma(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChromaProcess]:
    """A server to be mistreated, by a test that has not all day."""
    monkeypatch.setattr(chroma_server, "_PATIENCE", 0.5)
    with ChromaProcess(tmp_path / "served") as running:
        yield running


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Library]]:
    """Opens libraries on a server, in a database of the test's own, and closes them at the end."""
    made: list[Library] = []
    database = uuid4().hex

    def on(running: ChromaProcess, home: str = "home", **given: object) -> Library:
        at = ChromaServer(**{"url": running.url, "database": database, "timeout": 5.0, **given})
        made.append(open_library(tmp_path / home, embedder=EMBEDDER, server=at))
        return made[-1]

    yield on
    for one in made:
        one.close()


def soon(holds: Callable[[], bool], seconds: float = SEEN_WITHIN) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(StoreError):
            if holds():
                return True
        time.sleep(0.05)
    return False


def sees(library: Library, articles: Collection[str]) -> bool:
    return {one.id for one in library.summaries()} >= set(articles)


def rows(library: Library) -> tuple[int, int, int, list[str]]:
    """How many chunks, bodies and heads are in the store, and the ids of its turns and revision."""
    store = library._store
    assert store.changes is not None
    counts = (store._chunks.count(), store._bodies.count(), store._heads.count())
    return *counts, store.changes.get()["ids"]


# -- several at once -------------------------------------------------------------------------------


def test_what_one_changes_the_other_finds_at_once(
    chroma: ChromaProcess, opened: Callable[..., Library]
) -> None:
    one, two = opened(chroma), opened(chroma)  # on the same home, as well
    cats = make_article("a.md", "Cats purr.")
    put(one, cats, make_article("b.md", "Dogs bark."))
    best = two.search("do dogs bark?")[0]
    assert (best.chunk.text, best.parts.keyword_rank) == ("Dogs bark.", 1)
    assert two.article(cats.id) == cats
    assert put(two, make_article("a.md", "Cats hiss.")) == ["updated"]
    assert found_texts(one, "cats") == {"Cats hiss.", "Dogs bark."}
    assert one.remove(cats.id)
    assert found_texts(two, "cats") == {"Dogs bark."}
    assert soon(lambda: two.version(cats.id) is None and len(two.summaries()) == 1)
    assert not two.remove(cats.id)
    assert rows(one) == (1, 1, 1, ["revision"])


def test_keyword_indexes_keep_in_step_and_are_kept_for_each_process(
    chroma: ChromaProcess, opened: Callable[..., Library], tmp_path: Path
) -> None:
    one, two = opened(chroma), opened(chroma)
    put(one, make_article("a.md", "Cats purr."))
    found_texts(two, "cats")
    editions = one._keywords.editions()
    assert two._keywords.editions() == editions
    assert len(editions) == 1
    two.close()
    put(one, make_article("a.md", "Cats hiss."), make_article("b.md", "Dogs bark."))
    again = opened(chroma)
    assert again._keywords.editions() == one._keywords.editions()
    (database,) = (tmp_path / "home" / "server").iterdir()
    assert {folder.name for folder in database.iterdir()} == {"1", "2"}


def test_a_database_holds_its_own_articles_and_one_model(
    chroma: ChromaProcess, opened: Callable[..., Library], tmp_path: Path
) -> None:
    put(opened(chroma), make_article("a.md", "Cats purr."))
    other = opened(chroma, tenant="readers", database="of-their-own")
    assert other.summaries() == []
    put(other, make_article("b.md", "Dogs bark."))
    assert found_texts(opened(chroma), "cats") == {"Cats purr."}
    assert found_texts(opened(chroma, tenant="readers", database="of-their-own"), "cats") == {"Dogs bark."}
    with pytest.raises(ModelMismatchError):
        open_library(
            tmp_path / "third",
            embedder=HashingEmbedder(32),
            server=ChromaServer(chroma.url, tenant="readers", database="of-their-own"),
        )


WRITING = """
    import random, sys
    from pathlib import Path
    sys.path.insert(0, {tests!r})
    from test_store import EMBEDDER, chunks_of, make_article
    from vectorstore import ChromaServer, open_library
    from vectorstore.store import leases

    home, url, database, seed, steps, held_for = sys.argv[1:]
    leases._HELD_FOR = float(held_for)
    chance = random.Random(int(seed))
    with open_library(Path(home), embedder=EMBEDDER, server=ChromaServer(url, database=database)) as library:
        print("open", flush=True)
        for step in range(int(steps)):
            source = f"{{chance.randrange(3)}}.md"
            article = make_article(source, *(f"Cats {{seed}} {{step}} {{n}}." for n in range(12)))
            if chance.random() < 0.3:
                library.remove(article.id)
            else:
                library.put(article, chunks_of(article))
            print(step, flush=True)
"""


def writing(
    home: Path, running: ChromaProcess, database: str, seed: int, steps: int, held_for: float = 45.0
) -> subprocess.Popen[str]:
    """A process that changes three articles again and again."""
    program = textwrap.dedent(WRITING).format(tests=str(Path(__file__).parent))
    given = [str(home), running.url, database, str(seed), str(steps), str(held_for)]
    root = str(Path(__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, "-c", program, *given],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": root}, cwd=root,
    )  # fmt: skip


def test_two_processes_that_change_the_same_articles_leave_each_whole(
    chroma: ChromaProcess, opened: Callable[..., Library], tmp_path: Path
) -> None:
    library = opened(chroma, database="contended")
    writers = [writing(tmp_path / "home", chroma, "contended", seed, 12) for seed in (1, 2)]
    looked = 0
    while any(writer.poll() is None for writer in writers):
        for summary in library.summaries():
            with suppress(StoreBusyError):
                chunks = library.chunks(summary.id)
                assert len(chunks) in (0, 12)  # 0: removed since
                assert len({chunk.version for chunk in chunks}) <= 1
        with suppress(StoreBusyError):
            for passage in library.search("cats", limit=40):
                assert passage.chunk.version
        looked += 1
    assert [writer.wait() for writer in writers] == [0, 0]
    assert looked > 3
    kept = library._store.heads()
    assert rows(library) == (12 * len(kept), len(kept), len(kept), ["revision"])
    assert len(found_texts(library, "cats")) == min(20, 12 * len(kept))


def test_reading_in_the_middle_of_adding_disturbs_neither(
    chroma: ChromaProcess, opened: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "_LOOKED_EVERY", 0.0)
    one, two = opened(chroma, "one"), opened(chroma, "two")
    put(one, make_article("cats.md", *(f"Cats {n}." for n in range(20))))
    cats = make_article("cats.md", *(f"Cats {n}!" for n in range(300)))
    seen: list[set[str]] = []

    def read(done: int) -> None:
        put(two, make_article("dogs.md", f"Dogs {done}."))
        seen.append(found_texts(one, f"dogs {done}") | found_texts(one, "cats"))

    with ThreadPoolExecutor() as pool:
        one.put(cats, chunks_of(cats), lambda done, _: pool.submit(read, done).result(60))
    assert [f"Dogs {done}." in texts for done, texts in zip((256, 300), seen, strict=True)] == [True, True]
    assert not any(text.endswith("!") for texts in seen for text in texts)
    assert len(two.chunks(cats.id)) == len(one.chunks(cats.id)) == 300
    assert rows(one) == (301, 2, 2, ["revision"])
    found_texts(one, "cats"), found_texts(two, "cats")
    assert sum(one._keywords.editions().values()) == sum(two._keywords.editions().values()) == 301


def test_what_a_killed_process_left_is_tidied_by_another(
    chroma: ChromaProcess, opened: Callable[..., Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "_HELD_FOR", 1.0)
    monkeypatch.setattr("vectorstore.store.changes._OTHERS_EVERY", 0.2)
    monkeypatch.setattr("vectorstore.store.snapshot._BACK_FOR", 0.0)
    library = opened(chroma, database="left")
    left: list[str] = []
    for seed in range(6):
        writer = writing(tmp_path / f"home{seed}", chroma, "left", seed, 10_000, held_for=1.0)
        assert writer.stdout is not None
        for _ in range(3):
            writer.stdout.readline()
        time.sleep(0.05 * (seed + 1))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        left = [row for row in rows(library)[3] if row != "revision"]
        if left:
            break
    assert left

    def settled() -> bool:
        library.search("cats")
        heads = library._store.heads()
        return rows(library) == (12 * len(heads), len(heads), len(heads), ["revision"])

    assert soon(settled, 20.0)
    article = make_article("0.md", "Cats purr.")
    assert put(library, article) in (["added"], ["updated"])
    assert library.article(article.id) == article


def test_an_article_that_another_is_changing_is_waited_for_and_then_refused(
    chroma: ChromaProcess, opened: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "_WAIT", 0.3)
    one, two = opened(chroma, "one"), opened(chroma, "two")
    cats, dogs = make_article("a.md", "Cats purr."), make_article("b.md", "Dogs bark.")
    with one._changes.of([cats.id]):
        with pytest.raises(StoreBusyError, match="being changed by another process"):
            two.put_together([(dogs, chunks_of(dogs)), (cats, chunks_of(cats))])
        assert put(two, dogs) == ["added"]
    assert put(two, cats) == ["added"]
    assert rows(one)[3] == ["revision"]


# -- a server in trouble ---------------------------------------------------------------------------


def test_a_server_that_was_killed_is_used_again_when_it_is_back(
    own_chroma: ChromaProcess, opened: Callable[..., Library]
) -> None:
    library = opened(own_chroma)
    put(library, make_article("a.md", "Cats purr."))
    own_chroma.kill()
    dogs = make_article("b.md", "Dogs bark.")
    message = rf"{own_chroma.url} cannot be used now .*start it"
    for call in (library.summaries, lambda: library.search("cats"), lambda: put(library, dogs)):
        time.sleep(1.1)  # for a second the articles may be listed without asking
        with pytest.raises(StoreUnreachableError, match=message) as told:
            call()
        assert "\n" not in str(told.value)
    own_chroma.start()
    assert found_texts(library, "cats") == {"Cats purr."}
    assert put(library, dogs) == ["added"]


def test_a_short_absence_is_waited_out(
    own_chroma: ChromaProcess, opened: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chroma_server, "_PATIENCE", 20.0)
    library = opened(own_chroma)
    put(library, make_article("a.md", "Cats purr."))
    own_chroma.kill()
    back = threading.Timer(0.5, own_chroma.start)
    back.start()
    assert found_texts(library, "cats") == {"Cats purr."}
    back.join()


def test_a_server_that_stalls_is_given_up_in_time_by_all_who_wait(
    own_chroma: ChromaProcess, opened: Callable[..., Library]
) -> None:
    library = opened(own_chroma, timeout=1.0)
    put(library, make_article("a.md", "Cats purr."))
    own_chroma.stall()
    told: list[str] = []

    def ask() -> None:
        with pytest.raises(StoreUnreachableError) as failed:
            library.search("cats")
        told.append(str(failed.value))

    began = time.monotonic()
    asking = [threading.Thread(target=ask) for _ in range(6)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert time.monotonic() - began < 5.0
    assert len(told) == 6
    assert all("no answer within 1 s" in line for line in told)
    own_chroma.resume()
    assert soon(lambda: found_texts(library, "cats") == {"Cats purr."})


def test_a_server_that_dies_during_changes_loses_and_halves_nothing(
    own_chroma: ChromaProcess, opened: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.store.snapshot._BACK_FOR", 0.2)
    monkeypatch.setattr("vectorstore.store.changes._OURS_EVERY", 0.1)
    library, other = opened(own_chroma, "one"), opened(own_chroma, "two")
    acknowledged: dict[str, str] = {}
    for turn in range(3):
        killing = threading.Timer(0.1 + 0.15 * turn, own_chroma.kill)
        for step in range(200):
            if step == 1:
                killing.start()
            article = make_article(f"{step % 4}.md", *(f"Cats {turn} {step} {n}." for n in range(30)))
            try:
                put(library, article)
            except StoreError:
                break
            acknowledged[article.id] = article.version
        else:
            pytest.fail("the server outlived its killing")
        killing.join()
        own_chroma.start()
        for seen_by in (library, other):  # the other may be a moment behind, however soon the server is back
            assert soon(partial(sees, seen_by, acknowledged), 10.0)
            for article_id, version in acknowledged.items():
                chunks = seen_by.chunks(article_id)
                assert len(chunks) == 30
                assert len({chunk.version for chunk in chunks}) == 1
                # the last one asked for may have been done all the same, without word of it
                assert chunks[0].version == version or article_id == article.id
        acknowledged = {one.id: one.version for one in library.summaries()}

    def settled() -> bool:
        library.search("cats")
        heads = library._store.heads()
        return rows(library) == (30 * len(heads), len(heads), len(heads), ["revision"])

    assert soon(settled, 10.0)


def test_a_server_on_other_data_is_told_from_an_empty_library(
    own_chroma: ChromaProcess, opened: Callable[..., Library], tmp_path: Path
) -> None:
    library = opened(own_chroma)
    put(library, make_article("a.md", "Cats purr."))
    own_chroma.kill()
    own_chroma.folder = tmp_path / "other"
    own_chroma.start()
    time.sleep(1.1)
    with pytest.raises(StoreError, match="seems to run on other data"):
        library.search("cats")
    restored = opened(own_chroma, "two")  # made anew, with other ids
    put(restored, make_article("b.md", "Dogs bark."))
    assert found_texts(library, "cats") == {"Dogs bark."}


# -- the way there ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "value"),
    [("authorization", "Bearer secret"), ("x-chroma-token", "secret")],
)
def test_a_token_is_sent_where_it_is_asked_for(
    chroma: ChromaProcess, opened: Callable[..., Library], header: chroma_server.TokenHeader, value: str
) -> None:
    with proxied(chroma.port, header=header, value=value, path="/chroma") as url:
        library = opened(chroma, url=url, token="secret", token_header=header)
        put(library, make_article("a.md", "Cats purr."))
        assert found_texts(library, "cats") == {"Cats purr."}
        for token, sent in ((None, "no token"), ("wrong", "the token of ARTICLEBOT_CHROMA_TOKEN")):
            with pytest.raises(StoreUnreachableError, match=rf"refuses us \(401; it was sent {sent}") as told:
                opened(chroma, url=url, token=token, token_header=header)
            assert "wrong" not in str(told.value)


def test_a_certificate_counts_if_its_authority_is_named(
    chroma: ChromaProcess, opened: Callable[..., Library], tmp_path: Path
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with proxied(chroma.port, header="authorization", value="Bearer s", context=context) as url:
        library = opened(chroma, url=url, token="s", ca=tmp_path / "ca.pem")
        put(library, make_article("a.md", "Cats purr."))
        assert found_texts(library, "cats") == {"Cats purr."}
        with pytest.raises(StoreUnreachableError, match=r"is not trusted .*ARTICLEBOT_CHROMA_CA"):
            opened(chroma, url=url, token="s")
        (tmp_path / "no.pem").write_text("no certificate", "ascii")
        with pytest.raises(StoreError, match=r"no\.pem is not a file of certificates"):
            opened(chroma, url=url, token="s", ca=tmp_path / "no.pem")
