"""Two app processes on one Chroma server that is killed and started again while they ask and add.

Each article states one fact that no other has. What is known of an article (its edition, or that it is gone)
is noted when a process acknowledges it, so that for each answer it can be told what had to be in it. Wrong is
an answer that lacks a fact acknowledged before the question (five seconds before, where it was by the other
process), that quotes an article removed before, or that quotes what stands in no edition of an article. The
line that says that the server cannot be used is no answer; a traceback is never right.
"""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.faults.app_process import AppProcess
from benchmarks.faults.bounds import Bounds, CannotRun
from benchmarks.faults.chroma_process import ChromaProcess
from benchmarks.figures import Row

__all__ = ["measure"]

_KILLS = 5
_FIRST = 12
"""Articles before the first kill."""
_SECONDS = 80.0
"""For all rounds together; each kill has its share."""
_AWAY = (0.5, 10.0)
"""Seconds between the killing of the server and its start."""
_SEEN_WITHIN = 5.0
_RECOVERY = 10.0
_PLACES = "mill ferry tower quarry bridge lantern archive market signal orchard".split()
_STARTS = "Bra Cor Del Fen Gor Hal Jun Kel Lor Mar Nor Pel Quin Ros Sar Tor Ul Ver Wen Yar".split()
_ENDS = "dane mire vick holt stead wick ley thorpe combe garth".split()


