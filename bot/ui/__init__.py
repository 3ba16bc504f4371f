"""The page in the browser: library, conversation and article, hosted by Gradio.

Gradio is imported when a page is built, not when this package is.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio

    from bot.articlebot import ArticleBot

__all__ = ["build_app", "serve"]


def build_app(bot: ArticleBot, *, api: bool = False) -> gradio.Blocks:
    """The page's components and events; launch it with the arguments that `serve` gives it.

    With `api` also the calls that other programs may make.
    """
    from bot.ui.app import build_app

    return build_app(bot, api=api)


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
    and its key. Raises AccessError where the page would be open to whoever reaches it, and ArticleBotError
    when the address cannot be used.
    """
    from bot.ui.server import serve

    serve(bot, host, port, on_ready=on_ready, tls=tls)
