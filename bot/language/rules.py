"""A rule over the words of a question, written beside an example that it takes and one that it leaves.

One test runs every table of rules over its own examples (tests/test_language_en.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

__all__ = ["Rule", "first_match", "one_of", "rule", "saying"]


def one_of(words: Iterable[str]) -> str:
    """A pattern for any of `words`, which may be patterns themselves."""
    return f"(?:{'|'.join(words)})"


@dataclass(frozen=True, slots=True)
class Rule:
    """Recognises one form of question. Matched against folded text (`bot.language.words.fold`)."""

    name: str
    """What the rule recognises: a kind of question, an answer type, a key of `phrases.json`."""
    pattern: re.Pattern[str] = field(repr=False)
    example: str
    """A question that this rule takes, and that no earlier rule of its table takes."""
    counter_example: str
    """A question that looks alike and that this rule does not match."""
    unless: re.Pattern[str] | None = field(default=None, repr=False)
    """Found in the text that `pattern` matched, it makes the match void."""
    answer_types: frozenset[str] | None = None
    """The rule holds only for questions of these answer types; None for all."""

    def match(self, plain: str, answer_type: str = "any") -> re.Match[str] | None:
        """The match in a folded question, or None."""
        if self.answer_types is not None and answer_type not in self.answer_types:
            return None
        found = self.pattern.search(plain)
        return None if found and self.unless and self.unless.search(found.group()) else found


def rule(
    name: str,
    pattern: str,
    example: str,
    counter_example: str,
    *,
    unless: str | None = None,
    answer_types: Iterable[str] | None = None,
) -> Rule:
    """A Rule from the source of its patterns."""
    return Rule(
        name, re.compile(pattern), example, counter_example, re.compile(unless) if unless else None,
        frozenset(answer_types) if answer_types is not None else None,
    )  # fmt: skip


def saying(key: str, pattern: str, tail: str, example: str, counter_example: str) -> Rule:
    """A rule for small talk: `pattern` at the start of the text, then `tail` and punctuation.

    `key` is that of the phrase that replies.
    """
    return rule(key, rf"^(?:{pattern}){tail}[\s,.!?;:)(~。、]*", example, counter_example)


def first_match(
    rules: Sequence[Rule], plain: str, answer_type: str = "any"
) -> tuple[Rule, re.Match[str]] | None:
    """The first rule of a table that takes the folded question `plain`, with its match; or None."""
    for candidate in rules:
        if found := candidate.match(plain, answer_type):
            return candidate, found
    return None
