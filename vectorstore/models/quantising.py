"""A model's matrix products in 8 bits: weights with one scale a column, activations scaled while running.

What `onnxruntime.quantization.quantize_dynamic` makes of the same graph, without the detour over files and
with whole matrices at once: a tenth of its time, which is what a first start waits for. Knows the operators
that our graphs are made of. Knows nothing of what a graph computes.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

__all__ = ["WHOLE_RANGE", "quantised"]

WHOLE_RANGE = 127
"""The largest weight in 8 bits."""

_FUSED = "com.microsoft"


def quantised(model: ModelProto, kept_exact: Collection[str] = (), largest: int = WHOLE_RANGE) -> ModelProto:
    """`model` with the weights of its products as integers from -`largest` to `largest`.

    Nodes named in `kept_exact` stay as they are. The given model is not changed.
    """
    from onnx import helper, numpy_helper

    constants = {one.name: one for one in model.graph.initializer}
    rewriter = _Rewriter()
    for node in model.graph.node:
        product = node.op_type in ("MatMul", "Attention") and node.input[1] in constants
        if not product or node.name in kept_exact:
            rewriter.nodes.append(node)
            continue
        name = node.input[1]
        weights, scales = _rounded(numpy_helper.to_array(constants.pop(name)), largest)
        rewriter.constants |= {
            f"{name}.8": weights,
            f"{name}.scales": scales,
            f"{name}.zeros": np.zeros(len(scales), np.int8),
        }
        if node.op_type == "MatMul":
            rewriter.product(node)
        else:
            rewriter.attention(node)
    made = (numpy_helper.from_array(one, name) for name, one in rewriter.constants.items())
    graph = helper.make_graph(
        rewriter.nodes, model.graph.name, model.graph.input, model.graph.output, [*constants.values(), *made]
    )  # fmt: skip
    return helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version)


class _Rewriter:
    """Collects the nodes and constants of the new graph."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, NDArray[Any]] = {}
        self._known: set[str] = set()

    def product(self, node: NodeProto) -> None:
        values, weights = node.input
        output = node.output[0]
        self._activations(values)
        self._node("Mul", [f"{values}.scale", f"{weights}.scales"], [f"{output}.scales"])
        self._node(
            "MatMulInteger", [f"{values}.8", f"{weights}.8", f"{values}.zero", f"{weights}.zeros"],
            [f"{output}.32"],
        )  # fmt: skip
        self._node("Cast", [f"{output}.32"], [f"{output}.float"], to=1)
        self._node("Mul", [f"{output}.float", f"{output}.scales"], [output])

    def attention(self, node: NodeProto) -> None:
        from onnx import helper

        values, weights, bias, mask = node.input
        self._activations(values)
        options = {one.name: helper.get_attribute_value(one) for one in node.attribute}
        self._node(
            "QAttention",
            [
                f"{values}.8", f"{weights}.8", bias, f"{values}.scale", f"{weights}.scales", mask,
                f"{values}.zero", f"{weights}.zeros",
            ],
            list(node.output), domain=_FUSED, **options,
        )  # fmt: skip

    def _activations(self, values: str) -> None:
        if values not in self._known:
            self._known.add(values)
            self._node(
                "DynamicQuantizeLinear", [values], [f"{values}.8", f"{values}.scale", f"{values}.zero"]
            )

    def _node(self, op: str, inputs: list[str], outputs: list[str], domain: str = "", **options: Any) -> None:
        from onnx import helper

        self.nodes.append(helper.make_node(op, inputs, outputs, domain=domain, **options))


def _rounded(weights: NDArray[np.float32], largest: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scales = (np.abs(weights).max(axis=0) / largest).astype(np.float32)
    scales[scales == 0] = 1.0
    return np.clip(np.rint(weights / scales), -largest, largest).astype(np.int8), scales
