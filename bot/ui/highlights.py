"""The passages of an article that are marked: several softly, one of them strongly.

Spans are offsets into `Article.text`, end exclusive, and may overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.ui.safe_html import escape

__all__ = ["Highlights", "Span"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Highlights:
    """Distinct spans by place; a span's position in `spans` is its number in the page."""

    spans: tuple[Span, ...] = ()
    strong: int | None = None
    """The number of the span that was asked for."""

    @classmethod
    def of(cls, asked: Span | None = None, cited: Iterable[Span] = ()) -> Highlights:
        """Highlights for the span that was asked for and for those cited elsewhere in the conversation."""
        spans = tuple(sorted({*cited, asked} if asked else set(cited)))
        return cls(spans, spans.index(asked) if asked else None)

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """`start` to `end` cut where a mark begins or ends, each piece with the numbers that cover it."""
        here = [(at, span) for at, span in enumerate(self.spans) if span[0] < end and span[1] > start]
        cuts = sorted({start, end, *(cut for _, span in here for cut in span if start < cut < end)})
        for first, last in pairwise(cuts):
            yield first, last, tuple(at for at, span in here if span[0] <= first and last <= span[1])

    def attributes(self, covering: tuple[int, ...]) -> str:
        """The attributes of the `<mark>` around what the spans numbered `covering` cover."""
        kind = "cited" if self.strong in covering else "also"
        return f' class="{kind}" data-cite="{escape(" ".join(map(str, covering)))}"'
