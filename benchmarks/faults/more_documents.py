"""Honest documents of mark-up languages, mail, subtitles, notebooks, tables, chats and office files."""

# ruff: noqa: E501
from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

__all__ = ["more_files"]

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"

Files = tuple[str, tuple[bytes, ...], tuple[bytes, ...]]
"""The ending of their names, the files, and the words that mean something in them."""


def more_files(lines: Sequence[str], packed: Callable[[Mapping[str, bytes]], bytes]) -> dict[str, Files]:
    """By name of the format; each file says the `lines`."""
    told = "\n\n".join(lines)
    return {
        "mail": (".eml", (_mail(told), _page_mail(told)), (b"Content-Type: text/html; charset=x\n", b"boundary=\"\"", b"--m\n", b"--m--\n", b"=?utf-8?b?//?=", b"Content-Transfer-Encoding: base64\n", b"=\n", b"\n\n", b"Date: x\n")),
        "mailbox": (".mbox", ((b"From a@b Tue Mar  5 10:00:00 2024\n" + _mail(told) + b"\n") * 3,), (b"From a@b Tue Mar  5 10:00:00 2024\n", b">From ", b"\n\n")),
        "subtitles": (".srt", (_cues(lines, ","), b"WEBVTT\n\n" + _cues(lines, ".")), (b"00:00:01,000 --> ", b"<v Ida>", b"<i>", b"\n\n", b"99:99:99.999", b"{\\an8}", b"&#0;")),
        "notebook": (".ipynb", (_notebook(lines),), (b'"cells"', b'{"cell_type": "code"}', b"[]", b"null", b'"source": [1]', b'\\ud800', b"1e999")),
        "rst": (".rst", (f"Mill\n====\n\n:Author: Ida\n\n{told}\n\n.. note::\n\n   Closed.\n\nWheel\n-----\n\n* a\n\n  * b\n\n=====  =====\nBoat   Crew\n=====  =====\nAlma   7\n=====  =====\n\n.. code-block:: python\n\n   x = 1\n\nSee [1]_ and :ref:`x`.\n\n.. [1] A note.\n".encode(),),
                (b".. ", b"::\n\n", b"|x|", b"`a`_", b":x:`y`", b".. table::\n", b"+--+--+\n", b"=== ===\n", b".. include:: /etc/passwd\n", b"__ ", b"*", b"``", b".. list-table::\n")),
        "asciidoc": (".adoc", (f"= Mill\nIda\n:x: y\n\n{told}\n\n== Wheel\n\n* a\n** b\n\n|===\n|Boat |Crew\n\n|Alma |7\n|===\n\n----\nx = 1\n----\n\nNOTE: Closed.\n".encode(),),
                     (b"|===\n", b"----\n", b"====\n", b"____\n", b"[source]\n", b"{x}", b":x: {x}{x}\n", b"== ", b"* ", b"<<a,b>>", b"footnote:[", b"include::x[]\n")),
        "latex": (".tex", (("\\documentclass{article}\n\\title{Mill}\\author{Ida}\n\\newcommand{\\m}[1]{mill #1}\n\\begin{document}\n" + told + "\n\\section{Wheel}\n\\begin{itemize}\\item a\\item b\\end{itemize}\n"
                            "\\begin{tabular}{ll}Boat & Crew \\\\ Alma & 7\\end{tabular}\n$x^2$ \\m{a} \\emph{b} \\cite{c}\n\\end{document}\n").encode(),),
                  (b"\\begin{x}", b"\\end{x}", b"{", b"}", b"$", b"$$", b"\\newcommand{\\a}{\\a\\a}", b"\\a", b"\\verb|", b"&", b"\\\\", b"%", b"\\item", b"\\[", b"\\'", b"\\multicolumn{99999}{c}{x}")),
        "org": (".org", (f"#+TITLE: Mill\n{told}\n* Wheel :x:\n:PROPERTIES:\n:CUSTOM_ID: w\n:END:\n- a\n  - b\n| Boat | Crew |\n|------+------|\n| Alma | 7 |\n#+BEGIN_SRC\nx = 1\n#+END_SRC\n".encode(),),
                (b"* ", b"#+BEGIN_QUOTE\n", b"#+END_QUOTE\n", b":X:\n", b":END:\n", b"[[a][b]]", b"|", b"=x=", b"[fn:1]", b"#+")),
        "wiki": (".wiki", (f"{{{{Infobox mill\n| name = Mill\n}}}}\n'''Mill''' is a [[mill]].<ref>x</ref>\n\n{told}\n\n== Wheel ==\n* a\n# b\n{{| class=x\n! Boat !! Crew\n|-\n| rowspan=2 | Alma || 7\n|}}\n[[Category:Mills]]\n".encode(),),
                 (b"{{", b"}}", b"[[", b"]]", b"{|\n", b"|}\n", b"|-\n", b"<ref>", b"</ref>", b"<math>", b"'''", b"<!--", b"rowspan=99999 |", b"[[File:x|")),
        "table": (".csv", (("Boat,Crew,Note\n" + "".join(f'Alma,{at},"{line}"\n' for at, line in enumerate(lines))).encode(),), (b'"', b",", b";", b"\t", b"\r\n", b'""', b"\n")),
        "chat": (".txt", ("".join(f"[05/03/24, 10:1{at}:02] Ida: {line}\n" for at, line in enumerate(lines * 2)).encode(), json.dumps({"messages": [{"date": "2024-03-05T10:00:00", "from": "Ida", "from_id": "1", "text": line} for line in lines]}).encode()),
                 (b"[05/03/24, 10:15:02] ", b": ", b"[99/99/99, 99:99:99] x: ", b"null", b"[", b"{")),
        "JSON feed": (".json", (json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Mills", "items": [{"id": str(at), "content_html": f"<p>{line}</p>"} for at, line in enumerate(lines)]}).encode(),),
                      (b'"items"', b"null", b"[]", b'"url": "http://["', b'"id": {}', b"\\ud800", b"-1")),
        "outline": (".opml", (('<?xml version="1.0"?><opml version="2.0"><head><title>Mill</title></head><body><outline text="Wheel">' + "".join(f'<outline text="{line}"/>' for line in lines) + "</outline></body></opml>").encode(),),
                    (b"<outline text='x'>", b"</outline>", b"xmlUrl='http://['", b"<!DOCTYPE x [<!ENTITY y 'z'>]>", b"&y;", b"<!--")),
        "rich text": (".rtf", (_rtf(lines),), (b"{", b"}", b"\\par ", b"\\cell ", b"\\row ", b"\\u-1 ?", b"\\u55296 ?", b"\\'ff", b"{\\*\\x ", b"\\bin99999 ", b"\\b ", b"{\\field{\\*\\fldinst HYPERLINK \"x\"}", b"\\f1 ", b"\\ansicpg99 ")),
        "spreadsheet": (".xlsx", (_workbook(lines, packed),), (b"<row>", b"<c t='s'><v>99</v></c>", b"<c r='ZZZ9999999'>", b"<v>1e999</v>", b"<is><t>", b"</row>", b"s='-1'", b"<v>-1</v>", b"numFmtId='14'")),
        "presentation": (".pptx", (_deck(lines, packed),), (b"<a:p>", b"</a:p>", b"<a:tbl>", b"lvl='999'", b"gridSpan='9999'", b"<p:ph type='title'/>", b"r:id='r9'", b"baseline='x'")),
        "OpenDocument": (".odt", (_opendocument(lines, packed),), (b"<text:p>", b"</text:p>", b"<text:list>", b"table:number-columns-repeated='9999999'", b"<table:table>", b"text:outline-level='x'", b"text:c='9999999'", b"<text:note>")),
    }  # fmt: skip


def _mail(told: str) -> bytes:
    return f"From: Ida <a@b.example>\nTo: c@d.example\nSubject: =?utf-8?q?The_mill?=\nDate: Tue, 5 Mar 2024 10:00:00 +0100\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/plain; charset=utf-8\n\n{told}\n\n> Quoted.\n\n-- \nIda\n--m\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=x.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n--m--\n".encode()


def _page_mail(told: str) -> bytes:
    return f"From: a@b.example\nTo: c@d.example\nSubject: Mill\nDate: Tue, 5 Mar 2024 10:00:00 +0100\nContent-Type: text/html; charset=utf-8\n\n<html><body><p>{told}</p><table><tr><td>1<td>2<tr><td>3<td>4</table>\n".encode()


def _cues(lines: Sequence[str], mark: str) -> bytes:
    return "".join(
        f"{at}\n00:00:0{at}{mark}000 --> 00:00:0{at + 1}{mark}000\n{line[:40]}\n{line[40:]}\n\n"
        for at, line in enumerate(lines)
    ).encode()


def _notebook(lines: Sequence[str]) -> bytes:
    cells: list[dict[str, object]] = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Mill\n", "\n", line]} for line in lines
    ]
    cells.append(
        {
            "cell_type": "code",
            "source": "x = 1",
            "outputs": [
                {"output_type": "stream", "text": ["1\n"]},
                {
                    "output_type": "execute_result",
                    "data": {"text/html": "<table><tr><td>1<td>2<tr><td>3<td>4</table>"},
                },
            ],
        }
    )
    return json.dumps({"nbformat": 4, "metadata": {"title": "Mill"}, "cells": cells}).encode()


