"""Reads sources in processes apart, several at once: a hostile or endless one ends its own process only.

A process that is through waits for the next source, since to start one costs more than to read a page. Knows
how processes are started, bounded in time and ended; what they do is `ingest.worker`.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from contextlib import suppress
from typing import BinaryIO, cast

from ingest.document import Document
from ingest.errors import SourceError
from ingest.feed import Feed
from ingest.limits import Limits
from ingest.reading import Raw
from ingest.transfer import answer_from, request_of
from ingest.worker import GOES_ON, frame, read_frame

__all__ = ["read_apart"]

_SAVE = "open it in its own program, save it as .txt, .md or .html and add that"
_MOST_IDLE = 4
_LAST_SECONDS = 5.0
"""For a process that has closed its answers to end."""
_COMMAND = ("-P", "-m", "ingest.worker")


def read_apart(raw: Raw, limits: Limits) -> Document | Feed:
    """What is in the bytes of a source, read in a process bounded in time and memory.

    Safe to call from several threads; each reads in a process of its own. Raises `SourceError` when the
    source is damaged, without text, or too much for the limits.
    """
    worker = _POOL.take()
    try:
        return worker.read(raw, limits)
    except _LostError:  # while it waited, as when the system was out of memory
        _POOL.give_back(worker)
        worker = _Worker()
        return worker.read(raw, limits)
    finally:
        _POOL.give_back(worker)


class _LostError(Exception):
    """A process that had read other sources ended without an answer, and not by its limits."""


class _Worker:
    """One process that reads."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *_COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.is_well = True
        self._has_served = False

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def read(self, raw: Raw, limits: Limits) -> Document | Feed:
        request = frame(request_of(raw, limits)) + frame(raw.data)
        ended = threading.Event()

        def end() -> None:
            ended.set()
            self._process.kill()

        timer = threading.Timer(2 * limits.worker_seconds + 5, end)
        timer.daemon = True
        timer.start()
        answer = None
        self.is_well = False
        try:
            answer = self._exchange(request)
        finally:
            timer.cancel()
            status = None if self.is_well else self.end(patience=_LAST_SECONDS)
        if answer is None:
            if self._has_served and not ended.is_set() and status not in (-24, 152):
                raise _LostError
            if ended.is_set() or status in (-24, -9, 152, 137):  # SIGXCPU or SIGKILL
                raise _too_slow(raw.source, limits)
            raise _broken(raw.source, status)
        self._has_served = True
        try:
            return answer_from(answer, raw.source, _SAVE)
        except SourceError:
            raise
        except ValueError as exc:
            raise _broken(raw.source, self._process.poll()) from exc

    def _exchange(self, request: bytes) -> bytes | None:
        """The answer; None where the process ended without one."""
        to_it, from_it = self._pipes()
        try:
            to_it.write(request)
            to_it.flush()
        except OSError:
            return None
        goes_on = from_it.read(1)
        answer = read_frame(from_it)
        self.is_well = goes_on == GOES_ON and answer is not None
        return answer

    def end(self, patience: float = 0.0) -> int:
        """End the process, unless it ends by itself within `patience` seconds; its status."""
        self.is_well = False
        try:
            status = self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        for pipe in self._pipes():
            with suppress(OSError):  # what was still to be written
                pipe.close()
        return status

    def _pipes(self) -> tuple[BinaryIO, BinaryIO]:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the process was started without pipes")
        return cast(BinaryIO, self._process.stdin), cast(BinaryIO, self._process.stdout)


class _Pool:
    """The processes that wait for a source."""

    def __init__(self) -> None:
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()

    def take(self) -> _Worker:
        """A process that waits, or a new one."""
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive:
                    return worker
                worker.end()
        return _Worker()

    def give_back(self, worker: _Worker) -> None:
        with self._lock:
            keeps = worker.is_well and len(self._idle) < _MOST_IDLE
            if keeps:
                self._idle.append(worker)
        if not keeps:
            worker.end()

    def end(self) -> None:
        """End those that wait."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def forget(self) -> None:
        """Leave the processes to the program that was forked."""
        self._idle, self._lock = [], threading.Lock()


_POOL = _Pool()
atexit.register(_POOL.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_POOL.forget)


def _too_slow(source: str, limits: Limits) -> SourceError:
    return SourceError(
        source,
        f"reading it took more than {limits.worker_seconds:g} seconds",
        f"{_SAVE}, or allow more (ARTICLEBOT_READ_TIMEOUT)",
    )


def _broken(source: str, status: int | None) -> SourceError:
    return SourceError(source, f"its reader broke down (status {status})", _SAVE)
