"""How well a candidate answers a question: its features and their weighted sum.

Knows words, answer types and vectors. Knows nothing of how many candidates an answer quotes, nor when an
answer is refused.
"""

from __future__ import annotations

import math
import re
import threading
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.answering.answer_spans import answer_span
from bot.answering.candidates import Candidate, cells, table_header
from bot.answering.judgement import Weights, weights_for
from bot.language.words import asks, fold, stems, words
from bot.question.question import Question
from vectorstore.models.embedder import comparable
from vectorstore.passage import Passage, are_read
from vectorstore.sigmoid import sigmoid

__all__ = [
    "FEATURES", "Ranker", "Scored", "SentenceEmbedder", "matched_terms", "names_subject",
]  # fmt: skip

FEATURES = (
    "coverage", "context", "names", "similarity", "passage", "best_passage", "answer_type", "heading",
    "bigrams", "definition", "length", "asks", "relevance", "read_answer", "headed_date", "margin",
    "span_mass", "best_span",
)  # fmt: skip
"""The features of a candidate, each about 0 to 1, in the order of a row of `Scored.features`.

`margin` is the reader's logit of its best span in the candidate above that of none, in tens; `span_mass` the
probability that its passage answers and that the answer stands in the candidate; `best_span` whether that is
the highest of all."""
_MOST_EMBEDDED = 24
_MOST_EMBEDDED_OF_READ = 12
"""Candidates whose vectors are compared, without a reader and with one; the others are judged without."""
_CACHED_VECTORS = 4096
_YEAR = re.compile(r"1\d{3}|20\d\d")


class SentenceEmbedder(Protocol):
    """What is needed of an embedder: unit vectors."""

    def embed_query(self, text: str) -> NDArray[np.float32]: ...

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score and the features it was made of."""

    candidate: Candidate
    score: float
    features: tuple[float, ...]
    span: tuple[int, int] | None
    """The answer's expression in `candidate.text`, when one of the wanted type is there."""

    def feature(self, name: str) -> float:
        return self.features[FEATURES.index(name)]


