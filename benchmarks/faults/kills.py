"""Processes that are killed at random moments while they change a store, and what the next one finds in it.

One after another, processes open a store of 60 small articles, add, update and remove some, let the keyword
index be made anew, close and open again, until SIGKILL meets them: at a random moment, in opening too. Two
stores take turns. The second writes its vectors to their files after 20 changes, not 1,000, and half of its
kills are aimed at that writing: at a moment at which these files are seen to change.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from benchmarks.faults.bounds import Bounds, CannotRun
from benchmarks.faults.life import ARTICLES, Begun, Done, Failed, Opening, Seen, live
from benchmarks.figures import Row

__all__ = ["KilledStore", "measure"]

KILLS = 200
IN_OPENING, AIMED = 0.25, 0.5
"""Shares of the kills: while a store is opened; of the others, at its second store, at changing files."""
LONGEST_LIFE = 1.0
"""Seconds from an open store to the kill, at most."""
PATIENCE = 120.0
"""Seconds after which a store that does not open counts as one that cannot be opened."""


@dataclass
class KilledStore:
    """A store, what may be in it, and what has become of it so far."""

    home: Path
    sync: int | None = None
    """After how many changes vectors are written to their files; None leaves it to Chroma."""
    possible: dict[int, tuple[int | None, ...]] = field(
        default_factory=lambda: dict.fromkeys(range(ARTICLES), (None,))
    )
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    _changing: dict[int, int | None] = field(default_factory=dict)
    """The editions of the step that has begun and is not acknowledged."""
    _opening_takes: float = 1.0

    def live_and_die(self, rng: random.Random) -> None:
        """A process lives on the store, and is killed."""
        with self._process(rng) as life:
            if rng.random() < IN_OPENING:
                life.hear(rng.random() * self._opening_takes)
            elif self._opened(life):
                if self.sync is not None and rng.random() < AIMED:
                    self._wait_for_files(rng)
                else:
                    life.hear(rng.random() * LONGEST_LIFE)
        self.counts["kills"] += 1
        self.counts["kills in opening"] += life.opened is None
        self.counts["kills in a change"] += bool(self._changing)

    def live(self, rng: random.Random) -> None:
        """A process opens the store and looks, no more."""
        with self._process(rng) as life:
            self._opened(life)

    def _process(self, rng: random.Random) -> _Life:
        return _Life(self, rng.randrange(2**32))

    def _opened(self, life: _Life) -> bool:
        began = time.monotonic()
        life.hear(PATIENCE, until=Seen)
        if life.opened is None:
            self.note("not opened", f"{self.home} is not open after {PATIENCE:.0f} s")
            return False
        self._opening_takes = life.opened - began
        return True

    def _wait_for_files(self, rng: random.Random) -> None:
        """Until a file of vectors has changed, or the longest life is over."""
        ended = time.monotonic() + LONGEST_LIFE
        headers = sorted(self.home.glob("chroma/*/header.bin"))  # written first of each index
        if headers:
            header = rng.choice(headers)
            before = _changed(header)
            while time.monotonic() < ended and _changed(header) == before:
                pass  # a pause would come too late

    # -- what a process tells ------------------------------------------------------------------

    def take(self, told: Any) -> None:
        if isinstance(told, Seen):
            self.possible.update({number: (edition,) for number, edition in told.editions.items()})
            self.counts["put back"] += told.put_back
            self.counts["made anew"] += told.anew
            for kind in ("lost", "half", "strays", "words", "vectors"):
                for problem in getattr(told, kind):
                    self.note(kind, problem)
        elif isinstance(told, Begun):
            self._changing = dict(told.changes)
        elif isinstance(told, Done):
            self.counts["steps"] += 1
            self.possible.update({number: (edition,) for number, edition in self._changing.items()})
            self._changing = {}
        elif isinstance(told, Failed):
            self.note("errors", told.error)

    def killed(self, exit_code: int | None) -> None:
        """What was begun may have happened or not."""
        for number, edition in self._changing.items():
            self.possible[number] = (*self.possible[number], edition)
        if exit_code not in (-9, 0):
            self.note("not opened", f"{self.home}: the process ended by itself with {exit_code}")

    def note(self, kind: str, problem: str) -> None:
        self.counts[kind] += 1
        self.problems.append(f"{kind}: {problem}")


class _Life:
    """A process on a store, from its start to the kill at the end of the `with` block."""

    def __init__(self, store: KilledStore, seed: int) -> None:
        self._store = store
        self._seed = seed
        self.opened: float | None = None
        """When it had the store open and had looked."""

    def __enter__(self) -> _Life:
        store = self._store
        store._changing = {}
        context = _warm()
        self._pipe, theirs = context.Pipe(duplex=False)
        self._process = context.Process(
            target=live, args=(store.home, dict(store.possible), self._seed, store.sync, theirs)
        )
        self._process.start()
        theirs.close()
        self.hear(PATIENCE, until=Opening)
        return self

    def hear(self, seconds: float, until: type | None = None) -> None:
        """Take what it tells for so long, or until it tells of `until`."""
        ended = time.monotonic() + seconds
        for told in _told(self._pipe, ended):
            self._store.take(told)
            if isinstance(told, Seen):
                self.opened = time.monotonic()
            if until is not None and isinstance(told, until):
                return

    def __exit__(self, *raised: object) -> None:
        self._process.kill()
        self._process.join()
        self.hear(PATIENCE)  # what it had said before
        self._pipe.close()
        self._store.killed(self._process.exitcode)


def _changed(file: Path) -> int:
    """When, in nanoseconds; 0 where there is no such file."""
    try:
        return file.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _warm() -> ForkServerContext:
    """Where processes start with everything imported, and nothing opened."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["benchmarks.faults.life", "chromadb", "tantivy"])
    return context


def _told(pipe: Connection, ended: float) -> Iterator[Any]:
    while (left := ended - time.monotonic()) > 0 and pipe.poll(left):
        try:
            yield pipe.recv()
        except (EOFError, OSError):
            return


def measure(bounds: Bounds) -> list[Row]:
    if os.name != "posix":
        raise CannotRun("processes have to be started by forking and killed by SIGKILL")
    rng = random.Random(bounds.seed)
    with tempfile.TemporaryDirectory() as scratch:
        stores = [KilledStore(Path(scratch) / "usual"), KilledStore(Path(scratch) / "often", sync=20)]
        for turn in range(bounds.count(KILLS)):
            stores[turn % 2].live_and_die(rng)
        for store in stores:
            store.live(rng)
    counts = stores[0].counts + stores[1].counts
    for problem in stores[0].problems + stores[1].problems:
        print(problem, file=sys.stderr)

    def row(what: str, kind: str, target: float | None = None) -> Row:
        return Row("kills", what, ARTICLES, counts[kind], unit=" ", target=target, at_most=target == 0)

    return [
        row("processes killed", "kills", bounds.count(KILLS)),
        row("of these while opening", "kills in opening"),
        row("of these while changing articles", "kills in a change"),
        row("changes acknowledged", "steps"),
        row("indexes of vectors found half written", "put back"),
        row("indexes of vectors embedded anew", "made anew"),
        row("stores that did not open", "not opened", 0),
        row("steps that failed", "errors", 0),
        row("articles lost", "lost", 0),
        row("articles or passages half visible", "half", 0),
        row("orphans after opening", "strays", 0),
        row("keyword index out of step", "words", 0),
        row("vectors wrong or not found", "vectors", 0),
    ]
