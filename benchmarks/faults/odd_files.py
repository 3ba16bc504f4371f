"""A folder of more than two hundred odd files of every format, as they lie on people's disks, and what comes of them.

Made from a seed: honest files under their own and other names, cut off, in other encodings, with stray bytes;
noise, archives in archives, bombs, links that lead nowhere or in circles, lines of megabytes, nesting without
end. Of each it is known whether its words have to come out, or a refusal, or either.
"""

# ruff: noqa: E501
from __future__ import annotations

import gzip
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Literal

from benchmarks.faults.bounds import Bounds
from benchmarks.faults.documents import formats, packed
from benchmarks.figures import Row
from ingest import Article, Feed, Limits, Skipped, SourceError, expand, open_source

__all__ = ["LIMITS", "OddFile", "measure", "odd_files", "told", "write"]

Expected = Literal["read", "refused", "either"]

LIMITS = Limits(max_bytes=5_000_000, worker_seconds=20.0, worker_bytes=1_000_000_000)
_WORDS = "The mill at Skarrow grinds barley twice a day, whenever the pond is full."
_KEY = "grinds barley twice"
_FOREIGN = (".txt", ".md", ".html", ".pdf", ".docx", ".bin", "")
_MARKS = (
    "\\rtf1",
    "<w:p",
    "xmlns",
    "%PDF",
    "PK\x03",
    "endobj",
    '"cell_type"',
    "\\documentclass",
    "Content-Transfer-Encoding",
    "{{Infobox",
    "\x00",
    "\ufffd\ufffd\ufffd",
)
"""What stands in no article of these files: marks of the formats, or bytes that were no letters."""


@dataclass(frozen=True, slots=True)
class OddFile:
    """A file, and what has to come of it."""

    name: str
    data: bytes
    expected: Expected


@dataclass(slots=True)
class Told:
    """What came of the folder."""

    files: int = 0
    read: int = 0
    refused: int = 0
    wrong: list[str] | None = None
    """Files that were to be read and were not, or the other way round; garbage; refusals of several lines."""
    slowest: float = 0.0


def odd_files(seed: int) -> list[OddFile]:
    """The files, more than 200."""
    draw = random.Random(seed)
    return [*_of_formats(draw), *_strange(draw)]


