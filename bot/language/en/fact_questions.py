"""Statements that a question can be made of: "The line was opened in 1931": "When was the line opened?".

Each row has the form of a sentence, the question that it answers, and an example of both. The groups of the
form are put into the question; `subject` loses the capital of its article.
"""

from __future__ import annotations

import re

from bot.language.fact_questions import FactQuestion
from bot.language.rules import one_of

__all__ = ["FACT_QUESTIONS"]


_BASE_FORMS = {
    "opened": "open", "founded": "found", "built": "build", "wrote": "write", "won": "win", "bought": "buy",
    "invented": "invent", "discovered": "discover", "designed": "design", "published": "publish",
    "joined": "join", "left": "leave", "closed": "close", "started": "start", "sold": "sell", "lost": "lose",
    "moved": "move", "launched": "launch", "introduced": "introduce", "takes": "take", "took": "take",
    "lasts": "last", "lasted": "last",
}  # fmt: skip
_SUBJECT = (
    r"(?P<subject>(?!(?:The (?:first|second|third|last|next|same|other|former|latter|rest|following)"
    r"|This|That|These|Those|It|He|She|They|We|I|There|Some|Many|Most|All|Each|Both|In|On|At|By|For|After"
    r"|Before|Since|When|While|If|As|But|And|So|Then|Today|Here|What|Who|How|Why|No|Not)\b)"
    r"(?:(?:The|An?) [\w'’-]+|[A-Z][\w'’-]*[a-z])"
    r"(?: (?!(?:that|which|who|whose|and|but|was|were|is|are|has|had)\b)[\w'’-]+){0,5}?)"
)
_DONE = r"(?P<done>[a-z]{3,}ed|built|made|led|held|paid|found|sold|won|kept|shut|cut|taken|written|begun)"
_LIKE_PAST = r"(?P<done>[a-z]{3,}ed|built|made|led|held|paid|found|sold|won|kept)"
_BE = r"(?P<be>was|were|is|are)"
_FULL_NAME = r"[A-Z][\w'’-]*[a-z] (?:(?:de|van|von|der|al|la) )?[A-Z][\w'’-]*[a-z]"
_AMOUNT = r"(?:about |almost |nearly |around |some |over |more than |up to )?(?:[$€£¥]\s?)?\d"
_NUMBER = (
    r"(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|a hundred)"
)

FACT_QUESTIONS = (
    FactQuestion(
        re.compile(rf"{_SUBJECT} {_BE} {_DONE}\b[^.;:]{{0,60}}? because "),
        "Why {be} {subject} {done}?",
        "The ferry was kept because the bridge cannot carry lorries.",
        "Why was the ferry kept?",
    ),
    FactQuestion(
        re.compile(rf"{_SUBJECT} {_BE} {_LIKE_PAST}(?: [^,.;]{{0,30}}?)? by (?:[a-z]+ ){{0,3}}{_FULL_NAME}"),
        "Who {done} {subject}?",
        "The garden was designed by the teacher Ida Lund.",
        "Who designed the garden?",
    ),
    FactQuestion(
        re.compile(
            rf"{_SUBJECT} {_BE} {_DONE}\b[^.;:,]{{0,40}}?\b(?:in|on|since|until) "
            r"[^.;:,]{0,20}?\d{4}\b"
        ),
        "When {be} {subject} {done}?",
        "The line was opened in 1931 as a trial.",
        "When was the line opened?",
    ),
    FactQuestion(
        re.compile(
            rf"{_SUBJECT} (?P<verb>{one_of(list(_BASE_FORMS)[:19])}) (?P<object>(?:the|its|his|her|their|an?)"
            rf" [^.;:,]{{3,40}}?) (?:in|on) [^.;:,]{{0,20}}?\d{{4}}\b"
        ),
        "When did {subject} {verb} {object}?",
        "Hedda Murr opened the shop in 1971.",
        "When did Hedda Murr open the shop?",
        _BASE_FORMS,
    ),
    FactQuestion(
        re.compile(rf"{_SUBJECT} (?:cost|costs|came to|comes to) {_AMOUNT}"),
        "How much did {subject} cost?",
        "The whole repair came to 92,000 crowns.",
        "How much did the whole repair cost?",
    ),
    FactQuestion(
        re.compile(
            rf"{_SUBJECT} (?P<verb>takes|took|lasts|lasted) (?:about |almost |nearly |only )?{_NUMBER}"
            r" (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b"
        ),
        "How long does {subject} {verb}?",
        "The crossing takes 25 minutes in calm weather.",
        "How long does the crossing take?",
        _BASE_FORMS,
    ),
    FactQuestion(
        re.compile(rf"{_SUBJECT} has (?:about |some |more than |over )?{_NUMBER} (?P<things>[a-z]+s)\b"),
        "How many {things} does {subject} have?",
        "The library has 14 rooms and a cellar.",
        "How many rooms does the library have?",
    ),
)
