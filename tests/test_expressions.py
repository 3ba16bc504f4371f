"""What in a sentence could answer "when?"."""

from __future__ import annotations

import pytest

from bot import ArticleBot
from bot.expressions import find_expressions


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The ferry leaves at noon and at half past six, back at 9:30.", ["noon", "half past six", "9:30"]),
        ("It opens at 6.40 pm on Sundays in winter.", ["6.40 pm", "Sundays", "winter"]),
        ("It closed at ten o'clock on 3 May 1938.", ["ten o'clock", "3 May 1938"]),
        ("Bread is baked at 7 a.m. sharp.", ["7 a.m."]),
        ("In the spring of 1990 they met.", ["spring of 1990"]),
        ("Pi is 3.14, the winter coat 2.50, a dawnlight.", []),
    ],
)
def test_dates_days_and_times_of_the_day(sentence: str, found: list[str]) -> None:
    assert [sentence[start:end] for start, end in find_expressions(sentence, "date")] == found


def test_a_time_of_the_day_answers_when(article_bot: ArticleBot) -> None:
    article_bot.add_text(
        "# Holm\n\n## Crossing\n\nThe ferry to Holm leaves at noon from the west quay. Bicycles travel free. "
        "Dogs stay on deck.\n\n## The island\n\nHolm has one shop and two farms."
    )
    answer = article_bot.ask("When does the ferry to Holm leave?")
    assert answer.status == "answered"
    assert "noon" in answer.statements[0].text
