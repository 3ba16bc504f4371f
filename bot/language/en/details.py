"""What a question about an article asks for; a rule's name is the key of the label in phrases.json."""

from __future__ import annotations

from bot.language.rules import rule

__all__ = ["DETAILS"]

DETAILS = (
    rule(
        "details.author",
        r"\b(?:who (?:wrote|authored)|by whom|who is\b.* by|authors?|writer|reviewer)\b",
        "Who wrote the article?",
        "Who published the article?",
    ),
    rule(
        "details.published",
        r"\bwhen\b|\b(?:date|published)\b",
        "When was the article published?",
        "Who wrote the article?",
    ),
    rule(
        "details.published_by",
        r"\bwho published\b|\bpublisher\b",
        "Who published the article?",
        "When was the article published?",
    ),
    rule(
        "details.source",
        r"\bwhere\b|\b(?:sources?|url|link|address)\b",
        "Where is this article from?",
        "When was the article published?",
    ),
    rule("details.language", r"\blanguage\b", "What language is the article in?", "What is it about?"),
    rule(
        "details.words",
        r"\b(?:how (?:long|many)|length)\b",
        "How many words does the article have?",
        "How was it written?",
    ),
    rule("details.title", r"\btitles?\b", "What is the title of the article?", "What is the article about?"),
)
"""A question may want several of them."""
