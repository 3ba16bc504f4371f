"""Filters of articles by site, author and date.

Knows what is written in an article's metadata. A search takes the ids that are found here, so both indexes
look at nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from typing import Protocol, TypedDict
from urllib.parse import urlsplit

from ingest.article import ArticleMetadata
from vectorstore.errors import FilterError

__all__ = ["Where", "ids_where"]


class Where(TypedDict, total=False):
    """What an article has to be; None, or a key left out, asks for nothing."""

    site: str | None
    """The site's name, or its address: "example.org" takes "news.example.org" too."""
    author: str | None
    """Words that must all be in the author's name, in any case and order."""
    since: str | date | None
    """The first day of publication: YYYY-MM-DD, or a month or year of which the first day is meant."""
    until: str | date | None
    """The last day, in the same forms; of a month or year the last day is meant."""


class Described(Protocol):
    """What a filter looks at: `ArticleSummary` is one."""

    @property
    def id(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def metadata(self) -> ArticleMetadata: ...


def ids_where(
    summaries: Iterable[Described], where: Where, articles: Collection[str] | None = None
) -> Collection[str] | None:
    """The ids, of `articles` where that is given, that are as `where` says; None means all.

    An article of which a wanted fact is not known is left out. Raises FilterError for what is no date.
    """
    wanted = {key: value for key, value in where.items() if value is not None}
    if unknown := wanted.keys() - Where.__annotations__.keys():
        raise TypeError(f"unknown filter {', '.join(sorted(unknown))}: use site, author, since or until")
    if not wanted:
        return articles
    site, author = (_words(str(wanted.get(key, ""))) for key in ("site", "author"))
    since = _first_day("since", wanted["since"]) if "since" in wanted else ""
    until = _last_day("until", wanted["until"]) if "until" in wanted else ""
    return [
        summary.id
        for summary in summaries
        if (articles is None or summary.id in articles)
        and ("site" not in wanted or _is_from(summary, str(wanted["site"]), site))
        and ("author" not in wanted or author <= _words(summary.metadata.author or "") != set())
        and (not (since or until) or _is_within(summary.metadata.published, since, until))
    ]


def _is_from(summary: Described, site: str, words: set[str]) -> bool:
    if words and words == _words(summary.metadata.site or ""):
        return True
    wanted = _host(site)
    hosts = {_host(text) for text in (summary.metadata.url, summary.source, summary.metadata.site) if text}
    return bool(wanted) and any(host == wanted or host.endswith(f".{wanted}") for host in hosts)


def _host(text: str) -> str:
    """The host of a web address or a bare host name, without `www.`; "" for anything else."""
    text = text.strip().lower()
    if not re.match(r"https?://", text):
        if not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?/?", text):
            return ""
        text = f"https://{text}"
    try:
        return (urlsplit(text).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _is_within(published: str | None, since: str, until: str) -> bool:
    """Whether any day that `published` may mean lies from `since` to `until`."""
    try:
        first, last = _first_day("published", published or ""), _last_day("published", published or "")
    except FilterError:
        return False
    return (not since or last >= since) and (not until or first <= until)


_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ].*)?")


def _first_day(name: str, value: object) -> str:
    year, month, day = _parts(name, value)
    return f"{year}-{month or '01'}-{day or '01'}"


def _last_day(name: str, value: object) -> str:
    """The last day, or a later one that no month has; days are compared as text."""
    year, month, day = _parts(name, value)
    return f"{year}-{month or '12'}-{day or '31'}"


def _parts(name: str, value: object) -> tuple[str, str | None, str | None]:
    text = value.isoformat() if isinstance(value, date) else str(value).strip()
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year, month, day = found.groups()
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise FilterError(f"{name} {text!r} is not a date; give it as YYYY-MM-DD, YYYY-MM or YYYY") from None
    return year, month, day


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))
