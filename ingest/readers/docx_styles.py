"""What a Word file's styles and lists say of a paragraph: heading, code, and the number it is shown with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Numbering", "Styles", "W"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"^(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift)\s*([1-9])$", re.I)
_CODE = re.compile(r"\bcode\b|preformatted|\blisting\b|verbatim|\bmacro\b|source\s*text|quelltext", re.I)
_CONTENTS = re.compile(r"^(?:toc|verzeichnis|tm|inhopg|indice)\s*[1-9]$", re.I)
_MONO = re.compile(r"courier|consolas|mono|menlo|inconsolata|lucida console|source code", re.I)
_DEEPEST = 40
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def _val(parent: _Element | None, name: str) -> str | None:
    found = None if parent is None else parent.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val")


class Styles:
    """The paragraph styles of a file, each with those that it is based on."""

    def __init__(self, root: _Element | None) -> None:
        styles = () if root is None else root.iterchildren(f"{W}style")
        self._by_id = {style.get(f"{W}styleId") or "": style for style in styles}

    def chain(self, key: str | None) -> list[_Element]:
        """The style and those below it, the nearest first."""
        found: list[_Element] = []
        while key and key in self._by_id and len(found) < _DEEPEST:
            style = self._by_id[key]
            if style in found:
                break
            found.append(style)
            key = _val(style, "basedOn")
        return found

    def level(self, properties: _Element | None) -> int | None:
        """1 to 6 of a heading, by its own outline level or by its style's name or outline level."""
        own = _val(properties, "outlineLvl")
        if own is not None and own.isdecimal():
            return int(own) + 1 if int(own) < 6 else None
        for style in self.chain(_val(properties, "pStyle")):
            named = _HEADING.match(_val(style, "name") or "")
            if named:
                return min(6, int(named[1]))
            outline = _val(style.find(f"{W}pPr"), "outlineLvl")
            if outline is not None and outline.isdecimal():
                return int(outline) + 1 if int(outline) < 6 else None
        return None

    def is_title(self, properties: _Element | None) -> bool:
        names = ((_val(style, "name") or "").casefold() for style in self.chain(_val(properties, "pStyle")))
        return any(name in ("title", "titel", "titre", "título", "titolo") for name in names)

    def is_contents(self, properties: _Element | None) -> bool:
        return any(
            _CONTENTS.match(_val(style, "name") or "") for style in self.chain(_val(properties, "pStyle"))
        )

    def is_code(self, properties: _Element | None, runs: list[_Element]) -> bool:
        """Whether the paragraph is program text: by its style, or because all of it is set in one width."""
        chain = self.chain(_val(properties, "pStyle"))
        if any(_CODE.search(_val(style, "name") or "") for style in chain):
            return True
        mono = any(_is_mono(style.find(f"{W}rPr")) for style in chain)
        texts = [run for run in runs if "".join(map(str, run.itertext())).strip()]
        return bool(texts) and all(
            _is_mono(run.find(f"{W}rPr")) or (mono and run.find(f"{W}rPr/{W}rFonts") is None) for run in texts
        )

    def numbering(self, properties: _Element | None) -> tuple[str, int | None] | None:
        """The list that the paragraph belongs to, and its level where that is told."""
        own = None if properties is None else properties.find(f"{W}numPr")
        places = [own, *(style.find(f"{W}pPr/{W}numPr") for style in self.chain(_val(properties, "pStyle")))]
        level: int | None = None
        for place in places:
            if place is None:
                continue
            told = _val(place, "ilvl")
            if level is None and told is not None and told.isdecimal():
                level = int(told)
            number = _val(place, "numId")
            if number is not None:
                return None if number == "0" else (number, level)
        return None

    def style_ids(self, properties: _Element | None) -> list[str]:
        return [style.get(f"{W}styleId") or "" for style in self.chain(_val(properties, "pStyle"))]


def _is_mono(properties: _Element | None) -> bool:
    fonts = None if properties is None else properties.find(f"{W}rFonts")
    return fonts is not None and _MONO.search(fonts.get(f"{W}ascii") or "") is not None


@dataclass(slots=True)
class _Level:
    form: str = "decimal"
    text: str = "%1."
    start: int = 1
    style: str = ""
    legal: bool = False


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, _Level]
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a file and how far each has counted."""

    def __init__(self, root: _Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        if root is None:
            return
        abstract = {
            one.get(f"{W}abstractNumId") or "": {
                int(level.get(f"{W}ilvl") or 0): _level(level) for level in one.iterchildren(f"{W}lvl")
            }
            for one in root.iterchildren(f"{W}abstractNum")
        }
        for one in root.iterchildren(f"{W}num"):
            key = _val(one, "abstractNumId") or ""
            made = _List(key, dict(abstract.get(key, {})))
            for override in one.iterchildren(f"{W}lvlOverride"):
                at = int(override.get(f"{W}ilvl") or 0)
                start = _val(override, "startOverride")
                if start is not None and start.isdecimal():
                    made.restarts[at] = int(start)
                own = override.find(f"{W}lvl")
                if own is not None:
                    made.levels[at] = _level(own)
            self._lists[one.get(f"{W}numId") or ""] = made

    def next_mark(self, number: str, level: int | None, styles: list[str]) -> tuple[str, int] | None:
        """The mark of the next paragraph of a list, "-" where its items have none, and its level."""
        found = self._lists.get(number)
        if found is None:
            return None
        if level is None:
            level = next((at for at, one in found.levels.items() if one.style and one.style in styles), 0)
        level = min(8, level)
        own = found.levels.get(level, _Level())
        counts = self._counts.setdefault(found.abstract, [None] * 9)
        if level in found.restarts:
            counts[level] = found.restarts.pop(level) - 1
        before = counts[level]
        counts[level] = own.start if before is None else before + 1
        for deeper in range(level + 1, 9):
            counts[deeper] = None
        if own.form in ("bullet", "none") or "%" not in own.text:
            return ("-" if own.form == "bullet" else own.text.strip(), level)

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            above = found.levels.get(at, _Level())
            value = counts[at]
            if value is None:
                value = counts[at] = above.start
            return _written(value, "decimal" if own.legal else above.form)

        return re.sub(r"%([1-9])", shown, own.text).strip(), level


def _level(element: _Element) -> _Level:
    start = _val(element, "start") or "1"
    legal = element.find(f"{W}isLgl")
    return _Level(
        _val(element, "numFmt") or "decimal",
        _val(element, "lvlText") or "",
        int(start) if start.isdecimal() and len(start) < 7 else 1,
        _val(element, "pStyle") or "",
        legal is not None and legal.get(f"{W}val") not in ("0", "false"),
    )


def _written(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * min(5, 1 + (number - 1) // 26)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        roman = ""
        for value, letters in _ROMAN:
            while number >= value:
                roman, number = roman + letters, number - value
        return roman if form == "lowerRoman" else roman.upper()
    return f"{number:02}" if form == "decimalZero" else str(number)
