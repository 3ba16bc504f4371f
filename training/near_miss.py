"""Articles with questions they answer and near misses, as the data folder and our own files hold them.

Knows both forms: `near-miss/` (one article in several languages, line by line) and `training/data/` (our own
articles, paragraph by paragraph). What is measured on and what is trained on is `training.split`'s.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.own_data import own_articles
from training.split import is_held_back, measured_near_misses

__all__ = ["LANGUAGES", "NearMissArticle", "NearMissQuestion", "load_near_misses", "load_own"]

LANGUAGES = ("en", "de", "es", "fr", "ja", "ko")


@dataclass(frozen=True, slots=True)
class NearMissQuestion:
    """A question on an article."""

    text: str
    answer: str
    """Verbatim words of the article; "" where the article does not answer."""
    parts: tuple[int, ...]
    """Lines or paragraphs that hold the answer; of a near miss those that mislead, where they are known."""
    wrong: str = ""
    """What is wrong with a near miss: entity, number, time, place, role, ..."""
    twin: int | None = None
    """Place, among the article's questions, of the answerable one that a near miss is nearest to."""

    @property
    def answerable(self) -> bool:
        return bool(self.answer)


@dataclass(frozen=True, slots=True)
class NearMissArticle:
    """An article in one language, and the questions on it."""

    id: str
    language: str
    title: str
    parts: tuple[str, ...]
    """Lines or paragraphs below the title."""
    questions: tuple[NearMissQuestion, ...]
    measured: bool = False
    """Whether it is measured or fitted on, and so never trained on."""

    @property
    def text(self) -> str:
        """The article as Markdown, each line a paragraph."""
        return "\n\n".join((f"# {self.title}", *self.parts)) + "\n"


def load_near_misses(data: Path, language: str) -> list[NearMissArticle]:
    """The articles of `near-miss/` in `language`; exits with a line when they are missing."""
    folder = data / "near-miss"
    files = sorted((folder / "rows").glob("*.jsonl"))
    if not files:
        sys.exit(f"{folder}: not there; pass the folder that holds the data sets with --data")
    measured = measured_near_misses(file.stem for file in files)
    found = []
    for file in files:
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        lines = json.loads((folder / "articles" / f"{file.stem}.json").read_text("utf-8"))["lines"][language]
        places = {row["id"]: place for place, row in enumerate(rows)}
        questions = tuple(_of_row(row, language, places) for row in rows)
        title, parts = lines[0].strip(), tuple(line.strip() for line in lines[1:])
        found.append(
            NearMissArticle(file.stem, language, title, parts, questions, measured=file.stem in measured)
        )
    return found


def load_own(language: str, rows: Iterable[dict[str, Any]] | None = None) -> list[NearMissArticle]:
    """Our own articles in a language; `rows` are others than those of `training/data`."""
    return [
        NearMissArticle(
            row["id"], language, row["title"], tuple(row["paragraphs"]),
            tuple(_of_own(one) for one in row["questions"]), measured=is_held_back(row["id"]),
        )
        for row in (own_articles() if rows is None else rows)
        if row["lang"] == language
    ]  # fmt: skip


def _of_row(row: dict[str, Any], language: str, places: dict[str, int]) -> NearMissQuestion:
    """Line 0 of the files is the title here, so that line n is part n - 1."""
    answer = row["a"][language] if row["answerable"] else ""
    parts = tuple(line - 1 for line in row.get("lines") or () if line)
    return NearMissQuestion(
        row["q"][language], answer, parts, row.get("wrong") or "", places.get(row.get("twin") or "")
    )


def _of_own(one: dict[str, Any]) -> NearMissQuestion:
    place = one.get("paragraph" if one["answer"] else "near")
    parts = () if place is None else (place,)
    return NearMissQuestion(one["q"], one["answer"] or "", parts, one.get("wrong") or "", one.get("twin"))
