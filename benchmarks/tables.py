"""How well tables in PDFs are read: 60 tables of five kinds, made by three programs, cell by cell.

`python -m benchmarks.tables [--json FILE] [--keep DIR]`, or the part "tables" of `benchmarks.ingest`. The
tables are made here - words and numbers drawn by chance - and set by reportlab, by a browser (Chromium) and by
Typst, with rules, without, with empty cells, many columns and cells of several lines.

A cell is right when its words, whole, are in the right row and column. It is misplaced when they are in
another column, or in one cell with another cell's: the fault that nobody can see. A cell that is in no row of
a table (because the structure was doubtful and the reader says so) is neither.
"""

# ruff: noqa: E501
from __future__ import annotations

import argparse
import io
import json
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path

from benchmarks.figures import Row, table

__all__ = ["KINDS", "Sample", "Score", "judge", "main", "makers", "measure", "samples"]

KINDS = ("ruled, cells of several lines", "no rules", "many columns", "empty cells", "few rules")
_EACH = 4
"""Tables of each kind that each program sets."""
_SUBJECTS = (
    "Oak beams;Iron bolts;Tarred rope;Canvas sails;Copper plates;Slate roof;Harbour lamps;Ferry landing;"
    "Crane house;Fish market;Ice store;Boat shed;Signal mast;Pilot station;Breakwater;Slipway;Dry dock;"
    "Weigh house;Net loft;Sluice gate;Tide gauge;Anchor chain;Dredging;Buoys;Ladders;Fenders;Paving;Drains;"
    "Fog horn;Cable winch;Rail track;Salt store;Cooperage;Smithy;Lime kiln;Rope walk"
).split(";")
_PLACES = "Northport;Westquay;San Marco;Old Haven;Skarrow;Lower Dune;Port Amber;Elmsea".split(";")
_PHRASES = (
    "checked by divers before the autumn storms begin;paid by the town after the second inspection;"
    "below the water line, with oak of the first class;because the access road is too narrow for the crane;"
    "in three languages and with lights that burn at night;only when the wind is below force six;"
    "by the guild of pilots and the diving club together;until the tenders are opened in November;"
    "after the board has heard the owners of the boats;with timber from the northern mill;"
    "for the whole of the summer and part of the spring;without any cost to the fishing fleet"
).split(";")


@dataclass(frozen=True, slots=True)
class Sample:
    """One table and how it is to look."""

    kind: str
    rows: tuple[tuple[str, ...], ...]
    """The header first."""
    widths: tuple[int, ...]
    """Shares of the columns."""
    right: tuple[bool, ...]
    """Which columns are set to the right."""
    rules: str
    """grid, rows, frame or none."""
    middle: bool
    """Whether cells are centred between top and foot of their row."""
    size: float
    padding: float
    shaded: bool


def samples(program: str) -> list[Sample]:
    """The tables that `program` is to set."""
    chance = random.Random(f"tables set by {program}")
    return [_sample(kind, chance, number) for kind in KINDS for number in range(_EACH)]


