"""The table of contents that stands in an article's own text: where it is, and what it lists.

Works on anything that has a kind and a text; knows nothing of offsets or of formats.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from ingest.article import BlockKind
from ingest.structure import Unit

__all__ = ["Entry", "Listing", "find_listing", "mark_contents", "with_lost_headings"]

_LABEL_WORDS = frozenset(
    {
        "contents",
        "table of contents",
        "toc",
        "contents of this article",
        "in this article",
        "on this page",
        "what s in this article",
        "article contents",
        "page contents",
        "quick navigation",
        "jump to section",
        "inhalt",
        "inhaltsverzeichnis",
        "ubersicht",
        "gliederung",
        "auf dieser seite",
        "in diesem artikel",
        "sommaire",
        "table des matieres",
        "dans cet article",
        "indice",
        "indice de contenidos",
        "tabla de contenidos",
        "contenido",
        "contenidos",
        "en este articulo",
        "sommario",
        "indice dei contenuti",
        "inhoud",
        "inhoudsopgave",
        "innehall",
        "innehallsforteckning",
        "indhold",
        "innhold",
        "sisallys",
        "spis tresci",
        "obsah",
        "tartalom",
        "tartalomjegyzek",
        "cuprins",
        "icindekiler",
        "sumario",
        "indice do artigo",
        "содержание",
        "оглавление",
        "зміст",
        "περιεχόμενα",
        "περιεχομενα",
        "目次",
        "目录",
        "目錄",
        "목차",
        "차례",
        "فهرس",
        "المحتويات",
    }
)
_LONGEST_ENTRY = 240
_MARKER = re.compile(
    r"^\s*(?:[-*+•▪◦‣·–—]\s+)?(?:(?P<number>(?:\d{1,3}|[A-Z]|[ivxlIVXL]{1,6})(?:\.\d{1,3})*)(?:[.):]|(?<=\d)(?=\s))\s+)?"
)
_PAGE = re.compile(r"\d{1,4}$|(?<=[.·…_ ])[ivxlc]{1,6}$")
_DOTS = ".·…_"
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a table of contents: the heading it names."""

    line: int
    """Which line names it."""
    target: int | None
    """The line that is the heading, None where none is found."""
    depth: int
    """0 for the outermost."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of contents: lines `start` to `end` (exclusive), and its entries."""

    start: int
    end: int
    entries: tuple[Entry, ...]


def _folded(text: str) -> str:
    """The words of `text` in small letters and without accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def is_contents_label(line: str) -> bool:
    """Whether the line is what stands above a table of contents."""
    return len(line) <= 60 and _folded(re.sub(r"\[[^\[\]]*\]|\([^()]*\)", "", line)) in _LABELS


def _without_page(line: str) -> str:
    """A line of a table of contents without the page at its end and the dots or blanks that lead to it."""
    text = line.strip()
    page = _PAGE.search(text[-8:])
    if page is None:
        return text
    before = text[: len(text) - len(page[0])]
    if before[-1:].isdigit():
        return text
    words = before.rstrip(_DOTS + " \t\u00a0")
    leader = before[len(words) :]
    if sum(sign in _DOTS for sign in leader) >= 2:
        return words
    words = before.rstrip()
    blanks = before[len(words) :]
    return words if len(blanks) >= 2 or "\t" in blanks else text


def entry_key(line: str) -> str:
    """A line's words, for comparing an entry with a heading: no marker, number, page or emphasis."""
    text = _without_page(line)
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", text).lstrip("#").strip()
    match = _MARKER.match(text)
    rest = text[match.end() :] if match else text
    return _folded(rest) or _folded(text)


def find_listing(lines: Sequence[str], first_lines: int = 40) -> Listing | None:
    """The table of contents among `lines`, looked for below a label, else as a run of short lines."""
    keys = [entry_key(line) if line.strip() and len(line) <= _LONGEST_ENTRY + 20 else "" for line in lines]
    places: dict[str, list[int]] = {}
    for number, key in enumerate(keys):
        if key:
            places.setdefault(key, []).append(number)
    for number, line in enumerate(lines[: 20 * first_lines]):
        if is_contents_label(line):
            listing = _listing_from(lines, keys, places, number, number + 1, needed=2, share=0.55)
            if listing is not None:
                return listing
    number = 0
    while number < min(len(lines), first_lines):
        if keys[number] and any(place > number + 2 for place in places[keys[number]]):
            listing = _listing_from(lines, keys, places, number, number, needed=4, share=0.85)
            if listing is not None and _in_order(listing) and _once(listing, keys, places):
                return listing
        number += 1
    return None


def _in_order(listing: Listing) -> bool:
    targets = [
        entry.target for entry in listing.entries if entry.target is not None and entry.target > listing.end
    ]
    return targets == sorted(targets) and len(targets) >= 4


def _once(listing: Listing, keys: Sequence[str], places: dict[str, list[int]]) -> bool:
    """Whether nearly all entries come back just once: lines that recur often are no list of headings."""
    single = sum(len(places[keys[entry.line]]) == 2 for entry in listing.entries)
    return single >= 0.8 * len(listing.entries)


