"""Which blocks of a page are its article.

trafilatura finds the article's words but loses heading ids, table headers and now and then a heading; so
its result only votes. Blocks of the page are kept where it has their words in the same order, and then
the headings, rows and items between kept ones are kept with them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from ingest.readers.page_blocks import PageBlock, words_of
from ingest.readers.page_fill import container, drop_invitations, drop_repeats, fill_inside

__all__ = ["RULES", "MainContent", "Rules", "keep_main"]

_SHINGLE = 4
_IDLE_HEADINGS = frozenset(
    {
        "advertisement",
        "comments",
        "follow us",
        "most popular",
        "most read",
        "newsletter",
        "read later",
        "read next",
        "share",
        "share this",
        "share this article",
        "share this story",
        "sign up",
        "table of contents",
        "top stories",
        "leave a reply",
        "leave a comment",
        "trending",
    }
)
_TEASERS = frozenset(
    {
        "more",
        "more on this story",
        "more from this author",
        "more stories",
        "read more",
        "recommended",
        "recommended for you",
        "related",
        "related articles",
        "related content",
        "related news",
        "related posts",
        "related stories",
        "related topics",
        "you may also like",
        "you might also like",
        "you may like",
        "das könnte sie auch interessieren",
        "mehr zum thema",
        "lesen sie auch",
        "ähnliche artikel",
        "à lire aussi",
        "lire aussi",
        "sur le même sujet",
        "te puede interesar",
        "también te puede interesar",
        "artículos relacionados",
        "potrebbe interessarti anche",
        "leggi anche",
        "lees ook",
        "você pode gostar",
        "veja também",
        "leia também",
        "читайте также",
        "関 連 記 事",
    }
)
"""Headings of what leads to other articles, as `words_of` joined by blanks."""
_ARTICLE_WORDS = 120
_CAPTIONS = ("figcaption.", "caption.")


@dataclass(frozen=True, slots=True)
class Rules:
    """What the choice turns on; `benchmarks.ingest` fits these on one half of its pages and tries them on the
    other."""

    kept_share: float = 0.5
    """Part of a block's words that must be found in the extracted text."""
    lost_words: int = 40
    """Words of dropped text that may stand between a heading and the first kept text below it."""
    usual_share: float = 0.3
    """Part of the kept words in one kind of place, from which on that place is the article's."""
    running_words: int = 8
    """Words that make a block running text."""
    apart_share: float = 0.7
    """Part of what was found that must stand apart for a page to be of that alone."""


RULES = Rules()


@dataclass(frozen=True, slots=True)
class MainContent:
    """The blocks of a page that are its article."""

    blocks: list[PageBlock]
    found_words: int
    """How many words of the page lie in the extracted text, what was dropped as standing apart included."""


def keep_main(blocks: Sequence[PageBlock], extracted: Sequence[str]) -> MainContent:
    """The blocks that are the article, in order; `extracted` are the article's lines as found elsewhere."""
    kept = _matched(blocks, extracted)
    found = sum(len(block.words) for block, is_kept in zip(blocks, kept, strict=True) if is_kept)
    _drop_apart(blocks, kept)
    _fill_groups(blocks, kept)
    _fill_gaps(blocks, kept)
    _fill_alike(blocks, kept)
    fill_inside(blocks, kept)
    _drop_teasers(blocks, kept)
    _settle_headings(blocks, kept)
    drop_invitations(blocks, kept)
    drop_repeats(blocks, kept)
    return MainContent([block for block, is_kept in zip(blocks, kept, strict=True) if is_kept], found)


