"""reStructuredText as an article: docutils reads it, also where it names roles and directives of Sphinx.

No file that the text names is read, and nothing of it is run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ingest.article import ArticleMetadata
from ingest.document import PackedArticle
from ingest.inline import Styled, StyledLine, joined
from ingest.limits import Limits
from ingest.readers.piece_list import PieceList
from ingest.readers.raised import lowered, raised
from ingest.web_address import link_target

if TYPE_CHECKING:
    from docutils import nodes

__all__ = ["read_rst"]

_SETTINGS = {
    "_disable_config": True,
    "file_insertion_enabled": False,
    "halt_level": 5,
    "line_length_limit": 1_000_000,
    "raw_enabled": False,
    "report_level": 5,
    "traceback": True,
    "warning_stream": False,
}
_ROLE = re.compile(r":([A-Za-z][\w:+.-]{0,40}):`")
_DIRECTIVE = re.compile(r"^[ \t]*\.\. ([A-Za-z][\w:+.-]{0,40})::", re.MULTILINE)
_TARGET = re.compile(r"(?P<words>[^<>]{1,500}?)\s{0,9}<[^<>]{1,500}>")
_LEFT_OUT = frozenset(
    "toctree contents index highlight automodule autoclass autofunction automethod autosummary currentmodule module"  # noqa: E501
    " py:module py:currentmodule tabularcolumns default-domain sectionauthor codeauthor include literalinclude"  # noqa: E501
    " raw meta image-map".split()
)
_CODE = frozenset(
    {"code-block", "sourcecode", "code", "prompt", "parsed-literal", "productionlist", "ipython"}
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INFO = {"author": "author", "date": "published", "language": "language", "lang": "language"}
_SILENT = frozenset(
    "comment target substitution_definition pending transition raw meta decoration colspec".split()
)
_QUOTED = frozenset({"paragraph", "attribution", "comment", "target", "system_message"})
_ASIDE = frozenset(
    "attention caution danger error hint important note tip warning admonition seealso versionadded".split()
)
_OPTION = re.compile(r"^[ \t]*(?:\.\. [\w:+.-]{1,40}::|:(?!alt:)[\w-]{1,40}:[^\n]*$|:alt:)", re.MULTILINE)
_MOST_NAMES = 500
_LONGEST_MARKED = 10_000
"""Characters of a paragraph whose inline marks are read."""
_INLINE_MARK = re.compile(r"[`|*_:\\]")


def read_rst(text: str, _limits: Limits) -> PackedArticle:
    """Title, metadata and pieces of a reStructuredText document."""
    from docutils import core

    _make_known(text)
    tree = core.publish_doctree(_without_long_marks(text), settings_overrides=_SETTINGS)
    walk = _Walk()
    walk.children(tree, 1)
    facts = walk.facts
    date = _DATE.search(facts.get("published", ""))
    language = facts.get("language", "")[:2].lower()
    return (
        tree.get("title"),
        ArticleMetadata(
            author=facts.get("author"),
            published=date[0] if date else None,
            language=language if language.isalpha() and language.isascii() else None,
        ),
        walk.made.pieces,
    )


def _without_long_marks(text: str) -> str:
    """`text` with the inline marks of very long paragraphs as plain signs.

    The parser's time for such marks grows with the square of a paragraph's length.
    """
    parts = text.split("\n\n")
    return "\n\n".join(
        part if len(part) <= _LONGEST_MARKED else _INLINE_MARK.sub(r"\\\g<0>", part) for part in parts
    )


class _Walk:
    """One pass over docutils' tree."""

    def __init__(self) -> None:
        self.made = PieceList()
        self.facts: dict[str, str] = {}

    def children(self, node: nodes.Element, depth: int) -> None:
        for child in node.children:
            self.into(child, depth)

    def into(self, node: Any, depth: int) -> None:
        """The pieces of one node, which lies in `depth` sections."""
        kind = node.tagname
        if kind in _SILENT:
            return
        if kind == "section":
            title = next((child for child in node.children if child.tagname == "title"), None)
            if title is not None:
                self.made.heading(_styled(title), depth + 1, next(iter(node["ids"]), None))
            for child in node.children:
                if child is not title:
                    self.into(child, depth + 1)
        elif kind == "title":
            self.made.heading(_styled(node), depth)
        elif kind == "docinfo":
            self._info(node)
        elif kind in ("bullet_list", "enumerated_list"):
            self._list(node, depth, 0)
        elif kind in ("definition_list", "field_list", "option_list"):
            self._terms(node, depth)
        elif kind in ("literal_block", "doctest_block"):
            self._code(node)
        elif kind == "math_block":
            self.made.paragraph(f"$$ {node.astext()} $$")
        elif kind == "block_quote" and not all(child.tagname in _QUOTED for child in node.children):
            self.children(node, depth)
        elif kind == "block_quote":
            self.made.quote([_styled(one) for one in node.children])
        elif kind == "line_block":
            self.made.quote([_styled(line) for line in node.findall() if line.tagname == "line"])
        elif kind == "table":
            self._table(node)
        elif kind in ("footnote", "citation"):
            label = next((child.astext() for child in node.children if child.tagname == "label"), "")
            words = " ".join(child.astext() for child in node.children if child.tagname != "label")
            self.made.paragraph(f"[{label}] {words}")
        elif kind in ("topic", "sidebar"):
            if "contents" not in node["classes"]:
                self._aside(node, depth)
        elif kind in _ASIDE:
            self._aside(node, depth, kind.capitalize() if kind != "admonition" else "")
        elif kind == "system_message":  # what docutils could not read is kept as it is written
            for child in node.children:
                if child.tagname == "literal_block":
                    self.made.paragraph(_OPTION.sub("", child.astext()))
        elif kind == "image":
            self.made.paragraph(node.get("alt", ""))
        elif kind in ("paragraph", "subtitle", "caption", "attribution", "rubric", "legend"):
            self.made.paragraph(_styled(node))
        elif hasattr(node, "children") and node.children:
            self.children(node, depth)

    def _info(self, node: nodes.Element) -> None:
        for child in node.children:
            name, words = child.tagname, child.astext()
            if name == "authors":
                name, words = "author", ", ".join(one.astext() for one in child.children)
            elif name == "field":
                name, words = (part.astext() for part in child.children[:2])
            known = _INFO.get(name.lower())
            if known and known not in self.facts:
                self.facts[known] = " ".join(words.split())
            elif known == "author":
                self.facts[known] += f", {' '.join(words.split())}"
            elif words.strip():
                self.made.paragraph(f"{name[:1].upper()}{name[1:]}: {words}")

    def _list(self, node: nodes.Element, depth: int, level: int) -> None:
        number = int(node.get("start", 1)) if node.tagname == "enumerated_list" else None
        for item in node.children:
            first = True
            for child in item.children:
                if child.tagname in ("bullet_list", "enumerated_list"):
                    self._list(child, depth, level + 1)
                elif child.tagname == "paragraph" and first:
                    self.made.item(_styled(child), level, number)
                    first = False
                else:
                    self.into(child, depth)
            number = None if number is None else number + 1

    def _terms(self, node: nodes.Element, depth: int) -> None:
        """Terms and what is said of them: a label, and its text below."""
        for item in node.children:
            words, *said = item.children
            line = StyledLine()
            line.begin("strong")
            line.add(" ".join(words.astext().split()))
            line.end()
            self.made.paragraph(line.take())
            for child in said:
                if child.tagname == "classifier":
                    self.made.paragraph(child.astext())
                else:
                    self.children(child, depth)

    def _code(self, node: nodes.Element) -> None:
        classes = [name for name in node["classes"] if name != "code"]
        self.made.code(node.astext(), next(iter(classes), node.get("language", "")))

    def _aside(self, node: nodes.Element, depth: int, name: str = "") -> None:
        """A box of text; its name stands before its first words."""
        before = len(self.made.pieces)
        for child in node.children:
            if child.tagname == "title":
                if child.astext() != name:
                    name = child.astext()
            else:
                self.into(child, depth)
        if name:
            first = self.made.pieces[before] if len(self.made.pieces) > before else None
            made = PieceList()
            if first is not None and first.kind == "paragraph":
                made.paragraph(joined((Styled(f"{name}: "), Styled(first.text, first.inlines)), ""))
                self.made.pieces[before : before + 1] = made.pieces
            else:
                made.paragraph(name)
                self.made.pieces[before:before] = made.pieces

    def _table(self, node: nodes.Element) -> None:
        rows: list[list[Styled]] = []
        for child in node.findall():
            if child.tagname == "title":
                self.made.paragraph(_styled(child))
            elif child.tagname == "row":
                row: list[Styled] = []
                for cell in child.children:
                    row.append(_styled(cell))
                    row += [Styled("")] * int(cell.get("morecols", 0))
                rows.append(row)
        self.made.table(rows)


