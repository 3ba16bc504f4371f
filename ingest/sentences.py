"""Where the sentences of a text begin and end.

Works line by line: a line end always ends a sentence. Knows the writing of sentences only - abbreviations,
missing spaces, scripts - and nothing of blocks, sections or chunks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

__all__ = ["ROUGH_STOP", "sentence_spans"]

ROUGH_STOP = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+|(?<=[。！？])|\n")
"""What ends most sentences, items and rows: near enough for looking at each by itself, at a fifth of the time
of `sentence_spans`. It also cuts after abbreviations."""
_SEGMENT_LIMIT = 20_000
"""Characters handed to the segmenter at once; longer lines are cut at white space first."""

_WIDE_STOP = "。！？｡．…؟۔।॥።។။"
_CLOSERS = "\"'”’»)]}›」』）】〕"
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_WIDE_BOUNDARY = re.compile(rf"[。！？｡؟۔।॥።]+[{re.escape(_CLOSERS)}]*")

# "efforts.By prioritizing": a word of small letters, a stop, a capital word - and no space between.
_GLUED = re.compile(
    rf"(?<=[^\W_])(?P<stop>[.!?])(?P<close>[{re.escape(_CLOSERS)}]?)"
    r"(?=(?P<open>[\"“‘(]?)(?P<right>[A-Z][^\W\d_]{0,40})(?P<after>.?))"
)
_FILE_ENDINGS = frozenset(
    "asp com css dll exe gif html java jpeg jpg js json net org pdf php png py sh sql svg ts txt xml".split()
)
_OPENING_WORDS = frozenset(
    "a after all although an and as at because before both but by despite during each even every finally "
    "first following for from furthermore given he her here his how however i if in indeed instead it its "
    "later many meanwhile moreover most my no not now of on once one only other our over she since so some "
    "such that the their then there therefore these they this those though through thus to today under until "
    "what when where whether which while who why with without yet you your".split()
)
_ABBREVIATIONS = frozenset(
    "al approx art assoc bros ca capt cf ch chap co col comdr corp cpl dept dr ed eds eg eq eqs est etc ex "
    "fig figs fr gen gov hon ie inc jr lt ltd maj messrs mr mrs ms mt no nos nr op p par para pp prof pt pvt "
    "ref refs rep rev sec sen sgt sr st suppl tab univ viz vol vols vs".split()
)
_NEVER_LAST = frozenset(
    "approx capt cf col dr eg eq eqs fig figs gen gov hon ie lt maj messrs mr mrs ms mt nos prof ref refs "
    "rep rev sen sgt st viz vs".split()
)
_ENUMERATOR = re.compile(r"^[-*•–(]*\s*(?:\d{1,3}|[ivxIVX]{1,5}|[A-Za-z])[.)]\s*$")
_BULLET = re.compile(r"\s*(?:[-*+•]|>|#{1,6})\s+")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end (code points, end exclusive) of each sentence of `text`, in order.

    Spans do not overlap, begin and end with a non-blank character, never cross a line end, and together
    cover every non-blank character but the marks of list items, quotes and headings at a line's start.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        mark = _BULLET.match(line[:80])
        offset = mark.end() if mark and line[mark.end() :].strip() else 0
        spans.extend(_line_spans(line[offset:], start + offset))
        start += len(line) + 1
    return spans


def _line_spans(line: str, offset: int) -> Iterator[tuple[int, int]]:
    if not line.strip():
        return
    begin = 0
    for cut in [*_boundaries(line), len(line)]:
        piece = line[begin:cut]
        words = piece.strip()
        if words:
            first = begin + len(piece) - len(piece.lstrip())
            yield offset + first, offset + first + len(words)
        begin = cut


def _boundaries(line: str) -> list[int]:
    """Offsets at which one sentence of the line ends and the next begins, ascending."""
    cuts = {cut for cut in _segmenter_cuts(line) if 0 < cut < len(line) and not _is_wrong(line, cut)}
    cuts.update(_glued_cuts(line))
    if _CJK.search(line):
        cuts.update(match.end() for match in _WIDE_BOUNDARY.finditer(line))
        cuts = {cut for cut in cuts if not _is_quotation_within(line, cut)}
    return _join_leads(line, sorted(cut for cut in cuts if cut < len(line)))


def _is_quotation_within(line: str, cut: int) -> bool:
    """Whether a closing bracket at `cut` is followed by the rest of the sentence that quotes it."""
    return line[cut - 1] in _CLOSERS and line[cut : cut + 1] in tuple("とっのをがはにでもや的")


def _segmenter_cuts(line: str) -> Iterator[int]:
    language = "en"
    if _CJK.search(line):
        language = "ja" if _KANA.search(line) else "zh"
    begin = 0
    while begin < len(line):
        end = min(len(line), begin + _SEGMENT_LIMIT)
        if end < len(line):
            space = line.rfind(" ", begin + 1, end)
            end = space + 1 if space > begin else end
        window = line[begin:end]
        at = 0
        for segment in sentencex.segment(language, window):
            found = window.find(segment, at)
            if found < 0:
                break
            at = found + len(segment)
            if at < len(window):
                yield begin + at
        begin = end


def _is_wrong(line: str, cut: int) -> bool:
    """Whether the segmenter cut where no sentence ends."""
    before, after = line[max(0, cut - 80) : cut], line[cut : cut + 80]
    left = before.rstrip()
    if left and left[-1] in _WIDE_STOP:
        return False
    glued = len(left) == len(before) and not after[:1].isspace()
    if glued:
        return True  # a stop without a space is judged by _glued_cuts alone
    following = after.lstrip()
    if not following:
        return True
    if following[0].islower():
        return True
    bare = left.rstrip(_CLOSERS)
    if bare != left or not bare.endswith("."):
        return False
    word = bare[max(bare.rfind(sign) for sign in " \t-/(") + 1 : -1].strip("*_\"'“‘[")
    if not word:
        return False
    if word.lower().replace(".", "") in _NEVER_LAST:
        return True
    if word.lower() in _ABBREVIATIONS and (following[0].isdigit() or following[0] in "(,;:"):
        return True
    return len(word) == 1 and word.isupper() and word != "I"  # an initial: "J. Smith"


def _glued_cuts(line: str) -> Iterator[int]:
    for match in _GLUED.finditer(line):
        before = line[max(0, match.start() - 80) : match.start()]
        token = before[max(before.rfind(" "), before.rfind("\t")) + 1 :]
        left = re.split(r"[\W_]", token)[-1]
        right, after = match["right"], match["after"]
        if any(sign in token for sign in ("://", "www.", "@", "\\", "_", "`")) or (
            "/" in token and "." in token
        ):
            continue
        if after and after in "._(@/\\`" and not match["open"]:
            continue
        if len(left) < 2 or left.lower() in _ABBREVIATIONS or right.lower() in _FILE_ENDINGS:
            continue
        opening = right.lower() in _OPENING_WORDS
        if opening or (left.islower() and not right.isupper()):
            yield match.end()


def _join_leads(line: str, cuts: list[int]) -> list[int]:
    """Drop cuts that would leave an enumerator ("1.", "b)") or bare punctuation as a sentence of its own."""
    kept: list[int] = []
    begin = 0
    for position, cut in enumerate(cuts):
        piece = line[begin:cut].strip()
        if not piece or _ENUMERATOR.match(piece):
            continue
        end = cuts[position + 1] if position + 1 < len(cuts) else len(line)
        following = line[cut:end].strip()
        if following and not any(character.isalnum() for character in following):
            continue
        kept.append(cut)
        begin = cut
    return kept
