"""The words of a page's elements as on one line, with their links and emphasis.

Knows which elements show no words of their own, which are written otherwise (raised signs, formulas) and
which break a line; nothing of blocks.
"""

# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ingest.article import InlineKind
from ingest.inline import Styled, StyledLine, substituted, trimmed
from ingest.raised import lowered, raised
from ingest.readers.page_math import formula
from ingest.readers.page_traits import (
    BESIDE,
    BREAKING,
    DROPPED,
    GUTTER,
    MATH,
    attributes,
    class_traits,
    is_hidden,
    is_icon,
    is_struck,
    script_of,
)
from ingest.web_address import link_target

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["add_special", "begin_style", "is_note_mark", "linked_signs", "one_line", "plain", "styled"]

_STYLES: dict[str, InlineKind] = {
    "b": "strong",
    "strong": "strong",
    "i": "emphasis",
    "em": "emphasis",
    "cite": "emphasis",
    "dfn": "emphasis",
}
_NOTE_MARK = re.compile(
    r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,5}|[*∗†‡§]{1,3}|note \d{1,3})[\])]?(?:\s?[,;–-]\s?\[?\d{1,3}\]?){0,20}"
)
_NOTE_ROLE = re.compile(r"noteref|biblioref|footnote|cite_note|reference", re.IGNORECASE)
_PERMALINK = frozenset({"#", "¶", "§", "🔗", "edit", "[edit]"})
_BLANK = re.compile(r"[ \t\n\r\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000\u2028\u2029]+")
_MANY = re.compile(r"[\t\n\r\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000\u2028\u2029]|  ")
_PARTED = "\x1f"
_PARTS = re.compile(r"\s*\x1f\s*")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_ITEM_END = re.compile(r"[^\W_]\Z|[)\]”\"']\Z")


def plain(element: HtmlElement) -> str:
    """The words of an element as on one line, without what is not shown."""
    return styled(element, "").text


def linked_signs(element: HtmlElement) -> int:
    """How many characters below the element are links."""
    return sum(len(" ".join("".join(link.itertext()).split())) for link in element.iter("a"))


def styled(element: HtmlElement, base: str | None) -> Styled:
    """The words of an element as on one line, with the links in it, relative to the address `base`."""
    line = StyledLine()
    _gather(element, line, base)
    found = one_line(line.take())
    return substituted(found, _PARTS, "; ") if _PARTED in found.text else found


def one_line(found: Styled) -> Styled:
    """With each run of blanks as one, and none at the ends, and without signs that only a page's font knows."""
    text = found.text
    if not text.isascii() and _PRIVATE.search(text):
        found = substituted(found, _PRIVATE, "")
        text = found.text
    if _MANY.search(text):
        if not found.inlines:
            return Styled(_BLANK.sub(" ", text).strip())
        found = substituted(found, _BLANK, " ")
    elif not found.inlines:
        return found if text == text.strip() else Styled(text.strip())
    return trimmed(found)


def begin_style(line: StyledLine, element: HtmlElement, base: str | None) -> bool:
    """Begin the link or emphasis that the element is, if it is one: then it must be ended too. Without a base
    the link keeps the address that the page wrote."""
    tag = element.tag
    kind = _STYLES.get(tag)
    if kind is not None:
        line.begin(kind)
        return True
    if tag == "a":
        href = element.get("href") or ""
        url = (href or None) if base is None else link_target(href, base)
        if url is not None:
            line.begin("link", url)
            return True
    return False


def add_special(
    line: StyledLine, element: HtmlElement, tag: str, attrs: Mapping[str, str], traits: int
) -> bool:
    """Write an element whose words are not simply those in it; False when they are."""
    if tag in DROPPED:
        if tag == "script" and (attrs.get("type") or "").startswith("math/tex"):
            line.add(formula(element) or "")
        return True
    if tag in ("math", "mjx-container") or traits & MATH or tag == "img":
        tex = formula(element)
        if tex is not None:
            line.add(tex)
            return True
    if not attrs and tag not in ("sup", "sub", "del", "s", "strike"):
        return False
    if is_struck(tag, attrs, traits):
        return True
    script = script_of(tag, attrs)
    if script is not None:
        if not is_note_mark(element):
            inner = _unscripted(element)
            write = raised if script == "sup" else lowered
            line.add(write(line.ending(), inner.text) if inner is not None else "")
        return True
    if tag == "a" and (is_note_mark(element) or _is_permalink(element)):
        return True
    return bool(traits & GUTTER and tag in ("span", "a", "i")) or is_icon(element, traits)


def _unscripted(element: HtmlElement) -> Styled | None:
    """The words of a raised or lowered element by themselves."""
    line = StyledLine()
    _gather(element, line, "")
    found = one_line(line.take())
    return found if found.text else None


def _gather(element: HtmlElement, line: StyledLine, base: str | None) -> None:
    if element.text:
        line.add(element.text)
    for child in element:
        tag = child.tag
        if isinstance(tag, str):
            attrs = attributes(child)
            name = attrs.get("class") if attrs else None
            traits = class_traits(name) if name else 0
            if is_hidden(child, tag, attrs, traits) or add_special(line, child, tag, attrs, traits):
                pass
            elif tag == "br" or tag in BREAKING or traits & BESIDE:
                is_next = tag in ("li", "dd", "tr") and child.getprevious() is not None
                line.add(_PARTED if is_next and _ITEM_END.search(line.ending().rstrip()) else " ")
                _gather(child, line, base)
                line.add(" ")
            else:
                begun = begin_style(line, child, base)
                _gather(child, line, base)
                if begun:
                    line.end()
        if child.tail:
            line.add(child.tail)


def is_note_mark(element: HtmlElement) -> bool:
    """Whether it is the linked mark of a foot note: it would be read as part of a sentence."""
    link = element if element.tag == "a" else next(iter(element.iter("a")), None)
    text = None
    if link is not None and "#" in (link.get("href") or ""):
        text = "".join(element.itertext()).strip()
        raised_ = element.tag == "sup" or any(parent.tag == "sup" for parent in element.iterancestors("sup"))
        if not raised_ and (link.get("href") or "").startswith("#"):
            raised_ = text.startswith("[") or next(iter(element.iter("sup")), None) is not None
        if raised_ and _NOTE_MARK.fullmatch(text):
            return True
    if element.tag == "sup" or link is element:
        told = (element.get("class"), element.get("role"), element.get("epub:type"), element.get("type"))
        if any(value and _NOTE_ROLE.search(value) for value in told):
            text = "".join(element.itertext()).strip() if text is None else text
            return bool(_NOTE_MARK.fullmatch(text))
    return False


def _is_permalink(element: HtmlElement) -> bool:
    if element.text and len(element.text) > 20:
        return False
    return "".join(element.itertext()).strip() in _PERMALINK
