"""The fuzzer itself: what is damaged is read soundly or refused, and a fault that is there is counted."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from benchmarks.faults import fuzz_readers
from benchmarks.faults.documents import formats
from benchmarks.faults.fuzz import rows_of
from benchmarks.faults.mutation import mutated
from benchmarks.faults.trying import Target, Trouble, try_for


def target(name: str) -> Target:
    return next(one for one in fuzz_readers.reader_targets() if one.name == name)


@pytest.mark.parametrize("name", ["feed", "pasted text", "goldens file"])
def test_damaged_files_are_read_or_refused(name: str) -> None:
    assert not try_for(target(name), 0.1, seed=3).crashes


@pytest.mark.slow
def test_nothing_that_is_read_is_damaged_beyond_a_refusal() -> None:
    for one in fuzz_readers.reader_targets():
        tried = try_for(one, 1.0, seed=4)
        assert (one.name, tried.crashes) == (one.name, {})


def test_an_input_is_made_again_from_its_seed() -> None:
    original = formats()["markdown"].files[0]
    made = [mutated(random.Random(f"{seed}"), original, (), ()) for seed in (1, 2, 1)]
    assert made[0] == made[2] != made[1]


def boom(*_: object) -> object:
    raise KeyError("planted")


def in_two_lines(*_: object) -> object:
    raise fuzz_readers.SourceError("a file", "it is\nbroken", "mend it")


def traced(*_: object) -> object:
    raise Trouble("Traceback (most recent call last)")


@pytest.mark.parametrize(
    ("fault", "crash", "tracebacks"),
    [(boom, "KeyError at test_fuzzing.py", 0), (in_two_lines, "not one line", 0), (traced, "Traceback", 1)],
)
def test_a_fault_is_counted(
    fault: Callable[..., object], crash: str, tracebacks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz_readers, "read_text", fault)
    tried = try_for(target("pasted text"), 0.01, seed=3)
    assert sum(tried.crashes.values()) == tried.inputs
    assert crash in next(iter(tried.crashes))
    assert bool(tried.tracebacks) == bool(tracebacks)
    shown = {row.what: row for row in rows_of({"pasted text": tried})}
    assert shown["crashes"].is_met is False
    assert shown["tracebacks shown"].is_met is not bool(tracebacks)


def test_what_hangs_is_stopped_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.faults.trying.LONGEST", 0.2)

    def hangs(*_: object) -> object:
        while True:
            pass

    monkeypatch.setattr(fuzz_readers, "read_text", hangs)
    assert "took more than" in next(iter(try_for(target("pasted text"), 0.01, seed=3).crashes))
