"""The reader as a torch module: the bundled encoder with one linear layer over its tokens.

Knows tensors and losses. Knows nothing of data sets or of how long to train.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.examples import Row
from training.multilingual import multilingual_encoder
from vectorstore.models.bundled_model import bundled_model_folder, verified_weights
from vectorstore.models.reader_input import EncodedPair, PairEncoder

__all__ = ["Base", "Batch", "ReaderNetwork", "batch_of", "losses", "on_device"]

Base = Literal["bundled", "multilingual"]
_TWINS = 0.5
"""How much it counts that a question scores above its near miss."""
_FORBIDDEN = -1e4
"""Logit of a token at which no answer may start or end."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows as tensors (rows x tokens)."""

    ids: Tensor
    segments: Tensor
    mask: Tensor
    allowed: Tensor
    """Where an answer may start or end: the text's tokens, and the first token for "no answer"."""
    answers: Tensor
    """1 for a row whose passage answers, else 0 (rows)."""
    contests: Tensor
    """Which rows compete (rows)."""
    twins: Tensor
    """Which rows are a question and its near miss (rows)."""
    starts: Tensor
    ends: Tensor
    """Wanted distributions over tokens; a row of zeros where the place is unknown."""


class ReaderNetwork(nn.Module):
    """For each row the relevance (rows), and start and end logits (rows x tokens)."""

    def __init__(self, base: Base = "bundled", layers: int | None = None, frozen: int = 0) -> None:
        """`layers` of the multilingual base, None for all. The first `frozen` layers stay as they are, with
        all embeddings; of 0 layers the words alone do."""
        super().__init__()
        self.made_of: tuple[Base, int | None, int] = base, layers, frozen
        self.encoder = _bundled_encoder() if base == "bundled" else multilingual_encoder(layers)
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:frozen]) if frozen else ():
            part.requires_grad_(False)
        self.head = nn.Linear(self.encoder.config.hidden_size, 3)
        self.dropout = nn.Dropout(0.1)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        hidden = self.encoder(
            input_ids=batch.ids, attention_mask=batch.mask, token_type_ids=batch.segments
        ).last_hidden_state
        scores = self.head(self.dropout(hidden)).float()
        starts = scores[..., 0].masked_fill(~batch.allowed, _FORBIDDEN)
        ends = scores[..., 1].masked_fill(~batch.allowed, _FORBIDDEN)
        return scores[:, 0, 2], starts, ends


def _bundled_encoder() -> nn.Module:
    from transformers import AutoModel

    verified_weights()
    # On a processor the random numbers of dropout and the fused attention cost half of a step's time.
    encoder: nn.Module = AutoModel.from_pretrained(
        bundled_model_folder(), attn_implementation="eager", add_pooling_layer=False,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    return encoder


def batch_of(rows: Sequence[Row], encoder: PairEncoder) -> tuple[Batch, list[EncodedPair]]:
    """The rows as one batch, padded to the longest."""
    pairs = [encoder.encode(row.question, [(row.passage.context, row.passage.text)])[0] for row in rows]
    shape = (len(rows), max(len(pair.ids) for pair in pairs))
    ids, segments, mask = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    allowed = torch.zeros(shape, dtype=torch.bool)
    starts, ends = torch.zeros(shape), torch.zeros(shape)
    for place, (row, pair) in enumerate(zip(rows, pairs, strict=True)):
        length = len(pair.ids)
        ids[place, :length] = torch.tensor(pair.ids)
        segments[place, :length] = torch.tensor(pair.segments)
        mask[place, :length] = 1
        allowed[place, 0] = True
        allowed[place, pair.text_start : pair.text_start + len(pair.offsets)] = True
        if not row.answers:
            starts[place, 0] = ends[place, 0] = 1.0
        for start, end in row.spans:
            first, last = _tokens(pair, start, end)
            if first is not None and last is not None:
                starts[place, first] += 1.0
                ends[place, last] += 1.0
    starts /= starts.sum(1, keepdim=True).clamp(min=1.0)
    ends /= ends.sum(1, keepdim=True).clamp(min=1.0)
    answers = torch.tensor([float(row.answers) for row in rows])
    contests = torch.tensor([row.contest for row in rows])
    twins = torch.tensor([row.twins for row in rows])
    return Batch(ids, segments, mask, allowed, answers, contests, twins, starts, ends), pairs


def on_device(batch: Batch, device: torch.device) -> Batch:
    """The same batch where a network is."""
    return Batch(*(getattr(batch, one.name).to(device) for one in fields(batch)))


def losses(batch: Batch, relevance: Tensor, starts: Tensor, ends: Tensor) -> dict[str, Tensor]:
    """The parts of the loss: which row of a contest answers, which of two twins, whether each does, where."""
    known = batch.starts.sum(1) > 0
    places = -(batch.starts * F.log_softmax(starts, 1)).sum(1) - (batch.ends * F.log_softmax(ends, 1)).sum(1)
    weight = known.float() * torch.where(batch.answers > 0, 1.0, 0.5)
    return {
        "contest": _contest_loss(batch.contests, batch.answers, relevance),
        "twins": _TWINS * _contest_loss(batch.twins, batch.answers, relevance),
        "answers": F.binary_cross_entropy_with_logits(relevance, batch.answers),
        "span": (places * weight).sum() / weight.sum().clamp(min=1.0) / 2,
    }


def _contest_loss(contests: Tensor, answers: Tensor, relevance: Tensor) -> Tensor:
    """Cross-entropy of the answering row among the rows that compete with it."""
    total, count = relevance.new_zeros(()), 0
    for contest in contests.unique().tolist():
        if contest < 0:
            continue
        inside = contests == contest
        if inside.sum() > 1:
            log = F.log_softmax(relevance[inside], 0)
            total = total - log[answers[inside] > 0].sum()
            count += 1
    return total / max(1, count)


def _tokens(pair: EncodedPair, start: int, end: int) -> tuple[int | None, int | None]:
    """Positions of the first and the last token of the text between two offsets."""
    inside = [place for place, (a, b) in enumerate(pair.offsets) if a < end and b > start]
    if not inside:
        return None, None
    return pair.text_start + inside[0], pair.text_start + inside[-1]
