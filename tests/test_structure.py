"""Plain text and Markdown become blocks and sections at the right places."""

from __future__ import annotations

import textwrap

import pytest

from ingest.document import Document, Piece, assemble
from ingest.readers.markdown import parse_markdown
from ingest.readers.text import parse_text

HARBOUR = """The Harbour Clock Is Back
Table of Contents
- 1. The Harbour Clock Is Back
- 2. A Winter Of Repairs
- 3. Who Paid for *It*
- 4. What happens when the tide is high?
- 5. Figures
The clock on the old harbour tower runs again after eleven months. It struck noon on Monday.
A Winter Of Repairs
The works were taken apart in November. Two wheels had to be cast anew, because no drawing was left.
- The minute hand is oak.
- The hour hand is copper.
Who Paid for *It*
The town paid half of the bill. The rest came from a raffle at the fish market.
What happens when the tide is high?
Figures
Here are the sums:
| Part | Cost |
|---|---|
| Wheels | 4,100 |
| Paint | 320 |
Nobody expected the paint to be that cheap, the treasurer said on Tuesday.
"""


def headings(document: Document) -> list[str]:
    return [section.heading for section in document.sections]


def words_of(document: Document, kind: str) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind == kind]


def check(document: Document) -> None:
    """What holds for every document."""
    last = 0
    for block in document.blocks:
        assert last <= block.start < block.end <= len(document.text)
        assert not any(c.isalnum() for c in document.text[last : block.start])
        last = block.end
    contents = [(b.start, b.end) for b in document.blocks if b.kind == "contents"]
    for offset, character in enumerate(document.text):
        if character.isspace():
            continue
        holders = sum(s.start <= offset < s.end for s in document.sections)
        assert holders == (0 if any(start <= offset < end for start, end in contents) else 1)
    for section in document.sections:
        line = document.text[section.start :].split("\n", 1)[0]
        assert line == "#" * section.level + " " + section.heading
    assert len({section.anchor for section in document.sections}) == len(document.sections)


def test_headings_named_by_a_table_of_contents() -> None:
    document = parse_text(HARBOUR)
    check(document)
    assert headings(document) == [
        "The Harbour Clock Is Back",
        "A Winter Of Repairs",
        "Who Paid for *It*",
        "What happens when the tide is high?",
        "Figures",
    ]
    assert len(words_of(document, "contents")) == 6
    assert document.sections[0].path == ("The Harbour Clock Is Back",)
    assert document.sections[1].path == ("A Winter Of Repairs",)
    first = document.text[document.sections[0].start : document.sections[0].end]
    assert "It struck noon on Monday." in first
    assert words_of(document, "list_item") == ["- The minute hand is oak.", "- The hour hand is copper."]
    assert words_of(document, "table_row") == ["| Part | Cost |", "| Wheels | 4,100 |", "| Paint | 320 |"]


def test_a_heading_that_only_the_contents_kept_comes_back_where_the_words_show_its_place() -> None:
    text = HARBOUR.replace("- 4. What", "- 4. Raffle at the Market\n- 5. What").replace(
        "- 5. Fig", "- 6. Fig"
    )
    text = text.replace("The rest came", "Nobody liked it.\nThe rest came")
    document = parse_text(text)
    check(document)
    at = headings(document).index("Raffle at the Market")
    section = document.sections[at]
    assert "The rest came from a raffle" in document.text[section.start : section.end]
    assert headings(document)[at - 1] == "Who Paid for *It*"


def test_an_entry_without_any_sign_in_the_text_is_not_made_a_heading() -> None:
    text = HARBOUR.replace("- 4. What", "- 4. Letters From Readers\n- 5. What")
    assert "Letters From Readers" not in headings(parse_text(text))


def test_wrapped_text_is_joined_to_paragraphs() -> None:
    long = "The boats lay in the mud until the water came back over the sand in the early evening. " * 6
    other = "Every hull was scrubbed, and the well-known signs on the bows were painted once more. " * 6
    text = "\n\n".join(["On Mud", textwrap.fill(long, 70), "Paint", textwrap.fill(other, 70)])
    document = parse_text(text)
    check(document)
    assert words_of(document, "paragraph") == [long.strip(), other.strip()]
    assert headings(document) == ["On Mud", "Paint"]


