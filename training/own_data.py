"""The questions of our own in `training/data`: loading and checking them.

python -m training.own_data     # prints counts; a line for each fault, and exit status 1 if there is one
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["faults_in", "own_articles"]

_FOLDER = Path(__file__).with_name("data")
_TYPES = frozenset("who when where what number why how list yesno quote definition".split())
_WRONG = frozenset(
    "entity number time place negation opposite role attribute scope cause premise other".split()
)


def own_articles() -> list[dict[str, Any]]:
    """All articles with their questions, in the order of the files."""
    return [
        json.loads(line)
        for path in sorted(_FOLDER.glob("near_miss_*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]


def faults_in(article: dict[str, Any]) -> Iterator[str]:
    """What is wrong with an article's rows, a line each."""
    questions = article["questions"]
    for place, row in enumerate(questions):
        name = f"{article['id']}, question {place}"
        if row["type"] not in _TYPES:
            yield f"{name}: no such type: {row['type']!r}"
        if row["answer"] is None:
            if row["wrong"] not in _WRONG:
                yield f"{name}: no such kind of near miss: {row['wrong']!r}"
            if not 0 <= row["near"] < len(article["paragraphs"]):
                yield f"{name}: no such paragraph: {row['near']}"
            twin = row.get("twin")
            if twin is not None and questions[twin]["answer"] is None:
                yield f"{name}: its twin is a near miss too"
        elif row["answer"] not in article["paragraphs"][row["paragraph"]]:
            yield f"{name}: the answer is not in its paragraph: {row['answer']!r}"


def main() -> None:
    articles = own_articles()
    rows = [row for article in articles for row in article["questions"]]
    print(f"{len(articles)} articles, {len(rows)} questions:", dict(Counter(a["lang"] for a in articles)))
    print("near misses:", dict(Counter(row["wrong"] for row in rows if row["answer"] is None)))
    faults = [fault for article in articles for fault in faults_in(article)]
    print(*faults, sep="\n")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
