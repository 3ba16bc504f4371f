"""Serving the page: where it may be served, starting and stopping."""

from __future__ import annotations

import io
import os
import signal
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from types import FrameType

import gradio as gr
from starlette.middleware import Middleware

from bot.articlebot import ArticleBot
from bot.gate import Access, Gate, Limits
from bot.gate.login import Login
from bot.gate.policy import hash_of
from bot.gate.sessions import Sessions
from bot.gate.wellformed import WellFormed
from bot.mcp_server import mcp_below
from bot.settings import Settings, keep_private
from bot.ui import adding
from bot.ui.access import access_of
from bot.ui.api import MCP_PATH, speaks_mcp
from bot.ui.app import answered_at_once, build_app
from bot.ui.layout import component_texts
from bot.ui.login_html import login_page
from bot.ui.requests import inspector
from bot.ui.scripts import page_head, page_scripts
from ingest.errors import ArticleBotError

__all__ = ["launch", "serve"]


_FINISHED_WITHIN = 30.0
"""Seconds that a source which is being added is given to be stored whole when the serving ends."""


def serve(
    bot: ArticleBot,
    host: str,
    port: int,
    *,
    on_ready: Callable[[str], None],
    tls: tuple[Path, Path] | None = None,
) -> None:
    """Serve the page until interrupted (Ctrl-C or SIGTERM), then shut down.

    Calls `on_ready` with the page's address once it answers. Port 0 takes a free port; `tls` is a certificate
    and its key. Raises AccessError where the page would be open to everybody who reaches it, and
    ArticleBotError when the address cannot be used.
    """
    page, url = launch(bot, host, port, tls=tls)
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


def launch(
    bot: ArticleBot, host: str, port: int, *, tls: tuple[Path, Path] | None = None
) -> tuple[gr.Blocks, str]:
    """Start serving in the background: the running page (close it) and its address.

    Raises AccessError for an address that other machines reach where nobody has to log in, and
    ArticleBotError for one that cannot be used.
    """
    keep_private()
    settings = bot.settings
    access = access_of(settings, host)
    _reach_ourselves_directly()
    _count_nothing()
    port = port or _free_port(host)
    _check_free(host, port)
    page, head, texts = build_app(bot, api=settings.api), page_head(), component_texts()
    certificate, key = tls or (None, None)
    tools = []
    if settings.api and speaks_mcp():
        tools.append(Middleware(mcp_below(MCP_PATH, bot, answered_at_once(bot))))
    if tls is not None:
        _check_certificate(*tls)
    try:
        with redirect_stdout(io.StringIO()):  # what is served is said by `on_ready` alone
            _, url, _ = page.queue(max_size=settings.max_waiting, api_open=False).launch(
                server_name=host,
                server_port=port,
                prevent_thread_lock=True,
                quiet=True,
                share=False,
                inbrowser=False,
                inline=False,
                ssr_mode=False,
                pwa=False,
                mcp_server=False,  # ours is short, and asks whoever is let in here for no second log-in
                enable_monitoring=False,
                run_history=False,
                state_session_capacity=_OPEN_PAGES,
                footer_links=[],
                show_error=False,
                ssl_certfile=str(certificate) if certificate else None,
                ssl_keyfile=str(key) if key else None,
                ssl_verify=False,  # of its own certificate, when it asks itself whether it answers
                max_file_size=int(settings.max_source_mb * 1_000_000),
                app_kwargs={
                    "middleware": [
                        _gate(settings, access),
                        Middleware(WellFormed, inspect=inspector(page)),
                        *tools,
                    ],
                    "openapi_url": None,
                },
                theme=_theme(),
                i18n=texts,
                head=head,  # `css` would be rewritten by Gradio
            )
    except (OSError, ValueError) as exc:
        raise ArticleBotError(
            f"{host}:{port}: the page cannot be served there ({exc}); choose another with --host or --port"
        ) from exc
    return page, url


_OPEN_PAGES = 200
"""Pages of whose components Gradio keeps a copy; it makes another where one is missing."""
_BY_DEFAULT = 240
"""Requests a minute of one user."""


def _gate(settings: Settings, access: Access) -> Middleware:
    login = None
    if access.users is not None:
        sessions = Sessions(settings.home, access.users, settings.session_hours)
        login = Login(access.users, sessions, login_page)
    rate = settings.requests_per_minute
    limits = Limits(
        requests_per_minute=(_BY_DEFAULT if access.asks else None) if rate is None else rate or None,
        body=int(settings.max_source_mb * 2_000_000) + 1_000_000,  # pasted text, escaped
        upload=int(settings.max_upload_mb * 1_000_000),
    )
    scripts = [hash_of(script) for script in page_scripts()]
    return Middleware(Gate, access=access, limits=limits, login=login, scripts=scripts)


def _theme() -> gr.themes.Base:
    """Gradio's base theme with the fonts that the visitor's system has: none is fetched."""
    sans = ("ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
    mono = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
    return gr.themes.Base(
        primary_hue="teal", secondary_hue="teal", neutral_hue="stone",
        font=[gr.themes.Font(name) for name in sans], font_mono=[gr.themes.Font(name) for name in mono],
    )  # fmt: skip


def _reach_ourselves_directly() -> None:
    """Gradio asks its own server whether it answers; a proxy of the environment must not come between.

    And whom a request comes from is for the gate to find out, not for the web server.
    """
    os.environ["FORWARDED_ALLOW_IPS"] = "none"
    for name in ("NO_PROXY", "no_proxy"):
        known = [part for part in os.environ.get(name, "").split(",") if part]
        os.environ[name] = ",".join(dict.fromkeys([*known, "localhost", "127.0.0.1", "::1"]))


def _count_nothing() -> None:
    """Gradio would sum up the times of 10,000 events after each one, for a page that we do not serve."""
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"


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


def _check_certificate(certificate: Path, key: Path) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except OSError as exc:  # ssl.SSLError is one
        raise ArticleBotError(
            f"{certificate}, {key}: no certificate with its key ({exc.strerror or exc}); "
            "name PEM files that belong together with --tls-cert and --tls-key"
        ) from exc


def _stop_on_sigterm(stop: threading.Event) -> None:
    if threading.current_thread() is not threading.main_thread():
        return

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
