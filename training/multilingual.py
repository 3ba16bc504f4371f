"""The multilingual encoder as something to train from: some of its layers, and its pieces with their offsets.

Knows the packed file that the embedding model is read from (`vectorstore.models.multilingual_model`), and
takes it apart for torch and `tokenizers`. The words stay as they are: a reader of these layers shares the
table of the embedding model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from vectorstore.models.reader_input import PairEncoder

__all__ = ["multilingual_encoder", "multilingual_pairs", "spread"]

_WORDS = "emb.word"
_BLANK = "\u2581"


def multilingual_encoder(layers: int | None = None) -> nn.Module:
    """A BERT encoder with all layers, or with so many of them, evenly taken. Raises ModelError."""
    from transformers import BertConfig, BertModel

    from vectorstore.models.multilingual_model import verified_packed_model, weights_of
    from vectorstore.models.packed_model import dequantised

    packed = verified_packed_model()
    taken = spread(packed.layers, layers or packed.layers)
    encoder = BertModel(
        BertConfig(
            vocab_size=packed.words, hidden_size=packed.hidden, num_hidden_layers=len(taken),
            num_attention_heads=packed.heads, intermediate_size=packed.wide,
            max_position_embeddings=packed.positions, layer_norm_eps=packed.epsilon,
            hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, attn_implementation="eager",
        ),
        add_pooling_layer=False,
    )  # fmt: skip
    weights: dict[str, Any] = {
        _moved(name, taken): array for name, array in weights_of(packed).items() if _moved(name, taken)
    }
    weights["embeddings.word_embeddings.weight"] = dequantised(packed.blocks(_WORDS, packed.hidden))
    encoder.load_state_dict({name: torch.tensor(array) for name, array in weights.items()}, strict=False)
    return encoder


def multilingual_pairs() -> PairEncoder:
    """How inputs of these layers are made. Raises ModelError."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    from vectorstore.models.multilingual_model import packed_model

    vocabulary = packed_model().vocabulary
    pieces = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(pieces, vocabulary.unknown, byte_fallback=False))
    single = [
        normalizers.Replace(chr(code), to)
        for code, to in vocabulary.normalisation.items()
        if chr(code).isspace() or not to.strip()
    ]
    tokenizer.normalizer = normalizers.Sequence(
        [*single, normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_BLANK, prepend_scheme="always")
    return PairEncoder(tokenizer, first="<s>", last="</s>")


def spread(layers: int, taken: int) -> list[int]:
    """So many of the layers, evenly, the last one among them: 6 of 12 are the second, the fourth, ..."""
    if not 0 < taken <= layers:
        raise ValueError(f"{taken} of {layers} layers cannot be taken")
    return [round((place + 1) * layers / taken) - 1 for place in range(taken)]


def _moved(name: str, taken: Sequence[int]) -> str:
    """The name of a weight when only `taken` layers are left; "" where it is not needed."""
    start = "encoder.layer."
    if not name.startswith(start):
        return name
    number, _, rest = name.removeprefix(start).partition(".")
    return f"{start}{taken.index(int(number))}.{rest}" if int(number) in taken else ""
