"""The forms of English comparisons: the groups `sides` and `other` name what is compared.

`shared` is what is asked of each side ("Which is older, A or B?").
"""

from __future__ import annotations

from bot.language.rules import rule

__all__ = ["COMPARISONS"]

_LEAD = r"^(?:(?:and|so|please|can you|could you|how would you|what happens if you|tell me)\b[\s,]*)*"
COMPARISONS = (
    rule(
        "compare",
        rf"(?i){_LEAD}(?:compare|contrast)\s+(?P<sides>.+)",
        "Compare rye and wheat",
        "Rye and wheat",
    ),
    rule(
        "difference",
        rf"(?i){_LEAD}(?:(?:what|which)\b.*?|(?:explain|describe|list|name|give|show)\b.*?)?"
        r"\b(?:differences?|similarit(?:y|ies)|comparison|contrast)\s+(?:between|of)\s+(?P<sides>.+)",
        "What is the difference between rye and wheat?",
        "What difference does the wheat make?",
    ),
    rule(
        "in_common",
        r"(?i)^what\s+(?:[\w' -]+?\s)?(?:do|does|did)\s+(?P<sides>.+?)\s+(?:have\s+in\s+common|share)",
        "What do rye and wheat have in common?",
        "What do rye and wheat need?",
    ),
    rule(
        "differ",
        r"(?i)^how\s+(?:do|does|did|are|is)\s+(?P<sides>.+?)\s+(?:differ|compare|different)"
        r"(?:\s+(?:from|to|with)\s+(?P<other>.+))?$",
        "How does rye compare to wheat",
        "How does rye grow",
    ),
    rule(
        "different_from",
        r"(?i)^(?:how\s+(?:do|does|did|is|are)\s+)?(?P<sides>.+?)\s+(?:different|differs?)"
        r"\s+from\s+(?P<other>.+)",
        "Is rye different from wheat",
        "Is rye a different grain",
    ),
    rule(
        "agree",
        r"(?i)^(?:do|does|did|are|is|were|was)\s+(?P<sides>.+?\s+and\s+.+?)\s+(?:agree|disagree|differ)\b.*",
        "Do Lind and Amsel agree on the cost",
        "Do they agree on the cost",
    ),
    rule(
        "which_more",
        r"(?i)^(?:which|who|what)\b(?P<shared>[^,:]*?\b(?:more|less|most|least|first|last|\w{2,}er|\w{2,}est)\b"
        r"[^,:]*?)(?:\s*[,:]\s*|\s+-\s+)(?P<sides>[^,]+?,?\s+or\s+[^,]+)$",
        "Which is older, the mill or the bridge",
        "Which is older than the mill",
    ),
    rule(
        "versus", r"(?i)^(?P<sides>.+?)\s+(?:versus|vs\.?)\s+(?P<other>.+)", "Rye vs wheat", "Rye with wheat"
    ),
)
