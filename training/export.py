"""The trained weights as the ONNX model that is shipped.

    python -m training.export WEIGHTS.safetensors [--to FILE] [--fp32]

Prints the size and the SHA-256, which belongs into `vectorstore.models.reader.READER_SHA256`.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from vectorstore.models.bert_graph import READER_HEAD, build_reader_graph, read_config, read_weights
from vectorstore.models.bundled_model import bundled_model_folder
from vectorstore.models.onnx_model import write_model
from vectorstore.models.reader import reader_path


def main() -> None:
    parser = argparse.ArgumentParser(prog="training.export", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("weights", type=Path)
    parser.add_argument("--to", type=Path, default=reader_path())
    parser.add_argument("--fp32", action="store_true", help="matrix products in 32 bits, to measure the loss")
    given = parser.parse_args()
    weights = {name.removeprefix("encoder."): array for name, array in read_weights(given.weights).items()}
    graph = build_reader_graph(weights, read_config(bundled_model_folder() / "config.json"))
    write_model(graph, given.to, int8=not given.fp32, kept_exact=[READER_HEAD])
    data = given.to.read_bytes()
    print(f"{given.to}: {len(data) / 1e6:.1f} MB, SHA-256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