class Ranker:
    """Scores candidates; keeps the vectors of recent ones."""

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self._embedder = embedder
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._guard = threading.Lock()

    def rank(
        self, question: Question, candidates: Sequence[Candidate], passages: Sequence[Passage]
    ) -> list[Scored]:
        """Every candidate with its score, best first."""
        if not candidates:
            return []
        stems = [_stems(candidate) for candidate in candidates]
        weight = _weights_of(question.terms, [set(one) for one in stems])
        total = sum(weight.values()) or 1.0
        relative = _relative([passage.score for passage in passages])
        read = are_read(passages)
        weights = weights_for("ranking", FEATURES, read)
        masses = _span_masses(candidates, passages)
        rows: list[list[float]] = []
        spans: list[tuple[int, int] | None] = []
        pairs = set(pairwise(question.terms))
        for position, candidate in enumerate(candidates):
            own = set(stems[position])
            near = own | _neighbours(candidates, stems, position) | _path_stems(candidate)
            span = answer_span(question, candidate)
            spans.append(span)
            carried = [stem for stem in stems[position] if stem in weight]
            rows.append(
                [
                    sum(weight[term] for term in question.terms if term in own) / total,
                    sum(weight[term] for term in question.terms if term in near) / total,
                    _share(question.names, near),
                    0.0,
                    relative[candidate.passage] if candidate.passage < len(relative) else 0.0,
                    1.0 if candidate.passage == 0 else 0.0,
                    1.0 if span else 0.0,
                    _share(question.terms, _headed_stems(candidate)),
                    len(pairs & set(pairwise(carried))) / max(1, len(pairs)),
                    _introduces(question, candidate),
                    min(1.0, len(candidate.text) / 200),
                    1.0 if asks(candidate.text) else 0.0,
                    *_read_features(candidate, passages),
                    _tells_headed_date(question, candidate),
                    min(1.5, max(-1.0, candidate.margin / 10)) if read else 0.0,
                    masses[position],
                    1.0 if read and masses[position] == max(masses) else 0.0,
                ]
            )
        most = _MOST_EMBEDDED_OF_READ if read else _MOST_EMBEDDED
        similarity = self._similarities(question, candidates, rows, weights, most)
        for row, value in zip(rows, similarity, strict=True):
            row[FEATURES.index("similarity")] = value
        scored = [
            Scored(candidate, weights.total(row), tuple(row), span)
            for candidate, row, span in zip(candidates, rows, spans, strict=True)
        ]
        return sorted(scored, key=lambda one: -one.score)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of `texts` (texts x dimensions), those of recent texts from memory."""
        with self._guard:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            known.update(zip(missing, self._embedder.embed_documents(missing), strict=True))
        with self._guard:
            for text in texts:
                self._vectors[text] = known[text]
                self._vectors.move_to_end(text)
            while len(self._vectors) > _CACHED_VECTORS:
                self._vectors.popitem(last=False)
        return np.stack([known[text] for text in texts])

    def _similarities(
        self,
        question: Question,
        candidates: Sequence[Candidate],
        rows: Sequence[Sequence[float]],
        weights: Weights,
        most: int,
    ) -> list[float]:
        before = [weights.total(row) for row in rows]
        chosen = sorted(range(len(candidates)), key=lambda position: -before[position])[:most]
        asked = self._embedder.embed_query(question.text)
        vectors = self.vectors([_named(candidates[position]) for position in chosen])
        found = comparable(self._embedder, vectors @ asked)
        values = [0.0] * len(candidates)
        for position, value in zip(chosen, found, strict=True):
            values[position] = float(value)
        return values


def _read_features(candidate: Candidate, passages: Sequence[Passage]) -> tuple[float, float]:
    """How well the candidate's passage answers, and how likely an answer stands in the candidate, 0 to 1."""
    if candidate.passage >= len(passages) or (reading := passages[candidate.passage].reading) is None:
        return 0.0, 0.0
    return sigmoid(reading.relevance), sigmoid(candidate.margin) if candidate.answer else 0.0


def _span_masses(candidates: Sequence[Candidate], passages: Sequence[Passage]) -> list[float]:
    """For each candidate the probability that its passage answers and that the answer stands in it, by the
    reader: its span against the spans in the passage's other candidates and against none."""
    total: dict[int, float] = defaultdict(float)
    for candidate in candidates:
        total[candidate.passage] += math.exp(min(candidate.margin, 30.0))
    masses = []
    for candidate in candidates:
        reading = passages[candidate.passage].reading if candidate.passage < len(passages) else None
        share = math.exp(min(candidate.margin, 30.0)) / (1 + total[candidate.passage])
        masses.append(share * sigmoid(reading.relevance) if reading else 0.0)
    return masses


def _tells_headed_date(question: Question, candidate: Candidate) -> float:
    """Whether the candidate tells the date that heads its section with words of the question ("Why it stopped
    in 1938")."""
    if question.answer_type != "date":
        return 0.0
    heading = list(words(candidate.section.heading))
    years = {word.stem for word in heading if _YEAR.fullmatch(word.text)} - set(question.terms)
    if not years or not any(word.stem in question.terms for word in heading):
        return 0.0
    return 1.0 if years & set(_text_stems(candidate.text)) else 0.0


def _stems(candidate: Candidate) -> list[str]:
    text = candidate.text
    if candidate.kind == "table_row":
        text = f"{text} {' '.join(table_header(candidate.article, candidate.start))}"
    return _text_stems(f"{_label_of(candidate)} {text}")


def _text_stems(text: str) -> list[str]:
    return [word.stem for word in words(text)]


def _named(candidate: Candidate) -> str:
    """What is compared with the question: a row with its columns' names, anything else as it stands."""
    row, header = cells(candidate.quote), table_header(candidate.article, candidate.start)
    if candidate.kind != "table_row" or len(row) != len(header):
        return candidate.text
    return "; ".join(f"{name}: {cell}" for name, cell in zip(header, row, strict=True) if cell)


