"""The words of a page's elements as on one line, with their links and emphasis.

Knows which elements show no words of their own and which break a line; nothing of blocks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.article import InlineKind
from ingest.inline import Styled, StyledLine, substituted, trimmed
from ingest.web_address import link_target

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = [
    "BREAKING",
    "DROPPED",
    "begin_style",
    "is_hidden",
    "is_note_mark",
    "math_text",
    "one_line",
    "plain",
    "styled",
]

DROPPED = frozenset(
    "script style noscript template head title svg canvas iframe object embed audio video map button select"
    " input textarea datalist option".split()
)
BREAKING = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form frameset header hgroup hr html legend li main menu nav ol p pre section"
    " summary table tbody td tfoot th thead tr ul h1 h2 h3 h4 h5 h6".split()
)
_STYLES: dict[str, InlineKind] = {
    "b": "strong",
    "strong": "strong",
    "i": "emphasis",
    "em": "emphasis",
    "cite": "emphasis",
    "dfn": "emphasis",
}
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|mw-editsection|headerlink|noprint)(?:\s|$)"
)
_NOTE_MARK = re.compile(r"\[?(?:\d{1,3}|[a-z]|[*†‡])\]?")
_PERMALINK = frozenset({"#", "¶", "§", "🔗", "edit", "[edit]"})
_BLANK = re.compile(r"[ \t\n\r\f\v\u00a0\u2000-\u200b\u202f\u205f\u3000\u2028\u2029\ufeff]+")


def plain(element: HtmlElement) -> str:
    """The words of an element as on one line, without what is not shown."""
    return styled(element, "").text


def styled(element: HtmlElement, base: str) -> Styled:
    """The words of an element as on one line, with the links in it, relative to the address `base`."""
    line = StyledLine()
    _gather(element, line, base)
    return one_line(line.take())


def one_line(found: Styled) -> Styled:
    """With each run of blanks as one, and none at the ends."""
    return trimmed(substituted(found, _BLANK, " "))


def begin_style(line: StyledLine, element: HtmlElement, base: str) -> bool:
    """Begin the link or emphasis that the element is, if it is one: then it must be ended too."""
    kind = _STYLES.get(str(element.tag))
    url = link_target(element.get("href") or "", base) if element.tag == "a" else None
    if url is not None:
        line.begin("link", url)
    elif kind is not None:
        line.begin(kind)
    return url is not None or kind is not None


def _gather(element: HtmlElement, line: StyledLine, base: str) -> None:
    line.add(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child.tag not in DROPPED and not is_hidden(child):
            if child.tag in ("a", "sup") and (is_note_mark(child) or _is_permalink(child)):
                pass
            elif child.tag == "br" or child.tag in BREAKING:
                line.add(" ")
                _gather(child, line, base)
                line.add(" ")
            else:
                begun = begin_style(line, child, base)
                _gather(child, line, base)
                if begun:
                    line.end()
        line.add(child.tail or "")


def is_hidden(element: HtmlElement) -> bool:
    if "hidden" in element.attrib and element.get("hidden") != "until-found":
        return True
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return True
    if element.get("aria-hidden") == "true" and element.tag != "math" and not len(element):
        return True
    name = element.get("class")
    return bool(name and _HIDDEN_CLASS.search(name))


def is_note_mark(element: HtmlElement) -> bool:
    """Whether it is the raised number of a foot note: it would be read as part of a sentence."""
    link = element if element.tag == "a" else next(iter(element.iter("a")), None)
    if link is None or not (link.get("href") or "").startswith("#"):
        return False
    text = "".join(element.itertext()).strip()
    raised = element.tag == "sup" or any(parent.tag == "sup" for parent in element.iterancestors("sup"))
    return bool(_NOTE_MARK.fullmatch(text)) and (raised or text.startswith("["))


def _is_permalink(element: HtmlElement) -> bool:
    return element.tag == "a" and "".join(element.itertext()).strip() in _PERMALINK


def math_text(element: HtmlElement) -> str:
    for annotation in element.iter("annotation"):
        if "tex" in (annotation.get("encoding") or "").lower():
            return annotation.text or ""
    return "".join(element.itertext())
