"""The form of a statement and the question that it answers; the forms of a language are in its folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["FactQuestion"]

_ARTICLE = re.compile(r"^(?:The|An?)(?= )")


@dataclass(frozen=True, slots=True)
class FactQuestion:
    """The form of a sentence and the question that it answers."""

    form: re.Pattern[str] = field(repr=False)
    question: str
    """With the groups of the form in braces."""
    example: str
    asked: str
    """The question made of the example."""
    base_forms: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What the group `verb` becomes in the question: "opened" -> "open"."""

    def make(self, sentence: str) -> str | None:
        """The question that `sentence` answers; None where it has another form."""
        found = self.form.match(sentence)
        if found is None:
            return None
        groups = {name: value or "" for name, value in found.groupdict().items()}
        groups["subject"] = _ARTICLE.sub(lambda match: match[0].lower(), groups["subject"])
        if verb := groups.get("verb"):
            groups["verb"] = self.base_forms.get(verb, verb)
        return self.question.format(**groups)
