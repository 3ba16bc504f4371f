"""What models computed is kept from run to run, and only saves time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from vectorstore import ComputedResults, HashingEmbedder, Reader, RememberingEmbedder
from vectorstore.models.embedder import Vectors


class CountingEmbedder(HashingEmbedder):
    """Tells what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        self.given += texts
        return super().embed_documents(texts)


def test_a_text_is_embedded_once_for_all_runs(tmp_path: Path) -> None:
    counting, path = CountingEmbedder(), tmp_path / "computed.sqlite"
    first = RememberingEmbedder(counting, ComputedResults(path))
    before = first.embed_documents(["a tide mill", "a tram", "a tide mill"])
    question = first.embed_query("which mill?")
    assert counting.given == ["a tide mill", "a tram", "which mill?"]

    second = RememberingEmbedder(counting, ComputedResults(path))
    counting.given.clear()
    assert np.array_equal(second.embed_documents(["a tram", "a tide mill", "a tide mill"]), before[[1, 0, 2]])
    assert np.array_equal(second.embed_query("which mill?"), question)
    assert counting.given == []
    second.embed_documents(["a tram", "a ferry"])
    assert counting.given == ["a ferry"]


def test_a_question_is_not_taken_for_a_document_of_the_same_words(tmp_path: Path) -> None:
    results = ComputedResults(tmp_path / "computed.sqlite")
    results.put({("document", "model", "mill"): b"document"})
    assert results.get([("query", "model", "mill"), ("document", "other model", "mill")]) == {}


def test_readings_of_an_earlier_run_need_no_model(tmp_path: Path) -> None:
    passages = [("The mill", "The tide mill was built in 1774 by Ane Brandt."), ("The mill", "")]
    question = "When was the tide mill built?"
    made = Reader(results=ComputedResults(tmp_path / "computed.sqlite")).read(question, passages)
    assert made[0].span is not None
    assert made[1].span is None
    again = Reader(results=ComputedResults(tmp_path / "computed.sqlite"))
    assert again.read(question, passages) == made
    assert again._model is None


def test_a_damaged_file_costs_time_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "computed.sqlite"
    path.write_bytes(b"not a database" * 100)
    counting = CountingEmbedder()
    embedder = RememberingEmbedder(counting, ComputedResults(path))
    for _ in range(2):
        assert np.array_equal(
            embedder.embed_documents(["a mill"]), HashingEmbedder().embed_documents(["a mill"])
        )
    assert counting.given == ["a mill", "a mill"]
