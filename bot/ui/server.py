"""Serving the page: where it may be served, starting and stopping."""

from __future__ import annotations

import io
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import redirect_stdout
from types import FrameType

import gradio as gr
from starlette.middleware import Middleware

from bot.articlebot import ArticleBot
from bot.ui import adding
from bot.ui.api import speaks_mcp
from bot.ui.app import build_app
from bot.ui.guard import Guard, is_loopback
from bot.ui.layout import component_texts
from bot.ui.scripts import page_head
from ingest.errors import ArticleBotError

__all__ = ["launch", "serve"]


_FINISHED_WITHIN = 30.0
"""Seconds that a source which is being added is given to be stored whole when the serving ends."""


def serve(bot: ArticleBot, host: str, port: int, *, on_ready: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; see `bot.ui.serve`."""
    page, url = launch(bot, host, port)
    stop = threading.Event()
    try:
        _stop_on_sigterm(stop)
        on_ready(url)
        while not stop.wait(1.0):
            pass
    except KeyboardInterrupt:
        pass
    finally:
        page.close(verbose=False)
        adding.finish(_FINISHED_WITHIN)


def launch(bot: ArticleBot, host: str, port: int) -> tuple[gr.Blocks, str]:
    """Start serving in the background: the running page (close it) and its address.

    Raises ArticleBotError for an address that other machines reach, unless the settings allow it, and for
    one that cannot be used.
    """
    loopback = is_loopback(host)
    if not loopback and not bot.settings.allow_network:
        raise ArticleBotError(
            f"{host or 'any address'}: other machines could reach the page there, and it asks for no login; "
            "serve on 127.0.0.1, behind a proxy that authenticates if others are to read, "
            "or set ARTICLEBOT_ALLOW_NETWORK=1 to serve there all the same"
        )
    _reach_loopback_directly()
    port = port or _free_port(host)
    _check_free(host, port)
    api = loopback if bot.settings.api is None else bot.settings.api
    page, head, texts = build_app(bot, api=api), page_head(), component_texts()
    try:
        with redirect_stdout(io.StringIO()):  # what is served is said by `on_ready` alone
            _, url, _ = page.queue(max_size=64).launch(
                server_name=host,
                server_port=port,
                prevent_thread_lock=True,
                quiet=True,
                share=False,
                inbrowser=False,
                inline=False,
                ssr_mode=False,
                pwa=False,
                mcp_server=api and speaks_mcp(),
                enable_monitoring=False,
                run_history=False,
                footer_links=[],
                show_error=False,
                max_file_size=int(bot.settings.max_source_mb * 1_000_000),
                app_kwargs={"middleware": [Middleware(Guard, loopback_only=loopback)], "openapi_url": None},
                theme=_theme(),
                i18n=texts,
                head=head,  # `css` would be rewritten by Gradio
            )
    except OSError as exc:
        raise ArticleBotError(
            f"{host}:{port}: the page cannot be served there ({exc}); choose another with --host or --port"
        ) from exc
    return page, url


def _theme() -> gr.themes.Base:
    """Gradio's base theme with the fonts that the reader's system has: none is fetched."""
    sans = ("ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
    mono = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
    return gr.themes.Base(
        primary_hue="teal", secondary_hue="teal", neutral_hue="stone",
        font=[gr.themes.Font(name) for name in sans], font_mono=[gr.themes.Font(name) for name in mono],
    )  # fmt: skip


def _reach_loopback_directly() -> None:
    """Gradio asks its own server whether it answers; a proxy of the environment must not come between."""
    for name in ("NO_PROXY", "no_proxy"):
        known = [part for part in os.environ.get(name, "").split(",") if part]
        os.environ[name] = ",".join(dict.fromkeys([*known, "localhost", "127.0.0.1", "::1"]))


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _free_port(host: str) -> int:
    with socket.socket(_family(host)) as probe:
        probe.bind((host.strip("[]"), 0))
        return int(probe.getsockname()[1])


def _check_free(host: str, port: int) -> None:
    try:
        with socket.socket(_family(host)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host.strip("[]"), port))
    except (OSError, OverflowError) as exc:
        raise ArticleBotError(
            f"{host}:{port}: the page cannot be served there ({exc}); choose another with --host or --port"
        ) from exc


def _stop_on_sigterm(stop: threading.Event) -> None:
    if threading.current_thread() is not threading.main_thread():
        return

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