def _styled(node: Any) -> Styled:
    line = StyledLine()
    _words(line, node)
    return line.take()


def _words(line: StyledLine, node: Any) -> None:
    for child in node.children:
        kind = child.tagname
        if kind == "#text":
            line.add(child.astext())
        elif kind in ("emphasis", "strong"):
            line.begin("emphasis" if kind == "emphasis" else "strong")
            _words(line, child)
            line.end()
        elif kind == "literal":
            line.add(f"`{child.astext()}`" if "`" not in child.astext() else f"``{child.astext()}``")
        elif kind == "reference" and link_target(child.get("refuri", "")):
            line.begin("link", link_target(child["refuri"]))
            _words(line, child)
            line.end()
        elif kind == "superscript":
            line.add(raised(child.astext()))
        elif kind == "subscript":
            line.add(lowered(child.astext()))
        elif kind == "math":
            line.add(f"${child.astext()}$")
        elif kind in ("footnote_reference", "citation_reference"):
            line.add(f"[{child.astext()}]")
        elif kind == "image":
            line.add(child.get("alt", ""))
        elif kind in ("paragraph", "list_item", "entry", "line"):
            line.add(" ")
            _words(line, child)
            line.add(" ")
        elif kind not in _SILENT and kind != "system_message":
            _words(line, child)


