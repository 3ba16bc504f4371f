"""The store on a Chroma server: several processes share it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_store import EMBEDDER, make_article, put

from vectorstore import ChromaServer, HashingEmbedder, ModelMismatchError, open_library, view

pytestmark = pytest.mark.slow


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chroma = Path(sys.executable).with_name("chroma")
    running = subprocess.Popen(
        [chroma, "run", "--path", tmp_path / "served", "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    running.terminate()
    running.wait()


def test_what_one_adds_the_other_finds(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "_LOOKED_EVERY", 0.0)
    # The second shares even the home: its keyword index is then kept in memory.
    with (
        open_library(tmp_path / "home", embedder=EMBEDDER, server=ChromaServer(server)) as one,
        open_library(tmp_path / "home", embedder=EMBEDDER, server=ChromaServer(server)) as two,
    ):
        cats = make_article("a.md", "Cats purr.")
        put(one, cats, make_article("b.md", "Dogs bark."))
        best = two.search("do dogs bark?")[0]
        assert best.chunk.text == "Dogs bark."
        assert best.parts.keyword_rank == 1
        assert two.article(cats.id) == cats
        assert put(two, make_article("a.md", "Cats hiss.")) == ["updated"]
        assert {passage.chunk.text for passage in one.search("cats")} == {"Cats hiss.", "Dogs bark."}
        assert one.remove(cats.id)
        assert two.version(cats.id) is None
    with pytest.raises(ModelMismatchError):
        open_library(tmp_path / "third", embedder=HashingEmbedder(32), server=ChromaServer(server))