@dataclass
class _Known:
    """What is known of one article."""

    number: int
    edition: int = 0
    there: bool = False
    since: float = 0.0
    """When that was acknowledged."""
    by: int = 0
    changing: bool = False
    """Whether a change of it was begun and not acknowledged: then both states may be seen."""
    id: str = ""

    @property
    def name(self) -> str:
        place = _PLACES[(self.number + self.number // 200) % 10]  # 2,000 names, each once
        return f"{_STARTS[self.number % 20]}{_ENDS[self.number // 20 % 10]} {place}"

    def builder(self, edition: int) -> str:
        chosen = random.Random(f"{self.number} {edition}")
        return f"{chosen.choice(_STARTS)}a {chosen.choice(_STARTS)}{chosen.choice(_ENDS)}{edition}"

    def text(self, edition: int) -> str:
        return (
            f"The {self.name} was built by {self.builder(edition)}, who had come up the river.\n\n"
            f"Visitors to the {self.name} are shown its old tools on {self.number + 2} days of the year."
        )

    @property
    def question(self) -> str:
        return f"Who built the {self.name}?"

    def editions(self) -> str:
        return "\n".join(self.text(edition) for edition in range(self.edition + 2))


@dataclass
class _Trial:
    """What two threads, each with its process, have found."""

    chance: random.Random
    articles: list[_Known]
    guard: threading.Lock = field(default_factory=threading.Lock)
    answers: int = 0
    refusals: int = 0
    wrong: list[str] = field(default_factory=list)
    tracebacks: list[str] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    patience: list[float] = field(default_factory=list)
    """Seconds after which it was said that the server cannot be used."""
    restarted: float = 0.0
    waiting: set[int] = field(default_factory=set)
    """Processes that have not answered since the server was started again."""
    is_over: bool = False


def measure(bounds: Bounds) -> list[Row]:
    """Figures of one run."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home = Path(folder)
        try:
            chroma = stack.enter_context(ChromaProcess(home / "chroma"))
        except (OSError, RuntimeError) as exc:
            raise CannotRun(str(exc)) from exc
        apps = [AppProcess(home / "home", chroma.url) for _ in range(2)]
        for app in apps:
            stack.callback(app.close)
        trial = _Trial(random.Random(bounds.seed), [_Known(number) for number in range(_FIRST)])
        for known in trial.articles:
            _add(trial, apps[known.number % 2], known.number % 2, known)
        threads = [threading.Thread(target=_use, args=(trial, app, who)) for who, app in enumerate(apps)]
        for thread in threads:
            thread.start()
        kills = bounds.count(_KILLS)
        for _ in range(kills):
            _kill(trial, chroma, bounds.seconds(_SECONDS) / kills)
        trial.is_over = True
        for thread in threads:
            thread.join()
        lost = _lost(trial, apps, home, chroma.url)
        strays = _strays(chroma.url)
    for line in [*trial.wrong, *trial.tracebacks, *lost]:
        print(line)
    return list(_rows(trial, kills, len(lost), strays))


def _rows(trial: _Trial, kills: int, lost: int, strays: int) -> Iterator[Row]:
    data, count = f"a server killed {kills} times", len(trial.articles)

    def row(what: str, value: float, most: float | None = None, unit: str = "") -> Row:
        return Row(data, what, count, value, unit=unit, target=most, at_most=True)

    yield row("answers", trial.answers, unit="in all")
    yield row("lines that the server cannot be used", trial.refusals, unit="in all")
    yield row("wrong answers", len(trial.wrong), 0, "in all")
    yield row("tracebacks", len(trial.tracebacks), 0, "in all")
    yield row("lost or halved articles", lost, 0, "in all")
    yield row("rows that belong to nothing", strays, 0, "in all")
    if trial.patience:
        yield row("until that is said", max(trial.patience), _RECOVERY, "s at most")
    slowest = max(trial.recoveries, default=float("inf"))
    yield row("first right answer after the start", slowest, _RECOVERY, "s at most")


def _kill(trial: _Trial, chroma: ChromaProcess, seconds: float) -> None:
    """One round: use, kill, absence, start, use."""
    ends = time.monotonic() + seconds
    time.sleep(trial.chance.uniform(0.1, 0.4) * seconds)
    chroma.kill()
    time.sleep(trial.chance.uniform(*_AWAY))
    with trial.guard:
        trial.restarted = time.monotonic()
        trial.waiting = {0, 1}
    chroma.start()
    while time.monotonic() < ends or (trial.waiting and time.monotonic() < ends + 3 * _RECOVERY):
        time.sleep(0.1)
    with trial.guard:  # whoever has not answered by now has not recovered
        trial.recoveries += [float("inf")] * len(trial.waiting)


def _use(trial: _Trial, app: AppProcess, who: int) -> None:
    """What one process is asked to do; it changes articles of its own and asks about all."""
    chance = random.Random(f"{trial.chance.random()} {who}")
    while not trial.is_over:
        with trial.guard:
            articles = list(trial.articles)
        own = [known for known in articles if known.number % 2 == who]
        kind = chance.random()
        if kind < 0.7:
            _ask(trial, app, who, chance.choice(articles))
        elif kind < 0.85:
            with trial.guard:
                fresh = len(trial.articles) + (len(trial.articles) % 2 != who)
                for number in range(len(trial.articles), fresh + 1):
                    trial.articles.append(_Known(number))
                known = trial.articles[fresh]
            _add(trial, app, who, known)
        elif kind < 0.95:
            _add(trial, app, who, chance.choice(own))
        else:
            _remove(trial, app, who, chance.choice(own))


def _add(trial: _Trial, app: AppProcess, who: int, known: _Known) -> None:
    edition = known.edition + 1
    known.changing = True
    told = _told(trial, app.do("add", title=f"The {known.name}", text=known.text(edition)))
    if told is not None:
        (outcome,) = told["outcomes"]
        if outcome["status"] == "failed":
            trial.tracebacks.append(f"{known.name} was not added: {outcome['reason']}")
            return
        known.id, known.edition, known.there, known.by = outcome["article_id"], edition, True, who
        known.since, known.changing = time.monotonic(), False


def _remove(trial: _Trial, app: AppProcess, who: int, known: _Known) -> None:
    if not known.there or known.changing:
        return
    known.changing = True
    app_told = app.do("remove", article_id=known.id)
    if "error" in app_told and "no article has the id" in app_told["error"]:
        trial.wrong.append(f"{known.name} is not there to be removed")
    elif _told(trial, app_told, of_nothing=True) is not None:
        known.there, known.by, known.since, known.changing = False, who, time.monotonic(), False


def _ask(trial: _Trial, app: AppProcess, who: int, known: _Known) -> None:
    """Asks about one article, and judges the answer where it can be told what it had to be."""
    asked = time.monotonic()
    before = (known.edition, known.there, known.since)
    certain = not known.changing and (known.by == who or asked - known.since > _SEEN_WITHIN)
    answer = _told(trial, app.do("ask", question=known.question))
    if answer is None:
        trial.patience.append(time.monotonic() - asked)
        return
    certain = certain and not known.changing and before == (known.edition, known.there, known.since)
    with trial.guard:
        trial.answers += 1
        by_id = {one.id: one for one in trial.articles if one.id}
    wrong = []
    for citation in answer["citations"]:
        cited = by_id.get(citation["article_id"])
        if cited is not None and citation["quote"] not in cited.editions():
            wrong.append(f"{known.question} quotes what is nowhere: {citation['quote']!r}")
    quotes = [citation["quote"] for citation in answer["citations"] if citation["article_id"] == known.id]
    if certain and known.there and not any(known.builder(known.edition) in quote for quote in quotes):
        wrong.append(f"{known.question} lacks {known.builder(known.edition)}: {answer['text']!r}")
    if certain and not known.there and quotes:
        wrong.append(f"{known.question} quotes an article that was removed: {answer['text']!r}")
    with trial.guard:
        trial.wrong += wrong
        if who in trial.waiting and not wrong:
            trial.waiting.discard(who)
            trial.recoveries.append(time.monotonic() - trial.restarted)


def _told(trial: _Trial, told: dict[str, Any], *, of_nothing: bool = False) -> Any:
    """The result; None where there is none, which is counted."""
    if "traceback" in told or "\n" in told.get("error", ""):
        trial.tracebacks.append(told.get("traceback") or told["error"])
        return None
    if "error" in told:
        with trial.guard:
            trial.refusals += 1
        time.sleep(0.2)
        return None
    return told["result"] if not of_nothing else True


def _lost(trial: _Trial, apps: list[AppProcess], home: Path, chroma: str) -> list[str]:
    """Articles that are not as they must be, for either process or for a new one elsewhere."""
    time.sleep(_SEEN_WITHIN)
    lost = []
    new = AppProcess(home / "elsewhere", chroma)
    try:
        for app in [*apps, new]:
            listed = {one["id"] for one in app.do("list")["result"]}
            for known in trial.articles:
                if not known.changing and known.there != (known.id in listed) and known.id:
                    lost.append(f"{known.name} is {'missing' if known.there else 'there again'}")
                if known.id not in listed:
                    continue
                text = app.do("article", article_id=known.id).get("result", {}).get("text", "")
                chunks = app.do("chunks", article_id=known.id).get("result", [])
                may_be = [known.edition, known.edition + 1] if known.changing else [known.edition]
                if not any(known.text(edition) in text for edition in may_be):
                    lost.append(f"{known.name} has another text: {text!r}")
                if not chunks or any(text[one["start"] : one["end"]] != one["text"] for one in chunks):
                    lost.append(f"{known.name} is not whole")
    finally:
        new.close()
    return lost


def _strays(chroma: str) -> int:
    """Rows in the store that belong to no article."""
    from vectorstore import ChromaServer
    from vectorstore.models.choice import default_model
    from vectorstore.store.articles import ArticleStore

    store = ArticleStore.on_server(ChromaServer(chroma), [default_model()])
    try:
        heads = store.heads()
        rows = store._chunks.count() + store._bodies.count()
        return abs(rows - sum(head.chunks + 1 for head in heads.values()))
    finally:
        store.close()
