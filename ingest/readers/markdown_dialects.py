"""What dialects of Markdown add to it, turned into plain Markdown line by line: boxes and tabs of MkDocs,
containers of Docusaurus and MyST, callouts of Obsidian and GitHub, comments, marks of generators.

Works on lines outside of program text and knows nothing of what Markdown's own signs mean.
"""

# ruff: noqa: E501
from __future__ import annotations

import re

__all__ = ["plain_markdown"]

_FENCE = re.compile(r"^(?P<quote>[ \t]*(?:>[ \t]?)*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\n`]*)$")
_BOX = re.compile(
    r"^(?P<indent>[ \t]*)(?:!!!|\?\?\?\+?)[ \t]+(?P<type>[\w -]+?)?(?:[ \t]+\"(?P<title>[^\"]*)\")?[ \t]*$"
)
_TAB = re.compile(r"^(?P<indent>[ \t]*)===[!+]?[ \t]+\"(?P<title>[^\"]+)\"[ \t]*$")
_CONTAINER = re.compile(
    r"^(?P<indent>[ \t]*):{3,}[ \t]*(?:\{\.?(?P<braced>[\w-]+)[^{}]*\}|(?P<type>[\w-]+))?[ \t]*(?:\[(?P<bracketed>[^\]]*)\]|(?P<title>[^\n{]*))"
    r"(?:\{[^{}]*\})?[ \t]*$"
)
_CALLOUT = re.compile(
    r"^(?P<quote>[ \t]*(?:>[ \t]?)+)\[!(?P<type>[\w -]+)(?:\|[^\]]*)?\][+-]?[ \t]*(?P<title>.*)$"
)
_DIRECTIVE = re.compile(r"^\{(?P<type>[\w:-]+)\}[ \t]*(?P<title>.*)$")
_BOXES = frozenset(
    "note tip warning caution danger important info hint attention seealso admonition error success question example abstract"
    " quote todo margin sidebar dropdown card tab-item topic".split()
)
_DROPPED = re.compile(
    r"^[ \t]*(?:\[TOC\]|\[\[_?TOC_?\]\]|\{:?toc\}|\$\{toc\}|\*\[[^\]\n]{1,80}\]:.*|--8<--.*|\{[%{][^\n]{0,400}[%}]\}|<!--\s*more\s*-->|\\(?:newpage|pagebreak))[ \t]*$",
    re.IGNORECASE,
)
_MODULE = re.compile(
    r"^(?:import\s+[^\n]{1,200}\s+from\s+['\"][^'\"\n]+['\"];?|import\s+['\"][^'\"\n]+['\"];?|export\s+(?:const|default|let|function)\b[^\n]*)$"
)
_OPTION = re.compile(r"^[ \t]*:[\w-]+:[^\n]*$")
_DEEPEST = 8


def plain_markdown(text: str) -> str:
    """`text` as Markdown without the marks of its dialects; their words stay."""
    return "\n".join(_plain(_uncommented(text).split("\n"), 0))


def _uncommented(text: str) -> str:
    """Without Obsidian's comments of several lines, which stand between lines of two percent signs."""
    if "%%" not in text:
        return text
    lines: list[str] = []
    hidden: list[str] | None = None
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if found and hidden is None and (not fence or found["fence"].startswith(fence)):
            fence = "" if fence else found["fence"]
        if not fence and hidden is None and line.strip().startswith("%%") and line.count("%%") % 2:
            hidden = [line]
        elif hidden is not None:
            hidden.append(line)
            if "%%" in line:
                hidden = None
        else:
            lines.append(line)
    return "\n".join([*lines, *(hidden or ())])


def _plain(lines: list[str], depth: int) -> list[str]:
    made: list[str] = []
    fence = ""
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        found = _FENCE.match(line)
        if fence:
            if found and found["fence"].startswith(fence) and not found["info"].strip():
                fence = ""
            made.append(line)
            continue
        if found:
            directive = _DIRECTIVE.match(found["info"].strip())
            if directive and directive["type"].split(":")[0].lower() in _BOXES and depth < _DEEPEST:
                inner, at = _until_fence(lines, at, found["fence"])
                made += _labelled(
                    found["quote"],
                    directive["title"] or directive["type"].capitalize(),
                    _plain(inner, depth + 1),
                )
                continue
            fence = found["fence"]
            made.append(line)
            continue
        opened = _BOX.match(line) or _TAB.match(line)
        if opened and depth < _DEEPEST and (opened.re is _TAB or opened["type"] or opened["title"]):
            inner, at = _indented(lines, at, opened["indent"])
            title = opened["title"]
            if title is None and opened.re is _BOX:
                title = (opened["type"] or "").split()[0].capitalize()
            made += _labelled(opened["indent"], title or "", _plain(inner, depth + 1))
            continue
        made += _line(line)
    return made


def _line(line: str) -> list[str]:
    callout = _CALLOUT.match(line)
    if callout:
        title = callout["title"].strip() or callout["type"].strip().capitalize()
        return [f"{callout['quote']}**{title}**", callout["quote"].rstrip()]
    container = _CONTAINER.match(line) if ":::" in line else None
    if container:
        title = container["bracketed"] or container["title"] or ""
        name = (container["type"] or container["braced"] or "").removeprefix("callout-")
        if not title.strip() and name.lower() in _BOXES:
            title = name.capitalize()
        return ["", *([f"{container['indent']}**{title.strip()}**", ""] if title.strip() else [])]
    if _DROPPED.match(line) or _MODULE.match(line):
        return [""]
    return [line]


def _labelled(indent: str, title: str, lines: list[str]) -> list[str]:
    head = [f"{indent}**{title.strip()}**", ""] if title.strip() else []
    return ["", *head, *(indent + line if line else line for line in lines), ""]


def _indented(lines: list[str], at: int, indent: str) -> tuple[list[str], int]:
    """The lines from `at` on that are indented below `indent`, without that indent."""
    inner: list[str] = []
    for place in range(at, len(lines)):
        line = lines[place].expandtabs(4)
        if not line.strip():
            inner.append("")
        elif line.startswith(indent.expandtabs(4) + "    "):
            inner.append(line[len(indent.expandtabs(4)) + 4 :])
        else:
            return inner, place
    return inner, len(lines)


def _until_fence(lines: list[str], at: int, fence: str) -> tuple[list[str], int]:
    for place in range(at, len(lines)):
        found = _FENCE.match(lines[place])
        if found and found["fence"].startswith(fence) and not found["info"].strip():
            inner = lines[at:place]
            while inner and _OPTION.match(inner[0]):
                del inner[0]
            return inner, place + 1
    return lines[at:], len(lines)
