"""Which format a text is written in, told from its own marks: mark-up languages, subtitles, tables, chats.

Each rule asks for marks that only one format has, or for several that seldom meet elsewhere; the ending of a
file's name settles what they leave open. Every rule looks at each line once.
"""

from __future__ import annotations

import re
from typing import Literal

from ingest.outline_head import is_outline

__all__ = ["TextFormat", "table_delimiter", "text_format"]

TextFormat = Literal[
    "subtitles", "notebook", "rst", "asciidoc", "latex", "org", "wiki", "table", "chat", "outline"
]

_HEAD = 100_000
_LINES = 400
_CUE = re.compile(
    r"\s*(?:\d{1,3}:)?\d{1,2}:\d\d[.,]\d{1,3}\s{1,4}-->\s{1,4}(?:\d{1,3}:)?\d{1,2}:\d\d[.,]\d{1,3}"
)
_MESSAGE = re.compile(
    r"[\u200e\u200f\u202a]?\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?[ \u202f]\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?"  # noqa: E501
    r"(?:\]| -) ?[\u200e\u200f]?[^:\n]{1,60}: \S"
)
_FENCED = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_ATX = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
_ORG = re.compile(
    r"^#\+(?:title|author|date|options|startup|filetags|begin_\w{1,20}|property|description):?", re.I | re.M
)
_ORG_HEADING = re.compile(r"^\*{1,8} \S", re.MULTILINE)
_LATEX = re.compile(r"^[ \t]*\\document(?:class|style)\b", re.MULTILINE)
_LATEX_PART = re.compile(
    r"^[ \t]*\\(?:begin|chapter|section|subsection|part|input|usepackage|item)\b", re.MULTILINE
)
_RST_STRONG = re.compile(
    r"^[ \t]*\.\. (?:[\w:.+-]{1,60}::|_[^:\n]{1,80}:(?:\s|$)|\[[#*\w]{1,40}\] |\|[^|\n]{1,60}\| \w)"
    r"|:[\w:+.-]{1,30}:`[^`\n]{1,200}`|`[^`\n<]{1,200}<[^<>`\n]{1,500}>`__?"
    r"|^[ \t]{0,12}:(?:param|returns?|type|raises|rtype)\b[^:\n]{0,60}:",
    re.MULTILINE,
)
_RST_WEAK = re.compile(
    r"^:[A-Z][\w -]{1,30}:[ \t]+\S|[^:\s]::[ \t]*$|``[^`\n]{1,200}``|^\+(?:-{2,}\+)+[ \t]*$|^={3,}(?: +={3,})+[ \t]*$",  # noqa: E501
    re.M,
)
_RST_OVERLINE = re.compile(
    r"\A\s{0,40}(={3,}|#{3,}|\*{3,}|-{3,}|~{3,})[ \t]*\n[ \t]*[^\s=#*~-][^\n]{0,150}\n\1", re.M
)
_ASCIIDOC = re.compile(
    r"^(?:\[(?:source|NOTE|TIP|WARNING|quote|abstract|cols=|%header|\[)[^\n]{0,200}\]|(?:image|include|video|toc)::[^\n]{0,300}"
    r"|\|={3,}|:[a-z][\w-]{0,40}:(?:[ \t][^\n]{0,200})?|(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION): \S[^\n]{0,80}|ifdef::[^\n]{0,80}"  # noqa: E501
    r"|\.[A-Z][^\n.]{2,80})[ \t]*$",
    re.MULTILINE,
)
_ASCIIDOC_HEADING = re.compile(r"^={1,6} [^\s=][^\n]{0,200}$", re.MULTILINE)
_WIKI_MARKS = tuple(
    re.compile(mark, re.MULTILINE | re.IGNORECASE)
    for mark in (
        r"'''[^'\n]{1,200}'''", r"^\{\{[A-Za-z]|\{\{cite\b", r"^\{\|", r"<ref[ >/]",
        r"\[\[(?:category|kategorie|catégorie|file|datei|image|fichier)\s{0,3}:",
        r"^={2,6}[ \t]{0,9}[^=\n]{1,150}={2,6}[ \t]*$", r"\[\[[^\[\]|\n]{1,150}(?:\|[^\[\]\n]{1,150})?\]\]",
        r"\A#redirect\b",
    )
)  # fmt: skip
_RST_ENDINGS = ("rst", "rest")
_ASCIIDOC_ENDINGS = ("adoc", "asciidoc", "asc")
_WIKI_ENDINGS = ("wiki", "mediawiki", "wikitext")


def text_format(text: str, ending: str) -> TextFormat | None:
    """The format of `text`, if it is one of these; `ending` is that of its file's name, in small letters."""
    head = text[:_HEAD]
    lines = head.split("\n", _LINES)[:_LINES]
    first = next((line for line in lines if line.strip()), "")
    if first.lstrip()[:1] in ("{", "["):
        found = _json_format(text)
        if found:
            return found
    if is_outline(head):
        return "outline"
    if first.startswith("WEBVTT") or _has_cue(lines):
        return "subtitles"
    if _LATEX.search(head) and not _FENCED.search(head):
        return "latex"
    if _is_chat(lines):
        return "chat"
    return _markup(head, ending) or ("table" if table_delimiter(text, ending) else None)


