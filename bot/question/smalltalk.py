"""Recognises what is said to the program rather than asked of the articles.

Greetings, thanks, questions about the program, and wishes it does not fulfil (opinions, translations, jokes).
"""

from __future__ import annotations

from bot.language.base import LANGUAGES, language
from bot.language.words import fold

__all__ = ["find_small_talk"]


def find_small_talk(text: str) -> tuple[str, str] | None:
    """The language of a text that is small talk as a whole, and the key of the phrase that replies to it.

    None for anything that may be a question. Of several sayings ("Hello! What can you do?") the last is
    answered.
    """
    plain = fold(text)
    for code in LANGUAGES:
        if reply := _reply_key(plain, code):
            return code, reply
    return None


def _reply_key(plain: str, code: str) -> str | None:
    rest, reply = plain, None
    while rest:
        found = next(
            (
                (rule, end)
                for rule in language(code).small_talk
                if (match := rule.match(rest))
                and ((end := match.end()) == len(rest) or not rest[end - 1].isalnum())
            ),
            None,
        )
        if found is None:
            return None
        reply, rest = found[0].name, rest[found[1] :]
    return reply
