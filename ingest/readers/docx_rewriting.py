"""A Word file rewritten so that the converter sees what a reader of it sees.

Deleted, struck-out and hidden text goes, equations become TeX, and each paragraph is named for what it is -
heading, item with its number, program text, line of the table of contents - whatever its style is called.
"""

from __future__ import annotations

import io
import re
import zipfile
from copy import deepcopy
from typing import TYPE_CHECKING

from ingest.raised import lowered, raised
from ingest.readers.docx_math import MATH, tex_of
from ingest.readers.docx_styles import Numbering, Styles, W
from ingest.readers.zip_container import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["MARK_END", "STYLE_MAP", "rewritten"]

MARK_END = "\u2063"
"""Stands between an item's mark and its text; invisible where it is shown."""
STYLE_MAP = "\n".join(
    (
        "p.abTitle => h1:fresh",
        *(f"p.abHeading{level} => h{level}:fresh" for level in range(1, 7)),
        *(f"p.abItem{level} => p.ab-item-{level}:fresh" for level in range(9)),
        "p.abContents => p.ab-contents:fresh",
        "p.abCode => pre:separator('\\n')",
    )
)
_DROPPED = tuple(f"{W}{name}" for name in ("del", "moveFrom", "moveFromRangeStart", "moveFromRangeEnd"))
_UNWRAPPED = tuple(f"{W}{name}" for name in ("ins", "moveTo"))
_CODE_LETTER = 120
"""Twentieths of a point that a letter of program text is wide."""
_TEXT_PARTS = re.compile(r"word/(?:document\d*|footnotes|endnotes|comments)\.xml")


