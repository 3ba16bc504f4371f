"""Labels: strong words above a text that they name; kept apart from it, and never quoted for themselves."""

from __future__ import annotations

import pytest
from answer_desk import Desk
from test_chunk import count_tokens
from test_inline import of_page

from bot.answering.candidates import candidates_within
from ingest import Article, chunk_article, read_text
from ingest.labels import is_label
from vectorstore import Embedder

MILL = """# The tide mill

The mill at Skarrow is driven by the tide and has run since 1774.

## Parts of the mill

**Sluice**
Lets the sea into the pond as the tide comes in. It closes by itself.

**Wheel**
Turns while the pond empties. Four metres wide, of oak.

**Hopper:**
Holds the grain above the stones.

## How to get there

A bus runs from the station every hour, known locally as the flour bus.
"""


def labels_of(article: Article) -> list[str]:
    pairs = zip(article.blocks, [*article.blocks[1:], None], strict=True)
    return [article.text[one.start : one.end] for one, below in pairs if is_label(article, one, below)]


@pytest.mark.parametrize(
    ("body", "labels"),
    [
        ("<p><b>Sluice</b><br>Lets the sea in.</p>", ["Sluice"]),
        ("<p><strong>Sluice<br/></strong> Lets the sea in.</p>", ["Sluice"]),
        ("<div><span><b>Sluice</b><br/>Lets the sea in.</span></div>", ["Sluice"]),
        ("<p><b>Sluice</b></p><p>Lets the sea in.</p>", ["Sluice"]),
        ("<p><b>Sluice</b> lets<br>the sea in.</p>", []),
        ("<p><b>The sea came in.</b><br>Nobody saw it.</p>", []),
        ("<p><b>Mill Lane 4<br>Skarrow</b></p><p>Open all day.</p>", ["Mill Lane 4 Skarrow"]),
        (f"<p><b>{'A sluice ' * 9}</b><br>Lets the sea in.</p>", []),
        ("<p>By the mill:</p><p><b>Sluice</b></p>", []),
        ("<p><b>Sluice</b></p><h2>Wheel</h2><p>Turns.</p>", []),
    ],
)
def test_a_page_parts_a_label_from_the_text_below_it(body: str, labels: list[str]) -> None:
    assert labels_of(of_page(body)) == labels


def test_a_label_in_a_list_stays_in_its_item() -> None:
    article = of_page("<ul><li><b>Sluice</b><br>Lets the sea in.</li><li>Wheel</li></ul>")
    assert "- Sluice Lets the sea in." in [article.text[one.start : one.end] for one in article.blocks]


def test_markdown_parts_a_label_on_a_line_of_its_own() -> None:
    assert labels_of(read_text(MILL, "mill.md")) == ["Sluice", "Wheel", "Hopper:"]
    others = ("**Sluice** lets\nthe sea in.", "**Sluice\nand wheel** turn.", "- **Sluice**\n  Lets it in.")
    for text in others:
        assert labels_of(read_text(f"# Mill\n\n{text}\n", "mill.md")) == []


def test_a_label_goes_into_the_chunk_of_its_text() -> None:
    parts = "\n\n".join(f"**Part {n}**\n{'It is made of oak and iron. ' * 8}" for n in range(12))
    chunks = chunk_article(read_text(f"# Mill\n\n{parts}\n", "mill.md"), count_tokens)
    assert len(chunks) > 3
    for chunk in chunks:
        assert chunk.text.startswith("Part ") and chunk.text.endswith("iron.")


def test_a_label_is_not_quotable_and_names_what_stands_below_it() -> None:
    article = read_text(MILL, "mill.md")
    told = {one.text: one.label for one in candidates_within(article, 0, len(article.text))}
    assert told["It closes by itself."] == "Sluice"
    assert told["Holds the grain above the stones."] == "Hopper:"
    assert told["A bus runs from the station every hour, known locally as the flour bus."] == ""
    assert not {"Sluice", "Wheel", "Hopper:"} & told.keys()
    within = article.text.index("It closes")
    assert [one.label for one in candidates_within(article, within, within + 40)][:1] == ["Sluice"]


@pytest.fixture(scope="module")
def desk(embedder: Embedder) -> Desk:
    return Desk(embedder, MILL)


def test_a_list_of_what_a_section_has_labels_for_gives_each(desk: Desk) -> None:
    answer = desk.ask("What are the parts of the mill?")
    assert answer.text.split("\n") == [
        "- **Sluice**: Lets the sea into the pond as the tide comes in. [1]",
        "- **Wheel**: Turns while the pond empties. [2]",
        "- **Hopper**: Holds the grain above the stones. [3]",
    ]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What is the hopper?", "Holds the grain above the stones."),
        ("What is a sluice?", "Lets the sea into the pond as the tide comes in."),
        ("What is the flour bus?", "A bus runs from the station every hour, known locally as the flour bus."),
    ],
)
def test_a_label_or_a_name_given_in_passing_defines(desk: Desk, question: str, first: str) -> None:
    assert desk.ask(question).statements[0].text == first
