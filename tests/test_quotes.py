"""Answers made of quotes: what is picked for each kind of question, and that each quote is exact."""

from __future__ import annotations

from dataclasses import replace

import pytest
from answer_desk import FERRY, GARDEN, Desk, passages_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.candidates import candidates_within
from bot.answering.extractive import ExtractiveAnswerer
from bot.answering.picking import pick_statements
from bot.answering.ranking import FEATURES, Scored
from bot.question.question import understand
from vectorstore import Embedder, HashingEmbedder


@pytest.fixture(scope="module")
def desk(embedder: Embedder) -> Desk:
    return Desk(embedder, FERRY, GARDEN)


@pytest.mark.parametrize(
    ("question", "quoted", "highlight", "section"),
    [
        ("How long does the crossing take?", "The crossing takes 25 minutes", "25 minutes", "Timetable"),
        ("Since when has the ferry sailed?", "has sailed since 1911", "1911", "The ferry of Ravnsund"),
        ("Who has led the crew for twelve years?", "Captain Ida Lund", "Ida Lund", "The ferry of Ravnsund"),
        ("How many kinds of beans do pupils grow?", "seventeen kinds", "seventeen", "The school garden"),
        ("What is the price in winter?", "| Winter | 5 | 20 crowns |", None, "Timetable"),
        ("When are the beds watered?", "watered at dawn", None, "Watering"),
    ],
)
def test_a_fact_is_quoted_from_its_section(
    desk: Desk, question: str, quoted: str, highlight: str | None, section: str
) -> None:
    answer = desk.ask(question)
    assert answer.status == "answered"
    first = answer.statements[0]
    citation = answer.citations[first.citations[0] - 1]
    assert quoted in citation.quote
    assert citation.section_path[-1] == section
    if highlight:
        assert first.highlight is not None
        assert highlight in first.text[slice(*first.highlight)]


def test_a_row_is_cited_whole_and_shown_with_its_columns(desk: Desk) -> None:
    answer = desk.ask("How many boats a day are there in summer?")
    assert answer.citations[0].quote == "| Summer | 14 | 30 crowns |"
    assert answer.statements[0].text == "Summer · 14 · 30 crowns"
    assert "Boats a day: **14**" in answer.text


def test_a_list_is_given_whole(desk: Desk) -> None:
    answer = desk.ask("What are the rules on board?")
    quotes = [citation.quote for citation in answer.citations]
    assert quotes[-3:] == [
        "Dogs stay on a lead.",
        "Engines are switched off.",
        "Bicycles are tied to the rail.",
    ]
    assert answer.text.count("\n- ") == 2 or answer.text.count("- ") >= 3


def test_an_explanation_is_in_reading_order(desk: Desk) -> None:
    answer = desk.ask("Why was the ferry kept?")
    assert "because the bridge cannot carry lorries" in answer.text
    places = [(one.article_id, one.start) for one in answer.citations]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("What did Ida Lund say about whaling?", True),
        ("Who painted the ferry?", True),
        ("Who won the football world cup?", False),
        ("What is the boiling point of tungsten?", False),
    ],
)
def test_what_is_not_said_is_refused_with_the_nearest_sentences_if_any_is_near(
    desk: Desk, question: str, near: bool
) -> None:
    answer = desk.ask(question)
    assert answer.status == "not_in_articles"
    assert answer.statements == () and answer.citations == ()
    assert bool(answer.nearest) == near and answer.suggestions
    for lead in answer.nearest:
        assert desk.by_id[lead.article_id].text[lead.start : lead.end] == lead.quote


@pytest.mark.parametrize("question", ["", "  ?! ", "hello", "Thanks a lot!", "help", "what? " * 1000])
def test_idle_questions_get_a_short_reply_without_citations(desk: Desk, question: str) -> None:
    answer = desk.ask(question)
    assert answer.text and len(answer.text) < 300
    assert answer.citations == () and answer.statements == () and answer.nearest == ()


def test_without_passages_the_answer_is_a_refusal(desk: Desk) -> None:
    answer = desk.answerer.answer(understand("How long does the crossing take?"), [])
    assert answer.status == "not_in_articles"
    assert answer.nearest == ()


def test_a_passage_whose_article_is_gone_is_not_quoted(desk: Desk) -> None:
    question = "How long does the crossing take?"
    passages = passages_of(desk.articles, question, desk.embedder)
    forgetful = ExtractiveAnswerer(lambda _: None, desk.embedder)
    assert forgetful.answer(understand(question), passages).status == "not_in_articles"


