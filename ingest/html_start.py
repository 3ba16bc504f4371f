"""How a text begins when it is HTML or XML: its declarations, its comments, its first element.

Walks from sign to sign, each character once: an expression for a run of comments takes time without end.
"""

from __future__ import annotations

import re

__all__ = ["begins_as_page", "first_element", "fragment_tag"]

_OPENINGS = (("<!--", "-->"), ("<?", "?>"))
_DOCTYPE = re.compile(r"<!doctype\b", re.IGNORECASE)
_HTML_DOCTYPE = re.compile(r"<!doctype\s{1,9}html\b", re.IGNORECASE)
_NAME = re.compile(r"<([A-Za-z][\w:.-]{0,60})(?=[\s/>])")
_PAGE = frozenset({"html", "head", "body"})
_FRAGMENTS = frozenset(
    "article main section div p h1 h2 h3 h4 h5 h6 ul ol table blockquote header meta title link a b i em strong"  # noqa: E501
    " span font center figure img hr".split()
)
_LONGEST_TAG = 4_000


def first_element(text: str) -> tuple[str, int]:
    """The name of the first element of `text` and where it begins; ("", place) where other text comes first.

    Passes over white space, comments, processing instructions and the document type declaration.
    """
    at = 0
    while True:
        at = _after_blanks(text, at)
        for opening, closing in _OPENINGS:
            if text.startswith(opening, at):
                end = text.find(closing, at + len(opening))
                if end < 0:
                    return "", at
                at = end + len(closing)
                break
        else:
            if not _DOCTYPE.match(text, at):
                name = _NAME.match(text, at)
                return (name[1].lower() if name else ""), at
            at = _after_doctype(text, at)
            if at < 0:
                return "", len(text)


def begins_as_page(text: str) -> bool:
    """Whether `text` begins as a whole web page does."""
    name, at = first_element(text)
    if name in _PAGE:
        return True
    return _HTML_DOCTYPE.search(text, 0, at) is not None


def fragment_tag(text: str) -> str | None:
    """The name of the element that `text` begins with when it may be a piece of a page."""
    name, at = first_element(text)
    end = text.find(">", at, at + _LONGEST_TAG) if name in _FRAGMENTS else -1
    return name if end >= 0 and "<" not in text[at + 1 : end] else None


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _after_doctype(text: str, at: int) -> int:
    """The place after a document type declaration; -1 where it does not end."""
    end = text.find(">", at)
    inner = text.find("[", at, end if end >= 0 else len(text))
    if inner >= 0:
        closing = text.find("]", inner)
        end = text.find(">", closing) if closing >= 0 else -1
    return end + 1 if end >= 0 else -1
