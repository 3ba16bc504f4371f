"""Signs within a line that dialects of Markdown add: wiki links, comments, highlights, keys, attributes, raised
and lowered letters; as rules for markdown-it's parser, so that program text stays as it is.
"""

# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from ingest.raised import lowered, raised

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

__all__ = ["add_marks"]

_WIKI = re.compile(r"\[\[([^\[\]|\n]{0,300})(?:\\?\|([^\[\]\n]{1,300}))?\]\](?![(\[])")
_EMBED = re.compile(r"!\[\[[^\[\]\n]{1,400}\]\]")
_COMMENT = re.compile(r"%%[^%\n]{0,2000}%%")
_HIGHLIGHT = re.compile(r"==(?=[^\s=])([^=\n]{1,1000}?)(?<=[^\s=])==(?!=)")
_KEYS = re.compile(r"\+\+([a-z0-9][a-z0-9-]*(?:\+[a-z0-9\"\-]+)*)\+\+", re.IGNORECASE)
_ATTRIBUTES = re.compile(
    r"[ \t]*\{:?[ \t]*(?:[.#][\w:-]+|[\w-]+=(?:\"[^\"\n]*\"|[^\s}\"]+))(?:[ \t]+(?:[.#][\w:-]+|[\w-]+=(?:\"[^\"\n]*\"|[^\s}\"]+))){0,12}[ \t]*\}"
)
_BLOCK_ID = re.compile(r"\^[A-Za-z0-9][A-Za-z0-9-]*[ \t]*(?=\n|\Z)")
_UP = re.compile(r"\^([\w+−-]{1,8})\^(?!\w)")
_DOWN = re.compile(r"(?<!~)~([\w+−-]{1,8})~(?!~)")
_ICON = re.compile(r":(?:material|fontawesome|octicons|simple|lucide)-[\w-]{1,80}:(?:\{[^{}\n]*\})?")
_JINJA = re.compile(r"\{\{[<%][^{}\n]{1,400}[>%]\}\}|\{%[^{}\n]{1,400}%\}")

Rule = tuple[str, re.Pattern[str], Callable[[re.Match[str], str], str | None]]


def _wiki(match: re.Match[str], _before: str) -> str | None:
    if match[2]:
        return match[2].strip()
    target = match[1].strip()
    page, _, part = target.partition("#")
    return " > ".join(name.strip() for name in (page, part.lstrip("^#")) if name.strip()) if target else None


def _at_end(_match: re.Match[str], before: str) -> str | None:
    return "" if not before or before[-1].isspace() else None


def _after_word(write: Callable[[str, str], str]) -> Callable[[re.Match[str], str], str | None]:
    def written(match: re.Match[str], before: str) -> str | None:
        return write(before, match[1]) if before[-1:].isalnum() else None

    return written


def _nothing(_match: re.Match[str], _before: str) -> str:
    return ""


_RULES: tuple[Rule, ...] = (
    ("!", _EMBED, _nothing),
    ("[", _WIKI, _wiki),
    ("%", _COMMENT, _nothing),
    ("+", _KEYS, lambda match, _: match[1]),
    ("{", _JINJA, _nothing),
    ("{", _ATTRIBUTES, _nothing),
    ("^", _UP, _after_word(raised)),
    ("^", _BLOCK_ID, _at_end),
    ("~", _DOWN, _after_word(lowered)),
    (":", _ICON, _nothing),
)


def add_marks(parser: MarkdownIt) -> None:
    """Let `parser` read these signs."""
    parser.inline.ruler.before("emphasis", "dialect_marks", _marks)


def _marks(state: StateInline, silent: bool) -> bool:
    sign = state.src[state.pos]
    if sign == "=" and _highlight(state, silent):
        return True
    for lead, pattern, write in _RULES:
        if sign != lead:
            continue
        match = pattern.match(state.src, state.pos, state.posMax)
        if match is None:
            continue
        words = write(match, state.src[max(0, state.pos - 48) : state.pos])
        if words is None:
            continue
        if not silent:
            state.pending += words
        state.pos = match.end()
        return True
    return False


def _highlight(state: StateInline, silent: bool) -> bool:
    """The two signs of a highlight vanish, what stands between them is read on."""
    ends = state.env.setdefault("highlight_ends", set())
    key = (state.src, state.pos)
    if key in ends:
        state.pos += 2
        return True
    match = _HIGHLIGHT.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        ends.add((state.src, match.end() - 2))
        state.pos += 2
        return True
    state.pos += 2
    return True
