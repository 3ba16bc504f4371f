"""Markdown as a document: structure from its syntax tree, words without inline markup.

Knows CommonMark, tables and front matter. Links and emphasis become their words with offsets, images their
description; code keeps its marks; comments and tags of HTML are dropped.
"""

# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.article import ArticleMetadata, BlockKind, Inline
from ingest.document import Document, Piece, assemble, clean_text
from ingest.inline import Styled, StyledLine, clipped, joined, substituted, trimmed
from ingest.labels import reads_as_label
from ingest.raised import lowered, raised
from ingest.readers.front_matter import front_matter, with_fields
from ingest.readers.html import pieces_of
from ingest.readers.markdown_dialects import plain_markdown
from ingest.readers.markdown_marks import add_marks
from ingest.readers.page_blocks import page_blocks
from ingest.readers.page_tree import fragment_tree
from ingest.web_address import link_target

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["markdown_pieces", "parse_markdown"]

_ANCHOR = re.compile(r"\s*\{#([\w:.-]+)[^{}]*\}\s*$")
_BAR = re.compile(r"\|")
_SPACES = re.compile(r"\s+")
_TAG_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_CONTAINERS = ("table", "ul", "ol", "dl", "pre", "figure")
_MOST_BETWEEN = 400
"""Tokens that may stand between the tags of one table or list."""
_CAPTIONED = re.compile(r"badge|shields\.io", re.IGNORECASE)


def parse_markdown(
    raw: str,
    *,
    title: str | None = None,
    fallback_title: str | None = None,
    metadata: ArticleMetadata | None = None,
) -> Document:
    """The document that the Markdown text `raw` is.

    The title is `title`, else the front matter's, else the first heading, else `fallback_title`. Values
    of the front matter (author, date, language, site, url) fill what `metadata` leaves open.
    """
    text = clean_text(raw)
    fields, text = front_matter(text)
    return assemble(
        markdown_pieces(text),
        title=title or next(iter(fields.get("title", ())), None),
        fallback_title=fallback_title,
        metadata=with_fields(metadata or ArticleMetadata(), fields),
    )


def markdown_pieces(raw: str) -> list[Piece]:
    """The pieces of Markdown without front matter, also of what another format carries."""
    parser = _parser()
    env: dict[str, object] = {}
    tokens = parser.parse(plain_markdown(clean_text(raw)), env)
    return _Walk(parser, tokens, env).pieces()


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table").enable("strikethrough")
    parser.use(footnote_plugin).use(deflist_plugin)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    add_marks(parser)
    return parser


