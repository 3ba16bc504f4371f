"""What the pytest plugin costs: goldens on a warm cache, and a run that does not use the plugin.

Goldens: Wikipedia articles and questions of squadshifts in a project of their own, run once to fill the
cache and then measured. Overhead: a project with one empty test, run in turn with the plugin and with
`-p no:articlebot`; the difference of the medians.

    python -m benchmarks.testing --data ../shared/data --goldens 200 --runs 15
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.corpora import Corpus, load
from ingest.sentences import sentence_spans

__all__ = ["goldens_seconds", "main", "overhead_seconds"]

_WITHOUT = ("-p", "no:articlebot")


def goldens_seconds(corpus: Corpus, folder: Path) -> tuple[float, float]:
    """Seconds of the first run, which builds the store, and of the second, which finds it in the cache."""
    articles = folder / "articles"
    articles.mkdir(parents=True)
    for number, (_, text) in enumerate(corpus.articles):
        (articles / f"{number}.md").write_text(text, "utf-8")
    goldens = (_golden(corpus, at) for at in range(len(corpus.questions)))
    lines = {(one["question"], one["article"]): json.dumps(one, ensure_ascii=False) for one in goldens}
    (folder / "goldens.jsonl").write_text("\n".join(lines.values()) + "\n", "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    command = ["--articles=articles", "--goldens=goldens.jsonl", "--goldens-threshold", "recall@3 >= 0"]
    first, second = (_timed(folder, *command) for _ in range(2))
    return first, second


def _golden(corpus: Corpus, at: int) -> dict[str, str]:
    """The question with the sentence of its gold paragraph that holds an answer."""
    question = corpus.questions[at]
    title, text = corpus.articles[question.article]
    paragraph = text[question.start : question.end]
    sentences = [paragraph[a:b] for a, b in sentence_spans(paragraph)]
    holding = (one for one in sentences if any(answer in one for answer in question.answers))
    quote = next(holding, paragraph)
    return {"question": question.text.strip(), "article": title, "quote": quote}


def overhead_seconds(folder: Path, runs: int) -> tuple[float, float]:
    """Median seconds of a run of one empty test with the plugin, and without it."""
    folder.mkdir(parents=True)
    (folder / "test_nothing.py").write_text("def test_nothing():\n    pass\n", "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    for options in ((), _WITHOUT):  # the first run of each writes bytecode and fills the disk's cache
        _timed(folder, *options)
    with_plugin, without = [], []
    for _ in range(runs):
        with_plugin.append(_timed(folder))
        without.append(_timed(folder, *_WITHOUT))
    return statistics.median(with_plugin), statistics.median(without)


def _timed(folder: Path, *options: str) -> float:
    started = time.perf_counter()
    command = [sys.executable, "-m", "pytest", "-q", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode not in (0, 1):  # 1: some goldens missed
        raise SystemExit(f"pytest failed in {folder}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--goldens", type=int, default=200)
    parser.add_argument("--runs", type=int, default=15, help="runs of each kind for the overhead")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        corpus = load("squadshifts", given.data, given.goldens)
        cold, warm = goldens_seconds(corpus, folder / "goldens")
        count = len(corpus.questions)
        print(f"{count} goldens, {len(corpus.articles)} articles: {cold:.1f} s cold, {warm:.1f} s warm")
        used, unused = overhead_seconds(folder / "overhead", given.runs)
        print(f"a run that does not use the plugin: {used:.3f} s with it, {unused:.3f} s without it")
        print(f"the plugin adds {(used - unused) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
