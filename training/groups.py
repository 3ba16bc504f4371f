"""What a question is trained on: passages that answer it, passages that do not, and the question they answer.

Knows no tensors, and nothing of where passages come from.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Group", "Rival", "Text"]


@dataclass(frozen=True, slots=True)
class Text:
    """A passage as the reader sees it: the context (title, headings) and the text under it."""

    context: str
    text: str


@dataclass(frozen=True, slots=True)
class Rival:
    """The question that a passage answers, of a group whose own question it does not answer."""

    question: str
    text: Text
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A question with the passages it is trained on."""

    question: str
    title: str
    positives: tuple[tuple[Text, tuple[tuple[int, int], ...]], ...]
    """Passages that answer, with the places of the answers in their text (none: the place is unknown)."""
    unanswering: tuple[Text, ...] = ()
    """Passages that the question was written for and that do not answer it, the most misleading first."""
    near: tuple[Text, ...] = ()
    """Wrong passages of the same set, as our search ranks them."""
    foreign: tuple[Text, ...] = ()
    """Passages of another set, as our search ranks them."""
    rivals: tuple[Rival, ...] = ()
    """Of a near miss: questions like it that the same passages answer."""
