"""What reading gets right, measured: `python -m benchmarks.ingest --data DIR [--json FILE]`.

Each part is a module with `measure(data: Path)` that returns rows of one table.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import paged, sections

Rows = list[dict[str, object]]
PARTS: dict[str, tuple[Callable[[Path], Rows], tuple[str, ...]]] = {
    "paged": (paged.measure, ("plos-jats",)),
    "sections": (sections.measure, ("plos-jats", "wikitext-wtf")),
}
"""Each part: what measures it, and the folders of the data that it needs."""


def _table(rows: Rows) -> str:
    names = list(rows[0])
    cells = [names, *([str(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(names))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--json", type=Path, help="write the tables to this file too")
    parser.add_argument("--part", choices=sorted(PARTS), action="append", help="only this part")
    options = parser.parse_args(arguments)
    results: dict[str, Rows] = {}
    for name in options.part or PARTS:
        part, needs = PARTS[name]
        missing = [folder for folder in needs if not (options.data / folder).is_dir()]
        if missing:
            print(f"{name}: left out, {options.data} has no {', '.join(missing)}")
            continue
        results[name] = part(options.data)
        print(f"{name}\n{_table(results[name])}\n")
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return 0 if results else 1


if __name__ == "__main__":
    raise SystemExit(main())
