"""How the reader model is given a question and a passage: the one form for training and for use.

`[CLS] question [SEP] context [SEP] text [SEP]`; the question is segment 0, the rest segment 1. Knows the
tokenizer and the offsets of the text's tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vectorstore.models.tokenizer import encodable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["MAX_TOKENS", "EncodedPair", "PairEncoder"]

MAX_TOKENS = 320
"""Longest input, special tokens included; of a longer one the end of the text is not read."""
_MOST_QUESTION = 64
_MOST_CONTEXT = 48


@dataclass(frozen=True, slots=True)
class EncodedPair:
    """One input of the model."""

    ids: list[int]
    segments: list[int]
    text_start: int
    """Position of the text's first token."""
    offsets: list[tuple[int, int]]
    """Of each of the text's tokens: its span in the text, in code points."""


class PairEncoder:
    """Turns questions and passages into inputs. Safe to use from several threads."""

    def __init__(self, tokenizer: Tokenizer, first: str = "[CLS]", last: str = "[SEP]") -> None:
        """`tokenizer` must neither cut nor pad; `first` and `last` are the pieces that part the inputs."""
        self._tokenizer = tokenizer
        self._cls: int = tokenizer.token_to_id(first) or 0
        self._sep: int = tokenizer.token_to_id(last) or 0

    def encode(self, question: str, passages: Sequence[tuple[str, str]]) -> list[EncodedPair]:
        """An input for each (context, text) of `passages`, in their order."""
        flat = [encodable(part) for passage in passages for part in passage]
        asked, *parts = self._tokenizer.encode_batch([encodable(question), *flat], add_special_tokens=False)
        head = [self._cls, *asked.ids[:_MOST_QUESTION], self._sep]
        pairs = []
        for context, text in zip(parts[::2], parts[1::2], strict=True):
            before = [*head, *context.ids[:_MOST_CONTEXT], self._sep]
            room = MAX_TOKENS - len(before) - 1
            ids = [*before, *text.ids[:room], self._sep]
            segments = [0] * len(head) + [1] * (len(ids) - len(head))
            pairs.append(EncodedPair(ids, segments, len(before), text.offsets[:room]))
        return pairs