def _matched(blocks: Sequence[PageBlock], extracted: Sequence[str]) -> list[bool]:
    lines = [words_of(line) for line in extracted]
    words = [word for line in lines for word in line]
    places: dict[tuple[str, ...], list[int]] = {}
    for start in range(len(words) - _SHINGLE + 1):
        places.setdefault(tuple(words[start : start + _SHINGLE]), []).append(start)
    line_starts: dict[tuple[str, ...], list[int]] = {}
    position = 0
    for line in lines:
        line_starts.setdefault(line, []).append(position)
        position += len(line)
    candidates: list[tuple[int, list[int], float]] = []
    for index, block in enumerate(blocks):
        found = _places_of(block, places, line_starts)
        if found:
            candidates.append((index, found, len(block.words) * (0.5 if block.is_apart else 1.0)))
    kept = [False] * len(blocks)
    covered = bytearray(len(words) + 1)
    for index, start in _in_order(candidates):
        kept[index] = True
        for place in range(start, min(len(words), start + len(blocks[index].words))):
            covered[place] = 1
    for index, found, _ in candidates:  # text that the extractor moved
        size = len(blocks[index].words)
        if not kept[index] and size >= _SHINGLE:
            for start in found:
                if sum(covered[start : start + size]) * 4 < size:
                    kept[index] = True
                    covered[start : start + size] = b"\x01" * len(covered[start : start + size])
                    break
    return kept


def _places_of(
    block: PageBlock,
    places: dict[tuple[str, ...], list[int]],
    line_starts: dict[tuple[str, ...], list[int]],
) -> list[int]:
    """Where in the extracted words the block's words may start, the likeliest first; empty: nowhere."""
    words = block.words
    if len(words) < _SHINGLE:
        return line_starts.get(words, [])[:20] if words else []
    diagonals: Counter[int] = Counter()
    hit = bytearray(len(words))
    for start in range(len(words) - _SHINGLE + 1):
        found = places.get(tuple(words[start : start + _SHINGLE]))
        if found:
            hit[start : start + _SHINGLE] = b"\x01" * _SHINGLE
            for place in found[:5]:
                diagonals[max(0, place - start)] += 1
    if sum(hit) < RULES.kept_share * len(words):
        return []
    return [place for place, _ in diagonals.most_common(3)]


def _in_order(candidates: list[tuple[int, list[int], float]]) -> list[tuple[int, int]]:
    """The heaviest choice of (block, place) whose places rise with the blocks."""
    ends: list[int] = []  # places, rising
    best: list[tuple[float, int]] = []  # at each place: weight of the best chain that ends there, its link
    links: list[tuple[int, int, int]] = []  # block, place, previous link
    for index, found, weight in candidates:
        fresh = []
        for place in set(found):
            slot = bisect_left(ends, place)
            total, previous = best[slot - 1] if slot else (0.0, -1)
            fresh.append((place, total + weight, previous))
        for place, total, previous in fresh:
            slot = bisect_left(ends, place)
            if slot and best[slot - 1][0] > total:
                continue
            links.append((index, place, previous))
            stop = slot
            while stop < len(ends) and best[stop][0] <= total:
                stop += 1
            ends[slot:stop] = [place]
            best[slot:stop] = [(total, len(links) - 1)]
    chosen = []
    link = best[-1][1] if best else -1
    while link >= 0:
        index, place, link = links[link]
        chosen.append((index, place))
    return chosen[::-1]


def _drop_apart(blocks: Sequence[PageBlock], kept: list[bool]) -> None:
    """Drop what stands apart from the article, unless it makes up most of what was found and the rest is
    too short to be an article (beside a long gallery of pictures it is one)."""
    found = [index for index, is_kept in enumerate(kept) if is_kept]
    apart = [index for index in found if blocks[index].is_apart]
    whole, part = (sum(len(blocks[index].words) for index in indexes) for indexes in (found, apart))
    if part <= RULES.apart_share * whole or whole - part >= _ARTICLE_WORDS:
        for index in apart:
            kept[index] = False


