"""What a browser may add: addresses, uploads, progress; and a question that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.answer import AnswerEvent, Found
from bot.articlebot import AddProgress, AddReport, Outcome
from bot.ui.adding import adding, keep_uploads, web_addresses
from ingest import ArticleBotError


def test_addresses_are_taken_one_by_one() -> None:
    assert web_addresses(" https://a.example/x\nhttp://b.example ") == [
        "https://a.example/x",
        "http://b.example",
    ]


@pytest.mark.parametrize(
    "typed",
    ["", "/etc/passwd", "C:\\notes.txt", "file:///etc/passwd", "ftp://a.example", "https://", "article.md",
     "https://a.example ./folder", "http://[broken"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(typed: str) -> None:
    with pytest.raises(ArticleBotError, match=r"https://"):
        web_addresses(typed)


def test_uploads_are_kept_under_their_own_names(tmp_path: Path) -> None:
    home, uploaded = tmp_path / "home", tmp_path / "tmp" / "abc123"
    uploaded.mkdir(parents=True)
    (uploaded / "Notes.md").write_text("one")
    kept = keep_uploads([str(uploaded / "Notes.md")], home)
    assert [(Path(path).read_text(), name) for path, name in kept.items()] == [("one", "Notes.md")]
    assert not (uploaded / "Notes.md").exists()
    (uploaded / "Notes.md").write_text("two")
    edited = keep_uploads([str(uploaded / "Notes.md")], home)
    assert list(edited) == list(kept), "an edited file is the same source"


def test_a_hidden_upload_stays_in_the_folder_of_uploads(tmp_path: Path) -> None:
    odd = tmp_path / "..env"
    odd.write_text("x")
    (kept,) = keep_uploads([str(odd)], tmp_path / "home")
    assert Path(kept).parent == tmp_path / "home" / "uploads"
    assert not Path(kept).name.startswith(".")


def test_adding_gives_its_latest_progress_and_the_report_last() -> None:
    report = AddReport((Outcome("a.md", "added"),))

    def add(progress: Callable[[AddProgress], None]) -> AddReport:
        for done in range(5):
            progress(AddProgress("a.md", 0, 1, done, 5))
        return report

    *steps, last = adding(add)
    assert last is report
    done = [step.chunks_done for step in steps if isinstance(step, AddProgress)]
    assert done == sorted(done)


def test_an_error_while_adding_reaches_the_caller() -> None:
    def add(progress: Callable[[AddProgress], None]) -> AddReport:
        raise ArticleBotError("the disk is full")

    with pytest.raises(ArticleBotError, match="the disk is full"):
        list(adding(add))


class Failing:
    """A bot whose answers break off in the middle."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def articles(self) -> list[object]:
        return []

    def stream(self, *_: object) -> Iterator[AnswerEvent]:
        yield Found(())
        raise self.error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ArticleBotError("the store is gone"), "the store is gone"),
        (ZeroDivisionError("oops"), "Please ask again"),
    ],
)
def test_a_question_that_fails_is_told_and_forgotten(error: Exception, said: str) -> None:
    from bot.ui.room import Room

    *_, (log, _, turns) = Room(Failing(error)).ask("Why?", "[]", [])  # type: ignore[arg-type]
    assert said in log
    assert "oops" not in log
    assert [turn.turn for turn in turns] == [None]
