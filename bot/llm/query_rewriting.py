"""Follow-up questions made standalone by the language model, with the rule of `conversation` to fall back on.

The model's question is taken only when it keeps the words of the follow-up and adds none that the
conversation does not have; a small model that answers instead of asking, or invents a name, is not heard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.answer import Turn
from bot.citations import without_markers
from bot.errors import LanguageModelError
from bot.language.words import content_stems
from bot.llm.chat_model import ChatModel
from bot.llm.prompts import standalone_messages
from bot.question.follow_up import standalone
from bot.question.question import understand

__all__ = ["HISTORY_TOKENS", "ModelCondenser", "recent"]

HISTORY_TOKENS = 800
"""Tokens of earlier turns, the latest first, that the model is given."""
_SECONDS = 15.0
"""Seconds to wait for the model's next words; the rule is at hand."""
_LONGEST = 300
_NEEDS_NOTHING = frozenset({"smalltalk", "empty", "too_long", "outline", "details"})
_SELF_CONTAINED = 7
"""Words from which a question that the rule leaves alone is taken to need nothing."""


class ModelCondenser:
    """Completes follow-ups with `model`; `count_tokens` gives the tokens of each of some texts."""

    def __init__(self, model: ChatModel, count_tokens: Callable[[Sequence[str]], list[int]]) -> None:
        self._model = model
        self._count = count_tokens

    def __call__(self, question: str, history: Sequence[Turn]) -> str:
        """`question` as it can be searched; by rule where the model fails or is not to be trusted."""
        ruled = standalone(question, history)
        untouched = ruled == question and (
            len(question.split()) >= _SELF_CONTAINED or understand(question).kind in _NEEDS_NOTHING
        )
        if not history or untouched:
            return ruled
        kept = recent(history, self._count, HISTORY_TOKENS)
        try:
            reply = "".join(self._model.stream(standalone_messages(question, kept), _SECONDS))
        except LanguageModelError:
            return ruled
        asked = _first_line(reply)
        return asked if asked and _is_faithful(asked, question, history) else ruled


def recent(
    history: Sequence[Turn], count_tokens: Callable[[Sequence[str]], list[int]], limit: int
) -> list[Turn]:
    """The latest turns that together have at most `limit` tokens, earliest first.

    The last turn is always kept; where it is too long by itself, its answer is cut.
    """
    kept: list[Turn] = []
    left = limit
    for turn in reversed(history):
        told = without_markers(turn.answer)
        question, answer = count_tokens([turn.question, told])
        if question + answer > left:
            if not kept:
                share = max(0.0, (left - question) / max(1, answer))
                kept.append(Turn(turn.question, told[: int(share * len(told))]))
            break
        left -= question + answer
        kept.append(Turn(turn.question, told))
    return kept[::-1]


def _first_line(reply: str) -> str:
    line = next((line.strip() for line in reply.splitlines() if line.strip()), "")
    return line.removeprefix("Standalone question:").strip().strip('"“”')


def _is_faithful(asked: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether `asked` is a question that keeps what `question` says and adds only what was said before."""
    if not asked.endswith("?") or len(asked) > _LONGEST:
        return False
    said = set(content_stems(asked))
    own = set(content_stems(question))
    before = {
        stem for turn in history for stem in content_stems(f"{turn.question} {without_markers(turn.answer)}")
    }
    return own <= said <= own | before
