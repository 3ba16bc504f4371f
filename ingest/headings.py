"""Which short lines of a plain text are headings, and of what level.

Works on units (see `ingest.structure`). The rules speak of form and place: how a line is written, what
stands before and after it. They know names of sections that many papers and pages share.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ingest.section_names import APPENDED, LISTS, MAIN, PAPER
from ingest.structure import Unit

__all__ = ["find_headings", "is_title", "is_title_like", "section_name"]

_NUMBER = re.compile(
    r"^(?:(?:chapter|section|part|kapitel|chapitre|appendix|anhang)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|[IVXL]{1,6}|[A-H])(?P<mark>[.):]|\s[-–—])?\s+(?=\S)",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"^(?:(?:supplement\w*|supporting|extended data)\s+)?(?:fig(?:ure|s)?|table|tab|scheme|chart|plate|"
    r"movie|video|audio|photo|image|"
    r"algorithm|listing|equation|eq|data\s?set|file|text|appendix|data|protocol|abbildung|abb|tabelle|tableau|figura|tabla)\b\.?"
    r"\s*[A-Z]?\d|^S\d{1,2}\s+\w+",
    re.IGNORECASE,
)
_FILE = re.compile(r"^\(.*\)\.?$|^[A-Z]{2,5}\d?$|\b\d+(?:\.\d+)?\s*[KMG]B\b")
_ADDRESS = re.compile(
    r"\b(?:universit\w*|institut\w*|department|departement|school|college|hospital|laborator\w*|cent(?:er|re)|faculty|division|"
    r"inc|gmbh|foundation|fundació\w*)\b.*,\s*[A-ZÀ-Þ]|\b\d{5}\b.*,|,[^,]*,[^,]*,\s*[A-Z][\w ]+$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|can|could|will|would|may|might|must|should|do|does|did|include|includes|following|follows|"
    r"shows?|we|i|you|they|it)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"^(?:key\s?words?|abbreviations?|citation|copyright|correspondence|e-?mail|tel|phone|fax|doi|received|accepted|published|"
    r"updated|posted|by|written by|photo|photograph|image|source|credit|author|authors|editor|"
    r"academic editor|date|isbn|issn|"
    r"pmid|advertisement|share|tags?|category|note)\b\s*[:.]",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^(?i:by|von|par|por|di)\s+[A-ZÀ-Þ][\w.'’-]+(?:\s+[A-ZÀ-Þ][\w.'’-]+){0,4}(?:\s*[,|]|$|\s+and\s)"
)
_WEB = re.compile(r"https?://|www\.|\S@[^\s@]{1,200}\.\w|©|\bdoi\b|^\s{0,9}10\.\d{4}")
_DATE = re.compile(
    r"^(?:\w+day,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\.?\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|januar|februar|märz|mai|"
    r"juni|juli|okt|dez)\w*\.?\s{1,3}(?:\d{1,2}(?:st|nd|rd|th)?,?\s{0,3})?\d{0,4}(?:\s{0,3}[|,·-].*)?$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b.{0,20}$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\(\d{4}[a-z]?\)|\b(?:19|20)\d\d[;:]\s*\d|\bet al\b|\bvol\.|\bpp?\.\s*\d|\bISBN\b|^\[\d+\]"
    r"|\d{1,6}\s{0,3}\(\d{1,6}\)\s{0,3}:\s{0,3}\d"
)
_SENTENCE_END = re.compile(r"[.。…,;]['\"”’»)\]]*$")
_BODY = ("list_item", "table_row", "quote", "code")
_LONGEST = 160
_MOST_WORDS = 22


def section_name(line: str) -> str:
    """A line's words as section names are compared: small letters, no number, no marks."""
    match = _NUMBER.match(line)
    words = line[match.end() :] if match and match["mark"] else re.sub(r"^\d+(?:\.\d+)*\s+", "", line)
    folded = (
        unicodedata.normalize("NFKC", words)
        .casefold()
        .replace("’", "")
        .replace("'", "")
        .replace("&", " and ")
    )
    return " ".join(re.findall(r"[^\W_]+", folded))


def is_title_like(line: str) -> bool:
    """Whether a line could be a title by its own form: short, no sentence, no mark of something else."""
    words = line.split()
    if not words or len(line) > _LONGEST or len(words) > _MOST_WORDS:
        return False
    if not any(character.isalpha() for character in line):
        return False
    if _SENTENCE_END.search(line) or _CAPTION.match(line) or _LABELLED.match(line) or _WEB.search(line):
        return False
    if _DATE.match(line) or _BYLINE.match(line) or _REFERENCE.search(line) or "|" in line:
        return False
    if _FILE.search(line) or _ADDRESS.search(line) or " = " in line:
        return False
    if line.endswith((":", "：")) and (
        len(words) > 8 or any(word.islower() and len(word) > 3 for word in words)
    ):
        return False  # "Key Points and Aims:" may head a section, "Bring along:" leads into a list
    first = next((c for c in line if c.isalpha()), "")
    lead = words[0]
    if first.islower() and not any(c.isupper() or c.isdigit() for c in lead):
        return False
    return not re.search(r"[.!?]\s+[A-Z]\w+ \w+ \w+ \w+", line)


