"""A web page's text as a tree of elements that holds what a browser would show.

Mends what parsers read otherwise than browsers do (scripts that are never closed, signs without width, frames
whose pages are saved in them) before anything looks at the page. Knows nothing of articles.
"""

# ruff: noqa: E501
from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["fragment_tree", "page_tree"]

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_WRAPPER = re.compile(r"</?(?:div|span|b|i|u|em|strong|font|a|section|center)\b[^<>]*>", re.IGNORECASE)
"""Tags that can be nested without end and carry no structure."""
_UNSEEN = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
"""Signs that show nothing: they would part words, or hide what is written."""
_UNSEEN_SIGNS = "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
_UNSEEN_NAME = re.compile(
    r"&(?:shy|ZeroWidthSpace|NoBreak|lrm|rlm|#(?:173|8203|8288|8206|8207|65279|[xX](?:00)?[aA][dD]|[xX]200[bBeEfF]|[xX]2060|"
    r"[xX][fF][eE][fF][fF]));"
)
_SCRIPT = re.compile(r"<(/?)(script|style)\b[^<>]*>", re.IGNORECASE)
_SHADOW = re.compile(r"<(/?)template\b([^<>]*)>", re.IGNORECASE)
_FRAME = re.compile(r"<i?frame\b[^<>]{0,400}?\b(?:srcdoc|src\s*=\s*[\"']?data:text/html)", re.IGNORECASE)
_DATA_PAGE = re.compile(r"\s*data:text/html(?P<options>[^,]{0,200}),(?P<body>.*)", re.DOTALL | re.IGNORECASE)
_MOST_FRAMES = 50
_DEEPEST = 3


def page_tree(text: str) -> HtmlElement | None:
    """The page as a tree; None when it has no elements at all."""
    is_xml = _DECLARATION.match(text) is not None or "http://www.w3.org/1999/xhtml" in text[:2_000]
    text = _shown(_DECLARATION.sub("", text))
    text = _with_shadows(_without_open_scripts(text, is_xml=is_xml))
    root = _parsed(text)
    if root is not None and _FRAME.search(text):
        _open_frames(root, _DEEPEST)
    return root


def fragment_tree(text: str) -> HtmlElement | None:
    """A piece of HTML as the body of a page."""
    root = page_tree(f"<html><body>{text}</body></html>")
    return None if root is None else next(iter(root.iter("body")), root)


def _shown(text: str) -> str:
    """Without signs that show nothing."""
    if not text.isascii() and (
        any(sign in text for sign in _UNSEEN_SIGNS)
        or any(sign in text for sign in "\U000e0001\U000e0020\U000e0061\U000e0065")
    ):
        text = _UNSEEN.sub("", text)
    return _UNSEEN_NAME.sub("", text.replace("\x00", ""))


def _parsed(text: str) -> HtmlElement | None:
    from lxml import etree, html

    parser = html.HTMLParser(remove_pis=True)
    try:
        root = html.document_fromstring(text, parser=parser)
        last = parser.error_log.last_error
        if last is not None and "depth" in last.message:  # the rest of the page is lost
            root = html.document_fromstring(_WRAPPER.sub(" ", text), parser=html.HTMLParser(remove_pis=True))
        return root
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _without_open_scripts(text: str, *, is_xml: bool) -> str:
    """Without scripts that a page closes as XML does, up to where a browser ends them: `<script .../>` opens
    one in HTML. In XHTML, which may mean what it says, only where no other script begins before that end."""
    if "/>" not in text:
        return text
    tags = list(_SCRIPT.finditer(text))
    kept: list[str] = []
    at = 0
    for place, tag in enumerate(tags):
        if tag.start() < at or tag[1] or not tag[0].endswith("/>"):
            continue
        name = tag[2].lower()
        after = next((other for other in tags[place + 1 : place + 9] if other[2].lower() == name), None)
        if after is None or (not after[1] and (is_xml or "src" in tag[0])):
            continue
        end = after if after[1] else next((other for other in tags[place + 1 : place + 99] if other[1]), None)
        if end is not None:
            kept.append(text[at : tag.start()])
            at = end.end()
    return "".join([*kept, text[at:]]) if kept else text


def _with_shadows(text: str) -> str:
    """With the templates that a browser shows (declarative shadow roots, as saved pages have them) in place."""
    if "shadowroot" not in text:
        return text
    depth: list[bool] = []

    def opened(match: re.Match[str]) -> str:
        if not match[1]:
            is_shown = "shadowroot" in match[2].lower()
            depth.append(is_shown)
            return "<div>" if is_shown else match[0]
        return "</div>" if depth and depth.pop() else match[0]

    return _SHADOW.sub(opened, text)


def _open_frames(root: HtmlElement, depth: int) -> None:
    """Put the pages that frames carry in themselves in place of the frames."""
    from lxml import html

    for frame in list(root.iter("iframe", "frame"))[:_MOST_FRAMES]:
        inner = _parsed(_shown(_page_in(frame)))
        parent = frame.getparent()
        if inner is None or parent is None:
            continue
        if depth > 1:
            _open_frames(inner, depth - 1)
        holder = html.Element("div")
        body = next(iter(inner.iter("body")), inner)
        holder.text = body.text
        holder.extend(list(body))
        holder.tail = frame.tail
        parent.replace(frame, holder)


def _page_in(frame: HtmlElement) -> str:
    saved = frame.get("srcdoc")
    if saved:
        return str(saved)
    data = _DATA_PAGE.match(frame.get("src") or "")
    if data is None:
        return ""
    packed = unquote_to_bytes(data["body"])
    if "base64" in data["options"].lower():
        try:
            packed = base64.b64decode(packed)
        except (binascii.Error, ValueError):
            return ""
    return packed.decode("utf-8", "replace")
