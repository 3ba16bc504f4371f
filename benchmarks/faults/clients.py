"""Fifty people chat at once while articles come and go, through the page's own HTTP interface.

A real `articlebot serve` with users who log in, in a process of its own. Each client does what an open page
does: joins the queue with a question, reads the stream of its events, then reads the answer for a while
before it asks again. Meanwhile another client adds pasted articles and removes them.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from benchmarks.faults.bounds import Bounds, CannotRun
from benchmarks.figures import Row
from bot.gate import UserFile
from bot.samples import sample_paths

__all__ = ["measure"]

CLIENTS = 50
THINKING = 5.0
"""Seconds, on average, for which a person reads an answer before the next question."""
WARM_UP = 15.0
"""Seconds at least before anything is counted, until each client has had two answers: what is loaded on first
use is loaded then."""
_LONGEST_WARM_UP = 120.0
ARTICLES = 40
"""Of six sections each, beside the samples: some hundred chunks."""
_ANSWER = re.compile(r'class="(?:answer|refusal)"')
_PASSWORD = "a password for measuring"
_PLACES = ("Ostrava", "Bergen", "Lugo", "Kavala", "Tartu", "Fano", "Umea", "Pecs", "Graz", "Brno")
_THINGS = ("ferry", "lighthouse", "archive", "market hall", "tannery", "observatory", "canal", "quarry")
_QUESTIONS = (
    "When was the {thing} of {place} opened?", "Who runs the {thing} of {place}?",
    "How much does the {thing} of {place} cost a visitor?", "How many people work at the {thing} of {place}?",
    "Why was the {thing} of {place} closed for a year?", "What is the {thing} of {place} made of?",
)  # fmt: skip


@dataclass(slots=True)
class Seen:
    """What all clients saw while it counted."""

    first_words: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    busy: int = 0
    errors: list[str] = field(default_factory=list)
    changes: int = 0


def measure(bounds: Bounds) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as (url, process):
        seen, before, after, worked = asyncio.run(_load(url, process.pid, bounds))
        articles = ARTICLES + len(sample_paths())
    if not seen.first_words:
        raise CannotRun(f"no question was answered: {seen.errors[:3]}")
    data = f"{CLIENTS} clients, {THINKING:g} s of reading between questions, {bounds.seconds(60):g} s"
    p95, whole = (float(np.percentile(times, 95)) for times in (seen.first_words, seen.whole))
    for error in seen.errors[:5]:
        print(f"clients: {error}", file=sys.stderr)
    return [
        Row(data, "questions answered", articles, len(seen.whole), unit="answers"),
        Row(data, "articles added and removed meanwhile", articles, seen.changes, unit="changes"),
        Row(data, "errors", articles, len(seen.errors), unit="errors", target=0, at_most=True),
        Row(data, "told to come again (busy)", articles, seen.busy, unit="replies"),
        Row(data, "to the first word, p95", articles, p95, unit="s", target=2.0, at_most=True),
        Row(data, "to the whole answer, p95", articles, whole, unit="s"),
        Row(data, "processor time of the server, per answer", articles, worked / len(seen.whole), unit="s"),
        Row(data, "memory after warming up", articles, before, unit="MB"),
        Row(data, "growth of memory", articles, after / before - 1, target=0.10, at_most=True),
    ]


def _article(number: int) -> tuple[str, str]:
    """A title and a text with facts of its own."""
    rng = random.Random(number)
    place, thing = _PLACES[number % len(_PLACES)], _THINGS[number // len(_PLACES) % len(_THINGS)]
    name = f"the {thing} of {place}"
    facts = (
        ("History", f"{name.capitalize()} was opened in {rng.randrange(1800, 1990)} by the town."),
        ("Management", f"{name.capitalize()} is run by a society of {rng.randrange(20, 900)} members."),
        ("Fees", f"A visitor of {name} pays {rng.randrange(2, 40)} crowns, children half of that."),
        ("Staff", f"{rng.randrange(3, 90)} people work at {name}, most of them in summer."),
        ("Repairs", f"{name.capitalize()} was closed for a year because its roof had rotted."),
        ("Building", f"{name.capitalize()} is made of {rng.choice(['brick', 'granite', 'larch', 'slate'])}."),
    )
    more = "The people of the town tell visitors about it, and the school comes here once in each year. "
    sections = "".join(f"## {heading}\n\n{fact} {more * 3}\n\n" for heading, fact in facts)
    return name.capitalize(), f"# {name.capitalize()}\n\n{sections}"


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The served program and its address."""
    from bot import ArticleBot

    file, home = UserFile(folder / "users", cost=(12, 8, 1)), folder / "home"  # log-ins are not measured
    for number in range(CLIENTS + 1):
        file.set(f"user{number}", _PASSWORD)
    with ArticleBot(home=home) as bot:
        bot.add(*map(str, sample_paths()))
        for number in range(ARTICLES):
            title, text = _article(number)
            bot.add_text(text, title)
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    process = subprocess.Popen(
        [sys.executable, "-c", "from bot.cli.main import main; main()", "serve", "--port", "0",
         "--no-samples", "--home", str(home), "--auth", str(file.path)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        if not said:
            raise CannotRun(f"articlebot serve ended with {process.wait()}")
        yield next(word for word in said.split() if word.startswith("http")), process
    finally:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()


async def _load(url: str, pid: int, bounds: Bounds) -> tuple[Seen, float, float, float]:
    """All clients at once: what they saw, the program's memory in megabytes before and after, its seconds."""
    warm, seen, stop = Seen(), Seen(), asyncio.Event()
    async with contextlib.AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(_logged_in(url, n)) for n in range(CLIENTS + 1)]
        page = Page.of((await clients[0].get("/config")).json())
        current = [warm]
        rng = random.Random(bounds.seed)
        tasks = [
            asyncio.create_task(_chat(client, page, n, random.Random(rng.random()), current, stop))
            for n, client in enumerate(clients[:CLIENTS])
        ]
        tasks.append(asyncio.create_task(_come_and_go(clients[CLIENTS], page, current, stop)))
        began = time.monotonic()
        await asyncio.sleep(WARM_UP)
        while len(warm.whole) < 2 * CLIENTS and time.monotonic() - began < _LONGEST_WARM_UP:
            await asyncio.sleep(0.5)
        before = _megabytes(pid)
        current[0], worked = seen, -_seconds(pid)
        await asyncio.sleep(bounds.seconds(60))
        after = _megabytes(pid)
        worked += _seconds(pid)
        stop.set()
        await asyncio.gather(*tasks)
    return seen, before, after, worked


@contextlib.asynccontextmanager
async def _logged_in(url: str, number: int) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
        for _ in range(20):
            form = {"username": f"user{number}", "password": _PASSWORD}
            answer = await client.post("/login", data=form)
            if answer.status_code != 429:
                break
            await asyncio.sleep(float(answer.headers["retry-after"]))
        answer.raise_for_status()
        yield client


@dataclass(frozen=True, slots=True)
class Page:
    """The numbers by which the page's events are called."""

    ask: int
    paste: int
    drop: int

    @classmethod
    def of(cls, config: dict[str, Any]) -> Page:
        ids = {part["props"].get("elem_id"): part["id"] for part in config["components"]}

        def event(component: str, name: str) -> int:
            return next(
                int(one["id"]) for one in config["dependencies"] if [ids[component], name] in one["targets"]
            )

        return cls(event("question", "submit"), event("paste", "click"), event("shelf", "drop"))


async def _chat(
    client: httpx.AsyncClient, page: Page, number: int, rng: random.Random, current: list[Seen],
    stop: asyncio.Event,
) -> None:  # fmt: skip
    """Ask, read, ask again, each time in a new conversation."""
    await _wait(stop, rng.uniform(0, THINKING))
    while not stop.is_set():
        place, thing = _PLACES[rng.randrange(len(_PLACES))], _THINGS[rng.randrange(4)]
        question = rng.choice(_QUESTIONS).format(place=place, thing=thing)
        seen, started = current[0], time.perf_counter()
        first = None
        try:
            async for words in _told(client, page.ask, [question, "{}"], f"client{number}", seen):
                if first is None and words:
                    first = time.perf_counter() - started
        except (httpx.HTTPError, _Failed) as exc:
            seen.errors.append(f"{question}: {exc!r}")
        else:
            if first is None:
                seen.errors.append(f"{question}: neither answered nor refused")
                continue
            seen.first_words.append(first)
            seen.whole.append(time.perf_counter() - started)
        await _wait(stop, rng.uniform(0.5, 1.5) * THINKING)


async def _come_and_go(
    client: httpx.AsyncClient, page: Page, current: list[Seen], stop: asyncio.Event
) -> None:
    """Paste an article, look that it is there, remove it."""
    number = 1000
    while not stop.is_set():
        number += 1
        title, text = _article(number)
        seen = current[0]
        try:
            shelf = ""
            data = [f"{text}\nNumber {number}.\n", f"{title} {number}"]
            async for said in _told(client, page.paste, data, "adding", seen, whole=True):
                shelf = said or shelf
            marked = (
                shelf.rpartition(f"{title} {number}")[0].rpartition('data-article="')[2].partition('"')[0]
            )
            if not marked:
                seen.errors.append(f"{title} {number}: added and not listed")
                continue
            gone = {"article": marked}
            async for _ in _told(client, page.drop, [], "adding", seen, event_data=gone):
                pass
            seen.changes += 2
        except (httpx.HTTPError, _Failed) as exc:
            seen.errors.append(f"{title} {number}: {exc!r}")
        await _wait(stop, 1.0)


class _Failed(Exception):
    """The page told of an error."""


async def _told(
    client: httpx.AsyncClient, event: int, data: list[Any], page: str, seen: Seen, *, whole: bool = False,
    **more: Any,
) -> AsyncIterator[str]:  # fmt: skip
    """What an event shows as it goes on: the words of the answer so far, or with `whole` all of it."""
    body = {"data": data, "fn_index": event, "session_hash": page, "trigger_id": None, **more}
    while True:
        joined = await client.post("/gradio_api/queue/join", json=body)
        if joined.status_code not in (429, 503):
            break
        seen.busy += 1
        await asyncio.sleep(float(joined.headers["retry-after"]))
    joined.raise_for_status()
    outputs: list[Any] = []
    async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": page}) as stream:
        stream.raise_for_status()
        async for line in stream.aiter_lines():
            if not line.startswith("data: "):
                continue
            message = json.loads(line.removeprefix("data: "))
            kind = message["msg"]
            if kind in ("process_generating", "process_completed"):
                if not message.get("success", True):
                    raise _Failed(str(message.get("output"))[:200])
                outputs = _applied(outputs, message)
                shown = "".join(map(_text_of, outputs))
                yield shown if whole else _answer_in(shown)
            elif kind == "unexpected_error":
                raise _Failed(str(message)[:200])
            elif kind == "close_stream":
                return


def _applied(outputs: list[Any], message: dict[str, Any]) -> list[Any]:
    """The outputs after a message: after the first one only what is different is sent, as edits."""
    from gradio_client.utils import apply_diff

    data = message["output"].get("data") or []
    if len(data) != len(outputs):
        return list(data) or outputs
    return [
        apply_diff(old, new) if isinstance(new, list) else new for old, new in zip(outputs, data, strict=True)
    ]


def _text_of(output: Any) -> str:
    """The text of an output: itself, or what an update of it sets."""
    if isinstance(output, dict):
        output = output.get("value")
    return output if isinstance(output, str) else ""


def _answer_in(shown: str) -> str:
    """The words of an answer or refusal in what is shown; blank while there is only the question."""
    found = _ANSWER.search(shown)
    return shown[found.end() :] if found else ""


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


def _megabytes(pid: int) -> float:
    """Resident memory of a process."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        raise CannotRun("there is no /proc, where a process's memory stands")
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
    return int(lines["VmRSS"].split()[0]) / 1000


def _seconds(pid: int) -> float:
    """Processor time that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
