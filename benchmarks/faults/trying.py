"""What it means to try strange input: a target, a problem that it may show, and a time for each.

Knows time and exceptions; knows nothing of what is tried.
"""

from __future__ import annotations

import random
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic, process_time
from types import FrameType
from typing import Protocol

__all__ = ["LONGEST", "Problem", "Target", "Tried", "Trouble", "try_for"]

LONGEST = 30.0
"""Seconds that one input may take; what takes longer counts as a crash."""


class Trouble(Exception):
    """What a target shows where it should have told one line; the message says what."""


_PATIENCE = 4
"""How often that time is given where the processor was not ours for half of it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that no user should meet."""

    what: str
    """One line, the same for the same fault."""
    trace: str
    given: str
    """The input, as far as it can be shown."""


@dataclass(slots=True)
class Tried:
    """What came of a target."""

    inputs: int = 0
    refused: int = 0
    """Inputs that were answered with a line of their own."""
    crashes: Counter[str] = field(default_factory=Counter)
    tracebacks: int = 0


class Target(Protocol):
    """Something that takes input from outside."""

    name: str
    share: float
    """Of the time."""

    def once(self, draw: random.Random) -> bool:
        """Try one input; whether it was refused in one line. Raises Trouble, or what the program lets out."""

    def given(self) -> str:
        """The last input."""

    def close(self) -> str | None:
        """End it; what was wrong after all, if anything."""


def try_for(target: Target, seconds: float, seed: int) -> Tried:
    """Try inputs on `target` until `seconds` are over; each is made from the seed and its own number."""
    tried = Tried()
    end = monotonic() + seconds
    while monotonic() < end or not tried.inputs:
        draw = random.Random(f"{seed} {target.name} {tried.inputs}")
        tried.inputs += 1
        try:
            with _time_limit(LONGEST):
                tried.refused += target.once(draw)
        except Exception as exc:  # noqa: BLE001 - whatever comes out is what is looked for
            what = _named(exc)
            tried.tracebacks += "Traceback" in str(exc)
            if not tried.crashes[what]:
                _tell(target, Problem(what, traceback.format_exc(), target.given()), tried.inputs - 1)
            tried.crashes[what] += 1
    wrong = target.close()
    if wrong:
        tried.tracebacks += "Traceback" in wrong
        tried.crashes[wrong.splitlines()[-1][:200]] += 1
        print(f"{target.name}: {wrong}", file=sys.stderr)
    return tried


def _named(exc: BaseException) -> str:
    if isinstance(exc, Trouble):
        return str(exc).splitlines()[0][:200]
    frames = traceback.extract_tb(exc.__traceback__)
    last = next((one for one in reversed(frames) if "site-packages" not in one.filename), frames[-1])
    return f"{type(exc).__name__} at {last.filename.rpartition('/')[2]}:{last.lineno}"


def _tell(target: Target, problem: Problem, number: int) -> None:
    print(f"{target.name}, input {number}: {problem.what}", file=sys.stderr)
    print(problem.trace, file=sys.stderr)
    print(f"  given: {problem.given[:1000]}", file=sys.stderr)


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    begun, waited = process_time(), 0

    def too_long(_number: int, _frame: FrameType | None) -> None:
        nonlocal waited
        waited += 1
        if process_time() - begun < seconds / 2 and waited < _PATIENCE:  # the machine has other work
            signal.setitimer(signal.ITIMER_REAL, seconds)
            return
        raise Trouble(f"took more than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
