"""Damage done to bytes: what a broken disk, a half download or a hostile hand makes of an honest file.

Knows bytes and chance; knows no format but by the words that each target brings.
"""

# ruff: noqa: E501
from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["STRANGE_TEXTS", "mutated", "strange_text"]

_MOST = 300_000
"""Bytes that a mutated file may have."""
_EDGES = (
    b"\x00",
    b"\xff",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\xff",
    b"\x80",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xfe\xff",
)
STRANGE_TEXTS = (
    "", " ", "\x00", "\n", "\r\n", "\ufeff", "\u2028", "\u202e", "\ud800", "\U0010ffff", "e\u0301" * 40, "水" * 300, "🌊" * 50,
    "a" * 20_000, "mill " * 4_000, "?" * 500, "-1", "0", "1e999", "NaN", "9" * 400, "%s%n%x", "${x}", "{0}", "\\", "'", '"',
    "../" * 12, ".", "..", "~", "*", "[", "(", "]]>", "<!--", "<script>", "-- ", "' OR 1=1", "AND OR NOT", "title:x^9 +(", "/x/y",
    "nul", "file:///etc/hostname", "http://", "http://[", "http://127.0.0.1:1/", "javascript:alert(1)", "--help", "-", "--json=1",
)  # fmt: skip
"""What people, programs and attackers put where a word is asked for."""


def mutated(draw: random.Random, original: bytes, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """`original` with one to six changes; `others` are spliced in, and `words` mean something to its format."""
    damage = _Damage(draw, others or (original,), words)
    data = original
    for _ in range(draw.choice((1, 1, 1, 2, 3, 6))):
        data = damage.once(data)[:_MOST]
    return data


def strange_text(draw: random.Random) -> str:
    """A text that somebody could type, paste or send."""
    kind = draw.random()
    if kind < 0.5:
        return draw.choice(STRANGE_TEXTS)
    if kind < 0.7:
        return "".join(draw.choice(STRANGE_TEXTS) for _ in range(3))[:30_000]
    return "".join(chr(_code_point(draw)) for _ in range(draw.randint(1, 60)))


def _code_point(draw: random.Random) -> int:
    return draw.randint(0, draw.choice((0x7F, 0x7F, 0x2FF, 0xFFFF, 0x10FFFF)))


@dataclass(frozen=True, slots=True)
class _Damage:
    draw: random.Random
    others: Sequence[bytes]
    words: Sequence[bytes]

    def once(self, data: bytes) -> bytes:
        changes = (self._flip, self._cut, self._end_early, self._repeat, self._edge, self._word, self._word)
        return self.draw.choice((*changes, self._splice, self._shuffle))(data)

    def _place(self, data: bytes) -> tuple[int, int]:
        start = self.draw.randint(0, len(data))
        return start, min(len(data), start + self.draw.choice((1, 1, 2, 4, 16, 100, 2_000)))

    def _flip(self, data: bytes) -> bytes:
        changed = bytearray(data)
        for _ in range(self.draw.choice((1, 4, 30)) if data else 0):
            changed[self.draw.randrange(len(changed))] ^= 1 << self.draw.randrange(8)
        return bytes(changed)

    def _cut(self, data: bytes) -> bytes:
        start, end = self._place(data)
        return data[:start] + data[end:]

    def _end_early(self, data: bytes) -> bytes:
        return data[: self.draw.randint(0, len(data))]

    def _repeat(self, data: bytes) -> bytes:
        start, end = self._place(data)
        return data[:start] + data[start:end] * self.draw.choice((2, 3, 50, 1_000)) + data[end:]

    def _edge(self, data: bytes) -> bytes:
        start, end = self._place(data)
        return data[:start] + self.draw.choice(_EDGES) * self.draw.choice((1, 1, 8)) + data[end:]

    def _word(self, data: bytes) -> bytes:
        start, end = self._place(data)
        strange = strange_text(self.draw).encode("utf-8", "surrogatepass")
        word = self.draw.choice(self.words) if self.words and self.draw.random() < 0.8 else strange
        rest = data[self.draw.choice((start, end)) :]
        return data[:start] + word * self.draw.choice((1, 1, 1, 3, 400)) + rest

    def _splice(self, data: bytes) -> bytes:
        start, _ = self._place(data)
        other = self.draw.choice(self.others)
        at = self.draw.randint(0, len(other))
        return data[:start] + other[at : at + self.draw.choice((20, 500, len(other)))]

    def _shuffle(self, data: bytes) -> bytes:
        lines = data.split(b"\n")
        self.draw.shuffle(lines)
        return b"\n".join(lines)
