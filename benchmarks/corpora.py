"""Articles with questions whose answers are known, from data sets the user has on disk.

Knows the files' forms. A gold answer counts only inside the passage that it was written for.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["CORPORA", "Corpus", "Question", "load"]

_PASSAGES_AN_ARTICLE = 100


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its answers, and where in which article they stand."""

    text: str
    answers: tuple[str, ...]
    article: int
    start: int
    end: int
    """The gold paragraph: offsets into the article's text."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts as a reader would have them on disk, the title on the first line."""

    name: str
    articles: tuple[tuple[str, str], ...]
    """Title and text; the text starts with the title as a Markdown heading."""
    questions: tuple[Question, ...]


def load(name: str, data: Path, questions: int | None = None) -> Corpus:
    """The corpus called `name` with a fixed random sample of `questions` (None takes all)."""
    corpus = CORPORA[name](data)
    if questions is None or questions >= len(corpus.questions):
        return corpus
    return Corpus(name, corpus.articles, tuple(random.Random(0).sample(corpus.questions, questions)))


def _squadshifts(data: Path) -> Corpus:
    """48 Wikipedia articles, the paragraphs of each joined into one."""
    file = json.loads((data / "squadshifts/datasets/new_wiki_v1.0.json").read_text("utf-8"))
    articles, questions = [], []
    for number, entry in enumerate(file["data"]):
        title = entry["title"].replace("_", " ")
        text = f"# {title}"
        for paragraph in entry["paragraphs"]:
            body = re.sub(r"\s*\n\s*", " ", paragraph["context"].strip())
            start = len(text) + 2
            text = f"{text}\n\n{body}"
            for asked in paragraph["qas"]:
                answers = tuple(dict.fromkeys(answer["text"].strip() for answer in asked["answers"]))
                questions.append(Question(asked["question"], answers, number, start, len(text)))
        articles.append((title, text))
    return Corpus("squadshifts", tuple(articles), tuple(questions))


def _nq_open_oracle(data: Path) -> Corpus:
    """2,600 Wikipedia passages of about 100 words, each an article, with real search questions."""
    articles: dict[tuple[str, str], int] = {}
    questions = []
    with gzip.open(data / "nq-open-oracle/qa_data/nq-open-oracle.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            title = row["ctxs"][0]["title"]
            text = f"# {title}\n\n{row['ctxs'][0]['text'].strip()}"
            number = articles.setdefault((title, text), len(articles))
            start = len(title) + 4
            questions.append(Question(row["question"], tuple(row["answers"]), number, start, len(text)))
    return Corpus("nq-open-oracle", tuple(articles), tuple(questions))


def _nq_sections(data: Path) -> Corpus:
    """The same passages, a hundred to an article, each a section headed by the name of its page."""
    alone = _nq_open_oracle(data)
    articles: list[tuple[str, str]] = []
    places: list[tuple[int, int, int]] = []
    for first in range(0, len(alone.articles), _PASSAGES_AN_ARTICLE):
        title = f"Collection {len(articles) + 1}"
        text = f"# {title}"
        for name, passage in alone.articles[first : first + _PASSAGES_AN_ARTICLE]:
            body = passage.removeprefix(f"# {name}\n\n")
            text = f"{text}\n\n## {name}\n\n{body}"
            places.append((len(articles), len(text) - len(body), len(text)))
        articles.append((title, text))
    questions = [Question(asked.text, asked.answers, *places[asked.article]) for asked in alone.questions]
    return Corpus("nq-sections", tuple(articles), tuple(questions))


CORPORA = {
    "squadshifts": _squadshifts,
    "nq-open-oracle": _nq_open_oracle,
    "nq-sections": _nq_sections,
}
