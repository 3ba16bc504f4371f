"""A conversation as a Markdown document, its citations as footnotes.

Footnotes are numbered through the whole document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer import Answer, Citation
from bot.citations import MARKER, placed_statements
from bot.conversations.store import Exchange

__all__ = ["answer_markdown", "conversation_markdown", "footnote"]


def conversation_markdown(title: str, exchanges: Sequence[Exchange]) -> str:
    """The conversation in Markdown: a heading a question, footnotes at the end."""
    parts, notes = [f"# {_one_line(title)}"], list[str]()
    for exchange in exchanges:
        parts.append(f"## {_one_line(exchange.question)}")
        if exchange.answer is None:
            parts.append(f"*{_one_line(exchange.failure or '')}*")
            continue
        text, made = _numbered(exchange.answer, len(notes))
        parts.append(text)
        notes += made
    return "\n\n".join([*parts, *_listed(notes)]) + "\n"


def answer_markdown(question: str, answer: Answer) -> str:
    """One answer in Markdown below its question, footnotes at the end."""
    text, notes = _numbered(answer, 0)
    return "\n\n".join([f"**{_one_line(question)}**", text, *_listed(notes)]) + "\n"


def footnote(citation: Citation) -> str:
    """The place of a citation and its words: `Title, Section › Part: “words” <address>`."""
    path = [name for name in citation.section_path if name != citation.article_title]
    place = ", ".join(part for part in (citation.article_title, " › ".join(path)) if part)
    link = f" <{citation.url}>" if citation.url else ""
    return f"{_one_line(place)}: “{_one_line(citation.quote)}”{link}"


def _numbered(answer: Answer, before: int) -> tuple[str, list[str]]:
    """The answer's text with footnote marks that go on after `before` others, and the footnotes."""
    known = {citation.number: citation for citation in answer.citations}
    own = {
        match.start()
        for _, start, end in placed_statements(answer.text, answer.statements)
        for match in MARKER.finditer(answer.text, start, end)
    }
    notes: dict[int, str] = {}

    def mark(found: re.Match[str]) -> str:
        number = int(found[1])
        if number not in known or found.start() in own:
            return found[0]
        notes.setdefault(number, footnote(known[number]))
        return f"[^{before + list(notes).index(number) + 1}]"

    text = MARKER.sub(mark, answer.text)
    return text, list(notes.values())


def _listed(notes: Sequence[str]) -> list[str]:
    return ["\n".join(f"[^{number}]: {note}" for number, note in enumerate(notes, 1))] if notes else []


def _one_line(text: str) -> str:
    return " ".join(text.split())
