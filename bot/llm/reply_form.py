"""The form of a language model's reply, read before its words are checked.

Models cite as [1, 2], 【1】, (1), [^1] or "according to passage 1"; they write lists with labels, tables,
headings, fences, small talk around an answer, and decline in their own words. None of that is a statement of
fact, and none of it may cost a right sentence its support. Whether words are supported is checked elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from bot.citations import marker, marker_numbers, without_markers

__all__ = ["Said", "canonical_markers", "is_decline", "read_sentence", "without_table_heads"]

T = TypeVar("T")
_NUMBERS = r"\d{1,3}(?:\s*(?:,|;|&|-|–|and|und|et|y)\s*\d{1,3})*"
_SOURCE = (
    r"(?:passages?|sources?|documents?|docs?|articles?|excerpts?|texts?|refs?|references?|quellen?|abschnitte?|"
    r"extraits?|pasajes?|fuentes?|文書|記事|出典|본문|출처)"
)
_PASSAGE = r"(?:passages?|sources?|documents?|excerpts?|quellen?|extraits?|pasajes?|fuentes?)"
"""What a model may say of what it was given; an article of a law may say something too."""
_BRACKETED = re.compile(
    rf"[\[【［〔]\s*\^?(?:(?:see\s+)?{_SOURCE}\s*[:#]?\s*)?(?P<numbers>{_NUMBERS})\s*(?:†[^\]】］〕\n]{{0,60}})?[\]】］〕](?!\()",
    re.IGNORECASE,
)
_ROUND = re.compile(
    rf"\s*\((?:see\s+)?(?:{_SOURCE}\s*[:#]?\s*)(?P<numbers>{_NUMBERS})\)"
    rf"|\s+\((?P<bare>{_NUMBERS})\)(?=\s*(?:[.;,!?。]|$|\n))",
    re.IGNORECASE | re.MULTILINE,
)
_RAISED = re.compile(
    r"(?:(?<=[^\W\d_]{3})|(?<=[.!?,;:\"”)]))(?P<numbers>[¹²³⁰⁴-⁹]+(?:[,˒‚ ⁾]*[¹²³⁰⁴-⁹]+)*)(?=\s|[.,;!?]|$)"
)
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_ATTRIBUTION = re.compile(
    rf"^(?P<lead>\W*)(?:according to|as (?:stated|mentioned|described|noted) in|based on|laut|gemäß|"
    rf"selon|d'après|según)\s+(?:the\s+|den\s+|der\s+|dem\s+|les\s+|los\s+|las\s+|la\s+|le\s+)?"
    rf"(?:(?:provided|given|numbered|quoted|above)\s+)?{_SOURCE}\s*(?:\[?(?P<numbers>{_NUMBERS})\]?)?\s*,\s*",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    rf"^(?:the\s+)?{_PASSAGE}\s*\[?(?P<numbers>{_NUMBERS})\]?\s+"
    r"(?:says?|states?|mentions?|notes?|tells us|reports?|explains?|confirms?)\s+that\s+",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W{0,4}(?P<label>[^\W\d_][^:*\n|]{0,40}?)\s*(?:\*{1,2}|__)?\s*(?::(?:\*{1,2}|__)?\s+|：\s*)(?P<rest>\S.*)$"
)
_NEUTRAL = frozenset(
    "answer short-answer summary result note conclusion antwort kurz réponse respuesta".split()
)
_LINE_MARK = re.compile(r"^\s*(?:[-*+•–]\s+|#{1,6}\s+|>\s*|\d{1,2}[.)]\s+)+")
_HEADING = re.compile(r"^\s*(?:#{1,6}\s+\S|(?:\*\*|__)[^*]{1,60}:?(?:\*\*|__)\s*:?\s*$)")
_FENCE = re.compile(r"^\s*(?:```|~~~)\s*[\w+-]*\s*$|\s*(?:```|~~~)\s*$")
_RULE = re.compile(r"^[\s|:*_=-]*[-=*_]{2,}[\s|:*_=-]*$")
_ROW = re.compile(r"^\s*\|(?P<cells>.+)\|\s*$")
_SMALL_TALK = re.compile(
    r"^(?:sure(?: thing)?|certainly|of course|absolutely|great question|good question|no problem"
    r"|thanks?(?: you)?[^.!]{0,30}"
    r"|happy to help|you(?:'|’)re welcome|gerne|natürlich|klar|bien sûr"
    r"|claro|por supuesto|avec plaisir)\W*$"
    r"|^(?:sure|certainly|of course|absolutely)?\W*"
    r"(?:here(?:'|’)?s|here (?:is|are)|below is|hier (?:ist|sind)"
    r"|voici|aquí (?:está|tienes))\b[^.]{0,80}[:.]?$"
    r"|^(?:please )?(?:let me know|feel free|don(?:'|’)t hesitate|(?:i )?hope (?:this|that)"
    r"|is there anything else"
    r"|if you (?:have|need|want|would|(?:'|’)?d)|would you like|do you (?:want|need)|happy to|"
    r"lass(?:en sie)? (?:es )?mich wissen|ich hoffe|wenn (?:du|sie) (?:noch|weitere)|"
    r"n(?:'|’)hésitez pas|j(?:'|’)espère|"
    r"no dudes|espero que|si necesitas)\b.*$"
    r"|^(?:お役に立て|他に|ご不明|もちろん|도움이|더 궁금|물론).*$",
    re.IGNORECASE,
)
_DECLINE = re.compile(
    r"\b(?:passages?|articles?|context|texts?|documents?|sources?|excerpts?|information)\b[^.]{0,60}?"
    r"\b(?:do(?:es)?(?: not|n(?:'|’)t)|did(?: not|n(?:'|’)t)|never|no|none)\b[^.]{0,20}"
    r"\b(?:contain|mention|sa(?:y|id)|state|specif|provide|include|give|answer|address|describe|indicate|cover|"
    r"tell|discuss|explain|information)"
    r"|\b(?:no|not enough|insufficient)\s+(?:specific\s+|relevant\s+|further\s+)?"
    r"(?:information|details?|mention|answer)\b"
    r"|\b(?:i\s+)?(?:can(?:not|(?:'|’)t)|could(?: not|n(?:'|’)t)|am unable to)\b[^.]{0,40}"
    r"\b(?:answer|determine|find|tell|say|provide|passages?|articles?|context)\b"
    r"|\bnot?\s+(?:mentioned|specified|stated|provided|given|included|contained|available|answered|found)"
    r"\s+in\s+(?:the|these|any)\b"
    r"|\b(?:Artikel|Texte?|Abschnitte?|Passagen?|Quellen?)\b[^.]{0,60}\b(?:nicht|keine?n?)\b"
    r"|\b(?:articles?|textes?|passages?|extraits?)\b[^.]{0,30}\bne\b[^.]{0,30}\bpas\b"
    r"|\b(?:artículos?|textos?|pasajes?)\b[^.]{0,20}\bno\b"
    r"|(?:記事|文章|本文|情報)[^。]{0,20}(?:ありません|ない|書かれていません|記載されていません)"
    r"|(?:기사|글|본문|정보)[^.]{0,20}(?:없|않)",
    re.IGNORECASE,
)
_OF_ITSELF = re.compile(
    r"\b(?:I|passages?|articles?|context|texts?|documents?|sources?|excerpts?|information|provided|Artikel\w*|Texte?n?"
    r"|Abschnitt\w*|Passagen?|Quellen?|extraits?|textes?|artículos?|textos?|pasajes?)\b|記事|文章|本文|情報|기사|글|본문|정보"
)


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, item or row of a reply without its form."""

    text: str
    """Without markers, marks of lines and attributions, ready to be checked and shown."""
    named: frozenset[int]
    """Numbers of the passages that the model names."""
    label: str | None = None
    """What stands before a colon in an item; `rest` is what follows it."""
    rest: str = ""
    is_frame: bool = False
    """A heading or an introduction: where it is not supported it is left out, not called unsupported."""

    @property
    def has_neutral_label(self) -> bool:
        """Whether the label says nothing about what follows it ("Answer")."""
        return self.label is not None and self.label.lower().replace(" ", "-") in _NEUTRAL