def _make_known(text: str) -> None:
    """Register the roles and directives that `text` uses and docutils lacks: their words are kept."""
    from docutils import nodes
    from docutils.parsers.rst import Directive, directives, roles
    from docutils.parsers.rst.languages import en

    class Options(dict[str, Any]):
        def __missing__(self, _name: str) -> Any:
            return directives.unchanged

        def __bool__(self) -> bool:
            return True

    class Known(Directive):  # type: ignore[misc]
        optional_arguments = 1
        final_argument_whitespace = True
        has_content = True
        option_spec = Options()

        def run(self) -> Sequence[nodes.Node]:
            name = self.name.lower()
            if name in _LEFT_OUT:
                return []
            if name in _CODE:
                block = nodes.literal_block("\n".join(self.content), "\n".join(self.content))
                block["language"] = self.arguments[0] if self.arguments else ""
                return [block]
            if name in ("math", "math:block"):
                return [nodes.math_block("", "\n".join([*self.arguments, *self.content]))]
            box = nodes.container()
            if self.arguments:
                words, messages = self.state.inline_text(self.arguments[0], self.lineno)
                box += nodes.paragraph("", "", *words)
                box += messages
            self.state.nested_parse(self.content, self.content_offset, box)
            return [box]

    def known_role(
        _name: str,
        rawtext: str,
        words: str,
        _line: int,
        _inliner: Any,
        _options: Any = None,
        _content: Any = None,
    ) -> tuple[list[Any], list[Any]]:
        titled = _TARGET.fullmatch(words)
        shown = titled["words"] if titled else words.lstrip("~!")
        return [nodes.inline(rawtext, shown.replace("\x00", ""))], []

    own = {*_LEFT_OUT, *_CODE, "math"}
    for name in sorted({match[1].lower() for match in _DIRECTIVE.finditer(text)})[:_MOST_NAMES]:
        if name in own or name not in en.directives:
            directives.register_directive(name, Known)
    for name in sorted({match[1].lower() for match in _ROLE.finditer(text)})[:_MOST_NAMES]:
        if name not in en.roles:
            roles.register_local_role(name, known_role)
