"""Questions that take for granted what the articles do not say, and those that only sound as if they did.

Asked of a real bot, with the reader; the lighthouse is nobody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot import ArticleBot
from bot.answering.candidates import find_candidates
from bot.answering.ranking import Ranker, Scored
from bot.answering.refusal import EVIDENCE, evidence
from bot.language.expressions import find_expressions
from bot.question.question import Question, understand
from vectorstore import Embedder, Passage

LIGHTHOUSE = """# The lighthouse of Torvik

The lighthouse of Torvik is 31 metres tall.

## Why it stopped in 1962

Johanna Vik, a ship owner, had the lighthouse built in 1868 of granite. It survived two fires. What it did
not survive was the night of 9 March 1962, when lightning split the lantern. A survey of 1975 found the stairs
rotten.

## For visitors

- Cats sleep in the boiler room, because the cellar floods.
- Shoes are left at the door.
- Tickets are sold on the quay.

## Will the lamp ever be lit on Saturdays?

Not before 2031. The lamp was first lit again on 4 May 1998, and it has shone on weekdays since.

## The bell

The bell is rung by hand. It weighs four tonnes and was cast in Holm.
"""


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[ArticleBot]:
    with ArticleBot(home=tmp_path_factory.mktemp("lighthouse"), embedder=embedder) as made:
        made.add_text(LIGHTHOUSE, "The lighthouse of Torvik")
        yield made


@pytest.fixture(scope="module")
def scored_for(bot: ArticleBot) -> Callable[[str], tuple[Question, list[Scored], list[Passage]]]:
    """What refusal judges a question by."""
    library = bot._open()
    ranker = Ranker(library.embedder)

    def scored(question: str) -> tuple[Question, list[Scored], list[Passage]]:
        asked, passages = understand(question), bot.search(question, 8)
        return asked, ranker.rank(asked, find_candidates(passages, library.article), passages), passages

    return scored


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("How tall is the lighthouse of Torvik?", "How tall is the lighthouse of Bordeaux?"),
        ("Why did the lighthouse stop working in 1962?", "Why did the lighthouse stop working in 1975?"),
        ("Who had the lighthouse built?", "Who was the second mayor of Torvik?"),
    ],
)
def test_what_is_said_is_answered_and_a_false_premise_refused(bot: ArticleBot, true: str, false: str) -> None:
    assert bot.ask(true).status == "answered"
    assert bot.ask(false).status == "not_in_articles"


@pytest.mark.parametrize(
    ("question", "name", "value"),
    [
        ("How tall is the lighthouse of Torvik?", "names_nowhere", 0.0),
        ("How tall is the lighthouse of Bordeaux?", "names_nowhere", 1.0),
        ("How tall is the lighthouse?", "names_nowhere", 0.0),
        ("How steep is the lighthouse of Torvik?", "others_nowhere", 0.5),
        ("Why did the lighthouse stop in 1962?", "other_year", 0.0),
        ("Why did the lighthouse stop in 1975?", "other_year", 1.0),  # the year at the section's head
        ("Who built the granite lighthouse in 1901?", "other_year", 1.0),  # the year in the sentence
        ("Who built the granite lighthouse in 1868?", "other_year", 0.0),
        ("When was the lighthouse built, if not in 1901?", "other_year", 0.0),  # here a year is asked for
        ("How tall is the lighthouse of Torvik?", "untyped", 0.0),
        ("Who rings the bell by hand?", "untyped", 1.0),
    ],
)
def test_each_part_of_a_premise_counts_for_itself(
    scored_for: Callable[[str], tuple[Question, list[Scored], list[Passage]]],
    question: str,
    name: str,
    value: float,
) -> None:
    assert evidence(*scored_for(question))[EVIDENCE.index(name)] == value


def test_a_heading_with_a_date_tells_which_date_answers(
    bot: ArticleBot, scored_for: Callable[[str], tuple[Question, list[Scored], list[Passage]]]
) -> None:
    question = "When did the lighthouse stop working?"
    first = bot.ask(question).statements[0]
    assert first.highlight and first.text[slice(*first.highlight)] == "9 March 1962"
    headed = [one.candidate.text for one in scored_for(question)[1] if one.feature("headed_date")]
    assert headed == [first.text]
    assert not any(one.feature("headed_date") for one in scored_for("When was the bell cast in Holm?")[1])


def test_an_item_stands_for_itself_among_others(bot: ArticleBot) -> None:
    assert bot.ask("Where do the cats sleep?").citations[0].quote.startswith("Cats sleep in the boiler room")
    assert bot.ask("Are horses allowed?").status == "not_in_articles"


def test_a_heading_that_asks_of_something_more_is_another_question(bot: ArticleBot) -> None:
    assert bot.ask("Will the lamp be lit on Saturdays?").citations[0].quote == "Not before 2031."
    assert "4 May 1998" in bot.ask("When was the lamp lit again?").citations[0].quote


def test_what_goes_on_from_the_best_sentence_is_quoted_with_it(bot: ArticleBot) -> None:
    quotes = [citation.quote for citation in bot.ask("Is the bell rung by hand?").citations]
    place = quotes.index("The bell is rung by hand.")
    assert quotes[place + 1] == "It weighs four tonnes and was cast in Holm."


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Clearing the pond took Ida Lund a year.", ["Ida Lund"]),
        ("Two thirds came from the county.", []),
        ("Lund cleared the pond.", ["Lund"]),
        ("Flushing is a town.", ["Flushing"]),
    ],
)
def test_an_ordinary_word_that_opens_a_sentence_is_no_name(sentence: str, names: list[str]) -> None:
    assert [sentence[start:end] for start, end in find_expressions(sentence, "person")] == names
