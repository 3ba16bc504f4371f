"""How well sections are recovered from PDFs: papers set in two columns, as a journal would print them.

Papers (JATS) are typeset here - title over both columns, running head, page numbers, headings set in one of
three ways - and printed by a browser, which makes quite other files; each is read as a PDF. A heading counts
as found when its words and the text that follows it are the same.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
)

from benchmarks.figures import Row
from benchmarks.sections import Lines, Score, gold_keys, jats_article, recovered_keys
from ingest.document import assemble
from ingest.limits import Limits
from ingest.readers.pdf import read_pdf

__all__ = ["measure", "typeset"]

_EVERY = 4
"""Which papers are taken: every fourth."""
_WIDTH, _HEIGHT = A4
_COLUMN = (_WIDTH - 118) / 2
LAYOUTS = {
    "bold": ParagraphStyle(
        "heading", fontName="Times-Bold", fontSize=11, leading=13, spaceBefore=8, spaceAfter=3
    ),
    "bold, text size": ParagraphStyle(
        "heading", fontName="Times-Bold", fontSize=9.5, leading=11.5, spaceBefore=6
    ),
    "larger": ParagraphStyle("heading", fontName="Helvetica", fontSize=12, leading=14, spaceBefore=8),
}
_BODY = ParagraphStyle(
    "body", fontName="Times-Roman", fontSize=9.5, leading=11.5, firstLineIndent=12, alignment=4
)
_TITLE = ParagraphStyle("title", fontName="Times-Bold", fontSize=18, leading=21)
_STYLE = (
    "@page { size: A4; margin: 18mm }"
    "body { font: 9.5pt serif; text-align: justify; hyphens: auto; margin: 0 }"
    "main { columns: 2; column-gap: 7mm } h1 { font-size: 18pt; column-span: all; text-align: left }"
    "p { margin: 0; text-indent: 1em }"
)
PRINTED = {
    "bold": "font: bold 11pt serif; margin: 8pt 0 3pt",
    "bold, text size": "font: bold 9.5pt serif; margin: 6pt 0 0",
    "larger": "font: 12pt sans-serif; margin: 8pt 0 2pt",
}


def typeset(lines: Lines, heading: ParagraphStyle) -> bytes:
    """The paper as a PDF of two columns; the first of `lines` is its title, the second its authors."""

    def marks(canvas: object, document: BaseDocTemplate) -> None:
        canvas.setFont("Times-Italic", 8)  # type: ignore[attr-defined]
        canvas.drawString(50, _HEIGHT - 30, "Journal of Papers, volume 7")  # type: ignore[attr-defined]
        canvas.drawCentredString(_WIDTH / 2, 25, str(document.page))  # type: ignore[attr-defined]

    lefts = (50, 50 + _COLUMN + 18)
    first = [Frame(50, _HEIGHT - 200, _WIDTH - 100, 150, 0, 0, 0, 0)]
    first += [Frame(left, 45, _COLUMN, _HEIGHT - 255, 0, 0, 0, 0) for left in lefts]
    later = [Frame(left, 45, _COLUMN, _HEIGHT - 100, 0, 0, 0, 0) for left in lefts]
    made = io.BytesIO()
    document = BaseDocTemplate(
        made,
        pagesize=A4,
        pageTemplates=[PageTemplate("one", first, onPage=marks), PageTemplate("two", later, onPage=marks)],
    )
    story = [Paragraph(escape(words), heading if is_heading else _BODY) for words, is_heading in lines]
    top = Paragraph(escape(lines[0][0]), _TITLE)
    document.build([NextPageTemplate("two"), top, story[1], FrameBreak(), *story[2:]])
    return made.getvalue()


def printer() -> Callable[[Lines, str], bytes] | None:
    """Prints a paper in two columns with the Chromium of this machine; None where there is none."""
    named = os.environ.get("ARTICLEBOT_CHROMIUM", "chromium")
    program = shutil.which(named)
    if program is None:
        return None

    def printed(lines: Lines, heading: str) -> bytes:
        title, *rest = lines
        tagged = [("h2" if is_heading else "p", escape(words)) for words, is_heading in rest]
        body = "".join(f"<{tag}>{words}</{tag}>" for tag, words in tagged)
        with tempfile.TemporaryDirectory() as folder:
            page, made = Path(folder, "paper.html"), Path(folder, "paper.pdf")
            page.write_text(
                f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>{escape(title[0])}</title>"
                f"<style>{_STYLE} h2 {{ {heading} }}</style><main><h1>{escape(title[0])}</h1>{body}</main>",
                encoding="utf-8",
            )
            command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/me"]
            command += [f"--print-to-pdf={made}", page.as_uri()]
            subprocess.run(command, capture_output=True, check=True)
            return made.read_bytes()

    return printed


def measure(data: Path) -> list[Row]:
    """F1 of the recovered headings for each program and layout."""
    papers = [jats_article(path) for path in sorted((data / "plos-jats").glob("*.xml"))[::_EVERY]]
    papers = [lines for lines in papers if sum(heading for _, heading in lines) >= 2]
    made = [(f"reportlab, {name}", partial(typeset, heading=style)) for name, style in LAYOUTS.items()]
    printed = printer()
    if printed is None:
        print("paged: no Chromium, what it prints is left out (ARTICLEBOT_CHROMIUM names one)")
    else:
        made += [(f"Chromium, {name}", partial(printed, heading=style)) for name, style in PRINTED.items()]
    rows = []
    for layout, make in made:
        score = Score()
        for lines in papers:
            title, metadata, pieces = read_pdf(make(lines), Limits())
            document = assemble(pieces, title=title, metadata=metadata)
            gold, got = Counter(gold_keys(lines)), Counter(recovered_keys(document))
            score.found += (gold & got).total()
            score.wrong += (got - gold).total()
            score.missed += (gold - got).total()
        what = f"sections of two-column PDF F1, {layout}"
        rows.append(Row("plos-jats", what, len(papers), score.f1, score.precision, score.recall, target=0.80))
    return rows
