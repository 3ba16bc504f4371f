"""Serving the page: the address, the headers that keep it private, starting and stopping."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from types import FrameType
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from bot.articlebot import ArticleBot
from bot.ui.app import asset, build_app
from ingest.errors import ArticleBotError

__all__ = ["launch", "serve"]

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",  # Gradio compiles its templates in the page
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
"""What the browser may load: nothing from another host."""


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


def launch(bot: ArticleBot, host: str, port: int) -> tuple[gr.Blocks, str]:
    """Start serving in the background: the running page (close it) and its address."""
    _reach_loopback_directly()
    port = port or _free_port(host)
    _check_free(host, port)
    page = build_app(bot)
    try:
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
            mcp_server=False,
            enable_monitoring=False,
            run_history=False,
            footer_links=[],
            show_error=False,
            max_file_size=int(bot.settings.max_source_mb * 1_000_000),
            app_kwargs={"middleware": [Middleware(_Private)], "openapi_url": None},
            theme=_theme(),
            # `css` would be rewritten by Gradio
            head=f"<style>{asset('page.css')}{asset('article.css')}</style>",
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


class _Private:
    """Adds the headers that keep the page from loading or telling anything elsewhere."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                message["headers"] = [
                    *message["headers"],
                    (b"content-security-policy", _POLICY.encode()),
                    (b"referrer-policy", b"no-referrer"),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        await self._app(scope, receive, send_with_headers)


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
