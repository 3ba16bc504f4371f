"""Train the reader from the bundled encoder's weights, or on from the reader that is shipped.

    python -m training.reader --data DIR --out DIR [--minutes N] [--epochs N] [--rate R]
                              [--compiled] [--further [--share S]]

Writes to --out: the mined groups (used again by the next run), `checkpoint.pt` now and then, `curve.json`
(quality on the validation articles against minutes of training) and at the end `reader.safetensors`, which
`python -m training.export` turns into the model that is shipped. Uses a GPU when there is one, otherwise the
processor's cores in bf16.
"""

from __future__ import annotations

import argparse
import json
import math
import pickle
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import torch

from training.examples import Row, rows_of
from training.mining import Group, Pool, mine
from training.network import Batch, ReaderNetwork, batch_of, losses
from training.questions import SETS, load_set
from training.shipped import shipped_weights
from training.split import is_validation
from training.validation import quality
from vectorstore.models.reader import Reader
from vectorstore.models.reader_input import PairEncoder

ROWS = 32
"""Rows of a batch, about."""
LEARNING_RATE = 1.5e-4
WARM_UP = 0.06
DECAY = 0.01
AVERAGED = 0.995
"""Share of the averaged weights that a step keeps; the average is what is written."""
SEED = 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="training.reader", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--out", type=Path, required=True, help="folder for everything that is written")
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop training after so many")
    parser.add_argument("--epochs", type=float, default=2.0, help="passes over the data, where time allows")
    parser.add_argument("--further", action="store_true", help="train on from the reader that is shipped")
    parser.add_argument(
        "--share", type=float, default=1.0,
        help="of the new weights in what is written; the rest are those that training went on from",
    )  # fmt: skip
    parser.add_argument("--rate", type=float, default=LEARNING_RATE, help="learning rate at its highest")
    parser.add_argument("--compiled", action="store_true", help="a quarter faster; needs a C++ compiler")
    parser.add_argument("--seed", type=int, default=SEED, help="of the order and the draws")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    groups = mined(given.data, given.out)
    network = ReaderNetwork()
    if given.further:
        network.load_state_dict(shipped_weights())
    if given.compiled:
        network.encoder.compile(dynamic=True)
    begun = {name: value.clone() for name, value in network.state_dict().items()}
    made = train(network, groups, given.out, given.minutes * 60, given.epochs, given.rate, given.seed)
    write(mixed(begun, made, given.share), given.out)


def mined(data: Path, out: Path) -> dict[str, list[Group]]:
    """The groups of each set, mined once and kept in `out`."""
    kept = out / "groups.pickle"
    if kept.is_file():
        found: dict[str, list[Group]] = pickle.loads(kept.read_bytes())  # our own file
        return found
    pools = {name: Pool(load_set(name, data), out / "pools" / name) for name in SETS}
    try:
        found = {
            name: mine(pool, [other for other in pools.values() if other is not pool])
            for name, pool in pools.items()
        }
    finally:
        for pool in pools.values():
            pool.close()
    kept.write_bytes(pickle.dumps(found))
    return found


