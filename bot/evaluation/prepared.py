"""A store with given articles, built once and kept between test runs by content.

A store depends on sources, embedding model, settings, and the code that reads and chunks.
Each caller gets a copy of its own, so that no test can change what the next one finds.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ingest.errors import ArticleBotError

if TYPE_CHECKING:
    from vectorstore import ComputedResults, Embedder

__all__ = ["edition_of", "kept_results", "prepare_home"]

_KEPT = 5
"""Stores that are kept; the longest unused go first."""


def prepare_home(
    cache: Path,
    home: Path,
    sources: Sequence[str],
    embedder: Embedder,
    settings: Mapping[str, Any] | None = None,
) -> Path:
    """Make `home` a data directory with the articles of `sources`, from `cache` where it has them.

    Several processes may call this at once. Raises ArticleBotError when a source cannot be read or none
    gives an article.
    """
    from filelock import FileLock

    settings = dict(settings or {})
    cache.mkdir(parents=True, exist_ok=True)
    stored = cache / f"store-{fingerprint(sources, edition_of(embedder), settings)}"
    with FileLock(str(cache / "stores.lock")):
        if not stored.is_dir():
            building = cache / "building"
            shutil.rmtree(building, ignore_errors=True)
            _build(building, sources, embedder, settings)
            building.rename(stored)
            _drop_old(cache, keep=stored)
        stored.touch()
        shutil.copytree(stored, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.lock", "models"))
    return home


def fingerprint(sources: Sequence[str], embedder: str, settings: Mapping[str, Any]) -> str:
    """20 hex digits of everything a store depends on. The page behind a web address is not looked at."""
    import ingest
    import vectorstore

    digest = hashlib.sha256(repr((embedder, sorted(settings.items()))).encode())
    _add_code(digest, ingest, vectorstore)
    for source in sources:
        digest.update(source.encode("utf-8", "surrogatepass"))
        path = Path(source)
        files = sorted(path.rglob("*")) if path.is_dir() else [path] if path.is_file() else []
        for file in files:
            if file.is_file():
                digest.update(f"\0{file}\0".encode("utf-8", "surrogatepass"))
                digest.update(file.read_bytes())
    return digest.hexdigest()[:20]


def edition_of(embedder: Embedder) -> str:
    """All of an embedding model that chunks and vectors depend on: name, limit, code, a folder's weights.

    A model of one's own may say by an attribute `edition` that its vectors have changed.
    """
    said = [embedder.name, str(embedder.max_tokens), str(getattr(embedder, "edition", ""))]
    digest = hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass"))
    for kind in type(embedder).__mro__[:-1]:
        module = sys.modules.get(kind.__module__)
        code = Path(str(getattr(module, "__file__", "") or ""))
        if code.is_file():
            digest.update(code.read_bytes())
    weights = Path(embedder.name)
    for file in sorted(weights.rglob("*")) if weights.is_absolute() and weights.is_dir() else []:
        if file.is_file():
            known = file.stat()
            digest.update(f"\0{file}\0{known.st_size}\0{known.st_mtime_ns}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def kept_results(cache: Path) -> ComputedResults:
    """What the models computed in earlier runs with `cache`, by this version of their code."""
    import vectorstore

    digest = hashlib.sha256()
    _add_code(digest, vectorstore)
    path = cache / f"computed-{digest.hexdigest()[:20]}.sqlite"
    for old in cache.glob("computed-*.sqlite*"):
        if not old.name.startswith(path.name):
            old.unlink(missing_ok=True)
    return vectorstore.ComputedResults(path)


def _add_code(digest: hashlib._Hash, *packages: ModuleType) -> None:
    for package in packages:
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            digest.update(path.read_bytes())


def _build(home: Path, sources: Sequence[str], embedder: Embedder, settings: Mapping[str, Any]) -> None:
    from bot.articlebot import ArticleBot

    with ArticleBot(**{**settings, "home": home, "embedder": embedder}) as bot:
        report = bot.add(*sources)
        if report.failed:
            raise ArticleBotError("; ".join(str(outcome.reason) for outcome in report.failed))
        if not bot.articles():
            raise ArticleBotError(f"{', '.join(sources)}: these sources have no article; give other sources")


def _drop_old(cache: Path, keep: Path) -> None:
    stores = sorted(cache.glob("store-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in [path for path in stores if path != keep][_KEPT - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