def is_title(line: str) -> bool:
    """Whether a text's first line can be its title; unlike a heading, it may end in a full stop."""
    if line.endswith(".") and (len(line.split()) > 12 or _VERB.search(line)):
        return False
    return is_title_like(line.removesuffix("."))


def find_headings(units: Sequence[Unit], *, listed: bool) -> dict[int, int]:
    """Which units are headings, as places in `units` with the level of each (2 and more).

    Units that are headings already are in the result too. `listed`: the text's own table of contents
    names its headings, so that only marked and commonly known ones are added to them.
    """
    names = [
        section_name(unit.text)
        if unit.kind in ("paragraph", "list_item", "heading") and len(unit.text) <= 80
        else ""
        for unit in units
    ]
    found: set[int] = {place for place, unit in enumerate(units) if unit.kind == "heading"}
    marked = sum(units[place].marked for place in found) >= 2
    numbers = {} if listed else _numbered(units, names)
    found |= numbers.keys()
    found |= {place for place in range(1, len(units)) if _is_known(units, names, place)}
    if not (listed or marked):
        found |= _by_form(units, found)
        found = _outside_lists(found, names, numbers, units)
    return _with_levels(sorted(found), units, names, numbers)


def _is_known(units: Sequence[Unit], names: Sequence[str], place: int) -> bool:
    unit = units[place]
    if unit.kind != "paragraph" or names[place] not in MAIN or unit.text.endswith((",", ";")):
        return False
    if not next((c.isupper() or not c.islower() for c in unit.text if c.isalpha()), False):
        return False
    before = units[place - 1]
    return not (before.kind == "paragraph" and before.text.endswith((",", ":")) and not unit.gap)


def _number_of(text: str) -> tuple[str, tuple[int, ...]] | None:
    match = _NUMBER.match(text)
    if match is None:
        return None
    raw = match["number"]
    if raw[0].isdigit():
        if not match["mark"] and "." not in raw and text[: match.end()].strip() != raw:
            return None
        return "decimal", tuple(int(part) for part in raw.split("."))
    if not match["mark"] or not raw.isupper():
        return None
    if set(raw) <= set("IVXL") and (len(raw) > 1 or raw in "IVX"):
        return "roman", (_roman(raw),)
    return ("letter", (ord(raw) - 64,)) if len(raw) == 1 else None


def _roman(raw: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50}[letter] for letter in raw]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _numbered(units: Sequence[Unit], names: Sequence[str]) -> dict[int, tuple[str, tuple[int, ...]]]:
    """Numbered lines that are headings: title-like, with text below, in a rising sequence."""
    candidates: list[tuple[int, str, tuple[int, ...]]] = []
    for place, unit in enumerate(units):
        if unit.kind not in ("paragraph", "list_item") or len(unit.text) > _LONGEST or unit.level:
            continue
        number = _number_of(unit.text)
        if number is None:
            continue
        match = _NUMBER.match(unit.text)
        words = unit.text[match.end() :] if match else ""
        if not is_title_like(words) or (not words[:1].isupper() and not words[:1].isdigit()):
            continue
        if not _has_body(units, place, numbered=True):
            continue
        candidates.append((place, *number))
    beside = {(place, len(parts)) for place, _, parts in candidates}
    candidates = [
        (place, style, parts)
        for place, style, parts in candidates
        if names[place] in MAIN or not {(place - 1, len(parts)), (place + 1, len(parts))} & beside
    ]  # neighbours of one depth are items of a list
    kept: dict[int, tuple[str, tuple[int, ...]]] = {}
    for style in ("decimal", "roman", "letter"):
        chain: list[tuple[int, tuple[int, ...]]] = []
        for place, kind, parts in candidates:
            if kind == style and _follows(chain[-1][1] if chain else None, parts):
                chain.append((place, parts))
        if len(chain) >= 2 or any(names[place] in MAIN for place, _ in chain):
            kept.update({place: (style, number) for place, number in chain})
    return kept


def _follows(before: tuple[int, ...] | None, number: tuple[int, ...]) -> bool:
    if before is None:
        return number[-1] in (0, 1) or len(number) > 1
    if len(number) > len(before):
        return number[: len(before)] == before and all(part <= 1 for part in number[len(before) :])
    head = number[:-1]
    return before[: len(head)] == head and 0 < number[-1] - before[len(head)] <= 2


