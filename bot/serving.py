"""Serving the chat: open the library, put in the samples on first start, say where it answers."""

from __future__ import annotations

from pathlib import Path

import click

from bot.articlebot import ArticleBot
from bot.json_form import to_json

__all__ = ["run"]

_SAMPLES_OFFERED = "samples-offered"
"""A mark in the data directory: samples that a reader has removed do not come back."""


def run(*, home: Path | None, host: str, port: int, samples: bool = True, as_json: bool = False) -> None:
    """Serve until interrupted. Raises ArticleBotError when the store or the address cannot be used."""
    from bot.ui import serve

    def announce(url: str) -> None:
        click.echo(to_json({"url": url}) if as_json else f"ArticleBot is ready at {url}  (Ctrl-C stops it)")

    with ArticleBot(home=home) as bot:
        if samples:
            _offer_samples(bot)
        serve(bot, host, port, on_ready=announce)


def _offer_samples(bot: ArticleBot) -> None:
    from bot.samples import sample_paths
    from bot.terminal import add_with_progress

    mark = bot.settings.home / _SAMPLES_OFFERED
    if mark.exists():
        return
    if not bot.articles():
        click.echo("Adding the sample articles ...", err=True)
        add_with_progress(bot, [str(path) for path in sample_paths()])
    mark.touch()
