"""LaTeX as an article: sections, lists, tables, formulas as TeX; nothing is run, and no other file is read.

Of the author's own commands those are followed that only stand for other words. Text is walked once for each
depth of groups and environments, which are bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.article import ArticleMetadata, InlineKind
from ingest.document import PackedArticle
from ingest.inline import Styled, StyledLine
from ingest.limits import Limits
from ingest.readers.latex_words import ACCENTS, ENDS_LINE, SIGNS, SILENT, WORDS, accented
from ingest.readers.piece_list import Cell, PieceList, filled
from ingest.readers.raised import lowered, raised
from ingest.web_address import link_target

__all__ = ["read_latex"]

_TOKEN = re.compile(
    r"\\(?P<command>[A-Za-z@]{1,60})\*?[ \t]{0,40}|\\(?P<sign>.)|%[^\n]*\n?[ \t]*|(?P<math>\$\$?)"
    r"|(?P<blank>\n[ \t]*\n\s*)|(?P<other>[{}~&\n])|(?P<dash>---?)|(?P<quote>``|'')|(?P<words>[^\\%${}~&\n`'-]+|[`'-])",  # noqa: E501
    re.DOTALL,
)
_SECTIONS = {"part": 1, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5, "paragraph": 6,
             "subparagraph": 6, "frametitle": 3}  # fmt: skip
_LISTS = {
    "itemize": False,
    "enumerate": True,
    "description": False,
    "compactitem": False,
    "compactenum": True,
}
_CODE = frozenset({"verbatim", "Verbatim", "lstlisting", "minted", "alltt", "verbatimtab", "filecontents"})
_MATH = frozenset(
    {"equation", "align", "gather", "multline", "displaymath", "eqnarray", "math", "flalign", "alignat"}
)
_TABLES = frozenset({"tabular", "tabularx", "longtable", "tabu", "tabulary", "supertabular"})
_QUOTES = frozenset({"quote", "quotation", "verse", "displayquote"})
_LEFT_OUT = frozenset({"comment", "tikzpicture", "pgfpicture", "picture", "filecontents", "axis"})
_STYLES: dict[str, InlineKind] = {"bf": "strong", "bfseries": "strong", "it": "emphasis", "em": "emphasis",
                                  "itshape": "emphasis", "sl": "emphasis"}  # fmt: skip
_ENVIRONMENT = re.compile(r"\\(begin|end)[ \t]{0,9}\{([A-Za-z@*]{1,40})\}")
_DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand\*?\s{0,9}\{?\\([A-Za-z@]{1,40})\}?\s{0,9}(?:\[(\d)\])?(?:\[[^\[\]\n]{0,100}\])?|def\s{0,9}\\([A-Za-z@]{1,40}))\s{0,9}(?=\{)"
)
_TITLED = re.compile(
    r"\\(?:chapter|(?:sub){0,2}section)\*?\{([^{}\n]{1,200})\}\s{0,20}\\label\{([^{}\n]{1,100})\}"
)
_REFERENCES = frozenset({"ref", "autoref", "nameref", "cref", "Cref", "eqref", "pageref", "vref"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY = re.compile(r"(?:(\d{1,2})\.?\s{1,3})?([A-Z][a-z]{2,9})\.?\s{1,3}(?:(\d{1,2}),?\s{1,3})?(\d{4})")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_LABEL = re.compile(r"\\label\s{0,9}\{[^{}\n]{0,200}\}|\\(?:nonumber|notag)\b")
_DEEPEST = 30
_MOST_EXPANDED = 2_000_000


def read_latex(text: str, _limits: Limits) -> PackedArticle:
    """Title, metadata and pieces of a LaTeX document."""
    known = _Known({label: words for words, label in _TITLED.findall(text)})
    _read_definitions(text, known)
    start = text.find("\\begin{document}")
    if start >= 0:
        end = text.find("\\end{document}", start)
        preamble, text = text[:start], text[start + 16 : end if end >= 0 else len(text)]
        _Reading(known).read(preamble)
    reading = _Reading(known)
    reading.read(text)
    return (
        known.facts.get("title"),
        ArticleMetadata(author=known.facts.get("author"), published=_day(known.facts.get("date", ""))),
        reading.made.pieces,
    )


@dataclass(slots=True)
class _Known:
    """What holds for the whole document."""

    labels: dict[str, str]
    """The heading that a label belongs to."""
    macros: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Of the author's own commands: how many values they take, and what they stand for."""
    facts: dict[str, str] = field(default_factory=dict)
    expanded: int = 0


