"""Text with its links and emphasis, carried unharmed through what readers do to text.

Links and emphasis stand beside the text as offsets, not in it as marks: so what is embedded, searched,
quoted and shown is the article's words alone. Knows nothing of HTML or Markdown; `written_out` is the one
place that puts them into the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ingest.article import Article, Inline, InlineKind

__all__ = [
    "Styled",
    "StyledLine",
    "clipped",
    "joined",
    "shifted",
    "substituted",
    "trimmed",
    "written_out",
]


@dataclass(frozen=True, slots=True)
class Styled:
    """Text, and the links and emphasis in it; their offsets are into this text."""

    text: str
    inlines: tuple[Inline, ...] = ()


class StyledLine:
    """Gathers a line of text piece by piece, with the links and emphasis that begin and end in between."""

    __slots__ = ("_done", "_length", "_open", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        """What was added since the last line."""
        self._length = 0
        self._open: list[tuple[InlineKind, str | None, int]] = []
        self._done: list[Inline] = []

    def add(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)

    def begin(self, kind: InlineKind, url: str | None = None) -> None:
        self._open.append((kind, url, self._length))

    def end(self) -> None:
        """End what began last."""
        kind, url, start = self._open.pop()
        if start < self._length:
            self._done.append(Inline(kind, start, self._length, url))

    @property
    def is_strong(self) -> bool:
        """Whether what is added now is strong."""
        return any(kind == "strong" for kind, _, _ in self._open)

    def ending(self, length: int = 48) -> str:
        """The last `length` characters of the line, or a few more."""
        last = ""
        for part in reversed(self.parts):
            last = part[-length:] + last
            if len(last) >= length:
                break
        return last

    def so_far(self) -> Styled:
        """The line as it stands."""
        if not self._done and not self._open:
            return Styled("".join(self.parts))
        still = [Inline(kind, start, self._length, url) for kind, url, start in self._open]
        found = _in_order(one for one in (*self._done, *still) if one.start < one.end)
        return Styled("".join(self.parts), found)

    def take(self) -> Styled:
        """The line as it stands, which ends; what is still open goes on in the next one."""
        line = self.so_far()
        self.parts, self._length, self._done = [], 0, []
        self._open = [(kind, url, 0) for kind, url, _ in self._open]
        return line


def shifted(inlines: Sequence[Inline], by: int) -> tuple[Inline, ...]:
    """The same in a text with `by` more characters before it."""
    return tuple(Inline(one.kind, one.start + by, one.end + by, one.url) for one in inlines)


def clipped(styled: Styled, start: int, end: int) -> Styled:
    """The part from `start` to `end`."""
    text = styled.text[start:end]
    kept = (
        Inline(one.kind, max(one.start, start) - start, min(one.end, end) - start, one.url)
        for one in styled.inlines
    )
    return Styled(text, tuple(one for one in kept if one.start < one.end))


def joined(parts: Iterable[Styled], between: str) -> Styled:
    """The parts in a row with `between` after each but the last."""
    texts: list[str] = []
    inlines: list[Inline] = []
    at = 0
    for part in parts:
        texts.append(part.text)
        inlines += shifted(part.inlines, at)
        at += len(part.text) + len(between)
    return Styled(between.join(texts), tuple(inlines))


def substituted(
    styled: Styled, pattern: re.Pattern[str], replacement: str | Callable[[re.Match[str]], str]
) -> Styled:
    """`pattern.sub(replacement, ...)`, with the links and emphasis where their words have gone."""
    if not styled.inlines:
        text = pattern.sub(replacement, styled.text)
        return styled if text == styled.text else Styled(text)
    parts: list[str] = []
    starts: list[int] = []
    places: list[tuple[int, int, int]] = []  # of each match: its end, its replacement's start and end
    at = length = 0
    for match in pattern.finditer(styled.text):
        new = replacement if isinstance(replacement, str) else replacement(match)
        if new == match[0]:
            continue
        parts += (styled.text[at : match.start()], new)
        begin = length + match.start() - at
        length = begin + len(new)
        starts.append(match.start())
        places.append((match.end(), begin, length))
        at = match.end()
    if not starts:
        return styled
    parts.append(styled.text[at:])

    def moved(offset: int, *, is_start: bool) -> int:
        last = bisect_right(starts, offset) - 1
        if last < 0:
            return offset
        end, begin, after = places[last]
        if offset >= end:
            return after + offset - end
        return after if is_start else begin

    kept = (
        Inline(one.kind, moved(one.start, is_start=True), moved(one.end, is_start=False), one.url)
        for one in styled.inlines
    )
    return Styled("".join(parts), tuple(one for one in kept if one.start < one.end))


def trimmed(styled: Styled) -> Styled:
    """Without blanks at both ends, nor at the ends of a link or emphasis."""
    text = styled.text
    first = len(text) - len(text.lstrip())
    last = max(first, len(text.rstrip()))
    whole = styled if not first and last == len(text) else clipped(styled, first, last)
    kept: list[Inline] = []
    for one in whole.inlines:
        words = whole.text[one.start : one.end]
        bare = words.strip()
        if len(bare) == len(words):
            kept.append(one)
        elif bare:
            start = one.start + len(words) - len(words.lstrip())
            kept.append(Inline(one.kind, start, start + len(bare), one.url))
    return Styled(whole.text, tuple(kept))


def written_out(article: Article) -> str:
    """The article's text with its links and emphasis as marks of Markdown."""
    opening: dict[int, list[Inline]] = {}
    closing: dict[int, list[Inline]] = {}
    for one in article.inlines:
        opening.setdefault(one.start, []).append(one)
        closing.setdefault(one.end, []).insert(0, one)
    parts: list[str] = []
    at = 0
    for offset in sorted({*opening, *closing}):
        parts.append(article.text[at:offset])
        parts += (_MARKS[one.kind][1].format(url=_plain_target(one.url)) for one in closing.get(offset, ()))
        parts += (_MARKS[one.kind][0] for one in opening.get(offset, ()))
        at = offset
    return "".join([*parts, article.text[at:]])


_MARKS: dict[InlineKind, tuple[str, str]] = {
    "link": ("[", "]({url})"),
    "strong": ("**", "**"),
    "emphasis": ("*", "*"),
}
_IN_TARGET = {"(": "%28", ")": "%29", " ": "%20", "|": "%7C", "<": "%3C", ">": "%3E", "\\": "%5C"}


def _plain_target(url: str | None) -> str:
    return "".join(_IN_TARGET.get(character, character) for character in url or "")


def _in_order(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """By their place, the outer before the inner; of the same kind only the outer, and no link in a link."""
    found = list(inlines)
    if len(found) < 2:
        return tuple(found)
    kept: list[Inline] = []
    reach: dict[InlineKind, int] = {}
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.end > reach.get(one.kind, 0) and one.start >= reach.get(one.kind, 0):
            kept.append(one)
            reach[one.kind] = one.end
    return tuple(kept)
