"""OPML (opml.org): whether a text is such an outline, and the feeds that it lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.html_start import first_element
from ingest.web_address import plain_address

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["is_outline", "listed_feeds", "outline_root"]

_HEAD = 100_000


def is_outline(text: str) -> bool:
    """Whether `text` is OPML, told from its first element."""
    return first_element(text[:_HEAD])[0] == "opml"


def outline_root(text: str) -> _Element | None:
    """The outline's root element; None where it is no XML. What stands before it (entities) is left out."""
    from lxml import etree

    name, at = first_element(text[:_HEAD])
    if name != "opml":
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(text[at:].encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root if root is not None and root.tag == "opml" else None


def listed_feeds(text: str) -> list[str] | None:
    """The addresses of the feeds in an outline, each once; None where it lists none."""
    root = outline_root(text)
    found: dict[str, None] = {}
    for outline in root.iter("outline") if root is not None else ():
        try:
            found[plain_address(str(outline.get("xmlUrl") or ""))] = None
        except (ValueError, UnicodeError):
            continue
    return list(found) or None
