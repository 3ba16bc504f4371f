"""The program's own words in an answer are in the question's language: refusals, labels, small talk."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import ArticleBot

FAEHRE = """# Die Fähre von Rabensund

Von Tove Brandl

Die Fähre von Rabensund fährt seit 1931 über den Fjord. Sie gehört der Stadt.

## Der Motor

Im Jahr 2017 bekam die Fähre einen neuen Auspuff. Er ist leiser als der alte.

## Die Preise

Eine Fahrt kostet drei Kronen. Hunde fahren umsonst.
"""


@pytest.fixture
def bot(new_bot: Callable[..., ArticleBot]) -> ArticleBot:
    made = new_bot()
    made.add_text(FAEHRE, "Die Fähre von Rabensund")
    return made


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("Danke schön!", "Gern geschehen"), ("Muchas gracias", "De nada"), ("Merci beaucoup", "vous en prie"),
        ("ありがとう", "どういたしまして"), ("고마워요", "천만에요"), ("Thanks a lot", "You are welcome"),
        ("Hallo!", "Hallo."), ("¡Hola!", "Hola."), ("Bonjour", "Bonjour."), ("こんにちは", "こんにちは。"),
        ("안녕하세요", "안녕하세요."), ("Lösche den Artikel über die Fähre", "articlebot remove"),
        ("Please delete the harbour article", "articlebot remove"),
        ("add https://example.org/x", "articlebot add"),
        ("Borra este artículo", "articlebot remove"), ("Ajoute cet article", "articlebot add"),
        ("この記事を削除して", "articlebot remove"), ("이 글을 지워 줘", "articlebot remove"),
    ],
)  # fmt: skip
def test_small_talk_and_requests_are_answered_in_their_language(
    bot: ArticleBot, said: str, reply: str
) -> None:
    answer = bot.ask(said)
    assert reply in answer.text
    assert answer.citations == ()


def test_a_refusal_is_in_the_language_of_the_question(bot: ArticleBot) -> None:
    german = bot.ask("Wie viele Kirchen hat Bergen?")
    spanish = bot.ask("¿Cuántas iglesias tiene Bergen?")
    assert german.status == spanish.status == "not_in_articles"
    assert german.text.startswith("Dazu habe ich") and german.language == "de"
    assert spanish.text.startswith("No he encontrado") and spanish.language == "es"


def test_a_german_article_is_summarised_in_german(bot: ArticleBot) -> None:
    answer = bot.ask("Fasse den Artikel zusammen")
    assert answer.status == "answered" and len(answer.citations) >= 2
    assert all(made.startswith(("Was sagt der Artikel", "Wer ist", "Was ist")) for made in answer.suggestions)


def test_a_suggestion_in_german_is_answered(bot: ArticleBot) -> None:
    (suggested, *_) = bot.ask("Fasse den Artikel zusammen").suggestions
    assert bot.ask(suggested).status == "answered"


def test_details_have_labels_in_the_language_of_the_question(bot: ArticleBot) -> None:
    assert "Titel: Die Fähre von Rabensund" in bot.ask("Was ist der Titel des Artikels?").text
    assert "Titre: Die Fähre von Rabensund" in bot.ask("Quel est le titre de l'article ?").text
