"""What a question asks for: its kind, the type of its answer, its key words.

Rules over the words of an English question; a question of another language counts as a fact question
whose words are all key words. Nothing here knows any article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from bot.language.expressions import AnswerType
from bot.language.words import Word, fold, stem, words
from bot.question.article_questions import asks_for_details, asks_for_outline, subject_of_articles
from bot.question.comparison_sides import sides_of
from bot.question.smalltalk import smalltalk_reply

__all__ = ["LONGEST_QUESTION", "Kind", "Question", "understand"]

Kind = Literal[
    "fact", "list", "explanation", "definition", "comparison", "articles", "outline", "details", "smalltalk",
    "empty", "too_long",
]  # fmt: skip
LONGEST_QUESTION = 2000
"""Characters; a longer text is rather an article than a question."""

_ASKING = frozenset(
    "article articles text passage table say says said mention mentions mentioned tell give name list explain"
    " describe summarise summarize summary overview happen happens happened everything something "
    "named listed shown allowed permitted forbidden "
    "according many much long does did kind type sort called it's that's what's who's".split()
)
"""Words that ask rather than tell what is asked about; left out of a question's key words."""
_COMPARISON = re.compile(
    r"\b(?:compare[ds]?|comparison|contrast|versus|vs\.?|in common|similarit(?:y|ies)|differences?"
    r"|differs?(?:ent)? from|how do(?:es)? .* differ|agree with each other|disagree)\b"
)
_COMPARING = frozenset(
    stem(word)
    for word in """
    compare comparison contrast versus vs common similar similarity similarities difference different differ
    agree disagree other both two three share shared content topic contents
    """.split()
)
"""Words that compare rather than tell what is compared."""
_EXPLANATION = re.compile(
    r"^(?:\w+ ){0,3}?(?:why|for what reason|how come|explain|describe|in what ways?|what (?:is|was|were) the"
    r" (?:reasons?|purpose|significance|importance|impact|effects?|consequences?|causes?)|what (?:caused"
    r"|led to)"
    r"|how (?:do|does|did|is|are|was|were|can|could|will|would|has|have|should|might)\b"
    r"|(?:tell me|give me|show me|find) (?:\w+ ){0,2}(?:about|on)\b"
    r"|(?:a |the )?(?:summary|overview|outline) of|everything (?:about|on)|summari[sz]e|sum up|outline"
    r"|what about\b|what (?:is|was) said (?:about|under|in|on)\b|what do(?:es)? .* say about"
    r"|what happen(?:s|ed)\b)"
)
_ON_SUBJECT = re.compile(
    r"(?:so |and |but )?(?:(?:tell me|give me|show me|find) (?:\w+ ){0,2}?(?:about|on)"
    r"|(?:a |the )?(?:summary|overview) (?:of|on)|everything (?:about|on)|what about"
    r"|what (?:is|was) said (?:about|on)"
    r"|what (?:do|does) (?:it|they|this|(?:the|these|my|this|all) (?:\w+ ){0,3}?(?:articles?|texts?|papers?"
    r"|documents?|pages?)) (?:say|tell)(?: \w+)? (?:about|on|of)) (?P<subject>.+?)\W*"
)
"""A question for all that is told of something."""
_DEFINITION = re.compile(
    r"^(?:so |and |but )?(?:who(?: is|'s| was| are| were)|what(?: is|'s| was| are| were)|define|definition of"
    r"|what do(?:es)?(?= .* mean\b))\s+(?:an? |the )?(?P<subject>[\w'’.&() -]+?)(?: mean)?\W*$"
)
_KIND_OF_THING = re.compile(
    r"^(?:so |and |but )?what(?: is|'s| was| are| were)\s+an? (?P<subject>[\w'’-]+)"
    r" in (?:the |an? )?[\w'’ -]+\W*$"
)
"""The definition of a thing by its name within something: "what is a lambda in ATF"."""
_RELATIONAL = re.compile(
    r"\b(?:of|in|for|that|which|who|by|from|at|on|to|with|name|number|year|date|called|used|made|known|first"
    r"|last|largest|most|population|capital|cost|price)\b"
)
_LIST = re.compile(
    r"^(?:list|name|enumerate|give (?:me )?(?:a list|all|the)|show (?:me )?(?:all|the))\b"
    r"|^(?:what|which) (?:are|were) (?:the|some|its|their|his|her|all|key|main)\b"
    r"|^(?:what|which) (?:(?:\w+ ){0,3}?)(?P<plural>[a-z]{3,}s)\b"
    r"(?! (?:is|was|has|does|an?|the|its|his|her|their|more|less)\b)"
)
_EACH = re.compile(
    r"^(?:what|which|how (?:many|much)|when|who)\b.*\b(?:each|every)\b "
    r"(?!other\b|(?:time|day|week|month|year)\W*$)"
)
_SINGULAR_S = ("ss", "us", "is", "ness", "news", "series", "species", "does", "was", "has", "always", "yes")
_TYPES: tuple[tuple[AnswerType, str], ...] = (
    ("extent", r"\bhow long (?:is|are|was|were)\b"),
    ("length", r"\bhow (?:tall|far|wide)\b|\b(?:what|which) (?:(?:is|was) the )?(?:\w+ )?(?:height|length"
               r"|width|distance|diameter)\b"),
    ("weight", r"\bhow heavy\b|\bhow much (?:do|does|did) .* weigh\b"
               r"|\bwhat (?:(?:is|was) the )?(?:\w+ )?weight\b"),
    ("temperature", r"\bhow (?:hot|cold|warm)\b|\bwhat (?:(?:is|was) the )?(?:\w+ )?temperature\b"),
    ("duration", r"\bhow long\b(?! ago)|\bhow much time\b|\b(?:what|which) (?:\w+ )?duration\b|\bhow old\b"),
    ("date", r"\bwhen\b|\b(?:what|which|whichever) (?:\w+ )?(?:year|date|day|month|century|decade|season)\b"
             r"|\bhow long ago\b|\bsince when\b|\buntil when\b"),
    ("percent", r"\b(?:what|which|how much) (?:\w+ )?(?:percent(?:age)?|per cent|proportion|share)\b"),
    ("money", r"\bhow much (?:money|(?:did|do|does|will|would|can|could|might) .* (?:cost|pay|earn"
        r"|spend|sell)|(?:is|was|were|will|would) .* (?:paid|sold|worth))\b"
              r"|\b(?:what|which) (?:\w+ )?(?:price|cost|salary|budget|revenue)\b|\bhow (?:expensive"
              r"|costly)\b"),
    ("number", r"\bhow (?:many|much|far|tall|high|big|large|deep|fast|heavy|wide|often|hot|cold|frequently)\b"
               r"|\bwhat (?:\w+ )?(?:number|population|amount|height|length|distance|size|area|speed"
               r"|weight|age"
               r"|temperature|rate)\b"),
    ("person", r"\b(?:who|whom|whose)\b|\b(?:what|which) (?:\w+ ){0,2}(?:person|people|man|woman|author"
        r"|scientist"
               r"|king|queen|president|minister|artist|singer|actor|actress|leader|player|writer"
               r"|composer)\b"),
    ("place", r"\bwhere\b|\b(?:what|which) (?:\w+ ){0,2}(?:country|countries|city|cities|place|town|state"
        r"|region"
              r"|continent|province|river|island|location|area|county|village|nation)\b"),
    ("name", r"\b(?:what|which) (?:is|was|are|were) the (?:\w+ )?names?\b|\bwhat (?:is|was|are"
        r"|were) .* (?:called|named)"
             r"|\b(?:what|which) (?:\w+ ){0,2}(?:company|organi[sz]ation|university|team|club|film|movie"
             r"|book|song"
             r"|album|band|language|party|group|newspaper|school|church|war|battle|treaty|award)\b|^name\b"),
)  # fmt: skip
_YES_NO = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might"
    r"|must)\b(?! not\b.*\bor\b)"
)
_LONGEST_TOPIC = 5
_LATIN = re.compile(r"[\x00-\u024f]*")
_ASKED = re.compile(
    r"\b(?:who|whom|whose|what|what's|when|where|which|why|how|is|are|was|were|be|been|do|does|did|has|have|had"
    r"|can|could|will|would|should|may|might|must|i|you|we|he|she|it|they|name|list|give|tell|show|find)\b"
)
"""Words that make a question or a sentence of what would else be the name of a subject."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the answerer sees it."""

    text: str
    kind: Kind
    answer_type: AnswerType = "any"
    terms: tuple[str, ...] = ()
    """Stems of its key words, in order, each once."""
    names: tuple[str, ...] = ()
    """Those terms that are written as names or are numbers: evidence must contain them."""
    subject: str | None = None
    """What a definition is asked of, what everything is asked about, or what articles are asked for."""
    sides: tuple[str, ...] = ()
    """What a comparison asks about each of its sides, as phrases; none where it names no two sides."""


