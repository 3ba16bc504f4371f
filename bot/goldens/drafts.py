"""Draft goldens from an article's headings and salient sentences, for a person to accept.

A draft's quote and section are exact; its question is only a proposal in plain words.
"""

from __future__ import annotations

import re

from bot.goldens.file import Golden
from bot.language.base import language_of, phrase
from bot.language.words import asks
from ingest.article import Article, Section, section_trail
from ingest.sentences import sentence_spans

__all__ = ["draft_goldens"]

_FIGURE = re.compile(r"\d")
_FIGURES = re.compile(r"\d[\d.,:/\u00a0 ]*\d|\d")
_LAST_WORD = re.compile(r"[^\W\d_]{4,}(?=\W*$)")
_LOOKED_AT = 2000
"""Characters of an article by which its language is told."""
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][a-z]+")


def draft_goldens(article: Article) -> list[Golden]:
    """One golden a section that says something of its own: its most salient sentence, in reading order."""
    drafts: dict[str, Golden] = {}
    name = article.title
    code = article.metadata.language or language_of(article.text[:_LOOKED_AT])
    for section in article.sections:
        quote = _salient_sentence(article, section)
        if quote is None:
            continue
        trail = section_trail(article.title, section.path)
        question = _question(section, quote, code)
        question = question.replace(name, "…")
        if question in drafts:  # a heading that the article has twice
            question = f"{question[:-1]}, in “{trail}”?"
        drafted = Golden(question, article=name, section=trail, quote=quote, tags=("draft",))
        drafts.setdefault(question, drafted)
    return list(drafts.values())


def _salient_sentence(article: Article, section: Section) -> str | None:
    """The sentence with the most figures and names for its length, of 5 to 40 words."""
    best, chosen = 0.0, None
    for block in article.blocks:
        if block.kind not in ("paragraph", "list_item") or not section.start <= block.start < section.end:
            continue
        text = article.text[block.start : block.end]
        for start, end in sentence_spans(text):
            sentence = text[start:end]
            words = len(sentence.split())
            if not 5 <= words <= 40 or sentence.endswith("?"):
                continue
            facts = 2 * len(_FIGURE.findall(sentence)) ** 0.5 + len(_NAME.findall(sentence)) + 1
            score = facts / (words + 10)
            if score > best:
                best, chosen = score, sentence
    return chosen


def _question(section: Section, sentence: str, code: str) -> str:
    """The heading where it asks itself, else the sentence with a gap where its figure or name is.

    So the question is in the language of the article and gives neither title nor heading away.
    """
    heading = section.heading.strip().rstrip(".:")
    if asks(heading):
        return heading
    told = _FIGURES.search(sentence) or _NAME.search(sentence) or _LAST_WORD.search(sentence)
    if told is None:
        return phrase(code, "suggestion.under", heading=heading)
    stop = "？" if code == "ja" else "?"
    return f"{sentence[: told.start()]}…{sentence[told.end() :]}".rstrip(" .。!！;:") + stop