def _sample(kind: str, chance: random.Random, number: int) -> Sample:
    subjects = chance.sample(_SUBJECTS, len(_SUBJECTS))

    def phrase(parts: int) -> str:
        words = " ".join(chance.sample(_PHRASES, parts))
        return words[:1].upper() + words[1:]

    makers: dict[str, Callable[[int], str]] = {
        "name": lambda row: subjects[row % len(subjects)] + ("" if row < len(subjects) else f" {row}"),
        "long": lambda _: phrase(chance.choice((1, 1, 2))),
        "number": lambda _: f"{chance.randint(100, 999_999):,}",
        "share": lambda _: f"{chance.uniform(0, 99):.1f}",
        "date": lambda _: (
            f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{chance.randint(2001, 2026)}"
        ),
        "place": lambda _: chance.choice(_PLACES),
        "note": lambda _: chance.choice(
            ("Layoff Permanent", "Closure", "Layoff Temporary", "Moved to another pier")
        ),
        "year": lambda row: str(1950 + row),
    }
    heads = {"name": "Measure", "long": "How it is done", "number": "Cost in crowns", "share": "Share (%)", "date":
             "Date of the decision", "place": "Place", "note": "Kind of notice", "year": "Year"}  # fmt: skip
    weight = {"name": 3, "long": 6, "number": 2, "share": 2, "date": 2, "place": 2, "note": 2, "year": 1}
    columns = {
        KINDS[0]: [["name", "number", "long"], ["name", "long", "date", "long"], ["long", "number", "place"],
                   ["year", "long", "number", "note"]],
        KINDS[1]: [["name", "long", "number"], ["name", "number", "share", "place"], ["place", "long", "long"],
                   ["year", "name", "number", "share", "number"]],
        KINDS[2]: [["date", "date", "date", "name", "place", "number", "note"],
                   ["name", *["share"] * 9], ["year", *["number"] * 7, "place"],
                   ["name", "place", "date", "number", "share", "note", "number", "share"]],
        KINDS[3]: [["name", "number", "number", "share", "place"], ["name", "date", "long", "number"],
                   ["year", "share", "share", "share", "note"], ["name", "place", "number", "long"]],
        KINDS[4]: [["name", "number", "share", "number"], ["name", "long", "number"],
                   ["place", "year", "number", "share", "share"], ["name", "note", "number", "number"]],
    }[kind][number % 4]  # fmt: skip
    count = chance.randint(5, 9) if "long" in columns else chance.randint(8, 16)
    if kind == KINDS[2]:
        count = chance.choice((18, 26, 60))
    seen: dict[str, int] = {}
    header = []
    for name in columns:
        seen[name] = seen.get(name, 0) + 1
        header.append(heads[name] + ("" if seen[name] == 1 else f" {chr(64 + seen[name])}"))
    empty = 0.35 if kind == KINDS[3] else 0.0
    rows = [tuple(header)]
    for row in range(count):
        made = [makers[name](row) for name in columns]
        kept = [made[0], *("" if chance.random() < empty else cell for cell in made[1:])]
        if not any(kept[1:]):
            kept[-1] = made[-1]
        rows.append(tuple(kept))
    rules = {KINDS[0]: "grid", KINDS[1]: "none", KINDS[2]: chance.choice(("grid", "rows", "none")),
             KINDS[3]: chance.choice(("rows", "none", "grid")), KINDS[4]: "frame"}[kind]  # fmt: skip
    wide = kind == KINDS[2]
    return Sample(
        kind,
        tuple(rows),
        tuple(weight[name] for name in columns),
        tuple(name in ("number", "share") for name in columns),
        rules,
        chance.random() < 0.4,
        chance.choice((6.5, 7.5) if wide else (8.5, 9.5, 11)),
        chance.choice((2.0, 3.0, 5.0)),
        chance.random() < 0.25,
    )


_ABOVE = "The board agreed on these measures, and they are listed in the table with all that is known of each of them."
_BELOW = "The tenders are opened in November and the work begins in the spring of the following year, weather allowing."


