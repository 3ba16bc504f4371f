"""Splitting texts into the pieces of a Unigram vocabulary (Kudo 2018), as SentencePiece does.

Of all ways to split a word the one with the highest product of probabilities is taken (Viterbi). Written here
and not with `tokenizers`, which takes most of a second to load 250,000 pieces, and a process that answers one
question needs a few lines split. Knows nothing of where a vocabulary is kept or of a model's inputs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from vectorstore.models.packed_model import Vocabulary

__all__ = ["Unigram"]

_BLANK = "\u2581"
"""Stands for a blank, and at the start of a text."""
_WORD = re.compile(rf"{_BLANK}[^{_BLANK}]*|[^{_BLANK}]+")
_BLANKS = re.compile(" {2,}")
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
"""Pieces that no text may contain: they are put around it."""
_UNKNOWN_PENALTY = 10.0
"""How much less likely than the least likely piece a character is that no piece covers."""
_REMEMBERED = 1 << 16
"""Words whose pieces are kept."""
_LONGEST_REMEMBERED = 24
"""Characters of such a word, at most: longer ones are hardly ever seen twice."""


class Unigram:
    """Splits texts. Safe to use from several threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._ids = {piece: place for place, piece in enumerate(vocabulary.pieces)}
        for piece in _SPECIAL:
            self._ids.pop(piece, None)
        self._scores = vocabulary.scores
        self._longest = max(map(len, self._ids))
        self._unknown = vocabulary.unknown
        self._unknown_score = min(vocabulary.scores) - _UNKNOWN_PENALTY
        self._normalisation = str.maketrans({chr(code): to for code, to in vocabulary.normalisation.items()})
        self._remembered = lru_cache(_REMEMBERED)(self._best)

    def ids(self, text: str) -> list[int]:
        """The ids of the pieces of `text`, in its order."""
        found: list[int] = []
        for word in self._words(text):
            pieces = self._remembered(word) if len(word) <= _LONGEST_REMEMBERED else self._best(word)
            # SentencePiece gives one unknown piece for several characters in a row that are unknown.
            skipped = 1 if found and found[-1] == pieces[0] == self._unknown else 0
            found.extend(pieces[skipped:])
        return found

    def _words(self, text: str) -> Iterator[str]:
        normal = _BLANKS.sub(" ", text.translate(self._normalisation))
        if not normal:
            return iter(())
        marked = normal.replace(" ", _BLANK)
        if not marked.startswith(_BLANK):
            marked = _BLANK + marked
        return iter(_WORD.findall(marked))

    def _best(self, word: str) -> tuple[int, ...]:
        """The most probable pieces of `word`."""
        ids, scores, size = self._ids, self._scores, len(word)
        best = [0.0] + [float("-inf")] * size
        last = [(0, 0)] * (size + 1)
        for start in range(size):
            so_far = best[start]
            for end in range(start + 1, min(size, start + self._longest) + 1):
                piece = ids.get(word[start:end])
                if piece is None:
                    continue
                score = so_far + scores[piece]
                if score > best[end]:
                    best[end] = score
                    last[end] = start, piece
            if so_far + self._unknown_score > best[start + 1]:
                best[start + 1] = so_far + self._unknown_score
                last[start + 1] = start, self._unknown
        found: list[int] = []
        end = size
        while end:
            end, piece = last[end]
            if not (piece == self._unknown and found and found[-1] == self._unknown):
                found.append(piece)
        return tuple(reversed(found))
