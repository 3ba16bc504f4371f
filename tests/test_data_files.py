"""Subtitles, notebooks, tables, chats and JSON feeds."""

# ruff: noqa: E501
from __future__ import annotations

import json
from pathlib import Path

import pytest
from article_invariants import check

from ingest import Article, Feed, Skipped, SourceError, expand, open_source, read
from ingest.inline import written_out

SRT = """\
1
00:00:01,000 --> 00:00:04,200
Welcome to the harbour hour,
my name is Ada.

2
00:00:04,300 --> 00:00:08,000
<i>Today we talk about the pier</i>
and who pays for the oak.

3
00:02:08,200 --> 00:02:12,900
{\\an8}The town pays half
and the guild pays the rest.
4
00:02:13,000 --> 00:02:15,000
- Why?
- It said so.
"""
VTT = """\
WEBVTT - The harbour hour

NOTE made by hand

STYLE
::cue { color: red }

intro
00:01.000 --> 00:04.000 align:start position:0%
<v Ada>Welcome to the harbour hour.</v>

00:04.000 --> 00:06.000
<v Bo Eker>Thank <00:05.000><c>you,</c> Ada &amp; all.

00:06.000 --> 00:07.000
<v Bo Eker>The pier is closed
"""


def opened(text: str, name: str, tmp_path: Path) -> tuple[Article, str]:
    path = tmp_path / name
    path.write_text(text)
    article = read(str(path))
    check(article)
    return article, written_out(article)


@pytest.mark.parametrize("name", ["talk.srt", "talk.txt"])
def test_subtitles_are_whole_sentences_with_times_as_anchors(name: str, tmp_path: Path) -> None:
    article, shown = opened(SRT, name, tmp_path)
    assert [(one.heading, one.anchor) for one in article.sections] == [
        ("talk", "talk"), ("0:00:01", "t=1"), ("0:02:08", "t=128"),
    ]  # fmt: skip
    assert (
        "Welcome to the harbour hour, my name is Ada. Today we talk about the pier and who pays for the oak."
        in shown
    )
    assert "The town pays half and the guild pays the rest.\n\n- Why?\n\n- It said so." in shown
    assert "-->" not in shown
    assert "an8" not in shown


def test_captions_of_the_web_tell_who_speaks(tmp_path: Path) -> None:
    article, shown = opened(VTT, "talk.vtt", tmp_path)
    assert article.title == "The harbour hour"
    assert "Ada: Welcome to the harbour hour." in shown
    assert "Bo Eker: Thank you, Ada & all. The pier is closed" in shown
    assert not any(mark in shown for mark in ("NOTE", "cue", "align", "intro"))


def test_captions_that_roll_up_say_each_line_once(tmp_path: Path) -> None:
    cues = ["The pier", "The pier is closed", "The pier is closed."]
    text = "WEBVTT\n\n" + "".join(f"00:0{n}.000 --> 00:0{n + 1}.000\n{cue}\n\n" for n, cue in enumerate(cues))
    assert opened(text, "a.vtt", tmp_path)[1].count("The pier") == 1


def notebook(**more: object) -> str:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Tide study\n", "\n", "We look at **tides**.\n"]},
        {
            "cell_type": "code",
            "source": ["def tide(hours):\n", "    return hours * 0.4\n"],
            "outputs": [
                {"output_type": "stream", "text": ["\x1b[31m0.4\x1b[0m\n"]},
                {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo", "text/plain": ["<Figure 1>"]}},
                {"output_type": "execute_result", "data": {"text/html": "<table><tr><th>Boat<th>Crew<tr><td>Alma<td>7</table>", "text/plain": "x"}},
                {"output_type": "error", "ename": "ValueError", "evalue": "no tide", "traceback": ["..."]},
            ],
        },
        {"cell_type": "markdown", "source": "## Result\nThe tide rises 0.4 metres an hour."},
        {"cell_type": "raw", "source": "Raw words."},
    ]  # fmt: skip
    return json.dumps(
        {"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, **more}
    )


def test_a_notebook_is_its_text_program_and_output(tmp_path: Path) -> None:
    article, shown = opened(notebook(), "nb.json", tmp_path)
    assert [section.heading for section in article.sections] == ["Tide study", "Result"]
    assert "```python\ndef tide(hours):\n    return hours * 0.4\n```\n\n```\n0.4\n```" in shown
    assert "| Alma | 7 |" in shown
    assert "ValueError: no tide" in shown
    assert "Raw words." in shown
    assert not any(mark in shown for mark in ("iVBOR", "Figure", "cell_type", "\x1b"))


def test_a_notebook_of_format_3_is_read_and_a_damaged_one_refused(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "heading", "level": 1, "source": "Tides"},
        {"cell_type": "code", "input": ["x = 1"], "language": "python"},
    ]
    shown = opened(json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3}), "nb.ipynb", tmp_path)[1]
    assert "# Tides\n\n```python\nx = 1\n```" in shown
    with pytest.raises(SourceError, match="damaged"):
        opened(notebook()[:-9], "cut.ipynb", tmp_path)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Boat,Crew,Note\nAlma,7,"a, b"\nBerta,12,"two\nlines"\nCora,3,\n', "boats.csv"),
        ("Boat;Crew;Note\nAlma;7;a, b\nBerta;12;two lines\nCora;3;\n", "boats.txt"),
        ("Boat\tCrew\tNote\nAlma\t7\ta, b\nBerta\t12\ttwo lines\nCora\t3\t\n", "boats"),
    ],
)
def test_a_table_of_values_is_a_table(text: str, name: str, tmp_path: Path) -> None:
    _, shown = opened(text, name, tmp_path)
    assert (
        "| Boat | Crew | Note |\n| --- | --- | --- |\n| Alma | 7 | a, b |\n| Berta | 12 | two lines |\n| Cora | 3 | |"
        in shown
    )


