"""Kept conversations: whose they are, what is found in them, what is undone and what is erased."""

from __future__ import annotations

import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from bot.answer import Answer, Citation, Statement
from bot.conversations.store import Conversations
from bot.errors import ConversationNotFoundError
from ingest import Chunk
from vectorstore import Passage, ScoreParts


def answer(text: str = "One. [1]") -> Answer:
    citation = Citation(
        1, "a", "Tide mill", "/x.md", ("The wheel", "Power"), "One.", 3, 7, "https://x.example"
    )
    chunk = Chunk("c", "a", "v", ("The wheel",), 0, 9, "It is One.", "Part")
    passage = Passage(chunk, 0.5, "Tide mill", ScoreParts(0.5, 1, None, None, ("one",)))
    return Answer(
        "q", "answered", (Statement("One.", (1,), "verbatim", (0, 3)),), (citation,), text, ("Next?",),
        {"total": 0.5}, standalone_question="whole?", nearest=(citation,), passages=(passage,), notice="slow",
    )  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path / "home")


def test_an_answer_comes_back_as_it_was_after_a_restart(kept: Conversations, tmp_path: Path) -> None:
    talk = kept.append("anna", None, "Why\ud800?", answer())
    assert kept.append("anna", talk, "And then?", None, "the model is gone") == talk
    first, second = Conversations(tmp_path / "home").exchanges("anna", talk)
    assert (first.position, first.question, first.answer) == (0, "Why??", answer())
    assert first.turn and first.turn.answer == "One. [1]"
    assert (second.answer, second.failure, second.turn) == (None, "the model is gone", None)


def test_a_reader_sees_and_changes_only_their_own(kept: Conversations) -> None:
    talk = kept.append("anna", None, "Why?", answer())
    assert kept.summaries("ben") == []
    assert list(kept.answers("ben")) == []
    for forbidden in (
        lambda: kept.exchanges("ben", talk),
        lambda: kept.append("ben", talk, "Mine?", answer()),
        lambda: kept.rename("ben", talk, "Mine"),
        lambda: kept.remove("ben", talk),
        lambda: kept.restore("ben", talk),
        lambda: kept.judge("ben", talk, 0, "bad"),
        lambda: kept.mark_tested("ben", talk, 0),
    ):
        with pytest.raises(ConversationNotFoundError):
            forbidden()
    (unchanged,) = kept.exchanges("anna", talk)
    assert (unchanged.verdict, unchanged.tested) == (None, False)


def test_the_list_names_counts_orders_and_finds(kept: Conversations) -> None:
    first = kept.append("anna", None, "How  old is the\nÖlmühle?", answer("It grinds FLAX seed."))
    second = kept.append("anna", None, "w " * 100, answer("It turns."))
    assert [one.id for one in kept.summaries("anna")] == [second, first]
    kept.append("anna", first, "And the wheel?", answer("Larch."))
    assert [(one.id, one.exchanges) for one in kept.summaries("anna")] == [(first, 2), (second, 1)]
    assert [one.title for one in kept.summaries("anna")] == ["How old is the Ölmühle?", "w " * 39 + "w…"]
    for words, found in [
        ("flax", [first]), ("ölmühle LARCH", [first]), ("flax turns", []), ("%", []), ("w", [first, second])
    ]:  # fmt: skip
        assert [one.id for one in kept.summaries("anna", words)] == found
    kept.rename("anna", second, "  The\nwheel ")
    kept.rename("anna", second, "   ")
    assert kept.summaries("anna", "THE wheel")[-1].title == "The wheel"


def test_a_question_asked_anew_replaces_what_followed(kept: Conversations) -> None:
    talk = kept.append("anna", None, "One?", answer())
    for question in ("Two?", "Three?"):
        kept.append("anna", talk, question, answer())
    kept.append("anna", talk, "Two again?", answer(), keep=1)
    assert [one.question for one in kept.exchanges("anna", talk)] == ["One?", "Two again?"]
    assert [one.position for one in kept.exchanges("anna", talk)] == [0, 1]


def test_a_removed_conversation_comes_back_for_a_while_and_is_then_erased(
    kept: Conversations, tmp_path: Path
) -> None:
    talk = kept.append("anna", None, "The secret of Saltreath?", answer())
    kept.remove("anna", talk)
    assert kept.summaries("anna") == []
    with pytest.raises(ConversationNotFoundError):
        kept.exchanges("anna", talk)
    kept.restore("anna", talk)
    assert [one.id for one in kept.summaries("anna")] == [talk]
    kept.remove("anna", talk)
    path = tmp_path / "home" / "conversations.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("UPDATE conversation SET removed = '2001-01-01T00:00:00.000+00:00'")
    database.close()
    assert kept.summaries("anna") == []
    with pytest.raises(ConversationNotFoundError):
        kept.restore("anna", talk)
    assert b"Saltreath" not in path.read_bytes()


def test_verdicts_are_kept_and_taken_back(kept: Conversations) -> None:
    talk = kept.append("anna", None, "Why?", answer())
    kept.judge("anna", talk, 0, "bad", "wrong wheel")
    kept.mark_tested("anna", talk, 0)
    (one,) = kept.exchanges("anna", talk)
    assert (one.verdict, one.reason, one.tested) == ("bad", "wrong wheel", True)
    kept.judge("anna", talk, 0, None)
    assert kept.exchanges("anna", talk)[0].verdict is None
    with pytest.raises(ConversationNotFoundError, match="no longer there"):
        kept.judge("anna", talk, 7, "good")


def test_what_another_version_kept_is_told_and_breaks_nothing(kept: Conversations, tmp_path: Path) -> None:
    talk = kept.append("anna", None, "Why?", answer())
    database = sqlite3.connect(tmp_path / "home" / "conversations.sqlite")
    database.execute("UPDATE exchange SET answer = '{\"question\": 3}'")
    database.commit()
    database.close()
    (one,) = kept.exchanges("anna", talk)
    assert one.answer is None
    assert "another version" in (one.failure or "")
    assert list(kept.answers("anna")) == []


def test_the_file_is_its_owners_alone(kept: Conversations, tmp_path: Path) -> None:
    kept.append("anna", None, "Why?", answer())
    mode = (tmp_path / "home" / "conversations.sqlite").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_two_tabs_lose_nothing(kept: Conversations) -> None:
    talk = kept.append("anna", None, "0?", answer())
    threads = [
        threading.Thread(target=lambda: [kept.append("anna", talk, "?", answer()) for _ in range(10)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.position for one in kept.exchanges("anna", talk)] == list(range(41))
