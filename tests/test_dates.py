"""Dates in sentences, and the overview that is made of them."""

from __future__ import annotations

import pytest

from bot import ArticleBot
from bot.language.dates import first_date
from bot.library.overview import overview
from bot.ui.overview_html import overview_html


@pytest.mark.parametrize(
    ("sentence", "date"),
    [
        ("It opened on 5 July 2019.", "2019-07-05"),
        ("On July 5, 2019 it opened.", "2019-07-05"),
        ("It closed on the 1st of March 1938, a Tuesday.", "1938-03-01"),
        ("Am 3. Oktober 1990 wurde gefeiert.", "1990-10-03"),
        ("Fue el 2 de mayo de 1808.", "1808-05-02"),
        ("In January 2020 the river rose.", "2020-01"),
        ("Published 2024-02-09 by the club.", "2024-02-09"),
        ("Since 1938 nobody ground flour.", "1938"),
        ("The wheel (2018) turns.", "2018"),
        ("2019年3月4日に開いた。", "2019-03-04"),
        ("2019년 문을 열었다.", "2019"),
        ("It costs 1800 crowns.", None),
        ("A wall of 1950 stones and 2000 people.", None),
        ("Call 555-2019 in 1900 metres.", None),
        ("In 1,234 cases of 2000.5 litres.", None),
        ("It opened in May.", None),
        ("No date at all.", None),
    ],
)
def test_a_date_is_read_as_far_as_it_is_said(sentence: str, date: str | None) -> None:
    found = first_date(sentence)
    assert (str(found) if found else None) == date


def test_the_overview_orders_dates_measures_sections_and_counts_answers(bot: ArticleBot) -> None:
    text = (
        "# Ferry\n\n## Later\n\nThe new ferry came on 5 July 2019. Nobody knows why it was so very late.\n\n"
        "## Before\n\nThe first ferry sank in 1938. It was raised in March 1938.\n\n"
        "## Fares\n\nA bicycle pays.\n"
    )
    assert not bot.add_text(text).failed
    (summary,) = bot.articles()
    article = bot.article(summary.id)
    answers = [bot.ask("When did the first ferry sink?"), bot.ask("When did the first ferry sink?")]
    seen = overview([article], answers)
    assert [str(one.date) for one in seen.dated] == ["1938", "1938-03", "2019-07-05"]
    assert all(article.text[one.start : one.end] == one.text for one in seen.dated)
    assert seen.longest[0].section.heading == "Later"
    assert (seen.used[0].section.heading, seen.used[0].count) == ("Before", 2)
    assert overview([], answers).used == ()
    html = overview_html(seen)
    assert html.index("1938-03") < html.index("2019-07-05")
    assert f'data-start="{seen.dated[0].start}"' in html


def test_an_empty_library_says_so() -> None:
    html = overview_html(overview([], []))
    assert "No article says a date." in html
    assert "The library is empty." in html