def _rtf(lines: Sequence[str]) -> bytes:
    told = "".join(
        "".join(sign if ord(sign) < 128 else f"\\u{ord(sign)}?" for sign in line) + "\\par\n"
        for line in lines
    )
    return (r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 A;}}{\stylesheet{\s1 heading 1;}}{\info{\title Mill}}\pard\s1 Wheel\par\pard " + told
            + r"\trowd\pard\intbl Boat\cell Crew\cell\row\pard{\b bold} {\super 5}{\footnote x}\par}").encode()  # fmt: skip


def _relations(*pairs: tuple[str, str]) -> bytes:
    inner = "".join(f'<Relationship Id="{key}" Target="{target}" Type="x"/>' for key, target in pairs)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'.encode()


def _workbook(lines: Sequence[str], packed: Callable[[Mapping[str, bytes]], bytes]) -> bytes:
    rows = "".join(
        f'<row r="{at}"><c r="A{at}" t="s"><v>{at - 1}</v></c><c r="B{at}" s="1"><v>45356</v></c></row>'
        for at, _ in enumerate(lines, 1)
    )
    texts = "".join(f"<si><t>{line}</t></si>" for line in lines)
    return packed({
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>'.encode(),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="Mill" sheetId="1" r:id="r1"/></sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": _relations(("r1", "worksheets/sheet1.xml")),
        "xl/sharedStrings.xml": f'<sst xmlns="{_SHEET}">{texts}</sst>'.encode(),
        "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'.encode(),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>'.encode(),
    })  # fmt: skip


