"""The title of a web page, without the name of its site.

Pages write both in one line and say each of them in other places too: what one place says alone is a part of
the line of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from ingest.readers.page_blocks import words_of
from ingest.readers.page_facts import Facts, texts_in

__all__ = ["site_of", "title_of"]

_SEPARATOR = re.compile(r"\s+[|\-–—·•:»«/~]+\s+|\s*[|｜]\s*|\s*[»«]\s*|\s*[—–]\s+|：")
_TITLE_NAMES = (
    "citation_title",
    "dc:title",
    "dcterms:title",
    "dc.title",
    "og:title",
    "twitter:title",
    "parsely-title",
)
_HOST = re.compile(r"^(?:www\d?|m|mobile|amp|en|de|fr|blog|news)\.")


def title_of(facts: Facts, site: str | None, url: str | None) -> str | None:
    """What the page announces as its title, without the site's name; else its first heading."""
    announced = [*_headlines(facts), *(facts.meta(name) for name in _TITLE_NAMES), facts.document_title]
    told = [title for title in announced if title]
    sites = _site_words(facts, site, url)
    for title in told:
        if words_of(title) and words_of(title) not in sites:
            return _without_site(title, sites, [*facts.headings, *told])
    return facts.headings[0] if facts.headings else None


def site_of(facts: Facts) -> str | None:
    """The name of the site, as the page tells it."""
    named = facts.meta("og:site_name", "application-name", "apple-mobile-web-app-title", "al:ios:app_name")
    if named:
        return named.removeprefix("@")
    for entry in facts.articles():
        for name in texts_in(entry.get("publisher")):
            return name
    for entry in facts.entries:
        if entry.get("@type") in ("WebSite", "NewsMediaOrganization"):
            for name in texts_in(entry.get("name")):
                return name
    return facts.meta("dc.publisher", "citation_publisher", "publisher", "copyright")


def _headlines(facts: Facts) -> list[str]:
    """The headline of the article that the page describes in JSON-LD."""
    shown = set(words_of(facts.document_title or ""))
    for entry in facts.articles():
        named = [text for key in ("headline", "name") for text in texts_in(entry.get(key))]
        if named:
            return [max(named, key=lambda name: shown.issuperset(words_of(name)))]
    return []


def _site_words(facts: Facts, site: str | None, url: str | None) -> list[tuple[str, ...]]:
    names = [site, facts.meta("og:site_name", "application-name")]
    for entry in facts.entries:
        names += list(texts_in(entry.get("publisher")))
    host = _HOST.sub("", urlsplit(url or facts.canonical or facts.meta("og:url") or "").netloc)
    names += [host, host.partition(".")[0]]
    return [words for words in (words_of(name or "") for name in names) if words]


def _without_site(title: str, sites: list[tuple[str, ...]], others: Iterable[str]) -> str:
    """`title` without the name of the site before or after it."""
    cuts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)]
    if not cuts:
        return title
    said = {words_of(other) for other in others} - {words_of(title), (), *sites}
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(title)]
    spans = [(starts[first], ends[last]) for first in range(len(starts)) for last in range(first, len(ends))]
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        if words_of(title[start:end]) in said:
            return title[start:end].strip()
    joined = {"".join(words) for words in sites}
    first, last = cuts[0], cuts[-1]
    for before, after in ((title[: last[0]], title[last[1] :]), (title[first[1] :], title[: first[0]])):
        words = words_of(after)
        is_site = words in sites or "".join(words) in joined or _names_site(words, sites)
        if before.strip() and is_site:
            return _without_site(before.strip(), sites, ()) if words_of(before) not in sites else title
    return title


def _names_site(words: tuple[str, ...], sites: list[tuple[str, ...]]) -> bool:
    """Whether a part of a title is a site's name with more or fewer words: "BBC News" of "BBC"."""
    own = "".join(words)
    for site in sites:
        name = "".join(site)
        if len(name) > 2 and own.startswith(name) and len(words) <= len(site) + 2:
            return True
        if len(own) > 3 and name.startswith(own):
            return True
    return False