def _of_formats(draw: random.Random) -> Iterator[OddFile]:
    for name, form in formats().items():
        data = form.files[0]
        plain = name.replace(" ", "-")
        holds = _KEY.encode() in data or data[:2] == b"PK" or name == "pdf"
        whole: Expected = "read" if holds and name not in ("archive", "feed") else "either"
        yield OddFile(f"{plain}-whole{form.suffix}", data, whole)
        other = draw.choice([ending for ending in _FOREIGN if ending != form.suffix])
        needs_name = name in ("rst", "asciidoc", "org", "wiki", "table")
        yield OddFile(f"{plain}-other-name{other}", data, "either" if needs_name else whole)
        yield OddFile(f"{plain}-half{form.suffix}", data[: len(data) // 2], "either")
        yield OddFile(f"{plain}-start{form.suffix}", data[:40], "either")
        yield OddFile(f"{plain}-stray-bytes{form.suffix}", _with_strays(draw, data), "either")
        yield OddFile(f"{plain}-twice{form.suffix}", data + data, "either")
        yield OddFile(f"{plain}-noise-behind{form.suffix}", data + draw.randbytes(3_000), "either")
        if (
            data[:2] != b"PK"
            and b"\x00" not in data
            and name not in ("pdf", "rich text", "mail", "mailbox", "saved page")
        ):
            text = data.decode("utf-8")
            yield OddFile(f"{plain}-utf16{form.suffix}", text.encode("utf-16"), "either")
            yield OddFile(
                f"{plain}-windows{form.suffix}",
                text.replace("\n", "\r\n").encode("cp1252", "ignore"),
                "either",
            )


def _with_strays(draw: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(3):
        changed.insert(draw.randrange(len(changed) + 1), draw.choice((0, 7, 0x1B, 0xFF)))
    return bytes(changed)


def _strange(draw: random.Random) -> Iterator[OddFile]:
    honest = f"# Mill\n\n{_WORDS}\n"
    noise = bytes(draw.randrange(256) for _ in range(20_000))
    for ending in (".txt", ".md", ".html", ".pdf", ".docx", ".eml", ".csv", ".rtf", ""):
        yield OddFile(f"empty{ending}", b"", "refused")
        yield OddFile(f"noise{ending}", noise, "refused")
        yield OddFile(f"blank{ending}", b" \n\t \n" * 50, "refused")
    for magic, name in ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff\xe0", "jpg"), (b"GIF89a", "gif"), (b"\x7fELF\x02", "elf"), (b"MZ\x90\x00", "exe"),
                        (b"ID3\x03", "mp3"), (b"\x00\x00\x00\x18ftypmp42", "mp4"), (b"OggS", "ogg"), (b"SQLite format 3\x00", "db"), (b"7z\xbc\xaf'\x1c", "7z"),
                        (b"Rar!\x1a\x07", "rar"), (b"\xfd7zXZ\x00", "xz"), (b"wOF2", "woff2"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc")):  # fmt: skip
        yield OddFile(f"a-{name}.txt", magic + noise, "refused")
    yield OddFile("packed.txt.gz", gzip.compress(honest.encode()), "refused")
    yield OddFile(
        "bomb.docx", packed({"[Content_Types].xml": "x", "word/document.xml": "a" * 30_000_000}), "refused"
    )
    yield OddFile(
        "bomb.odt",
        packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a>" * 8_000_000}),
        "refused",
    )
    yield OddFile(
        "bomb.xlsx",
        packed({"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": "<c/>" * 7_000_000}),
        "refused",
    )
    yield OddFile(
        "archive-in-archive.zip", packed({"inner.zip": packed({"a.md": honest}), "b.md": honest}), "either"
    )
    yield OddFile(
        "archive-that-climbs.zip", packed({"../../outside.md": honest, "/etc/x.md": honest}), "refused"
    )
    yield OddFile(
        "entities.html",
        f'<!DOCTYPE html [<!ENTITY a "{"x" * 999}"><!ENTITY b "{"&a;" * 999}">]><html><body><p>{_WORDS}&b;</p>'.encode(),
        "either",
    )
    yield OddFile(
        "entities.opml",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><opml><body><outline text="&a;"/></body></opml>',
        "either",
    )
    for name, text, expected in _long(honest):
        yield OddFile(name, text.encode("utf-8", "surrogatepass"), expected)
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield OddFile(f"{encoding}.txt", (honest * 4).encode(encoding), "read")
    for encoding, text in (("koi8-r", "Мельница стоит у самой реки, и каждое утро мельник открывает шлюз. "), ("shift_jis", "水車小屋は川のそばにあります。粉屋は毎朝早く起きて水門を開けます。"),
                           ("gb18030", "磨坊就在河边。磨坊主每天清晨打开水闸。"), ("cp1252", "Die Mühle läuft über Nacht, weil größere Ströme fließen. ")):  # fmt: skip
        yield OddFile(f"{encoding}.txt", (text * 6).encode(encoding), "either")


def _long(honest: str) -> Iterator[tuple[str, str, Expected]]:
    """Texts that are long, or deep, or made to be slow."""
    yield "one-line.txt", "mill " * 200_000, "either"
    yield "one-word.txt", "m" * 1_000_000, "either"
    yield "blank-line.md", honest + " " * 1_000_000 + "x", "read"
    yield "comments.html", "<!-- a -->\n" * 50_000 + f"<html><body><p>{_WORDS * 5}", "read"
    yield "comments.md", "<!-- a -->\n" * 20_000 + honest, "read"
    yield "instructions.xml", "<?a b?>" * 50_000 + "<rss>", "refused"
    yield "brackets.md", honest + "[" * 50_000, "either"
    yield "links.md", honest + "[a](" * 30_000, "either"
    yield "stars.md", honest + "*_" * 30_000, "either"
    yield "quotes.md", honest + ">" * 3_000 + " deep", "either"
    yield "lists.md", honest + "".join("  " * n + "- x\n" for n in range(500)), "either"
    yield "divs.html", f"<html><body>{'<div>' * 50_000}<p>{_WORDS * 5}", "either"
    yield "tables.html", f"<html><body><p>{_WORDS * 5}{'<table><tr><td>' * 2_000}x", "either"
    yield (
        "spans.html",
        f"<html><body><p>{_WORDS * 5}<table>{'<tr><td rowspan=9999 colspan=9999>x' * 200}</table>",
        "either",
    )
    yield "braces.tex", "\\documentclass{x}\\begin{document}" + _WORDS + "{" * 50_000, "either"
    yield (
        "macros.tex",
        "\\documentclass{x}\\newcommand{\\a}{\\a\\a\\a}\\begin{document}" + _WORDS + "\\a" * 1_000,
        "either",
    )
    yield "begins.tex", "\\documentclass{x}\\begin{document}" + _WORDS + "\\begin{a}" * 20_000, "either"
    yield "templates.wiki", "'''Mill''' [[a]]\n== A ==\n" + _WORDS + "{{a|" * 50_000, "either"
    yield "tables.wiki", "'''Mill''' [[a]]\n== A ==\n" + _WORDS + "\n{|\n| a\n" * 10_000, "either"
    yield "stars.org", "#+TITLE: x\n" + _WORDS + "\n" + "*a /b =c " * 30_000, "either"
    yield "pluses.rst", "Mill\n====\n\n.. note:: x\n\n" + _WORDS + "\n\n" + "+--" * 2_000 + "+\n", "either"
    yield "marks.adoc", "= Mill\n:x: {x}{x}\n\n" + _WORDS + "\n\n" + "*a _b `c {x} " * 5_000, "either"
    yield "groups.rtf", "{\\rtf1 " + _WORDS + "{\\b " * 50_000, "refused"
    yield "quotes.csv", 'a,b,c\n"' + "x,y,z\n" * 50_000, "either"
    yield "arrays.ipynb", '{"nbformat": 4, "cells": ' + "[" * 100_000, "refused"
    yield "arrays.json", "[" * 100_000, "refused"
    yield (
        "parts.eml",
        "From: a@b.c\nTo: d@e.f\nDate: x\nMIME-Version: 1.0\n"
        + "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(2_000)),
        "either",
    )
    yield (
        "header.eml",
        "From: a@b.c\nTo: d@e.f\nDate: x\nSubject: s\n" + "X-A: b\n" * 50_000 + "\n" + _WORDS,
        "either",
    )
    yield (
        "cues.srt",
        "1\n00:00:01,000 --> 00:00:02,000\n" + _WORDS + "\n\n" + "00:00:01,000 --> 00:00:02,000\n" * 50_000,
        "either",
    )
    yield "wrapped.txt", "pond mill barley harbour twice grinds a day the\n" * 20_000, "either"
    yield "hyphens.txt", "mill-\n" * 50_000, "either"
    yield "joined-marks.txt", "e" + "\u0301" * 100_000 + "\n\n" + _WORDS, "either"
    yield "right-to-left.txt", "\u202e\u202b" * 5_000 + _WORDS, "either"
    yield "surrogates.txt", "\ud800" * 500 + _WORDS, "either"
    yield "a name with spaces, ümlauts and 水.md", honest, "read"


def write(folder: Path, files: list[OddFile]) -> list[OddFile]:
    """Write the files into `folder`, with links beside them; those that lie there."""
    for file in files:
        (folder / file.name).write_bytes(file.data)
    (folder / "nowhere.txt").symlink_to(folder / "not-there.txt")
    (folder / "circle").symlink_to(folder, target_is_directory=True)
    (folder / "deep").mkdir()
    path = folder / "deep"
    for _ in range(30):
        path = path / "d"
        path.mkdir()
    (path / "mill.md").write_text(f"# Deep mill\n\n{_WORDS}\n")
    return [*files, OddFile("mill.md", b"", "read"), OddFile("nowhere.txt", b"", "refused")]


def told(folder: Path, files: list[OddFile]) -> Told:
    """Read everything in `folder`, and judge what came."""
    expected = {file.name: file for file in files}
    result = Told(files=len(files), wrong=[])
    seen: set[str] = set()
    for found in expand(str(folder), LIMITS):
        source = found.source if isinstance(found, Skipped) else found
        begun = monotonic()
        outcome, said = ("refused", found.reason) if isinstance(found, Skipped) else _opened(found)
        result.slowest = max(result.slowest, monotonic() - begun)
        file = expected.get(Path(source).name)
        seen.add(Path(source).name)
        result.read += outcome == "read"
        result.refused += outcome == "refused"
        problem = _problem(file, outcome, said)
        if problem and result.wrong is not None:
            result.wrong.append(f"{Path(source).name}: {problem}")
    if result.wrong is not None:
        result.wrong += [
            f"{name}: nothing came of it"
            for name in expected
            if name not in seen and not _is_spread(expected[name])
        ]
    return result


def _is_spread(file: OddFile) -> bool:
    """Whether it is an archive, whose files come out in its place, or a list of addresses."""
    return file.data[:4] == b"PK\x03\x04" or file.data[:4] == b"http"


def _opened(source: str) -> tuple[str, str]:
    if source.startswith("http"):
        return "read", ""
    try:
        found = open_source(source, replace(LIMITS, fetch_seconds=0.1))
    except SourceError as exc:
        return "refused", str(exc)
    if isinstance(found, Feed):
        return "read", " ".join(entry.content for entry in found.entries)
    assert isinstance(found, Article)
    return "read", found.text


def _problem(file: OddFile | None, outcome: str, said: str) -> str | None:
    if outcome == "refused" and (not said.strip() or "\n" in said):
        return f"refused, not in one line: {said[:80]!r}"
    if "its reader broke down" in said or "took more than" in said or "Error)" in said:
        return said[-160:]
    if outcome == "read":
        marks = [mark for mark in _MARKS if mark in said]
        if marks:
            return f"garbage: {marks}"
        if file is not None and file.expected == "read" and _KEY not in said:
            return f"read without its words: {said[:80]!r}"
    if file is not None and file.expected != "either" and file.expected != outcome:
        return f"{outcome}, where it should be {file.expected}: {said[-160:]!r}"
    return None


def measure(bounds: Bounds) -> list[Row]:
    """The figures of one folder."""
    with tempfile.TemporaryDirectory(prefix="articlebot-odd-") as name:
        folder = Path(name)
        files = write(folder, odd_files(bounds.seed))
        result = told(folder, files)
    for line in result.wrong or ():
        print(line)
    return [
        Row(
            "odd files",
            f"files (read {result.read}, refused or skipped {result.refused})",
            0,
            result.files,
            unit="files",
        ),
        Row(
            "odd files",
            "slowest",
            0,
            round(result.slowest, 1),
            unit="s",
            target=2 * LIMITS.worker_seconds + 5,
            at_most=True,
        ),
        Row(
            "odd files",
            "wrong: hung, garbage, lost, or not one line",
            0,
            len(result.wrong or ()),
            unit="files",
            target=0,
            at_most=True,
        ),
    ]
