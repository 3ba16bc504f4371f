"""The process that reads: it takes the bytes of one source after the other and answers with what is in
them.

Bounded in processor time and memory, for each source anew; the system ends it when it goes beyond. A PDF,
which is opened by a library that is no Python, is the last source of its process. Started by
`ingest.worker_pool`:

    request: length and JSON of `ingest.transfer.request_of`, length and bytes of the source
    answer:  one byte (whether the process goes on), length and JSON of `ingest.transfer.answer_of`
"""

from __future__ import annotations

import os
import re
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from ingest.content_type import binary_kind
from ingest.errors import SourceError
from ingest.limits import Limits
from ingest.reading import Raw, document_or_feed
from ingest.transfer import answer_of, refusal, request_from

__all__ = ["ENDS", "GOES_ON", "frame", "main", "read_frame"]

GOES_ON, ENDS = b"\x01", b"\x00"
_MOST_MEMORY = 400_000_000
"""Bytes; a process that has needed more is not used again."""


def frame(data: bytes) -> bytes:
    """`data` with its length before it."""
    return len(data).to_bytes(8, "big") + data


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next framed data; None where the stream ends before it is whole."""
    length = stream.read(8)
    if len(length) < 8:
        return None
    data = stream.read(int.from_bytes(length, "big"))
    return data if len(data) == int.from_bytes(length, "big") else None


def main() -> None:
    """Answer requests until there are no more."""
    with suppress(ValueError, AttributeError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that started it decides
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    while True:
        sent = read_frame(requests)
        data = read_frame(requests) if sent is not None else None
        if sent is None or data is None:
            return
        raw, limits = request_from(sent, data)
        del data
        answer, is_well = _answer(raw, limits)
        is_well = is_well and binary_kind(raw.data) != "pdf" and _peak_memory() < _MOST_MEMORY
        answers.write((GOES_ON if is_well else ENDS) + frame(answer))
        answers.flush()
        if not is_well:
            return
        del raw, answer


def _answer(raw: Raw, limits: Limits) -> tuple[bytes, bool]:
    """The answer, and whether this process is as it was before."""
    _bound(limits)
    try:
        return answer_of(document_or_feed(raw, limits)), True
    except SourceError as exc:
        return refusal(exc.problem, exc.remedy), True
    except ModuleNotFoundError:
        raise
    except (MemoryError, ImportError):  # a library that cannot be mapped into the memory left
        return refusal(f"reading it needs more than {limits.worker_bytes / 1e6:.4g} MB of memory"), False
    except RecursionError:
        return refusal("it is nested too deeply"), False
    except Exception as exc:  # noqa: BLE001 - whatever a parser raises, the file is to blame
        return refusal(f"it is damaged ({type(exc).__name__})"), False


def _bound(limits: Limits) -> None:
    """Bound this process from now on, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit remains
        return
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    for what, bound in (
        (resource.RLIMIT_CPU, int(used + max(1.0, limits.worker_seconds)) + 1),
        (resource.RLIMIT_AS, limits.worker_bytes),
    ):
        with suppress(ValueError, OSError):  # macOS does not bound memory so
            resource.setrlimit(what, (bound, resource.getrlimit(what)[1]))


def _peak_memory() -> int:
    """Bytes of memory that this process has held at most, where the system says it.

    Not `getrusage` where there is another way: on Linux it counts what the parent held when it started this.
    """
    with suppress(OSError):
        status = Path("/proc/self/status").read_text("ascii", "replace")
        if held := re.search(r"^VmHWM:\s*(\d+) kB", status, re.MULTILINE):
            return int(held[1]) * 1024
    try:
        import resource
    except ImportError:
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    main()
