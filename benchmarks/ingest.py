"""What reading gets right and how fast it is: `python -m benchmarks.ingest --data DIR [--json FILE]`.

One table; each part is a module with `measure(data: Path)` that returns its rows.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks import paged, reading_speed, sections, tables, webpages
from benchmarks.figures import Row, table

PARTS: dict[str, tuple[Callable[[Path], list[Row]], tuple[str, ...]]] = {
    "text": (webpages.measure_text, ("html-scrapinghub",)),
    "headings": (webpages.measure_headings, ("html-readability",)),
    "headings crossed": (webpages.measure_crossed, ("html-readability",)),
    "page time": (webpages.measure_speed, ("html-scrapinghub",)),
    "sections": (sections.measure, ("plos-jats", "wikitext-wtf")),
    "tables": (tables.measure, ()),
    "paged": (paged.measure, ("plos-jats",)),
    "speed": (reading_speed.measure, ("html-scrapinghub", "plos-jats")),
}
"""Each part: what measures it, and the folders of the data that it needs."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--part", choices=sorted(PARTS), action="append", help="only this part")
    options = parser.parse_args(arguments)
    rows: list[Row] = []
    for name in options.part or PARTS:
        measure, needs = PARTS[name]
        missing = [folder for folder in needs if not (options.data / folder).is_dir()]
        if missing:
            print(f"{name}: left out, {options.data} has no {', '.join(missing)}")
            continue
        rows += measure(options.data)
    if not rows:
        return 1
    print(table(rows))
    if options.json:
        told = [{**asdict(row), "met": row.is_met} for row in rows]
        options.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
