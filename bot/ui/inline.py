"""Inline Markdown to HTML, keeping the way from each shown character back to its offset.

Reads the small part of Markdown that articles use inside a block: emphasis, code, links, images (their
description only: no image is fetched), escapes and character references. Whatever does not close is shown as
it stands.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from operator import eq

from bot.ui.highlights import Highlights
from bot.ui.safe_html import escape, safe_url

__all__ = ["ADDRESS", "CODE", "Run", "plain", "render", "scan"]


@dataclass(frozen=True, slots=True)
class Run:
    """Text shown in one style; `start` and `end` are offsets of its source, end exclusive."""

    text: str
    start: int
    end: int
    styles: tuple[str, ...] = ()
    href: str | None = None

    @property
    def divisible(self) -> bool:
        """Whether each character shown is one character of the source."""
        return len(self.text) == self.end - self.start


CODE = r"(?P<code>(?<!`)(?P<ticks>`+)(?!`)(?P<inside>.+?)(?<!`)(?P=ticks)(?!`))"
"""Pattern of code between ticks."""
ADDRESS = r'(?P<bare>\bhttps?://[^\s<>"\'\\^`{|}]+[^\s<>"\'\\^`{|}.,;:!?)\]*_])'
"""Pattern of a web address as it is written in a sentence."""

_SPECIAL = re.compile(
    r"""
    (?P<escape>\\[!-/:-@\[-`{-~])
  | """
    + CODE
    + r"""
  | (?P<image>!\[(?P<alt>[^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"]*")?\))
  | (?P<link>\[(?P<label>(?:[^\[\]\\]|\\.|!?\[[^\[\]]*\](?:\([^()]*\))?)+)\]\((?P<target><[^<>]*>|(?:[^()\s]|\([^()\s]*\))*)(?:\s+(?:"[^"]*"|'[^']*'))?\s*\))
  | <(?P<auto>https?://[^<>\s]+)>
  | """  # noqa: E501
    + ADDRESS
    + r"""
  | (?P<strong>\*\*(?=\S)(?P<bold>(?:(?!\*\*).)+?)(?<=[^\s\\])\*\*|(?<!\w)__(?=\S)(?P<bold2>(?:(?!__).)+?)(?<=[^\s\\])__(?!\w))
  | (?P<em>(?<!\*)\*(?=[^\s*])(?P<ital>[^*]+?)(?<=[^\s\\])\*(?!\*)|(?<!\w)_(?=[^\s_])(?P<ital2>[^_]+?)(?<=[^\s\\])_(?!\w))
  | (?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
    """,  # noqa: E501
    re.VERBOSE | re.DOTALL,
)


def scan(
    text: str, start: int, end: int, styles: tuple[str, ...] = (), href: str | None = None, depth: int = 0
) -> list[Run]:
    """The runs of `text[start:end]` in order; the markup between them is left out."""
    runs: list[Run] = []
    at = start
    while at < end:
        found = _SPECIAL.search(text, at, end) if depth < 6 else None
        if found is None:
            runs.append(Run(text[at:end], at, end, styles, href))
            break
        if found.start() > at:
            runs.append(Run(text[at : found.start()], at, found.start(), styles, href))
        runs.extend(_special(text, found, styles, href, depth))
        at = found.end()
    return runs


def _special(
    text: str, found: re.Match[str], styles: tuple[str, ...], href: str | None, depth: int
) -> list[Run]:
    start, end = found.span()
    if found["escape"]:
        return [Run(text[start + 1 : end], start, end, styles, href)]
    if found["code"]:
        return [Run(found["inside"], *found.span("inside"), (*styles, "code"), href)]
    if found["image"]:
        if not found["alt"].strip():
            return []
        return [Run(found["alt"], *found.span("alt"), (*styles, "em"), href)]
    if found["link"]:
        target = safe_url(html.unescape(found["target"].strip("<>")))
        return scan(text, *found.span("label"), styles, href or target, depth + 1)
    for name in ("auto", "bare"):
        if found[name]:
            return [Run(found[name], *found.span(name), styles, href or safe_url(found[name]))]
    for name, style in (("bold", "strong"), ("bold2", "strong"), ("ital", "em"), ("ital2", "em")):
        if found[name] is not None:
            return scan(text, *found.span(name), (*styles, style), href, depth + 1)
    return [Run(html.unescape(found["entity"]), start, end, styles, href)]


def plain(runs: Iterable[Run]) -> str:
    """The runs as a visitor sees them, without styles."""
    return "".join(run.text for run in runs)


def render(runs: Iterable[Run], marks: Highlights | None = None) -> str:
    """The runs as HTML, what `marks` cover wrapped in `<mark>`; neighbours share the elements they can."""
    marks = marks or _UNMARKED
    made: list[str] = []
    opened: list[_Element] = []
    for run in runs:
        for piece, covering in _pieces(run, marks):
            if not piece:
                continue
            around = _around(run, marks, covering)
            kept = sum(takewhile(bool, map(eq, opened, around)))
            made.extend(f"</{tag}>" for tag, _ in reversed(opened[kept:]))
            made.extend(f"<{tag}{attributes}>" for tag, attributes in around[kept:])
            made.append(escape(piece))
            opened = around
    made.extend(f"</{tag}>" for tag, _ in reversed(opened))
    return "".join(made)


_UNMARKED = Highlights()
_Element = tuple[str, str]
"""A tag and the attributes in it."""


def _pieces(run: Run, marks: Highlights) -> list[tuple[str, tuple[int, ...]]]:
    pieces = list(marks.pieces(run.start, run.end))
    if run.divisible:
        return [(run.text[a - run.start : b - run.start], covering) for a, b, covering in pieces]
    return [(run.text, tuple(sorted({number for *_, covering in pieces for number in covering})))]


def _around(run: Run, marks: Highlights, covering: tuple[int, ...]) -> list[_Element]:
    """The elements around a piece of the run, the outermost first."""
    around: list[_Element] = []
    if run.href:
        around.append(("a", f' href="{escape(run.href)}" target="_blank"'))
    if covering:
        around.append(("mark", marks.attributes(covering)))
    return [*around, *((style, "") for style in run.styles)]
