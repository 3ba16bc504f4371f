"""PDFs that a browser printed: not made for us, with fonts of unclear weight, marks that are no letters and
running heads of the browser's own."""

# ruff: noqa: E501
from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from browser_support import chromium

from ingest import Limits
from ingest.document import Document, assemble
from ingest.readers.pdf import read_pdf

pytestmark = pytest.mark.browser
MARGINS = dict.fromkeys(("top", "right", "bottom", "left"), "18mm")
WORDS = "the mill wheel turns when water from the pond runs through its wooden race and grinds barley".split()


def prose(seed: int, sentences: int) -> str:
    drawn = random.Random(seed)
    return " ".join(
        " ".join(drawn.choices(WORDS, k=drawn.randint(8, 22))).capitalize() + "." for _ in range(sentences)
    )


@pytest.fixture(scope="module")
def printed() -> Iterator[Callable[[str], Document]]:
    with chromium() as browser:
        page = browser.new_page()

        def read(body: str, style: str = "") -> Document:
            page.set_content(
                f"<!DOCTYPE html><html lang=en><title>Mills</title><style>{style}</style><body>{body}"
            )
            made = page.pdf(format="A4", display_header_footer=True, margin=MARGINS)
            title, metadata, pieces = read_pdf(made, Limits())
            return assemble(pieces, title=title, metadata=metadata)

        yield read


def blocks(document: Document, kind: str) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks if block.kind == kind]


def test_a_printed_web_page_keeps_headings_items_and_program_text(printed: Callable[[str], Document]) -> None:
    told = [prose(seed, 14) for seed in range(8)]
    items = ["Oats from the north", "Rye, which is rare", "Barley of two kinds", "Wheat"]
    document = printed(
        f"<h1>Mills</h1><p>Contents</p><ul><li>Water<ul><li>Setting up</li></ul></li><li>Wind<ul><li>Setting up</li>"
        f"</ul></li></ul><p>{told[0]}</p><h2>Water<a href='#a'>¶</a></h2><p>{told[1]}</p><h3>Setting up</h3>"
        f"<p>{told[2]} Call <code>open_gate()</code> before it is <code>too_late</code>, always.</p>"
        f"<pre>gate = open()\nif gate:\n    wait(4)</pre><p>{told[3]}</p><h2>Wind</h2><p>{told[4]}</p>"
        f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul><h3>Setting up</h3>"
        + "".join(f"<p>{text}</p>" for text in told[5:])
    )
    assert [(section.level, section.heading) for section in document.sections] == [
        (1, "Mills"), (2, "Water"), (3, "Setting up"), (2, "Wind"), (3, "Setting up"),
    ]  # fmt: skip
    assert blocks(document, "contents") == ["Contents", "Water", "Setting up", "Wind", "Setting up"]
    paragraphs = blocks(document, "paragraph")
    assert [text for text in told if text in paragraphs] == [told[0], told[1], *told[3:]]
    assert f"{told[2]} Call open_gate() before it is too_late, always." in paragraphs
    assert [item for item in items if item in paragraphs] == items
    assert blocks(document, "code") == ["```\ngate = open()\nif gate:\n    wait(4)\n```"]
    pages = [block.page for block in document.blocks if block.kind != "contents"]
    assert pages == sorted(pages)  # type: ignore[type-var]
    assert len(set(pages)) > 1
    assert "1/" not in document.text
    assert "about:blank" not in document.text


@pytest.mark.parametrize(
    "heading", ["font: bold 11pt serif", "font: bold 9.5pt serif", "font: 12pt sans-serif"]
)
def test_a_printed_journal_is_read_column_by_column(printed: Callable[..., Document], heading: str) -> None:
    headings = [
        "Introduction",
        "How the wheel at Skarrow was mended after the flood of 1893, and what the keepers of the mill wrote of it in "
        "their book, which lay open in the barn for anybody who wished to read it",
        "Results",
        "Does the pond freeze?",
        "Conclusions",
    ]
    told = [prose(100 + seed, 30) for seed in range(5)]
    body = "".join(f"<h2>{words}</h2><p>{text}</p>" for words, text in zip(headings, told, strict=True))
    style = (
        "body { font: 9.5pt serif; text-align: justify; hyphens: auto } h1 { font-size: 18pt; column-span: all }"
        f"main {{ columns: 2 }} p {{ margin: 0; text-indent: 1em }} h2 {{ {heading}; margin: 6pt 0 2pt }}"
    )
    document = printed(f"<main><h1>The tide mills</h1>{body}</main>", style)
    assert [section.heading for section in document.sections] == ["The tide mills", *headings]
    assert blocks(document, "paragraph") == told