def by_reportlab(sample: Sample) -> bytes:
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    cell = {
        right: ParagraphStyle("cell", fontName="Helvetica", fontSize=sample.size, leading=1.2 * sample.size,
                              alignment=2 if right else 0)
        for right in (False, True)
    }  # fmt: skip
    body = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13)
    total = sum(sample.widths)
    widths = [(A4[0] - 100) * share / total for share in sample.widths]
    data = [
        [Paragraph(escape(words), cell[right]) for words, right in zip(row, sample.right, strict=True)]
        for row in sample.rows
    ]
    style: list[tuple[object, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if sample.middle else "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), sample.padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), sample.padding),
    ]
    if sample.rules == "grid":
        style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
    elif sample.rules == "rows":
        style.append(("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey))
    elif sample.rules == "frame":
        style += [("LINEABOVE", (0, 0), (-1, 0), 1, colors.black), ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
                  ("LINEBELOW", (0, -1), (-1, -1), 1, colors.black)]  # fmt: skip
    if sample.shaded:
        style.append(("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, colors.whitesmoke]))
    made = io.BytesIO()
    document = SimpleDocTemplate(made, pagesize=A4, leftMargin=50, rightMargin=50)
    top = ParagraphStyle("top", fontName="Helvetica-Bold", fontSize=18, leading=22)
    document.build(
        [Paragraph("Plan of measures", top), Spacer(1, 10), Paragraph(_ABOVE, body), Spacer(1, 10),
         Table(data, colWidths=widths, repeatRows=1, style=style), Spacer(1, 10), Paragraph(_BELOW, body)]
    )  # fmt: skip
    return made.getvalue()


def as_page(sample: Sample) -> str:
    total = sum(sample.widths)
    rule = "0.6pt solid #444"
    css = {
        "grid": f"td, th {{ border: {rule} }}",
        "rows": f"tr {{ border-bottom: {rule} }}",
        "frame": f"table {{ border-top: {rule}; border-bottom: {rule} }} thead tr {{ border-bottom: {rule} }}",
        "none": "",
    }[sample.rules]
    if sample.shaded:
        css += " tbody tr:nth-child(even) { background: #eee }"
    lines = []
    for at, row in enumerate(sample.rows):
        tag = "td" if at else "th"
        cells = "".join(
            f"<{tag} style='text-align: {'right' if right else 'left'}'>{escape(words)}</{tag}>"
            for words, right in zip(row, sample.right, strict=True)
        )
        lines.append(f"<tr>{cells}</tr>")
    columns = "".join(f"<col style='width: {100 * share / total:.2f}%'>" for share in sample.widths)
    return (
        "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Plan of measures</title><style>"
        "@page { size: A4; margin: 18mm } body { font: 10pt sans-serif } table { border-collapse: collapse;"
        f" width: 100%; table-layout: fixed; font-size: {sample.size}pt }} td, th {{ padding: {sample.padding}pt;"
        f" vertical-align: {'middle' if sample.middle else 'top'} }} {css}</style><h1>Plan of measures</h1>"
        f"<p>{_ABOVE}</p><table><colgroup>{columns}</colgroup><thead>{lines[0]}</thead><tbody>"
        f"{''.join(lines[1:])}</tbody></table><p>{_BELOW}</p>"
    )


def by_browser(program: str, sample: Sample) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        page, made = Path(folder, "table.html"), Path(folder, "table.pdf")
        page.write_text(as_page(sample), encoding="utf-8")
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/me"]
        command += ["--no-pdf-header-footer", f"--print-to-pdf={made}", page.as_uri()]
        subprocess.run(command, capture_output=True, check=True)
        return made.read_bytes()


def by_typst(sample: Sample) -> bytes:
    import typst

    stroke = {
        "grid": "0.5pt",
        "rows": "(x, y) => (bottom: 0.5pt)",
        "frame": f"(x, y) => (top: if y == 0 {{ 1pt }}, bottom: if y == 0 {{ 0.5pt }} else if y == {len(sample.rows) - 1}"
        " { 1pt })",
        "none": "none",
    }[sample.rules]
    aligned = ", ".join("right" if right else "left" for right in sample.right)
    level = "horizon" if sample.middle else "top"
    cells = [f"[{_in_typst(words)}]" for row in sample.rows for words in row]
    width = len(sample.widths)
    fill = "fill: (x, y) => if calc.even(y) { luma(240) }," if sample.shaded else ""
    source = (
        '#set page(paper: "a4", margin: 18mm)\n#set text(size: 10pt)\n= Plan of measures\n'
        f"{_ABOVE}\n\n#text(size: {sample.size}pt)[#table(columns: ({', '.join(f'{w}fr' for w in sample.widths)}),"
        f" align: (x, y) => ({aligned}).at(x) + {level}, inset: (x: 4pt, y: {sample.padding}pt), stroke: {stroke}, {fill}"
        f" table.header({', '.join(cells[:width])}), {', '.join(cells[width:])})]\n\n{_BELOW}\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.typ")
        path.write_text(source, encoding="utf-8")
        return bytes(typst.compile(str(path)))


def _in_typst(words: str) -> str:
    return "".join(f"\\{sign}" if sign in "#$*_`<>@~/\\[]=-" else sign for sign in words)


def makers() -> dict[str, Callable[[Sample], bytes]]:
    """The programs that this machine has."""
    found: dict[str, Callable[[Sample], bytes]] = {"reportlab": by_reportlab}
    browser = shutil.which(os.environ.get("ARTICLEBOT_CHROMIUM", "chromium"))
    if browser is not None:
        found["Chromium"] = lambda sample: by_browser(browser, sample)
    try:
        import typst  # noqa: F401
    except ImportError:
        pass
    else:
        found["Typst"] = by_typst
    return found


@dataclass(slots=True)
class Score:
    """Counts of cells with words."""

    cells: int = 0
    right: int = 0
    misplaced: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.cells += other.cells
        self.right += other.right
        self.misplaced += other.misplaced
        self.faults += other.faults


def judge(sample: Sample, read: Sequence[Sequence[str]]) -> Score:
    """`read` are the rows of all tables that were read, in order; a header repeated on a page is no row."""
    found = [[_plain(cell) for cell in row] for row in read]
    score = Score()
    start = 0
    for row in sample.rows:
        wanted = [_plain(cell) for cell in row]
        score.cells += sum(bool(cell) for cell in wanted)
        best, place = 0.0, None
        for at in range(start, len(found)):
            same = sum(bool(cell) and cell in found[at] for cell in wanted)
            exact = sum(bool(cell) and one == cell for one, cell in zip(found[at], wanted, strict=False))
            value = exact + 0.5 * same
            if value > best:
                best, place = value, at
        if place is None:
            score.misplaced += _mixed(wanted, found, range(start, len(found)))
            continue
        line = found[place]
        for column, cell in enumerate(wanted):
            if not cell:
                continue
            if column < len(line) and line[column] == cell:
                score.right += 1
            elif any(_is_in(cell, other) for at, other in enumerate(line) if at != column):
                score.misplaced += 1
                score.faults.append(f"{cell!r} in column {column} of {line}")
            elif column < len(line) and any(
                other and other != cell and _is_in(other, line[column]) for other in wanted
            ):
                score.misplaced += 1
                score.faults.append(f"{cell!r} shares a cell: {line}")
            else:
                score.faults.append(f"{cell!r} not in {line}")
        start = place + 1
    return score


def _mixed(wanted: Sequence[str], found: Sequence[Sequence[str]], places: range) -> int:
    """Cells of a row that stand together in one cell."""
    return sum(
        any(_is_in(cell, one) and any(_is_in(other, one) for other in wanted if other and other != cell)
            for at in places for one in found[at])
        for cell in wanted if cell
    )  # fmt: skip


def _is_in(cell: str, other: str) -> bool:
    return f" {cell} " in f" {other} "


def _plain(cell: str | None) -> str:
    return " ".join((cell or "").replace("\\|", "|").split())


def rows_read(data: bytes) -> list[list[str]]:
    """The rows of tables as our own reader gives them."""
    from ingest.document import assemble
    from ingest.limits import Limits
    from ingest.readers.pdf import read_pdf

    title, metadata, pieces = read_pdf(data, Limits())
    document = assemble(pieces, title=title, metadata=metadata)
    rows = (document.text[block.start : block.end] for block in document.blocks if block.kind == "table_row")
    return [[cell.strip() for cell in row.strip().strip("|").split(" | ")] for row in map(_spread, rows)]


def _spread(row: str) -> str:
    return row.strip()[1:-1].replace(" |", " | ")


def scores(keep: Path | None = None) -> dict[tuple[str, str], Score]:
    """Counts by program and kind of table; the PDFs are written to the folder `keep`."""
    found: dict[tuple[str, str], Score] = {}
    for program, make in makers().items():
        for number, sample in enumerate(samples(program)):
            data = make(sample)
            if keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{program}-{number:02}.pdf").write_bytes(data)
                (keep / f"{program}-{number:02}.json").write_text(
                    json.dumps(asdict(sample)), encoding="utf-8"
                )
            found.setdefault((program, sample.kind), Score()).add(judge(sample, rows_read(data)))
    return found


def measure(_: Path) -> list[Row]:
    """The share of cells that are right, and that of those misplaced, for each program and kind."""
    rows = []
    total = Score()
    for (program, kind), score in scores().items():
        rows.append(Row(program, f"cells of PDF tables right, {kind}", _EACH, score.right / score.cells))
        total.add(score)
    count = len(makers()) * len(KINDS) * _EACH
    rows.append(Row("all", "cells of PDF tables right", count, total.right / total.cells, target=0.90))
    share = total.misplaced / total.cells
    rows.append(Row("all", "cells of PDF tables misplaced", count, share, target=0.0, at_most=True))
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tables", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--keep", type=Path, help="write the PDFs and what is in them to this folder")
    options = parser.parse_args(arguments)
    if options.keep is not None:
        scores(options.keep)
    rows = measure(Path())
    print(table(rows))
    if options.json:
        told = [{**asdict(row), "met": row.is_met} for row in rows]
        options.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
