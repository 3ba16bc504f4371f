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
from bot.language.base import ENGLISH, LANGUAGES, language, phrase
from bot.language.en.follow_ups import FORMS, OPENING, PRONOUN, WORKS, WRITING
from bot.language.en.words import (
    PERSONAL_PRONOUNS,
    PLURAL_PRONOUNS,
    POSSESSIVES,
    SINGULAR_PRONOUNS,
)
from bot.language.rules import first_match
from bot.language.words import fold
from bot.question.coreference import (
    find_names,
    find_person,
    find_place,
    find_things,
    is_plural,
    without_quotes,
)
from bot.question.pronouns import find_pointed_noun, find_pronouns, refers_back
from bot.question.question import ABOUT_ARTICLES, LONGEST_QUESTION, Kind, Question, understand
from bot.question.rewording import (
    ask_anew,
    has_verb,
    is_noun_phrase,
    lower_opening,
    names_its_subject,
    swap_in,
)
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
_SHORT = 6
"""A question of at most this many words that opens with "and" goes on with the subject."""


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
        complete = _resolved(opened, last, earlier) if refers_back(opened) else asked.text
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
    plain = fold(asked.text)
    rule = first_match(language(ENGLISH).kinds, plain, asked.answer_type)
    if asked.kind not in ABOUT_ARTICLES or rule is None or rule[0].name == "comparison":
        return False
    pronouns = {found.group().lower() for found in find_pronouns(asked.text)}
    before = earlier[-1] if earlier else None
    if WORKS.search(plain) or "this" in pronouns or not pronouns:
        return True
    if before is None or before.asked.kind in _ABOUT_ARTICLES:
        return True
    if persons := pronouns & PERSONAL_PRONOUNS:
        return _referent(min(persons), earlier) is None
    thing, _ = find_things(before.asked.text)
    written = thing is not None and WORKS.search(thing) is not None
    if asked.kind == "conclusion" or (asked.kind == "details" and not WRITING.search(plain)):
        return thing is None
    return not written


def _completed(asked: str, opened: str, last: _Earlier, earlier: Sequence[_Earlier]) -> str:
    before = last.words.split(" - ")[0]
    form = first_match(FORMS, fold(opened))
    if form and form[0].name == "bare":
        how = re.match(rf".{{{len(form[1]['how'])}}}", opened)
        return ask_anew(how.group() if how else opened, before)
    swap = _SWAP.fullmatch(asked) if opened != asked else None
    instead = swap["and"] if swap else None
    if not instead and opened != asked and form is None and is_noun_phrase(opened):
        instead = opened.rstrip("?!. ")
    if form and form[0].name == "swap":
        start, end = form[1].span("what")
        instead = opened[start:end] if len(fold(opened)) == len(opened) else form[1]["what"]
    if instead and not refers_back(instead):
        return swap_in(before, instead)
    if instead and not has_verb(instead):
        return f"{before} - {instead}?"
    if form and form[0].name == "fragment":
        return swap_in(before, opened.rstrip("?!. "))
    if refers_back(opened):
        return _resolved(opened, last, earlier)
    if (
        opened != asked
        and not find_names(opened)
        and len(opened.split()) <= _SHORT
        and not names_its_subject(opened)
    ):
        return f"{before} - {lower_opening(opened).rstrip('?!. ')}?"  # "and do children pay?"
    return asked


def _resolved(asked: str, last: _Earlier | None, earlier: Sequence[_Earlier]) -> str:
    """`asked` with its pronouns replaced by what they refer to.

    A demonstrative that refers to what was said as a whole ("how much did that cost") is completed by the
    earlier question after it; a pronoun that nothing agrees with stays.
    """
    pieces: list[str] = []
    done = 0
    used: set[str] = set()
    pointing = find_pointed_noun(asked)
    if pointing and WORKS.fullmatch(pointing):
        return asked
    for found in find_pronouns(asked):
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
            if not pointing and _stays(word, last):
                continue
            if last is None or last.refused or last.asked.selection or _is_long(word, asked):
                return asked
            return f"{asked.rstrip('?!. ')} - {lower_opening(last.words.split(' - ')[0])}?"
        used.add(referent)
        after = asked[found.end() :]
        if word in POSSESSIVES or (word == "her" and re.match(r" (?!in|at|on|to|for|by|with)[a-z]", after)):
            referent = f"{referent}'s"
        pieces.append(asked[done : found.start()] + referent)
        done = found.end()
    return "".join(pieces) + asked[done:]


def _stays(word: str, last: _Earlier | None) -> bool:
    """Whether a pronoun without a referent is left alone: the last question names things, but other ones."""
    if word in PERSONAL_PRONOUNS:
        return True
    return word in SINGULAR_PRONOUNS and (last is None or find_things(last.words) != (None, None))


def _is_long(word: str, asked: str) -> bool:
    """Whether a question with "anyone" says by itself what it is about; "was anyone hurt?" does not."""
    return word.startswith(("any", "some")) and len(asked.split()) > _SHORT - 2


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
    if word == "its" and one is None:
        return find_place(text)
    return one if word in SINGULAR_PRONOUNS else None


def _things_of(asked: Question, text: str) -> tuple[str | None, str | None]:
    """The referents of "it" and "they" in a turn: its subject where everything on one is asked for."""
    if asked.kind == "explanation" and asked.subject and "\0" not in without_quotes(asked.subject):
        subject = asked.subject
        return (None, subject) if is_plural(subject) else (subject, None)
    return find_things(text)
