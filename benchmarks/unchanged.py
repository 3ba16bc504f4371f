"""Are the answers the same as before? For a change that must not change them.

    python -m benchmarks.unchanged --data DIR --write FILE        # before the change
    python -m benchmarks.unchanged --data DIR --against FILE      # after it

Asks 300 fixed questions: 100 of squadshifts, 100 near misses of squad-2.0 (its unanswerable ones), and the
100 dialogues of `benchmarks.follow_ups`. Writes the JSON form of each answer but for its timings, and the
processor time of a warm question. The JSON texts are compared byte by byte, but for the scores of passages,
whose last digits differ from run to run: they are rounded to three. The differences are printed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.corpora import load
from benchmarks.follow_ups import add_articles, dialogues
from bot import Answer, ArticleBot, Turn
from bot.json_form import to_plain

QUESTIONS = 100
"""Of each kind."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.unchanged", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--write", type=Path, help="file for the answers of today")
    parser.add_argument("--against", type=Path, help="file that an earlier run wrote")
    given = parser.parse_args()
    if not (given.write or given.against):
        parser.error("--write FILE, --against FILE, or both")
    found: dict[str, Any] = {"answers": {}, "seconds": {}}
    for kind, answers, seconds in _answers(given.data):
        found["answers"] |= answers
        found["seconds"][kind] = seconds
        print(f"{kind}: {len(answers)} answers, {seconds * 1000:.1f} ms of processor time each")
    if given.write:
        given.write.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
    if given.against:
        sys.exit(_compare(json.loads(given.against.read_text("utf-8")), found))


def _answers(data: Path) -> Iterator[tuple[str, dict[str, Any], float]]:
    """Per kind: the answers by a name of the question, and the mean processor seconds of one."""
    for kind, corpus_name in (("squadshifts", "squadshifts"), ("near misses", "squad-2.0-dev")):
        corpus = load(corpus_name, data)
        asked = [q for q in corpus.questions if bool(q.answers) == (kind == "squadshifts")]
        with tempfile.TemporaryDirectory() as home, ArticleBot(home=home) as bot:
            for title, text in corpus.articles:
                bot.add_text(text, title)
            questions = [q.text for q in random.Random(0).sample(asked, QUESTIONS)]
            yield _asked(kind, bot, [(question, ()) for question in questions])
    with tempfile.TemporaryDirectory() as home, ArticleBot(home=home) as bot:
        add_articles(bot)
        turns = [(d.then, (Turn(d.first, bot.ask(d.first).text),)) for d in dialogues()]
        yield _asked("follow-ups", bot, turns)


def _asked(
    kind: str, bot: ArticleBot, questions: list[tuple[str, tuple[Turn, ...]]]
) -> tuple[str, dict[str, Any], float]:
    bot.ask("Is everything ready for the first question?")
    answers = {}
    started = time.process_time()
    for number, (question, history) in enumerate(questions):
        answers[f"{kind} {number}: {question}"] = bot.ask(question, history)
    seconds = (time.process_time() - started) / len(questions)
    return kind, {name: _plain(answer, bot) for name, answer in answers.items()}, seconds


def _plain(answer: Answer, bot: ArticleBot) -> Any:
    """The JSON form without what differs from run to run: timings, and where the samples are installed."""
    plain = to_plain(answer)
    plain.pop("timings")
    names = {summary.id: f"article {number}" for number, summary in enumerate(bot.articles())}
    text = json.dumps(plain, ensure_ascii=False)
    for summary in bot.articles():
        text = text.replace(summary.id, names[summary.id]).replace(summary.source, summary.title)
    return json.loads(text)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return round(value, 3) if isinstance(value, float) else value


def _compare(before: dict[str, Any], now: dict[str, Any]) -> int:
    """Prints the differences; 1 if there are any."""
    before["answers"], now["answers"] = _rounded(before["answers"]), _rounded(now["answers"])
    changed = [name for name, answer in before["answers"].items() if now["answers"].get(name) != answer]
    for name in changed:
        print(f"--- {name}")
        new = now["answers"].get(name) or {}
        for field, value in before["answers"][name].items():
            if new.get(field) != value:
                print(f"  {field}:\n    before {json.dumps(value, ensure_ascii=False)[:600]}")
                print(f"    now    {json.dumps(new.get(field), ensure_ascii=False)[:600]}")
    print(f"{len(before['answers']) - len(changed)} of {len(before['answers'])} answers are the same")
    for kind, seconds in before["seconds"].items():
        print(f"{kind}: processor time now / before {now['seconds'][kind] / seconds:.2f}")
    return 1 if changed else 0


if __name__ == "__main__":
    main()
