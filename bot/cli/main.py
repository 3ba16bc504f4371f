"""The command line: `articlebot COMMAND`.

Results go to stdout (with `--json` exactly the JSON form of the public types), progress and errors to
stderr. Exit 0: done; 1: an error of the user's, in one clear line; 2: wrong usage.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from bot.cli.backup_commands import add_backup_commands
from bot.cli.eval_commands import add_commands
from bot.cli.user_commands import add_user_commands
from ingest.errors import ArticleBotError

if TYPE_CHECKING:
    from bot.articlebot import ArticleBot
    from bot.library.intake import AddReport
    from vectorstore.search.filters import Where

__all__ = ["main"]

_FILE = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True, slots=True)
class _Only:
    """Which articles a command was restricted to, as the user said it."""

    articles: tuple[str, ...]
    where: Where

    def chosen_from(self, bot: ArticleBot) -> Collection[str] | None:
        """Their ids, None for all. Raises ArticleNotFoundError when there is none."""
        from bot.errors import ArticleNotFoundError
        from vectorstore.search.filters import ids_where

        named = [_resolve(bot, name) for name in self.articles] or None
        chosen = ids_where(bot.articles(), self.where, named)
        if chosen is not None and not chosen:
            said = ", ".join(f"{name} {value!r}" for name, value in self.where.items())
            raise ArticleNotFoundError(
                f"no article has {said}; `articlebot list --json` shows the details of each"
            )
        return chosen


def _common(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command --home and --json, and turn ArticleBotError into one line and exit 1."""

    @click.option("--home", type=click.Path(path_type=Path), envvar="ARTICLEBOT_HOME", help="Data directory.")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")
    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except ArticleBotError as exc:
            click.echo(f"error: {exc}", err=True)
            sys.exit(1)
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
            sys.exit(130)

    return wrapped


