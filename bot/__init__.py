"""ArticleBot: questions about articles, answered with citations to the exact passage.

    from bot import ArticleBot
    with ArticleBot(home="dir") as bot:
        bot.add("article.md")
        answer = bot.ask("How long did the call last?")

Importing this package loads nothing heavy: names are fetched on first use.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.answer import Answer, Citation, Statement, Turn
    from bot.articlebot import AddProgress, AddReport, ArticleBot, Outcome
    from bot.settings import Settings
    from ingest.errors import ArticleBotError

__all__ = [
    "AddProgress",
    "AddReport",
    "Answer",
    "ArticleBot",
    "ArticleBotError",
    "Citation",
    "Outcome",
    "Settings",
    "Statement",
    "Turn",
]


def _check_neighbours() -> None:
    """Say it in one line where another package takes the place of one that lies beside this one."""
    here = Path(__file__).parent
    for name in ("vectorstore", "ingest"):
        spec = find_spec(name)
        places = list(spec.submodule_search_locations or [str(spec.origin)]) if spec else []
        if not any(Path(place).resolve() == (here.parent / name).resolve() for place in places):
            found = f"another {name!r} is found first, in {places[0]}" if places else "it is missing"
            raise ImportError(
                f"ArticleBot needs its own package {name!r} in {here.parent}, but {found}; rename that one, "
                "or start Python elsewhere or with -P"
            )


_check_neighbours()
from ingest.lazy_names import lazy_names  # noqa: E402 - after the check

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "answer": "Answer Citation Statement Turn",
        "articlebot": "AddProgress AddReport ArticleBot Outcome",
        "settings": "Settings",
        ":ingest.errors": "ArticleBotError",
    },
)
