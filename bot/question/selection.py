"""Questions about words that the person has selected in an article: "About “...”: why?"."""

from __future__ import annotations

from dataclasses import replace

from bot.language.base import LANGUAGES, language
from bot.language.words import fold, words
from bot.question.question import Question, understand

__all__ = ["understand_selection"]

_IDLE = frozenset(
    "mean means meaning detail details context elaborate translate sure really true source".split()
)
"""Words that ask about a selection as a whole."""


def understand_selection(question: str) -> Question | None:
    """The question that is asked about selected words, with the words as `Question.selection`; None without.

    The words are kept as they are, whatever they contain.
    """
    text = " ".join(question.split())
    for code in LANGUAGES:
        rule = language(code).selection
        found = rule.match(text) if rule else None
        if found and found["words"].strip():
            asked = understand(found["rest"])
            kind = asked.kind if _asks_something(asked) else "check"
            spoken = code if asked.kind == "empty" or kind == "check" else asked.language
            return replace(asked, text=text, kind=kind, selection=found["words"].strip(), language=spoken)
    return None


def _asks_something(asked: Question) -> bool:
    """Whether the question has words of its own: "why?" and "what does this mean?" have none."""
    known = language(asked.language)
    idle = known.stop_words | known.asking_words | _IDLE
    carrying = (word for word in words(asked.text) if not word.is_stop and fold(word.text) not in idle)
    return asked.kind != "smalltalk" and any(carrying)
