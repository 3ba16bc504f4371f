"""The commands `articlebot export` and `articlebot import`.

Options and output only; the facade does the work.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

if TYPE_CHECKING:
    from bot.backup.exporting import ExportReport
    from bot.backup.importing import ImportReport
    from bot.backup.joining import Merged

__all__ = ["add_backup_commands"]


def add_backup_commands(
    main: click.Group, common: Callable[[Callable[..., None]], Callable[..., None]]
) -> None:
    """Add `export` and `import` to `main`; `common` gives a command --home, --json and its errors."""

    @main.command(name="export")
    @click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
    @click.option(
        "--conversations/--no-conversations", default=True, help="With what readers asked, or without."
    )
    @common
    def export_command(file: Path, conversations: bool, home: Path | None, as_json: bool) -> None:
        """Back up articles, goldens and conversations to FILE, or with `-` to standard output.

        The file is gzip over JSON lines and carries its own checksum. It names the readers of the
        conversations: keep it as private as the library.
        """
        _export(file, conversations, home, as_json)

    @main.command(name="import")
    @click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
    @common
    def import_command(file: Path, home: Path | None, as_json: bool) -> None:
        """Put what `export` wrote to FILE (`-`: standard input) into the library, empty or not.

        The file is checked whole before anything is stored. What the library has in a later version stays.
        """
        _import(file, home, as_json)


def _export(file: Path, conversations: bool, home: Path | None, as_json: bool) -> None:
    from bot.articlebot import ArticleBot
    from bot.cli.terminal import counted
    from bot.json_form import to_json

    to_stdout = str(file) == "-"
    if to_stdout and as_json:
        raise click.UsageError("with `-` the backup itself goes to standard output; leave out --json")
    if to_stdout and sys.stdout.isatty():
        raise click.UsageError("a backup is not text for a terminal; name a file, or pipe it with `|` or `>`")
    target: Path | BinaryIO = sys.stdout.buffer if to_stdout else file
    with ArticleBot(home=home) as bot, counted("articles") as progress:
        report = bot.export_to(target, conversations=conversations, progress=progress)
    click.echo(to_json(report) if as_json else _described(report), err=to_stdout)


def _import(file: Path, home: Path | None, as_json: bool) -> None:
    from bot.articlebot import ArticleBot
    from bot.cli.terminal import with_progress
    from bot.json_form import to_json

    source: Path | BinaryIO = sys.stdin.buffer if str(file) == "-" else file
    with ArticleBot(home=home) as bot:
        report = with_progress(lambda progress: bot.import_from(source, progress=progress))
    if as_json:
        click.echo(to_json(report))
        return
    for line in _told(report):
        click.echo(line)


def _described(report: ExportReport) -> str:
    size = f"{report.bytes / 1e6:.1f} MB" if report.bytes >= 100_000 else f"{report.bytes / 1e3:.1f} kB"
    return (
        f"exported  {report.articles} articles, {report.goldens} goldens, "
        f"{report.conversations} conversations ({size})"
    )


def _told(report: ImportReport) -> Iterator[str]:
    """A line for each article of which a later version stays, then how many of each kind became what."""
    for outcome in report.articles:
        if outcome.status == "skipped":
            yield f"skipped   {outcome.article_id}  {outcome.title}  ({outcome.reason})"
    counts = Counter[str](outcome.status for outcome in report.articles)
    statuses = ("added", "updated", "unchanged", "skipped")
    yield "articles       " + (
        ", ".join(f"{counts[status]} {status}" for status in statuses if counts[status]) or "none"
    )
    yield f"goldens        {_counts(report.goldens)}"
    yield f"conversations  {_counts(report.conversations)}"


def _counts(merged: Merged) -> str:
    named = {
        "added": merged.added,
        "updated": merged.updated,
        "unchanged": merged.unchanged,
        "kept as they are here": merged.kept,
    }
    return ", ".join(f"{count} {name}" for name, count in named.items() if count) or "none"
