"""What in a sentence could answer "when?", "how long?" and "how heavy?"."""

from __future__ import annotations

import pytest

from bot import ArticleBot
from bot.language.expressions import AnswerType, find_expressions


@pytest.mark.parametrize(
    ("sentence", "wanted", "found"),
    [
        ("The ferry leaves at noon and at half past six, back at 9:30.", "date",
         ["noon", "half past six", "9:30"]),
        ("It opens at 6.40 pm on Sundays in winter.", "date", ["6.40 pm", "Sundays", "winter"]),
        ("It closed at ten o'clock on 3 May 1938.", "date", ["ten o'clock", "3 May 1938"]),
        ("Bread is baked at 7 a.m. sharp.", "date", ["7 a.m."]),
        ("In the spring of 1990 they met.", "date", ["spring of 1990"]),
        ("Pi is 3.14, the winter coat 2.50, a dawnlight.", "date", []),
        ("It spans 240 metres and 3 ft 2 in, 14 trams an hour.", "length", ["240 metres", "3 ft"]),
        ("The walk of 3.5 km takes forty minutes.", "extent", ["3.5 km", "forty minutes"]),
        ("The bell weighs 1.2 tonnes, its clapper 40 kg; 12 men rang it.", "weight", ["1.2 tonnes", "40 kg"]),
        ("It fell to -12 °C, then rose to 4 degrees in 3 hours.", "temperature", ["-12 °C", "4 degrees"]),
        ("It turns six times a minute and 9 carts an hour wait half an hour.", "duration", ["half an hour"]),
        ("It carries 14 trams in 1932 and 2 million people.", "length", []),
    ],
)  # fmt: skip
def test_dates_times_and_measures_are_found(sentence: str, wanted: AnswerType, found: list[str]) -> None:
    assert [sentence[start:end] for start, end in find_expressions(sentence, wanted)] == found


def test_a_time_of_the_day_answers_when(article_bot: ArticleBot) -> None:
    article_bot.add_text(
        "# Holm\n\n## Crossing\n\nThe ferry to Holm leaves at noon from the west quay. Bicycles travel free. "
        "Dogs stay on deck.\n\n## The island\n\nHolm has one shop and two farms."
    )
    answer = article_bot.ask("When does the ferry to Holm leave?")
    assert answer.status == "answered"
    assert "noon" in answer.statements[0].text


def test_another_measure_is_no_answer(article_bot: ArticleBot) -> None:
    article_bot.add_text(
        "# Two bridges\n\n## Lund bridge\n\nThe Lund bridge is 240 metres long and carries 14 trams an hour."
        "\n\n## Holm bridge\n\nThe Holm bridge carries 9 trams an hour and was paid for by the town."
    )
    answer = article_bot.ask("How long is the Lund bridge?")
    assert answer.status == "answered"
    assert answer.statements[0].highlight is not None
    assert answer.statements[0].text[slice(*answer.statements[0].highlight)] in (
        "240 metres",
        "240 metres long",
    )
    for question in ("How heavy is the Lund bridge?", "How long is the Holm bridge?"):
        assert article_bot.ask(question).status == "not_in_articles"
