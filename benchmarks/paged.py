"""How well sections are recovered from PDFs: papers set in two columns, as a journal would print them.

Each JATS paper is typeset here - title over both columns, running head, page numbers,
headings set in one of three ways - and read as a
PDF. A heading counts as found when its words and the text that follows it are the same.
"""

from __future__ import annotations

import io
import time
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

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


def measure(data: Path) -> list[dict[str, object]]:
    """A row for each layout: papers, headings, precision, recall, F1, papers a second."""
    rows: list[dict[str, object]] = []
    papers = [jats_article(path) for path in sorted((data / "plos-jats").glob("*.xml"))[::_EVERY]]
    papers = [lines for lines in papers if sum(heading for _, heading in lines) >= 2]
    for layout, style in LAYOUTS.items():
        score, seconds = Score(), 0.0
        for lines in papers:
            file = typeset(lines, style)
            began = time.perf_counter()
            title, metadata, pieces = read_pdf(file, Limits())
            document = assemble(pieces, title=title, metadata=metadata)
            seconds += time.perf_counter() - began
            gold, got = Counter(gold_keys(lines)), Counter(recovered_keys(document))
            score.found += (gold & got).total()
            score.wrong += (got - gold).total()
            score.missed += (gold - got).total()
        rows.append(
            {
                "layout": layout,
                "papers": len(papers),
                "headings": score.found + score.missed,
                "precision": round(score.precision, 3),
                "recall": round(score.recall, 3),
                "f1": round(score.f1, 3),
                "papers/s": round(len(papers) / seconds, 2),
            }
        )
    return rows
