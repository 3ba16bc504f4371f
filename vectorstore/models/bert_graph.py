"""A BERT encoder as an ONNX graph, made from its weights without torch.

`build_graph` makes the sentence encoder, `build_reader_graph` the reader. Both are written with
onnxruntime's fused operators, so that no optimiser has to find them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

    from vectorstore.models.packed_model import Blocks

__all__ = [
    "GRAPH_FORMAT",
    "READER_HEAD",
    "build_graph",
    "build_packed_graph",
    "build_reader_graph",
    "read_config",
    "read_weights",
]

GRAPH_FORMAT = 2
"""Raise it when the sentence encoder's graph changes: an exported file of another format is made anew."""

READER_HEAD = "head.product"
"""Name of the reader's last matrix product, which is too small to be worth 8 bits."""

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
    """The sentence encoder for BERT `weights` with absolute positions and the exact (erf) GELU.

    From `input_ids` and `attention_mask` (int32, batch x tokens) it gives `embedding` (float32, batch x
    hidden): the mean of the last hidden states over the mask, scaled to unit length.
    """
    builder = _Builder(weights, config["num_attention_heads"], config["layer_norm_eps"])
    builder.pool(builder.encoder(builder.embeddings(), config["num_hidden_layers"]))
    return builder.model(
        "sentence_encoder", ["input_ids", "attention_mask"], "embedding", ["batch", config["hidden_size"]]
    )


def build_packed_graph(weights: _Weights, words: Blocks, config: dict[str, Any]) -> ModelProto:
    """The same encoder where the word embeddings come in 4 bits, and stay so: they are most of the model.

    Inputs and output are those of `build_graph`.
    """
    builder = _Builder(weights, config["num_attention_heads"], config["layer_norm_eps"])
    builder.pool(builder.encoder(builder.packed_embeddings(words), config["num_hidden_layers"]))
    return builder.model(
        "sentence_encoder", ["input_ids", "attention_mask"], "embedding", ["batch", config["hidden_size"]]
    )


