"""Are follow-ups understood? Forty that need the conversation, and forty questions that need nothing.

    python -m benchmarks.rewriting

Each row is a conversation of questions and answers, the question asked last, and what it asks when it
stands alone. A row without that last part needs nothing: every change would be a fault. Prints the rows
that go wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.answer import Turn
from bot.language.base import phrase
from bot.question.follow_up import rewrite_follow_up

__all__ = ["REWRITTEN", "WHOLE", "Row", "main", "wrong_rows"]

REFUSED = phrase("en", "not_said")
_GIST = "**The kiln**: The kiln of Oster was lit in 1888. [1] It burned for a week. [2]"
_AUTHOR = "- Author: Nils Aster [1]"


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation, the question that follows, and what is right: one of some readings."""

    before: tuple[tuple[str, str], ...]
    asked: str
    right: tuple[str, ...]
    kind: str = ""
    """The kind of question that it must be, where that matters."""


def _row(before: str | tuple[tuple[str, str], ...], asked: str, *right: str, kind: str = "") -> Row:
    turns = ((before, "A quote. [1]"),) if isinstance(before, str) else before
    return Row(turns, asked, right or (asked,), kind)


REWRITTEN = (
    # questions about the article after a summary, a list or a detail (A1, A2, A6)
    _row((("Give me a summary", _GIST),), "who is the author of it?", kind="details"),
    _row((("What is this article about?", _GIST),), "when was it published?", kind="details"),
    _row("What are the parts of the kiln?", "Who wrote this?", kind="details"),
    _row((("Which sections are there?", "- The fire [1]"),), "what language is it written in?",
         kind="details"),
    # a person named by a detail, an answer or a question (A3)
    _row((("Sum up the article", _GIST), ("Who wrote it?", _AUTHOR)), "Where does he live?",
         "Where does Nils Aster live?"),
    _row((("Who lit the kiln?", "It was lit by **Greta Holm** in 1888. [1]"),), "Where was she born?",
         "Where was Greta Holm born?"),
    _row("What did Greta Holm burn?", "And why did she stop?", "why did Greta Holm stop?"),
    _row("When did the captain retire?", "Who replaced him?", "Who replaced the captain?"),
    # one thing is not several (A4, A5, A8)
    _row("What are the opening hours?", "How much does it cost?"),
    _row("What are the disadvantages?", "Is it heavy?"),
    _row("What are the ingredients of the glaze?", "How hot does it get?"),
    _row((("When was the kiln lit?", "In 1888. [1]"), ("What are the rules?", "- No fires. [1]")),
         "Who owns it?", "Who owns the kiln?"),
    _row("What are the rules of the yard?", "Who made them?", "Who made the rules of the yard?"),
    _row("How many chimneys stand in Oster?", "Who built them?", "Who built the chimneys?"),
    # the verb is no part of the noun (A9)
    _row("When did the kiln stop burning?", "How long was it cold?", "How long was the kiln cold?"),
    _row("Why did the old bakery keep losing money?", "Who runs it now?", "Who runs the old bakery now?"),
    _row((("When did the kiln start smoking?", "In 1890. [1]"), ("How long was it closed?", "A year. [1]")),
         "Who repaired it?", "Who repaired the kiln?"),
    _row("How does the filter work?", "What does it weigh?", "What does the filter weigh?"),
    # another place, person, thing or time (A10, A11)
    _row("How many people were evacuated in Upper Velm?", "and in Tarn?",
         "How many people were evacuated in Tarn?"),
    _row("How many schools closed in Ohio state?", "And in Texas?", "How many schools closed in Texas?"),
    _row("What did Greta Holm earn?", "what about Nils Aster?", "What did Nils Aster earn?"),
    _row("Which kiln was the oldest?", "and the youngest?", "Which kiln was the youngest?"),
    _row("Which room is the most expensive?", "and the cheapest?", "Which room is the cheapest?"),
    _row("What does a ticket cost?", "on Sundays?", "What does a ticket cost - on Sundays?"),
    # why, when, how long
    _row("When did the kiln close?", "why?", "Why did the kiln close?"),
    _row("Who founded the pottery?", "when?", "When was the pottery founded?"),
    _row("Did the roof leak?", "why not?", "Why did the roof leak?"),
    _row("Who wrote the hymn?", "and when?", "When was the hymn written?"),
    _row("Where was the clay dug?", "By whom exactly?", "By whom exactly was the clay dug?"),
    # more, and proof (A6, A12)
    _row("Why did the kiln close?", "tell me more", kind="more"),
    _row((("Why did the kiln close?", "The clay ran out. [1]"), ("Who wrote it?", _AUTHOR)), "go on",
         kind="more"),
    _row("How loud is the bell?", "are you sure?", kind="check"),
    _row("How loud is the bell?", "How do you know that?", kind="check"),
    _row((("How loud is the bell?", REFUSED),), "really?", "How loud is the bell?"),
    # a selection is left alone (A7)
    _row("Who is Greta Holm?", "About “a new flue in 1901; it drew 3 metres of her smoke”: why?",
         kind="check"),
    _row("Who is Greta Holm?", "About “it burned for a week”: who lit it?", kind="fact"),
    # pronouns of the question's own (A13)
    _row("What did other towns do?", "What year did the fire happen and what did it destroy?"),
    _row("What did other towns do?", "When did the pottery burn down and who rebuilt it?"),
    # what was said as a whole
    _row("What caused the fire?", "How much did that cost?",
         "How much did that cost - what caused the fire?"),
    _row((("What caused the fire?", REFUSED),), "How much did that cost?"),
)  # fmt: skip
WHOLE = tuple(
    _row(
        (
            ("When did the kiln of Oster close?", "It closed in 1931. [1]"),
            ("Who is Greta Holm?", "Greta Holm was a potter. [1]"),
        ),
        question,
    )
    for question in (
        "Who paid for the new roof?", "How high is the chimney?", "When did Nils Aster retire?",
        "Which potters refused to leave?", "What does the museum charge?", "Why was the quarry flooded?",
        "How many pots were fired in 1901?", "Is there a café at the pottery?", "Was there a strike?",
        "Did Aster say that the clay was bad?", "Did the owner change his mind?",
        "Has the town sold its kiln?",
        "What did Rosa Lind write about her father?", "Which of the kilns is still in use?",
        "Is it true that the kiln exploded?", "How long does it take to fire a pot?",
        "What is the law that ended child labour?", "Who said that the glaze was poisonous?",
        "Does the author mention that the roof leaks?", "Why is it important to dry the clay?",
        "List the rules of the yard", "Name three potters", "Compare the kiln and the mill",
        "What is the difference between stoneware and earthenware?", "Summarise the article",
        "Which sections does the article have?", "What is this article about?", "Give me the main points",
        "Who wrote the article?", "When was this article published?", "Which articles mention glaze?",
        "What does the article say about strikes?", "Tell me about the apprentices", "stoneware glazes",
        "Where can visitors park and what does parking cost?", "When was the mill built and who designed it?",
        "What happened after the flood of 1910?", "Thanks a lot!", "What can you do?",
        "What did people in Oster think of the man who bought the kiln?",
    )
)  # fmt: skip


def wrong_rows(rows: tuple[Row, ...]) -> Iterator[tuple[Row, str]]:
    """The rows that are not understood, each with what came."""
    for row in rows:
        asked = rewrite_follow_up(row.asked, [Turn(*turn) for turn in row.before])
        goes_back = (
            row.kind in ("more", "check") and asked.kind == row.kind and (asked.earlier or asked.selection)
        )
        fits = goes_back or asked.text in row.right
        if not fits or (row.kind and asked.kind != row.kind):
            yield row, f"{asked.text} ({asked.kind})"


def main() -> None:
    for name, rows in (("rewritten", REWRITTEN), ("whole", WHOLE)):
        wrong = list(wrong_rows(rows))
        print(f"{name}: {len(rows) - len(wrong)} of {len(rows)} right")
        for row, came in wrong:
            print(f"  {row.before[-1][0]} -> {row.asked}\n    right {row.right[0]}\n    came  {came}")


if __name__ == "__main__":
    main()
