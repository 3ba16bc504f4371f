"""A disk that is full: a small one is mounted for real, and articles are added until there is no more room.

Once as it is: the store looks for room before it writes. Once without that look, as with a quota, which
nobody can see beforehand: then writing fails somewhere in the middle. Both times all that was acknowledged
must be there, the store must be of use, and what comes after some space is freed must be stored.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import vectorstore.store.chroma
from benchmarks.faults.bounds import Bounds, CannotRun
from benchmarks.faults.generated import EMBEDDER, made
from benchmarks.faults.life import Seen, look
from benchmarks.figures import Row
from ingest.errors import ArticleBotError
from vectorstore import open_library
from vectorstore.store.vector_files import VectorFiles

__all__ = ["measure"]

DISK_MB, BALLAST_MB = 160, 40
"""Of the disk, and of a file on it that is deleted to make room again."""
SECTIONS = 150
"""Of an article: about 150 chunks."""
SMALL = 10_000
"""The number of the article that is added at the end."""


def measure(bounds: Bounds) -> list[Row]:
    rows = []
    share = max(0.5, min(1.0, bounds.scale))
    for what, guarded in (("full disk", True), ("full, not foreseen", False)):
        with _small_disk(round(DISK_MB * share)) as disk:
            fresh = multiprocessing.get_context("spawn")
            with fresh.Pool(1) as pool:
                found = pool.apply(fill, (disk / "home", guarded, bounds.seed))
        rows += [
            Row(
                "disk",
                f"{what}: {name}",
                found["articles"],
                value,
                unit=" ",
                target=target,
                at_most=target != 1,
            )
            for name, value, target in _figures(found)
        ]
    with _small_disk(round(DISK_MB * share)) as disk:
        faults = _command_line(disk)
    return [
        *rows,
        Row("disk", "full disk: faults of `articlebot`", 1, faults, unit=" ", target=0, at_most=True),
    ]


def fill(home: Path, guarded: bool, seed: int) -> dict[str, int]:
    """Add to a store in `home` until its disk is full, free some space, add again; counts what went wrong."""
    rng = random.Random(seed)
    if not guarded:
        VectorFiles.need_room = lambda *_: None  # type: ignore[method-assign]
        for index in (vectorstore.store.chroma._HNSW, vectorstore.store.chroma._POINTS):
            index["sync_threshold"] = 50
    ballast = home.parent / "ballast"
    _write(ballast, BALLAST_MB)
    make = partial(made, sections=SECTIONS)
    possible: dict[int, tuple[int | None, ...]] = {}
    problems: list[str] = []
    errors: list[str] = []

    def check(seen: Seen) -> None:
        problems.extend(seen.lost + seen.half + seen.vectors)

    library = open_library(home, embedder=EMBEDDER)
    while not errors:
        number = len(possible)
        try:
            library.put_together([make(number, 1)])
            possible[number] = (1,)
        except ArticleBotError as exc:
            errors.append(str(exc))
    stored = len(possible)
    possible[stored] = (None, 1)  # nothing is known of the one that failed
    searched = library.search("What does report 0 say?", limit=3)
    removed = 0
    with suppress(ArticleBotError):
        removed = library.remove(make(0, 1)[0].id)
    possible[0] = (None,) if removed else (None, 1)
    ballast.unlink()
    with suppress(ArticleBotError):
        library.close()
    with open_library(home, embedder=EMBEDDER) as library:
        check(look(library, possible, rng, make))
        library.put_together([made(SMALL, 1)])
        added = library.article(made(SMALL, 1)[0].id) == made(SMALL, 1)[0]
    with open_library(home, embedder=EMBEDDER) as library:
        library.remove(made(SMALL, 1)[0].id)
        check(look(library, possible, rng, make))
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"told: {errors[0]}", file=sys.stderr)
    return {
        "articles": stored,
        "lines": len(errors[0].splitlines()),
        "problems": len(problems),
        "unusable": (not searched) + (guarded and not removed) + (not added),
    }


def _figures(found: dict[str, int]) -> Iterator[tuple[str, int, int]]:
    yield "articles stored until then", found["articles"], 1
    yield "further lines of error", found["lines"] - 1, 0
    yield "articles lost or half visible", found["problems"], 0
    yield "failures to search, remove or add later", found["unusable"], 0


def _command_line(disk: Path) -> int:
    """How many of the things that `articlebot add` should do on a full disk it does not."""
    home = disk / "home"
    home.mkdir()
    with tempfile.TemporaryDirectory() as elsewhere:
        (home / "models").symlink_to(elsewhere)  # the exported model would fill the disk by itself
        notes = Path(elsewhere) / "notes.md"
        notes.write_text("# Mill\n\nThe mill grinds barley.\n", "utf-8")
        first = _articlebot(home, "add", str(notes))
        _write(disk / "ballast", None)
        notes.write_text("# Mill\n\nThe mill grinds wheat.\n", "utf-8")
        full = _articlebot(home, "add", str(notes))
        shown = _articlebot(home, "search", "What does the mill grind?")
    said = full.stderr.strip().splitlines()
    right = (
        first.returncode == 0,
        full.returncode == 1,
        sum(line.startswith("error: ") for line in said) == 1,
        "Traceback" not in full.stderr + shown.stderr,
        shown.returncode == 0 and "barley" in shown.stdout,
    )
    if not all(right):
        print(right, first.stderr, full.stderr, shown.stderr, sep="\n", file=sys.stderr)
    return len(right) - sum(right)


def _articlebot(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from bot.cli.main import main; main()", *words, "--home", str(home)],
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip


def _write(path: Path, megabytes: int | None) -> None:
    """A file of zeros; None fills the disk."""
    with path.open("wb") as file, suppress(OSError):
        for _ in range(megabytes or 100_000):
            file.write(bytes(1_000_000))
            file.flush()


@contextmanager
def _small_disk(megabytes: int) -> Iterator[Path]:
    if sys.platform != "linux" or os.geteuid() != 0:
        raise CannotRun("mounting a small disk needs root on Linux")
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "articlebot-faults", folder],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if mounted.returncode:
            raise CannotRun(f"a small disk cannot be mounted ({mounted.stderr.strip()})")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
