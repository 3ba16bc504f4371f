"""The headed section form of an answer: the section whose heading is what the question asks for.

A question about a subject ("What is said about noise?") is answered by the section of that name; a question
that an article asks in a heading ("Will it run on Sundays?") by the text below that heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.answering.answer_draft import AnswerDraft
from bot.answering.findings import Findings
from bot.answering.listings import labelled_candidates, main_listing, write_listing
from bot.answering.picking import MOST
from bot.answering.ranking import Scored
from bot.answering.surroundings import best_stretch
from bot.language.words import content_stems, fold, stems, words
from bot.question.question import Question, understand
from ingest.article import Article, Section
from vectorstore.passage import Passage

__all__ = ["find_headed_section", "write"]

_LEAST_IN_HEADING = 0.5
"""Share of a subject's key words that the heading itself must have; title and text may have the others."""
_TITLE = 0.4
"""What a heading is worth that is the article's title: its section only opens the article."""
_ASKED_ALIKE = 0.6
"""Share of the key words that two questions must have in common, of the one and of the other."""
_OPENS_ALIKE = 0.8
"""The same for a heading that only opens like the question: "How a tide mill works" is no "How long ..."."""

_QUOTED = re.compile(r"[“\"„«「]\s?([^“”\"»」]{2,}?)\s?[”\"“»」]")


def write(draft: AnswerDraft, found: Findings) -> bool:
    """Writes the section that is headed by what is asked; False where there is none."""
    asked = found.asked
    headed = find_headed_section(asked, found.ranked, found.passages, found.article)
    if headed is None:
        return False
    if (listing := main_listing(*headed)) and asked.kind != "fact":
        write_listing(draft, listing, asked)
        return True
    if asked.kind == "list" and (labelled := labelled_candidates(*headed)):
        draft.add_labelled(labelled)
        return True
    scores = {
        one.candidate.start: one.score for one in found.ranked if one.candidate.article.id == headed[0].id
    }
    most = MOST[asked.kind] if asked.kind != "list" else MOST["explanation"]
    quoted = best_stretch(*headed, scores, most)
    draft.add_in_reading_order(quoted, asked)
    return bool(quoted)


def find_headed_section(
    asked: Question,
    scored: Sequence[Scored],
    passages: Sequence[Passage],
    article: Callable[[str], Article | None],
) -> tuple[Article, Section] | None:
    """The section of a found article that is headed by what `asked` asks; None without one."""
    if not asked.terms or asked.kind not in ("explanation", "list", "fact"):
        return None
    best: tuple[float, Article, Section] | None = None
    sections = _sections(scored, passages, article)
    about = {whole.id for whole, _ in sections if set(asked.terms) <= stems(whole.title)}
    quoted = set(map(_plain, _QUOTED.findall(asked.text)))
    about = {whole.id for whole, _ in sections if _plain(whole.title) in quoted} or about
    for whole, section in sections:
        if about and whole.id not in about:
            continue  # the question names an article, or there is one on just that
        fit = _is_quoted(asked, whole, section) or _asks_alike(asked, section)
        if not fit and asked.kind != "fact":
            fit = _names(asked, whole, section)
        if fit and (best is None or fit > best[0]):
            best = fit, whole, section
    return best[1:] if best else None


def _sections(
    scored: Sequence[Scored], passages: Sequence[Passage], article: Callable[[str], Article | None]
) -> list[tuple[Article, Section]]:
    """The sections of the candidates, best first, then all others of the found articles."""
    candidates = (one.candidate for one in scored)
    found = {(one.article.id, one.section.start): (one.article, one.section) for one in candidates}
    for article_id in dict.fromkeys(passage.chunk.article_id for passage in passages):
        if whole := article(article_id):
            for section in whole.sections:
                found.setdefault((whole.id, section.start), (whole, section))
    return list(found.values())


def _names(asked: Question, article: Article, section: Section) -> float:
    """How much of the subject the heading has, where title and text have the rest of it.

    What the title says already is asked of the whole article: of "the features of ATF" in an article on ATF
    the heading must have the features.
    """
    heading, title = stems(section.heading), stems(article.title)
    wanted = [term for term in asked.terms if term not in title] or list(asked.terms)
    share = sum(term in heading for term in wanted) / len(wanted)
    if share < _LEAST_IN_HEADING:
        return 0.0
    known = heading | title
    if not set(asked.terms) <= known and not set(asked.terms) <= known | stems(
        article.text[section.start : section.end]
    ):
        lists = asked.kind == "list" and heading <= set(asked.terms) | _stop_stems(section.heading)
        if not (lists and share >= _ASKED_ALIKE and main_listing(article, section)):
            return 0.0
    return share * _TITLE if _plain(section.heading) == _plain(article.title) else share


def _stop_stems(heading: str) -> set[str]:
    return {word.stem for word in words(heading) if word.is_stop}


def _is_quoted(asked: Question, article: Article, section: Section) -> float:
    """Whether the question names the heading between quotation marks."""
    heading = _plain(section.heading)
    named = heading and heading in map(_plain, _QUOTED.findall(asked.text))
    if not named:
        return 0.0
    return 1.5 if heading == _plain(article.title) else 2.0


def _plain(heading: str) -> str:
    return fold(heading).strip(" *_#:;,.-0123456789)(")


def _asks_alike(asked: Question, section: Section) -> float:
    """How much a heading that is a question, or opens like `asked` ("What the captain would do differently"),
    has in common with it; 0 where it is another question."""
    heading_words = _plain(section.heading).split()
    opens_so = len(heading_words) > 3 and heading_words[0] == fold(asked.text).split()[0]
    if not (section.heading.rstrip(" *_").endswith("?") or opens_so):
        return 0.0
    heading = set(content_stems(section.heading))
    named = set(understand(section.heading).names)
    common = len(heading & set(asked.terms))
    if not heading or not set(asked.names) <= heading or not named <= set(asked.terms):
        return 0.0
    shares = common / len(asked.terms), common / len(heading)
    least = _ASKED_ALIKE if section.heading.rstrip(" *_").endswith("?") else _OPENS_ALIKE
    return max(shares) if min(shares) >= least else 0.0
