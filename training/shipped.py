"""The weights of the shipped reader, to train on from them.

Knows how `vectorstore.models.bert_graph` and the quantiser of `vectorstore.models.onnx_model` name what they
write. What was kept in 8 bits comes back rounded, as it is computed with.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vectorstore.models.reader import reader_path

__all__ = ["shipped_weights"]

_QUANTISED, _SCALE = "_quantized", "_scale"
_PARTS = ("query", "key", "value")


def shipped_weights(path: Path | None = None) -> dict[str, Tensor]:
    """The reader's weights by their names in `training.network.ReaderNetwork`; None takes what is shipped."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(path or reader_path())).graph
    written = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found: dict[str, NDArray[np.float32]] = {
        "embeddings.word_embeddings.weight": written["words"].astype(np.float32) * written["word_scales"]
    }
    for name, array in written.items():
        if name.endswith(_QUANTISED):  # one scale a column, symmetric: no zero points
            name = name.removesuffix(_QUANTISED)
            array = array.astype(np.float32) * written[name + _SCALE]
        if part := re.fullmatch(r"(.*)\.qkv\.(weight|bias)", name):
            for one, columns in zip(_PARTS, np.split(array, 3, axis=-1), strict=True):
                found[f"{part[1]}.attention.self.{one}.{part[2]}"] = columns.T
        elif name.endswith(".weight.T"):
            found[name.removesuffix(".T")] = array.T
        elif name.endswith((".weight", ".bias")):
            found[name] = array
    return {
        name if name.startswith("head.") else f"encoder.{name}": torch.tensor(np.ascontiguousarray(array))
        for name, array in found.items()
    }