def _has_body(units: Sequence[Unit], place: int, *, numbered: bool = False) -> bool:
    """Whether text stands below a heading at `place`, with at most two stacked headings between."""
    for below in range(place + 1, min(len(units), place + 4)):
        unit = units[below]
        if unit.kind == "heading":
            continue
        if unit.kind == "list_item" and numbered:
            if _number_of(unit.text) is None:
                return True
            if not is_title_like(unit.text) or len(unit.text) > 120:
                return below > place + 1
            continue
        if unit.kind in _BODY or not is_title_like(unit.text):
            return True
    return False


def _by_form(units: Sequence[Unit], known: set[int]) -> set[int]:
    """Title-like lines between paragraphs."""
    short = [unit.kind == "paragraph" and unit.lines <= 3 and is_title_like(unit.text) for unit in units]
    for place in _stopped(units):
        short[place] = True
    first_body = next(
        (
            place
            for place, unit in enumerate(units)
            if place
            and (
                unit.kind != "paragraph"
                or len(unit.text) > _LONGEST
                or (_SENTENCE_END.search(unit.text) and len(unit.text) > 60)
            )
        ),
        len(units),
    )
    found: set[int] = set()
    place = 0
    while place < len(units):
        if not short[place] or place in known:
            place += 1
            continue
        end = place
        while end < len(units) and short[end] and end not in known:
            end += 1
        if place > 0 and end < len(units):
            found |= _of_run(units, place, end, after_known=place - 1 in known, front=place <= first_body)
        place = end
    return found


def _stopped(units: Sequence[Unit]) -> list[int]:
    """Headings that end in a full stop ("Study design."), where the article writes several so."""
    places = [
        place
        for place, unit in enumerate(units[1:-1], 1)
        if unit.kind == "paragraph"
        and unit.text.endswith(".")
        and len(unit.text) <= 90
        and is_title_like(unit.text.rstrip("."))
        and len(unit.text.split()) <= 12
        and not _VERB.search(unit.text)
        and units[place + 1].kind == "paragraph"
        and len(units[place + 1].text) > max(100, 2 * len(unit.text))
        and units[place - 1].kind in ("paragraph", "heading", "list_item")
    ]
    return places if len(places) >= 3 else []


def _of_run(units: Sequence[Unit], start: int, end: int, *, after_known: bool, front: bool) -> set[int]:
    """The headings among the short lines `start` to `end` (exclusive), all title-like, text below them."""
    before = units[start - 1]
    if before.kind == "paragraph" and before.text.endswith((",", ":")) and not units[start].gap:
        return set()
    if front and not after_known:
        last = end - 1
        return {last} if units[last].text.endswith("?") and last > 1 else set()
    if _looks_like_names(units[start].text):
        return set()
    if end - start == 1:
        return {start}
    if end - start == 2:
        return {start, start + 1}
    if end - start == 3 and all(units[place].gap for place in range(start, end)):
        return {start, start + 1, start + 2}
    return {end - 1} if units[end - 1].gap and units[end - 1].text[:1].isupper() else set()


def _looks_like_names(line: str) -> bool:
    """Whether the line is a list of people: "Jane Roe, John Doe and Max Muster"."""
    parts = re.split(r",\s*|\s{1,3}and\s+|\s{0,3}&\s*|;\s*", line)
    people = [
        part for part in parts if re.fullmatch(r"(?:[A-ZÀ-Þ][\w.'’-]*\s+){1,3}[A-ZÀ-Þ][\w'’-]+[\d*†]*", part)
    ]
    return len(parts) >= 3 and len(people) >= len(parts) - 1


def _outside_lists(
    found: set[int],
    names: Sequence[str],
    numbers: dict[int, tuple[str, tuple[int, ...]]],
    units: Sequence[Unit],
) -> set[int]:
    """`found` without what is found by form alone inside a list of references or links."""
    kept: set[int] = set()
    inside = False
    for place in sorted(found):
        name = names[place]
        if name in LISTS or name in APPENDED:
            inside = True
        elif name in MAIN or place in numbers or units[place].kind == "heading":
            inside = False
        elif inside:
            continue
        kept.add(place)
    return kept


def _with_levels(
    found: Sequence[int],
    units: Sequence[Unit],
    names: Sequence[str],
    numbers: dict[int, tuple[str, tuple[int, ...]]],
) -> dict[int, int]:
    paper = len({names[place] for place in found} & PAPER) >= 3
    levels: dict[int, int] = {}
    main = False
    style_order: list[str] = []
    for place in found:
        unit = units[place]
        if unit.kind == "heading" and unit.level:
            levels[place] = unit.level
            main = False
        elif place in numbers:
            style, number = numbers[place]
            if style not in style_order:
                style_order.append(style)
            levels[place] = min(6, 1 + len(number) + style_order.index(style))
            main = paper and levels[place] == 2
        elif names[place] in MAIN:
            levels[place] = 2
            main = paper
        else:
            levels[place] = 3 if main else 2
    return levels
