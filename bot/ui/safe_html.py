"""What the page's HTML may contain: the one place that escapes, checks links and sanitises.

Everything that comes from an article, a file name or a question goes through `escape` where HTML is
made, and each finished fragment once more through `sanitise`, which lets pass only what this package
writes itself.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

import nh3

__all__ = ["escape", "safe_url", "sanitise", "web_address"]

_TAGS = {
    "a", "article", "aside", "b", "blockquote", "br", "button", "caption", "cite", "code", "details",
    "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "input", "label", "li", "mark", "nav",
    "ol", "p", "pre", "progress", "q", "section", "small", "span", "strong", "summary", "sup", "table",
    "tbody", "td", "th", "thead", "time", "tr", "ul",
}  # fmt: skip
_EVERYWHERE = {"class", "id", "role", "tabindex", "title", "lang", "dir", "hidden"}
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": {"href", "target"},
    "button": {"type", "disabled"},
    "input": {"type", "value", "checked", "placeholder"},
    "label": {"for"},
    "ol": {"start"},
    "progress": {"value", "max"},
    "th": {"scope"},
    "time": {"datetime"},
}
_SCHEMES = {"http", "https", "mailto"}
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def escape(text: object) -> str:
    """`text` as HTML text or attribute value."""
    return html.escape(str(text), quote=True)


def safe_url(url: str | None) -> str | None:
    """`url` if it is an absolute web or mail address that can be linked to, else None.

    White space and invisible characters are taken out first, as browsers do.
    """
    if not url:
        return None
    cleaned = _UNSEEN.sub("", url)
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES:
        return None
    if parts.scheme.lower() != "mailto" and not parts.netloc:
        return None
    return cleaned


def web_address(url: str | None) -> str | None:
    """`url` if it is an absolute http or https address, else None."""
    cleaned = safe_url(url)
    return cleaned if cleaned and urlsplit(cleaned).scheme.lower() in ("http", "https") else None


def sanitise(fragment: str) -> str:
    """The fragment with only the tags, attributes and link schemes that this package uses.

    Links get `rel="noopener noreferrer nofollow"`.
    """
    return nh3.clean(
        fragment,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        generic_attribute_prefixes={"data-", "aria-"},
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