def _headed_stems(candidate: Candidate) -> set[str]:
    return set(_text_stems(f"{candidate.section.heading} {candidate.label}"))


def _path_stems(candidate: Candidate) -> set[str]:
    return set(_text_stems(" ".join((candidate.article.title, *candidate.section.path, candidate.label))))


def _neighbours(candidates: Sequence[Candidate], stems: Sequence[Sequence[str]], position: int) -> set[str]:
    """Stems of the candidates just before and after, in the same section."""
    found: set[str] = set()
    for other in (position - 2, position - 1, position + 1):
        if 0 <= other < len(candidates) and (
            candidates[other].article.id == candidates[position].article.id
            and candidates[other].section.start == candidates[position].section.start
        ):
            found.update(stems[other])
    return found


def _weights_of(terms: Sequence[str], texts: Sequence[set[str]]) -> dict[str, float]:
    """How much each term tells one candidate from another (inverse frequency over the candidates)."""
    frequency = Counter(term for text in texts for term in terms if term in text)
    return {term: math.log(1 + (len(texts) + 1) / (frequency[term] + 0.5)) for term in terms}


def _relative(scores: Sequence[float]) -> list[float]:
    """Scores from 0 (the lowest) to 1 (the highest)."""
    if not scores:
        return []
    low, high = min(scores), max(scores)
    return [(score - low) / (high - low) if high > low else 1.0 for score in scores]


def _share(terms: Sequence[str], texts: set[str]) -> float:
    return sum(term in texts for term in terms) / len(terms) if terms else 0.0


_NAMED_AS = (
    r"(?:(?:known|dubbed|termed|nicknamed|popular(?:ly known|i[sz]ed)) (?:as )?"
    r"|(?:described|referred to|labell?ed) as "
    r"|(?:,|\b(?:is|are|was|were|be|been|being|now|also|often|sometimes|usually|commonly)) (?:called|named) )"
)
"""How a text gives a name to what it has just told."""


def names_subject(question: Question, candidate: Candidate) -> bool:
    """Whether the subject of a definition is the label above the candidate, or the name that it gives what it
    tells ("known as X")."""
    if question.kind != "definition" or not question.subject:
        return False
    subject = fold(question.subject)
    named = rf"{_NAMED_AS}(?:the |an? )?\W?{re.escape(subject)}(?!\w)"
    return fold(_label_of(candidate)).strip(" :") == subject or bool(re.search(named, fold(candidate.text)))


def _introduces(question: Question, candidate: Candidate) -> float:
    """How plainly the candidate introduces the subject of a definition: by naming it, by its opening ("X is",
    "X, a", "X: "), or in passing."""
    if question.kind != "definition" or not question.subject:
        return 0.0
    subject, text = re.escape(fold(question.subject)), fold(candidate.text)
    told = rf"\W*{subject}\W?s?(?: \([^)]*\))?(?:,| (?:is|are|was|were|means|refers)\b|:| [-–—]| ·)"
    if names_subject(question, candidate) or re.match(rf"(?:(?:the|an?) )?{told}", text):
        return 1.0
    if re.search(rf"\b(?:the|an?) {told}", text):
        return 0.4
    return 0.2 if 0 <= text.find(fold(question.subject)) < 40 else 0.0


_BETWEEN_BLOCKS = 4
"""Characters, at most."""


def _label_of(candidate: Candidate) -> str:
    """The label right above the candidate, which opens the text that it names; "" without one."""
    label = candidate.label
    first = max(0, candidate.start - len(label) - _BETWEEN_BLOCKS)
    return label if candidate.article.text[first : candidate.start].rstrip().endswith(label) else ""


def matched_terms(asked: Question, one: Scored) -> set[str]:
    """The question's key words that the candidate carries itself, a row with its column's names."""
    text = one.candidate.text
    if one.candidate.kind == "table_row":
        text = f"{text} {' '.join(table_header(one.candidate.article, one.candidate.start))}"
    return stems(text) & set(asked.terms)
