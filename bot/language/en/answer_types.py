"""The types of fact that English questions ask for: a date, a length, a person.

The rule that matches earliest in the question decides, and the earlier row of two that match at one place.
"""

from __future__ import annotations

from bot.language.en.words import AUXILIARIES
from bot.language.rules import one_of, rule

__all__ = ["ANSWER_TYPES"]

_OF_WHAT = r"\b(?:what|which) (?:\w+ )?"
_OF_WHAT_KIND = r"\b(?:what|which) (?:\w+ ){0,2}"
ANSWER_TYPES = (
    rule("yes_no", rf"^{one_of(AUXILIARIES)}\b(?! not\b.*\bor\b)", "Is it open?", "What is open?"),
    rule("extent", r"\bhow long (?:is|are|was|were)\b", "How long is the bridge?", "How long did it last?"),
    rule(
        "length",
        r"\bhow (?:tall|far|wide)\b|\b(?:what|which) (?:(?:is|was) the )?(?:\w+ )?(?:height|length"
        r"|width|distance|diameter)\b",
        "What is the distance to Oslo?",
        "How high was the fee?",
    ),
    rule(
        "weight",
        r"\bhow heavy\b|\bhow much (?:do|does|did) .* weigh\b"
        r"|\bwhat (?:(?:is|was) the )?(?:\w+ )?weight\b",
        "How much does the bell weigh?",
        "How much is the bell?",
    ),
    rule(
        "temperature",
        r"\bhow (?:hot|cold|warm)\b|\bwhat (?:(?:is|was) the )?(?:\w+ )?temperature\b",
        "How cold was the winter?",
        "How long was the winter?",
    ),
    rule(
        "duration",
        r"\bhow long\b(?! ago)|\bhow much time\b|\b(?:what|which) (?:\w+ )?duration\b|\bhow old\b",
        "How long did the call last?",
        "How long ago was the call?",
    ),
    rule(
        "date",
        r"\bwhen\b|\b(?:what|which|whichever) (?:\w+ )?(?:year|date|day|month|century|decade|season)\b"
        r"|\bhow long ago\b|\bsince when\b|\buntil when\b",
        "In which year was it opened?",
        "Which line was opened?",
    ),
    rule(
        "percent",
        r"\b(?:what|which|how much) (?:\w+ )?(?:percent(?:age)?|per cent|proportion|share)\b",
        "What percentage of pupils came?",
        "Which pupils came?",
    ),
    rule(
        "money",
        r"\bhow much (?:money|(?:did|do|does|will|would|can|could|might) .* (?:cost|pay|earn"
        r"|spend|sell)|(?:is|was|were|will|would) .* (?:paid|sold|worth))\b"
        rf"|{_OF_WHAT}(?:price|cost|salary|budget|revenue)\b|\bhow (?:expensive|costly)\b",
        "How much did the repair cost?",
        "How much did it rain?",
    ),
    rule(
        "number",
        r"\bhow (?:many|much|far|tall|high|big|large|deep|fast|heavy|wide|often|hot|cold|frequently)\b"
        r"|\bwhat (?:\w+ )?(?:number|population|amount|height|length|distance|size|area|speed"
        r"|weight|age|temperature|rate)\b",
        "How many boats are there?",
        "What boats are there?",
    ),
    rule(
        "person",
        rf"\b(?:who|whom|whose)\b|{_OF_WHAT_KIND}(?:person|people|man|woman|author|scientist"
        r"|king|queen|president|minister|artist|singer|actor|actress|leader|player|writer|composer)\b",
        "Who built it?",
        "What was built?",
    ),
    rule(
        "place",
        rf"\bwhere\b|{_OF_WHAT_KIND}(?:country|countries|city|cities|place|town|state|region"
        r"|continent|province|river|island|location|area|county|village|nation)\b",
        "In which country is Oslo?",
        "Which ferry is it?",
    ),
    rule(
        "name",
        r"\b(?:what|which) (?:is|was|are|were) the (?:\w+ )?names?\b"
        r"|\bwhat (?:is|was|are|were) .* (?:called|named)"
        rf"|{_OF_WHAT_KIND}(?:company|organi[sz]ation|university|team|club|film|movie|book|song"
        r"|album|band|language|party|group|newspaper|school|church|war|battle|treaty|award)\b|^name\b",
        "What is the boat called?",
        "What is a boat?",
    ),
)
