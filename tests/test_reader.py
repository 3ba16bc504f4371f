"""The reader: its inputs, the shipped model, and what its readings do to a ranking."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import ArticleBot
from ingest.chunk import Chunk
from vectorstore import ModelError, Passage, Reader, Reading
from vectorstore.models.reader import reader_path, verify_reader
from vectorstore.models.reader_input import MAX_TOKENS
from vectorstore.search.reranking import READ, blended_score, read_passages

MILL = (
    "The mill at Arden was built in 1843 by Thomas Reed, a carpenter. It ground rye for three villages. "
    "His daughter sold it to the county in 1902."
)
FERRY = "The ferry crosses the bay four times a day. In winter it stays in the harbour when the ice is thick."
LONG = " ".join(f"Sentence number {number} tells of the weather in the hills." for number in range(200))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_an_input_holds_question_context_and_text_and_knows_where_the_text_stands(reader: Reader) -> None:
    (pair,) = reader.encoder().encode("Who built the mill?", [("The mill > History", MILL)])
    assert len(pair.ids) == len(pair.segments) == pair.text_start + len(pair.offsets) + 1
    assert [MILL[a:b].lower() for a, b in pair.offsets[:3]] == ["the", "mill", "at"]
    assert pair.segments[0] == 0
    assert set(pair.segments[pair.text_start :]) == {1}


@pytest.mark.parametrize("question", ["", "Who?", "mill " * 500, "\ud800 who?"])
@pytest.mark.parametrize("text", ["", MILL, LONG, "𝒯he mill 🏭 stood."])
def test_no_input_is_longer_than_the_model_reads(reader: Reader, question: str, text: str) -> None:
    (pair,) = reader.encoder().encode(question, [("A long heading " * 50, text)])
    assert len(pair.ids) <= MAX_TOKENS
    assert all(0 <= a < b <= len(text) for a, b in pair.offsets)


def test_the_answer_is_found_where_it_stands(reader: Reader) -> None:
    right, wrong = reader.read("Who built the mill at Arden?", [("The mill", MILL), ("The ferry", FERRY)])
    assert right.span is not None
    assert "Thomas Reed" in MILL[slice(*right.span)]
    assert right.relevance > 1 > wrong.relevance
    assert right.span_margin > wrong.span_margin


def test_each_other_sentence_has_its_best_answer(reader: Reader) -> None:
    (read,) = reader.read("When was the mill sold to the county?", [("The mill", MILL)])
    assert read.span is not None
    assert MILL[slice(*read.span)] == "1902"
    first, second = read.further
    assert "1843" in MILL[first.start : first.end]
    assert MILL.index("It ground") <= second.start < second.end <= MILL.index(" His daughter")
    assert read.span_margin > first.margin > second.margin
    assert reader.read("When?", [("", "")])[0].further == ()


def test_a_passage_reads_the_same_alone_and_beside_others(reader: Reader) -> None:
    question = "When was it sold?"
    passages = [("", MILL), ("", LONG), ("", FERRY), ("", "Short.")]
    together = Reader().read(question, passages)
    alone = [Reader().read(question, [passage])[0] for passage in passages]
    assert together == alone


def test_what_was_read_once_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from vectorstore.models.onnx_model import OnnxModel

    fresh = Reader()
    first = fresh.read("Who sold it?", [("", MILL), ("", FERRY)])

    def run(*_: object, **__: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(OnnxModel, "run", run)
    assert fresh.read("Who sold it?", [("", FERRY), ("", MILL)]) == first[::-1]


def test_a_reader_that_was_not_shipped_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert verify_reader() == reader_path()
    with pytest.raises(ModelError, match=r"not the one that was shipped.*ARTICLEBOT_READER=off"):
        verify_reader(expected="0" * 64)
    monkeypatch.setattr("vectorstore.models.reader.reader_path", lambda: tmp_path / "reader.onnx")
    with pytest.raises(ModelError, match=r"cannot be read.*ARTICLEBOT_READER=off"):
        Reader().read("Who?", [("", MILL)])


def test_the_shipped_model_is_small() -> None:
    assert reader_path().stat().st_size < 30_000_000


class FixedReader(Reader):
    """Reads the relevance from a passage's first word."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        return [Reading(float(text.split()[0]), (0, 1), 0.0) for _, text in passages]


def passage(text: str, score: float) -> Passage:
    return Passage(Chunk(text, "a", "v", (), 0, len(text), text), score, "A")


def test_both_scores_count_in_the_blend() -> None:
    assert blended_score(0.5, 3.0) > blended_score(0.5, 0.0) > blended_score(0.1, 0.0)
    assert 0.0 < blended_score(0.0, -50.0) < blended_score(1.0, 50.0) <= 1.0


def test_the_best_are_read_and_the_rest_stay_below() -> None:
    found = [passage(f"{5 if n == 3 else -5} passage {n}", 0.9 - n / 100) for n in range(READ + 4)]
    ranked = read_passages("?", found, FixedReader())
    assert ranked[0].chunk.text == found[3].chunk.text
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    assert [one.chunk.text for one in ranked[READ:]] == [one.chunk.text for one in found[READ:]]
    assert [one.parts.rerank_rank for one in ranked[:READ]] == list(range(1, READ + 1))
    assert ranked[-1].reading is None


def test_an_order_made_elsewhere_is_kept() -> None:
    found = [passage(f"{n} passage", 0.9 - n / 10) for n in range(4)]
    read = read_passages("?", found, FixedReader(), keep_order=True)
    assert [one.chunk.text for one in read] == [one.chunk.text for one in found]
    assert [one.score for one in read] == [one.score for one in found]
    assert [one.reading.relevance for one in read if one.reading] == [0.0, 1.0, 2.0, 3.0]
    assert read_passages("?", [], FixedReader()) == []


@pytest.mark.parametrize("setting", ["on", "off"])
def test_the_reader_is_a_setting(tmp_path: Path, setting: str) -> None:
    with ArticleBot(home=tmp_path, reader=setting) as bot:
        bot.add_text(f"# The mill\n\n{MILL}\n\n## The ferry\n\n{FERRY}", "The mill")
        read = [found.reading for found in bot.search("Who built the mill?")]
        assert all((one is not None) == (setting == "on") for one in read)
        assert all(found.reading is None for found in bot.search("Who built the mill?", rerank=False))
        answer = bot.ask("Who built the mill?")
        assert answer.status == "answered"
        assert "Thomas Reed" in answer.text
