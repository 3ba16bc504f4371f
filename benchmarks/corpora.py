"""Articles with questions whose answers are known, from data sets the user has on disk.

Knows the files' forms. A gold answer counts only inside the passage that it was written for. CORPORA are for
finding passages; in ANSWERED each paragraph is a section of its own, so that a citation's section can be
judged, and there are questions that nothing answers.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ANSWERED", "CORPORA", "Corpus", "Question", "load"]

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
    group: str = ""
    """Title of the article or page it belongs to; tuning and report never share one."""
    section: str = ""
    """Heading of the section that answers it, where paragraphs are sections."""
    sentences: tuple[str, ...] = ()
    """Sentences that people marked as the answer's grounds."""

    def is_answered_in(self, text: str, start: int, end: int) -> bool:
        """Whether what `start` to `end` of its article's `text` has of the gold paragraph holds an answer."""
        shared = text[max(start, self.start) : min(end, self.end)].lower()
        return any(answer.lower() in shared for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts as a reader would have them on disk, the title on the first line."""

    name: str
    articles: tuple[tuple[str, str], ...]
    """Title and text; the text starts with the title as a Markdown heading."""
    questions: tuple[Question, ...]


def load(name: str, data: Path, questions: int | None = None) -> Corpus:
    """The corpus called `name` with a fixed random sample of `questions` (None takes all)."""
    try:
        corpus = (CORPORA | ANSWERED)[name](data)
    except FileNotFoundError as exc:
        sys.exit(f"{exc.filename}: not there; pass the folder that holds the data sets with --data")
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
                questions.append(Question(asked["question"], answers, number, start, len(text), title))
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
            questions.append(
                Question(row["question"], tuple(row["answers"]), number, start, len(text), title)
            )
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
    questions = [
        Question(asked.text, asked.answers, *places[asked.article], asked.group, asked.group)
        for asked in alone.questions
    ]
    return Corpus("nq-sections", tuple(articles), tuple(questions))


def _in_sections(name: str, path: Path) -> Corpus:
    """Articles in SQuAD's layout, each paragraph headed "Part n"; impossible questions have no answers."""
    articles, questions = [], []
    for number, entry in enumerate(json.loads(path.read_text("utf-8"))["data"]):
        title = entry.get("title", f"Article {number + 1}").replace("_", " ")
        text = f"# {title}"
        for place, paragraph in enumerate(entry["paragraphs"], 1):
            heading, body = f"Part {place}", " ".join(paragraph["context"].split())
            text = f"{text}\n\n## {heading}\n\n{body}"
            start = len(text) - len(body)
            for asked in paragraph["qas"]:
                texts = () if asked.get("is_impossible") else {one["text"] for one in asked["answers"]}
                questions.append(
                    Question(
                        asked["question"], tuple(sorted(texts)), number, start, len(text), title, heading
                    )
                )
        articles.append((title, f"{text}\n"))
    return Corpus(name, tuple(articles), tuple(questions))


def _squadshifts_sections(data: Path) -> Corpus:
    return _in_sections("squadshifts-sections", data / "squadshifts/datasets/new_wiki_v1.0.json")


def _squad_sections(data: Path) -> Corpus:
    return _in_sections("squad-2.0-dev", data / "squad-2.0-dev/dev-v2.0.from-html.json")


def _clapnq(data: Path) -> Corpus:
    """300 answerable and 300 unanswerable search questions, each page an article."""
    pages: dict[str, str] = {}
    rows = []
    for kind in ("answerable", "unanswerable"):
        path = data / f"clapnq/annotated_data/dev/clapnq_dev_{kind}.jsonl"
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            title, body = row["passages"][0]["title"], " ".join(row["passages"][0]["text"].split())
            if body not in pages.setdefault(title, f"# {title}"):
                pages[title] += f"\n\n{body}"
            rows.append((kind == "answerable", row, title, body))
    numbers = {title: number for number, title in enumerate(pages)}
    questions = []
    for answered, row, title, body in rows:
        outputs = row["output"] if answered else ()
        marked = {" ".join(one.split()) for told in outputs for one in told.get("selected_sentences") or ()}
        start = pages[title].index(body)
        questions.append(
            Question(
                row["input"], tuple(one["answer"] for one in outputs), numbers[title], start,
                start + len(body), title, title, tuple(sorted(marked)),
            )
        )  # fmt: skip
    articles = tuple((title, f"{text}\n") for title, text in pages.items())
    return Corpus("clapnq", articles, tuple(questions))


CORPORA = {
    "squadshifts": _squadshifts,
    "nq-open-oracle": _nq_open_oracle,
    "nq-sections": _nq_sections,
}
ANSWERED = {
    "squadshifts-sections": _squadshifts_sections,
    "nq-sections": _nq_sections,
    "squad-2.0-dev": _squad_sections,
    "clapnq": _clapnq,
}