def test_a_comparison_is_grouped_by_article(desk: Desk) -> None:
    answer = desk.ask("Compare the age of the ferry of Ravnsund and the school garden of Holm")
    assert {citation.article_id for citation in answer.citations} == set(desk.by_id)
    assert "**The ferry of Ravnsund**" in answer.text and "**The school garden**" in answer.text


def test_an_outline_has_a_sentence_of_each_section(desk: Desk) -> None:
    ferry = desk.articles[0]
    answer = desk.answerer.about(understand("Summarise the article"), [ferry])
    paths = [citation.section_path for citation in answer.citations]
    assert list(dict.fromkeys(paths)) == [section.path for section in ferry.sections]


def test_an_outline_of_few_sections_tells_more_of_the_long_ones(embedder: Embedder) -> None:
    days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
    told = [f"On {day} the boats of the harbour carried {n} tonnes of fish." for n, day in enumerate(days)]
    note = "A note on the harbour and its boats."
    desk = Desk(embedder, f"# The harbour\n\n{note}\n\n## The week\n\n{' '.join(told)}\n")
    answer = desk.answerer.about(understand("Summarise the article"), desk.articles)
    quotes = [citation.quote for citation in answer.citations]
    assert quotes[0] == note
    assert 4 <= len(quotes) <= 6
    assert [sentence for sentence in told if sentence in quotes] == quotes[1:]
    assert answer.text.count("**The week**") == 1


def test_headings_are_listed_and_cited_where_they_stand(desk: Desk) -> None:
    ferry = desk.articles[0]
    answer = desk.answerer.about(understand("Which sections are there?"), [ferry])
    assert [one.text for one in answer.statements] == [section.heading for section in ferry.sections]
    for citation in answer.citations:
        assert ferry.text[citation.start : citation.end] == citation.quote


def test_several_articles_get_a_paragraph_each(desk: Desk) -> None:
    answer = desk.answerer.about(understand("What are these articles about?"), desk.articles)
    assert answer.text.count("**") == 4
    assert {citation.article_id for citation in answer.citations} == set(desk.by_id)


def test_an_outline_of_a_named_article_leaves_the_others_out(desk: Desk) -> None:
    answer = desk.answerer.about(understand("Summarise the article The school garden"), desk.articles)
    assert {citation.article_title for citation in answer.citations} == {"The school garden"}


def test_suggestions_are_questions_that_are_answered(desk: Desk) -> None:
    answer = desk.ask("How long does the crossing take?")
    assert answer.suggestions
    for suggested in answer.suggestions:
        assert desk.ask(suggested).status == "answered", suggested


_LINES = st.sampled_from(
    [
        "The mill ground 40 sacks a day. It burned in 1907.", "- Flour of rye", "- Flour of *wheat*, sifted",
        "1. Open the sluice", "| Year | Sacks |\n|---|---|\n| 1901 | 12,000 |\n| 1902 | 14,000 |",
        "## The miller",
        "## Яблоки и груши", "> “Bread first,” said Anna Holt.", "水车每天磨四十袋。面粉很白。",
        "Who built it? Nobody knows.", "It cost $1.5 million.By 1920 it was paid.", "   ", "`x = 1 | 2`",
    ]
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    lines=st.lists(_LINES, min_size=1, max_size=12),
    question=st.sampled_from(
        [
            "How many sacks a day did the mill grind?", "What are the flours?", "Why did it burn?",
            "Who is Anna Holt?", "How many sacks in 1902?", "Summarise the article",
            "Compare rye and wheat", "水车", "Miller?",
        ]
    ),
)  # fmt: skip
def test_every_citation_is_at_its_offsets(lines: list[str], question: str) -> None:
    desk = Desk(HashingEmbedder(), "# The mill\n\nThe mill stood at the brook.\n\n" + "\n\n".join(lines))
    article = desk.articles[0]
    for answer in (desk.ask(question), desk.answerer.about(understand(question), desk.articles)):
        for citation in (*answer.citations, *answer.nearest):
            assert article.text[citation.start : citation.end] == citation.quote
        assert [one.number for one in answer.citations] == list(range(1, len(answer.citations) + 1))
        for statement in answer.statements:
            assert statement.citations and statement.support == "verbatim"
            quote = answer.citations[statement.citations[0] - 1].quote
            cells = statement.text.replace(": ", " · ").split(" · ")
            assert statement.text == quote or all(cell in quote for cell in cells)
            if statement.highlight:
                assert statement.text[slice(*statement.highlight)].strip()


REFERRED = """# Skarrow mill

The mill at Skarrow was built by the miller Anna Holm, who led it until the sea wall broke.

## References

- ^ Lund, Ida (3 April 1951). "Why the mill at Skarrow closed". Coast Letters. Retrieved 4 May 2014.
- ^ "The sea wall of Skarrow", Holm Archive, 2 May 1950.
- ^ Berg, Ole. "Tide mills and how they closed". Sound Books. 1998.
"""


