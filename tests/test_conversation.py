"""Follow-up questions made standalone: dialogues of one, two and three turns."""

from __future__ import annotations

import pytest

from bot.answer import Turn
from bot.question.follow_up import rewrite_follow_up

DIALOGUES = [
    # asked before, answered, asked now, standalone
    ("How long did the first phone call last?", "", "and when was that?",
     "When did the first phone call last?"),
    ("How long did the first phone call last?", "", "why?", "Why did the first phone call last?"),
    ("What did Ida Lund build?", "", "when?", "When did Ida Lund build?"),
    ("Who founded the museum?", "", "when?", "When was the museum founded?"),
    ("Where was the ship built?", "", "How long exactly?", "How long exactly was the ship built?"),
    ("Did Lee say that his party agreed?", "", "why not?", "Why did Lee say that his party agreed?"),
    ("What is said about trade with South Korea?", "", "what about Japan?",
     "What is said about trade with Japan?"),
    ("What did Lee say about diplomacy?", "", "And Ishiba?", "What did Ishiba say about diplomacy?"),
    ("How many people live in Oslo?", "", "and in Bergen?", "How many people live in Bergen?"),
    ("How many people live in Oslo?", "", "How about Bergen", "How many people live in Bergen?"),
    ("What does the table say about Kishida?", "", "and about Suga?", "What does the table say about Suga?"),
    ("Which fee do trawlers pay?", "", "What about rowing boats?",
     "Which fee do rowing boats pay?"),
    ("Who is Kang Yu-Jeong?", "", "What did she say?", "What did Kang Yu-Jeong say?"),
    ("When did Kishida take office?", "", "Who did he call first?", "Who did Kishida call first?"),
    ("Why did Marie Curie move to Paris?", "", "What did she discover there?",
     "What did Marie Curie discover in Paris?"),
    ("Who wrote the book?", "It was written by Ida Lund. [1]", "What else did she write?",
     "What else did Ida Lund write?"),
    ("Who leads Germany?", "Germany is led by Olaf Holm. [1]", "How old is he?", "How old is Olaf Holm?"),
    ("When was the bridge built?", "", "Who designed it?", "Who designed the bridge?"),
    ("When was the bridge built?", "", "and how long is it?", "how long is the bridge?"),
    ("When did the war start?", "", "and when did it end?", "when did the war end?"),
    ("What is the capital of Norway?", "", "Is it a big city?", "Is the capital of Norway a big city?"),
    ("How tall is the Eiffel Tower?", "", "When was it finished?", "When was the Eiffel Tower finished?"),
    ("What does the manual recommend?", "", "Does it say that costs rise?",
     "Does the manual say that costs rise?"),
    ("What are the rules?", "", "Which of them are new?", "Which of the rules are new?"),
    ("Where is the Louvre?", "", "What can you see there?", "What can you see in the Louvre?"),
    ("What caused the delay?", "", "How much did that cost?",
     "How much did that cost - what caused the delay?"),
    ("What do the objectives demand?", "", "Is this demand new?",
     "Is this demand new - what do the objectives demand?"),
    ("What are the benefits of the call?", "", "tell me more",
     "What are the benefits of the call - tell me more?"),
    ("What are the key objectives?", "", "Are there any others?",
     "What are the key objectives - are there any others?"),
    ("What are the key objectives?", "", "For example?", "What are the key objectives - for example?"),
]  # fmt: skip

SELF_CONTAINED = [
    "Who was the first president of Korea?",
    "Is there a bridge over the fjord?",
    "Did Lee say that his party agreed?",
    "What did Ida Lund say about her crew?",
    "Which of the rules says that dogs stay on a lead?",
    "Is it true that the ferry was sold?",
    "What is the law that was passed in 1998?",
    "Summarise the article",
    "thanks",
    "",
    "?",
]


@pytest.mark.parametrize(("asked", "told", "now", "complete"), DIALOGUES)
def test_a_follow_up_is_completed(asked: str, told: str, now: str, complete: str) -> None:
    assert rewrite_follow_up(now, [Turn(asked, told)]).text == complete


@pytest.mark.parametrize("question", SELF_CONTAINED)
def test_a_question_with_its_own_subject_stays(question: str) -> None:
    history = [Turn("When was the ferry of Ravnsund built?", "In 1911. [1]")]
    assert rewrite_follow_up(question, history).text == question


@pytest.mark.parametrize("question", ["When was that?", "What about Japan?", "why?"])
def test_without_history_nothing_is_added(question: str) -> None:
    assert rewrite_follow_up(question, []).text == question


def test_small_talk_between_is_passed_over() -> None:
    history = [Turn("When was the bridge built?", "In 1911. [1]"), Turn("thanks!", "You are welcome.")]
    assert rewrite_follow_up("Who designed it?", history).text == "Who designed the bridge?"


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    history = [
        Turn("When was the bridge built?", "In 1911. [1]"),
        Turn("Who designed it?", "Ida Lund did. [1]"),
    ]
    assert rewrite_follow_up("How long is it?", history).text == "How long is the bridge?"


