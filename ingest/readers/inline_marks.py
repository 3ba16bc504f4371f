"""The marks within a line of a mark-up language - emphasis, links, code - as words with links and emphasis
beside.

Knows how marks are found and put into one another; which marks there are is told by each language's reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.article import InlineKind
from ingest.inline import Styled, StyledLine
from ingest.web_address import link_target

__all__ = ["Mark", "Marks"]

_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Mark:
    """One kind of mark: what it looks like, and what it makes of its words.

    The groups `words` and `url` of the pattern are what is shown and where it leads; without words the
    address is shown. Repeats in it are bounded, so that one mark is found in bounded time.
    """

    pattern: str
    kind: InlineKind | None = None
    is_verbatim: bool = False
    """Whether marks in its words are no marks."""
    shown: Callable[[re.Match[str]], str] | None = None
    """Makes the words shown, instead of the group."""


class Marks:
    """The marks of one language, the first that fits first."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = tuple((mark, re.compile(mark.pattern, re.DOTALL)) for mark in marks)
        self._any = re.compile("|".join(f"(?:{_nameless(mark.pattern)})" for mark in marks), re.DOTALL)

    def styled(self, text: str) -> Styled:
        """The words of `text`, with its links and emphasis."""
        line = StyledLine()
        self._into(line, text, 0)
        return line.take()

    def _into(self, line: StyledLine, text: str, depth: int) -> None:
        at = 0
        for found in self._any.finditer(text):
            line.add(text[at : found.start()])
            at = found.end()
            match, mark = self._which(text, found)
            words = self._words(mark, match)
            url = link_target(match["url"]) if "url" in match.re.groupindex and match["url"] else None
            if mark.kind == "link" and url is None:
                self._inner(line, mark, words, depth)
                continue
            if mark.kind is not None:
                line.begin(mark.kind, url)
            self._inner(line, mark, words, depth)
            if mark.kind is not None:
                line.end()
        line.add(text[at:])

    def _inner(self, line: StyledLine, mark: Mark, words: str, depth: int) -> None:
        if mark.is_verbatim or depth >= _DEEPEST:
            line.add(words)
        else:
            self._into(line, words, depth + 1)

    def _which(self, text: str, found: re.Match[str]) -> tuple[re.Match[str], Mark]:
        for mark, pattern in self._marks:
            match = pattern.match(text, found.start())
            if match is not None and match.end() == found.end():
                return match, mark
        raise RuntimeError("a mark fits, and none of the marks does")

    @staticmethod
    def _words(mark: Mark, match: re.Match[str]) -> str:
        if mark.shown is not None:
            return mark.shown(match)
        groups = match.re.groupindex
        words = match["words"] if "words" in groups else None
        return words or (match["url"] if "url" in groups else "") or ""


def _nameless(pattern: str) -> str:
    """The pattern with groups that have no names, so that several stand in one."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)
