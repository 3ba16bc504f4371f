"""The public names of the three packages, and the tree of errors: other programs rely on both.

A name that is missing here was removed or renamed: say so under "Changed" in CHANGELOG.md.
"""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import ingest.errors
from ingest.errors import ArticleBotError

BOT = """
    AddProgress AddReport Answer ArticleBot ArticleBotError Citation Outcome Settings Statement Turn
"""
INGEST = """
    Article ArticleBotError ArticleMetadata Block Chunk Entry Feed Limits Origin Section Skipped SourceError
    SourceGoneError article_id_for chunk_article expand open_source read read_again read_text
"""
VECTORSTORE = """
    ArticleSummary ChromaServer ComputedResults Embedder HashingEmbedder Library ModelError ModelMismatchError
    OnnxEmbedder Passage Reader Reading RememberingEmbedder ScoreParts StoreBusyError StoreError
    StoreLockedError StoreUnreachableError open_library
"""


@pytest.mark.parametrize(
    ("package", "names"), [("bot", BOT), ("ingest", INGEST), ("vectorstore", VECTORSTORE)]
)
def test_a_package_exports_exactly_its_public_names(package: str, names: str) -> None:
    module = importlib.import_module(package)
    assert sorted(module.__all__) == sorted(names.split())
    assert all(getattr(module, name).__name__ == name for name in names.split())
    assert set(names.split()) <= set(dir(module))
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'Nothing'"):
        _ = module.Nothing


def drawn_tree(text: str) -> dict[str, str]:
    """Each error of an indented tree, with the error above it."""
    parents: dict[str, str] = {}
    path: list[tuple[int, str]] = []
    for margin, name in re.findall(r"^( +)(\w+Error)\b", text, re.MULTILINE):
        path = [(depth, above) for depth, above in path if depth < len(margin)]
        parents[name] = path[-1][1] if path else "Exception"
        path.append((len(margin), name))
    return parents


def defined_tree() -> dict[str, str]:
    """Each error class of the three packages below ArticleBotError, with its base."""
    for package in ("bot", "ingest", "vectorstore"):
        for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            importlib.import_module(found.name)
    parents = {"ArticleBotError": "Exception"}
    waiting = [ArticleBotError]
    while waiting:
        parent = waiting.pop()
        for child in parent.__subclasses__():
            if child.__module__.split(".")[0] in ("bot", "ingest", "vectorstore"):
                parents[child.__name__] = parent.__name__
                waiting.append(child)
    return parents


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    assert drawn_tree(ingest.errors.__doc__ or "") == defined_tree()
