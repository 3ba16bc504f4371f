"""The question sets and the claims as groups: passages cut to a size that can be read, wrong ones by words.

Knows the one form of the files in `qa/`. A long passage is cut into pieces of whole sentences: the piece with
the answer is right, the others of the same passage are its hardest wrong ones.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from training.examples import sentences
from training.groups import Group, Text
from training.lexical import WordIndex
from training.questions import QuestionSet

__all__ = ["CLAIMS", "QA_SETS", "OTHER_SETS", "load_claims", "load_old", "load_qa"]

QA_SETS = (
    "qed", "squad11-train-slices", "tydiqa-en", "afriqa", "fairytaleqa", "qadiscourse", "condaqa", "timeqa",
    "boolq", "selqa",
)  # fmt: skip
OTHER_SETS = (
    "jaquad-ja", "piaf-fr", "squad-es", "pquad-fa", "heq-he", "drcd-zh", "cmrc2018-zh", "norquad-no",
    "faquad-pt", "tydiqa-ko", "tydiqa-fi", "tydiqa-ru", "tydiqa-ar", "tydiqa-id", "tydiqa-te", "tydiqa-bn",
    "tydiqa-sw",
)  # fmt: skip
CLAIMS = "claims"
_LONGEST = 900
"""Characters of a piece of a passage."""
_NEAR = 6
"""Wrong passages of other articles that are kept for a question."""


def load_qa(
    name: str, data: Path, without: frozenset[str] = frozenset(), *, english: bool = True
) -> list[Group]:
    """The questions of a set of `qa/`, of its English part or of all, but for those asked in the words of one
    of `without`."""
    rows = [row for row in _lines(data / "qa" / f"{name}.jsonl.gz") if row["lang"] == "en" or not english]
    return _groups([row for row in rows if row["question"].strip().lower().rstrip("?") not in without])


def load_old(questions: QuestionSet) -> list[Group]:
    """The questions of a set that is laid out by articles."""
    rows = []
    for asked in questions.questions:
        context = questions.articles[asked.article][1][asked.start : asked.end]
        spans = [(start - asked.start, end - asked.start) for start, end in asked.spans]
        rows.append(
            {
                "context": context, "title": asked.title, "question": asked.question,
                "answerable": asked.answerable,
                "answers": [{"text": context[start:end], "start": start} for start, end in spans],
                "yesno": asked.answerable and not spans,
            }
        )  # fmt: skip
    return _groups(rows)


def _groups(rows: Sequence[dict[str, Any]]) -> list[Group]:
    contexts = list(dict.fromkeys(row["context"] for row in rows))
    titles = {row["context"]: row["title"] or "" for row in rows}
    pieces = {context: list(_pieces(context)) for context in contexts}
    texts = [(context, start, end) for context in contexts for start, end in pieces[context]]
    index = WordIndex([f"{titles[context]} {context[start:end]}" for context, start, end in texts])
    found = []
    for row, places in zip(rows, index.nearest([row["question"] for row in rows], 3 * _NEAR), strict=True):
        group = _group(row, pieces[row["context"]], [texts[place] for place in places], titles)
        if group is not None:
            found.append(group)
    return found


def _group(
    row: dict[str, Any],
    pieces: Sequence[tuple[int, int]],
    near: Sequence[tuple[str, int, int]],
    titles: dict[str, str],
) -> Group | None:
    context, title = row["context"], row["title"] or ""
    spans = [(one["start"], one["start"] + len(one["text"])) for one in row["answers"]]
    answers = [one["text"].lower() for one in row["answers"]]
    marked = not row.get("sentence_level")
    positives, wrong = [], []
    for start, end in pieces:
        inside = tuple((a - start, b - start) for a, b in spans if start <= a and b <= end)
        text = Text(title, context[start:end])
        if inside:
            positives.append((text, inside if marked else ()))
        elif not any(answer in text.text.lower() for answer in answers):
            wrong.append(text)
    if row.get("yesno"):  # what settles it stands anywhere
        positives, wrong = ([(Text(title, context), ())], []) if len(pieces) == 1 else ([], [])
    others = [
        Text(titles[other], other[start:end])
        for other, start, end in near
        if other != context and not any(answer in other[start:end].lower() for answer in answers)
    ]
    if row.get("yesno") or not title:  # the same question may be asked of a changed passage
        others = [one for one in others if one.text[:60] != context[:60]]
    question = row["question"].strip()
    name = title or context[:80]
    if not row["answerable"]:
        return Group(question, name, (), tuple(wrong), (), ())
    if not positives:
        return None
    return Group(question, name, tuple(positives), (), (*wrong[:2], *others[:_NEAR]))


def load_claims(data: Path) -> list[Group]:
    """Claims and their evidence: what supports a claim answers it, what refutes it does not.

    The sets' development parts; their test parts are left to measure with.
    """
    rows = []
    for row in _lines(data / CLAIMS / "fm2-dev.jsonl.gz"):
        told = " ".join(one["text"] for one in row["gold_evidence"])
        rows.append((row["text"].strip(), row["wikipedia_page"], told, row["label"]))
    for row in _lines(data / CLAIMS / "fever_symmetric_dev.jsonl"):
        rows.append((row["claim"], "", row["evidence"], row["gold_label"]))
    found = []
    for claim, page, told, label in rows:
        text = Text(page.replace("_", " "), told[:_LONGEST])
        name = page or told[:80]
        if label == "SUPPORTS":
            found.append(Group(claim, name, ((text, ()),)))
        elif label == "REFUTES":
            found.append(Group(claim, name, (), (text,)))
    return found


def _pieces(context: str) -> Iterator[tuple[int, int]]:
    """Runs of whole sentences of about the longest size that is read."""
    starts, ends = sentences(context)
    first = 0
    for place in range(len(starts)):
        following = ends[place + 1] if place + 1 < len(ends) else None
        if following is None or following - starts[first] > _LONGEST:
            yield starts[first], ends[place]
            first = place + 1


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        sys.exit(f"{path}: not there; pass the folder that holds the data sets with --data")
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as packed:
            yield from map(json.loads, filter(str.strip, packed))
        return
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, filter(str.strip, lines))
