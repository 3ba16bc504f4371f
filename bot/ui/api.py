"""What other programs may call over HTTP: ask, search, list. For models there is `bot.mcp_server`.

This is Gradio's own way in. Each call gives one text: exactly the JSON that the command line prints with
`--json`. Nothing here changes the library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import gradio as gr
from gradio.events import api

from bot.answer import Delta, Finished
from bot.articlebot import ArticleBot
from bot.json_form import to_json
from ingest.errors import ArticleBotError

__all__ = ["MCP_PATH", "offer_api", "speaks_mcp"]

MCP_PATH = "gradio_api/mcp/"
"""Where the MCP server answers, below the page's address."""
_MOST = 100
"""Passages of one search."""


def speaks_mcp() -> bool:
    """Whether the MCP server can be offered: its package is an extra."""
    return find_spec("mcp") is not None


def offer_api(bot: ArticleBot, at_once: int) -> None:
    """Add the calls to the current `gr.Blocks`; so many are made at once."""

    def ask(question: str, articles: list[str] | None = None) -> Iterator[str]:
        """Answer a question from the articles in the library, or say that they do not say.

        Each statement names the citations it rests on; each citation has the exact words of an article, with
        its section and offsets.

        Args:
            question: The question, whole in itself.
            articles: Ids of articles to ask alone; none asks all of them.
        """
        try:
            for event in bot.stream(_text(question), articles=_ids(articles)):
                match event:
                    case Finished(answer):
                        yield to_json(answer)
                    case Delta(""):
                        yield ""  # where Gradio ends what nobody waits for any more
        except ArticleBotError as exc:
            raise gr.Error(str(exc), print_exception=False) from exc

    def search(question: str, limit: int = 5, articles: list[str] | None = None) -> str:
        """Find the passages of the articles that fit a question, best first, with their scores.

        Args:
            question: What to look for.
            limit: How many passages at most, up to 100.
            articles: Ids of articles to search alone; none searches all of them.
        """
        return _json(lambda: bot.search(_text(question), _count(limit), _ids(articles)))

    def list_articles() -> str:
        """List the articles in the library: id, title, source, number of sections, what is known of each."""
        return _json(lambda: bot.articles())

    for call in (ask, search, list_articles):
        api(call, api_name=call.__name__, concurrency_limit=at_once, concurrency_id="api")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ArticleBotError("question must be text; put it in quotes")
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise ArticleBotError(f"limit must be a number, 1 to {_MOST}; leave it out for 5")
    return int(max(1, min(value, _MOST)))


def _ids(value: object) -> list[str] | None:
    """The ids, None for all articles."""
    if not isinstance(value, list | None) or not all(isinstance(one, str) for one in value or ()):
        raise ArticleBotError("articles must be a list of ids, or null for all of them")
    return value or None


def _json(call: Callable[[], Any]) -> str:
    """The result of `call` as JSON; an ArticleBotError reaches the caller as one line."""
    try:
        return to_json(call())
    except ArticleBotError as exc:
        raise gr.Error(str(exc), print_exception=False) from exc
