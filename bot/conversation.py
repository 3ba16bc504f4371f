"""Follow-up questions made standalone from the history, by rule.

A question that names its own subject stays untouched. Knows English follow-ups; nothing of articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer import Turn
from bot.citations import without_markers
from bot.questions import understand
from bot.wording import STOP_WORDS, fold, words

__all__ = ["standalone"]

_OPENING = re.compile(r"^(?:(?:and|but|so|also|ok(?:ay)?|then|well|now|hmm+|right|i see)\b[\s,:;.!-]*)+", re.IGNORECASE)
_BARE = re.compile(
    r"(?:why|how|when|where|who|whom|which(?: ones?)?|what|how (?:long|many|much|so|come|often|far|old)|since when"
    r"|until when|why not|in what way|for how long|by whom|with whom|what for|where exactly|when exactly"
    r"|says who|how exactly|why (?:is|was) (?:that|this|it))\W*",
    re.IGNORECASE,
)
_SWAP = re.compile(
    r"(?:what|how) about (?P<what>.+?)\W*|(?:and|or) (?P<and>(?:in|for|on|at|by|with|from|to|after|before|the|his|her"
    r"|its|their)\b.+?|[A-Z].*?)\W*",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:(?:can you |could you |please )?(?:tell me more|say more|go on|continue|elaborate|more details?|more"
    r"|explain(?: (?:that|this|it))?|what else|anything else|for example|such as|like what|give (?:me )?an example"
    r"|in more detail|details)(?: about (?:that|this|it))?(?: please)?)\W*",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:he|she|him|her|his|hers|they|them|their|theirs|it|its|this|that|these|those|there|then|ones?"
    r"|the (?:former|latter|same|first one|second one|last one|other one|others?)|such)\b",
    re.IGNORECASE,
)
_PERSON = {"he", "she", "him", "his", "her", "hers"}
_MANY = {"they", "them", "their", "theirs", "these", "those"}
_POSSESSIVE = {"his", "its", "their", "theirs", "hers"}
_OWN_OBJECT = re.compile(r"\b(?:this|that|these|those|such)\s+(?!is|was|are|were|did|does|do|has|had|have|can|could|will"
                         r"|would|happen|mean|work|last|take|begin|start|end|make|made|be\b)[a-z]{3,}", re.IGNORECASE)
_EMPTY_THERE = re.compile(r"\b(?:is|are|was|were|be|been) there\b|\bthere (?:is|are|was|were|any)\b", re.IGNORECASE)
_EMPTY_IT = re.compile(r"\b(?:is|was|does|did|would|will|can) it (?:take|possible|true|rain|mean that|matter)\b"
                       r"|\bit (?:is|was) (?:\w+ )?(?:that|to)\b", re.IGNORECASE)
_RELATIVE_THAT = re.compile(r"(?<=\w )that (?=(?:\w+ly )?(?:is|was|are|were|has|had|have|can|will|would|could|made|led"
                            r"|took|came|\w+ed|\w+s)\b)|\b(?:say|said|state|stated|show|showed|mean|means|so|think"
                            r"|claim|believe|know|fact|sure|given|now|after|such|agree|agreed) that\b", re.IGNORECASE)
_NAME = re.compile(r"(?:[A-Z][\w'’.-]*\w|[A-Z])(?: (?:(?:of|the|de|von|van|la|al) ){0,2}(?:[A-Z][\w'’.-]*\w|\d+))*")
_ASKING = re.compile(r"^(?:(?:who|what|when|where|why|which|whose|whom|how)(?:'s)?\b(?: (?:long|many|much|often|old|far"
                     r"|tall|big|high))?|do|does|did|is|are|was|were|can|could|has|have|had|will|would|should)\b\s*"
                     r"(?:(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b\s*)?", re.IGNORECASE)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """`question` completed from `history` (earliest first), or as it is when it needs nothing."""
    earlier = [turn for turn in history if understand(turn.question).kind not in ("smalltalk", "empty", "too_long")]
    if not earlier or understand(question).kind in ("too_long", "empty"):
        return question
    chain = [earlier[0].question]
    for turn in earlier[1:]:
        chain.append(_complete(turn.question, chain[-1], ""))
    return _complete(question, chain[-1], without_markers(earlier[-1].answer))


def _complete(question: str, last: str, answer: str) -> str:
    asked = " ".join(question.split())
    opened = _OPENING.sub("", asked) or asked
    before = last.strip().rstrip("?!. ")
    if _MORE.fullmatch(opened):
        return f"{before} - {_lower(opened).rstrip('?!. ')}?"
    swap = _SWAP.fullmatch(opened) or (_SWAP.fullmatch(asked) if opened != asked else None)
    if swap:
        instead = swap.group("what") or swap.group("and")
        if not _refers(instead):
            return _swapped(before, instead, has_about=swap.group("what") is not None)
    if _BARE.fullmatch(opened):
        return f"{opened.rstrip('?!. ')} - {_matter(before)}?"
    if understand(opened).kind in ("smalltalk", "outline"):
        return question
    if _refers(opened):
        return _resolved(opened, before, answer)
    if len(list(words(opened))) <= 4 and opened != asked and not _NAME.search(opened[1:]):
        return f"{opened.rstrip('?!. ')} - {_matter(before)}?"
    return question


def _refers(text: str) -> bool:
    """Whether a word of `text` points back to something said before."""
    plain = _RELATIVE_THAT.sub(" ", _EMPTY_IT.sub(" ", _EMPTY_THERE.sub(" ", text)))
    found = _PRONOUN.search(plain)
    if not found:
        return False
    # "Did Lee say that his ...?": a name before the pronoun is what it points to
    named = [name for name in _names(plain) if plain.find(name) < found.start()]
    word = found.group().lower()
    return not (named and word in (_PERSON | _MANY | {"it", "its", "one", "ones", "there", "then"}))


def _resolved(asked: str, before: str, answer: str) -> str:
    """`asked` with its first pronoun replaced by what it points to, or the earlier question's words added."""
    blanked = _RELATIVE_THAT.sub(lambda hit: "\0" * len(hit.group()),
                                 _EMPTY_IT.sub(lambda hit: "\0" * len(hit.group()),
                                               _EMPTY_THERE.sub(lambda hit: "\0" * len(hit.group()), asked)))
    found = _PRONOUN.search(blanked)
    assert found is not None
    word = found.group().lower()
    referent: str | None = None
    if word in _PERSON:
        referent = _person(before, answer)
    elif word in (_MANY | {"it", "its"}):
        referent = _thing(before)
    if referent is None or _OWN_OBJECT.search(asked) or word in ("that", "this", "there", "then"):
        return f"{asked.rstrip('?!. ')} - {_matter(before)}?"
    possessive = word in _POSSESSIVE or (word == "her" and re.match(r"\s+[a-z]", asked[found.end():]) is not None
                                         and not re.match(r"\s+(?:in|at|on|to|for|by|with)\b", asked[found.end():]))
    put = f"{referent}'s" if possessive and not referent.endswith("'s") else referent
    return asked[: found.start()] + put + asked[found.end():]


