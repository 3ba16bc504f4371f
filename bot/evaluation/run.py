"""Ask a bot every golden and judge what comes back.

Uses only the bot's public methods.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.answer import Answer
from bot.evaluation.judgement import WITHIN, Judgement, judge
from bot.goldens.file import Golden
from bot.goldens.resolution import Resolution, resolve
from ingest.article import Article
from ingest.errors import ArticleBotError
from vectorstore.passage import Passage

if TYPE_CHECKING:
    from bot.articlebot import ArticleBot

__all__ = ["Result", "StoredArticles", "evaluate", "evaluate_one", "load_judgements", "save_judgements"]

_FORMAT = "articlebot-evaluation-1"


@dataclass(frozen=True, slots=True)
class Result:
    """One golden with all that came back for it."""

    resolution: Resolution
    passages: tuple[Passage, ...]
    answer: Answer | None
    judgement: Judgement

    @property
    def golden(self) -> Golden:
        return self.resolution.golden


class StoredArticles:
    """The whole articles of a bot, read again only when they have changed."""

    def __init__(self, bot: ArticleBot) -> None:
        self._bot = bot
        self._read: dict[str, Article] = {}

    def all(self) -> list[Article]:
        """Every article, by title."""
        current = {}
        for summary in self._bot.articles():
            known = self._read.get(summary.id)
            current[summary.id] = (
                known if known and known.version == summary.version else self._bot.article(summary.id)
            )
        self._read = current
        return list(current.values())


def evaluate(
    bot: ArticleBot,
    goldens: Sequence[Golden],
    *,
    depth: int = 10,
    within: int = WITHIN,
    answers: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> list[Result]:
    """Search, and with `answers` ask, each golden in turn; results are in the order of `goldens`.

    `depth` passages are searched. `progress` hears (goldens done, all).
    """
    articles = StoredArticles(bot).all()
    if not articles:
        raise ArticleBotError("there are no articles to ask; add some with `articlebot add` or --articles")
    results = []
    for position, golden in enumerate(goldens, 1):
        results.append(evaluate_one(bot, golden, articles, depth=depth, within=within, answers=answers))
        if progress:
            progress(position, len(goldens))
    return results


def evaluate_one(
    bot: ArticleBot,
    golden: Golden,
    articles: Sequence[Article],
    *,
    depth: int = 10,
    within: int = WITHIN,
    answers: bool = True,
) -> Result:
    """Search and ask one golden; `articles` are the bot's, whole."""
    resolution = resolve(golden, articles)
    depth = max(depth, golden.within or within)
    started = time.perf_counter()
    passages = tuple(bot.search(golden.question, depth))
    answer = bot.ask(golden.question) if answers and not resolution.problem else None
    seconds = time.perf_counter() - started
    judged = judge(resolution, passages, answer, within=within, seconds=seconds)
    return Result(resolution, passages, answer, judged)


def save_judgements(path: str | Path, judgements: Sequence[Judgement]) -> None:
    """Write a run as JSON, to be a baseline; by key, so that the file's changes read well in a diff."""
    plain = [judged.to_plain() for judged in sorted(judgements, key=lambda judged: judged.key)]
    for entry in plain:
        del entry["seconds"]
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"format": _FORMAT, "goldens": plain}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def load_judgements(path: str | Path) -> list[Judgement]:
    """A run that `save_judgements` wrote. Raises ArticleBotError."""
    try:
        stored = json.loads(Path(path).read_text(encoding="utf-8"))
        if stored["format"] != _FORMAT:
            raise KeyError(stored["format"])
        return [Judgement.from_plain(plain) for plain in stored["goldens"]]
    except OSError as exc:
        raise ArticleBotError(
            f"{path}: the baseline cannot be read ({exc.strerror}); save one first or correct the path"
        ) from exc
    except (ValueError, KeyError, TypeError, UnicodeDecodeError) as exc:
        raise ArticleBotError(f"{path}: is not a stored evaluation; save it again") from exc