class _Walk:
    """One pass over the syntax tree: the lists and quotes around a place, the marks still to be written, and
    the notes, which are written below the block that refers to them."""

    def __init__(self, parser: MarkdownIt, tokens: Sequence[Token], env: dict[str, object]) -> None:
        self._parser = parser
        self._env = env
        self._lists: list[tuple[str, int]] = []
        self._marker: str | None = None
        self._quotes = 0
        self._quoted: list[Styled] = []
        self._notes = _notes(tokens)
        self._tokens = _without_notes(tokens)
        self._told: set[int] = set()
        self._waiting: list[int] = []

    def pieces(self) -> list[Piece]:
        made = self._walked(self._tokens)
        for note in self._notes:
            made += self._note(note)
        return made

    def _walked(self, tokens: Sequence[Token]) -> list[Piece]:
        pieces: list[Piece] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "table_open":
                end = _closing(tokens, at, "table_close")
                pieces += self._table(tokens[at:end])
                at = end
            elif token.type == "heading_open":
                pieces += self._heading(token, tokens[at + 1])
                at += 2
            elif token.type == "html_block":
                end = _html_end(tokens, at)
                pieces += self._html(tokens[at : end + 1])
                at = end
            elif token.type == "dt_open":
                pieces += self._term(tokens[at + 1])
                at += 2
            else:
                pieces += self._one(token)
            if self._waiting and not self._quotes:
                for note in self._waiting:
                    pieces += self._note(note)
                self._waiting = []
            at += 1
        return pieces

    def _one(self, token: Token) -> list[Piece]:
        kind = token.type
        if kind == "blockquote_open":
            self._quotes += 1
        elif kind == "blockquote_close":
            self._quotes -= 1
            if not self._quotes and self._quoted:
                quote = _piece("quote", joined(self._quoted, "\n>\n"))
                self._quoted = []
                return [quote]
        elif kind in ("bullet_list_open", "ordered_list_open"):
            ordered = kind.startswith("ordered")
            self._lists.append(("." if ordered else "-", int(token.attrs.get("start", 1)) if ordered else 0))
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
        elif kind == "list_item_open":
            mark, number = self._lists[-1]
            self._marker = "- " if mark == "-" else f"{number}. "
            self._lists[-1] = (mark, number + 1)
        elif kind in ("fence", "code_block"):
            return self._code(token)
        elif kind in ("math_block", "math_block_label", "amsmath"):
            return self._words(Styled(f"$${' '.join(token.content.split())}$$"))
        elif kind == "inline":
            apart = not self._lists and not self._quotes
            return [piece for words in self._labelled(token, apart) for piece in self._words(words)]
        return []

    def _words(self, words: Styled) -> list[Piece]:
        if not words.text.strip():
            return []
        if self._quotes:
            mark, self._marker = self._marker or "", None
            self._quoted.append(joined((Styled(f"> {mark}"), _one_line(words)), ""))
            return []
        if self._lists:
            depth = min(4, len(self._lists) - 1)
            marker, self._marker = self._marker, None
            if marker is not None:
                return [_piece("list_item", joined((Styled(marker), words), ""), level=depth)]
        return [_piece("paragraph", words)]

    def _heading(self, opening: Token, inline: Token) -> list[Piece]:
        words = self._flat(inline)
        anchor = _ANCHOR.search(words.text)
        if anchor:
            words = clipped(words, 0, anchor.start())
        anchor = anchor or _ANCHOR.search(inline.content)
        if not words.text.strip():
            return []
        return [
            _piece("heading", words, level=int(opening.tag[1]), anchor=anchor.group(1) if anchor else None)
        ]

    def _term(self, inline: Token) -> list[Piece]:
        """The term of a definition: a label of what is said below it."""
        words = self._flat(inline)
        if not words.text.strip() or self._quotes:
            return self._words(words)
        return [Piece("paragraph", words.text, inlines=(Inline("strong", 0, len(words.text)),))]

    def _code(self, token: Token) -> list[Piece]:
        if not token.content.strip():
            return []
        fence = "```"
        while fence in token.content:
            fence += "`"
        self._marker = None
        return [Piece("code", f"{fence}{token.info.strip()}\n{token.content.rstrip()}\n{fence}")]

    def _html(self, tokens: Sequence[Token]) -> list[Piece]:
        """The blocks of HTML among Markdown, read as those of a page."""
        content = self._parser.renderer.render(tokens, self._parser.options, self._env)
        body = fragment_tree(content) if "<" in content else None
        if body is None:
            return []
        self._marker = None
        return list(pieces_of([block for block in page_blocks(body) if block.text]))

    def _table(self, tokens: Sequence[Token]) -> list[Piece]:
        rows: list[list[Styled]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(substituted(_one_line(self._flat(token)), _BAR, lambda _: r"\|"))
        rule = Piece("table_row", "|" + "---|" * len(rows[0]), markup=True)
        bar = Styled("|")
        shown = [_piece("table_row", joined((bar, joined(row, " | "), bar), " ")) for row in rows]
        return [shown[0], rule, *shown[1:]]

    def _note(self, number: int) -> list[Piece]:
        """What a foot note says, once."""
        if number in self._told or number not in self._notes:
            return []
        self._told.add(number)
        outer = self._lists, self._marker, self._quotes
        self._lists, self._marker, self._quotes = [], None, 0
        pieces = self._walked(self._notes[number])
        self._lists, self._marker, self._quotes = outer
        return pieces

    def _labelled(self, inline: Token, apart: bool) -> list[Styled]:
        """The words of a paragraph; a label on its first line and the text below it apart."""
        children = inline.children or []
        depth = 0
        for at, child in enumerate(children if apart else ()):
            depth += child.nesting
            if child.type in ("softbreak", "hardbreak"):
                label = self._gathered(children[:at]) if not depth else Styled("")
                if reads_as_label(label):
                    return [label, self._gathered(children[at + 1 :])]
                break
        return [self._flat(inline)]

    def _flat(self, inline: Token) -> Styled:
        """The words of an inline token, with its links and emphasis beside them; images as their description."""
        return self._gathered(inline.children or ())

    def _gathered(self, children: Sequence[Token]) -> Styled:
        line = StyledLine()
        begun: list[bool] = []  # whether each link around this place leads anywhere
        at = 0
        while at < len(children):
            child = children[at]
            at += 1
            if child.type in ("text", "text_special"):
                line.add(child.content)
            elif child.type == "image":
                line.add("" if _CAPTIONED.search(str(child.attrs.get("src", ""))) else child.content)
            elif child.type == "code_inline":
                line.add(f"``{child.content}``" if "`" in child.content else f"`{child.content}`")
            elif child.type in ("softbreak", "hardbreak"):
                line.add(" ")
            elif child.type in ("math_inline", "math_inline_double"):
                sign = "$" if child.type == "math_inline" else "$$"
                line.add(f"{sign}{child.content}{sign}")
            elif child.type == "s_open":
                at = _after(children, at, "s_open", "s_close")
            elif child.type == "html_inline":
                at = self._inline_tag(children, at, line)
            elif child.type == "footnote_ref":
                self._waiting.append(int(child.meta["id"]))
            elif child.type == "link_open":
                url = link_target(str(child.attrs.get("href", "")))
                begun.append(url is not None)
                if url is not None:
                    line.begin("link", url)
            elif child.type in ("strong_open", "em_open"):
                line.begin("strong" if child.type == "strong_open" else "emphasis")
            elif child.type in ("strong_close", "em_close") or (child.type == "link_close" and begun.pop()):
                line.end()
        return line.take()

    def _inline_tag(self, children: Sequence[Token], at: int, line: StyledLine) -> int:
        """Write what a tag of HTML within a line changes; the place after what it takes."""
        tag = _TAG_NAME.match(children[at - 1].content)
        name = tag[2].lower() if tag and not tag[1] else ""
        if name == "br":
            line.add(" ")
        elif name in ("sup", "sub", "del", "s", "strike", "rt", "rp", "script", "style"):
            end = _tag_end(children, at, name)
            if end is not None:
                if name in ("sup", "sub"):
                    inner = self._gathered(children[at:end]).text
                    line.add((raised if name == "sup" else lowered)(line.ending(), inner))
                return end + 1
        return at


def _notes(tokens: Sequence[Token]) -> dict[int, list[Token]]:
    """The tokens of each foot note by its number."""
    found: dict[int, list[Token]] = {}
    current: list[Token] | None = None
    for token in tokens:
        if token.type == "footnote_open":
            current = found.setdefault(int(token.meta["id"]), [])
        elif token.type == "footnote_close":
            current = None
        elif current is not None and token.type != "footnote_anchor":
            current.append(token)
    return found


def _without_notes(tokens: Sequence[Token]) -> Sequence[Token]:
    start = next((at for at, token in enumerate(tokens) if token.type == "footnote_block_open"), None)
    return tokens if start is None else tokens[:start]


def _html_end(tokens: Sequence[Token], at: int) -> int:
    """The last token of what the block of HTML at `at` opens: a table or list goes on over blank lines."""
    opened = 0
    for place in range(at, min(len(tokens), at + _MOST_BETWEEN)):
        token = tokens[place]
        if token.type == "html_block":
            for tag in _TAG_NAME.finditer(token.content):
                if tag[2].lower() in _CONTAINERS:
                    opened += -1 if tag[1] else 1
        elif token.type == "heading_open" and token.level == 0:
            return at
        if opened <= 0:
            return place
    return at


def _after(children: Sequence[Token], at: int, opening: str, closing: str) -> int:
    depth = 1
    for place in range(at, len(children)):
        depth += (children[place].type == opening) - (children[place].type == closing)
        if not depth:
            return place + 1
    return len(children)


def _tag_end(children: Sequence[Token], at: int, name: str) -> int | None:
    for place in range(at, min(len(children), at + 200)):
        if children[place].type == "html_inline":
            tag = _TAG_NAME.match(children[place].content)
            if tag and tag[1] and tag[2].lower() == name:
                return place
    return None


def _closing(tokens: Sequence[Token], at: int, kind: str) -> int:
    return next((place for place in range(at, len(tokens)) if tokens[place].type == kind), len(tokens) - 1)


def _piece(kind: BlockKind, words: Styled, *, level: int = 0, anchor: str | None = None) -> Piece:
    return Piece(kind, words.text, level=level, anchor=anchor, inlines=words.inlines)


def _one_line(words: Styled) -> Styled:
    return trimmed(substituted(words, _SPACES, " "))
