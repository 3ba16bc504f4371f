"""Subtitles (SubRip `.srt`, WebVTT) as an article: whole sentences, in sections named by the time they
begin at.

Knows cues, their times, and who speaks where the file tells.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.article import ArticleMetadata
from ingest.document import PackedArticle
from ingest.limits import Limits
from ingest.readers.piece_list import PieceList

__all__ = ["read_subtitles"]

_TIMES = re.compile(
    r"\s*(?:(\d{1,3}):)?(\d{1,2}):(\d\d)[.,](\d{1,3})\s{1,4}-->\s{1,4}(?:(\d{1,3}):)?(\d{1,2}):(\d\d)[.,](\d{1,3})"
)
_VOICE = re.compile(r"<v(?:\.[\w.]{1,40})?\s+([^<>\n]{1,60})>")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|<\d[\d:.]{3,15}>|\{\\[^{}\n]{1,60}\}")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]?$")
_SECTION_SECONDS = 120.0
_PARAGRAPH_SECONDS = 30.0
_PAUSE = 4.0
"""Seconds of silence after which a new paragraph begins."""
_AT_ONCE = 0.2
"""Seconds within which a cue that follows may show again what the one before said."""
_SHORTEST_LINE, _LONGEST_LINE = 12, 200
_WIDE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


@dataclass(slots=True)
class _Cue:
    start: float
    end: float
    speaker: str
    words: str


def read_subtitles(text: str, _limits: Limits) -> PackedArticle:
    """Title (of WebVTT, where it has one), no metadata, and the pieces.

    A section begins every two minutes, at the end of a sentence; its heading is the time and its anchor
    `t=` with the seconds, as players of video understand it.
    """
    made = PieceList()
    section: float | None = None
    for start, speaker, words in _paragraphs(_cues(text)):
        if section is None or start - section >= _SECTION_SECONDS:
            section = start
            made.heading(_clock(start), 2, anchor=f"t={int(start)}")
        made.paragraph(f"{speaker}: {words}" if speaker else words)
    head = text[:200].split("\n", 1)[0]
    title = head.removeprefix("WEBVTT").strip(" \t-") if head.startswith("WEBVTT") else ""
    return title or None, ArticleMetadata(), made.pieces


def _cues(text: str) -> Iterator[_Cue]:
    before: _Cue | None = None
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        times = _TIMES.match(lines[at])
        at += 1
        if times is None:
            continue
        start, end = _seconds(*times.groups()[:4]), _seconds(*times.groups()[4:])
        told: list[str] = []
        while at < len(lines) and lines[at].strip() and not _TIMES.match(lines[at]):
            told.append(lines[at])
            at += 1
        if at < len(lines) and _TIMES.match(lines[at]) and told and told[-1].strip().isdecimal():
            told.pop()  # the number of the next cue, where no blank line parts them
        for cue in _spoken(start, end, "\n".join(told)):
            said, cue.words = cue.words, _new_words(cue, before)
            if cue.words:
                yield cue
            before = _Cue(start, end, cue.speaker, said)


def _new_words(cue: _Cue, before: _Cue | None) -> str:
    """The words of a cue without those that it shows again: captions that roll up say each line twice."""
    if before is None or cue.start - before.end >= _AT_ONCE:
        return cue.words
    said = before.words
    if cue.words.startswith(said):
        return cue.words[len(said) :].strip()
    for length in range(min(len(said), len(cue.words), _LONGEST_LINE), _SHORTEST_LINE, -1):
        if said.endswith(cue.words[:length]) and cue.words[length : length + 1] == " ":
            return cue.words[length:].strip()
    return cue.words


def _spoken(start: float, end: float, told: str) -> Iterator[_Cue]:
    """A cue for each who speaks in it."""
    parts = _VOICE.split(told)
    speakers = ["", *parts[1::2]]
    for speaker, words in zip(speakers, parts[::2], strict=True):
        plain = html.unescape(_TAG.sub("", words))
        lines = [line.strip() for line in plain.split("\n") if line.strip()]
        if not lines:
            continue
        turns = sum(1 for line in lines if line.startswith(("- ", "– ", "— ")))
        if turns >= 2 and turns == len(lines):
            yield from (_Cue(start, end, speaker.strip(), line) for line in lines)
        else:
            yield _Cue(start, end, speaker.strip(), _run(lines))


def _paragraphs(cues: Iterator[_Cue]) -> Iterator[tuple[float, str, str]]:
    """Start, speaker and words of each paragraph: whole sentences, about half a minute at most."""
    told: list[str] = []
    start = end = 0.0
    speaker = ""
    for cue in cues:
        if told:
            whole = _SENTENCE_END.search(told[-1][-4:]) is not None
            long = cue.start - start >= _PARAGRAPH_SECONDS
            turns = cue.speaker != speaker or cue.words.startswith(("- ", "– ", "— "))
            if (
                turns
                or (whole and (long or cue.start - end >= _PAUSE))
                or cue.start - start >= 4 * _PARAGRAPH_SECONDS
            ):
                yield start, speaker, _run(told)
                told = []
        if not told:
            start, speaker = cue.start, cue.speaker
        told.append(cue.words)
        end = cue.end
    if told:
        yield start, speaker, _run(told)


def _run(lines: list[str]) -> str:
    """The lines as one; scripts without spaces between words get none."""
    parts = lines[:1]
    for before, line in pairwise(lines):
        wide = _WIDE.match(before[-1]) is not None and _WIDE.match(line[0]) is not None
        parts += [line] if wide else [" ", line]
    return "".join(parts)


def _seconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> float:
    whole = 3600 * int(hours or 0) + 60 * int(minutes) + int(seconds)
    return whole + int(thousandths.ljust(3, "0")) / 1000


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
