"""The sample articles that come with ArticleBot, one for each shape of source that it reads.

All three are written for this project; their people, places and figures are invented, and each says so
in its first paragraph. This package knows where its files lie, not how they are read.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

__all__ = ["sample_paths"]

_NAMES = ("tide-mill.md", "night-trams.txt", "peatland-station.html")


def sample_paths() -> list[Path]:
    """Paths of the sample articles, always in the same order: Markdown, plain text, web page.

    The files are read-only package data. The package has to be installed unpacked, as pip does it.
    """
    folder = files(__name__)
    return [Path(str(folder.joinpath(name))) for name in _NAMES]
