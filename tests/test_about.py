"""Questions about the articles themselves, and which article they name."""

from __future__ import annotations

import pytest
from answer_desk import FERRY, GARDEN, Desk

from bot import ArticleBot
from bot.question.article_questions import find_named_articles
from bot.question.question import ABOUT_ARTICLES, understand
from bot.samples import sample_paths
from ingest import read_text
from vectorstore import Embedder


@pytest.mark.parametrize(
    "question",
    [
        "Summarise the article", "Please summarize all my documents", "Give me a summary in bullet points",
        "Can you give me an overview of the articles please?", "Which sections are there?",
        "How many sections does the article have?", "List the headings",
        "summarise the article on night trams", "What do the articles have in common?",
        "Compare the articles",
    ],
)  # fmt: skip
def test_it_asks_for_an_outline(question: str) -> None:
    assert understand(question).kind == "outline"


@pytest.mark.parametrize(
    ("question", "kind", "count"),
    [
        ("tl;dr", "gist", None),
        ("Summarise the story in one sentence", "gist", 1),
        ("What's this about?", "gist", None),
        ("What is the main argument of the essay?", "gist", None),
        ("Please summarize all my documents in a few words", "gist", None),
        ("Give me five key points", "points", 5),
        ("What are the main points?", "points", None),
        ("What are the 3 most important facts?", "points", 3),
        ("What is the conclusion?", "conclusion", None),
        ("What does the reviewer conclude?", "conclusion", None),
        ("which articles do you have?", "library", None),
        ("How many documents are in my library?", "library", None),
        ("Which article is in German?", "library", None),
        ("List all the people mentioned in the ferry article", "mentioned", None),
        ("Who is named in this story?", "mentioned", None),
        ("by whom is the article?", "details", None),
        ("Who wrote the article on the ferry?", "details", None),
    ],
)
def test_it_asks_about_the_article_as_such(question: str, kind: str, count: int | None) -> None:
    asked = understand(question)
    assert (asked.kind, asked.count) == (kind, count)


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote this article?", "Who is the author of the article?", "When was the article published?",
        "When was it published?", "Where is this text from?", "What is the source of the article?",
        "How many words does the article have?", "Which language is the article written in?",
    ],
)  # fmt: skip
def test_it_asks_for_details(question: str) -> None:
    assert understand(question).kind == "details"


@pytest.mark.parametrize(
    "question",
    [
        "What is the main argument of Lee?", "What does the article say about the ferry?",
        "Summarise the flood", "summarise what it says about noise", "Who wrote the letter in the article?",
        "In what year was the article of the constitution amended?", "When was the ferry built?",
        "Which section of the line was closed in 1998?", "What is the outline of the island like?",
    ],
)  # fmt: skip
def test_it_asks_what_the_articles_tell(question: str) -> None:
    assert understand(question).kind not in ABOUT_ARTICLES


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("Summarise the article about the ferry", ["The ferry of Ravnsund"]),
        ("Summarise the school garden article", ["The school garden"]),
        ("Give me the gist of the ferry of Ravnsund", ["The ferry of Ravnsund"]),
        ("Summarise the articles", ["The ferry of Ravnsund", "The school garden"]),
        ("Summarise the article on whales", ["The ferry of Ravnsund", "The school garden"]),
    ],
)
def test_an_article_is_named_by_its_title(question: str, titles: list[str]) -> None:
    articles = [read_text(text, text.split("\n")[0].strip("# ")) for text in (FERRY, GARDEN)]
    assert [article.title for article in find_named_articles(understand(question), articles)] == titles


def test_details_are_cited_where_the_text_has_them(embedder: Embedder) -> None:
    told = "# Boats\n\nBy Ida Lund. Boats float.\n"
    desk = Desk(embedder, f"---\nauthor: Ida Lund\ndate: 2021-03-04\n---\n{told}")
    (article,) = desk.articles
    assert article.metadata.author == "Ida Lund"
    answer = desk.answerer.about(understand("Who wrote the article?"), desk.articles)
    assert answer.status == "answered"
    (citation,) = answer.citations
    assert citation.quote == article.text[citation.start : citation.end] == "Ida Lund"
    dated = desk.answerer.about(understand("When was the article published?"), desk.articles)
    assert "2021-03-04" in dated.text
    assert dated.citations == () and dated.statements == ()


def test_unknown_details_are_refused(embedder: Embedder) -> None:
    desk = Desk(embedder, FERRY)
    answer = desk.answerer.about(understand("Who wrote the article?"), desk.articles)
    assert answer.status == "not_in_articles"
    assert answer.text


def test_the_bot_tells_who_wrote_an_article_and_compares_across_articles(bot: ArticleBot) -> None:
    bot.add(*map(str, sample_paths()))
    details = bot.ask("Who wrote these articles?")
    assert "Maren Oddy" in details.text and "Samir Dunmore" in details.text
    assert details.passages == ()
    compared = bot.ask("Compare the pond wall with the flux tower")
    assert compared.status == "answered"
    assert len({citation.article_id for citation in compared.citations}) == 2


def test_of_many_articles_the_first_are_outlined_and_the_rest_counted(embedder: Embedder) -> None:
    texts = [f"# Boat {n}\n\nBoat number {n} sails on the lake of Holm every day.\n" for n in range(15)]
    desk = Desk(embedder, *texts)
    for question in ("Summarise the articles", "Which sections are there?"):
        answer = desk.answerer.about(understand(question), desk.articles)
        assert len({citation.article_id for citation in answer.citations}) == 12
        assert "3 more articles" in answer.text
