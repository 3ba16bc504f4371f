"""Query rewriting by the language model, with the rules of `bot.question.follow_up` to fall back on.

The model's question is used only when it keeps the words of the follow-up and adds none that the conversation
does not contain: a small model may answer instead of asking, or invent a name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.answer import Turn
from bot.citations import without_markers
from bot.errors import LanguageModelError
from bot.language.words import content_stems
from bot.llm.chat_model import ChatModel
from bot.llm.prompts import standalone_messages
from bot.question.follow_up import rewrite_follow_up
from bot.question.question import Question, understand

__all__ = ["ModelRewriter", "keep_recent"]

HISTORY_TOKENS = 800
"""Maximum tokens of earlier turns in the prompt, counted from the latest turn back."""
_SECONDS = 15.0
"""Seconds to wait for the model's next words before the rules are used."""
_LONGEST = 300
_NEEDS_NOTHING = frozenset({"smalltalk", "empty", "too_long", "outline", "details"})
_BY_RULE = frozenset({"more", "check", "outline", "details"})
"""Kinds that the rules recognise for certain; the model would only reword them."""
_SELF_CONTAINED = 7
"""A question of this many words that the rules leave unchanged is not sent to the model."""


class ModelRewriter:
    """Completes follow-ups with `model`; `count_tokens` counts the tokens of each of several texts."""

    def __init__(self, model: ChatModel, count_tokens: Callable[[Sequence[str]], list[int]]) -> None:
        self._model = model
        self._count = count_tokens

    def __call__(self, question: str, history: Sequence[Turn]) -> Question:
        """`question` as it can be searched; by rule where the model fails or is not faithful."""
        by_rule = rewrite_follow_up(question, history)
        unchanged = by_rule.text == " ".join(question.split()) and (
            len(question.split()) >= _SELF_CONTAINED or by_rule.kind in _NEEDS_NOTHING
        )
        if not history or unchanged or by_rule.kind in _BY_RULE or by_rule.selection:
            return by_rule
        kept = keep_recent(history, self._count, HISTORY_TOKENS)
        try:
            reply = "".join(self._model.stream(standalone_messages(question, kept), _SECONDS))
        except LanguageModelError:
            return by_rule
        rewritten = _first_line(reply)
        return understand(rewritten) if _is_faithful(rewritten, question, history) else by_rule


def keep_recent(
    history: Sequence[Turn], count_tokens: Callable[[Sequence[str]], list[int]], limit: int
) -> list[Turn]:
    """The latest turns that together have at most `limit` tokens, earliest first, without citation markers.

    The last turn is always kept; if it alone is too long, its answer is cut.
    """
    kept: list[Turn] = []
    left = limit
    for turn in reversed(history):
        plain = without_markers(turn.answer)
        question, answer = count_tokens([turn.question, plain])
        if question + answer > left:
            if not kept:
                share = max(0.0, (left - question) / max(1, answer))
                kept.append(Turn(turn.question, plain[: int(share * len(plain))]))
            break
        left -= question + answer
        kept.append(Turn(turn.question, plain))
    return kept[::-1]


def _first_line(reply: str) -> str:
    line = next((line.strip() for line in reply.splitlines() if line.strip()), "")
    return line.removeprefix("Standalone question:").strip().strip('"“”')


def _is_faithful(rewritten: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether `rewritten` is a question, keeps the words of `question` and adds only words of `history`."""
    if not rewritten.endswith("?") or len(rewritten) > _LONGEST:
        return False
    own = set(content_stems(question))
    earlier = {
        stem for turn in history for stem in content_stems(f"{turn.question} {without_markers(turn.answer)}")
    }
    return own <= set(content_stems(rewritten)) <= own | earlier