def test_references_are_told_only_where_sources_are_asked_for(embedder: Embedder) -> None:
    desk = Desk(embedder, REFERRED)
    for question in ("When was the mill at Skarrow closed?", "Who built the mill at Skarrow?"):
        answer = desk.ask(question)
        assert all(one.section_path[-1] != "References" for one in (*answer.citations, *answer.nearest))
    answer = desk.ask("Which book on tide mills is cited?")
    assert "Tide mills and how they closed" in answer.text


def test_the_notes_of_a_meeting_are_no_references(embedder: Embedder) -> None:
    items = "- The wheel is repaired in May.\n- Anna Holm pays for the oak.\n"
    notes = f"# The mill committee\n\n## Notes\n\n{items}"
    other = "# The harbour\n\nThe harbour of Skarrow has twelve boats and a crane from 1950.\n"
    answer = Desk(embedder, notes, other).ask("Who pays for the oak?")
    assert answer.citations[0].quote == "Anna Holm pays for the oak."


def test_a_quoted_question_does_not_tell_who_somebody_is(embedder: Embedder) -> None:
    text = "“Who is Anna Holm?” he asked. Anna Holm, a miller, had left the village."
    desk = Desk(embedder, f"# Notes\n\n{text}\n")
    assert desk.ask("Who is Anna Holm?").statements[0].text == "Anna Holm, a miller, had left the village."


@pytest.mark.parametrize(
    "question",
    ["Which articles mention Holm?", "Are there any articles about Holm", "show me the articles on Holm"],
)
def test_articles_on_a_subject_are_named_with_where_they_speak_of_it(desk: Desk, question: str) -> None:
    answer = desk.ask(question)
    titles = {block for block in answer.text.split("\n\n") if block.startswith("**")}
    assert titles == {"**The ferry of Ravnsund**", "**The school garden**"}
    assert len(answer.citations) == 2
    assert all("Holm" in citation.quote for citation in answer.citations)


def test_an_article_that_does_not_speak_of_a_subject_is_not_named(desk: Desk) -> None:
    answer = desk.ask("Which articles talk about beans?")
    assert [citation.article_title for citation in answer.citations] == ["The school garden"]
    assert desk.ask("Which articles talk about submarines?").status == "not_in_articles"


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("What do the articles say about lorries?", "the bridge cannot carry lorries"),
        ("Tell me about farmers", "Farmers also protested"),
        ("What is said about beans?", "seventeen kinds of beans"),
        ("calm weather", "25 minutes in calm weather"),
    ],
)
def test_what_names_a_subject_is_told_of_it(desk: Desk, question: str, quoted: str) -> None:
    assert any(quoted in citation.quote for citation in desk.ask(question).citations)


def test_a_side_is_not_told_of_the_other(embedder: Embedder) -> None:
    desk = Desk(
        embedder,
        "# The Rapid\n\nThe car was shown in May. Its top speed is 120 miles an hour.\n",
        "# The Swift\n\nThe car was shown in June. Its battery lasts for a week of driving.\n",
    )
    answer = desk.ask("Compare the top speed of the Rapid and the Swift")
    assert [citation.article_title for citation in answer.citations] == ["The Rapid"]
    assert "I found nothing in the articles that answers this." in answer.text


@pytest.mark.parametrize(
    ("score", "margin", "relevance", "told"),
    [(9.0, -1.9, 0.9, 2), (7.0, 1.5, 0.9, 2), (7.0, 0.5, 0.9, 1), (7.0, None, 0.9, 1), (7.0, None, 0.0, 2)],
)
def test_a_further_fact_is_told_where_it_is_about_as_likely(
    desk: Desk, score: float, margin: float | None, relevance: float, told: int
) -> None:
    ferry = desk.articles[0]
    one, other = list(candidates_within(ferry, 0, len(ferry.text)))[:2]
    row = tuple(relevance if name == "relevance" else 0.0 for name in FEATURES)
    best = Scored(replace(one, answer=(0, 3), margin=5.0), 10.0, row, None)
    further = replace(other, answer=None if margin is None else (0, 3), margin=margin or 0.0)
    chosen = pick_statements(
        [best, Scored(further, score, row, None)], understand("What does the captain like?")
    )
    assert len(chosen) == told


def test_a_summary_of_next_to_nothing_is_quoted_or_refused(embedder: Embedder) -> None:
    desk = Desk(embedder, "# Notes\n\n1. Open the sluice\n\n## Яблоки и груши\n")
    assert desk.ask("Summarise the article").status in ("answered", "not_in_articles")