def _read_definitions(text: str, known: _Known) -> None:
    braces = _braces(text)
    for match in _DEFINED.finditer(text):
        end = braces.get(match.end())
        name = match[1] or match[3]
        if end is not None and end - match.end() <= 2_000 and name not in _SECTIONS:
            known.macros[name] = (int(match[2] or 0), text[match.end() + 1 : end])


class _Reading:
    """One pass over a piece of a document; what is waiting in the line becomes a block when it ends."""

    def __init__(self, known: _Known, depth: int = 0) -> None:
        self.made = PieceList()
        self.line = StyledLine()
        self._known = known
        self._depth = depth
        self._lists: list[int | None] = []
        """Of each list around this place: how many items it has; None where they have no numbers."""
        self._item: tuple[int, int | str | None] | None = None
        self._groups: list[int] = []
        self._text = ""
        self._braces: dict[int, int] = {}
        self._ends: dict[int, tuple[int, int]] = {}

    def read(self, text: str) -> None:
        """Read `text` to its end."""
        self._text, self._braces, self._ends = text, _braces(text), _environments(text)
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                break
            at = self._token(match)
        self.flush()

    def inline(self, text: str) -> Styled:
        """The words of `text`, whose blocks run into one."""
        if self._depth >= _DEEPEST:
            return Styled(text)
        inner = _Reading(self._known, self._depth + 1)
        inner._text, inner._braces, inner._ends = text, _braces(text), _environments(text)
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                break
            if match["blank"]:
                inner.line.add(" ")
                at = match.end()
                continue
            at = inner._token(match)
        words = inner.line.take()
        if inner.made.pieces:
            before = " ".join(piece.text for piece in inner.made.pieces)
            return Styled(f"{before} {words.text}".strip())
        return words

    def flush(self) -> None:
        """End the line; what it holds becomes a block."""
        words = self.line.take()
        if self._item is not None:
            self.made.item(words, *self._item)
        else:
            self.made.paragraph(words)
        if words.text.strip():
            self._item = None

    def _token(self, match: re.Match[str]) -> int:
        """Read a token; the place after all that belongs to it."""
        at = match.end()
        if match["command"]:
            return self._command(match["command"], at)
        if match["sign"]:
            return self._sign(match["sign"], at)
        if match["math"]:
            return self._math(match["math"], at)
        if match["blank"]:
            self.flush()
        elif match["dash"]:
            self.line.add("—" if len(match["dash"]) == 3 else "–")
        elif match["quote"]:
            self.line.add("“" if match["quote"] == "``" else "”")
        elif match["other"] == "{":
            self._groups.append(0)
        elif match["other"] == "}":
            for _ in range(self._groups.pop() if self._groups else 0):
                self.line.end()
        elif match["other"]:
            self.line.add(" ")
        elif match["words"]:
            self.line.add({"`": "‘", "'": "’"}.get(match["words"], match["words"]))
        return at

    def _sign(self, sign: str, at: int) -> int:
        if sign in ACCENTS:
            words, at = self._value(at)
            self.line.add(accented(sign, self.inline(words).text) if words is not None else "")
        elif sign in "([":
            closing = "\\)" if sign == "(" else "\\]"
            end = self._text.find(closing, at)
            if end >= 0:
                self._formula(self._text[at:end], display=sign == "[")
                return end + 2
        elif sign == "\\":
            option = re.compile(r"\*?\s{0,9}(?:\[[^\[\]\n]{0,40}\])?").match(self._text, at)
            at = option.end() if option else at
            self.line.add(" ")
        elif sign not in "/-@":
            self.line.add(" " if sign in ",;:! \n" else sign)
        return at

    def _math(self, mark: str, at: int) -> int:
        end = self._text.find(mark, at)
        while end > 0 and self._text[end - 1] == "\\":
            end = self._text.find(mark, end + 1)
        if end < 0 or (mark == "$" and end - at > 5_000):
            self.line.add(mark)
            return at
        self._formula(self._text[at:end], display=mark == "$$")
        return end + len(mark)

    def _formula(self, source: str, *, display: bool) -> None:
        shown = " ".join(_LABEL.sub("", source).split())
        if not shown:
            return
        if display:
            self.flush()
            self.made.paragraph(f"$$ {shown} $$")
        else:
            self.line.add(f"${shown}$")

    def _value(self, at: int) -> tuple[str | None, int]:
        """The group or single letter at a place, and the place after it."""
        while at < len(self._text) and self._text[at] in " \t\n":
            at += 1
        if at >= len(self._text):
            return None, at
        if self._text[at] == "{":
            end = self._braces.get(at)
            return (self._text[at + 1 : end], end + 1) if end is not None else (None, at + 1)
        if self._text[at] == "\\":
            match = _TOKEN.match(self._text, at)
            if match is not None:
                return match[0].rstrip(), match.end()
        return self._text[at], at + 1

    def _values(self, at: int, count: int) -> tuple[list[str], int]:
        """So many groups at a place, and the place after them; fewer where there are no more."""
        values: list[str] = []
        for _ in range(count):
            at = self._after_option(at)
            start = at
            while start < len(self._text) and self._text[start] in " \t\n":
                start += 1
            end = self._braces.get(start) if self._text[start : start + 1] == "{" else None
            if end is None:
                break
            values.append(self._text[start + 1 : end])
            at = end + 1
        return values, at

    def _after_option(self, at: int) -> int:
        while self._text[at : at + 1] == "[":
            end = self._text.find("]", at, at + 1_000)
            if end < 0:
                return at
            at = end + 1
        return at

    def _option(self, at: int) -> tuple[str, int]:
        if self._text[at : at + 1] != "[":
            return "", at
        end = self._text.find("]", at, at + 1_000)
        return (self._text[at + 1 : end], end + 1) if end >= 0 else ("", at)

    def _command(self, name: str, at: int) -> int:
        if name == "begin":
            return self._environment(at)
        if name in self._known.macros and name not in ("title", "author", "date"):
            return self._macro(name, at)
        if name in _SECTIONS:
            values, at = self._values(at, 1)
            self.flush()
            label = re.compile(r"\s{0,20}\\label\{([^{}\n]{1,100})\}").match(self._text, at)
            self.made.heading(
                self.inline(values[0]) if values else "", _SECTIONS[name], label[1] if label else None
            )
            return at
        if name in ("title", "author", "date"):
            values, at = self._values(at, 1)
            if values:
                words = re.sub(
                    r"\\and\b|\\\\", ", ", re.sub(r"\\thanks\s{0,9}\{[^{}]{0,500}\}", "", values[0])
                )
                told = " ".join(self.inline(words).text.split()).replace(" ,", ",").strip(" ,")
                self._known.facts.setdefault(name, told)
            return at
        if name == "item":
            return self._begin_item(at)
        if name in _STYLES:
            if self._groups:
                self.line.begin(_STYLES[name])
                self._groups[-1] += 1
            return at
        return self._words(name, at)

    def _words(self, name: str, at: int) -> int:
        """A command within a line."""
        if name in SIGNS or (name in ACCENTS and len(name) == 1):
            if name in SIGNS:
                self.line.add(SIGNS[name])
                return at
            value, at = self._value(at)
            self.line.add(accented(name, self.inline(value).text) if value else "")
        elif name in ("newcommand", "renewcommand", "def", "providecommand"):
            match = _DEFINED.match(self._text, self._text.rfind("\\", 0, at))
            return (self._braces.get(match.end()) or match.end()) + 1 if match else at
        elif name in ENDS_LINE:
            if name != "noindent":
                self.flush()
        elif name in SILENT:
            return self._values(at, SILENT[name])[1]
        elif name == "verb" or name == "lstinline":
            mark = self._text[at : at + 1]
            end = self._text.find("}" if mark == "{" else mark, at + 1, at + 2_000) if mark else -1
            if end > at:
                self.line.add(f"`{self._text[at + 1 : end]}`")
                return end + 1
        elif name.lower().startswith(("cite", "parencite", "textcite", "autocite", "footcite")):
            values, at = self._values(at, 1)
            self.line.add(f" [{', '.join(part.strip() for part in values[0].split(','))}]" if values else "")
        elif name in _REFERENCES:
            values, at = self._values(at, 1)
            title = self._known.labels.get(values[0]) if values else None
            self.line.add(f"“{self.inline(title).text}”" if title else "")
        else:
            return self._with_words(name, at)
        return at

    def _with_words(self, name: str, at: int) -> int:
        """A command whose groups are words."""
        count = {"href": 2, "textcolor": 2, "colorbox": 2, "multirow": 3, "multicolumn": 3, "SI": 2, "qty": 2}
        values, after = self._values(at, count.get(name, 1))
        if not values:
            return at
        words = values[-1]
        if name in ("href", "url"):
            target = link_target(values[0].replace("\\", ""))
            if target:
                self.line.begin("link", target)
            self._add(self.inline(words) if name == "href" else Styled(words.replace("\\", "")))
            if target:
                self.line.end()
        elif name in WORDS:
            self.line.begin("strong" if WORDS[name] == "strong" else "emphasis")
            self._add(self.inline(words))
            self.line.end()
        elif name in ("texttt", "code", "lstinline"):
            self.line.add(f"`{self.inline(words).text}`")
        elif name in ("footnote", "footnotetext"):
            self.line.add(f" ({self.inline(words).text.strip()})")
        elif name in ("textsuperscript", "textsubscript"):
            told = self.inline(words).text
            self.line.add(raised(told) if name == "textsuperscript" else lowered(told))
        elif name in ("caption", "captionof", "subcaption"):
            self.flush()
            self.made.paragraph(self.inline(words))
        elif name in ("SI", "qty"):
            self.line.add(" ".join(self.inline(value).text for value in values))
        elif name in ("sout", "st"):
            pass
        else:
            self._add(self.inline(words))
        return after

    def _add(self, words: Styled) -> None:
        """Words with their links and emphasis."""
        at = 0
        for one in words.inlines:
            if one.start >= at:
                self.line.add(words.text[at : one.start])
                self.line.begin(one.kind, one.url)
                self.line.add(words.text[one.start : one.end])
                self.line.end()
                at = one.end
        self.line.add(words.text[at:])

    def _macro(self, name: str, at: int) -> int:
        count, body = self._known.macros[name]
        values, at = self._values(at, count)
        for number, value in enumerate(values, 1):
            body = body.replace(f"#{number}", value)
        self._known.expanded += len(body)
        if self._depth < _DEEPEST and self._known.expanded < _MOST_EXPANDED:
            self._add(self.inline(body))
        return at

    def _begin_item(self, at: int) -> int:
        label, at = self._option(at)
        self.flush()
        if not self._lists:
            self._lists.append(None)
        number = self._lists[-1]
        if number is not None:
            self._lists[-1] = number = number + 1
        self._item = (len(self._lists) - 1, number)
        if label:
            words = self.inline(label)
            self.line.add(words.text if words.text.endswith(":") else f"{words.text}:")
            self.line.add(" ")
        return at

    def _environment(self, at: int) -> int:
        begin = _ENVIRONMENT.match(self._text, self._text.rfind("\\", 0, at))
        if begin is None:
            return at
        name = begin[2].rstrip("*")
        at = begin.end()
        if name in _CODE or name == "comment":
            end = self._text.find(f"\\end{{{begin[2]}}}", at)
            if end < 0:
                return at
            self.flush()
            if name not in _LEFT_OUT:
                self.made.code(*_program(self._text[at:end], name))
            return end + len(begin[2]) + 6
        if begin.start() not in self._ends or self._depth >= _DEEPEST:
            return at
        end, after = self._ends[begin.start()]
        content = self._text[at:end]
        if name in _LEFT_OUT:
            return after
        if name in _MATH:
            self._formula(re.sub(r"^\s{0,9}\{\d\}", "", content), display=name != "math")
            return after
        self.flush()
        self._block(name, content)
        return after

    def _block(self, name: str, content: str) -> None:
        if name in _TABLES:
            self._table(name, content)
        elif name in _LISTS:
            self._lists.append(0 if _LISTS[name] else None)
            self._within(content)
            self._lists.pop()
            self._item = None
        elif name in _QUOTES:
            inner = _Reading(self._known, self._depth + 1)
            inner.read(content)
            self.made.quote([Styled(piece.text, piece.inlines) for piece in inner.made.pieces])
        elif name in ("abstract", "thebibliography"):
            self.made.heading("Abstract" if name == "abstract" else "References", 3)
            bibitems = re.sub(
                r"\\bibitem\s{0,9}(?:\[[^\[\]]{0,200}\])?\s{0,9}\{([^{}]{0,100})\}", r"\\item [\1] ", content
            )
            self._within(
                re.sub(r"^\s{0,9}\{[^{}\n]{0,40}\}", "", bibitems) if name != "abstract" else content
            )
        elif name == "frame":
            title = re.match(r"\s{0,9}(?:\[[^\[\]]{0,100}\])?\s{0,9}\{([^{}\n]{1,200})\}", content)
            if title:
                self.made.heading(self.inline(title[1]), 3)
            self._within(content[title.end() :] if title else content)
        else:
            option = re.match(r"\s{0,9}\[([^\[\]]{0,200})\]", content)
            if option and not re.fullmatch(r"[htbpH!,=\w.\\ ]{0,30}", option[1]):
                self.made.paragraph(self.inline(option[1]))
            content = content[option.end() :] if option else content
            spec = re.match(r"\s{0,9}(?:\[\w?\])?\{[\d.\w\\ ]{0,40}\}", content)
            is_box = name in (
                "minipage",
                "adjustbox",
                "multicols",
                "wrapfigure",
                "wraptable",
                "column",
                "subfigure",
            )
            self._within(content[spec.end() :] if spec and is_box else content)

    def _within(self, content: str) -> None:
        """Read a piece of this document in its place: lists go on, blocks follow one another."""
        inner = _Reading(self._known, self._depth + 1)
        inner._lists = self._lists
        inner._item = self._item
        inner.read(content)
        self.made.pieces += inner.made.pieces
        self._item = None

    def _table(self, name: str, content: str) -> None:
        inner = _Reading(self._known, self._depth + 1)
        inner._text, inner._braces = content, _braces(content)
        _, at = inner._values(0, 2 if name in ("tabularx", "tabulary") else 1)
        rows = [[inner._cell(cell) for cell in row] for row in _cells(content[at:])]
        self.made.table(filled(rows))

    def _cell(self, source: str) -> Cell:
        source = source.strip()
        across = 1
        match = re.match(r"\\multicolumn\s{0,9}\{\s{0,9}(\d{1,3})\s{0,9}\}", source)
        if match:
            across = int(match[1])
        return Cell(self.inline(source), across=across)