def understand(question: str) -> Question:
    """The kind of `question`, the type of its answer, and its key words."""
    text = " ".join(question.split())
    if not any(char.isalnum() for char in text):
        return Question(text, "empty")
    if len(text) > LONGEST_QUESTION:
        return Question(text, "too_long")
    plain = fold(text)
    if smalltalk_reply(text):
        return Question(text, "smalltalk")
    if told_of := subject_of_articles(text):
        return replace(understand(told_of), text=text, kind="articles", subject=told_of)
    written = list(words(text))
    carrying = [word for word in written if not (word.is_stop or fold(word.text) in _ASKING)]
    terms = tuple(dict.fromkeys(word.stem for word in carrying or written))
    answer_type = _answer_type(plain)
    sides = sides_of(text)
    kind, subject = _kind(plain, text, answer_type)
    if sides and kind in ("fact", "list", "explanation"):
        kind = "comparison"
    elif kind == "comparison" and not sides and not {term for term in terms if term not in _COMPARING}:
        kind = "outline"  # "what do the articles have in common": only what each is about can be told
    return Question(
        text, kind, answer_type, terms, _names(written, set(terms)), subject,
        sides if kind == "comparison" else (),
    )  # fmt: skip


def _answer_type(plain: str) -> AnswerType:
    if _YES_NO.match(plain):
        return "yes_no"
    found = [(match.start(), kind) for kind, rule in _TYPES if (match := re.search(rule, plain))]
    return min(found, key=lambda hit: hit[0])[1] if found else "any"


