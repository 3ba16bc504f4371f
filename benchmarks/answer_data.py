"""The question sets of the answer benchmark, as articles and questions.

Knows the layout of the data folders. A paragraph becomes a section of its own, so that the section of a
citation can be judged.
"""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Asked", "Corpus", "clapnq", "nq", "squad", "squadshifts"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a set."""

    question: str
    group: str
    """The article or page that it belongs to; tuning and report never share one."""
    section: str = ""
    """Heading of the section that answers it."""
    answers: tuple[str, ...] = ()
    """Accepted answer strings; none for a question without an answer."""
    sentences: tuple[str, ...] = ()
    """Sentences that people marked as the answer's grounds."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles (title, Markdown) and the questions on them."""

    name: str
    articles: list[tuple[str, str]]
    questions: list[Asked]


def squadshifts(data: Path) -> Corpus:
    path = _there(data / "squadshifts" / "datasets" / "new_wiki_v1.0.json")
    return _squad_layout("squadshifts", json.loads(path.read_text(encoding="utf-8"))["data"])


def squad(data: Path) -> Corpus:
    path = _there(data / "squad-2.0-dev" / "dev-v2.0.from-html.json")
    return _squad_layout("squad-2.0-dev", json.loads(path.read_text(encoding="utf-8"))["data"])


def _squad_layout(name: str, rows: list[dict]) -> Corpus:
    articles: list[tuple[str, str]] = []
    questions: list[Asked] = []
    for number, row in enumerate(rows):
        title = row.get("title", f"Article {number + 1}").replace("_", " ")
        parts = [f"# {title}"]
        for place, paragraph in enumerate(row["paragraphs"], 1):
            heading = f"Part {place}"
            parts.append(f"## {heading}\n\n{' '.join(paragraph['context'].split())}")
            for asked in paragraph["qas"]:
                texts = () if asked.get("is_impossible") else {one["text"] for one in asked["answers"]}
                questions.append(Asked(asked["question"], title, heading, tuple(sorted(texts))))
        articles.append((title, "\n\n".join(parts) + "\n"))
    return Corpus(name, articles, questions)


def nq(data: Path) -> Corpus:
    """Natural Questions' gold passages, a hundred to an article."""
    path = _there(data / "nq-open-oracle" / "qa_data" / "nq-open-oracle.jsonl.gz")
    passages: dict[str, str] = {}
    questions = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            gold = next(one for one in row["ctxs"] if one.get("isgold", True))
            passages.setdefault(gold["text"], gold["title"])
            questions.append(Asked(row["question"], gold["title"], gold["title"], tuple(row["answers"])))
    items = list(passages.items())
    articles = []
    for start in range(0, len(items), 100):
        title = f"Collection {start // 100 + 1}"
        parts = [f"## {name}\n\n{' '.join(text.split())}" for text, name in items[start : start + 100]]
        articles.append((title, f"# {title}\n\n" + "\n\n".join(parts) + "\n"))
    return Corpus("nq-open-oracle", articles, questions)


def clapnq(data: Path) -> Corpus:
    """The 300 answerable and 300 unanswerable questions, each page an article."""
    pages: dict[str, list[str]] = {}
    questions = []
    for kind in ("answerable", "unanswerable"):
        path = _there(data / "clapnq" / "annotated_data" / "dev" / f"clapnq_dev_{kind}.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            passage = row["passages"][0]
            text = " ".join(passage["text"].split())
            paragraphs = pages.setdefault(passage["title"], [])
            if text not in paragraphs:
                paragraphs.append(text)
            marked = {
                " ".join(sentence.split())
                for output in row["output"]
                for sentence in output.get("selected_sentences") or ()
            }
            answered = kind == "answerable"
            questions.append(
                Asked(
                    row["input"],
                    passage["title"],
                    passage["title"],
                    tuple(one["answer"] for one in row["output"]) if answered else (),
                    tuple(sorted(marked)) if answered else (),
                )
            )
    articles = [
        (title, f"# {title}\n\n" + "\n\n".join(paragraphs) + "\n") for title, paragraphs in pages.items()
    ]
    return Corpus("clapnq", articles, questions)


def _there(path: Path) -> Path:
    if not path.is_file():
        sys.exit(f"{path}: not there; pass the folder that holds the data sets with --data")
    return path
