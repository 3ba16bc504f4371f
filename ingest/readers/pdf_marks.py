"""The words of a line as text: raised and lowered figures kept apart from what they stand at.

An exponent or an index is written as such (10⁵, H₂O); the raised mark of a note is left out, so that no year
or word ends with a figure that is not its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.raised import lowered, raised
from ingest.readers.pdf_scripts import in_reading_order
from ingest.readers.pdf_words import Word

__all__ = ["with_marks"]

_STOPS = ".,;:!?)]}»”’"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SPACES = re.compile(r"\s+")


def with_marks(words: Sequence[Word], baseline: float, size: float, *, mirrored: bool = False) -> str:
    """The text of a line whose usual level and type size are `baseline` and `size`."""
    level = 0.86 * size
    if not mirrored and all(word.style[0] > level for word in words):
        text = "".join(f" {word.text}" if word.blank else word.text for word in words)
        if not _RIGHT_TO_LEFT.search(text):
            return _SPACES.sub(" ", text).strip()
    parts: list[str] = []
    base = ""
    mark = ""
    for place, word in enumerate(words):
        text = word.text
        rise = word.baseline - baseline
        is_near = bool(parts) and (not word.blank or word.left - words[place - 1].right <= 0.3 * size)
        is_small = word.style[0] <= level and is_near
        if is_small and rise > 0.12 * size:  # what is raised together is one mark
            base, mark = (base, mark + text) if mark else (parts[-1], text)
            parts[-1] = base + raised(base, mark)
            continue
        glued = word.blank == 0 or (mark and text[:1] in _STOPS)
        mark = ""
        if is_small and rise < -0.04 * size and word.blank == 0:
            parts[-1] += lowered(parts[-1], text)
        elif glued and parts:
            parts[-1] += text
        else:
            parts.append(text)
    if mirrored or any(map(_RIGHT_TO_LEFT.search, parts)):
        parts = in_reading_order(parts, mirrored=mirrored)
    return _SPACES.sub(" ", " ".join(parts)).strip()
