"""How the command line shows things: progress, outcomes, passages, sources, and the chat loop."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from bot.answer import Answer, Delta, Finished, Turn
from bot.citations import marker
from ingest.article import section_trail

if TYPE_CHECKING:
    from bot.articlebot import AddProgress, AddReport, ArticleBot, Outcome
    from vectorstore import Passage

__all__ = ["add_with_progress", "converse", "describe_outcome", "describe_passage", "describe_sources"]

REMEMBERED_TURNS = 6
"""Earlier turns that a question in the chat loop is completed from."""


def add_with_progress(bot: ArticleBot, sources: Sequence[str]) -> AddReport:
    """Add `sources` with a progress bar on stderr."""
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

        return bot.add(*sources, progress=show)


def describe_outcome(outcome: Outcome) -> str:
    """One line: what became of a source."""
    if outcome.status == "skipped":
        return f"skipped    {outcome.source}: {outcome.reason}"
    return f"{outcome.status:<10} {outcome.article_id}  {outcome.title}"


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
        f"  ({citation.url or citation.source})"
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
        line = sys.stdin.readline()
        if not line.strip():
            return
        for event in bot.stream(line.strip(), history):
            if isinstance(event, Delta) and not as_json:
                click.echo(event.text, nl=False)
            elif isinstance(event, Finished):
                click.echo(to_json(event.answer) if as_json else f"\n{describe_sources(event.answer)}")
                asked = event.answer.standalone_question or event.answer.question
                history = [*history, Turn(asked, event.answer.text)][-REMEMBERED_TURNS:]