def test_a_title_above_a_table_is_a_paragraph(tmp_path: Path) -> None:
    assert (
        "Crews of 2024\n\n| Boat | Crew |"
        in opened("Crews of 2024\n\nBoat,Crew\nAlma,7\nBerta,12\nCora,3\n", "c.csv", tmp_path)[1]
    )


PHONE = """\
[3/13/24, 9:00:00 AM] Ada Lind: The town pays half
of the oak.
[3/13/24, 9:01:00 AM] Bo: \u200eimage omitted
[3/14/24, 9:02:10 PM] Bo: Note: the guild pays the rest.
"""
TELEGRAM = json.dumps({"name": "Pier", "messages": [
    {"type": "message", "date": "2024-03-05T10:15:00", "from": "Ada", "from_id": "u1", "text": ["See ", {"type": "link", "text": "https://x.example"}]},
    {"type": "service", "date": "2024-03-05T10:16:00", "text": ""},
    {"type": "message", "date": "2024-03-06T10:15:00", "from": "Bo", "from_id": "u2", "text": "The guild pays."},
]})  # fmt: skip
SLACK = json.dumps([
    {"type": "message", "user": "U1", "ts": "1709633700.000100", "text": "See <https://x.example|the plan>", "user_profile": {"real_name": "Ada"}},
    {"type": "message", "user": "U2", "ts": "1709633760.000100", "text": "The guild pays."},
])  # fmt: skip
ASSISTANT = json.dumps([{"title": "Pier", "mapping": {
    "b": {"message": {"author": {"role": "assistant"}, "create_time": 1709633760, "content": {"parts": ["The **guild** pays.\n\n- oak"]}}},
    "a": {"message": {"author": {"role": "user"}, "create_time": 1709633700, "content": {"parts": ["Who pays?"]}}},
    "c": {"message": None},
}}])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name", "days", "told"),
    [
        (PHONE, "chat.txt", ["2024-03-13", "2024-03-14"], ["Ada Lind, 9:00 am: The town pays half of the oak.", "Bo, 9:02 pm: Note: the guild pays"]),
        (TELEGRAM, "result.json", ["2024-03-05", "2024-03-06"], ["Ada, 10:15: See https://x.example", "Bo, 10:15: The guild pays."]),
        (SLACK, "2024-03-05.json", ["2024-03-05"], ["Ada, 10:15: See the plan", "U2, 10:16: The guild pays."]),
        (ASSISTANT, "conversations.json", ["2024-03-05"], ["User, 10:15: Who pays?", "Assistant, 10:16: The **guild** pays.\n\n- oak"]),
    ],
)  # fmt: skip
def test_a_saved_chat_is_its_days_and_messages(
    text: str, name: str, days: list[str], told: list[str], tmp_path: Path
) -> None:
    article, shown = opened(text, name, tmp_path)
    assert [one.heading for one in article.sections if one.heading[:2] == "20"] == days
    for words in told:
        assert words in shown
    assert "omitted" not in shown


FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Harbour news",
    "home_page_url": "https://harbour.example/",
    "language": "en-GB",
    "authors": [{"name": "Ada"}],
    "items": [
        {"id": "1", "url": "/a", "title": "Pier &amp; oak", "content_html": "<p>The board met.</p>", "date_published": "2024-03-05T10:00:00Z"},
        {"id": 2, "content_text": "First <b>.\n\nSecond.", "authors": [{"name": "Bo"}]},
    ],
}  # fmt: skip


def test_a_json_feed_is_its_entries(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(FEED))
    feed = open_source(str(path))
    assert isinstance(feed, Feed)
    first, second = feed.entries
    assert (first.source, first.title, first.metadata.published) == (
        "https://harbour.example/a",
        "Pier & oak",
        "2024-03-05",
    )
    assert (first.metadata.author, first.metadata.language, first.metadata.site) == (
        "Ada",
        "en",
        "Harbour news",
    )
    article = open_source(second)
    assert isinstance(article, Article)
    assert "First <b>.\n\nSecond." in article.text
    assert article.metadata.author == "Bo"
    for broken in (json.dumps(FEED)[:-2], json.dumps({**FEED, "items": []})):
        path.write_text(broken)
        with pytest.raises(SourceError, match=r"damaged|no entries"):
            open_source(str(path))


def test_a_folder_takes_tables_chats_and_feeds_and_leaves_other_data(tmp_path: Path) -> None:
    made = {"boats.csv": "Boat,Crew\nAlma,7\n", "chat.json": TELEGRAM, "feed.json": json.dumps(FEED), "x.json": '{"a": 1}',
            "nb.ipynb": notebook(), "talk.srt": SRT, "x.py": "x = 1", "mail.eml": "From: a@b.c\nTo: d\nDate: x\nSubject: y\n\nText."}  # fmt: skip
    for name, text in made.items():
        (tmp_path / name).write_text(text)
    found = list(expand(str(tmp_path)))
    skipped = {Path(one.source).name for one in found if isinstance(one, Skipped)}
    assert skipped == {"x.json", "x.py"}