def _markup(head: str, ending: str) -> TextFormat | None:
    is_markdown = ending in ("md", "markdown", "mkd") or bool(_FENCED.search(head))
    if ending == "tex" and _LATEX_PART.search(head):
        return "latex"
    if (ending == "org" and (_ORG_HEADING.search(head) or _ORG.search(head))) or (
        not is_markdown and _ORG.search(head) and not _ATX.search(head)
    ):
        return "org"
    if ending in _WIKI_ENDINGS or (not is_markdown and _is_wiki(head)):
        return "wiki"
    if ending in _RST_ENDINGS or (not is_markdown and _is_rst(head)):
        return "rst"
    if ending in _ASCIIDOC_ENDINGS or (not is_markdown and _is_asciidoc(head)):
        return "asciidoc"
    return None


def _json_format(text: str) -> TextFormat | None:
    if '"nbformat"' in text and ('"cells"' in text or '"worksheets"' in text):
        return "notebook"
    if '"messages"' in text and '"from_id"' in text:  # Telegram
        return "chat"
    if '"mapping"' in text and '"author"' in text and '"parts"' in text:  # ChatGPT
        return "chat"
    if '"ts"' in text and '"type": "message"' in text.replace('":"', '": "'):  # Slack
        return "chat"
    return None


def _has_cue(lines: list[str]) -> bool:
    """Whether the times of a subtitle stand among the first lines, where it begins."""
    first = [line for line in lines if line.strip()][:2]
    return any(_CUE.match(line) for line in first)


def _is_chat(lines: list[str]) -> bool:
    told = [line for line in lines if line.strip()]
    messages = sum(1 for line in told if _MESSAGE.match(line))
    return messages >= 3 and messages * 4 >= len(told) and any(_MESSAGE.match(line) for line in told[:5])


def _is_wiki(head: str) -> bool:
    marks = sum(1 for mark in _WIKI_MARKS if mark.search(head))
    links = _WIKI_MARKS[6].search(head)
    only_ours = any(_WIKI_MARKS[at].search(head) for at in (1, 2, 3, 4, 7))
    return marks >= 3 and bool(links or only_ours) and (only_ours or bool(_WIKI_MARKS[5].search(head)))


def _is_rst(head: str) -> bool:
    strong = sum(1 for _, _ in zip(_RST_STRONG.finditer(head), range(3), strict=False))
    weak = len({match[0][:2] for match in _RST_WEAK.finditer(head)})
    titled = _RST_OVERLINE.search(head) is not None
    if _ATX.search(head):
        return strong >= 3
    return strong >= 2 or (strong >= 1 and weak >= 1) or (titled and strong + weak >= 1)


def _is_asciidoc(head: str) -> bool:
    kinds = {match[0][:4] for match in _ASCIIDOC.finditer(head)}
    headings = len(_ASCIIDOC_HEADING.findall(head))
    return headings >= 1 and not _ATX.search(head) and (len(kinds) >= 2 or (headings >= 2 and bool(kinds)))


def table_delimiter(text: str, ending: str = "") -> str | None:
    """What parts the cells of a table of delimited values, or None where `text` is no such table.

    A table has the same number of cells in each of its first rows. Without an ending that says so, it needs
    at least four rows of three columns (of two where tabs part them), and cells that are no sentences.
    """
    import csv

    lines = [line for line in text[:_HEAD].split("\n")[:60] if line.strip()]
    if len(text) > _HEAD and len(lines) > 1:
        lines.pop()
    is_named = ending in ("csv", "tsv", "tab")
    if len(lines) < (1 if is_named else 4) or any(len(line) > 20_000 for line in lines):
        return None
    for delimiter in ("\t", ";", ",", "|"):
        if not any(delimiter in line for line in lines[:3]) or (
            delimiter == "|" and lines[0].startswith("|")
        ):
            continue
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count)
        same = widths.count(usual) / len(widths)
        if is_named and usual >= 2 and same >= 0.6:
            return delimiter
        fewest = 2 if delimiter == "\t" else 3
        if usual >= fewest and same == 1.0 and len(rows) >= 4 and _are_cells(rows) and not _are_prose(lines):
            return delimiter
    return "," if is_named and ending == "csv" and _is_one_column(lines) else None


def _are_cells(rows: list[list[str]]) -> bool:
    cells = [cell.strip() for row in rows for cell in row]
    filled = [cell for cell in cells if cell]
    sentences = sum(1 for cell in filled if cell.endswith((".", "!", "?")) and " " in cell)
    short = sum(1 for cell in filled if len(cell) <= 60)
    return bool(filled) and sentences <= 0.1 * len(filled) and short >= 0.8 * len(filled)


def _are_prose(lines: list[str]) -> bool:
    return sum(line.rstrip().endswith((".", "!", "?", ",", ";", ":")) for line in lines) > 0.3 * len(lines)


def _is_one_column(lines: list[str]) -> bool:
    return len(lines) >= 2 and all(len(line) <= 60 and not line.rstrip().endswith(".") for line in lines)
