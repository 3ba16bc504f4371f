"""The sample articles as a reader gets them: their sections, rows, items and nothing of a page's frame."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.samples import sample_paths
from ingest import Article, read

SECTIONS = {
    "tide-mill.md": [
        (1, "Bringing Back the Tide Mill at Saltreath"),
        (2, "How a tide mill works"),
        (3, "The working window"),
        (2, "Why it stopped in 1938"),
        (2, "How the society came to own it"),
        (2, "The repair, piece by piece"),
        (3, "The pond wall"),
        (3, "The wheel"),
        (2, "What it cost and who paid"),
        (2, "Running the mill today"),
        (2, "What the miller would do differently"),
        (2, "What comes next"),
    ],
    "night-trams.txt": [
        (1, "The Night Trams of Marrowick"),
        (2, "A City That Closed at Half Past Midnight"),
        (2, "The Petition From St Brannoc's"),
        (2, "Three Lines and a Timetable"),
        (2, "Making Room for Repairs"),
        (2, "The Quarrel Over Noise"),
        (2, "Who Rides at Three in the Morning"),
        (2, "Paying for It"),
        (2, "The Flood of January 2020"),
        (2, "Rules on Board"),
        (2, "Frequently Asked Questions"),
        (2, "Will the night trams ever run on Sundays?"),
        (2, "What Other Cities Might Take From It"),
    ],
    "peatland-station.html": [
        (1, "How Hollin Moss Is Measured"),
        (2, "What peat is, and why it counts"),
        (2, "A station that began with a bicycle"),
        (2, "The instruments and what they see"),
        (3, "Reading the water table"),
        (3, "Listening to the wind"),
        (3, "A surface that breathes"),
        (2, "What blocking the ditches did"),
        (2, "The Thursday round"),
        (2, "Mistakes kept on record"),
        (2, "The next ten years"),
    ],
}
ROWS = {
    "tide-mill.md": ("| Part", 5),
    "night-trams.txt": ("| Line", 3),
    "peatland-station.html": ("| Instrument", 5),
}
NOTICE = "This is a sample article written for ArticleBot; its people, places and figures are invented."
NAMES = list(SECTIONS)
QUESTIONS = json.loads((Path(__file__).parent / "sample_questions.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    return {path.name: read(str(path)) for path in sample_paths()}


def texts(article: Article, kind: str) -> list[str]:
    return [article.text[block.start : block.end].strip() for block in article.blocks if block.kind == kind]


def test_paths_are_files_in_a_stable_order() -> None:
    assert [path.name for path in sample_paths()] == NAMES
    assert sample_paths() == sample_paths()
    assert all(path.is_file() for path in sample_paths())


@pytest.mark.parametrize("name", NAMES)
def test_an_article_has_eight_hundred_words_and_says_that_it_is_a_sample(
    name: str, articles: dict[str, Article]
) -> None:
    article = articles[name]
    words = [
        word
        for block in article.blocks
        if block.kind != "contents"
        for word in re.findall(r"\w[\w'’,.]*", article.text[block.start : block.end])
    ]
    assert 800 <= len(words) <= 1300
    assert NOTICE in article.text[: article.sections[1].start]


@pytest.mark.parametrize("name", NAMES)
def test_sections_are_the_headings_as_written(name: str, articles: dict[str, Article]) -> None:
    article = articles[name]
    assert [(section.level, section.heading) for section in article.sections] == SECTIONS[name]
    assert article.title == SECTIONS[name][0][1]
    for section in article.sections:
        assert section.heading in article.text[section.start : section.end].splitlines()[0]


def test_subsections_know_their_parents(articles: dict[str, Article]) -> None:
    paths = {section.heading: section.path for name in NAMES for section in articles[name].sections}
    assert paths["The working window"] == ("How a tide mill works", "The working window")
    assert paths["The wheel"] == ("The repair, piece by piece", "The wheel")
    instruments = "The instruments and what they see"
    assert paths["A surface that breathes"] == (instruments, "A surface that breathes")
    assert paths["The next ten years"] == ("The next ten years",)


@pytest.mark.parametrize("name", NAMES)
def test_the_table_is_rows_and_the_list_is_items(name: str, articles: dict[str, Article]) -> None:
    article = articles[name]
    header, data_rows = ROWS[name]
    rows = texts(article, "table_row")
    assert len(rows) == data_rows + 1
    assert rows[0].startswith(header)
    items = texts(article, "list_item")
    assert len(items) == 5
    assert not any(heading in item for item in items for _, heading in SECTIONS[name])


def test_the_table_of_contents_is_marked_as_contents(articles: dict[str, Article]) -> None:
    article = articles["night-trams.txt"]
    lines = "\n".join(texts(article, "contents"))
    for number, (_, heading) in enumerate(SECTIONS["night-trams.txt"], start=1):
        assert f"{number}. {heading}" in lines
        assert sum(heading in block for block in texts(article, "heading")) == 1
    for block in article.blocks:
        if block.kind == "contents":
            assert article.section_at(block.start) is None
    assert not any(texts(articles[name], "contents") for name in NAMES if name != "night-trams.txt")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tide-mill.md", "It should have been the other way round."),
        ("peatland-station.html", "A bog does not do anything in a year except weather."),
    ],
)
def test_a_quotation_is_a_quote(name: str, words: str, articles: dict[str, Article]) -> None:
    assert any(words in quote for quote in texts(articles[name], "quote"))


@pytest.mark.parametrize(
    "words",
    [
        "cookie",
        "Manage preferences",
        "Walks and routes",
        "Gift shop",
        "Sign in",
        "Share this story",
        "Email to a friend",
        "You may also like",
        "drystone",
        "newsletter",
        "unsubscribe",
        "All rights reserved",
        "Privacy policy",
        "schema.org",
        "Georgia",
    ],
)
def test_the_frame_of_the_web_page_is_left_out(words: str, articles: dict[str, Article]) -> None:
    page = next(path for path in sample_paths() if path.suffix == ".html")
    assert words.lower() in page.read_text(encoding="utf-8").lower()
    assert words.lower() not in articles[page.name].text.lower()


def test_the_web_page_keeps_its_figure_caption(articles: dict[str, Article]) -> None:
    article = articles["peatland-station.html"]
    assert "Surface height at rod 14 through the dry summer of 2022" in article.text


def test_the_web_page_keeps_its_link_words_and_anchors(articles: dict[str, Article]) -> None:
    article = articles["peatland-station.html"]
    assert "The Tamble Conservancy" in article.text
    anchors = {section.heading: section.anchor for section in article.sections}
    assert anchors["Listening to the wind"] == "flux-tower"
    assert anchors["The next ten years"] == "next"


def test_metadata_is_read(articles: dict[str, Article]) -> None:
    mill = articles["tide-mill.md"].metadata
    assert (mill.author, mill.published) == ("Maren Oddy", "2024-05-18")
    moss = articles["peatland-station.html"].metadata
    assert (moss.author, moss.published, moss.language) == ("Samir Dunmore", "2024-02-09", "en")
    assert moss.url == "https://notebook.example.org/articles/hollin-moss"
    assert moss.site == "The Upland Notebook"


@pytest.mark.parametrize("name", NAMES)
def test_every_word_lies_in_a_section_or_in_the_contents(name: str, articles: dict[str, Article]) -> None:
    article = articles[name]
    inside = {
        offset
        for span in [*article.sections, *(block for block in article.blocks if block.kind == "contents")]
        for offset in range(span.start, span.end)
    }
    outside = "".join(char for offset, char in enumerate(article.text) if offset not in inside)
    assert outside.replace("Table of Contents", "").strip() == ""


@pytest.mark.parametrize("question", [q for q in QUESTIONS if "quote" in q], ids=lambda q: q["question"])
def test_the_quote_of_a_sample_question_stands_in_its_section(
    question: dict[str, str], articles: dict[str, Article]
) -> None:
    article = articles[question["article"]]
    section = next(s for s in article.sections if s.heading == question["section"])
    assert question["quote"] in article.text[section.start : section.end]


def test_there_are_questions_of_each_kind() -> None:
    answered = [question["article"] for question in QUESTIONS if "quote" in question]
    assert {name: answered.count(name) for name in NAMES} == dict.fromkeys(NAMES, 4)
    assert sum(question.get("refuse", False) for question in QUESTIONS) == 4
