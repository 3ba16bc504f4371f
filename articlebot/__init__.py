"""ArticleBot under one import name: `from articlebot import ArticleBot`.

The code is in `bot`, `vectorstore` and `ingest` beside this package. Nothing of it is loaded before a name is
used, so what pytest imports at the start of every run (`articlebot.pytest_plugin`) needs none of it.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot import (
        AddProgress,
        AddReport,
        Answer,
        ArticleBot,
        ArticleBotError,
        Citation,
        Outcome,
        Settings,
        Statement,
        Turn,
    )

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


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'articlebot' has no attribute {name!r}")
    _check_bot()
    value = getattr(import_module("bot"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _check_bot() -> None:
    """Say it in one line where a `bot.py` of the user's takes the place of our package."""
    ours = Path(__file__).parent.parent / "bot" / "__init__.py"
    spec = find_spec("bot")
    found = spec.origin if spec else None
    if found is None or Path(found).resolve() != ours.resolve():
        raise ImportError(
            f"ArticleBot needs its own package 'bot' in {ours.parent}, but another 'bot' is found first, in "
            f"{found}; rename that one, or start Python elsewhere or with -P"
        )
