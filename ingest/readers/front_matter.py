"""The front matter of a Markdown text, of every kind: YAML, TOML, JSON, Pandoc's percent signs, MultiMarkdown's
lines, and comments with fields. Knows what its fields are called and what they say of an article.
"""

# ruff: noqa: E501
from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from ingest.article import ArticleMetadata
from ingest.dates import iso_date

__all__ = ["Fields", "front_matter", "with_fields"]

Fields = dict[str, list[str]]
"""The values of a field, by its name in small letters without signs between its words."""

_YAML = re.compile(r"\A---[ \t]*\n(?P<body>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(?P<body>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_JSON = re.compile(r"\A;;;[ \t]*\n(?P<body>.*?)^;;;[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"\A<!--[ \t]*\n(?P<body>.*?)-->[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(?:\.\. )?(?P<name>[^\W\d][\w -]{0,40}?)[ \t]*:(?:[ \t]+(?P<value>.*)|)$")
_LARGEST = 50_000
_MOST_VALUES = 50
_KNOWN = frozenset(
    "title subtitle author authors date published pubdate publishdate created updated lastmod modified tags tag categories"
    " category keywords layout draft slug permalink url description summary excerpt lang language locale aliases cssclass"
    " cssclasses id type status weight image cover series template sidebar sidebarlabel sidebarposition publish parent"
    " navorder byline by creator site sitename publication canonical canonicalurl".split()
)
_TITLES = ("title",)
_AUTHORS = ("author", "authors", "by", "byline", "creator", "writer")
_DATES = ("date", "published", "pubdate", "publishdate", "publisheddate", "datepublished", "publicationdate", "publishedat", "created",
          "datecreated", "createdat")  # fmt: skip
_LANGUAGES = ("lang", "language", "locale")
_MAIL = re.compile(r"\s*<[^<>]*>|\s*\([^()]*@[^()]*\)|\s*\S+@\S+\.\w+")


def front_matter(text: str) -> tuple[Fields, str]:
    """The fields at the top of `text`, and the text below them; all of it where there are none."""
    for pattern, read in (
        (_YAML, _from_yaml),
        (_TOML, _from_toml),
        (_JSON, _from_json),
        (_COMMENT, _from_lines),
    ):
        match = pattern.match(text)
        if match is not None:
            fields = _plausible(read(match["body"])) if len(match["body"]) <= _LARGEST else {}
            return (fields, text[match.end() :]) if fields else ({}, text)
    if text.startswith("{") and text[1:2].isspace():
        return _leading_json(text)
    if text.startswith("% "):
        return _percent_lines(text)
    return _leading_lines(text)


def with_fields(metadata: ArticleMetadata, fields: Fields) -> ArticleMetadata:
    """`metadata` with what the fields say where it leaves something open."""

    def first(*names: str) -> str | None:
        return next((value for name in names for value in fields.get(name, ()) if value), None)

    days = (iso_date(value) for name in _DATES for value in fields.get(name, ()))
    language = re.match(r"[A-Za-z]{2}(?=$|[-_])", first(*_LANGUAGES) or "")
    authors = next((fields[name] for name in _AUTHORS if any(fields.get(name, ()))), [])
    addresses = (
        value
        for name in ("canonicalurl", "canonical", "url", "permalink", "source", "link")
        for value in fields.get(name, ())
    )
    return replace(
        metadata,
        author=metadata.author
        or ", ".join(filter(None, (_MAIL.sub("", name).strip() for name in authors)))
        or None,
        published=metadata.published or next((day for day in days if day), None),
        language=metadata.language or (language[0].lower() if language else None),
        site=metadata.site or first("site", "sitename", "publication", "publisher"),
        url=metadata.url or next((url for url in addresses if url.startswith(("http://", "https://"))), None),
    )


def _plausible(fields: Fields) -> Fields:
    """The fields, unless they are a text that only looks like some."""
    names = list(fields)
    if not names or not (any(name in _KNOWN for name in names) or len(names) > 2):
        return {}
    return fields


def _key(name: object) -> str:
    return "".join(sign for sign in str(name).lower() if sign.isalnum())


def _values(value: object, *, nested: bool = False) -> list[str]:
    """What a value of a field says, as texts; of a described person or thing, its name."""
    if isinstance(value, list):
        return [] if nested else [text for one in value[:_MOST_VALUES] for text in _values(one, nested=True)]
    if isinstance(value, dict):
        named = next(
            (value[name] for name in ("name", "title", "literal", "fullname") if value.get(name)), None
        )
        return _values(named, nested=True) if isinstance(named, str) else []
    if isinstance(value, date):
        return [value.isoformat()]
    if value is None or isinstance(value, bool):
        return []
    text = " ".join(str(value).split())
    return [text] if text else []


def _fields_of(data: object) -> Fields:
    if not isinstance(data, dict):
        return {}
    known = ((_key(name), value) for name, value in list(data.items())[:200] if isinstance(name, str))
    return {name: _values(value) for name, value in known if name}


def _from_yaml(body: str) -> Fields:
    import yaml

    try:
        data = yaml.load(body, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError):
        return _from_lines(body)  # a colon in a title is no YAML, and yet is meant so
    return _fields_of(data)


def _from_toml(body: str) -> Fields:
    import tomllib

    return _parsed(tomllib.loads, body)


def _from_json(body: str) -> Fields:
    return _parsed(json.loads, body)


def _parsed(parse: Callable[[str], object], body: str) -> Fields:
    try:
        return _fields_of(parse(body))
    except (ValueError, RecursionError):
        return {}


def _from_lines(body: str) -> Fields:
    fields: dict[str, list[str]] = {}
    name = ""
    for line in body.split("\n"):
        found = _FIELD.match(line)
        if found:
            name = _key(found["name"])
            fields[name] = list(_listed((found["value"] or "").strip()))
        elif name and re.match(r"\s*-\s+\S", line):
            fields[name].append(line.strip()[1:].strip().strip("\"'"))
        elif line.strip() and not line[:1].isspace() and not line.startswith("#"):
            return {}
    return fields


def _listed(value: str) -> Iterator[str]:
    if value[:1] == "[" and value[-1:] == "]":
        yield from (part.strip().strip("\"'") for part in value[1:-1].split(",") if part.strip())
    elif value not in ("", "|", ">", ">-", "|-", "null", "~"):
        yield value[1:-1] if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0] else value


