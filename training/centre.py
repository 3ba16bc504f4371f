"""Make the middle of multilingual-e5-small's vectors: the mean of questions, and that of passages.

    python -m training.centre --data DIR

Takes as many questions and passages of each language of `qa/`, and writes their means beside the model's
code.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.qa_corpora import QA_SETS, load_qa
from vectorstore.models.embedder import ExportedEmbedder
from vectorstore.models.multilingual_embedder import MultilingualEmbedder

TARGET = Path(__file__).parent.parent / "vectorstore" / "models" / "multilingual_centre.npy"
SAMPLE = 120
"""Questions, and passages, of each language."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.centre", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--models", type=Path, help="where the model is exported to; default: for this run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        embedder = MultilingualEmbedder(given.models or Path(scratch))
        means = []
        for language in QA_SETS:
            corpus = load_qa(language, given.data, SAMPLE, SAMPLE)
            texts = [text for _, text in corpus.articles for text in text.split("\n\n")[1:]][:SAMPLE]
            asked = [
                embedder._loaded().run("embedding", _input(embedder, one.text)) for one in corpus.questions
            ]
            told = ExportedEmbedder.embed_documents(embedder, texts)
            means.append((np.concatenate(asked).mean(axis=0), told.mean(axis=0)))
            print(language, len(asked), len(told), flush=True)
    np.save(TARGET, np.mean(means, axis=0).astype(np.float32))
    return 0


def _input(embedder: MultilingualEmbedder, question: str) -> dict[str, np.ndarray]:
    ids = np.array([embedder._query_ids(question)], np.int32)
    return {"input_ids": ids, "attention_mask": np.ones_like(ids)}


if __name__ == "__main__":
    sys.exit(main())