def test_lines_that_are_paragraphs_are_not_joined() -> None:
    text = "Title Here\n" + "\n".join(
        f"Paragraph {n} says something about boats and ropes." for n in range(6)
    )
    assert len(words_of(parse_text(text), "paragraph")) == 6


def test_marked_headings_fences_and_quotes_in_plain_text() -> None:
    document = parse_text(
        "Ropes\n=====\n\nIntro text.\n\n## Knots\n\n> Tie it.\n> Pull it.\n\n```\n# no heading\n```\n"
    )
    check(document)
    assert headings(document) == ["Ropes", "Knots"]
    assert words_of(document, "quote") == ["> Tie it.\n> Pull it."]
    assert words_of(document, "code") == ["```\n# no heading\n```"]


@pytest.mark.parametrize(
    "text",
    ["x", "...", "a\n\nb\n\nc", "- only\n- items", "| a |\n|---|\n| b |", "\ufeffHello\r\nworld\x00 there"],
)
def test_odd_texts_are_documents_too(text: str) -> None:
    document = parse_text(text)
    check(document)
    assert document.title


def test_the_title_can_be_given_or_fallen_back_to() -> None:
    sentence = "This begins with a whole sentence, as many letters do, and has no title at all."
    assert parse_text(sentence, fallback_title="letter").title == "letter"
    assert parse_text("On Mud\nThe mud was deep and cold that day.", title="Mine").title == "Mine"
    assert parse_text("On Mud\n" + sentence, fallback_title="file").title == "On Mud"


MARKDOWN = """---
title: "Bread at Home"
author: [Ida Korn, Leo Mehl]
date: 2021-03-04T08:00:00Z
lang: de-AT
---
<!-- a note to the editor -->
# Bread at Home

Flour, water and [salt](https://example.org/salt) make **bread**
when they have time. ![A loaf](loaf.png)

## [Flour](https://example.org) and `water`

1. Mix.
   - Slowly.
2. Wait.

| Day | Work |
|-----|------|
| 1   | Feed \\| stir |

```sh
# not a heading
```

# A second part

> Bread is
> slow.
"""


def test_markdown() -> None:
    document = parse_markdown(MARKDOWN)
    check(document)
    assert headings(document) == ["Bread at Home", "Flour and `water`", "A second part"]
    assert document.metadata.author == "Ida Korn, Leo Mehl"
    assert document.metadata.published == "2021-03-04"
    assert document.metadata.language == "de"
    assert words_of(document, "paragraph") == ["Flour, water and salt make bread when they have time. A loaf"]
    assert words_of(document, "list_item") == ["1. Mix.", "- Slowly.", "2. Wait."]
    assert words_of(document, "table_row") == ["| Day | Work |", "| 1 | Feed \\| stir |"]
    assert "editor" not in document.text
    assert words_of(document, "quote") == ["> Bread is slow."]


def test_a_list_of_links_to_the_headings_is_contents() -> None:
    document = parse_markdown(
        "# T\n\n## Contents\n\n- [One](#one)\n- [Two](#two)\n\n## One\n\nText one.\n\n## Two\n\nText two.\n"
    )
    check(document)
    assert headings(document) == ["T", "One", "Two"]
    assert len(words_of(document, "contents")) == 3


def test_equal_headings_get_different_anchors() -> None:
    pieces = [Piece("heading", "T", 1)]
    for _ in range(3):
        pieces += [Piece("heading", "Again", 2), Piece("paragraph", "Words.")]
    document = assemble(pieces)
    check(document)
    assert [s.anchor for s in document.sections] == ["t", "again", "again-2", "again-3"]


def test_deeper_headings_have_their_parents_in_the_path() -> None:
    document = parse_markdown("# T\n\n## A\n\na.\n\n### B\n\nb.\n\n## C\n\nc.\n")
    assert [s.path for s in document.sections] == [("T",), ("A",), ("A", "B"), ("C",)]
