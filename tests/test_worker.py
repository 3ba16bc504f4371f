"""Every source is read in a process apart, which is used again, bounded, and replaced when it is lost."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from time import monotonic

import pytest

from ingest import Limits, SourceError, read, read_text
from ingest.reading import Raw
from ingest.transfer import answer_from, answer_of, refusal, request_from, request_of
from ingest.worker_pool import _POOL

WORDS = "The tide mill at Skarrow grinds barley twice a day, whenever the pond is full. "
SLOW = "<html><body>" + "".join(
    f"<h2>Part {n}</h2><p>{WORDS}<a href='/{n}'>more</a></p>" for n in range(30_000)
)


def waiting() -> list[int]:
    return [worker._process.pid for worker in _POOL._idle]


def test_a_process_is_used_again() -> None:
    read_text(WORDS)
    before = waiting()
    read_text(WORDS * 2)
    assert waiting() == before != []


def test_a_process_that_is_lost_is_replaced() -> None:
    read_text(WORDS)
    lost = waiting()
    for process in lost:
        os.kill(process, signal.SIGKILL)
    assert WORDS.strip() in read_text(WORDS).text
    assert not set(waiting()) & set(lost)


def test_a_source_that_takes_long_holds_up_no_other() -> None:
    ended: list[float] = []
    said: list[str] = []

    def slow() -> None:
        try:
            read_text(SLOW, limits=Limits(worker_seconds=2))
        except SourceError as exc:
            said.append(exc.problem)
        ended.append(monotonic())

    other = threading.Thread(target=slow)
    other.start()
    try:
        read_text(WORDS)
        done = monotonic()
        assert other.is_alive()
    finally:
        other.join()
    assert done < ended[0]
    assert said == ["reading it took more than 2 seconds"]


def test_many_are_read_at_once(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number}.md").write_text(f"# Mill {number}\n\n{WORDS}")
    found: dict[int, str] = {}

    def one(number: int) -> None:
        found[number] = read(str(tmp_path / f"{number}.md")).title

    threads = [threading.Thread(target=one, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: f"Mill {number}" for number in range(12)}
    assert len(waiting()) <= 4


def test_a_forked_program_reads_with_processes_of_its_own() -> None:
    read_text(WORDS)
    child = os.fork()
    if not child:
        try:
            found = not _POOL._idle and WORDS.strip() in read_text(WORDS).text
            _POOL.end()
        finally:
            os._exit(0 if found else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert waiting()


def test_a_pdf_is_the_last_source_of_its_process(tmp_path: Path) -> None:
    read_text(WORDS)
    before = waiting()
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\nnothing")
    with pytest.raises(SourceError, match="damaged"):
        read(str(tmp_path / "a.pdf"))
    assert not set(before[-1:]) & set(waiting())


def test_what_crosses_the_border_comes_out_as_it_went_in() -> None:
    raw = Raw(b"\x00\xff", "/tmp/\udcff", "n", title="T", charset="x", url="https://x.example/", form="text")
    limits = Limits(max_bytes=5, worker_seconds=1.5)
    assert request_from(request_of(raw, limits), raw.data) == (raw, limits)
    from ingest.reading import document_or_feed

    document = document_or_feed(
        Raw("# Mill\n\n水車 [a](https://x.example/) *b*\n\n- c\n".encode(), "m", "m.md"), Limits()
    )
    assert answer_from(answer_of(document), "m", "r") == document
    with pytest.raises(SourceError, match="m: it is bad; mend it"):
        answer_from(refusal("it is bad"), "m", "mend it")
    for nonsense in (b"", b"[]", b"{}", b'{"document": 1}', b'{"document": ["a", "b", []], "blocks": 3}'):
        with pytest.raises(ValueError, match=r"."):
            answer_from(nonsense, "m", "r")


def test_a_process_is_used_again_by_a_program_that_holds_much_memory() -> None:
    held = bytearray(500_000_000)
    held[::4096] = bytes(len(held[::4096]))
    read_text(WORDS)
    before = waiting()
    read_text(WORDS * 2)
    assert waiting() == before != []
