"""The steps of training: batches, the learning rate over time, averaged weights, checkpoints.

Knows tensors and the clock; the data comes as groups. What was interrupted goes on from its last checkpoint
with the same batches.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.examples import Row, rows_of
from training.groups import Group
from training.network import Batch, ReaderNetwork, batch_of, losses, on_device
from vectorstore.models.reader_input import PairEncoder

__all__ = ["Plan", "train"]

WARM_UP = 0.06
DECAY = 0.01
AVERAGED = 0.995
"""Share of the averaged weights that a step keeps; the average is what is written."""
_CHECKPOINT_SECONDS = 300.0
_AHEAD = 8
"""Cores that make batches for a GPU."""
_AT_ONCE = 2000
"""Groups that are sorted by length together."""

Look = Callable[[ReaderNetwork], dict[str, float]]
"""Figures of a network on what is kept."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how to train."""

    seconds: float
    epochs: float
    rate: float
    seed: int
    characters: int
    """Of a batch, padding counted in."""
    rows: int
    """Of a batch, at most."""
    look_every: float
    """Seconds of training between two looks at what is kept."""


@dataclass(slots=True)
class _State:
    average: dict[str, Tensor]
    steps: int = 0
    seconds: float = 0.0
    """Spent on steps."""
    curve: list[dict[str, float]] = field(default_factory=list)


def train(
    network: ReaderNetwork, groups: Sequence[Group], look: Look, encoder: PairEncoder, plan: Plan, out: Path
) -> dict[str, Tensor]:
    """The weights of `network` after so many seconds or passes over `groups`, averaged over the steps."""
    torch.manual_seed(plan.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = network.to(device)
    named = [(name, value) for name, value in network.named_parameters() if value.requires_grad]
    optimiser = torch.optim.AdamW([value for _, value in named], lr=plan.rate, weight_decay=DECAY, fused=True)
    state = _begun(network, optimiser, out)
    choice = random.Random(plan.seed)
    total = max(1, round(plan.epochs * len(list(_one_pass(groups, random.Random(plan.seed), plan)))))
    print(
        f"{len(groups)} questions a pass, about {total} steps, {device}, from step {state.steps}", flush=True
    )
    batches = islice(_batches(groups, choice, plan), state.steps, None)
    network.train()
    sums: dict[str, float] = {}
    count, saved, looked, started = 0, time.monotonic(), state.seconds, time.monotonic()
    for batch in _prepared(batches, encoder, device):
        progress = max(state.steps / total, state.seconds / plan.seconds)
        if progress >= 1:
            break
        for part in optimiser.param_groups:
            part["lr"] = plan.rate * min(progress / WARM_UP, (1 - progress) / (1 - WARM_UP))
        batch = on_device(batch, device)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            outputs = network(batch)
        parts = losses(batch, *outputs)
        torch.stack(list(parts.values())).sum().backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([value for _, value in named], 1.0)
        optimiser.step()
        optimiser.zero_grad()
        state.steps += 1
        kept = min(AVERAGED, (1 + state.steps) / (10 + state.steps))
        with torch.no_grad():
            for name, value in named:
                state.average[name].lerp_(value, 1 - kept)
        for name, loss in parts.items():
            sums[name] = sums.get(name, 0.0) + float(loss.detach())
        count += len(batch.answers)
        state.seconds += time.monotonic() - started
        if state.steps % 50 == 0:
            told = ", ".join(f"{name} {value / 50:.3f}" for name, value in sums.items())
            print(f"{state.seconds / 60:5.1f} min, step {state.steps} ({progress:.0%}), "
                  f"{count / 50:.0f} rows a step: {told}", flush=True)  # fmt: skip
            sums.clear()
            count = 0
        if state.seconds - looked >= plan.look_every:
            looked = state.seconds
            _add_look(state, network, look, out)
        if time.monotonic() - saved > _CHECKPOINT_SECONDS:
            saved = time.monotonic()
            _save(state, network, optimiser, out)
        started = time.monotonic()
    _save(state, network, optimiser, out)
    _add_look(state, network, look, out)
    return state.average


def _prepared(batches: Iterator[list[Row]], encoder: PairEncoder, device: torch.device) -> Iterator[Batch]:
    """The batches as tensors; beside a GPU some are made ahead by other cores, so that it does not wait."""
    if device.type == "cpu":
        yield from (batch_of(rows, encoder)[0] for rows in batches)
        return
    with ThreadPoolExecutor(_AHEAD) as pool:
        waiting = deque(pool.submit(batch_of, rows, encoder) for rows in islice(batches, 2 * _AHEAD))
        while waiting:
            made = waiting.popleft().result()[0]
            waiting.extend(pool.submit(batch_of, rows, encoder) for rows in islice(batches, 1))
            yield made


def _begun(network: ReaderNetwork, optimiser: torch.optim.Optimizer, out: Path) -> _State:
    """What an interrupted training goes on from, or a beginning."""
    path = out / "checkpoint.pt"
    if not path.is_file():
        return _State({name: value.detach().clone() for name, value in network.state_dict().items()})
    saved: dict[str, Any] = torch.load(path, weights_only=True)
    network.load_state_dict(saved["network"])
    optimiser.load_state_dict(saved["optimiser"])
    device = next(network.parameters()).device
    average = {name: value.to(device) for name, value in saved["average"].items()}
    return _State(average, saved["steps"], saved["seconds"], saved["curve"])


def _save(state: _State, network: ReaderNetwork, optimiser: torch.optim.Optimizer, out: Path) -> None:
    """Write a checkpoint in one step, so that a half-written one is never found."""
    whole = out / "checkpoint.new"
    torch.save(
        {
            "network": network.state_dict(), "optimiser": optimiser.state_dict(), "average": state.average,
            "steps": state.steps, "seconds": state.seconds, "curve": state.curve,
        },
        whole,
    )  # fmt: skip
    whole.replace(out / "checkpoint.pt")


def _add_look(state: _State, trained: ReaderNetwork, look: Look, out: Path) -> None:
    network = ReaderNetwork(*trained.made_of)
    network.load_state_dict(state.average)
    network.to(next(iter(state.average.values())).device).eval()
    state.curve.append({"minutes": state.seconds / 60, "steps": state.steps, **look(network)})
    (out / "curve.json").write_text(json.dumps(state.curve, indent=1))
    print(state.curve[-1], flush=True)


def _batches(groups: Sequence[Group], choice: random.Random, plan: Plan) -> Iterator[list[Row]]:
    for _ in range(math.ceil(plan.epochs)):
        yield from _one_pass(groups, choice, plan)


def _one_pass(groups: Sequence[Group], choice: random.Random, plan: Plan) -> Iterator[list[Row]]:
    """Batches of whole groups of like length, in random order, each pass drawn anew."""
    order = list(groups)
    choice.shuffle(order)
    bundles = [rows for rows in rows_of(order, choice) if rows]
    for start in range(0, len(bundles), _AT_ONCE):
        window = sorted(bundles[start : start + _AT_ONCE], key=_longest)
        batches: list[list[Row]] = [[]]
        for bundle in window:
            rows = len(batches[-1]) + len(bundle)
            if batches[-1] and (rows > plan.rows or rows * _longest(bundle) > plan.characters):
                batches.append([])
            batches[-1].extend(bundle)
        choice.shuffle(batches)
        yield from batches


def _longest(rows: Sequence[Row]) -> int:
    return max(len(row.question) + len(row.passage.context) + len(row.passage.text) for row in rows)
