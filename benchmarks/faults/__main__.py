"""What faults, load and hostile input do to a store: nothing, or the figure says what.

    python -m benchmarks.faults
    python -m benchmarks.faults --part kills --scale 0.1

Each part is a module of this package with `measure(bounds) -> list[Row]`. All of it is bounded, stays on the
loopback interface and works in temporary folders; what cannot run on a machine is said below the table.
"""

from __future__ import annotations

import argparse
import importlib
import json
from dataclasses import asdict
from pathlib import Path

from benchmarks.faults.bounds import Bounds, CannotRun
from benchmarks.figures import Row, table

__all__ = ["PARTS", "main"]

PARTS = ("kills", "disk", "clients", "server", "backup", "odd_files", "fuzz")
"""In the order in which they run; each names a module."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--part", action="append", choices=PARTS, help="this part alone (repeatable)")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full counts and times")
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--json", type=Path, help="write the figures there")
    given = parser.parse_args()
    bounds = Bounds(scale=given.scale, seed=given.seed)
    rows: list[Row] = []
    left_out = []
    for part in given.part or PARTS:
        try:
            rows += importlib.import_module(f"benchmarks.faults.{part}").measure(bounds)
        except CannotRun as exc:
            left_out.append(f"{part}: not run, {exc}")
    print(table(rows))
    print(*left_out, sep="\n")
    if given.json:
        given.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
