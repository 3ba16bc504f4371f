"""The question sets as articles, questions and the places of their answers.

Knows the layout of the data folders. Knows nothing of chunks, models or training.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["SETS", "Asked", "QuestionSet", "load_set"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on one paragraph of an article."""

    question: str
    title: str
    """Of the article; what the split goes by."""
    article: int
    """Place of the article in its set."""
    start: int
    end: int
    """The paragraph: offsets into the article's text."""
    answers: tuple[str, ...] = ()
    """Accepted answers, as often as people gave them; none when the paragraph does not answer."""
    spans: tuple[tuple[int, int], ...] = ()
    """Where they stand: offsets into the article's text, as often as people chose them."""
    answerable: bool = True


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Articles (title, Markdown) and the questions on them."""

    name: str
    articles: tuple[tuple[str, str], ...]
    questions: tuple[Asked, ...]


def load_set(name: str, data: Path) -> QuestionSet:
    """The set called `name` from the folder that holds them all; exits with a line when it is missing."""
    return SETS[name](data)


def _squadshifts(data: Path) -> QuestionSet:
    path = _there(data / "squadshifts" / "datasets" / "new_wiki_v1.0.json")
    return _squad_layout("squadshifts", json.loads(path.read_text("utf-8"))["data"])


def _squad(data: Path) -> QuestionSet:
    path = _there(data / "squad-2.0-dev" / "dev-v2.0.from-html.json")
    return _squad_layout("squad-2.0-dev", json.loads(path.read_text("utf-8"))["data"])


def _squad_layout(name: str, rows: Sequence[dict[str, Any]]) -> QuestionSet:
    articles: list[tuple[str, str]] = []
    questions: list[Asked] = []
    for number, row in enumerate(rows):
        title = row["title"].replace("_", " ")
        text = f"# {title}"
        for paragraph in row["paragraphs"]:
            body = _one_line(paragraph["context"])
            start = len(text) + 2
            text = f"{text}\n\n{body}"
            for asked in paragraph["qas"]:
                given = () if asked.get("is_impossible") else asked["answers"]
                answers = tuple(_one_line(answer["text"]) for answer in given)
                spans = _places(body, asked["question"], answers)
                questions.append(
                    Asked(
                        asked["question"].strip(), title, number, start, len(text), answers,
                        tuple((start + a, start + b) for a, b in spans), bool(answers),
                    )
                )  # fmt: skip
        articles.append((title, text))
    return QuestionSet(name, tuple(articles), tuple(questions))


def _nq_open_oracle(data: Path) -> QuestionSet:
    path = _there(data / "nq-open-oracle" / "qa_data" / "nq-open-oracle.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return _pages(
        "nq-open-oracle",
        [
            (row["question"], row["ctxs"][0]["title"], row["ctxs"][0]["text"], tuple(row["answers"]), True)
            for row in rows
        ],
    )


def _clapnq(data: Path) -> QuestionSet:
    rows = []
    for kind in ("answerable", "unanswerable"):
        path = _there(data / "clapnq" / "annotated_data" / "dev" / f"clapnq_dev_{kind}.jsonl")
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            passage = row["passages"][0]
            rows.append((row["input"], passage["title"], passage["text"], (), kind == "answerable"))
    return _pages("clapnq", rows)


def _pages(name: str, rows: Iterable[tuple[str, str, str, tuple[str, ...], bool]]) -> QuestionSet:
    """Each passage an article of its own."""
    articles: dict[tuple[str, str], int] = {}
    questions = []
    for question, title, passage, answers, answerable in rows:
        body = _one_line(passage)
        text = f"# {title}\n\n{body}"
        number = articles.setdefault((title, text), len(articles))
        start = len(title) + 4
        spans = _places(body, question, answers)
        questions.append(
            Asked(
                question.strip(), title, number, start, len(text), answers,
                tuple((start + a, start + b) for a, b in spans), answerable,
            )
        )  # fmt: skip
    return QuestionSet(name, tuple(articles), tuple(questions))


def _places(body: str, question: str, answers: Sequence[str]) -> list[tuple[int, int]]:
    """Where each answer stands; of several places the one with most of the question's words around it."""
    asked = set(re.findall(r"\w+", question.lower()))
    found = []
    for answer, times in Counter(answers).items():
        places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(answer)}(?!\w)", body)]
        if not places:
            places = [m.span() for m in re.finditer(re.escape(answer), body, re.IGNORECASE)]
        if places:
            best = max(places, key=lambda place: _likeness(body, place, asked))
            found.extend([best] * times)
    return found


def _likeness(body: str, place: tuple[int, int], asked: set[str]) -> int:
    around = body[max(0, place[0] - 150) : place[1] + 150].lower()
    return len(asked & set(re.findall(r"\w+", around)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _there(path: Path) -> Path:
    if not path.is_file():
        sys.exit(f"{path}: not there; pass the folder that holds the data sets with --data")
    return path


SETS: dict[str, Callable[[Path], QuestionSet]] = {
    "squadshifts": _squadshifts,
    "squad-2.0-dev": _squad,
    "nq-open-oracle": _nq_open_oracle,
    "clapnq": _clapnq,
}
