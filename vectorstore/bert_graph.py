"""A BERT sentence encoder as an ONNX graph, made from its safetensors without torch.

The graph takes `input_ids` and `attention_mask` (int32, batch x tokens) and gives `embedding` (float32,
batch x hidden): the mean of the last hidden states over the mask, scaled to unit length. It is written
with onnxruntime's fused operators, so that no optimiser has to find them. Knows nothing of sessions,
tokenizers or where the model is kept.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

__all__ = ["GRAPH_FORMAT", "build_graph", "read_config", "read_weights"]

GRAPH_FORMAT = 1
"""Raise it when the graph changes: an exported file of another format is made anew."""

_FUSED = "com.microsoft"
_Weights = dict[str, NDArray[np.float32]]


def read_config(path: Path) -> dict[str, Any]:
    """The model's config.json."""
    config: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return config


def read_weights(path: Path) -> _Weights:
    """All float tensors of a safetensors file, by name."""
    from safetensors.numpy import load_file

    return {name: tensor for name, tensor in load_file(path).items() if tensor.dtype == np.float32}


def build_graph(weights: _Weights, config: dict[str, Any]) -> ModelProto:
    """The ONNX model for BERT `weights` with absolute positions and the exact (erf) GELU."""
    from onnx import TensorProto, helper, numpy_helper

    builder = _Builder(weights, config["num_attention_heads"], config["layer_norm_eps"])
    hidden = builder.embeddings()
    for layer in range(config["num_hidden_layers"]):
        hidden = builder.layer(hidden, f"encoder.layer.{layer}")
    builder.pool(hidden)
    graph = helper.make_graph(
        builder.nodes,
        "sentence_encoder",
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT32, ["batch", "tokens"]),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT32, ["batch", "tokens"]),
        ],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", config["hidden_size"]])],
        [numpy_helper.from_array(array, name) for name, array in builder.constants.items()],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9)


class _Builder:
    """Collects nodes and constants; each method appends one part of the encoder and names its output."""

    def __init__(self, weights: _Weights, heads: int, epsilon: float) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, NDArray[Any]] = {}
        self._weights = weights
        self._heads = heads
        self._epsilon = epsilon

    def embeddings(self) -> str:
        names = [
            self._weight(f"embeddings.{name}")
            for name in (
                "word_embeddings.weight", "position_embeddings.weight", "token_type_embeddings.weight",
                "LayerNorm.weight", "LayerNorm.bias",
            )
        ]
        self._node("Shape", ["input_ids"], ["shape"])
        self._node("ConstantOfShape", ["shape"], ["segments_64"])
        self._node("Cast", ["segments_64"], ["segments"], to=6)
        self._node(
            "EmbedLayerNormalization", ["input_ids", "segments", *names, "attention_mask"],
            ["embedded", "token_counts"], domain=_FUSED, epsilon=self._epsilon,
        )
        return "embedded"

    def layer(self, hidden: str, prefix: str) -> str:
        """Self-attention, then the two-layer perceptron, each added to its input and normalised."""
        parts = [f"{prefix}.attention.self.{name}" for name in ("query", "key", "value")]
        weight = self._constant(
            f"{prefix}.qkv.weight", np.concatenate([self._weights[f"{p}.weight"].T for p in parts], axis=1)
        )
        bias = self._constant(
            f"{prefix}.qkv.bias", np.concatenate([self._weights[f"{p}.bias"] for p in parts])
        )
        attended = f"{prefix}.attended"
        self._node(
            "Attention", [hidden, weight, bias, "attention_mask"], [attended], domain=_FUSED,
            num_heads=self._heads,
        )
        projected = self._matmul(attended, f"{prefix}.attention.output.dense")
        middle = self._add_and_normalise(projected, hidden, f"{prefix}.attention.output")
        widened = self._matmul(middle, f"{prefix}.intermediate.dense")
        activated = f"{prefix}.activated"
        self._node(
            "BiasGelu", [widened, self._weight(f"{prefix}.intermediate.dense.bias")], [activated],
            domain=_FUSED,
        )
        narrowed = self._matmul(activated, f"{prefix}.output.dense")
        return self._add_and_normalise(narrowed, middle, f"{prefix}.output")

    def pool(self, hidden: str) -> None:
        """Mean over the tokens of the mask, then unit length."""
        axis = self._constant("last_axis", np.array([2], np.int64))
        tokens = self._constant("token_axis", np.array([1], np.int64))
        self._node("Cast", ["attention_mask"], ["mask"], to=1)
        self._node("Unsqueeze", ["mask", axis], ["mask_column"])
        self._node("Mul", [hidden, "mask_column"], ["masked"])
        self._node("ReduceSum", ["masked", tokens], ["summed"], keepdims=0)
        # The length of the mean is divided out, so the sum serves as well as the mean.
        self._node("LpNormalization", ["summed"], ["embedding"], axis=-1, p=2)

    def _matmul(self, value: str, prefix: str) -> str:
        weight = self._constant(f"{prefix}.weight.T", self._weights[f"{prefix}.weight"].T)
        self._node("MatMul", [value, weight], [f"{prefix}.product"])
        return f"{prefix}.product"

    def _add_and_normalise(self, value: str, skipped: str, prefix: str) -> str:
        self._node(
            "SkipLayerNormalization",
            [
                value, skipped, self._weight(f"{prefix}.LayerNorm.weight"),
                self._weight(f"{prefix}.LayerNorm.bias"), self._weight(f"{prefix}.dense.bias"),
            ],
            [f"{prefix}.normalised"], domain=_FUSED, epsilon=self._epsilon,
        )
        return f"{prefix}.normalised"

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _constant(self, name: str, array: NDArray[Any]) -> str:
        self.constants[name] = np.ascontiguousarray(array)
        return name

    def _node(self, op: str, inputs: list[str], outputs: list[str], domain: str = "", **options: Any) -> None:
        from onnx import helper

        self.nodes.append(helper.make_node(op, inputs, outputs, domain=domain, **options))