def rewritten(package: Package) -> bytes:
    """The file without pictures, its texts rewritten."""
    from lxml import etree

    styles = Styles(package.xml("word/styles.xml") if "word/styles.xml" in package.names else None)
    numbering = Numbering(
        package.xml("word/numbering.xml") if "word/numbering.xml" in package.names else None
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(package.names):
            if not name.endswith((".xml", ".rels")):
                continue
            if not _TEXT_PARTS.fullmatch(name):
                archive.writestr(name, package.read(name))
                continue
            root = package.xml(name)
            _clean(root)
            for paragraph in list(root.iter(f"{W}p")):
                _name(paragraph, styles, numbering)
            archive.writestr(name, etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
    return made.getvalue()


def _clean(root: _Element) -> None:
    """Take out what is deleted, struck out or hidden, and put equations into words."""
    for row in list(root.iter(f"{W}tr")):
        if row.find(f"{W}trPr/{W}del") is not None:
            _remove(row)
    for paragraph in list(root.iter(f"{W}p")):
        if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            _join_to_next(paragraph)
    for element in list(root.iter(*_DROPPED)):
        holder = element.getparent()
        if holder is not None and holder.tag not in (f"{W}rPr", f"{W}trPr"):
            _remove(element)
    for element in list(root.iter(*_UNWRAPPED)):
        parent = element.getparent()
        if parent is not None and parent.tag not in (f"{W}rPr", f"{W}trPr", f"{W}numPr"):
            at = parent.index(element)
            for child in reversed(list(element)):
                parent.insert(at, child)
            parent.remove(element)
    for run in list(root.iter(f"{W}r")):
        properties = run.find(f"{W}rPr")
        if properties is not None and any(
            _is_on(properties, name) for name in ("strike", "dstrike", "vanish")
        ):
            _remove(run)
    for paragraph in root.iter(f"{W}p"):
        _write_scripts(paragraph)
    for equation in [*root.iter(f"{MATH}oMathPara"), *root.iter(f"{MATH}oMath")]:
        parent = equation.getparent()
        if parent is not None and next(equation.iterancestors(f"{MATH}oMathPara"), None) is None:
            parent.replace(equation, _run(tex_of(equation)))


def _write_scripts(paragraph: _Element) -> None:
    """Write raised and lowered signs as such; runs that follow each other are one mark."""
    before = mark = base = ""
    holder: _Element | None = None
    for run in paragraph.iter(f"{W}r"):
        look = run.find(f"{W}rPr/{W}vertAlign")
        place = None if look is None else look.get(f"{W}val")
        texts = list(run.iterchildren(f"{W}t"))
        words = "".join(text.text or "" for text in texts)
        if place not in ("superscript", "subscript") or not texts:
            before, mark, holder = before + words if words else before, "", None
            continue
        base, mark = (base, mark + words) if holder is not None else (before, words)
        written = (raised if place == "superscript" else lowered)(base, mark)
        for text in texts:
            text.text = ""
        holder = texts[0] if holder is None else holder
        holder.text, before = written, base + written
        if look is not None:
            _remove(look)


def _is_on(properties: _Element, name: str) -> bool:
    found = properties.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val") not in ("0", "false", "off", "none")


def _remove(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _join_to_next(paragraph: _Element) -> None:
    """The paragraph's end is deleted: what is left of it begins the next one."""
    following = paragraph.getnext()
    if following is None or following.tag != f"{W}p":
        return
    at = 1 if following.find(f"{W}pPr") is not None else 0
    for child in reversed([child for child in paragraph if child.tag != f"{W}pPr"]):
        following.insert(at, child)
    _remove(paragraph)


def _run(text: str) -> _Element:
    from lxml import etree

    run = etree.Element(f"{W}r")
    words = etree.SubElement(run, f"{W}t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run


def _name(paragraph: _Element, styles: Styles, numbering: Numbering) -> None:
    """Give the paragraph the style that tells what it is, and write its number into it."""
    from lxml import etree

    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    runs = list(paragraph.iter(f"{W}r"))
    has_text = any((text.text or "").strip() for text in paragraph.iter(f"{W}t"))
    listed = styles.numbering(properties)
    mark = (
        numbering.next_mark(*listed, styles.style_ids(properties))
        if listed is not None and has_text
        else None
    )
    level = styles.level(properties)
    name = ""
    if not has_text:
        return
    if styles.is_contents(properties):
        name = "abContents"
        _cut_page_number(paragraph)
    elif styles.is_title(properties):
        name = "abTitle"
    elif level is not None:
        name = f"abHeading{level}"
        if mark is not None and mark[0] not in ("-", ""):
            _put_first(paragraph, properties, f"{mark[0]} ")
    elif styles.is_code(properties, runs):
        name = "abCode"
        indent = properties.find(f"{W}ind")
        far = "" if indent is None else indent.get(f"{W}left") or indent.get(f"{W}start") or ""
        if far.isdecimal() and int(far) < 20_000:
            _put_first(paragraph, properties, " " * round(int(far) / _CODE_LETTER))
    elif mark is not None:
        name = f"abItem{mark[1]}"
        _put_first(paragraph, properties, f"{mark[0] or '-'}{MARK_END}")
    if not name:
        return
    for old in (*properties.findall(f"{W}pStyle"), *properties.findall(f"{W}numPr")):
        properties.remove(old)
    style = etree.Element(f"{W}pStyle")
    style.set(f"{W}val", name)
    properties.insert(0, style)


def _put_first(paragraph: _Element, properties: _Element, text: str) -> None:
    if text:
        paragraph.insert(paragraph.index(properties) + 1, deepcopy(_run(text)))


def _cut_page_number(paragraph: _Element) -> None:
    """Without what stands behind the last tab of a line of the table of contents."""
    tabs = [tab for run in paragraph.iter(f"{W}r") for tab in run.iterchildren(f"{W}tab")]
    if not tabs:
        return
    after = False
    for element in list(paragraph.iter(f"{W}t", f"{W}tab")):
        if element is tabs[-1]:
            after = True
        elif after and element.tag == f"{W}t" and re.fullmatch(r"\s*[\divxlc]+\s*", element.text or ""):
            element.text = ""
