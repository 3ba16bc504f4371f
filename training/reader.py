"""Train the reader from the bundled encoder's weights, or on from the reader that is shipped.

    python -m training.reader --data DIR --out DIR [--recipe core|full|languages] [--minutes N] [--epochs N]
                              [--rate R] [--compiled] [--frozen N] [--further [--share S]]
                              [--base multilingual [--layers N]]

Writes to --out: `checkpoint.pt` now and then, `curve.json` (quality on the validation articles against
minutes of training) and at the end `reader.safetensors`, which `python -m training.export` turns into the
model that is shipped. The same command goes on where it was interrupted. Uses a GPU when there is one,
otherwise the processor's cores in bf16.
"""

from __future__ import annotations

import argparse
import math
import sys
from functools import partial
from pathlib import Path

import torch

from training.gathering import gather
from training.loop import Plan, train
from training.mixture import RECIPES
from training.multilingual import multilingual_pairs
from training.network import ReaderNetwork
from training.shipped import shipped_weights
from training.validation import quality
from vectorstore.models.reader import Reader

LEARNING_RATE = 1.5e-4
CHARACTERS, ROWS = 24_000, 48
"""Of a batch at most: about 6,000 word pieces."""
ON_GPU = 6
"""How many times as large a batch is on a GPU."""
SEED = 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="training.reader", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--out", type=Path, required=True, help="folder for everything that is written")
    parser.add_argument(
        "--base", choices=("bundled", "multilingual"), default="bundled", help="the encoder to train from"
    )
    parser.add_argument("--layers", type=int, help="of the multilingual base (default: all)")
    parser.add_argument(
        "--recipe", choices=RECIPES, default="full" if torch.cuda.is_available() else "core",
        help="how much of each set: for an hour of one core, all of it (the default with a GPU), or all "
        "languages",
    )  # fmt: skip
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop training after so many")
    parser.add_argument("--epochs", type=float, default=2.0, help="passes over the data, where time allows")
    parser.add_argument("--further", action="store_true", help="train on from the reader that is shipped")
    parser.add_argument(
        "--share", type=float, default=1.0,
        help="of the new weights in what is written; the rest are those that training went on from",
    )  # fmt: skip
    parser.add_argument("--rate", type=float, default=LEARNING_RATE, help="learning rate at its highest")
    parser.add_argument("--compiled", action="store_true", help="a quarter faster; needs a C++ compiler")
    parser.add_argument("--frozen", type=int, default=0, help="first layers that are not trained (faster)")
    parser.add_argument("--seed", type=int, default=SEED, help="of the order and the draws")
    parser.add_argument("--look", type=float, default=10.0, help="minutes between two points of the curve")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    groups, kept = gather(given.data, RECIPES[given.recipe], given.seed)
    network = ReaderNetwork(given.base, given.layers, given.frozen)
    if given.further:
        network.load_state_dict(shipped_weights())
    if given.compiled:
        network.encoder.compile(dynamic=True)
    begun = {name: value.clone() for name, value in network.state_dict().items()}
    encoder = Reader().encoder() if given.base == "bundled" else multilingual_pairs()
    size = ON_GPU if torch.cuda.is_available() else 1
    plan = Plan(
        given.minutes * 60,
        given.epochs,
        given.rate,
        given.seed,
        CHARACTERS * size,
        ROWS * size,
        given.look * 60,
    )
    made = train(network, groups, partial(quality, kept=kept, encoder=encoder), encoder, plan, given.out)
    write(mixed(begun, made, given.share), given.out)


def mixed(
    begun: dict[str, torch.Tensor], made: dict[str, torch.Tensor], share: float
) -> dict[str, torch.Tensor]:
    """Weights between those that training went on from and those it made.

    Such a mixture keeps what the first could do and has most of what the second learned (Wortsman et al.
    2022, "Robust fine-tuning of zero-shot models").
    """
    return {name: torch.lerp(begun[name].cpu(), value.cpu(), share) for name, value in made.items()}


def write(weights: dict[str, torch.Tensor], out: Path) -> None:
    """Write the weights for `training.export`."""
    from safetensors.torch import save_file

    save_file({name: value.contiguous() for name, value in weights.items()}, out / "reader.safetensors")


if __name__ == "__main__":
    sys.exit(main())