def test_a_new_subject_takes_over() -> None:
    history = [Turn("When was the bridge built?", "In 1911. [1]"), Turn("Who is Ida Lund?", "A captain. [1]")]
    assert rewrite_follow_up("Where was she born?", history).text == "Where was Ida Lund born?"


def test_markers_of_an_answer_are_no_names() -> None:
    history = [Turn("Who designed the bridge?", "[1] Ida Lund [2] drew it.")]
    assert "[" not in rewrite_follow_up("When was she born?", history).text


@pytest.mark.parametrize(
    ("asked", "told", "now", "complete"),
    [
        ("How long is the pond wall?", "", "And how much did it cost?", "how much did the pond wall cost?"),
        ("How long can the mill grind on each tide?", "", "How often does it run?",
         "How often does the mill run?"),
        ("Who built the house?", "It was built by the dyer **Matthias Vole**. [1]", "Why did he build it?",
         "Why did Matthias Vole build the house?"),
        ("Who is the mayor of Santa Iria?", "The mayor is Beatriz Lemos. [1]", "What does she expect?",
         "What does Beatriz Lemos expect?"),
        ("Who had the mill built?", "Joan Hallam. [1]", "When was that?", "When - who had the mill built?"),
        ("Will there be a second line?", "", "Who decides on it?", "Who decides on the second line?"),
        ("How many dams were built?", "", "Who paid for them?",
         "Who paid for the dams?"),
        ("What does a sheet cost?", "", "With a deckle edge?",
         "What does a sheet cost - With a deckle edge?"),
        ("How long does a tour take?", "", "And do children pay?",
         "How long does a tour take - do children pay?"),
        ("What happened in 1932?", "", "Was anybody hurt?", "Was anybody hurt - what happened in 1932?"),
        ("How deep is the peat?", "", "And at its deepest?", "How deep is the peat - at its deepest?"),
        ("What is a tide mill?", "", "How does it work?", "How does the tide mill work?"),
    ],
)  # fmt: skip
def test_phrases_are_taken_whole(asked: str, told: str, now: str, complete: str) -> None:
    assert rewrite_follow_up(now, [Turn(asked, told)]).text == complete


@pytest.mark.parametrize(
    ("asked", "now", "complete"),
    [
        ("What happened to the school?", "Is it open again?", "Is the school open again?"),
        ("What happened to the two mills?", "Who owns them?", "Who owns the two mills?"),
        ("Which city has the largest port?", "and the second largest?",
         "Which city has the second largest port?"),
        ("Does the article mention wasps?", "and hornets?", "Does the article mention hornets?"),
        ("How much rain fell in March?", "and in April?", "How much rain fell in April?"),
        ("Is coffee healthy?", "what about tea?", "Is tea healthy?"),
        ("How much did the hull cost?", "And the engine?", "How much did the engine cost?"),
        ("How many passengers travelled in 2019?", "and in 2020?", "How many passengers travelled in 2020?"),
        ("Who was the first captain?", "and the second?", "Who was the second captain?"),
        ("Did the council approve the plan?", "How much would it cost?", "How much would the plan cost?"),
        ("Did the council approve the plan?", "When did they vote?", "When did the council vote?"),
        ("What did Rask write in his diary?", "Where is it now?", "Where is it now?"),
        ("What does the author say about noise?", "does she like it?", "does the author like noise?"),
        ("What is planned for 2025?", "How much power will it give?",
         "How much power will it give - what is planned for 2025?"),
        ("How much silt was taken out of the pond?", "Where did it go?", "Where did the silt go?"),
        ("How many people live in Marrowick?", "When did its last tram leave?",
         "When did Marrowick's last tram leave?"),
        ("Was a heated room ever tried?", "Why was it given up?", "Why was the heated room given up?"),
        ("How long does the training last?", "How does it end?", "How does the training end?"),
        ("List the rules", "which one is the strictest?", "which of the rules is the strictest?"),
    ],
)  # fmt: skip
def test_like_gives_way_to_like_and_pronouns_agree(asked: str, now: str, complete: str) -> None:
    assert rewrite_follow_up(now, [Turn(asked, "")]).text == complete


@pytest.mark.parametrize(
    "question",
    [
        "Why do storks stand on one leg?",
        "Was the letter that Rask wrote ever found?",
        "How far is it from Tarn to Velm?",
        "Does anyone know who painted the ceiling?",
        "Did the strike change its course?",
        "Why is it important to dry the clay?",
    ],
)
def test_words_that_refer_to_nothing_before_stay(question: str) -> None:
    assert rewrite_follow_up(question, [Turn("When was the mill built?", "In 1911. [1]")]).text == question
