"""Pages that are not written from left to right and from the top: their signs in the order of reading.

Files hold such text in any order, so that only the place of each sign on the page tells it. Right to left:
places are seen in a mirror, so that lines and columns run as those of other pages do. Downwards: the page is
turned, so that its columns are lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.readers.pdf_words import Glyph, TextPage, Word

__all__ = ["in_reading_order", "words_in_order"]

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LEFT_TO_RIGHT = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f]")
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_NUMBER = re.compile(
    r"[A-Za-z\u00c0-\u024f0-9\u0660-\u0669\u06f0-\u06f9]+(?:[.,:/’'%+-][A-Za-z\u00c0-\u024f0-9\u0660-\u0669\u06f0-\u06f9]+)*%?"
)
_LEADING_STOP = re.compile(r"^([.,;:!?…»)]+)(?=[\d\u0660-\u0669\u06f0-\u06f9])")
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_OPENING, _CLOSING = "([{«‹", ")]}»›"


def words_in_order(page: TextPage) -> tuple[list[Word], bool]:
    """The words of a page, and whether their places are seen in a mirror: a page from right to left."""
    letters = page.text
    leftward = len(_RIGHT_TO_LEFT.findall(letters))
    if leftward:
        mirrored = leftward > len(_LEFT_TO_RIGHT.findall(letters))
        return _from_glyphs(page.glyphs(downwards=False), mirrored), mirrored
    ideographs = len(_IDEOGRAPH.findall(letters))
    if ideographs > 0.3 * sum(not letter.isspace() for letter in letters) and _is_downwards(
        page.glyphs(downwards=False)
    ):
        return _columns(page.glyphs(downwards=True)), False
    return page.words(), False


def in_reading_order(words: Sequence[str], *, mirrored: bool) -> list[str]:
    """Words of one line from its beginning, those of the other direction among them turned round."""
    against = _LEFT_TO_RIGHT if mirrored else _RIGHT_TO_LEFT
    along = _RIGHT_TO_LEFT if mirrored else _LEFT_TO_RIGHT
    if not any(against.search(word) for word in words):
        return list(words)
    done: list[str] = []
    waiting: list[str] = []
    for word in (*words, None):
        if word is not None and not along.search(word):
            waiting.append(word)
            continue
        first = next((at for at, one in enumerate(waiting) if against.search(one)), None)
        if first is not None:
            last = max(at for at, one in enumerate(waiting) if against.search(one))
            waiting[first : last + 1] = waiting[first : last + 1][::-1]
        done += waiting
        waiting = []
        if word is not None:
            done.append(word)
    return done


def _is_downwards(glyphs: Sequence[Glyph]) -> bool:
    down = along = 0
    for before, glyph in pairwise(glyphs):
        size = max(before.style[0], glyph.style[0])
        if (
            abs(before.left - glyph.left) < 0.4 * size
            and 0.5 * size < before.baseline - glyph.baseline < 2 * size
        ):
            down += 1
        elif abs(before.baseline - glyph.baseline) < 0.3 * size:
            along += 1
    return down > 2 * along and down > 10


def _columns(glyphs: Iterable[Glyph]) -> list[Word]:
    """Signs written downwards as words, in the order of writing: a column is one where nothing parts it."""
    words: list[Word] = []
    for glyph in glyphs:
        last = words[-1] if words else None
        if (
            last is not None
            and last.style == glyph.style
            and abs(last.baseline - glyph.baseline) < 0.3 * glyph.style[0]
            and abs(glyph.left - last.right) < 0.6 * glyph.style[0]
        ):
            last.text += glyph.text
            last.right = max(last.right, glyph.right)
        else:
            glued = last is not None and abs(last.baseline - glyph.baseline) < 0.3 * glyph.style[0]
            words.append(
                Word(glyph.text, glyph.left, glyph.right, glyph.baseline, glyph.style, int(not glued))
            )
    return words


def _from_glyphs(glyphs: Sequence[Glyph], mirrored: bool) -> list[Word]:
    """Words by the places of their signs alone, each line from its beginning."""
    words: list[Word] = []
    for line in _by_line(glyphs):
        found = list(_words_of(line))
        if mirrored:
            found = [replace(word, left=-word.right, right=-word.left) for word in reversed(found)]
            for before, word in pairwise(found):
                word.blank = int(word.left - before.right > 0.1 * word.size) or 1
        words += [replace(word, text=_logical(word.text, mirrored)) for word in found]
    return words


def _by_line(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: -one.baseline):
        reach = 0.45 * max(glyph.style[0], lines[-1][0].style[0]) if lines else 0.0
        if lines and abs(lines[-1][0].baseline - glyph.baseline) <= reach:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return lines


def _words_of(line: Sequence[Glyph]) -> list[Word]:
    """The words of a line from left to right, each with its signs as they stand there.

    A blank tells only between which signs of the file it is, not where.
    """
    parts: dict[int, list[Glyph]] = {}
    for glyph in line:
        parts.setdefault(glyph.part, []).append(glyph)
    words: list[Word] = []
    for signs in parts.values():
        runs: list[list[Glyph]] = []
        reach = 0.0
        for sign in sorted(_with_points(signs), key=_middle):
            if not runs or sign.left - reach > 0.6 * sign.style[0]:
                runs.append([])
            runs[-1].append(sign)
            reach = max(reach, sign.right) if len(runs[-1]) > 1 else sign.right
        for run in runs:
            text = "\x00".join(sign.text for sign in run)
            style = max(run, key=lambda sign: len(sign.text)).style
            words.append(Word(text, run[0].left, max(s.right for s in run), run[0].baseline, style))
    return sorted(words, key=_middle)


def _middle(one: Glyph | Word) -> float:
    return (one.left + one.right) / 2


def _with_points(signs: Sequence[Glyph]) -> list[Glyph]:
    """The letters, each with the points and accents that stand at it."""
    bases = [sign for sign in signs if not all(map(unicodedata.combining, sign.text))]
    if len(bases) in (0, len(signs)):
        return list(signs)
    points = ["" for _ in bases]
    for sign in signs:
        if all(map(unicodedata.combining, sign.text)):
            nearest = min(range(len(bases)), key=lambda at: abs(_middle(bases[at]) - _middle(sign)))
            points[nearest] += sign.text
    return [replace(base, text=base.text + added) for base, added in zip(bases, points, strict=True)]


def _logical(seen: str, mirrored: bool) -> str:
    """The letters of a word in order, of its signs from left to right."""
    signs = seen.split("\x00")
    if not _RIGHT_TO_LEFT.search(seen):
        word = "".join(signs)
        if mirrored:
            word = _LEADING_STOP.sub("", word) + "".join(_LEADING_STOP.findall(word))
        return word
    turned = "".join(reversed(signs))
    turned = _NUMBER.sub(lambda match: _unturned(match[0], signs), turned)
    brackets = [sign for sign in turned if sign in _OPENING + _CLOSING]
    if brackets and brackets[0] in _CLOSING and (len(brackets) == 1 or brackets[-1] in _OPENING):
        first = turned.index(brackets[0])
        if len(brackets) > 1 or first == 0:
            turned = turned.translate(_MIRRORED)
    elif len(brackets) == 1 and brackets[0] in _OPENING and turned.endswith(brackets[0]):
        turned = turned.translate(_MIRRORED)
    return turned


def _unturned(number: str, signs: Sequence[str]) -> str:
    return number[::-1] if len(number) > 1 and number[::-1] in "".join(signs) else number
