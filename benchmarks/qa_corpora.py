"""Articles and questions in many languages, from the sets of the data folder's `qa/`, as corpora.

Knows the files' one form. The passages of a title are one article; a set without titles has an article a
passage. Of a large set a fixed part is taken.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.corpora import Corpus, Question

__all__ = ["QA_SETS", "foreign_questions", "load_qa"]

QA_SETS = {
    "ja": "jaquad-ja", "fr": "piaf-fr", "es": "squad-es", "zh": "cmrc2018-zh", "zh-Hant": "drcd-zh",
    "ko": "tydiqa-ko", "fi": "tydiqa-fi", "ru": "tydiqa-ru", "ar": "tydiqa-ar", "pt": "faquad-pt",
    "no": "norquad-no", "fa": "pquad-fa", "he": "heq-he", "id": "tydiqa-id", "en": "tydiqa-en",
}  # fmt: skip
"""The set that stands for each language."""


def load_qa(language: str, data: Path, passages: int, questions: int) -> Corpus:
    """The set of `language`: whole articles with at most `passages` passages, and at most so many of the
    answerable questions on these. Raises FileNotFoundError."""
    name = QA_SETS[language]
    titles: dict[str, list[str]] = {}
    rows = list(_rows(data / "qa" / f"{name}.jsonl.gz"))
    for row in rows:
        held = titles.setdefault(_title(row), [])
        if row["context"] not in held:
            held.append(row["context"])
    order = sorted(titles)
    random.Random(0).shuffle(order)
    chosen: list[str] = []
    count = 0
    for title in order:
        if count + len(titles[title]) <= passages:
            chosen.append(title)
            count += len(titles[title])
    places: dict[tuple[str, str], tuple[int, int, int]] = {}
    articles: list[tuple[str, str]] = []
    for title in chosen:
        text = f"# {title}"
        for context in titles[title]:
            body = " ".join(context.split())
            text = f"{text}\n\n{body}"
            places[title, context] = (len(articles), len(text) - len(body), len(text))
        articles.append((title, text))
    asked = [
        Question(
            row["question"], tuple(" ".join(one["text"].split()) for one in row["answers"]),
            *places[_title(row), row["context"]], _title(row),
        )
        for row in rows
        if row["answerable"] and row["answers"] and (_title(row), row["context"]) in places
    ]  # fmt: skip
    if len(asked) > questions:
        asked = random.Random(0).sample(asked, questions)
    return Corpus(name, tuple(articles), tuple(asked))


def foreign_questions(language: str, data: Path, corpus: Corpus, questions: int) -> list[Question]:
    """Questions of the set on articles that `corpus` does not have."""
    there = {title for title, _ in corpus.articles}
    asked = [
        Question(row["question"], (), -1, 0, 0, _title(row))
        for row in _rows(data / "qa" / f"{QA_SETS[language]}.jsonl.gz")
        if _title(row) not in there
    ]
    return random.Random(1).sample(asked, min(questions, len(asked)))


def _title(row: dict[str, Any]) -> str:
    """A set without titles has one article a passage, called by its first words."""
    return str(row["title"] or " ".join(row["context"].split())[:40]).replace("_", " ").strip()


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
