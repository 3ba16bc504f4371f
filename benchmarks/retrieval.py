"""Retrieval against what a user would pick instead, on the same questions, machine and model.

    python -m benchmarks.retrieval --data DIR [--questions N] [--corpus NAME] [--json FILE]

A passage hits when the part of it that lies in the gold paragraph contains a gold answer. `context` is the
share of questions of which a gold answer stands in the first 1,000 tokens of what was found. Each system
runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import platform
import re
import resource
import string
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpora import CORPORA, Corpus, Question, load
from benchmarks.systems import SYSTEMS, Found

LIMIT = 20
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


def measure(system_name: str, corpus_name: str, data: Path, questions: int | None) -> Row:
    """Index the corpus with the system, ask it each question."""
    corpus = load(corpus_name, data, questions)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        system = SYSTEMS[system_name](Path(home))
        began = time.perf_counter()
        chunks = system.index(corpus.articles)
        system.search("the index is ready when it can be searched", 1)
        took = time.perf_counter() - began
        found, seconds = [], []
        for question in corpus.questions:
            asked = time.perf_counter()
            found.append(system.search(question.text, LIMIT))
            seconds.append(time.perf_counter() - asked)
        asked_and_found = zip(corpus.questions, found, strict=True)
        ranks = [_rank(question, passages, corpus) for question, passages in asked_and_found]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return Row(
            corpus.name,
            system_name,
            len(ranks),
            _share(rank == 1 for rank in ranks),
            _share(rank is not None and rank <= 5 for rank in ranks),
            float(np.mean([1 / rank if rank and rank <= 10 else 0.0 for rank in ranks])),
            _share(_in_context(corpus.questions, found)),
            chunks,
            chunks / took,
            sum(len(text) for _, text in corpus.articles) / took,
            float(np.percentile(seconds, 50)) * 1000,
            float(np.percentile(seconds, 95)) * 1000,
            peak / 1e6,
            system.versions,
        )


def _rank(question: Question, passages: Sequence[Found], corpus: Corpus) -> int | None:
    """The place of the first passage that hits, from 1."""
    text = corpus.articles[question.article][1]
    for rank, passage in enumerate(passages, 1):
        if passage.article != question.article:
            continue
        shared = text[max(passage.start, question.start) : min(passage.end, question.end)].lower()
        if any(answer.lower() in shared for answer in question.answers):
            return rank
    return None


def _in_context(questions: Sequence[Question], found: Sequence[Sequence[Found]]) -> list[bool]:
    from tokenizers import Tokenizer

    from vectorstore.bundled_model import bundled_model_folder

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
        "| corpus | system | recall@1 | recall@5 | MRR@10 | context | chunks/s | kB/s | p50 ms | p95 ms "
        "| peak MB |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row.corpus} | {row.system} | {row.recall_1:.3f} | {row.recall_5:.3f} | {row.mrr_10:.3f} | "
            f"{row.context:.3f} | {row.chunks_per_s:.0f} | {row.characters_per_s / 1000:.1f} | "
            f"{row.query_p50_ms:.1f} | {row.query_p95_ms:.1f} | {row.peak_mb:.0f} |"
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--corpus", action="append", choices=sorted(CORPORA), help="default: all")
    parser.add_argument("--system", action="append", choices=sorted(SYSTEMS), help="default: all")
    parser.add_argument("--questions", type=int, help="sample of questions a corpus; default: all")
    parser.add_argument("--json", type=Path, help="also write the rows to this file")
    given = parser.parse_args()
    rows = []
    for corpus in given.corpus or CORPORA:
        for system in given.system or SYSTEMS:
            try:
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    rows.append(pool.apply(measure, (system, corpus, given.data, given.questions)))
            except FileNotFoundError as exc:
                print(
                    f"{exc.filename} is missing; --data must be the folder of the data sets", file=sys.stderr
                )
                return 1
            print(table(rows[-1:]).splitlines()[-1], f"({rows[-1].versions})", file=sys.stderr, flush=True)
    print(f"{platform.machine()}, {multiprocessing.cpu_count()} cores, Python {platform.python_version()}\n")
    print(table(rows))
    if given.json:
        given.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