def train(
    network: ReaderNetwork,
    groups: dict[str, list[Group]],
    out: Path,
    seconds: float,
    epochs: float,
    rate: float,
    seed: int,
) -> dict[str, torch.Tensor]:
    """The weights of `network` after so many seconds or passes, averaged over the steps."""
    torch.manual_seed(seed)
    choice = random.Random(seed)
    own, kept = _split(groups)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = network.to(device)
    trained = [value for value in network.parameters() if value.requires_grad]
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    averaged = [(average[name], value) for name, value in network.named_parameters() if value.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=rate, weight_decay=DECAY, fused=True)
    encoder = Reader().encoder()

    curve: list[dict[str, float]] = []
    started = time.monotonic()
    validating = 0.0  # seconds spent on the curve, which do not count as training
    steps, next_look = 0, 0.2
    sums: dict[str, float] = {}
    total = max(1, round(epochs * sum(len(rows) for rows in rows_of(own, random.Random(seed))) / ROWS))
    print(f"{len(own)} groups, about {total} steps, {device}", flush=True)
    network.train()
    for rows in _batches(own, choice, epochs):
        elapsed = time.monotonic() - started - validating
        progress = max(steps / total, elapsed / seconds)
        if progress >= 1:
            break
        for part in optimiser.param_groups:
            part["lr"] = rate * min(progress / WARM_UP, (1 - progress) / (1 - WARM_UP))
        batch = _on(batch_of(rows, encoder)[0], device)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            outputs = network(batch)
        parts = losses(batch, *outputs)
        sum(parts.values()).backward()  # type: ignore[union-attr]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        steps += 1
        with torch.no_grad():
            for mean, value in averaged:
                mean.lerp_(value, 1 - min(AVERAGED, (1 + steps) / (10 + steps)))
        for name, loss in parts.items():
            sums[name] = sums.get(name, 0.0) + float(loss.detach())
        if steps % 50 == 0:
            told = ", ".join(f"{name} {value / 50:.3f}" for name, value in sums.items())
            print(f"{elapsed / 60:5.1f} min, step {steps} ({progress:.0%}): {told}", flush=True)
            sums.clear()
        if progress >= next_look:
            next_look += 0.2
            paused = time.monotonic()
            torch.save(average, out / "checkpoint.pt")
            curve.append({"minutes": elapsed / 60, "steps": steps, **_look(average, kept, encoder)})
            (out / "curve.json").write_text(json.dumps(curve, indent=1))
            print(curve[-1], flush=True)
            validating += time.monotonic() - paused
    minutes = (time.monotonic() - started - validating) / 60
    curve.append({"minutes": minutes, "steps": steps, **_look(average, kept, encoder)})
    (out / "curve.json").write_text(json.dumps(curve, indent=1))
    print(curve[-1], flush=True)
    return average


def mixed(
    begun: dict[str, torch.Tensor], made: dict[str, torch.Tensor], share: float
) -> dict[str, torch.Tensor]:
    """Weights between those that training went on from and those it made.

    Such a mixture keeps what the first could do and has most of what the second learned (Wortsman et al.
    2022, "Robust fine-tuning of zero-shot models").
    """
    return {name: torch.lerp(begun[name], value.cpu(), share) for name, value in made.items()}


def write(weights: dict[str, torch.Tensor], out: Path) -> None:
    """Write the weights for `training.export`."""
    from safetensors.torch import save_file

    save_file({name: value.contiguous() for name, value in weights.items()}, out / "reader.safetensors")


def _split(groups: dict[str, list[Group]]) -> tuple[list[Group], dict[str, list[Group]]]:
    """What is trained on, and by set what is kept for validation; printed."""
    own: list[Group] = []
    kept: dict[str, list[Group]] = {}
    for name, found in groups.items():
        kept[name] = [group for group in found if is_validation(group.title)]
        mine = [group for group in found if not is_validation(group.title)]
        own.extend(mine)
        titles = sorted({group.title for group in kept[name]})
        print(f"{name}: {len(mine)} questions to train on, {len(kept[name])} kept, of {len(titles)} titles: "
              f"{', '.join(titles[:12])}{', ...' if len(titles) > 12 else ''}")  # fmt: skip
    return own, kept


def _batches(groups: Sequence[Group], choice: random.Random, epochs: float) -> Iterator[list[Row]]:
    """Batches of whole groups of like length, in random order, each pass drawn anew."""
    for _ in range(math.ceil(epochs)):
        order = list(groups)
        choice.shuffle(order)
        bundles = [rows for rows in rows_of(order, choice) if rows]
        for start in range(0, len(bundles), 2000):
            window = sorted(bundles[start : start + 2000], key=_longest)
            batches: list[list[Row]] = [[]]
            for bundle in window:
                if len(batches[-1]) + len(bundle) > ROWS:
                    batches.append([])
                batches[-1].extend(bundle)
            choice.shuffle(batches)
            yield from (batch for batch in batches if batch)


def _longest(rows: Sequence[Row]) -> int:
    return max(len(row.passage.text) for row in rows)


def _look(
    average: dict[str, torch.Tensor], kept: dict[str, list[Group]], encoder: PairEncoder
) -> dict[str, float]:
    network = ReaderNetwork()
    network.load_state_dict(average)
    network.eval()
    return quality(network, kept, encoder)


def _on(batch: Batch, device: torch.device) -> Batch:
    return Batch(*(getattr(batch, field.name).to(device) for field in fields(batch)))


if __name__ == "__main__":
    sys.exit(main())
