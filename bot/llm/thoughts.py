"""What of a streamed reply is the answer, and what the model only thought on the way.

Knows the tags that models and their servers put around thoughts. Nothing between them is shown or judged.
"""

from __future__ import annotations

import re

__all__ = ["Thoughts"]

_NAMES = r"(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflection|scratchpad|analysis)"
_OPEN = rf"<{_NAMES}>|\[THINK\]|◁think▷|<\|channel\|>\s*(?:analysis|commentary)[^<]{{0,80}}<\|message\|>"
_CLOSE = (
    rf"</{_NAMES}>|\[/THINK\]|◁/think▷|<\|channel\|>\s*final[^<]{{0,80}}<\|message\|>"
    r"|(?<=\w[.!?])assistantfinal"
)
_TOKEN = r"<\|start\|>assistant|<\|(?!start|channel)[a-z_]{2,20}\|>|</?s>|<(?:end|start)_of_turn>(?:model)?"
_TAG = re.compile(rf"(?P<open>{_OPEN})|(?P<close>{_CLOSE})|(?P<token>{_TOKEN})", re.IGNORECASE)
_BEGUN = re.compile(
    r"(?:<[^>]{0,30}|<\|(?:start|channel)\|>[^<]{0,90}(?:<(?:\|[^>]{0,10})?)?|\[/?T?H?I?N?K?|◁[^▷]{0,8}|assistant\w{0,5})\Z"
)
"""The end of a text that may become a tag."""


class Thoughts:
    """Takes the thoughts out of a reply, piece by piece."""

    def __init__(self) -> None:
        self.was_all_thought = False
        """Whether the last piece told that all before it was a thought: some servers send only its end."""
        self.unfinished = False
        """Whether a thought has begun and not ended."""
        self._kept = ""

    def feed(self, piece: str) -> str:
        """What is sure to be answer in the reply so far and was not given before."""
        text, self._kept = self._kept + piece, ""
        self.was_all_thought = False
        answer: list[str] = []
        at = 0
        for tag in _TAG.finditer(text):
            if tag["token"] is not None:
                if not self.unfinished:
                    answer.append(text[at : tag.start()])
            elif tag["open"] is not None:
                if not self.unfinished:
                    answer.append(text[at : tag.start()])
                self.unfinished = True
            else:
                if not self.unfinished:
                    self.was_all_thought = True
                    answer = []
                self.unfinished = False
            at = tag.end()
        rest = text[at:]
        begun = _BEGUN.search(rest)
        if begun:
            self._kept, rest = rest[begun.start() :], rest[: begun.start()]
        if not self.unfinished:
            answer.append(rest)
        return "".join(answer)

    def end(self) -> str:
        """What was held back in case it became a tag."""
        kept, self._kept = self._kept, ""
        return "" if self.unfinished else kept
