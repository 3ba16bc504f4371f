"""The reader: a small model of our own that reads a question and a passage together.

For each passage it computes how well it answers, and where; one pass serves ranking, the answer's span and
the refusal. Recent readings are cached. How the model was made is in `models/MODEL_CARD.md`.
"""

from __future__ import annotations

import hashlib
import struct
import threading
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from ingest.sentences import ROUGH_STOP
from vectorstore.errors import ModelError
from vectorstore.models.onnx_model import Inputs, OnnxModel
from vectorstore.models.reader_input import EncodedPair, PairEncoder
from vectorstore.models.results_cache import ComputedResults
from vectorstore.models.tokenizer import bundled_tokenizer
from vectorstore.passage import Reading, ReadSpan

__all__ = ["READER_SHA256", "Reader", "reader_path", "verify_reader"]

READER_SHA256 = "a9edb802dc850a258a1685a59c32290f7c445f4ed1b35097097401fc1e3ed00a"
"""SHA-256 of the shipped `models/reader.onnx`."""

_LONGEST_SPAN = 30
"""Most tokens of an answer's span."""
_KEPT = 8192
"""Readings that are remembered."""

_PACKED = struct.Struct("<diid")
"""A reading: relevance, start and end of the span, margin; then its further spans."""
_PACKED_SPAN = struct.Struct("<iid")

Key = tuple[str, str, str]
_loading = threading.Lock()


class Reader:
    """The shipped reader through onnxruntime: no torch, no network. Thread-safe; loads on first use."""

    languages = frozenset({"en", ""})
    """Of the texts that it was trained to judge; "" is what nobody noted. Its judgement of others is worth
    nothing."""

    def __init__(
        self,
        path: Path | None = None,
        *,
        results: ComputedResults | None = None,
    ) -> None:
        """`path` names another ONNX file with the same inputs and outputs, which is not verified.

        What the shipped model reads is kept in `results` where they are given.
        """
        self._path = path
        self._results = results if path is None else None
        self._model: OnnxModel | None = None
        self._guard = threading.Lock()
        self._known: LRUCache[Key, Reading] = LRUCache(_KEPT)

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """A reading for each (context, text) of `passages`, in their order. Raises ModelError."""
        keys = [(question, context, text) for context, text in passages]
        with self._guard:
            found = {key: self._known[key] for key in keys if key in self._known}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing and self._results:
            found.update(_kept(self._results, missing))
            missing = [key for key in missing if key not in found]
        if missing:
            made = dict(zip(missing, self._read(question, missing), strict=True))
            found.update(made)
            if self._results:
                self._results.put({_result_key(key): _packed(reading) for key, reading in made.items()})
        with self._guard:
            self._known.update(found)
        return [found[key] for key in keys]

    def _read(self, question: str, keys: Sequence[Key]) -> list[Reading]:
        """Each passage by itself, one on each core: as fast as batches, and no reading depends on another.

        In a batch it would, since 8-bit activations are scaled by all that is in it.
        """
        model = self._loaded()
        pairs = self.encoder().encode(question, [(context, text) for _, context, text in keys])
        outputs = model.run_each("scores", [_inputs(pair) for pair in pairs])
        return [
            _reading(scores[0], pair, text)
            for scores, pair, (_, _, text) in zip(outputs, pairs, keys, strict=True)
        ]

    def encoder(self) -> PairEncoder:
        """How this reader's inputs are made."""
        with _loading:
            return _pair_encoder()

    def _loaded(self) -> OnnxModel:
        with _loading:
            if self._model is None:
                self._model = _model(self._path or verify_reader())
            return self._model


def _kept(results: ComputedResults, keys: Sequence[Key]) -> dict[Key, Reading]:
    known = results.get([_result_key(key) for key in keys])
    return {key: _unpacked(known[_result_key(key)]) for key in keys if _result_key(key) in known}


def _result_key(key: Key) -> tuple[str, ...]:
    return ("reading, all sentences", READER_SHA256, *key)


