"""Query rewriting by rule: a follow-up question is completed from the conversation so that it stands alone.

A question that is whole stays unchanged. A pronoun is replaced only by a person, thing or place of the
conversation that agrees with it; what is quoted, refused or summarised is none. The rules are for English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answer import Turn
from bot.citations import without_markers
from bot.language.base import ENGLISH, LANGUAGES, phrase
from bot.language.en.follow_ups import FORMS, IDLE_PRONOUNS, OPENING, PRONOUN, WORKS, WRITING
from bot.language.en.words import (
    AUXILIARIES,
    ORDINALS,
    PERSONAL_PRONOUNS,
    PLURAL_PRONOUNS,
    POSSESSIVES,
    QUESTION_WORDS,
    SINGULAR_PRONOUNS,
)
from bot.language.rules import first_match, one_of
from bot.language.words import fold
from bot.question.coreference import (
    find_names,
    find_person,
    find_place,
    find_things,
    is_plural,
    without_quotes,
)
from bot.question.question import ABOUT_ARTICLES, LONGEST_QUESTION, Kind, Question, understand
from bot.question.selection import understand_selection
from bot.question.smalltalk import find_small_talk

__all__ = ["rewrite_follow_up"]

_OLD_REFUSALS = ("The articles do not say.",)
"""How saved conversations may refuse beside the phrases of today."""
_SUMMARISE = "Summarise the article"
"""What "tell me more" asks after a detail of an article."""
_REMEMBERED = 6
"""Turns, from the last one back, that a follow-up may refer to."""
_ABOUT_ARTICLES = ABOUT_ARTICLES | {"articles"}
"""Kinds of question that are about the articles as such, not about a thing in them."""
_NOT_QUOTING = frozenset({"details", "library", "mentioned", "articles"})
"""Kinds of question whose answers have no sentence to go on from."""
_LONGEST_QUOTE = 300
_SWAP = re.compile(
    r"(?:and|or) (?P<and>(?:in|for|on|at|by|with|from|to|after|before|about|the|his|her|its|their)\b.+?"
    r"|(?-i:[A-Z]).*?)\W*",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(
    r"\b(?:the )?(?:(?:most|least) [a-z]+|(?!interest|forest|rest\b|west\b)[a-z]{2,}est)\b", re.IGNORECASE
)
_ORDINAL = re.compile(rf"\b{one_of([*ORDINALS, 'last'])}\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_TIME = re.compile(r"\b(?:years?|months?|weeks?|days?|time|morning|evening|night)\b", re.IGNORECASE)
_ARTICLES = frozenset({"the", "a", "an", "his", "her", "its", "their", "this", "that"})
_VERBS = (
    "is|was|are|were|did|does|do|has|had|have|can|could|will|would|happen|mean|work|last|take|begin|start|end"
    "|make|made|be|come|came|go|went|cost"
)
_POINTING = re.compile(
    rf"\b(?:this|that|these|those)\s+(?!(?:{_VERBS})\b)(?P<noun>[a-z]{{3,}})", re.IGNORECASE
)
_POINTS_BACK = frozenset(
    """
    this that these those afterwards afterward beforehand meanwhile anybody anyone somebody someone then
    """.split()
)
"""Words that refer back even where a name precedes them."""
_CLAUSE = re.compile(
    r"\b(?:and|but|or|because|when|while|if|before|after|since|that|which|who|where|so|as)\b|[,;:?]",
    re.IGNORECASE,
)
"""What begins another clause, in which a pronoun may refer to something of the clause before it."""
_NOUN_PHRASE = re.compile(r"\b(?:the|an?|each|every)\s+(?!same\b|one\b)[a-z][\w'’-]*", re.IGNORECASE)
_WH = re.compile(
    rf"^(?:{one_of(QUESTION_WORDS)}(?:'s)?\b(?: (?:long|many|much|often|old|far|tall|big|high)\b)?)\s*",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(rf"{one_of(AUXILIARIES)}\b", re.IGNORECASE)
_ASKED_FOR_DOER = re.compile(r"who (?:is|are|was|were|has|have|had)\b", re.IGNORECASE)
"""Here "who" is the subject, so that another question word cannot take its place."""
_DID = re.compile(
    r"who (?P<verb>[a-z]+ed|built|made|held|sold|paid|found|led|won|dug|set|wrote|drew|began)"
    r" (?P<thing>the .+)"
)
_PARTICIPLES = {"wrote": "written", "drew": "drawn", "began": "begun"}
_SHORT = 6
"""A question of at most this many words that opens with "and" goes on with the subject."""
_TO = re.compile(r"\b(?:in|on|for|at|by|with|from|to|after|before|near|of) (?:the )?$")
_PHRASE_END = re.compile(
    r"(?: (?!(?:in|on|for|at|by|with|from|to|after|before|when|and|or|than|as)\b)[a-z][\w'’-]*)*"
)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """An earlier question, completed, and its answer without markers; "" for a refusal."""

    asked: Question
    answer: str
    refused: bool = False

    @property
    def words(self) -> str:
        return self.asked.text.rstrip("?!. ")


def rewrite_follow_up(question: str, history: Sequence[Turn]) -> Question:
    """`question`, completed from `history` (earliest first) where it is a follow-up, and understood."""
    if selected := understand_selection(question):
        return selected
    asked = understand(question)
    if asked.kind in ("too_long", "empty") or asked.language != ENGLISH:
        return asked
    earlier: list[_Earlier] = []
    for turn in [turn for turn in history if not _is_idle(turn.question)][-_REMEMBERED:]:
        before = understand_selection(turn.question) or understand(turn.question)
        if not before.selection and before.language == ENGLISH:
            before = _complete(before, earlier)
        earlier.append(_earlier(before, turn.answer))
    return _complete(asked, earlier) if earlier else asked


def _is_idle(question: str) -> bool:
    """Whether an earlier turn asked nothing of the articles: small talk, no words, or far too many."""
    if len(question) > LONGEST_QUESTION or not any(char.isalnum() for char in question):
        return True
    return find_small_talk(question) is not None


def _earlier(asked: Question, answer: str) -> _Earlier:
    """A turn with its answer without citation markers; a refusal answers nothing."""
    answer = without_markers(answer).strip()
    refused = answer.startswith((*_OLD_REFUSALS, *(phrase(code, "not_said") for code in LANGUAGES)))
    return _Earlier(asked, "" if refused else answer, refused)


def _complete(asked: Question, earlier: Sequence[_Earlier]) -> Question:
    """`asked` as it stands alone after the `earlier` turns."""
    last = next((turn for turn in reversed(earlier) if turn.asked.kind not in _ABOUT_ARTICLES), None)
    opened = OPENING.sub("", asked.text) or asked.text
    form = first_match(FORMS, fold(opened))
    if form and form[0].name in ("more", "check"):
        return _go_back(asked, opened, "more" if form[0].name == "more" else "check", earlier)
    if form and form[0].name == "bare" and _cannot_ask_anew(earlier[-1:]):
        return _go_back(asked, opened, "more", earlier)  # "What is the conclusion?", "why?"
    if asked.kind == "smalltalk" and not PRONOUN.search(opened):
        return asked
    wanted = asked if opened == asked.text else understand(opened)
    is_bare = form is not None and form[0].name == "bare" and last is not None
    if not is_bare and _is_about_article(wanted, earlier):
        return wanted
    if last is None or last.asked.selection:
        complete = _resolved(opened, last, earlier) if _refers(opened) else asked.text
        return asked if complete in (asked.text, opened) else understand(complete)
    complete = _completed(asked.text, opened, last, earlier)
    return asked if complete == asked.text else understand(complete)


def _cannot_ask_anew(earlier: Sequence[_Earlier]) -> bool:
    """Whether another question word makes no sense of the last question: "why is the conclusion?"."""
    kinds = {turn.asked.kind for turn in earlier}
    return bool(kinds & {"definition", "gist", "points", "conclusion", "outline"})


def _go_back(asked: Question, opened: str, kind: Kind, earlier: Sequence[_Earlier]) -> Question:
    """ "Tell me more" and "are you sure?": the last answered question again, to go on from or to prove."""
    if not earlier:
        return asked
    if kind == "check" and earlier[-1].refused:
        return earlier[-1].asked  # a refusal is proved by searching again
    quoting = [turn for turn in earlier if not turn.refused and turn.asked.kind not in _NOT_QUOTING]
    if not quoting:
        return understand(_SUMMARISE) if kind == "more" else earlier[-1].asked
    back = quoting[-1]
    words, answer = back.asked.text, back.answer
    if back.asked.earlier:
        words, answer = back.asked.earlier, f"{back.asked.answered}\n{answer}"
    text = f"{back.words.split(' - ')[0]} - {opened[:1].lower()}{opened[1:].rstrip('?!. ')}?"
    if back.asked.kind in ABOUT_ARTICLES:
        words = _first_quote(answer) or words
    return replace(understand(words), text=text, kind=kind, earlier=words, answered=answer)


def _first_quote(answer: str) -> str:
    """The first line of an answer that is no heading, by which its passage is found again."""
    lines = (re.sub(r"^(?:- |\*\*[^*]+\*\*:?)\s*", "", line).strip() for line in answer.splitlines())
    return next((line for line in lines if line), "")[:_LONGEST_QUOTE]


def _is_about_article(asked: Question, earlier: Sequence[_Earlier]) -> bool:
    """Whether a question about an article means the article by "it" or "he", nothing spoken of before."""
    if asked.kind not in ABOUT_ARTICLES:
        return False
    plain = fold(asked.text)
    pronouns = {found.group().lower() for found in _pronouns(asked.text)}
    before = earlier[-1] if earlier else None
    if WORKS.search(plain) or "this" in pronouns or not pronouns:
        return True
    if before is None or before.asked.kind in _ABOUT_ARTICLES:
        return True
    if persons := pronouns & PERSONAL_PRONOUNS:
        return _referent(min(persons), earlier) is None
    thing, _ = find_things(before.asked.text)
    written = thing is not None and WORKS.search(thing) is not None
    if asked.kind == "details" and not WRITING.search(plain):
        return thing is None
    return not written


def _completed(asked: str, opened: str, last: _Earlier, earlier: Sequence[_Earlier]) -> str:
    before = last.words.split(" - ")[0]
    form = first_match(FORMS, fold(opened))
    if form and form[0].name == "bare":
        how = re.match(rf".{{{len(form[1]['how'])}}}", opened)
        return _asked_anew(how.group() if how else opened, before)
    swap = _SWAP.fullmatch(asked) if opened != asked else None
    instead = swap["and"] if swap else None
    if not instead and opened != asked and form is None and _is_noun_phrase(opened):
        instead = opened.rstrip("?!. ")
    if form and form[0].name == "swap":
        start, end = form[1].span("what")
        instead = opened[start:end] if len(fold(opened)) == len(opened) else form[1]["what"]
    if instead and not _refers(instead):
        return _swapped(before, instead)
    if instead and not any(map(_AUXILIARY.match, instead.split())):
        return f"{before} - {instead}?"
    if form and form[0].name == "fragment":
        return _swapped(before, opened.rstrip("?!. "))
    if _refers(opened):
        return _resolved(opened, last, earlier)
    if opened != asked and not find_names(opened) and len(opened.split()) <= _SHORT and not _is_whole(opened):
        return f"{before} - {_lower(opened).rstrip('?!. ')}?"  # "and do children pay?"
    return asked


def _is_noun_phrase(opened: str) -> bool:
    """Whether what follows "and" is a few words without a verb or a question word: "and cats?"."""
    spoken = opened.rstrip("?!. ").split()
    asks = [word for word in spoken if _AUXILIARY.fullmatch(word) or _WH.match(word + " ")]
    return len(spoken) <= 4 and not asks and not _refers(opened)


def _is_whole(opened: str) -> bool:
    """Whether a question that opened with "and" names its own subject: "how old is the bridge?"."""
    return re.match(r"(?:wh|how)", opened, re.IGNORECASE) is not None and bool(_NOUN_PHRASE.search(opened))


def _asked_anew(how: str, before: str) -> str:
    """The earlier question with another question word: "when" after "how long did it last"."""
    how = (how[:1].upper() + how[1:]).removesuffix(" not")
    rest = _WH.sub("", before)
    if _AUXILIARY.match(rest) and not _ASKED_FOR_DOER.match(before):
        return f"{how} {_lower(rest)}?"
    if (done := _DID.fullmatch(_lower(before))) and not how.lower().startswith("who"):
        was = "were" if done["thing"].split()[-1].endswith("s") else "was"
        verb = _PARTICIPLES.get(done["verb"], done["verb"])
        return f"{how} {was} {done['thing']} {verb}?"
    return f"{how} - {_lower(before)}?"


def _blanked(text: str) -> str:
    """`text` with quoted words and pronouns that refer to nothing overwritten; its length is kept."""
    return without_quotes(IDLE_PRONOUNS.sub(lambda hit: "\0" * len(hit.group()), text))


def _pronouns(text: str) -> list[re.Match[str]]:
    """The pronouns of `text` that refer to something outside it."""
    plain = _blanked(text)
    return [found for found in PRONOUN.finditer(plain) if not _is_bound(plain, found)]


def _refers(text: str) -> bool:
    """Whether a word of `text` refers back to something said before."""
    return bool(_pronouns(text))


def _is_bound(text: str, found: re.Match[str]) -> bool:
    """Whether a pronoun refers to a noun or name of the same text.

    A possessive may refer to anything before it ("Did Lund change her mind?"); any other pronoun only to what
    an earlier clause names ("When did the flood come and what did it cause?").
    """
    word = found.group().lower()
    if word in _POINTS_BACK or " " in word:
        return False
    before = text[: found.start()]
    possessive = word in POSSESSIVES or (
        word == "her" and re.match(r" [a-z]", text[found.end() :]) is not None
    )
    clauses = list(_CLAUSE.finditer(before))
    reach = before if possessive else before[: clauses[-1].start()] if clauses else ""
    if find_names(reach if reach else ""):
        return True
    return (possessive or word not in PERSONAL_PRONOUNS) and _NOUN_PHRASE.search(reach) is not None


def _resolved(asked: str, last: _Earlier | None, earlier: Sequence[_Earlier]) -> str:
    """`asked` with its pronouns replaced by what they refer to.

    A demonstrative that refers to what was said as a whole ("how much did that cost") is completed by the
    earlier question after it; a pronoun that nothing agrees with stays.
    """
    pieces: list[str] = []
    done = 0
    used: set[str] = set()
    pointing = _POINTING.search(_blanked(asked))
    if pointing and WORKS.fullmatch(pointing["noun"].lower()):
        return asked
    for found in _pronouns(asked):
        word = found.group().lower()
        referent = _referent(word, earlier)
        if word in ("one", "ones") and re.search(r"\bwhich $", asked[: found.start()], re.IGNORECASE):
            several = _referent("they", earlier)
            referent = f"of {several}" if several else None
        if referent in used and word not in POSSESSIVES:
            continue  # "Does the report say that it ...": the second stays a pronoun
        if referent is None or (not used and pointing):
            if used:
                continue
            if word in SINGULAR_PRONOUNS | PLURAL_PRONOUNS | PERSONAL_PRONOUNS | {"there"} and not pointing:
                continue
            if last is None or last.refused or last.asked.selection:
                return asked
            return f"{asked.rstrip('?!. ')} - {_lower(last.words.split(' - ')[0])}?"
        used.add(referent)
        after = asked[found.end() :]
        if word in POSSESSIVES or (word == "her" and re.match(r" (?!in|at|on|to|for|by|with)[a-z]", after)):
            referent = f"{referent}'s"
        pieces.append(asked[done : found.start()] + referent)
        done = found.end()
    return "".join(pieces) + asked[done:]


def _referent(word: str, earlier: Sequence[_Earlier]) -> str | None:
    """What a pronoun refers to: of the latest turn that names something which agrees with it; or None."""
    for turn in reversed(earlier):
        if turn.asked.selection:
            continue
        found = _referent_in(word, turn)
        if found:
            return found
    return None


def _referent_in(word: str, turn: _Earlier) -> str | None:
    text = turn.words.split(" - ")[0]
    if word in PERSONAL_PRONOUNS:
        return find_person(text, turn.answer)
    if turn.asked.kind in _ABOUT_ARTICLES:
        return None
    if word == "there":
        place = find_place(text)
        return f"in {place}" if place else None
    one, many = _things_of(turn.asked, text)
    if word in PLURAL_PRONOUNS:
        doers = find_person(text, turn.answer) if re.match(r"who\b", text, re.IGNORECASE) else None
        return doers or many
    return one if word in SINGULAR_PRONOUNS else None


def _things_of(asked: Question, text: str) -> tuple[str | None, str | None]:
    """The referents of "it" and "they" in a turn: its subject where everything on one is asked for."""
    if asked.kind == "explanation" and asked.subject and "\0" not in without_quotes(asked.subject):
        subject = asked.subject
        return (None, subject) if is_plural(subject) else (subject, None)
    return find_things(text)


def _swapped(before: str, instead: str) -> str:
    """The earlier question about something else: what is like `instead` gives way to it, or it is put behind.

    Alike are superlatives, ordinals, years, names, and noun phrases with the same article or number.
    """
    for alike in (_SUPERLATIVE, _ORDINAL, _YEAR):
        if (new := alike.search(instead)) and (old := alike.search(before)) and _is_all(new, instead):
            return f"{before[: old.start()]}{new.group()}{before[old.end() :]}?"
    bare = re.sub(r"^(?:in|for|on|at|by|with|from|to|after|before|about) ", "", instead)
    names = find_names(without_quotes(before))
    if not (names and find_names(f"- {bare}")[:1] == [bare]):
        thing = _like(before, instead) if bare == instead else None
        return before.replace(thing, instead, 1) + "?" if thing else f"{before} - {instead}?"
    # "in Bergen" takes the place that "in Oslo" had; a name alone takes the last
    led = [name for name in names if _TO.search(before[: before.rfind(name)])]
    name = (led or names)[-1] if bare != instead else names[-1]
    start = before.rfind(name)
    rest = before[start + len(name) :]
    if bare != instead and (ending := _PHRASE_END.match(rest)) and ending.end() == len(rest):
        rest = ""  # "in New York state" gives way whole to "in Spain"
    return f"{before[:start]}{bare}{rest}?"


def _is_all(found: re.Match[str], instead: str) -> bool:
    """Whether a match is all of `instead`, but for "in", "the" and the like."""
    return (
        re.fullmatch(r"(?:in|on|the|of|one|\W)*", instead.replace(found.group(), "").strip().lower())
        is not None
    )


def _like(before: str, instead: str) -> str | None:
    """The noun phrase of the earlier question whose place `instead` takes; None where none is like it."""
    if len(instead.split()) > _SHORT or any(map(_AUXILIARY.match, instead.split())) or _TIME.search(instead):
        return None
    has_article = instead.split()[0].lower() in _ARTICLES
    found = [one for one in (*find_things(before), _last_phrase(before)) if one]
    for spoken in [form for one in found for form in (one, one.removeprefix("the "))]:
        place = re.search(rf"(?<!\w){re.escape(spoken)}(?!\w)", before)
        if place is None or has_article != (spoken.split()[0].lower() in _ARTICLES):
            continue
        led = re.search(r"\b(?:the|an?) $", before[: place.start()])
        if not led and is_plural(spoken) == is_plural(instead):
            return spoken
    return None


def _last_phrase(before: str) -> str | None:
    """The words after the last preposition of a question: "dogs" of "free for dogs"."""
    found = re.search(r".*\b(?:in|for|on|at|by|with|from|to|about|of) (?P<last>[\w'’ -]+)$", before)
    return found["last"] if found else None


def _lower(text: str) -> str:
    """`text` as it goes on inside a sentence: an opening question word or auxiliary in small letters."""
    opening = (
        _WH.match(text) or _AUXILIARY.match(text) or re.match(r"(?:The|A|An|Tell|Go|Say|More|Any)\b", text)
    )
    return text[:1].lower() + text[1:] if opening else text