def _leading_json(text: str) -> tuple[Fields, str]:
    try:
        data, end = json.JSONDecoder().raw_decode(text[:_LARGEST])
    except (ValueError, RecursionError):
        return {}, text
    fields = _plausible(_fields_of(data))
    return (fields, text[end:]) if fields and text[end : end + 1] in ("\n", "") else ({}, text)


def _percent_lines(text: str) -> tuple[Fields, str]:
    """Pandoc's title block: title, authors, date, each after a percent sign."""
    fields: Fields = {}
    lines = text.split("\n", 6)
    at = 0
    for name in ("title", "author", "date"):
        if not lines[at].startswith("%"):
            break
        value = lines[at][1:].strip()
        at += 1
        while at < len(lines) and lines[at][:1].isspace() and lines[at].strip():
            value += f" {lines[at].strip()}"
            at += 1
        parts = value.split(";") if name == "author" else [value]
        fields[name] = [part.strip() for part in parts if part.strip()]
    return (fields, "\n".join(lines[at:])) if fields.get("title") else ({}, text)


def _leading_lines(text: str) -> tuple[Fields, str]:
    """MultiMarkdown's fields: lines `Name: value` from the first one on, one of them the title, then a blank line."""
    head, blank, rest = text[:_LARGEST].partition("\n\n")
    lines = head.split("\n")
    if not blank or len(lines) < 2 or not all(_FIELD.match(line) or line[:1].isspace() for line in lines):
        return {}, text
    fields = _from_lines(head)
    known = sum(name in _KNOWN for name in fields)
    return (
        (fields, rest + text[_LARGEST:])
        if fields.get("title") and known > 1 and known * 2 >= len(fields)
        else ({}, text)
    )
