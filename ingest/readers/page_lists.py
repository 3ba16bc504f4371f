"""The marks of a page's list items as a browser shows them: numbers, letters, and Word's lists without tags.

Knows `start`, `value`, `reversed` and `type`, and the paragraphs that Word writes for items.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Listing", "listing_of", "word_item"]

_STYLE_TYPE = re.compile(
    r"list-style(?:-type)?\s*:\s*[^;]{0,60}?(lower-alpha|lower-latin|upper-alpha|upper-latin|lower-roman|upper-roman|decimal)"
)
_TYPES = {
    "a": "a", "A": "A", "i": "i", "I": "I", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A",
    "upper-latin": "A", "lower-roman": "i", "upper-roman": "I",
}  # fmt: skip
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_WORD_CLASS = re.compile(r"\bMsoListParagraph|\bMsoList(?:Bullet|Number)")
_WORD_STYLE = re.compile(r"mso-list\s*:\s*(?!none|Ignore)(\S+)(?:\s+level(\d))?", re.IGNORECASE)
_IGNORED = re.compile(r"mso-list\s*:\s*Ignore", re.IGNORECASE)
_MARK = re.compile(r"\(?(\d{1,4}|[A-Za-z]|[ivxlcIVXLC]{1,6})[.)]")


@dataclass(slots=True)
class Listing:
    """A list on the way: its group, and the number of its next item."""

    group: int
    number: int | None
    """None where items have no number."""
    step: int = 1
    form: str = "1"

    def next_mark(self, value: str | None = None) -> str:
        """The mark of the next item, whose own number is `value` where it gives one."""
        if self.number is None:
            return "-"
        given = _number(value)
        if given is not None:
            self.number = given
        mark = f"{_written(self.number, self.form)}."
        self.number += self.step
        return mark


def listing_of(element: HtmlElement, attrs: Mapping[str, str], group: int) -> Listing:
    """The list that an element opens."""
    if element.tag != "ol":
        return Listing(group, None)
    form = _TYPES.get(attrs.get("type", ""), "1")
    styled = _STYLE_TYPE.search(attrs.get("style", ""))
    if styled:
        form = _TYPES.get(styled[1], "1")
    start = _number(attrs.get("start"))
    if "reversed" in attrs:
        items = sum(1 for child in element if child.tag == "li")
        return Listing(group, items if start is None else start, -1, form)
    return Listing(group, 1 if start is None else start, 1, form)


def word_item(element: HtmlElement, attrs: Mapping[str, str]) -> tuple[str, int] | None:
    """Mark and depth of the item that a paragraph written by Word is; None for any other. Its mark is taken
    out of the paragraph."""
    style, name = attrs.get("style", ""), attrs.get("class", "")
    found = _WORD_STYLE.search(style)
    if found is None and not _WORD_CLASS.search(name):
        return None
    mark = "-"
    for span in list(element.iter("span")):
        if _IGNORED.search(span.get("style") or ""):
            shown = _MARK.fullmatch("".join("".join(span.itertext()).split()))
            mark = f"{shown[1]}." if shown else "-"
            for child in list(span):
                span.remove(child)
            span.text = ""
            break
    else:
        if found is None:
            return None
    depth = int(found[2]) - 1 if found and found[2] else 0
    return mark, max(0, depth)


def _number(value: str | None) -> int | None:
    text = (value or "").strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 7 else None


def _written(number: int, form: str) -> str:
    if form in "aA" and number > 0:
        text = ""
        rest = number
        while rest > 0:
            rest, letter = divmod(rest - 1, 26)
            text = chr(ord("a") + letter) + text
        return text.upper() if form == "A" else text
    if form in "iI" and 0 < number < 4000:
        text = ""
        for value, letters in _ROMAN:
            while number >= value:
                text += letters
                number -= value
        return text.upper() if form == "I" else text
    return str(number)