def _packed(reading: Reading) -> bytes:
    start, end = reading.span or (-1, -1)
    further = (_PACKED_SPAN.pack(one.start, one.end, one.margin) for one in reading.further)
    return _PACKED.pack(reading.relevance, start, end, reading.span_margin) + b"".join(further)


def _unpacked(packed: bytes) -> Reading:
    relevance, start, end, margin = _PACKED.unpack_from(packed)
    further = tuple(ReadSpan(*one) for one in _PACKED_SPAN.iter_unpack(packed[_PACKED.size :]))
    return Reading(relevance, (start, end) if start >= 0 else None, margin, further)


@cache
def _pair_encoder() -> PairEncoder:
    return PairEncoder(bundled_tokenizer())


@cache
def _model(path: Path) -> OnnxModel:
    """The model, loaded once for all readers of a process."""
    return OnnxModel(path, remedy="install articlebot again")


def reader_path() -> Path:
    """Where the shipped model lies."""
    return Path(__file__).parent / "reader.onnx"


def verify_reader(expected: str = "") -> Path:
    """The shipped model's path, after its SHA-256 was found to be READER_SHA256. Raises ModelError."""
    path = reader_path()
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as exc:
        raise ModelError(
            f"the reader model {path} cannot be read ({exc.strerror}); install articlebot again, or set "
            f"ARTICLEBOT_READER=off to do without"
        ) from exc
    if found != (expected or READER_SHA256):
        raise ModelError(
            f"the reader model {path} is not the one that was shipped (SHA-256 {found}, expected "
            f"{expected or READER_SHA256}); install articlebot again, or set ARTICLEBOT_READER=off to do "
            f"without"
        )
    return path


def _inputs(pair: EncodedPair) -> Inputs:
    return {
        "input_ids": np.array([pair.ids], np.int32),
        "segment_ids": np.array([pair.segments], np.int32),
        "attention_mask": np.ones((1, len(pair.ids)), np.int32),
    }


def _reading(scores: NDArray[np.float32], pair: EncodedPair, text: str) -> Reading:
    """What the model's output (tokens x start, end, relevance) says of `text`."""
    relevance = float(scores[0, 2])
    inside = scores[pair.text_start : pair.text_start + len(pair.offsets), :2]
    if not len(inside):
        return Reading(relevance, None, 0.0)
    sums = inside[:, :1] + inside[:, 1]
    length = np.arange(len(sums)) - np.arange(len(sums))[:, None]
    sums[(length < 0) | (length >= _LONGEST_SPAN)] = -np.inf
    sums -= scores[0, 0] + scores[0, 1]
    best, tokens = _best(sums, pair, 0, len(sums))
    further = [
        _best(sums, pair, first, last)[0]
        for first, last in _sentences(text, pair)
        if tokens[1] < first or last <= tokens[0]
    ]
    return Reading(relevance, (best.start, best.end), best.margin, tuple(further))


def _best(
    sums: NDArray[np.float32], pair: EncodedPair, first: int, last: int
) -> tuple[ReadSpan, tuple[int, int]]:
    """The best span of the tokens `first` to `last` (exclusive), in the text and in tokens (inclusive)."""
    inside = sums[first:last, first:last]
    start, end = divmod(int(inside.argmax()), last - first)
    tokens = first + start, first + end
    span = ReadSpan(pair.offsets[tokens[0]][0], pair.offsets[tokens[1]][1], float(sums[tokens]))
    return span, tokens


def _sentences(text: str, pair: EncodedPair) -> Iterator[tuple[int, int]]:
    """The tokens of each sentence, item and row that the model read, as half-open ranges."""
    first = 0
    starts = [start for start, _ in pair.offsets]
    for end in [*(mark.end() for mark in ROUGH_STOP.finditer(text)), len(text) + 1]:
        last = bisect_left(starts, end, first)
        if last > first:
            yield first, last
        first = last
