"""A folder of odd files of every type: none hangs, none becomes garbage, a line for each that is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.faults.odd_files import LIMITS, OddFile, odd_files, told, write


def test_there_are_more_than_two_hundred_and_they_are_made_again_from_the_seed() -> None:
    files = odd_files(1)
    assert len(files) > 200
    assert len({file.name for file in files}) == len(files)
    again = odd_files(1)
    assert [(file.name, len(file.data), file.expected) for file in files] == [
        (file.name, len(file.data), file.expected) for file in again
    ]


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    honest = OddFile("a.md", b"# Mill\n\nThe mill at Skarrow grinds barley twice a day.\n", "refused")
    lost = OddFile("b.md", b"# Mill\n\nOther words.\n", "read")
    garbage = OddFile("c.txt", b"\\rtf1 is a mark of a format, and text here.\n\nMore.", "either")
    result = told(tmp_path, write(tmp_path, [honest, lost, garbage]))
    assert sorted(line.partition(":")[0] for line in result.wrong or ()) == ["a.md", "b.md", "c.txt"]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_none_hangs_and_none_becomes_garbage(tmp_path: Path) -> None:
    result = told(tmp_path, write(tmp_path, odd_files(9)))
    assert result.wrong == []
    assert result.read > 100
    assert result.refused > 80
    assert result.slowest < 2 * LIMITS.worker_seconds + 5
