"""One system on one corpus, in this process alone: index it, ask each question, write down what was found.

    python -m benchmarks.trial --data DIR --corpus NAME --system NAME --out FILE [--questions N]

Started by `benchmarks.retrieval`, by the Python that has the system's packages. Judges nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.corpora import CORPORA, load
from benchmarks.peers import PEERS
from benchmarks.systems import SYSTEMS

LIMIT = 20
"""Passages found for each question."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trial", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--corpus", required=True, choices=sorted(CORPORA))
    parser.add_argument("--system", required=True, choices=sorted({**SYSTEMS, **PEERS}))
    parser.add_argument("--questions", type=int)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        os.environ[name] = "1"
    os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
    corpus = load(given.corpus, given.data, given.questions)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        system = {**SYSTEMS, **PEERS}[given.system](Path(home))
        began = time.perf_counter()
        chunks = system.index(corpus.articles)
        system.search("the index is ready when it can be searched", 1)
        indexing = time.perf_counter() - began
        found, seconds = [], []
        for question in corpus.questions:
            asked = time.perf_counter()
            passages = system.search(question.text, LIMIT)
            seconds.append(time.perf_counter() - asked)
            found.append([asdict(passage) for passage in passages])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        result = {
            "versions": system.versions,
            "chunks": chunks,
            "indexing_s": indexing,
            "query_s": seconds,
            "peak_bytes": peak,
            "found": found,
        }
        given.out.write_text(json.dumps(result), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
