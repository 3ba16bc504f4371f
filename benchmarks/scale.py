"""How indexing, searching and opening grow with the number of chunks.

    python -m benchmarks.scale --data DIR [--chunks 1000 10000 100000] [--questions N] [--home DIR]
        [--plot FILE.svg] [--json FILE]

One library is grown from size to size, out of articles made of the sentences of squadshifts and
nq-open-oracle in random order. At each size a fresh process opens it and asks questions: whole searches
(embedding, both indexes, no reader), and the ten nearest chunks against an exact search over all vectors.
`articlebot ask` is timed as a command of its own, from nothing to the printed answer, reader included. Peak
memory is each process's own.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import multiprocessing
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpora import load
from benchmarks.systems import article_of
from ingest import Article

NEAREST = 10
SENTENCES = 6
"""Of a paragraph; the chunker makes about one chunk of each."""
PARAGRAPHS, SECTIONS = 5, 10


@dataclass(frozen=True, slots=True)
class Grown:
    """What growing the library to its size took, from the size before it."""

    chunks: int
    articles: int
    seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Row:
    """One size."""

    chunks: int
    articles: int
    index_s: float
    """Since the first chunk, all sizes before this one included."""
    chunks_per_s: float
    """From the size before to this one."""
    open_s: float
    """From the start of Python in a fresh process to an open library, imports included."""
    ask_s: float
    """Of the command `articlebot ask`, wall; the best of three."""
    query_p50_ms: float
    query_p95_ms: float
    recall_10: float
    """Share of the ten truly nearest chunks that the vector index finds."""
    index_peak_mb: float
    search_peak_mb: float
    disk_mb: float


def articles(data: Path) -> Iterator[Article]:
    """Articles without end, always the same ones."""
    from ingest.sentences import sentence_spans

    sentences, titles = [], []
    for name in ("squadshifts", "nq-open-oracle"):
        for title, text in load(name, data).articles:
            body = text.partition("\n\n")[2]
            titles.append(title)
            sentences += [
                " ".join(part[start:end].split())
                for part in body.split("\n\n")
                for start, end in sentence_spans(part)
            ]
    drawn = random.Random(0)
    number = 0
    while True:
        title = drawn.choice(titles)
        text = f"# {title}"
        for _ in range(SECTIONS):
            paragraphs = (" ".join(drawn.choices(sentences, k=SENTENCES)) for _ in range(PARAGRAPHS))
            text += f"\n\n## {drawn.choice(titles)}\n\n" + "\n\n".join(paragraphs)
        yield article_of(number, title, text)
        number += 1


def grow(home: Path, data: Path, target: int) -> Grown:
    """Add articles until the library has `target` chunks."""
    from ingest import chunk_article
    from vectorstore import open_library
    from vectorstore.store.writer import WINDOW, ChunkedArticle

    with open_library(home) as library:
        embedder = library.embedder
        embedder.embed_query("load the model before the clock starts")
        there = library.summaries()
        total = sum(summary.chunks for summary in there)
        source = articles(data)
        for _ in there:
            next(source)
        began = time.perf_counter()
        waiting: list[ChunkedArticle] = []
        while total < target:
            article = next(source)
            chunks = chunk_article(article, embedder.count_tokens, embedder.max_tokens)[: target - total]
            total += len(chunks)
            waiting.append((article, chunks))
            if total >= target or sum(len(chunks) for _, chunks in waiting) >= WINDOW:
                library.put_together(waiting)
                waiting = []
        library.search("the index is ready when it can be searched", 1)
        seconds = time.perf_counter() - began
        return Grown(total, len(library.summaries()), seconds, _peak_mb())


def ask(home: Path, questions: Sequence[str], started: float) -> dict[str, float]:
    """Open the library and ask; `started` is when this process was."""
    from vectorstore import open_library

    with open_library(home) as library:
        opened = time.time() - started
        library.search("load the model before the clock starts")
        seconds = []
        for question in questions:
            asked = time.perf_counter()
            library.search(question, rerank=False)
            seconds.append(time.perf_counter() - asked)
        peak = _peak_mb()
        return {
            "open_s": opened,
            "query_p50_ms": float(np.percentile(seconds, 50)) * 1000,
            "query_p95_ms": float(np.percentile(seconds, 95)) * 1000,
            "search_peak_mb": peak,
            "recall_10": _recall(library, questions),
        }


def ask_from_cold(home: Path, question: str) -> float:
    """Seconds of one `articlebot ask` in a process of its own; the best of three."""
    run = "from bot.cli.main import main; main()"
    command = [sys.executable, "-c", run, "ask", question, "--home", str(home), "--json"]
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        done = subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - began)
        json.loads(done.stdout)["status"]
    return min(seconds)


def import_seconds() -> float:
    """Of `import bot` in a fresh Python, above what that Python takes by itself; the medians of nine."""
    medians = []
    for statement in ("import bot", "pass"):
        seconds = []
        for _ in range(9):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", statement], check=True)
            seconds.append(time.perf_counter() - began)
        medians.append(float(np.median(seconds)))
    return medians[0] - medians[1]


def _recall(library: Any, questions: Sequence[str]) -> float:
    """Of the vector index against all vectors, for the ten nearest."""
    ids = [chunk.id for summary in library.summaries() for chunk in library.chunks(summary.id)]
    vectors = library._store.vectors(ids)
    matrix = np.stack([vectors[chunk_id] for chunk_id in ids])
    places = {chunk_id: place for place, chunk_id in enumerate(ids)}
    shares = []
    for question in questions:
        query = library.embedder.embed_query(question)
        found = [hit.chunk_id for hit in library._store.nearest(query, NEAREST)]
        similarities = matrix @ query
        least = np.partition(similarities, -NEAREST)[-NEAREST] - 1e-6  # equal texts are equally near
        shares.append(np.mean([similarities[places[chunk_id]] >= least for chunk_id in found]))
    return float(np.mean(shares))


def _peak_mb() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| chunks | articles | index s | chunks/s | open s | cold ask s | query p50 ms | p95 ms "
        "| HNSW recall@10 | peak MB indexing | searching | disk MB |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row.chunks:,} | {row.articles:,} | {row.index_s:.1f} | {row.chunks_per_s:.0f} "
            f"| {row.open_s:.2f} | {row.ask_s:.2f} | {row.query_p50_ms:.1f} | {row.query_p95_ms:.1f} "
            f"| {row.recall_10:.3f} | {row.index_peak_mb:.0f} | {row.search_peak_mb:.0f} "
            f"| {row.disk_mb:.0f} |"
        )
    return "\n".join(lines)


def draw(rows: Sequence[Row], path: Path) -> None:
    """Index time and query time by size, as an SVG."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "scale"  # the same figures draw the same file
    from matplotlib import pyplot as plt

    sizes = [row.chunks for row in rows]
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    left.loglog(sizes, [row.index_s for row in rows], "o-")
    left.set(title="Indexing", xlabel="chunks", ylabel="seconds")
    right.semilogx(sizes, [row.query_p95_ms for row in rows], "o-", label="p95")
    right.semilogx(sizes, [row.query_p50_ms for row in rows], "o--", label="p50")
    right.set(title="One question, embedding included", xlabel="chunks", ylabel="milliseconds")
    right.set_ylim(bottom=0)
    right.legend()
    for axes in (left, right):
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--chunks", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--home", type=Path, help="keep the library here; it is grown on from what it has")
    parser.add_argument("--plot", type=Path, help="draw index and query time into this SVG file")
    parser.add_argument("--json", type=Path, help="also write the rows to this file")
    given = parser.parse_args()
    if given.plot and importlib.util.find_spec("matplotlib") is None:
        print("--plot needs matplotlib: `pip install --group bench` installs it", file=sys.stderr)
        return 1
    asked = [question.text for question in load("squadshifts", given.data, given.questions).questions]
    fresh = multiprocessing.get_context("spawn")
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        home = given.home or Path(scratch)
        for size in sorted(given.chunks):
            with fresh.Pool(1) as pool:
                grown: Grown = pool.apply(grow, (home, given.data, size))
            started = time.time()
            with fresh.Pool(1) as pool:
                found = pool.apply(ask, (home, asked, started))
            before = rows[-1] if rows else None
            rows.append(
                Row(
                    chunks=grown.chunks,
                    articles=grown.articles,
                    index_s=grown.seconds + (before.index_s if before else 0.0),
                    chunks_per_s=(grown.chunks - (before.chunks if before else 0)) / grown.seconds,
                    index_peak_mb=grown.peak_mb,
                    disk_mb=sum(file.stat().st_size for file in home.rglob("*") if file.is_file()) / 1e6,
                    ask_s=ask_from_cold(home, asked[0]),
                    **found,
                )
            )
            print(table(rows[-1:]).splitlines()[-1], file=sys.stderr, flush=True)
    print(f"{platform.machine()}, {multiprocessing.cpu_count()} cores, Python {platform.python_version()}\n")
    print(table(rows))
    print(f"\n`import bot`: {import_seconds() * 1000:.0f} ms")
    if given.plot:
        draw(rows, given.plot)
    if given.json:
        given.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
