"""Program text of a web page with its lines and indents, and without the numbers of its lines.

Knows `pre` with lines that are elements, tables of numbered lines, and editors that have an element for each
line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.readers.page_traits import DROPPED, GUTTER, attributes, class_traits, is_hidden

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["CODE_TAGS", "code_text", "holds_code_only"]

CODE_TAGS = frozenset({"pre", "listing", "xmp", "plaintext"})
_LINES = frozenset("div p li tr ol ul table tbody section figure pre".split())
_LINE_CLASS = re.compile(
    r"(?:^|\s)(?:code-?)?(?:line|view-line|cm-line|CodeMirror-line|token-line|ec-line|react-code-text)(?:\s|$)"
)
_UNSELECTABLE = re.compile(r"user-select\s*:\s*none", re.IGNORECASE)
_WIDE_BLANK = str.maketrans({"\t": "    ", "\u00a0": " ", "\u200b": None})


def code_text(element: HtmlElement) -> str:
    """The lines of program text in an element, "" where it has none."""
    parts: list[str] = []
    _gather(element, parts, is_line=False)
    lines = [line.rstrip() for line in "".join(parts).translate(_WIDE_BLANK).split("\n")]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)


def holds_code_only(table: HtmlElement) -> bool:
    """Whether a table only sets numbers beside the lines of program text."""
    found = False
    for cell in table.iter("td", "th"):
        traits = class_traits(cell.get("class") or "")
        if traits & GUTTER or cell.get("data-line-number"):
            found = True
            continue
        words = "".join(cell.itertext()).strip()
        if not words:
            continue
        if next(iter(cell.iter("pre", "code")), None) is None and not found:
            return False
    return found or _is_pre_beside_numbers(table)


def _is_pre_beside_numbers(table: HtmlElement) -> bool:
    blocks = ["".join(block.itertext()).split() for block in table.iter("pre")]
    return len(blocks) == 2 and blocks[0] == [str(number) for number in range(1, len(blocks[0]) + 1)] != []


def _gather(element: HtmlElement, parts: list[str], *, is_line: bool) -> None:
    """The text below `element`; a line break before and after what is a line of its own."""
    if is_line:
        _end_line(parts)
    if element.text:
        parts.append(element.text)
    children = list(element)
    rows = _code_rows(children)
    for child in children:
        tag = child.tag
        if isinstance(tag, str):
            attrs = attributes(child)
            name = attrs.get("class") if attrs else None
            traits = class_traits(name) if name else 0
            if tag == "br":
                parts.append("\n")
            elif (
                tag in DROPPED
                or traits & GUTTER
                or ("data-line-number" in attrs and not len(child))
                or is_hidden(child, tag, attrs, traits)
                or _UNSELECTABLE.search(attrs.get("style") or "")
                or (tag == "td" and _is_gutter_cell(child))
            ):
                pass
            else:
                line = tag in _LINES or rows or bool(name and _LINE_CLASS.search(name))
                before = len(parts)
                _gather(child, parts, is_line=line)
                if line and child.tail and any(part.strip("\n") for part in parts[before:]):
                    parts.append(child.tail.removeprefix("\n") if not rows or child.tail.strip() else "")
                    continue
        if child.tail and not (rows and not child.tail.strip()):
            parts.append(child.tail)
    if is_line:
        _end_line(parts)


def _end_line(parts: list[str]) -> None:
    for part in reversed(parts):
        if part:
            if not part.endswith("\n"):
                parts.append("\n")
            return


def _code_rows(children: list[HtmlElement]) -> bool:
    """Whether the children are several `code` elements, one a line."""
    codes = sum(1 for child in children if child.tag == "code")
    return codes > 1 and all(
        child.tag in ("code", "br") or not isinstance(child.tag, str) for child in children
    )


def _is_gutter_cell(cell: HtmlElement) -> bool:
    after = cell.getnext()
    numbers = "".join(cell.itertext()).split()
    return (
        after is not None
        and bool(numbers)
        and all(word.isdecimal() for word in numbers)
        and (next(iter(after.iter("pre", "code")), None) is not None)
    )
