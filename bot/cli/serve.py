"""Serving the chat: open the library, put in the samples on first start, say where it answers."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from bot.articlebot import ArticleBot
from bot.json_form import to_json
from bot.ui.access import access_of

__all__ = ["run"]

_M_ARENA_MAX = -8
"""Of glibc's <malloc.h>."""
_SAMPLES_OFFERED = "samples-offered"
"""A mark in the data directory: samples that a reader has removed do not come back."""


def run(
    *,
    home: Path | None,
    host: str,
    port: int,
    samples: bool = True,
    as_json: bool = False,
    tls: tuple[Path, Path] | None = None,
    **settings: Any,
) -> None:
    """Serve until interrupted; `tls` is a certificate and its key, `settings` those of `bot.settings`.

    Raises AccessError, before anything is opened, if the page would be open to everybody who can reach it,
    and ArticleBotError when the store or the address cannot be used.
    """
    from bot.ui.server import serve

    def announce(url: str) -> None:
        click.echo(to_json({"url": url}) if as_json else f"ArticleBot is ready at {url}  (Ctrl-C stops it)")

    _share_heaps()
    bot = ArticleBot(home=home, **settings)
    access = access_of(bot.settings, host)
    if access.users is not None and not access.loopback and tls is None:
        click.echo(
            "warning: passwords are sent unencrypted unless a proxy in front speaks TLS; "
            "see --tls-cert and docs/serving.md",
            err=True,
        )
    with bot:
        if samples:
            _offer_samples(bot)
        serve(bot, host, port, on_ready=announce, tls=tls)


def _share_heaps() -> None:
    """Let threads share two heaps, before there are threads.

    glibc gives them up to eight a processor, and what is freed in one is of no use to the others: with fifty
    readers at once memory grew by a quarter in a minute, and by a twentieth with two.
    """
    with suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def _offer_samples(bot: ArticleBot) -> None:
    from bot.cli.terminal import add_with_progress
    from bot.samples import sample_paths

    mark = bot.settings.home / _SAMPLES_OFFERED
    if mark.exists():
        return
    if not bot.articles():
        click.echo("Adding the sample articles ...", err=True)
        add_with_progress(bot, [str(path) for path in sample_paths()])
    mark.touch()