def _cells(content: str) -> list[list[str]]:
    """The rows and cells of a table, as they are written."""
    rows: list[list[str]] = [[""]]
    depth = 0
    for part in re.split(r"(\\begin\{|\\end\{|\\\\|\\[&%{}]|[{}&]|%[^\n]*)", content):
        if part.startswith("%"):
            continue
        depth += (
            (part in ("{", "\\begin{", "\\end{")) - (part == "}") + (part == "\\begin{") - (part == "\\end{")
        )
        if part == "\\\\" and depth <= 0:
            rows.append([""])
        elif part == "&" and depth <= 0:
            rows[-1].append("")
        else:
            rows[-1][-1] += part
    return [[re.sub(r"\A\s{0,9}\[[\d.]{1,9}\s{0,3}\w{2}\]", "", cell) for cell in row] for row in rows]


def _braces(text: str) -> dict[int, int]:
    """Where each group that is closed ends, by where it begins."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for match in re.finditer(r"\\.|[{}]|%[^\n]*", text, re.DOTALL):
        if match[0] == "{":
            waiting.append(match.start())
        elif match[0] == "}" and waiting:
            found[waiting.pop()] = match.start()
    return found


def _environments(text: str) -> dict[int, tuple[int, int]]:
    """Of each environment that is closed: where it begins, where its content ends, and the place after it."""
    found: dict[int, tuple[int, int]] = {}
    waiting: list[tuple[str, int]] = []
    for match in _ENVIRONMENT.finditer(text):
        if match[1] == "begin":
            waiting.append((match[2], match.start()))
        elif any(name == match[2] for name, _ in waiting[-_DEEPEST:]):
            while waiting:
                name, start = waiting.pop()
                if name == match[2]:
                    found[start] = (match.start(), match.end())
                    break
    return found


def _program(source: str, name: str) -> tuple[str, str]:
    """Program text and its language."""
    option = re.match(r"\s{0,9}\[([^\[\]]{0,300})\]", source)
    source = source[option.end() :] if option else source
    language = re.search(r"language\s{0,3}=\s{0,3}(\w{1,20})", option[1]) if option else None
    named = re.match(r"\s{0,9}\{(\w{1,20})\}", source) if name == "minted" else None
    return source[named.end() :] if named else source, (
        named[1] if named else language[1] if language else ""
    ).lower()


def _day(words: str) -> str | None:
    """The date that words tell, as far as they tell one."""
    iso = _DATE.search(words)
    if iso:
        return iso[0]
    match = _DAY.search(words)
    if match is None or match[2][:3].lower() not in _MONTHS:
        return None
    month, day = _MONTHS.index(match[2][:3].lower()) + 1, int(match[1] or match[3] or 0)
    return f"{match[4]}-{month:02}-{day:02}" if 1 <= day <= 31 else f"{match[4]}-{month:02}"
