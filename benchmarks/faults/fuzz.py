"""Strange input for every way in: readers, backups, goldens, settings, commands, HTTP.

Plain and seeded: an input is made from the seed, its target and its number, so it can be made again. What
is found is told on stderr with its input. A crash is whatever is neither a result nor a refusal in one
line; formats that are read in a process of their own are tried through that process, so fewer of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.faults.bounds import Bounds
from benchmarks.faults.fuzz_calls import Calls
from benchmarks.faults.fuzz_commands import Commands
from benchmarks.faults.fuzz_readers import reader_targets
from benchmarks.faults.trying import Target, Tried, try_for
from benchmarks.figures import Row

__all__ = ["measure", "rows_of"]


def measure(bounds: Bounds) -> list[Row]:
    readers = reader_targets()
    ways: list[tuple[float, Callable[[], Target]]] = [(one.share, lambda one=one: one) for one in readers]  # type: ignore[misc]
    ways += [(Commands.share, Commands), (Calls.share, Calls)]
    seconds = bounds.seconds(600) / sum(share for share, _ in ways)
    tried = {}
    for share, make in ways:
        target = make()
        tried[target.name] = try_for(target, share * seconds, bounds.seed)
    return rows_of(tried)


def rows_of(tried: dict[str, Tried]) -> list[Row]:
    """A row for each target, and the sums."""
    rows = [
        Row(name, f"inputs tried ({one.refused} refused)", 0, one.inputs, unit="inputs")
        for name, one in tried.items()
    ]
    all_of: Sequence[Tried] = list(tried.values())
    inputs = sum(one.inputs for one in all_of)
    crashes, shown = sum(one.crashes.total() for one in all_of), sum(one.tracebacks for one in all_of)
    return [
        *rows,
        Row("all", "inputs tried", 0, inputs, unit="inputs"),
        Row("all", "crashes", 0, crashes, unit="crashes", target=0, at_most=True),
        Row("all", "tracebacks shown", 0, shown, unit="tracebacks", target=0, at_most=True),
    ]