def canonical_markers(text: str) -> str:
    """`text` with its citations in the form `[1]`, whatever form the model gave them."""
    text = _BRACKETED.sub(lambda found: _markers(found["numbers"]), text)
    text = _ROUND.sub(lambda found: f" {_markers(found['numbers'] or found['bare'])}", text)
    return _RAISED.sub(
        lambda found: _markers(",".join(re.findall(r"\S", found["numbers"].translate(_PLAIN)))), text
    )


def without_table_heads(sentences: Iterable[T]) -> Iterator[T]:
    """Sentences, and whatever stands between them, without the rows that only name a table's columns."""
    row: T | None = None
    for sentence in sentences:
        is_text = isinstance(sentence, str)
        if row is not None and is_text:
            if not _RULE.match(str(sentence)):
                yield row
            row = None
        if is_text and _ROW.match(str(sentence)) and not _RULE.match(str(sentence)):
            row = sentence
        else:
            yield sentence
    if row is not None:
        yield row


def read_sentence(raw: str) -> Said | None:
    """A sentence as it is to be checked; None for what says nothing: fences, rules, small talk."""
    if _FENCE.fullmatch(raw) or _RULE.match(raw):
        return None
    text = _FENCE.sub("", raw)
    row = _ROW.match(text)
    if row:
        text = ", ".join(
            cell.strip() for cell in row["cells"].split("|") if without_markers(cell).strip(" *_-:")
        )
    is_frame = row is None and (_HEADING.match(text) is not None)
    text = _LINE_MARK.sub("", text)
    named = set(marker_numbers(text))
    text = without_markers(text).strip()
    for form in (_ATTRIBUTION, _REPORTED):
        found = form.match(text)
        if found:
            named.update(map(int, re.findall(r"\d+", found["numbers"] or "")))
            rest = text[found.end() :]
            text = rest[:1].upper() + rest[1:]
    bare = text.strip(" *_>\"'")
    if not re.search(r"\w", bare) or _SMALL_TALK.match(bare):
        return None
    is_frame = is_frame or bare.endswith((":", "："))
    label = _LABEL.match(text)
    if label is None or is_frame:
        return Said(text, frozenset(named), is_frame=is_frame)
    name, rest = label["label"].strip(" *_"), label["rest"].strip()
    return Said(f"{name}: {rest}", frozenset(named), name, rest)


def is_decline(text: str) -> bool:
    """Whether a sentence says that the passages do not answer."""
    return _DECLINE.search(text) is not None and _OF_ITSELF.search(text) is not None


def _markers(numbers: str) -> str:
    found = [int(number) for number in re.findall(r"\d+", numbers)]
    if len(found) == 2 and re.search(r"\d\s*[-–]\s*\d", numbers) and 0 < found[1] - found[0] < 10:
        found = list(range(found[0], found[1] + 1))
    return "".join(marker(number) for number in found)
