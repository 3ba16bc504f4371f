"""Who wrote a web page: from its JSON-LD, its meta tags, its marks of an author, or its line "By ...".

Names are cleaned of what stands around them on pages: roles, dates, addresses, invitations to follow.
"""

# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ingest.readers.page_facts import Entry, Facts, clean, kinds_of, texts_in

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["author_of", "clean_names"]

_METAS = (
    "author", "article:author", "article:author_name", "og:article:author", "citation_author", "parsely-author",
    "sailthru.author", "byl", "byline", "dc.creator", "dcterms.creator", "dc.contributor", "dcsext.author", "cxenseparse:author",
    "authors", "article.author", "rbauthors", "shareaholic:article_author_name",
)  # fmt: skip
_MARKS = (
    "//*[@itemprop='author' or @itemprop='creator' or @rel='author' or contains(@rel, 'author')]",
    "//*[self::a or self::span or self::p or self::div or self::address or self::li or self::strong or self::cite]"
    "[contains(@class, 'author') or contains(@class, 'byline') or contains(@class, 'Author') or contains(@class, "
    "'Byline') or contains(@class, 'contributor') or contains(@class, 'writer') or contains(@data-testid, 'author') or "
    "contains(@class, 'autor') or @class='fn' or contains(@id, 'author') or contains(@id, 'byline')]",
)
_NOT_HERE = re.compile(
    r"comment|respond|related|recommend|sidebar|footer|widget|reply|reviewer|most-|popular|teaser|promo",
    re.IGNORECASE,
)
_NOT_MARK = re.compile(
    r"(?:author|byline|writer)[\w-]*(?:bio|desc|image|img|photo|avatar|title|role|job|date|time|social|twitter|email|count|box-|"
    r"about)|authori|comment|posts|avatar",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\A\W*(?:[a-z]+\s+(?:[a-z]+\s+)?(?=by\b))?"
    r"(?:by|von|par|por|di|door|av|af|przez|автор|текст|author|autor|auteur|autore|authors|writer|verfasst von|escrito por|"
    r"publicado por|scritto da|geschreven door|écrit par|publié par|作者|文|著者)(?:\s*[:：]\s*|\s+)",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"\A\s*(?:By|Von|Par|Por|Di|Door|Written by|Posted by|Words by|Text by|Author:|Autor:)\s+(?=[A-ZÀ-ÞА-Я])"
)
_CUT = re.compile(
    r"\s*(?:@\w|\||•|·|—|–|\s-\s|\n|\t|;\s*(?=updated|published)|\b(?:published|updated|posted|last (?:updated|modified)|created|"
    r"follow|read more|view (?:all|profile|bio)|see (?:all|more)|more (?:from|by|about)|about the author|bio|photos? by|"
    r"photographs? by|illustrat\w+ by|additional reporting|special to|for the|is an? |was an? |has been|"
    r"on (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\w+day|\d)|am \d|le \d|el \d|"
    r"in [A-Z][a-z]+\Z|\d{1,2}[.:/]\d|\d{4}|@\w|https?:|www\.|e-?mail|min(?:ute)?s? read|contributor\b|"
    r"(?:senior |staff |associate |deputy |executive |managing |chief |news |political |science |technology |tech |guest |"
    r"freelance |contributing |special |foreign |sports? |digital |lead |assistant )*"
    r"(?:writer|editor(?:-in-chief|ial)?|reporter|correspondent|columnist|journalist|producer|analyst|author|blogger)\b)).*\Z",
    re.IGNORECASE | re.DOTALL,
)
_SPLIT = re.compile(
    r"\s*(?:;|\s/\s|\s&\s|\s\+\s|,\s+and\s+|\s+and\s+|\s+und\s+|\s+et\s+|\s+y\s+|\s+e\s+|\s+og\s+|\s+och\s+|\s+en\s+(?=[A-Z])|"
    r"\s+with\s+|、|，)\s*"
)
_BRACKETS = re.compile(r"\s*[\[(][^\])]{0,80}[\])]")
_NO_NAME = re.compile(
    r"\A(?:admin(?:istrator)?|editor(?:s|ial)?(?: team| staff| board)?|staff(?: \w+)?|(?:the )?(?:news)?team|redaktion|rédaction|"
    r"redacción|redazione|guest(?: \w+)?|anonymous|unknown|webmaster|user|author|authors?|n/?a|none|null|undefined|by|login|"
    r"web ?desk|newsroom|contributors?|moderator|root|wordpress|home|profile|share|more|comments?|subscribe|\W*)\Z",
    re.IGNORECASE,
)
_JUNK = re.compile(
    r"\b(?:print|click|this article|share|read|comments?|humans|copyright|rights reserved|ministr(?:y|ies)|subscribe|follow)\b",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"(?<=\S)[\s.,]+(?:(?:the )?associated press|reuters|afp|agence france-presse|bloomberg(?: news)?|usa today|upi|dpa|efe|ansa|"
    r"cnn(?: business| politics)?|bbc(?: news| sport)?|[\w']{2,15} (?:today|international|news|times|post|journal|magazine))\Z",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:press|news|reuters|agency|insider|media|magazine|times|journal|newspaper|cnn|bbc|afp|bureau|staff|network|desk|tv|radio|"
    r"university|institute|foundation|department|ministry|group|inc|ltd|gmbh)\b|\A(?:ap|afp|dpa|efe|upi|rt)\Z",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\S+@\S+\.\w+|https?:|www\.|\.(?:com|org|net|de|co\.uk)\b|[{}<>=\\\[\]]|\A@", re.IGNORECASE
)
_MOST_WORDS = 6
_MOST_NAMES = 12
_LONGEST = 160


