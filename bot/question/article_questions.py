"""Questions about the articles themselves: what they are about, who wrote one and when, which are on what.

Knows the words of such questions, which article one names by its title, and on what one wants articles;
nothing of how they are answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.words import content_stems, fold
from ingest.article import Article

__all__ = [
    "asks_for_details", "asks_for_headings", "asks_for_outline", "named_in", "subject_of_articles",
]  # fmt: skip

_WORK = r"(?:articles?|texts?|documents?|pages?|stor(?:y|ies)|papers?|posts?|files?|library|collection)"
_THE_WORK = rf"(?:(?:all|each|every|the|this|these|my|your|both|whole|entire|of) )+{_WORK}"
_ALL_OF_IT = rf"(?:it|this|that|these|them|all|everything|{_THE_WORK})"
_SUMMARISE = r"(?:summari[sz]e|sum up|outline|recap)"
_SUMMARY = (
    r"(?:summary|overview|outline|gist|recap|main (?:points?|ideas?|message|topics?|argument)|takeaways?"
    r"|key (?:points?|takeaways?)|table of contents)"
)
_MANNER = (
    r"(?:(?:please|briefly|shortly|quickly|again|for me|with (?:citations|quotes)"
    r"|as (?:a list|bullet points|bullets|items)"
    r"|in (?:a few|one|two|three|five|short|brief|bullet|plain|simple|your own)(?: \w+){0,2})\W*)*"
)
_OUTLINE = re.compile(
    rf"\b{_SUMMARISE}\W*{_MANNER}(?:$|{_ALL_OF_IT}\W*{_MANNER}$)"
    rf"|^(?:\w+ ){{0,6}}?{_SUMMARY}\W*{_MANNER}(?:of {_ALL_OF_IT}\W*{_MANNER})?$"
    rf"|\b{_SUMMARY}\b.*\b{_THE_WORK}\W*{_MANNER}$"
    r"|\btl;?dr\b"
    rf"|\bwhat(?:'s| is| are| does| do| did)\b.*\b(?:this|these|the|my|your|each)\b.{{0,12}}\b{_WORK}\b"
    r"(?: all)?(?: (?:about|cover|deal with|discuss|contain|talk about))\W*$"
    r"|\bwhat(?:'s| is| are) (?:it|this|they|these|that) (?:all )?about\W*$"
    r"|\b(?:which|what|how many|list|show|name)\b.{0,24}\b(?:sections?|headings?|chapters?)\b"
    rf"(?:(?: \w+){{0,3}} (?:{_ALL_OF_IT}|you|there|exist)\b(?: (?:have|has|contain|exist|are|in it))*)?\W*$"
    r"|\b(?:what|which|how many) (?:articles|documents|files|texts)\b.*\b(?:have|there|know|read|stored)\b"
    rf"|\b(?:{_SUMMARISE}|{_SUMMARY}(?: of)?) (?:(?:the|this|my) )?(?:[\w'’-]+ ){{0,5}}{_WORK}"
    r"(?: (?:on|about|called|named|titled|entitled|from|by)\b.*)?$"
)
_DETAILS = re.compile(
    r"(?:so |and )?(?:who (?:wrote|authored|published|(?:is|was) the (?:author|writer) of|are the authors of)"
    r"|when (?:was|were|did)|where (?:does|do|did|was|were|is|are)"
    r"|(?:what|which) (?:is|are|was) the (?:authors?|sources?|date|publication date|publisher|url|link"
    r"|address|language|length|titles?)(?: of)?"
    r"|how (?:long|many words)(?: (?:is|are|does|do|has|have|are there in))?"
    r"|(?:in )?(?:what|which) language (?:is|are|was|were))"
    rf" (?:{_THE_WORK}|it|this)"
    r"(?: (?:written|published|come from|from|posted|updated|have|has|appear|in|taken))*\W*"
)
_HEADINGS = re.compile(r"\b(?:sections?|headings?|chapters?|table of contents)\b")
_SPEAKS = (
    r"(?:about|on|covers?|mentions?|talks? (?:about|of)|speaks? (?:about|of)|discuss(?:es)?|deals? with"
    r"|touch(?:es)? on|(?:says?|tells?|has|have)(?: \w+){0,2}? (?:about|on|of)|contains?|describes?|explains?"
    r"|refers? to)"
)
_OF_ARTICLES = re.compile(
    rf"(?:(?:which|what)(?: of (?:the|my|these|your))? {_WORK}(?: (?:are|is|here|there|that|do|does|i have))*"
    rf"|(?:(?:are|is) there|do (?:you|i|we) have)(?: an?| any| some)? {_WORK}(?: (?:that|which))?"
    rf"|(?:list|show|find|name|give)(?: me)?(?: all)?(?: the| my| any)? {_WORK}(?: (?:that|which)(?: are)?)?)"
    rf" {_SPEAKS} (?P<subject>.+?)",
    re.IGNORECASE,
)
_LEAST_NAMED = 0.6
"""Share of a title's key words that a question must have to name the article."""
_TOLD_BY = re.compile(
    rf"\b{_WORK} (?:on|about|called|named|titled|entitled) (?P<after>.+)"
    rf"|\b(?:the|my|this) (?P<before>(?:[\w'’-]+ ){{1,5}}){_WORK}"
)


def asks_for_outline(plain: str) -> bool:
    """Whether a folded question wants to know what the articles are about, or which sections they have."""
    return _OUTLINE.search(plain) is not None


def asks_for_headings(question: str) -> bool:
    """Whether an outline question wants the list of sections rather than what they say."""
    return _HEADINGS.search(fold(question)) is not None


def asks_for_details(plain: str) -> bool:
    """Whether a folded question asks who wrote an article, when, in which language, or where it is from."""
    return _DETAILS.fullmatch(plain) is not None


def subject_of_articles(question: str) -> str | None:
    """What a question wants articles on ("Which articles mention tides?"); None for any other question."""
    found = _OF_ARTICLES.fullmatch(" ".join(question.split()).rstrip("?!. "))
    return found["subject"] if found else None


def named_in(question: str, articles: Sequence[Article]) -> list[Article]:
    """The articles that the question names by words of their titles, else all of them."""
    asked = set(content_stems(question))
    told = _TOLD_BY.search(fold(question))
    subject = set(content_stems(told["after"] or told["before"])) if told else set()
    named = [
        article
        for article in articles
        if (title := set(content_stems(article.title)))
        and (len(title & asked) >= max(1, _LEAST_NAMED * len(title)) or (subject and subject <= title))
    ]
    return named or list(articles)
