"""Arguments of the public methods, checked before anything is searched.

A wrong argument is an error that names what was given. Without these checks it would find nothing, and the
reader would be told that the articles do not say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches

from bot.answer import Turn
from bot.errors import ArgumentError, ArticleNotFoundError

__all__ = ["checked_articles", "checked_history", "checked_limit", "checked_question", "nearest"]


def checked_question(question: object) -> str:
    """The question as it is. Raises ArgumentError when it is no text."""
    if not isinstance(question, str):
        raise ArgumentError(f"question has to be text, not {_shown(question)}; give it as a str")
    return question


def checked_limit(limit: object) -> int:
    """The number of passages. Raises ArgumentError when it is no whole number of 1 or more."""
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise ArgumentError(f"limit has to be a whole number of 1 or more, not {_shown(limit)}")
    return limit


def checked_history(history: object) -> Sequence[Turn]:
    """The turns. Raises ArgumentError for anything else; `bot.runnable` understands messages as well."""
    if isinstance(history, str) or not isinstance(history, Sequence):
        raise ArgumentError(f"history has to be a list of Turn(question, answer), not {_shown(history)}")
    for turn in history:
        if not isinstance(turn, Turn):
            raise ArgumentError(f"history has to hold Turn(question, answer), not {_shown(turn)}")
    return history


def checked_articles(articles: object, known: Iterable[str]) -> Collection[str] | None:
    """The ids to restrict a search to, None for all.

    Raises ArgumentError for what is no collection of ids, ArticleNotFoundError for an id that is not `known`.
    """
    if articles is None:
        return None
    if isinstance(articles, str | bytes) or not isinstance(articles, Collection):
        raise ArgumentError(
            f"articles has to be a list of ids, not {_shown(articles)}; write [ID] for one article, or leave "
            "it out for all"
        )
    there = set(known)
    for article_id in articles:
        if not isinstance(article_id, str):
            raise ArgumentError(f"articles has to hold ids, not {_shown(article_id)}; take Article.id")
        if article_id not in there:
            near = nearest(article_id, there)
            raise ArticleNotFoundError(
                f"no article has the id {article_id!r}{near}; `articlebot list` shows the ids there are"
            )
    return articles


def nearest(given: str, known: Iterable[str]) -> str:
    """` (did you mean 'x'?)` for a misspelt name; "" when none of the `known` is near."""
    near = get_close_matches(given, list(known), 1)
    return f" (did you mean {near[0]!r}?)" if near else ""


def _shown(value: object) -> str:
    said = repr(value)
    said = said if len(said) <= 80 else f"{said[:77]}..."
    return f"{said} ({type(value).__name__})"
