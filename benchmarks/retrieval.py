"""Retrieval against what a user would pick instead, on the same questions, machine and model.

    python -m benchmarks.retrieval --data DIR [--peers] [--json FILE]
        [--corpus NAME] [--system NAME] [--questions N]

A passage hits when the part of it that lies in the gold paragraph contains a gold answer. "in 1,000 tokens"
is the share of questions of which a gold answer stands in the first 1,000 tokens of what was found. Each
system runs in a process of its own (`benchmarks.trial`), so that its peak memory is its own; nothing is
reranked. The peers of `--peers` are run by the Python of the environment that has them (`--peers-python`).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import platform
import re
import string
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpora import CORPORA, Corpus, Question, load
from benchmarks.figures import ranking_figures
from benchmarks.peers import PEERS
from benchmarks.system import Found
from benchmarks.systems import SYSTEMS

ROOT = Path(__file__).parent.parent
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
INSTALL_PEERS = (
    "install the peers with `python3 -m venv .venv-peers`, then `.venv-peers/bin/python -m pip install "
    "--upgrade pip` and `.venv-peers/bin/python -m pip install --group bench-peers`"
)
CONTEXT_TOKENS = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    corpus: str
    system: str
    questions: int
    recall_1: float
    recall_5: float
    mrr_10: float
    context: float
    chunks: int
    chunks_per_s: float
    characters_per_s: float
    query_p50_ms: float
    query_p95_ms: float
    peak_mb: float
    versions: str


class TrialError(Exception):
    """A system could not be run; the message says why."""


def measure(system: str, corpus_name: str, data: Path, questions: int | None, python: Path) -> Row:
    """Let `python` run the system on the corpus, and judge what it found. Raises TrialError."""
    corpus = load(corpus_name, data, questions)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "trial.json"
        asked = [] if questions is None else ["--questions", str(questions)]
        command = [
            str(python),
            "-m",
            "benchmarks.trial",
            "--data",
            str(data.resolve()),
            "--corpus",
            corpus_name,
            "--system",
            system,
            "--out",
            str(out),
            *asked,
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode or not out.is_file():
            raise TrialError((done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1])
        trial = json.loads(out.read_text("utf-8"))
    found = [[Found(**passage) for passage in passages] for passages in trial["found"]]
    ranks = [_rank(asked, passages, corpus) for asked, passages in zip(corpus.questions, found, strict=True)]
    ranking = ranking_figures(ranks)
    return Row(
        corpus.name,
        system,
        len(ranks),
        ranking["recall@1"],
        ranking["recall@5"],
        ranking["mrr@10"],
        _share(_in_context(corpus.questions, found)),
        trial["chunks"],
        trial["chunks"] / trial["indexing_s"],
        sum(len(text) for _, text in corpus.articles) / trial["indexing_s"],
        float(np.percentile(trial["query_s"], 50)) * 1000,
        float(np.percentile(trial["query_s"], 95)) * 1000,
        trial["peak_bytes"] / 1e6,
        trial["versions"],
    )


def _rank(question: Question, passages: Sequence[Found], corpus: Corpus) -> int | None:
    """The place of the first passage that hits, from 1."""
    text = corpus.articles[question.article][1]
    for rank, passage in enumerate(passages, 1):
        if passage.article == question.article and question.is_answered_in(text, passage.start, passage.end):
            return rank
    return None


def _in_context(questions: Sequence[Question], found: Sequence[Sequence[Found]]) -> list[bool]:
    from tokenizers import Tokenizer

    from vectorstore.models.bundled_model import bundled_model_folder

    tokenizer = Tokenizer.from_file(str(bundled_model_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    results = []
    for question, passages in zip(questions, found, strict=True):
        text = "\n\n".join(passage.text for passage in passages)
        offsets = tokenizer.encode(text, add_special_tokens=False).offsets
        if len(offsets) > CONTEXT_TOKENS:
            text = text[: offsets[CONTEXT_TOKENS - 1][1]]
        plain = f" {_plain(text)} "
        results.append(any(f" {_plain(answer)} " in plain for answer in question.answers))
    return results


def _plain(text: str) -> str:
    """Lower case, without punctuation and articles: how SQuAD compares answers."""
    text = "".join(" " if sign in string.punctuation else sign for sign in text.lower())
    return " ".join(word for word in re.split(r"\s+", text) if word and word not in ("a", "an", "the"))


def _share(values: Any) -> float:
    return float(np.mean(list(values)))


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| corpus | system | recall@1 | recall@5 | MRR@10 | in 1,000 tokens | chunks | chunks/s | kB/s "
        "| p50 ms | p95 ms | peak MB | versions |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row.corpus} | {row.system} | {row.recall_1:.3f} | {row.recall_5:.3f} | {row.mrr_10:.3f} "
            f"| {row.context:.3f} | {row.chunks} | {row.chunks_per_s:.0f} "
            f"| {row.characters_per_s / 1000:.1f} | {row.query_p50_ms:.1f} | {row.query_p95_ms:.1f} "
            f"| {row.peak_mb:.0f} | {row.versions} |"
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--corpus", action="append", choices=sorted(CORPORA), help="default: all")
    parser.add_argument(
        "--system", action="append", choices=sorted({**SYSTEMS, **PEERS}), help="default: all but the peers"
    )
    parser.add_argument("--peers", action="store_true", help="also the peers of the group bench-peers")
    parser.add_argument(
        "--peers-python", type=Path, default=PEERS_PYTHON, help="Python that has them (default: %(default)s)"
    )
    parser.add_argument("--questions", type=int, help="sample of questions a corpus; default: all")
    parser.add_argument("--json", type=Path, help="also write the rows to this file")
    given = parser.parse_args()
    systems = given.system or [*SYSTEMS, *(PEERS if given.peers else ())]
    rows, missing = [], []
    for corpus in given.corpus or CORPORA:
        for system in systems:
            python = given.peers_python if system in PEERS else Path(sys.executable)
            try:
                rows.append(measure(system, corpus, given.data, given.questions, python))
            except FileNotFoundError as exc:
                if exc.filename != str(python):
                    print(f"{exc.filename} is missing; give the data sets' folder as --data", file=sys.stderr)
                    return 1
                missing.append(f"{system} on {corpus}: there is no {python}; {INSTALL_PEERS}")
            except TrialError as exc:
                missing.append(f"{system} on {corpus}: {exc}")
            else:
                print(table(rows[-1:]).splitlines()[-1], file=sys.stderr, flush=True)
    print(f"{platform.machine()}, {multiprocessing.cpu_count()} cores, Python {platform.python_version()}\n")
    print(table(rows))
    for line in missing:
        print(f"\nNOT RUN: {line}")
    if given.json:
        given.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", "utf-8")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
