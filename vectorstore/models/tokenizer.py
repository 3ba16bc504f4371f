"""The bundled model's tokenizer, and the one thing that a text needs before any tokenizer takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vectorstore.models.bundled_model import bundled_model_folder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["bundled_tokenizer", "encodable"]


def bundled_tokenizer() -> Tokenizer:
    """A new tokenizer that neither truncates nor pads. Raises ModelError."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(bundled_model_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encodable(text: str) -> str:
    """`text` without lone surrogates, which no tokenizer takes; its length stays."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