def _kind(plain: str, text: str, answer_type: AnswerType) -> tuple[Kind, str | None]:
    if asks_for_details(plain):
        return "details", None
    if asks_for_outline(plain):
        return "outline", None
    if _COMPARISON.search(plain):
        return "comparison", None
    if on := _ON_SUBJECT.fullmatch(plain):
        return "explanation", on["subject"]
    if _EACH.search(plain):
        return "list", None
    listed = _LIST.search(plain)
    if listed and answer_type in ("any", "name", "place", "person"):
        plural = listed.groupdict().get("plural")
        if plural is None or not plural.endswith(_SINGULAR_S):
            return "list", None
    definition = _DEFINITION.match(plain)
    if definition and not _RELATIONAL.search(definition["subject"]):
        start = definition.start("subject")
        subject = (
            text[start : definition.end("subject")] if len(plain) == len(text) else definition["subject"]
        )
        return "definition", subject
    if of_kind := _KIND_OF_THING.match(plain):
        return "definition", of_kind["subject"]
    if _is_topic(plain):
        return "explanation", plain
    if _EXPLANATION.match(plain):
        return "explanation", None
    return "fact", None


def _is_topic(plain: str) -> bool:
    """Whether a text only names a subject ("night trams"), so that everything on it is wanted."""
    if not _LATIN.fullmatch(plain) or _ASKED.search(plain):
        return False
    count = len(re.findall(r"[\w'’-]+", plain))
    return count <= (2 if plain.endswith("?") else _LONGEST_TOPIC)


def _names(written: Sequence[Word], terms: Set[str]) -> tuple[str, ...]:
    """Terms written with a capital inside the question, or with digits."""
    capitals = sum(word.is_capitalised for word in written)
    shouted = capitals > max(3, 0.6 * len(written))
    found: dict[str, None] = {}
    for position, word in enumerate(written):
        if word.stem not in terms:
            continue
        named = word.is_capitalised and not shouted and (position > 0 or not word.text[1:].islower())
        if named or any(char.isdigit() for char in word.text):
            found.setdefault(word.stem)
    return tuple(found)
