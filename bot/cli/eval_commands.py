"""The commands `articlebot eval` and `articlebot goldens draft`.

Options and output only; the modules that do the work are imported when a command runs.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.articlebot import ArticleBot
    from bot.evaluation.report import Evaluated
    from bot.goldens.file import Golden
    from bot.goldens.thresholds import Threshold

__all__ = ["add_commands"]

Decorator = Callable[[Callable[..., None]], Callable[..., None]]


def add_commands(main: click.Group, common: Decorator) -> None:
    """Add `eval` and `goldens` to `main`; `common` gives a command --home, --json and its errors."""

    @main.command(name="eval")
    @click.argument("goldens", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="GOLDENS...")
    @click.option("--articles", multiple=True, metavar="SOURCE",
                  help="Evaluate on these sources in a store of their own, not on your library.")  # fmt: skip
    @click.option("--report", type=click.Path(path_type=Path), help="Write a page of charts and misses.")
    @click.option("--compare", nargs=2, metavar="A B",
                  help="Two of: `default`, `setting=value,...`, a saved run (.json).")  # fmt: skip
    @click.option("--save", type=click.Path(path_type=Path), help="Store the run, to be a baseline.")
    @click.option("--baseline", type=click.Path(path_type=Path),
                  help="Exit 1 when a metric is significantly worse than in this stored run.")  # fmt: skip
    @click.option("--threshold", "limits", multiple=True, metavar="'METRIC >= VALUE'",
                  help="Exit 1 when it is not reached (repeatable).")  # fmt: skip
    @click.option("--within", type=click.IntRange(1, 100), default=3, show_default=True,
                  help="Rank at which a golden's place must have come.")  # fmt: skip
    @click.option("--answers/--no-answers", default=True, help="Ask, or only search.")
    @common
    def evaluate_command(**options: Any) -> None:
        """Evaluate search and answers on goldens. Exit 1 if a threshold is missed or a quote is gone."""
        if not _evaluate(**options):
            sys.exit(1)

    @main.group()
    def goldens() -> None:
        """Make goldens: questions whose right place is known."""

    @goldens.command()
    @click.argument("articles", nargs=-1, metavar="[SOURCE]...")
    @click.option("--output", type=click.Path(path_type=Path), help="Append to this file (.yaml or .jsonl).")
    @common
    def draft(articles: tuple[str, ...], output: Path | None, home: Path | None, as_json: bool) -> None:
        """Propose goldens from files, or from your library: for a person to accept and reword."""
        _draft(articles, output, home, as_json)


def _evaluate(
    goldens: tuple[Path, ...],
    articles: tuple[str, ...],
    report: Path | None,
    compare: tuple[str, str] | None,
    save: Path | None,
    baseline: Path | None,
    limits: tuple[str, ...],
    within: int,
    answers: bool,
    home: Path | None,
    as_json: bool,
) -> bool:
    """Run, print and write what was asked for; True when everything holds."""
    from bot.evaluation.metrics import STANDARD, depth_needed, metrics_of
    from bot.evaluation.report import Evaluated, render_report
    from bot.evaluation.run import load_judgements, save_judgements
    from bot.evaluation.significance import compare_runs
    from bot.goldens.file import read_goldens
    from bot.goldens.thresholds import parse_threshold
    from bot.json_form import to_plain

    files = [read_goldens(path) for path in goldens]
    asked = [golden for file in files for golden in file.goldens]
    thresholds = [parse_threshold(text) for text in limits]
    thresholds = thresholds or [each for file in files for each in file.thresholds]
    names = list(dict.fromkeys([*STANDARD, *(each.metric for each in thresholds)]))
    before = load_judgements(baseline) if baseline else None

    for name in compare or ():
        _settings_of(name)  # before anything is run

    def run(name: str) -> Evaluated:
        if name.endswith(".json"):
            return Evaluated(name, load_judgements(name))
        with ExitStack() as stack:
            bot = _bot(stack, name, home, articles)
            return _run(bot, name, asked, depth_needed(names), within, answers)

    runs = [run(name) for name in (compare or ("default",))]
    last = runs[-1]
    differences = []
    if before is not None:
        differences = compare_runs(before, last.judgements, names)
    elif len(runs) == 2:
        differences = compare_runs(runs[0].judgements, last.judgements, names)
    metrics = metrics_of(last.judgements, names)
    missed = [each for each in thresholds if not each.holds(metrics)]
    regressed = [each for each in differences if each.regressed] if before is not None else []
    gone = [judged for judged in last.judgements if judged.problem]

    if save:
        save_judgements(save, last.judgements)
    if report:
        shown = runs if before is None else [Evaluated(str(baseline), before), last]
        title = ", ".join(path.name for path in goldens)
        page = render_report(title, shown, names=names, thresholds=thresholds, differences=differences)
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(page, encoding="utf-8")
    if as_json:
        from json import dumps

        plain = {
            "runs": [{"name": each.name, "metrics": metrics_of(each.judgements, names),
                      "goldens": [judged.to_plain() for judged in each.judgements]} for each in runs],
            "missed_thresholds": [str(each) for each in missed],
            "differences": to_plain(differences),
        }  # fmt: skip
        click.echo(dumps(plain, ensure_ascii=False, indent=2))
    else:
        _print(runs, names, thresholds)
        for difference in differences:
            if difference.changed:
                click.echo(f"{'REGRESSED  ' if difference.regressed else ''}{difference}")
    for threshold in missed:
        found = metrics.get(threshold.metric)
        click.echo(f"missed: {threshold} ({'no value' if found is None else f'{found:.3f}'})", err=True)
    return not (missed or regressed or gone)


def _bot(stack: ExitStack, name: str, home: Path | None, articles: tuple[str, ...]) -> ArticleBot:
    """A bot of the configuration `name`: `default`, or settings as `name=value,...`."""
    from bot.articlebot import ArticleBot
    from bot.cli.terminal import add_with_progress
    from ingest.errors import ArticleBotError

    settings: dict[str, Any] = {"home": home, **_settings_of(name)}
    if articles:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="articlebot-eval-"))
        settings["home"] = Path(folder)
    bot = stack.enter_context(ArticleBot(**settings))
    if articles:
        report = add_with_progress(bot, articles)
        if report.failed:
            raise ArticleBotError("; ".join(str(outcome.reason) for outcome in report.failed))
    return bot


def _settings_of(name: str) -> dict[str, str]:
    """The settings of a configuration. Raises ArticleBotError for one that is none or has no such value."""
    from bot.settings import Settings, load_settings
    from ingest.errors import ArticleBotError

    settings = {}
    for part in name.split(",") if name != "default" and not name.endswith(".json") else []:
        key, equals, value = part.partition("=")
        if not equals or key.strip() not in Settings.model_fields:
            known = ", ".join(Settings.model_fields)
            raise ArticleBotError(f"{part!r} is not a setting; write name=value with one of {known}")
        settings[key.strip()] = value.strip()
    load_settings(**settings)
    return settings


def _run(
    bot: ArticleBot, name: str, asked: Sequence[Golden], depth: int, within: int, answers: bool
) -> Evaluated:
    from rich.console import Console
    from rich.progress import Progress

    from bot.evaluation.report import Evaluated
    from bot.evaluation.run import evaluate

    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task(f"goldens ({name})", total=len(asked))
        results = evaluate(
            bot, asked, depth=depth, within=within, answers=answers,
            progress=lambda done, _: progress.update(bar, completed=done),
        )  # fmt: skip
    return Evaluated(name, [result.judgement for result in results], results)


def _print(runs: Sequence[Evaluated], names: Sequence[str], thresholds: Sequence[Threshold]) -> None:
    """Misses of the last run, then a table of metrics with a column for each run."""
    from bot.evaluation.metrics import metrics_of

    for judged in runs[-1].judgements:
        if not judged.passed:
            click.echo(f"{'gone' if judged.problem else 'miss'}  {judged.question}: {judged.why}")
        elif judged.note:
            click.echo(f"note  {judged.question}: {judged.note}")
    limits = {each.metric: each for each in thresholds}
    columns = [metrics_of(run.judgements, names) for run in runs]
    if len(runs) > 1:
        click.echo(" " * 20 + "".join(f"  {run.name[-24:]:>24}" for run in runs))
    width = 24 if len(runs) > 1 else 6
    for name in names:
        if any(name in column for column in columns):
            cells = "".join(
                f"  {column[name]:>{width}.3f}" if name in column else f"  {'-':>{width}}"
                for column in columns
            )
            click.echo(f"{name:<20}{cells}{f'  wanted {limits[name]}' if name in limits else ''}")
    for run in runs:
        passed = sum(judged.passed for judged in run.judgements)
        click.echo(f"{run.name}: {passed} of {len(run.judgements)} goldens as wanted")


def _draft(articles: tuple[str, ...], output: Path | None, home: Path | None, as_json: bool) -> None:
    from bot.articlebot import ArticleBot
    from bot.evaluation.run import StoredArticles
    from bot.goldens.drafts import draft_goldens
    from bot.goldens.file import append_golden, golden_entry

    if articles:
        from ingest import expand, read

        texts = [read(found) for source in articles for found in expand(source) if isinstance(found, str)]
    else:
        with ArticleBot(home=home) as bot:
            texts = StoredArticles(bot).all()
    drafts = [draft for text in texts for draft in draft_goldens(text)]
    if output is not None:
        added = sum(append_golden(output, draft) for draft in drafts)
        click.echo(f"{added} drafts appended to {output}; reword each question and remove its tag `draft`")
    elif as_json:
        from json import dumps

        click.echo(dumps([golden_entry(draft) for draft in drafts], ensure_ascii=False, indent=2))
    else:
        from yaml import safe_dump

        entries = [golden_entry(draft) for draft in drafts]
        click.echo(safe_dump(entries, allow_unicode=True, sort_keys=False, width=100), nl=False)
