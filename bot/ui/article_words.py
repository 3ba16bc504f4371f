"""An article's words with their styles: links and emphasis of `Article.inlines`, code and addresses in it.

The text holds words alone, so a star or bracket in it is one. Only ticks around code and the `\\` before a
bar in a table's cell are marks.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise

from bot.ui.highlights import Highlights
from bot.ui.inline import ADDRESS, CODE, Run, render
from bot.ui.safe_html import web_address
from ingest.article import Inline

__all__ = ["Words"]

_IN_TEXT = re.compile(rf"{CODE}|{ADDRESS}", re.DOTALL)
_BAR = re.compile(r"\\\|")
_TAGS = {"strong": "strong", "emphasis": "em"}


class Words:
    """An article's text, any span of which can be had as runs or as HTML with the marks on it."""

    def __init__(self, text: str, inlines: Iterable[Inline] = (), marks: Highlights | None = None) -> None:
        self.text = text
        self._marks = marks
        self._inlines = sorted(inlines, key=lambda one: (one.start, -one.end))
        self._starts = [one.start for one in self._inlines]
        self._reached = list(accumulate((one.end for one in self._inlines), max))

    def html(self, start: int, end: int, *, cell: bool = False) -> str:
        return render(self.runs(start, end, cell=cell), self._marks)

    def verbatim(self, start: int, end: int) -> str:
        """As `html`, for a block of code: nothing in it means anything but itself."""
        return render([self._run(start, end)], self._marks)

    def runs(self, start: int, end: int, *, cell: bool = False) -> list[Run]:
        """The runs of `text[start:end]` in order; of a table's `cell` without the `\\` before a bar."""
        around = self._inlines[bisect_right(self._reached, start) : bisect_left(self._starts, end)]
        whole = self._read(start, end, around)
        return [run for part in whole for run in self._styled(part, around, cell=cell)]

    def _read(self, start: int, end: int, around: list[Inline]) -> Iterator[Run]:
        """Code without its ticks, addresses written out, and what is between them."""
        at = start
        for found in _IN_TEXT.finditer(self.text, start, end):
            first, last = found.span("inside") if found["code"] else found.span()
            if not found["code"] and any(_is_link_in(one, first, last) for one in around):
                continue  # the article's own link says where it leads
            yield self._run(at, found.start())
            styles = ("code",) if found["code"] else ()
            yield self._run(first, last, styles, web_address(found["bare"]))
            at = found.end()
        yield self._run(at, end)

    def _styled(self, part: Run, around: list[Inline], *, cell: bool) -> Iterator[Run]:
        """The part cut where a link or emphasis begins or ends."""
        start, end = part.start, part.end
        here = [one for one in around if one.start < end and one.end > start]
        dropped = {bar.start() for bar in _BAR.finditer(self.text, start, end)} if cell else set()
        edges = {edge for one in here for edge in (one.start, one.end) if start < edge < end}
        for first, last in pairwise(sorted({start, end, *edges, *dropped, *(at + 1 for at in dropped)})):
            if first in dropped:
                continue
            over = [one for one in here if one.start <= first and last <= one.end]
            tags = dict.fromkeys(_TAGS[one.kind] for one in over if one.kind != "link")
            links = (web_address(one.url) for one in over if one.kind == "link")
            yield self._run(first, last, (*tags, *part.styles), next(filter(None, links), part.href))

    def _run(self, start: int, end: int, styles: tuple[str, ...] = (), href: str | None = None) -> Run:
        return Run(self.text[start:end], start, end, styles, href)


def _is_link_in(one: Inline, start: int, end: int) -> bool:
    return one.kind == "link" and one.start < end and one.end > start