def _listing_from(
    lines: Sequence[str],
    keys: Sequence[str],
    places: dict[str, list[int]],
    start: int,
    first: int,
    *,
    needed: int,
    share: float,
) -> Listing | None:
    """The entries from line `first` on, if enough of them come back as lines below."""
    seen: Counter[str] = Counter()
    named: list[int] = []
    marked: bool | None = None
    for number in range(first, min(len(lines), first + 400)):
        line = lines[number]
        if not line.strip():
            continue
        key = keys[number]
        own = _is_marked(line)
        if not key or line.lstrip().startswith("|"):
            break
        if seen[key] and len(places[key]) < 2 * (seen[key] + 1):
            break  # it is the heading itself: an entry that is named again comes back as often below
        if marked and not own:
            break
        if (len(line) > 120 or line.rstrip().endswith(".")) and not own and not _again(places, key, number):
            break
        marked = own if marked is None else marked
        seen[key] += 1
        named.append(number)
    while named and not _again(places, keys[named[-1]], named[-1]):
        named.pop()
    if not named:
        return None
    end = named[-1] + 1
    entries: list[Entry] = []
    at = end - 1
    depths = _depths([lines[number] for number in named])
    for number, depth in zip(named, depths, strict=True):
        named_at = places[keys[number]]  # ascending
        first_below, first_after = bisect_left(named_at, end), bisect_right(named_at, at)
        if first_below == len(named_at):
            above = bisect_left(named_at, start)
            target = named_at[above - 1] if above else None
        else:
            target = named_at[first_after] if first_after < len(named_at) else named_at[first_below]
            at = max(at, target)
        entries.append(Entry(number, target, depth))
    found = sum(entry.target is not None for entry in entries)
    if found < needed or found < share * len(entries):
        return None
    return Listing(start, end, tuple(entries))


def _again(places: dict[str, list[int]], key: str, number: int) -> bool:
    return len(places.get(key, ())) > 1 and any(place != number for place in places[key])


def _is_marked(line: str) -> bool:
    match = _MARKER.match(line)
    return bool(match and match.group(0).strip())


def _depths(lines: Sequence[str]) -> list[int]:
    """How deep each entry lies: by its number ("2.1"), else by its indentation."""
    numbers = [match["number"] if (match := _MARKER.match(line)) else None for line in lines]
    if any(number and "." in number for number in numbers):
        return [number.count(".") if number else 0 for number in numbers]
    indents = [len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()) for line in lines]
    steps = sorted(set(indents))
    return [min(4, steps.index(indent)) for indent in indents]


def with_lost_headings(units: Sequence[Unit], listing: Listing, lines: Sequence[str]) -> list[Unit]:
    """`units` with the headings that `listing` names but the text has lost, where their place is plain.

    Plain is: the entries before and after it are headings of the text; between them one paragraph, not the
    first thing below its heading, says two or more of the entry's words, and at least half as many as
    the entry has, in its first words; no other paragraph there says as many. Else nothing is put in.
    """
    places = {unit.line: place for place, unit in enumerate(units) if unit.kind == "heading"}
    lost: dict[int, Unit] = {}
    for before, entry, after in zip(listing.entries, listing.entries[1:], listing.entries[2:], strict=False):
        if entry.target is not None or before.target not in places or after.target not in places:
            continue
        wanted = set(_long_words(entry_key(lines[entry.line])))
        scored = [
            (len(wanted.intersection(_long_words(_folded(units[place].text[:_FIRST_CHARACTERS])))), place)
            for place in range(places[before.target] + 2, places[after.target])
            if units[place].kind == "paragraph"
        ]
        best = max(scored, default=(0, 0))
        if best[0] >= max(2, len(wanted) / 2) and sum(score == best[0] for score, _ in scored) == 1:
            words = _MARKER.sub("", _without_page(lines[entry.line]), count=1)
            lost[best[1]] = Unit("heading", words, units[best[1]].line, level=2 + entry.depth)
    return [
        one for place, unit in enumerate(units) for one in ((lost[place], unit) if place in lost else (unit,))
    ]


_FIRST_CHARACTERS = 250


def _long_words(words: str) -> list[str]:
    return [word for word in words.split() if len(word) > 3]


class _Piece(Protocol):
    @property
    def kind(self) -> BlockKind: ...
    @property
    def text(self) -> str: ...


P = TypeVar("P", bound=_Piece)


def mark_contents(pieces: Sequence[P], remade: Callable[[P, BlockKind], P]) -> list[P]:
    """`pieces` with those that are a table of contents made of kind "contents".

    For structure that is known already: a list whose items are the headings below it, with the label
    above it. `remade` gives a piece another kind.
    """
    result = list(pieces)
    headings = {
        entry_key(piece.text): number for number, piece in enumerate(pieces) if piece.kind == "heading"
    }
    number = 0
    while number < len(pieces):
        if pieces[number].kind != "list_item":
            number += 1
            continue
        end = number
        while end < len(pieces) and pieces[end].kind == "list_item":
            end += 1
        found = sum(1 for piece in pieces[number:end] if headings.get(entry_key(piece.text), -1) != -1)
        below = sum(1 for piece in pieces[number:end] if headings.get(entry_key(piece.text), -1) >= end)
        labelled = number > 0 and is_contents_label(pieces[number - 1].text)
        size = end - number
        if below and found >= (0.55 if labelled else 0.85) * size and (labelled or size >= 3):
            for place in range(number - 1 if labelled else number, end):
                result[place] = remade(pieces[place], "contents")
        number = end
    return result


_LABELS = frozenset(map(_folded, _LABEL_WORDS))