def build_reader_graph(weights: _Weights, config: dict[str, Any]) -> ModelProto:
    """The reader for the `weights` of such an encoder and its `head` (weight outputs x hidden, bias).

    From `input_ids`, `segment_ids` and `attention_mask` (int32, batch x tokens) it gives `scores` (float32,
    batch x tokens x outputs). The word embeddings are kept in 8 bits with one scale a word.
    """
    builder = _Builder(weights, config["num_attention_heads"], config["layer_norm_eps"])
    builder.score(builder.encoder(builder.small_embeddings(), config["num_hidden_layers"]))
    outputs = len(weights["head.bias"])
    return builder.model(
        "reader", ["input_ids", "segment_ids", "attention_mask"], "scores", ["batch", "tokens", outputs]
    )


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
                "word_embeddings.weight",
                "position_embeddings.weight",
                "token_type_embeddings.weight",
                "LayerNorm.weight",
                "LayerNorm.bias",
            )
        ]
        self._node("Shape", ["input_ids"], ["shape"])
        self._node("ConstantOfShape", ["shape"], ["segments_64"])
        self._node("Cast", ["segments_64"], ["segments"], to=6)
        self._node(
            "EmbedLayerNormalization",
            ["input_ids", "segments", *names, "attention_mask"],
            ["embedded", "token_counts"],
            domain=_FUSED,
            epsilon=self._epsilon,
        )
        return "embedded"

    def small_embeddings(self) -> str:
        """The same with segments as an input, from a table of 8-bit words."""
        words = self._weights["embeddings.word_embeddings.weight"]
        scales = np.abs(words).max(axis=1, keepdims=True) / 127
        scales[scales == 0] = 1.0
        table = self._constant("words", np.round(words / scales).astype(np.int8))
        scale = self._constant("word_scales", scales.astype(np.float32))
        self._node("Gather", [table, "input_ids"], ["words_8"])
        self._node("Cast", ["words_8"], ["words_32"], to=1)
        self._node("Gather", [scale, "input_ids"], ["scales_of_words"])
        self._node("Mul", ["words_32", "scales_of_words"], ["word_vectors"])
        segments = self._weight("embeddings.token_type_embeddings.weight")
        self._node("Gather", [segments, "segment_ids"], ["segment_vectors"])
        self._node("Add", ["segment_vectors", self._positions()], ["place_vectors"])
        self._node("Add", ["word_vectors", "place_vectors"], ["all_vectors"])
        return self._normalise("all_vectors", "embeddings")

    def packed_embeddings(self, words: Blocks) -> str:
        """From a table of words in blocks of 4 bits; every token is of the first segment."""
        table, scales = self._constant("words", words.nibbles), self._constant("word_scales", words.scales)
        sixteen = self._constant("sixteen", np.array(16, np.int32))
        eight = self._constant("eight", np.array(8, np.float32))
        width = self._constant("width", np.array([0, 0, words.nibbles.shape[1] * words.nibbles.shape[2] * 2]))
        self._node("Gather", [table, "input_ids"], ["pairs_8"])  # batch x tokens x blocks x half a block
        self._node("Cast", ["pairs_8"], ["pairs"], to=6)
        self._node("Div", ["pairs", sixteen], ["high"])
        self._node("Mul", ["high", sixteen], ["high_part"])
        self._node("Sub", ["pairs", "high_part"], ["low"])
        self._node("Concat", ["low", "high"], ["whole_blocks"], axis=3)
        self._node("Cast", ["whole_blocks"], ["raised_blocks"], to=1)
        self._node("Sub", ["raised_blocks", eight], ["unscaled_blocks"])
        self._node("Gather", [scales, "input_ids"], ["scales_16"])
        self._node("Cast", ["scales_16"], ["scales_32"], to=1)
        self._node("Unsqueeze", ["scales_32", self._constant("third", np.array([3]))], ["scales_of_blocks"])
        self._node("Mul", ["unscaled_blocks", "scales_of_blocks"], ["blocks"])
        self._node("Reshape", ["blocks", width], ["word_vectors"])
        first = self._weights["embeddings.token_type_embeddings.weight"][0]
        self._node("Add", [self._positions(), self._constant("first_segment", first)], ["place_vectors"])
        self._node("Add", ["word_vectors", "place_vectors"], ["all_vectors"])
        return self._normalise("all_vectors", "embeddings")

    def _positions(self) -> str:
        """The vectors of as many positions as the input has."""
        positions = self._weight("embeddings.position_embeddings.weight")
        zero, one = self._constant("zero", np.array([0])), self._constant("one", np.array([1]))
        two = self._constant("two", np.array([2]))
        self._node("Shape", ["input_ids"], ["shape"])
        self._node("Slice", ["shape", one, two], ["length"])
        self._node("Slice", [positions, zero, "length"], ["position_vectors"])
        return "position_vectors"

    def encoder(self, hidden: str, layers: int) -> str:
        for layer in range(layers):
            hidden = self.layer(hidden, f"encoder.layer.{layer}")
        return hidden

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
            "Attention",
            [hidden, weight, bias, "attention_mask"],
            [attended],
            domain=_FUSED,
            num_heads=self._heads,
        )
        projected = self._matmul(attended, f"{prefix}.attention.output.dense")
        middle = self._add_and_normalise(projected, hidden, f"{prefix}.attention.output")
        widened = self._matmul(middle, f"{prefix}.intermediate.dense")
        activated = f"{prefix}.activated"
        self._node(
            "BiasGelu",
            [widened, self._weight(f"{prefix}.intermediate.dense.bias")],
            [activated],
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

    def score(self, hidden: str) -> None:
        """One linear layer over each token."""
        self._node("Add", [self._matmul(hidden, "head"), self._weight("head.bias")], ["scores"])

    def model(self, name: str, inputs: list[str], output: str, shape: list[Any]) -> ModelProto:
        """The nodes so far as a model."""
        from onnx import TensorProto, helper, numpy_helper

        graph = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info(one, TensorProto.INT32, ["batch", "tokens"]) for one in inputs],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)],
            [numpy_helper.from_array(array, key) for key, array in self.constants.items()],
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)

    def _matmul(self, value: str, prefix: str) -> str:
        weight = self._constant(f"{prefix}.weight.T", self._weights[f"{prefix}.weight"].T)
        self._node("MatMul", [value, weight], [f"{prefix}.product"], name=f"{prefix}.product")
        return f"{prefix}.product"

    def _add_and_normalise(self, value: str, skipped: str, prefix: str) -> str:
        """Three plain operators: onnxruntime's fused one takes four times their time on a CPU."""
        biased, added = f"{prefix}.biased", f"{prefix}.added"
        self._node("Add", [value, self._weight(f"{prefix}.dense.bias")], [biased])
        self._node("Add", [biased, skipped], [added])
        return self._normalise(added, prefix)

    def _normalise(self, value: str, prefix: str) -> str:
        names = (self._weight(f"{prefix}.LayerNorm.{name}") for name in ("weight", "bias"))
        self._node(
            "LayerNormalization", [value, *names], [f"{prefix}.normalised"], axis=-1, epsilon=self._epsilon
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
