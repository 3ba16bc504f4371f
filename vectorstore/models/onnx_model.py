"""Running an ONNX model on the CPU; the only importer of onnxruntime.

Handles sessions, threads and files.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from ingest.errors import first_line
from vectorstore.errors import ModelError
from vectorstore.models.quantising import WHOLE_RANGE, quantised

if TYPE_CHECKING:
    from onnx import ModelProto

__all__ = ["Inputs", "OnnxModel", "write_model"]

_EXPORT = "export-"
"""How the folder begins in which a model is being written."""

Inputs = Mapping[str, NDArray[np.int32]]
"""What one run is given, by name."""


_sessions: WeakValueDictionary[tuple[str, int, int, int], Any] = WeakValueDictionary()
"""What is loaded, by file, size, time of change and process."""


class OnnxModel:
    """A model in a file. Safe to use from several threads.

    Each run takes one core, and `run_each` takes them all: faster than to spread a single run over cores,
    when each is as short as reading a passage.
    """

    def __init__(self, path: Path, *, remedy: str) -> None:
        """`remedy` is what an error advises. Raises ModelError."""
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Inputs differ in shape, so planned memory would be re-planned each time and kept.
        options.enable_mem_pattern = False
        # Products in 8 bits are fused with their scaling while loading; the rest is written as is fastest.
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        try:
            known = path.stat()
            key = str(path.resolve()), known.st_size, known.st_mtime_ns, os.getpid()
            with _loading(os.getpid()):  # several bots of a process share what is loaded
                session = _sessions.get(key)
                if session is None:
                    session = _sessions[key] = ort.InferenceSession(
                        str(path),
                        options,
                        providers=["CPUExecutionProvider"],
                        disabled_optimizers=["SkipLayerNormFusion"],  # slower than what it replaces
                    )
            self._session = session
        except Exception as exc:  # onnxruntime's errors share no base class
            raise ModelError(f"the model {path} cannot be loaded ({first_line(exc)}); {remedy}") from exc

    def run(self, output: str, inputs: Inputs) -> NDArray[np.float32]:
        """The output of that name for `inputs` (by name, each batch x tokens)."""
        found: NDArray[np.float32] = self._session.run([output], inputs)[0]
        return found

    def run_each(self, output: str, inputs: Sequence[Inputs]) -> Iterator[NDArray[np.float32]]:
        """The output for each of `inputs`, in their order, as many at once as there are cores."""
        if len(inputs) == 1:
            return iter([self.run(output, inputs[0])])
        return _cores(os.getpid()).map(partial(self.run, output), inputs)


@cache
def _loading(_process: int) -> threading.Lock:
    """One model is loaded at a time; a forked process must not wait for its parent's threads."""
    return threading.Lock()


@cache
def _cores(_process: int) -> ThreadPoolExecutor:
    """One thread a core, for all models of a process; a forked one has none of its parent's threads."""
    return ThreadPoolExecutor(usable_cores(), thread_name_prefix="running models")


def write_model(
    model: ModelProto,
    path: Path,
    *,
    int8: bool = False,
    kept_exact: Sequence[str] = (),
    largest: int = WHOLE_RANGE,
) -> None:
    """Write `model` to `path` in one step, so that a half-written file is never found there.

    `int8` stores the weights of the matrix products as integers up to `largest` with one scale a column;
    activations are quantised while running. Nodes named in `kept_exact` stay as they are.
    """
    import onnx

    if int8:
        model = quantised(model, kept_exact, largest)
    path.parent.mkdir(parents=True, exist_ok=True)
    _delete_abandoned(path.parent)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=_EXPORT) as folder:
        exported = Path(folder) / "model.onnx"
        onnx.save(model, str(exported))
        exported.replace(path)


def _delete_abandoned(models: Path) -> None:
    """Delete what exports left that were killed: up to 100 MB each. No export takes an hour."""
    for left in models.glob(f"{_EXPORT}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > 3600:
                shutil.rmtree(left)


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1