def author_of(root: HtmlElement, facts: Facts, site: str | None) -> str | None:
    """The names of the authors, joined by commas; an organisation's only where no person is named."""
    known = {_key(name) for name in (site, facts.meta("og:site_name", "application-name")) if name}
    second: list[str] = []
    for people, others in (_in_data(facts), (_in_metas(facts), [])):
        names = clean_names(people)
        persons = [name for name in names if _key(name) not in known]
        if persons:
            return ", ".join(persons)
        second += names or clean_names(others)
    for path in _MARKS:
        names = [name for name in _marked(root, path) if _key(name) not in known]
        if names:
            return ", ".join(names)
    return _by_line(root) or (", ".join(second[:1]) or None)


def clean_names(texts: Iterable[str]) -> list[str]:
    """The names in texts that should hold names, each once, in order."""
    found: dict[str, str] = {}
    for text in texts:
        whole = _BRACKETS.sub("", text[:600])
        whole = _BY.sub("", whole).strip()
        for part in _SPLIT.split(whole):
            for name in _by_commas(part):
                tidy = _name(name)
                if tidy:
                    found.setdefault(_key(tidy), tidy)
    people = [name for name in found.values() if not _BODY.search(name)]
    return (people or list(found.values()))[:_MOST_NAMES]


def _by_commas(part: str) -> list[str]:
    """The names in a list with commas; what follows a name's comma may be a title or a place."""
    pieces = [piece.strip() for piece in part.split(",")]
    if (
        len(pieces) == 2
        and pieces[0]
        and " " not in pieces[0]
        and " " not in pieces[1]
        and pieces[1].istitle()
    ):
        return [f"{pieces[1]} {pieces[0]}"]  # Lind, Ada
    if len(pieces) > 1 and len(pieces[0].split()) >= 2:
        return [
            pieces[0],
            *(piece for piece in pieces[1:] if 2 <= len(piece.split()) <= 3 and not _CUT.search(piece)),
        ]
    return pieces


