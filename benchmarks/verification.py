"""How well a language model's sentences are checked: right ones kept, wrong ones not shown as supported.

    python -m benchmarks.verification --data DIR [--json FILE] [--questions N] [--homes DIR]

A scripted model answers questions of squadshifts whose answer is a name, a number or a date: with the right
answer, and with another expression of the same kind from the same sentence of the article or else from the
same paragraph, which is the hardest to tell by words. Both are said as "The answer is X.", as "It was X."
and, where a question is easily turned ("Who founded the town?"), as a whole sentence ("X founded the
town."). Sentences that stand beside the answer are said as they are, after the right answer: no check may
lose them. Only questions of articles that the reader model was not trained on are asked.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.corpora import Corpus, Question, load
from benchmarks.figures import Row, table
from benchmarks.judging import Bench, report_half, sample, unseen
from bot.answer import Answer, Finished
from bot.chain import PASSAGES_READ
from bot.language.expressions import MEASURES, find_expressions
from bot.language.words import content_stems, fold
from bot.llm.chat_model import Message
from bot.llm.generative import GenerativeAnswerer
from bot.question.question import understand
from ingest.sentences import sentence_spans
from vectorstore import Passage

_CORPUS = "squadshifts-sections"
_TYPED = {"person", "place", "name"} | MEASURES
_OWN_SUBJECT = re.compile(
    r"(?:who|which \w+|what|how many)(?= (?!(?:did|do|does|are|were)\b)\w+(?:ed|s)\b)(?P<rest>.*)",
    re.IGNORECASE,
)
"""A question that says something of what it asks for."""
_PLACED = re.compile(
    r"(?:when|where|(?:in|on) what \w+) (?P<verb>was|were|is|are) (?P<subject>.+?) "
    r"(?P<rest>(?:\w+ed|born|built|held|made|written|won|known)\b.*)",
    re.IGNORECASE,
)
"""A question for when or where something was done."""
_NOT_TURNED = re.compile(
    r"\b(?:did|do|does)\b|\b(?:about|as|at|by|for|from|in|into|of|on|to|with)\W*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of the scripted model."""

    form: str
    text: str
    right: bool


class Scripted:
    """A language model that says what it was told to."""

    def __init__(self) -> None:
        self.script = ""

    def stream(self, _conversation: Sequence[Message]) -> Iterator[str]:
        yield self.script


def sayings(asked: Question, corpus: Corpus) -> list[Said]:
    """What the model is to say; nothing where no other expression could be the answer."""
    kind = understand(asked.text).answer_type
    paragraph = corpus.articles[asked.article][1][asked.start : asked.end]
    right = next((text for text in asked.answers if _is(text, kind)), None)
    if kind not in _TYPED or right is None:
        return []
    sentences = [paragraph[start:end] for start, end in sentence_spans(paragraph)]
    holding = [one for one in sentences if right in one]
    other = next(
        (
            found
            for one in [*holding, paragraph]
            for found in (one[start:end] for start, end in find_expressions(one, kind))
            if not _meet(found, [*asked.answers, asked.text])
        ),
        None,
    )
    if other is None or not holding:
        return []
    said = []
    for text, is_right in ((right, True), (other, False)):
        said += [Said("The answer is X.", f"The answer is {text}.", is_right)]
        said += [Said("It was X.", f"It was {text}.", is_right)]
        whole = _whole(asked.text, text)
        if whole:
            said.append(Said("whole sentence", whole, is_right))
    place = sentences.index(holding[0])
    beside = sentences[place - 1 : place] + sentences[place + 1 : place + 2]
    said += [Said("a sentence beside it", one, True) for one in beside if len(one.split()) > 3]
    return said


def _whole(question: str, answer: str) -> str | None:
    """The question turned into the sentence that gives the answer, where that is simple."""
    question = question.rstrip(" ?")
    if _NOT_TURNED.search(question):
        return None
    sentence = None
    if found := _OWN_SUBJECT.match(question):
        sentence = f"{answer}{found['rest']}."
    elif found := _PLACED.match(question):
        sentence = f"{found['subject']} {found['verb']} {found['rest']} in {answer}."
    return sentence and f"{sentence[0].upper()}{sentence[1:]}"


def _is(text: str, kind: str) -> bool:
    return any(text[start:end] == text for start, end in find_expressions(text, kind))  # type: ignore[arg-type]


def _meet(one: str, others: Sequence[str]) -> bool:
    """Whether it shares a word with any of the others."""
    stems = set(content_stems(one))
    return not stems or any(stems & set(content_stems(other)) for other in others)


def support(bench: Bench, model: Scripted, question: str, passages: list[Passage], said: Said) -> str:
    """How the sentence is shown, said alone."""
    library = bench.bot._open()
    answerer = GenerativeAnswerer(model, library.article, library.grown)  # type: ignore[arg-type]
    model.script = f"{said.text} [1]"
    *_, last = answerer.stream(question, passages, lambda: Answer(question, "not_in_articles", (), (), ""))
    assert isinstance(last, Finished)
    shown = [one.support for one in last.answer.statements]
    return shown[0] if shown else "unsupported"


def measure(data: Path, limit: int, homes: Path) -> list[Row]:
    corpus = load(_CORPUS, data)
    bench = Bench(homes / corpus.name, corpus)
    model = Scripted()
    kept: dict[tuple[str, bool], list[bool]] = defaultdict(list)
    asked_of = 0
    for asked in sample(report_half(unseen(corpus.questions)), len(corpus.questions)):
        said = sayings(asked, corpus)
        if not said:
            continue
        passages = bench.bot.search(asked.text, PASSAGES_READ)
        found = [p.chunk for p in passages if p.article_title == asked.group]
        if not any(fold(text) in fold(chunk.text) for text in asked.answers for chunk in found):
            continue  # search has not found it: nothing could support the right answer
        asked_of += 1
        for one in said:
            kept[one.form, one.right].append(
                support(bench, model, asked.text, passages, one) != "unsupported"
            )
        if asked_of == limit:
            break
    bench.bot.close()
    rows = []
    for (form, right), shown in kept.items():
        what = "right, supported" if right else "wrong, supported"
        rows.append(Row(form, what, len(shown), sum(shown) / len(shown)))
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verification", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--json", type=Path, help="also write the rows to this file")
    parser.add_argument("--questions", type=int, default=300, help="questions (default 300)")
    parser.add_argument("--homes", type=Path, help="keep the stores here for the next run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        rows = measure(given.data, given.questions, given.homes or Path(scratch))
    print(table(rows))
    if given.json:
        given.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
