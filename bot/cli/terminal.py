"""Output of the command line: progress, outcomes, passages, sources, and the chat loop."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

from bot.answer import Answer, Delta, Finished, Turn
from bot.citations import marker
from ingest.article import section_trail
from ingest.errors import ArticleBotError

if TYPE_CHECKING:
    from bot.articlebot import ArticleBot
    from bot.library.intake import AddProgress, AddReport, Outcome
    from vectorstore import Passage

T = TypeVar("T")

__all__ = [
    "add_with_progress",
    "converse",
    "counted",
    "describe_passage",
    "describe_report",
    "describe_sources",
    "with_progress",
]

REMEMBERED_TURNS = 6
"""Earlier turns that a question in the chat loop is completed from."""


_MOST_SKIPPED = 5
"""Skipped files that are named one by one; more of them are only counted by reason."""


def add_with_progress(bot: ArticleBot, sources: Sequence[str]) -> AddReport:
    """Add `sources` with a progress bar on stderr."""
    return with_progress(lambda progress: bot.add(*sources, progress=progress))


@contextmanager
def counted(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr for `what`, and the function to call with (done, total)."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bars:
        bar = bars.add_task(what, total=None)
        yield lambda done, total: bars.update(bar, completed=done, total=total)


def with_progress(work: Callable[[Callable[[AddProgress], None]], T]) -> T:
    """Run `work` with a progress bar on stderr; `work` gets the function to report progress to."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[source]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        overall = bars.add_task("articles", total=None, source="")
        embedding = bars.add_task("passages", total=None, source="", visible=False)

        def show(step: AddProgress) -> None:
            name = step.source if len(step.source) < 60 else f"…{step.source[-59:]}"
            bars.update(overall, total=step.sources, completed=step.position, source=name)
            bars.update(
                embedding, total=step.chunks or None, completed=step.chunks_done, visible=step.chunks > 0
            )

        return work(show)


def describe_report(report: AddReport) -> Iterator[str]:
    """A line for each source that did not fail, and where there are several their number by outcome.

    Many skipped files become one number for each reason.
    """
    skipped = [outcome for outcome in report.outcomes if outcome.status == "skipped"]
    for outcome in report.outcomes:
        if outcome.status in ("added", "updated", "unchanged", "gone"):
            yield f"{outcome.status:<10} {outcome.article_id}  {outcome.title}{_why(outcome)}"
    if len(skipped) <= _MOST_SKIPPED:
        for outcome in skipped:
            yield f"skipped    {outcome.source}: {outcome.reason}"
    if len(report.outcomes) > 1:
        counts = Counter[str](outcome.status for outcome in report.outcomes)
        statuses = ("added", "updated", "unchanged", "gone", "skipped", "failed")
        yield ", ".join(f"{counts[status]} {status}" for status in statuses if counts[status])
    for reason, count in Counter(outcome.reason for outcome in skipped).most_common():
        if len(skipped) > _MOST_SKIPPED:
            yield f"  skipped {count}: {reason}"


def _why(outcome: Outcome) -> str:
    return f"  ({outcome.reason})" if outcome.reason else ""


def describe_passage(rank: int, passage: Passage, *, explain: bool) -> str:
    """A passage with its section, and with `explain` the parts of its score."""
    lines = [
        f"{rank}. {passage.score:.3f}  {section_trail(passage.article_title, passage.chunk.section_path)}"
    ]
    if explain:
        parts = passage.parts
        for name, value, place in (
            ("dense", parts.dense, parts.dense_rank),
            ("keyword", parts.keyword, parts.keyword_rank),
            ("sentence", parts.sentence, None),
            ("rerank", parts.rerank, parts.rerank_rank),
        ):
            if value is not None:
                lines.append(f"     {name:<8} {value:8.3f}" + (f"  rank {place}" if place else ""))
        if parts.matched_terms:
            lines.append(f"     matched  {', '.join(parts.matched_terms)}")
    lines.append("   " + " ".join(passage.chunk.text.split()))
    return "\n".join(lines)


def describe_sources(answer: Answer) -> str:
    """The citations of an answer as footnotes, or the nearest sections of a refusal; "" for neither."""
    lines = [
        f"{marker(citation.number)} {section_trail(citation.article_title, citation.section_path)}"
        + (f", page {citation.page}" if citation.page else "")
        + f"  ({citation.url or citation.source})"
        for citation in answer.citations
    ]
    return "\n" + "\n".join(lines) + "\n" if lines else ""


def converse(bot: ArticleBot, *, as_json: bool) -> None:
    """Read questions from stdin and answer each as it comes, remembering the turns before it."""
    from bot.json_form import to_json

    history: list[Turn] = []
    prompt = "? " if sys.stdin.isatty() else ""
    while True:
        if prompt:
            click.echo(prompt, nl=False, err=True)
        try:
            line = sys.stdin.readline()
        except UnicodeError as exc:
            raise ArticleBotError(
                f"the question is not valid {sys.stdin.encoding} text; send it in that encoding"
            ) from exc
        if not line.strip():
            return
        for event in bot.stream(line.strip(), history):
            if isinstance(event, Delta) and not as_json:
                click.echo(event.text, nl=False)
            elif isinstance(event, Finished):
                click.echo(to_json(event.answer) if as_json else f"\n{describe_sources(event.answer)}")
                asked = event.answer.standalone_question or event.answer.question
                history = [*history, Turn(asked, event.answer.text)][-REMEMBERED_TURNS:]