def _fill_groups(blocks: Sequence[PageBlock], kept: list[bool]) -> None:
    """A table or list of which at least half is kept is kept whole."""
    members: dict[int, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.kind in ("table_row", "list_item") and block.group:
            members.setdefault(block.group, []).append(index)
    for indexes in members.values():
        held = sum(len(blocks[index].words) for index in indexes if kept[index])
        if held and held * 2 >= sum(len(blocks[index].words) for index in indexes):
            for index in indexes:
                kept[index] = kept[index] or not blocks[index].is_apart


def _fill_gaps(blocks: Sequence[PageBlock], kept: list[bool]) -> None:
    """A lost block between kept ones of the same parent is kept, unless it is mostly links; so is the
    caption of a figure in the article."""
    for index in range(1, len(blocks) - 1):
        block = blocks[index]
        if kept[index] or block.kind == "heading" or block.is_apart or block.link_share > 0.5:
            continue
        before, after = blocks[index - 1], blocks[index + 1]
        is_caption = block.place[-1:] != () and block.place[-1].startswith(_CAPTIONS)
        is_inside = kept[index - 1] and (kept[index + 1] or after.kind == "heading")
        kept[index] = is_inside and (is_caption or before.group == block.group == after.group)


def _fill_alike(blocks: Sequence[PageBlock], kept: list[bool]) -> None:
    """Running text in the same place as most of what is kept - the same tags and classes - is kept."""
    weights: Counter[tuple[str, ...]] = Counter()
    first = last = -1
    for index, block in enumerate(blocks):
        if kept[index]:
            first, last = first if first >= 0 else index, index
            weights[block.place] += len(block.words)
    total = sum(weights.values())
    usual = {place for place, weight in weights.items() if weight >= RULES.usual_share * total}
    for index in range(max(0, first), len(blocks)):
        block = blocks[index]
        if not kept[index] and block.place in usual and not block.is_apart:
            is_text = block.kind != "heading" and block.link_share < 0.4
            is_text = is_text and len(block.words) >= RULES.running_words
            kept[index] = is_text and (index < last or not _restarts(blocks, last, index))


def _restarts(blocks: Sequence[PageBlock], last: int, index: int) -> bool:
    """Whether another article begins between the last kept block and this one."""
    return any(block.kind == "heading" for block in blocks[last:index])


def _settle_headings(blocks: Sequence[PageBlock], kept: list[bool]) -> None:
    """Keep a heading when what it heads is kept, and only then."""
    content = [index for index, block in enumerate(blocks) if kept[index] and block.kind != "heading"]
    if not content:
        return
    top = _top(blocks, content[0])
    words_before = list(accumulate((len(block.words) for block in blocks), initial=0))
    next_head = [len(blocks)] * 8  # by level: the first heading after this one of that level or above
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if block.kind != "heading":
            continue
        after = bisect_left(content, index)
        if after == len(content) or _is_idle(block):
            kept[index] = False  # nothing of the article follows
        elif content[after] > next_head[block.level]:
            kept[index] = kept[index] and index < content[0]
        elif block.is_beside and block.link_share > 0.5:
            kept[index] = False
        elif not kept[index] and not block.is_apart and index >= top:
            first = blocks[content[after]]
            lost = words_before[content[after]] - words_before[index + 1]
            kept[index] = lost <= RULES.lost_words or first.place[:-1] == block.place[:-1]
        for level in range(block.level, 8):
            next_head[level] = index


def _is_idle(block: PageBlock) -> bool:
    name = " ".join(block.words)
    return name in _IDLE_HEADINGS or name in _TEASERS


def _drop_teasers(blocks: Sequence[PageBlock], kept: list[bool]) -> None:
    """Drop the boxes of a page that have a heading like "You may also like"."""
    inside = container(blocks, kept)
    box: tuple[int, ...] = ()
    for index, block in enumerate(blocks):
        if block.kind == "heading" and " ".join(block.words) in _TEASERS:
            around = block.trail[:-1]
            if len(around) > len(inside) or around != inside[: len(around)]:
                box = around
        if kept[index] and box and block.trail[: len(box)] == box:
            kept[index] = False


def _top(blocks: Sequence[PageBlock], first: int) -> int:
    """Where the article's headings begin: with the main heading above its first text, if there is one."""
    for index in range(first - 1, -1, -1):
        if blocks[index].kind == "heading" and blocks[index].level == 1:
            while index and blocks[index - 1].kind == "heading":
                index -= 1
            return index
    return first
