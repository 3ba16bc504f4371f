"""What a browser may add: addresses, uploads, progress; and a question that fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.answer import AnswerEvent, Found
from bot.articlebot import AddProgress, AddReport, Outcome
from bot.conversations.store import Conversations
from bot.ui.adding import Job, adding, finish, keep_uploads, web_addresses
from bot.ui.conversation_events import ConversationEvents, Place
from bot.ui.visitor import Visitor
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


def told(progress: Callable[[AddProgress], None]) -> AddReport:
    for done in range(5):
        progress(AddProgress("a.md", 0, 1, done, 5))
    return AddReport((Outcome("a.md", "added"),))


def test_each_source_waits_goes_forward_and_ends_with_its_outcome() -> None:
    seen = list(adding([Job("one", told), Job("two", told)]))
    assert [step.progress or step.outcomes for step in seen[0]] == [None, None]
    for place in (0, 1):
        done = [
            (5 if steps[place].outcomes else steps[place].progress.chunks_done)  # type: ignore[union-attr]
            for steps in seen
            if steps[place].progress or steps[place].outcomes
        ]
        assert done == sorted(done)
    assert [step.outcomes for step in seen[-1]] == [(Outcome("a.md", "added"),)] * 2
    first_done = next(steps for steps in seen if steps[0].outcomes)
    assert first_done[1].outcomes is None, "an outcome is shown before the next source is done"


def test_an_error_while_adding_reaches_the_caller() -> None:
    def add(progress: Callable[[AddProgress], None]) -> AddReport:
        raise ArticleBotError("the disk is full")

    with pytest.raises(ArticleBotError, match="the disk is full"):
        list(adding([Job("a", add)]))


def test_when_the_serving_ends_a_source_is_finished_and_none_begun() -> None:
    begun, going_on = threading.Event(), threading.Event()
    ended: list[str] = []

    def slow(progress: Callable[[AddProgress], None]) -> AddReport:
        begun.set()
        going_on.wait(10)
        ended.append("slow")
        return AddReport((Outcome("slow", "added"),))

    steps = adding([Job("slow", slow), Job("never", told)])
    next(steps)
    begun.wait(10)
    threading.Timer(0.1, going_on.set).start()
    assert finish(10.0)
    assert ended == ["slow"]
    with pytest.raises(ArticleBotError, match="being stopped"):
        list(steps)


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
def test_a_question_that_fails_is_told_and_forgotten(error: Exception, said: str, tmp_path: Path) -> None:
    kept = Conversations(tmp_path)
    asking = ConversationEvents(Failing(error), kept)  # type: ignore[arg-type]
    *_, (log, growing, _, _) = asking.ask("Why?", Place(), Visitor("r"))
    assert said in log
    assert "oops" not in log
    assert growing == ""
    (talk,) = kept.summaries("r")
    (exchange,) = kept.exchanges("r", talk.id)
    assert exchange.turn is None


@pytest.mark.parametrize("said", ["", "[]", "{", "1", '{"keep": -1, "ticked": 3, "conversation": 7}', '"x"'])
def test_a_page_that_says_nonsense_is_where_it_begins(said: str) -> None:
    assert Place.read(said) == Place()


def test_the_page_says_where_it_is() -> None:
    assert Place.read('{"conversation": "c", "ticked": ["a", 1], "keep": 2}') == Place("c", ("a",), 2)
