"""What a web page says of itself: title, author, date, site, language, address.

From JSON-LD, OpenGraph and the page's own marks, read by trafilatura; the title is settled here, between
what the page announces and the heading that it shows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from ingest.article import ArticleMetadata
from ingest.readers.page_blocks import words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["PageFacts", "page_metadata"]

_SEPARATOR = re.compile(r"\s+[|\-–—·•:»«/]+\s+|\s*\|\s*|\s*[»«]\s*")
_TITLE_NAMES = ("dc:title", "dcterms:title", "dc.title", "og:title", "twitter:title")
_ARTICLE_KINDS = ("Article", "Posting", "Report", "WebPage")
_DATA_WRAP = re.compile(r"(?://[ \t]*)?(?:<!\[CDATA\[|\]\]>|<!--|-->)")
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

    try:
        found: Any = extract_metadata(root, default_url=url)
    except ValueError:  # a sign that XML has no form for: what we look for ourselves remains
        known = ArticleMetadata(language=_language(root), url=_canonical(root, url))
        return PageFacts(_title(root, None, None), known)
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
    """What the page announces as its title, without the site's name; else its first heading."""
    headings = [text for text in (_heading_text(element) for element in root.iter("h1")) if text]
    for title in (_headline(root), *(_meta(root, name) for name in _TITLE_NAMES), _document_title(root)):
        if title and words_of(title) != words_of(site or ""):
            return _without_site(title, site, headings)
    return headings[0] if headings else announced


def _headline(root: HtmlElement) -> str | None:
    """The headline of the article that the page describes in JSON-LD."""
    for element in root.iter("script"):
        if "ld+json" not in (element.get("type") or ""):
            continue
        try:
            data = json.loads(_DATA_WRAP.sub("", element.text or ""))
        except (ValueError, RecursionError):
            continue
        for entry in _entries(data):
            kind = entry.get("@type")
            kinds = kind if isinstance(kind, list) else [kind]
            named = [_clean(unescape(str(entry[key]))) for key in ("headline", "name") if entry.get(key)]
            if named and any(str(kind).endswith(_ARTICLE_KINDS) for kind in kinds):
                shown = set(words_of(_document_title(root) or ""))
                return max(named, key=lambda name: bool(name) and shown.issuperset(words_of(name or "")))
    return None


def _entries(data: object) -> Iterator[dict[str, object]]:
    entries = data if isinstance(data, list) else [data]
    for entry in entries:
        if isinstance(entry, dict):
            yield entry
            graph = entry.get("@graph")
            if isinstance(graph, list):
                yield from (part for part in graph if isinstance(part, dict))


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


def _without_site(title: str, site: str | None, headings: list[str]) -> str:
    """`title` without the name of the site before or after it."""
    cuts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)]
    if not cuts:
        return title
    first, last = cuts[0], cuts[-1]
    for before, after in ((title[: last[0]], title[last[1] :]), (title[first[1] :], title[: first[0]])):
        is_site = bool(site) and words_of(after) == words_of(site or "")
        is_heading = any(words_of(before) == words_of(heading) for heading in headings)
        if before.strip() and (is_site or is_heading):
            return before.strip()
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
