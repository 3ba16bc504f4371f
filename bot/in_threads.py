"""Blocking work for programs with an event loop: each step runs in a thread, in the caller's context."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import suppress
from typing import Any, TypeVar

__all__ = ["stepwise"]

T = TypeVar("T")
_END: Any = object()


async def stepwise(begin: Callable[[], Iterator[T]]) -> AsyncIterator[T]:
    """What the iterator of `begin` gives, without blocking the event loop; closed when nobody listens."""
    turn = threading.Lock()
    running: Iterator[T] | None = None
    left = False

    def step() -> T:
        nonlocal running
        with turn:
            if left:
                return _END  # type: ignore[no-any-return]
            if running is None:
                running = iter(begin())
            return next(running, _END)

    def close() -> None:
        nonlocal left
        with turn:  # a step that runs cannot be interrupted
            left = True
            if isinstance(running, Generator):
                running.close()

    try:
        while (item := await asyncio.to_thread(step)) is not _END:
            yield item
    finally:
        with suppress(RuntimeError):  # the event loop is closed already
            asyncio.get_running_loop().run_in_executor(None, close)