def _swapped(before: str, instead: str, *, has_about: bool) -> str:
    """The earlier question about something else: its last name or subject replaced."""
    instead = re.sub(r"^(?:in|for|on|at|by|with|from|to|after|before) ", "", instead) if has_about else instead
    names = _names(before)
    if names and _NAME.match(instead):
        last = names[-1]
        place = before.rfind(last)
        tail = before[place + len(last):]
        return f"{before[:place]}{re.sub(r'^(?:in|for|on|at|by|with|from|to) ', '', instead)}{tail}?"
    return f"{before} - {instead}?"


def _matter(before: str) -> str:
    """What an earlier question is about: itself without its asking words."""
    return _ASKING.sub("", before).strip() or before


def _names(text: str) -> list[str]:
    """Runs of capitalised words that are names; the opening word counts when it is no ordinary word."""
    found: list[str] = []
    for match in _NAME.finditer(text):
        name = match.group()
        head, _, rest = name.partition(" ")
        if fold(head) in STOP_WORDS or (match.start() == 0 and _ASKING.match(text)):
            name = rest
        if name and fold(name) not in STOP_WORDS:
            found.append(name.removesuffix("'s").removesuffix("’s"))
    return found


def _person(before: str, answer: str) -> str | None:
    names = _names(before)
    if names:
        return names[-1]
    if re.match(r"(?i)who\b", before):
        told = [name for name in _names(answer) if " " in name] or _names(answer)
        return told[0] if told else None
    return None


def _thing(before: str) -> str | None:
    """The noun phrase an "it" or "they" points to: the earlier question's name, else its subject."""
    names = _names(before)
    if names:
        place = before.find(names[-1])
        article = re.search(r"\b([Tt]he) $", before[:place])
        return f"the {names[-1]}" if article else names[-1]
    phrase = re.findall(r"\b((?:the|an?) (?:[a-z-]+ ){0,2}?[a-z-]+)(?=$| (?:of|in|on|at|for|by|to|with|from|is|are|was|were"
                        r"|do|does|did|last|take|have|has|begin|start|end|made?|work|happen))", before)
    return str(phrase[-1]) if phrase else None


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
