"""How fast articles of each format are read, from the file to the article, without embedding.

On all processors that this process may use: each reads articles of its own. Web pages are those of
html-scrapinghub; papers of plos-jats are written out here as Markdown, plain text, Word, EPUB and PDF.
"""

from __future__ import annotations

import gzip
import io
import os
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from html import escape
from multiprocessing import get_context
from pathlib import Path

from benchmarks.figures import Row
from benchmarks.paged import LAYOUTS, typeset
from benchmarks.sections import Lines, jats_article
from ingest import SourceError, read

__all__ = ["measure"]

_PAGES_SECONDS = 25.0
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def as_markdown(lines: Lines) -> bytes:
    title, *rest = lines
    told = [f"## {words}" if is_heading else words for words, is_heading in rest]
    return "\n\n".join([f"# {title[0]}", *told]).encode()


def as_text(lines: Lines) -> bytes:
    return "\n\n".join(words for words, _ in lines).encode()


def as_docx(lines: Lines) -> bytes:
    def paragraph(words: str, style: str) -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{escape(words)}</w:t></w:r></w:p>'

    body = "".join(
        paragraph(words, "H1" if is_heading else "Title" if place == 0 else "Normal")
        for place, (words, is_heading) in enumerate(lines)
    )
    names = (("Title", "Title"), ("H1", "heading 1"), ("Normal", "Normal"))
    return _zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
            '"/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml'
            '.document.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
            f'Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
            "word/styles.xml": f"<w:styles {_W}>"
            + "".join(
                f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
                for key, name in names
            )
            + "</w:styles>",
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        }
    )


def as_epub(lines: Lines) -> bytes:
    body = "".join(f"<{tag}>{escape(words)}</{tag}>" for words, is_heading in lines[1:]
                   for tag in ("h2" if is_heading else "p",))  # fmt: skip
    return _zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<rootfiles><rootfile full-path="book.opf"/></rootfiles></container>',
            "book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc='
            f'"http://purl.org/dc/elements/1.1/"><dc:title>{escape(lines[0][0])}</dc:title></metadata><manifest>'
            '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine>'
            '<itemref idref="a"/></spine></package>',
            "a.xhtml": f"<html><body>{body}</body></html>",
        }
    )


def as_pdf(lines: Lines) -> bytes:
    return typeset(lines, LAYOUTS["bold"])


def measure(data: Path) -> list[Row]:
    """Articles and megabytes a second for each format; for web pages also the whole time."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    rows: list[Row] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as readers,
    ):
        for name, kind, files in _sets(data, Path(folder)):
            size = sum(path.stat().st_size for path in files) / 1e6
            list(readers.map(_read, [str(files[0])] * cores))  # what is loaded once
            began = time.perf_counter()
            list(readers.map(_read, map(str, files)))
            seconds = time.perf_counter() - began
            speed, count = f"speed of {kind} on {cores} cores", len(files)
            rows.append(Row(name, speed, count, count / seconds, unit="articles/s"))
            rows.append(Row(name, speed, count, size / seconds, unit="MB/s"))
            if kind == "HTML":
                whole = f"all pages on {cores} cores"
                rows.append(Row(name, whole, count, seconds, unit="s", target=_PAGES_SECONDS, at_most=True))
    return rows


def _read(path: str) -> int:
    try:
        return len(read(path).text)
    except SourceError:
        return 0


def _sets(data: Path, folder: Path) -> Iterator[tuple[str, str, list[Path]]]:
    pages = sorted((data / "html-scrapinghub" / "html").glob("*.html.gz"))
    yield (
        "html-scrapinghub",
        "HTML",
        [_written(folder / path.stem, gzip.decompress(path.read_bytes())) for path in pages],
    )
    papers = [(path.stem, jats_article(path)) for path in sorted((data / "plos-jats").glob("*.xml"))]
    writers: dict[str, Callable[[Lines], bytes]] = {
        "Markdown": as_markdown, "plain text": as_text, "DOCX": as_docx, "EPUB": as_epub, "PDF": as_pdf,
    }  # fmt: skip
    for kind, write in writers.items():
        chosen = papers[::4] if kind == "PDF" else papers
        yield "plos-jats", kind, [_written(folder / f"{stem}.{kind}", write(lines)) for stem, lines in chosen]


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _zipped(parts: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()
