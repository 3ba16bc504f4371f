"""How good the reader is on the validation articles while it is trained: a small, fixed sample.

The figures that are published come from `benchmarks.reader`, which measures the shipped model.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch

from training.examples import Row
from training.groups import Group, Text
from training.network import ReaderNetwork, batch_of, on_device
from training.scores import auroc, exact_match, token_f1
from vectorstore.models.reader_input import PairEncoder

__all__ = ["quality"]

_MOST_TOKENS = 30


def quality(
    network: ReaderNetwork, kept: dict[str, list[Group]], encoder: PairEncoder, sample: int = 120
) -> dict[str, float]:
    """Span scores on gold passages, and AUROC of the relevance against two kinds of near misses."""
    choice = random.Random(1)
    shifts = [group for group in kept["squadshifts"] if group.positives]
    shifts = choice.sample(shifts, min(sample, len(shifts)))
    rows = [Row(group.question, *_first(group), -1) for group in shifts]
    _, spans = _read(network, rows, encoder)
    wanted = [[row.passage.text[a:b] for a, b in row.spans] for row in rows]
    squad = kept["squad-2.0-dev"]
    good = choice.sample([group for group in squad if group.positives], sample)
    bad = choice.sample([group for group in squad if group.unanswering], sample)
    answerable, _ = _read(network, [Row(g.question, *_first(g), -1) for g in good], encoder)
    unanswerable, _ = _read(network, [Row(g.question, g.unanswering[0], False, (), -1) for g in bad], encoder)
    news = kept["near-miss"]
    told = [Row(g.question, *_first(g), -1) for g in news if g.positives]
    answering, quoted = _read(network, told, encoder)
    missing, _ = _read(
        network, [Row(g.question, g.unanswering[0], False, (), -1) for g in news if g.unanswering], encoder
    )
    return {
        "span_em": _mean([exact_match(span, gold) for span, gold in zip(spans, wanted, strict=True)]),
        "span_f1": _mean([token_f1(span, gold) for span, gold in zip(spans, wanted, strict=True)]),
        "auroc_squad": auroc(answerable, unanswerable),
        "near_miss_f1": _mean(
            [
                token_f1(span, [row.passage.text[a:b] for a, b in row.spans])
                for span, row in zip(quoted, told, strict=True)
            ]
        ),
        "auroc_near_miss": auroc(answering, missing),
    }


def _first(group: Group) -> tuple[Text, bool, tuple[tuple[int, int], ...]]:
    text, spans = group.positives[0]
    return text, True, spans


def _read(network: ReaderNetwork, rows: Sequence[Row], encoder: PairEncoder) -> tuple[list[float], list[str]]:
    """Relevance and best span of each row."""
    device = next(network.parameters()).device
    order = sorted(range(len(rows)), key=lambda place: len(rows[place].passage.text))
    relevance = [0.0] * len(rows)
    spans = [""] * len(rows)
    for start in range(0, len(order), 32):
        part = order[start : start + 32]
        batch, pairs = batch_of([rows[place] for place in part], encoder)
        with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16):
            scores, starts, ends = (one.float().cpu() for one in network(on_device(batch, device)))
        for row, place in enumerate(part):
            relevance[place] = float(scores[row])
            pair = pairs[row]
            inside = slice(pair.text_start, pair.text_start + len(pair.offsets))
            best = (starts[row, inside][:, None] + ends[row, inside][None, :]).triu()
            best = best.masked_fill(torch.ones_like(best).triu(_MOST_TOKENS) > 0, -1e9)
            best = best.masked_fill(torch.ones_like(best).tril(-1) > 0, -1e9)
            first, last = divmod(int(best.argmax()), best.shape[1])
            text = rows[place].passage.text
            spans[place] = text[pair.offsets[first][0] : pair.offsets[last][1]]
    return relevance, spans


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")
