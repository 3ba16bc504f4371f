"""What a web page says of itself: title, author, date, site, language, address.

From JSON-LD, OpenGraph and the page's own marks, read by trafilatura; the title is settled here, between
what the page announces and the heading that it shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from ingest.article import ArticleMetadata
from ingest.readers.page_blocks import words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["PageFacts", "page_metadata"]

_SEPARATOR = re.compile(r"\s+[|\-–—·•:»«/]+\s+|\s*\|\s*|\s*[»«]\s*")
_BLANK = re.compile(r"\s+")
_LANGUAGE = re.compile(r"[A-Za-z]{2}(?=$|[-_])")
_BY = re.compile(r"^(?:by|von|par|por|di|door)\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The title, None when the page has none, and the rest."""

    title: str | None
    metadata: ArticleMetadata


def page_metadata(root: HtmlElement, url: str | None = None) -> PageFacts:
    """What the page says of itself; `url` is where it was fetched, when it was."""
    from trafilatura.metadata import extract_metadata

    found: Any = extract_metadata(root, default_url=url)
    site = _clean(found.sitename)
    return PageFacts(
        _title(root, _clean(found.title), site),
        ArticleMetadata(
            author=_author(_clean(found.author)),
            published=_clean(found.date),
            site=site,
            language=_language(root),
            url=_canonical(root, url) or _clean(found.url),
        ),
    )


def _clean(value: str | None) -> str | None:
    return _BLANK.sub(" ", value).strip() or None if value else None


def _title(root: HtmlElement, announced: str | None, site: str | None) -> str | None:
    """The page's first heading that is part of what the page announces as its title; else that."""
    candidates = [
        text
        for text in (announced, _meta(root, "og:title"), _meta(root, "twitter:title"), _document_title(root))
        if text
    ]
    headings = [text for text in (_heading_text(element) for element in root.iter("h1")) if text]
    for heading in headings:
        words = words_of(heading)
        if len(words) >= 2 and any(_holds(words_of(text), words) for text in candidates):
            return heading
    if not candidates:
        return headings[0] if headings else None
    return _without_site(candidates[0], site)


def _heading_text(element: HtmlElement) -> str:
    return _BLANK.sub(" ", "".join(element.itertext())).strip()


def _document_title(root: HtmlElement) -> str | None:
    for element in root.iter("title"):
        if element.getparent() is None or element.getparent().tag != "svg":
            return _clean("".join(element.itertext()))
    return None


def _meta(root: HtmlElement, name: str) -> str | None:
    for element in root.iter("meta"):
        if (element.get("property") or element.get("name")) == name:
            return _clean(element.get("content"))
    return None


def _holds(whole: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))


def _without_site(title: str, site: str | None) -> str:
    """`title` without the site's name at its end or its start."""
    parts = _SEPARATOR.split(title)
    if site and len(parts) > 1:
        if words_of(parts[-1]) == words_of(site):
            return title[: title.rindex(parts[-1])].rstrip(" |-–—·•:»«/")
        if words_of(parts[0]) == words_of(site):
            return title[len(parts[0]) :].lstrip(" |-–—·•:»«/")
    return title


def _author(author: str | None) -> str | None:
    if not author:
        return None
    author = _BY.sub("", author)
    return author.replace("; ", ", ") if "http" not in author else None


def _language(root: HtmlElement) -> str | None:
    html = root if root.tag == "html" else next(iter(root.iter("html")), root)
    own = (html.get(name) for name in ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang"))
    for value in (*own, _meta(root, "og:locale"), _meta(root, "language")):
        match = _LANGUAGE.match((value or "").strip())
        if match:
            return match[0].lower()
    return None


def _canonical(root: HtmlElement, url: str | None) -> str | None:
    for element in root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split() and element.get("href"):
            try:
                address = urljoin(url or "", element.get("href").strip())
            except ValueError:
                return None
            return address if address.startswith(("http://", "https://")) else None
    return None