def _name(text: str) -> str | None:
    if _ADDRESS.search(text.strip()):
        return None
    name = _CUT.sub("", _BY.sub("", text.strip())).strip(" ,.:;|-–—·•/\"'“”")
    shorter = _AGENCY.sub("", name)
    if len(shorter.split()) >= 2:
        name = shorter
    if _JUNK.search(name):
        return None
    if not name or _NO_NAME.match(name) or len(name) > 70:
        return None
    words = name.split()
    if len(words) > _MOST_WORDS or any(sign.isdigit() for sign in name) or not any(map(str.isalpha, name)):
        return None
    if len(words) == 1 and name.islower() and name.isascii():
        return name if len(name) > 2 else None
    if name.isupper() and name.isascii() and len(words) > 1:
        name = name.title()
    return name


def _key(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _in_data(facts: Facts) -> tuple[list[str], list[str]]:
    """The persons and the organisations that JSON-LD names as authors."""
    by_id = {str(entry["@id"]): entry for entry in facts.entries if entry.get("@id")}
    people: list[str] = []
    others: list[str] = []
    for entry in facts.articles():
        for told in (entry.get("author"), entry.get("creator")):
            for one in told if isinstance(told, list) else [told]:
                described: Entry | object = one
                if isinstance(one, dict) and not one.get("name"):
                    described = by_id.get(str(one.get("@id")), one)
                is_body = isinstance(described, dict) and any(
                    "Organization" in kind for kind in kinds_of(described)
                )
                (others if is_body else people).extend(texts_in(described))
        if people:
            break
    return people, others


def _in_metas(facts: Facts) -> list[str]:
    for name in _METAS:
        values = [value for value in facts.metas.get(name, ()) if not _ADDRESS.search(value)]
        if clean_names(values):
            return values if name == "citation_author" else values[:4]
    for at in range(1, 4):
        if "written by" in (facts.meta(f"twitter:label{at}") or "").lower():
            return facts.metas.get(f"twitter:data{at}", [])[:1]
    return []


def _marked(root: HtmlElement, path: str) -> list[str]:
    for element in root.xpath(path)[:12]:
        own = " ".join((element.get("class") or "", element.get("id") or ""))
        if _NOT_MARK.search(own) or element.tag in (
            "meta",
            "body",
            "html",
            "article",
            "main",
            "img",
            "link",
            "time",
        ):
            if element.tag == "meta" and element.get("content"):
                return clean_names([element.get("content")])
            continue
        if any(_NOT_HERE.search(f"{up.get('class') or ''} {up.get('id') or ''}") for up in _above(element)):
            continue
        inner = element.xpath(
            ".//*[@itemprop='name' or @rel='author' or contains(@class, 'name') or self::a]"
        )
        texts = [clean("".join(one.itertext())) or "" for one in inner[:6]]
        if element.get("content"):
            texts = [element.get("content")]
        names = clean_names(text for text in texts if text and len(text) < _LONGEST)
        whole = clean(" ".join(element.itertext())) or ""
        if not names and whole and len(whole) <= _LONGEST:
            names = clean_names([whole])
        names = [
            name for name in names if " " in name or not name.isascii() or element.get("rel") == "author"
        ]
        if names:
            return names
    return []


def _above(element: HtmlElement) -> list[HtmlElement]:
    return [element, *list(element.iterancestors())[:6]]


def _by_line(root: HtmlElement) -> str | None:
    """The names in a short line "By ..." near the top."""
    seen = 0
    for element in root.iter("p", "div", "span", "li", "h4", "h5", "h6", "em", "i", "strong", "b"):
        text = element.text or ""
        if not text.strip():
            continue
        seen += 1
        if seen > 120:
            return None
        if _LINE.match(text):
            whole = clean("".join(element.itertext())) or ""
            if len(whole) <= _LONGEST:
                names = [
                    name
                    for name in clean_names([whole])
                    if 2 <= len(name.split()) <= 4 and name[:1].isupper()
                ]
                if names:
                    return ", ".join(names)
    return None
