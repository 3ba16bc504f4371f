"""What a web page says of itself: title, author, date, site, language, address."""

# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ingest.article import ArticleMetadata
from ingest.dates import iso_date
from ingest.readers.page_author import author_of
from ingest.readers.page_facts import Facts, texts_in
from ingest.readers.page_title import site_of, title_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["PageFacts", "page_metadata"]

_LANGUAGE = re.compile(r"[A-Za-z]{2}(?=$|[-_])")
_DATE_METAS = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "published_time",
    "datepublished", "date_published", "publishdate", "publish-date", "publish_date", "pubdate", "publication_date",
    "publication-date", "article.published", "article:publicationdate", "article.created", "article_date_original",
    "parsely-pub-date", "sailthru.date", "citation_publication_date", "citation_online_date", "citation_date", "dc.date.issued",
    "dcterms.issued", "dc.date.created", "dcterms.created", "dcterms.date", "dc.date", "dc:date", "dc:created", "displaydate",
    "rnews:datepublished", "cxenseparse:recs:publishtime", "timestamp", "created", "date", "originalpublicationdate", "ptime",
    "bt:pubdate", "pdate", "article:create", "release_date",
)  # fmt: skip
_CHANGED_METAS = (
    "article:modified_time",
    "og:updated_time",
    "last-modified",
    "datemodified",
    "dcterms.modified",
    "revised",
)
_DATE_CLASS = re.compile(
    r"publi|posted|(?:^|[\s_-])(?:entry|post|article|story|news|byline|meta)?[\s_-]*(?:date|datum|fecha|timestamp|time|data)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOT_DATE = re.compile(
    r"updat|modif|comment|related|sidebar|footer|event|copyright|copy|expire|current|today", re.IGNORECASE
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=\D|$)")
_MOST_LOOKED_AT = 40
_LONGEST_DATE = 120


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The title, None when the page has none, and the rest."""

    title: str | None
    metadata: ArticleMetadata


def page_metadata(root: HtmlElement, url: str | None = None) -> PageFacts:
    """What the page says of itself; `url` is where it was fetched, when it was."""
    facts = Facts(root)
    site = site_of(facts)
    address = _canonical(facts, url)
    return PageFacts(
        title_of(facts, site, url or address),
        ArticleMetadata(
            author=author_of(root, facts, site),
            published=_published(root, facts, url or address),
            site=site,
            language=_language(root, facts),
            url=address or url,
        ),
    )


def _published(root: HtmlElement, facts: Facts, url: str | None) -> str | None:
    """The day on which the page was published: what it states first, then what it shows."""
    for found in (_dates_told(facts), _dates_shown(root)):
        for text in found:
            day = iso_date(text)
            if day is not None:
                return day
    in_address = _IN_ADDRESS.search(url or "")
    if in_address:
        return iso_date("-".join(in_address.groups()))
    changed = [text for entry in facts.articles() for text in texts_in(entry.get("dateModified"))]
    for text in (*changed, *(value for name in _CHANGED_METAS for value in facts.metas.get(name, ()))):
        day = iso_date(text)
        if day is not None:
            return day
    return None


def _dates_told(facts: Facts) -> Iterator[str]:
    for entry in facts.articles():
        for name in ("datePublished", "dateCreated", "uploadDate"):
            yield from texts_in(entry.get(name))
    for name in _DATE_METAS:
        yield from facts.metas.get(name, ())
    for at in range(1, 4):
        if "publish" in (facts.meta(f"twitter:label{at}") or "").lower():
            yield from facts.metas.get(f"twitter:data{at}", ())


def _dates_shown(root: HtmlElement) -> Iterator[str]:
    """Dates in marks of the page, the likeliest first."""
    second: list[str] = []
    third: list[str] = []
    for element in root.iter("time", "abbr"):
        told = " ".join(element.get(name) or "" for name in ("itemprop", "class", "pubdate", "id"))
        text = element.get("datetime") or element.get("title") or "".join(element.itertext())
        if "datePublished" in told or "published" in told or element.get("pubdate") is not None:
            yield text
        elif element.tag == "time":
            (third if _NOT_DATE.search(told) or _is_elsewhere(element) else second).append(text)
    for element in root.xpath("//*[@itemprop='datePublished' or @property='datePublished']")[:3]:
        yield element.get("content") or element.get("datetime") or "".join(element.itertext())
    yield from second[:3]
    marked = root.xpath(
        "//*[self::span or self::div or self::p or self::li or self::em or self::small or self::h6 or self::h5]"
        "[contains(@class, 'date') or contains(@class, 'Date') or contains(@class, 'publish') or contains(@class, 'time') "
        "or contains(@class, 'posted') or contains(@class, 'meta') or contains(@class, 'byline') or contains(@id, 'date') "
        "or contains(@class, 'datum') or contains(@class, 'fecha') or contains(@class, 'info')]"
    )
    for element in marked[:_MOST_LOOKED_AT]:
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        text = " ".join("".join(element.itertext()).split())
        if (
            not _NOT_DATE.search(name)
            and len(text) <= _LONGEST_DATE
            and not _is_elsewhere(element)
            and "©" not in text
        ):
            yield text
    yield from third[:2]
    for element in root.xpath(
        "//body//*[self::p or self::div or self::span or self::li][not(*) or count(*) < 3]"
    )[:400]:
        text = " ".join("".join(element.itertext()).split()) if element.text or len(element) else ""
        if (
            6 <= len(text) <= 60
            and any(map(str.isdigit, text))
            and "©" not in text
            and not _is_elsewhere(element)
        ):
            yield text


def _is_elsewhere(element: HtmlElement) -> bool:
    for up in (element, *element.iterancestors()):
        if up.tag in ("footer", "aside", "nav"):
            return True
        name = f"{up.get('class') or ''} {up.get('id') or ''}"
        if up.tag not in ("body", "html") and re.search(
            r"comment|related|sidebar|footer|recommend|recent|popular|latest|widget|teaser|upcoming|calendar",
            name,
            re.IGNORECASE,
        ):
            return True
    return False


def _language(root: HtmlElement, facts: Facts) -> str | None:
    html = root if root.tag == "html" else next(iter(root.iter("html")), root)
    own = [html.get(name) for name in ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang")]
    body = next(iter(root.iter("body")), None)
    if body is not None:
        own.append(body.get("lang"))
    told = [text for entry in facts.articles() for text in texts_in(entry.get("inLanguage"))]
    metas = ("og:locale", "language", "dc.language", "dcterms.language", "content-language", "inlanguage")
    for value in (*own, *told, *(facts.meta(name) for name in metas)):
        match = _LANGUAGE.match((value or "").strip())
        if match:
            return match[0].lower()
    for element in root.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "content-language":
            match = _LANGUAGE.match((element.get("content") or "").strip())
            return match[0].lower() if match else None
    return None


def _canonical(facts: Facts, url: str | None) -> str | None:
    for told in (facts.canonical, facts.meta("og:url")):
        if told:
            with suppress(ValueError):
                address = urljoin(url or "", told.strip())
                if address.startswith(("http://", "https://")):
                    return address
    return None
