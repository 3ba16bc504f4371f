"""A Chroma server of one's own on the loopback interface, to be killed, stalled and started again."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["ChromaProcess"]

_STARTS_WITHIN = 60.0


class ChromaProcess:
    """`chroma run` on a folder and a port that stay the same over restarts. A context manager."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.resume()
        self.kill()

    def start(self) -> None:
        """Start it and wait until it listens."""
        program = Path(sys.executable).with_name("chroma")
        words = [str(program), "run", "--path", str(self.folder), "--host", "127.0.0.1"]
        self._running = subprocess.Popen(
            [*words, "--port", str(self.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < deadline:
            if self._running.poll() is not None:
                raise RuntimeError(f"chroma ended with {self._running.returncode} instead of serving")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"chroma did not listen within {_STARTS_WITHIN:g} s")

    def kill(self) -> None:
        """End it as a power cut would, between any two instructions."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None

    def stall(self) -> None:
        """Let it do nothing more, with its connections open."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        if self._running is not None:
            self._running.send_signal(number)