def _restricted(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say which articles are meant, as one argument `only`."""

    @click.option("--article", "articles", multiple=True, help="Only this article (repeatable).")
    @click.option("--site", help="Only articles of this site: its name or address.")
    @click.option("--author", help="Only articles by this author.")
    @click.option("--since", metavar="DATE", help="Only articles of this day and later: YYYY[-MM[-DD]].")
    @click.option("--until", metavar="DATE", help="Only articles of this day and earlier.")
    @wraps(command)
    def wrapped(*args: Any, articles: tuple[str, ...], **kwargs: Any) -> None:
        said = {name: kwargs.pop(name) for name in ("site", "author", "since", "until")}
        where = {name: value for name, value in said.items() if value is not None}
        command(*args, only=_Only(articles, cast("Where", where)), **kwargs)

    return wrapped


def _open(home: Path | None) -> ArticleBot:
    from bot.articlebot import ArticleBot

    return ArticleBot(home=home)


def _print_json(value: Any) -> None:
    from bot.json_form import to_json

    click.echo(to_json(value))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="articlebot", prog_name="articlebot")
def main() -> None:
    """Ask questions about your articles; every statement is cited to the passage it rests on."""
    from bot.settings import keep_private

    keep_private()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")  # an encoding that lacks a sign shows `?` in its place


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@_common
def add(sources: tuple[str, ...], home: Path | None, as_json: bool) -> None:
    """Add articles: files, web addresses, folders, zip archives, lists of addresses, feeds.

    Exit 1 if any source failed.
    """
    from bot.cli.terminal import add_with_progress

    with _open(home) as bot:
        report = add_with_progress(bot, sources)
    _tell(report, as_json=as_json)


@main.command()
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@_common
def refresh(articles: tuple[str, ...], home: Path | None, as_json: bool) -> None:
    """Read the sources again - of all articles, or of those named by id, source or title.

    What changed is stored anew. If a source no longer exists, its article is kept
    and reported as `gone`. Exit 1 if any
    source could not be read.
    """
    from bot.cli.terminal import with_progress

    with _open(home) as bot:
        chosen = [_resolve(bot, named) for named in articles]
        report = with_progress(lambda progress: bot.refresh(*chosen, progress=progress))
    _tell(report, as_json=as_json)


def _tell(report: AddReport, *, as_json: bool) -> None:
    """Print what became of each source, failures on stderr; exit 1 when there are any."""
    from bot.cli.terminal import describe_report

    if as_json:
        _print_json(report)
    else:
        for line in describe_report(report):
            click.echo(line)
    for outcome in report.failed:
        click.echo(f"error: {outcome.reason}", err=True)
    if report.failed:
        sys.exit(1)


@main.command(name="list")
@_common
def list_articles(home: Path | None, as_json: bool) -> None:
    """List the articles."""
    with _open(home) as bot:
        summaries = bot.articles()
    if as_json:
        _print_json(summaries)
        return
    if not summaries:
        click.echo("No articles yet; `articlebot add FILE` adds one.")
    for summary in summaries:
        click.echo(f"{summary.id}  {summary.title}  ({summary.sections} sections, {summary.source})")


@main.command()
@click.argument("article")
@click.option("--sections", is_flag=True, help="Only the sections, with their offsets.")
@click.option("--links", is_flag=True, help="With its links and emphasis written out as Markdown.")
@_common
def show(article: str, sections: bool, links: bool, home: Path | None, as_json: bool) -> None:
    """Show an article by id, source or title: its text, or its sections."""
    from ingest.inline import written_out

    with _open(home) as bot:
        found = bot.article(_resolve(bot, article))
    if sections:
        if as_json:
            _print_json(list(found.sections))
            return
        for section in found.sections:
            click.echo(f"{'  ' * (section.level - 1)}{section.heading}  [{section.start}:{section.end}]")
    elif as_json:
        _print_json(found)
    else:
        click.echo(written_out(found) if links else found.text)


@main.command()
@click.argument("article")
@_common
def remove(article: str, home: Path | None, as_json: bool) -> None:
    """Remove an article by id, source or title."""
    with _open(home) as bot:
        article_id = _resolve(bot, article)
        title = bot.article(article_id).title
        bot.remove(article_id)
    if as_json:
        _print_json({"article_id": article_id, "title": title, "status": "removed"})
    else:
        click.echo(f"removed  {title}")


@main.command()
@click.argument("question")
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="Passages at most.")
@click.option("--explain", is_flag=True, help="Show why each passage was found.")
@_restricted
@_common
def search(question: str, limit: int, explain: bool, only: _Only, home: Path | None, as_json: bool) -> None:
    """Find the passages that fit a question, best first."""
    from bot.cli.terminal import describe_passage

    with _open(home) as bot:
        passages = bot.search(question, limit, only.chosen_from(bot))
    if as_json:
        _print_json(passages)
        return
    for rank, passage in enumerate(passages, 1):
        click.echo(describe_passage(rank, passage, explain=explain))
    if not passages:
        click.echo("Nothing found.")


@main.command()
@click.argument("question")
@_restricted
@_common
def ask(question: str, only: _Only, home: Path | None, as_json: bool) -> None:
    """Answer a question from the articles, with citations, or say that they do not say."""
    from bot.cli.terminal import describe_sources

    with _open(home) as bot:
        answer = bot.ask(question, articles=only.chosen_from(bot))
    if as_json:
        _print_json(answer)
    else:
        click.echo(answer.text)
        click.echo(describe_sources(answer), nl=False)


@main.command()
@_common
def chat(home: Path | None, as_json: bool) -> None:
    """Ask in turns, with follow-up questions; an empty line or Ctrl-D ends it."""
    from bot.cli.terminal import converse

    with _open(home) as bot:
        converse(bot, as_json=as_json)


@main.command()
@_common
def mcp(home: Path | None, as_json: bool) -> None:  # noqa: ARG001 - the protocol is JSON in any case
    """Answer one MCP client over stdin and stdout: ask, search and list_articles as its tools."""
    from bot.mcp_server import serve_stdio

    with _open(home) as bot:
        serve_stdio(bot)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", type=click.IntRange(0, 65535), default=7860, show_default=True)
@click.option("--samples/--no-samples", default=True, help="Put the sample articles into a new library.")
@click.option("--auth", type=_FILE, help="User file: who may log in (`articlebot user add`).")
@click.option("--auth-header", metavar="NAME", help="Header in which a trusted proxy names the user.")
@click.option("--trusted-proxy", "proxies", multiple=True, metavar="ADDRESS",
              help="Address or network of a proxy (repeatable); by default this machine.")  # fmt: skip
@click.option("--tls-cert", type=_FILE, help="Certificate (PEM), to serve over https.")
@click.option("--tls-key", type=_FILE, help="Its private key (PEM).")
@_common
def serve(
    host: str, port: int, samples: bool, auth: Path | None, auth_header: str | None, proxies: tuple[str, ...],
    tls_cert: Path | None, tls_key: Path | None, home: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Serve the chat in the browser until Ctrl-C.

    Other machines are served only where users log in, with --auth or through a proxy.
    """
    from bot.cli.serve import run

    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError("--tls-cert and --tls-key go together")
    run(
        home=home, host=host, port=port, samples=samples, as_json=as_json,
        tls=(tls_cert, tls_key) if tls_cert and tls_key else None,
        auth=auth, auth_header=auth_header, trusted_proxies=proxies or None,
    )  # fmt: skip


@main.command()
@_common
def reindex(home: Path | None, as_json: bool) -> None:
    """Make the library's vectors anew with the embedding model that is set, or the default one.

    Interrupted at any moment, it loses nothing and goes on where it was when it is run again.
    """

    from bot.cli.terminal import counted

    with _open(home) as bot:
        with counted("passages") as progress:
            former = bot.reindex(progress=progress)
        model = bot.embedding_model()
    if as_json:
        _print_json({"status": "unchanged" if former is None else "reindexed", "from": former, "to": model})
    elif former is None:
        click.echo(f"The library has the vectors of {model} already.")
    else:
        click.echo(f"The library now has the vectors of {model}; before, they were of {former}.")


@main.command()
@_common
def doctor(home: Path | None, as_json: bool) -> None:
    """Check the installation and the library; exit 1 when something needs mending."""
    from bot.doctor import examine

    with _open(home) as bot:
        findings = list(examine(bot))
    if as_json:
        _print_json(findings)
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.healthy else 'BAD '} {finding.check:<9} {finding.detail}")
            if finding.remedy:
                click.echo(f"               -> {finding.remedy}")
    if not all(finding.healthy for finding in findings):
        sys.exit(1)


add_commands(main, _common)
add_backup_commands(main, _common)
add_user_commands(main, _common)


def _resolve(bot: ArticleBot, named: str) -> str:
    """The id of the one article that `named` means: its id, source, title, or the start of its id."""
    from bot.errors import ArticleNotFoundError

    summaries, path = bot.articles(), named
    with suppress(RuntimeError):  # `~name` of nobody is no path, and may be a title
        path = str(Path(named).expanduser().absolute())
    for fits in (
        lambda summary: summary.id == named,
        lambda summary: summary.source in (named, path) or summary.title == named,
        lambda summary: Path(summary.source).name == named,
        lambda summary: len(named) >= 4 and summary.id.startswith(named),
    ):
        found = [summary for summary in summaries if fits(summary)]
        if len(found) == 1:
            return found[0].id
        if found:
            raise ArticleNotFoundError(
                f"{named!r} means {len(found)} articles ({', '.join(s.id for s in found)}); name one by id"
            )
    raise ArticleNotFoundError(f"no article is named {named!r}; `articlebot list` shows all ids and titles")