def _deck(lines: Sequence[str], packed: Callable[[Mapping[str, bytes]], bytes]) -> bytes:
    items = "".join(
        f"<a:p><a:pPr lvl='{at}'/><a:r><a:t>{line}</a:t></a:r></a:p>" for at, line in enumerate(lines)
    )
    slide = (
        f'<p:sld xmlns:p="{_SLIDES}" xmlns:a="{_DRAWING}"><p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><a:p><a:r><a:t>Mill</a:t></a:r></a:p></p:sp>'
        f"<p:sp><p:nvSpPr><p:nvPr><p:ph idx='1'/></p:nvPr></p:nvSpPr>{items}</p:sp><a:tbl><a:tr><a:tc><a:p><a:r><a:t>Boat</a:t></a:r></a:p></a:tc></a:tr></a:tbl></p:sld>"
    )
    return packed({
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>'.encode(),
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{_SLIDES}" xmlns:r="{_OFFICE}"><p:sldId r:id="r1"/></p:presentation>'.encode(),
        "ppt/_rels/presentation.xml.rels": _relations(("r1", "slides/slide1.xml")),
        "ppt/slides/slide1.xml": slide.encode(),
    })  # fmt: skip


def _opendocument(lines: Sequence[str], packed: Callable[[Mapping[str, bytes]], bytes]) -> bytes:
    names = f'xmlns:office="{_ODF}office:1.0" xmlns:text="{_ODF}text:1.0" xmlns:table="{_ODF}table:1.0"'
    told = "".join(f"<text:p>{line}</text:p>" for line in lines)
    table = "<table:table><table:table-row><table:table-cell><text:p>Boat</text:p></table:table-cell></table:table-row></table:table>"
    return packed({
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": f'<office:document-content {names}><office:body><office:text><text:h text:outline-level="1">Mill</text:h>{told}'
        f"<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>{table}</office:text></office:body></office:document-content>".encode(),
    })  # fmt: skip
