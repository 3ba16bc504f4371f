"""Which passages share the rare words of a question: BM25 in memory, over thousands of passages in seconds.

For wrong passages of sets that are too large to be indexed for each training run. Knows words, no tensors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from bot.language.words import STOP_WORDS

__all__ = ["WordIndex"]

_SATURATION, _LENGTH = 1.2, 0.75
"""k1 and b of BM25 (Robertson and Zaragoza 2009)."""
_AT_ONCE = 256


class WordIndex:
    """An index of texts by their words; signs of scripts without blanks count by pairs."""

    def __init__(self, texts: Sequence[str]) -> None:
        from scipy.sparse import csr_matrix

        counted = [Counter(words_of(text)) for text in texts]
        self._columns: dict[str, int] = {}
        for counts in counted:
            for word in counts:
                self._columns.setdefault(word, len(self._columns))
        lengths = np.array([sum(counts.values()) for counts in counted], np.float32)
        mean = max(1.0, float(lengths.mean())) if len(lengths) else 1.0
        rows = np.repeat(np.arange(len(texts)), [len(counts) for counts in counted])
        columns = np.array([self._columns[word] for counts in counted for word in counts], np.int64)
        times = np.array([times for counts in counted for times in counts.values()], np.float32)
        frequency = np.bincount(columns, minlength=len(self._columns)).astype(np.float32)
        rarity = np.log(1 + (len(texts) - frequency + 0.5) / (frequency + 0.5))
        damped = times + _SATURATION * (1 - _LENGTH + _LENGTH * lengths[rows] / mean)
        values = rarity[columns] * times * (_SATURATION + 1) / damped
        self._matrix = csr_matrix((values, (rows, columns)), shape=(len(texts), len(self._columns)))

    def nearest(self, questions: Sequence[str], limit: int) -> Iterator[list[int]]:
        """For each question the places of the texts that share words with it, the nearest first."""
        from scipy.sparse import csr_matrix

        for start in range(0, len(questions), _AT_ONCE):
            part = questions[start : start + _AT_ONCE]
            known = [
                sorted({self._columns[word] for word in words_of(one) if word in self._columns})
                for one in part
            ]
            pointers = np.cumsum([0, *map(len, known)])
            columns = np.array([column for one in known for column in one], np.int64)
            asked = csr_matrix(
                (np.ones(len(columns), np.float32), columns, pointers), shape=(len(part), len(self._columns))
            )
            for scores in (asked @ self._matrix.T).toarray():
                most = min(limit, len(scores))
                best = np.argpartition(-scores, most - 1)[:most] if most else []
                yield [int(place) for place in sorted(best, key=lambda p: -scores[p]) if scores[place] > 0]


def words_of(text: str) -> list[str]:
    """The words that count, in lower case; pairs of signs where nothing parts words."""
    found = []
    for run in re.findall(r"[\u3040-\u30ff\u3400-\u9fff]+|[^\W\u3040-\u30ff\u3400-\u9fff]+", text.lower()):
        if "\u3040" <= run[0] <= "\u9fff":
            found.extend(run[place : place + 2] for place in range(max(1, len(run) - 1)))
        elif run not in STOP_WORDS:
            found.append(run)
    return found
