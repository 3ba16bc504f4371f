"""Assertions on what a bot finds, cites and refuses, with failures that show what came instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.answer import Answer, Citation
from bot.citations import marker
from bot.evaluation.judgement import WITHIN, first_rank
from bot.evaluation.run import StoredArticles
from bot.goldens.file import Golden
from bot.goldens.resolution import Resolution, resolve
from ingest.article import section_trail
from vectorstore.passage import Passage

if TYPE_CHECKING:
    from bot.articlebot import ArticleBot

__all__ = ["SEARCHED", "ArticleAsserts", "describe_answer", "describe_ranking"]

SEARCHED = 50
"""How deep a failure looks for where the wanted section ended up."""
_SHOWN = 5


class ArticleAsserts:
    """Assertions on one bot."""

    def __init__(self, bot: ArticleBot) -> None:
        self._bot = bot
        self._articles = StoredArticles(bot)

    def retrieves(
        self,
        question: str,
        section: str | None = None,
        *,
        article: str | None = None,
        quote: str | None = None,
        within: int = WITHIN,
    ) -> Passage:
        """Assert that the place comes within the first `within` passages; return the passage that holds it.

        `section` is "Article > Heading" or "Heading", `article` an id, title, source or file name, and
        `quote` verbatim words; give at least one.
        """
        __tracebackhide__ = True
        wanted = self._resolved(question, section, article, quote)
        passages = self._bot.search(question, max(within, _SHOWN))
        rank = first_rank(wanted, passages)
        if rank is not None and rank <= within:
            return passages[rank - 1]
        deep = passages if rank is not None else self._bot.search(question, max(within, SEARCHED))
        rank = first_rank(wanted, deep)
        came = f"it came at rank {rank}" if rank else f"it is not among the first {len(deep)} passages"
        shown = max(within, _SHOWN)
        raise AssertionError(
            f"{question!r} should find {_place(wanted)} within {within}; {came}.\n"
            + describe_ranking(deep, shown=shown, wanted=wanted)
        )

    def cites(
        self,
        answer: Answer | str,
        section: str | None = None,
        *,
        article: str | None = None,
        quote: str | None = None,
    ) -> Citation:
        """Assert that a citation of `answer` is in the place; return the first that is.

        A question in place of the answer is asked first. With a `quote` the citation has to share words
        with it; otherwise be in the section or article.
        """
        __tracebackhide__ = True
        answer = self._bot.ask(answer) if isinstance(answer, str) else answer
        wanted = self._resolved(answer.question, section, article, quote)
        for cited in answer.citations:
            if any(place.overlaps(cited.article_id, cited.start, cited.end) for place in wanted.places):
                return cited
        raise AssertionError(
            f"the answer to {answer.question!r} should cite {_place(wanted)}.\n"
            + describe_answer(answer)
            + "\n"
            + describe_ranking(answer.passages, shown=_SHOWN, wanted=wanted)
        )

    def refuses(self, question: str) -> Answer:
        """Assert that the bot says that the articles do not say; return that answer."""
        __tracebackhide__ = True
        answer = self._bot.ask(question)
        if answer.status == "not_in_articles":
            return answer
        raise AssertionError(
            f"{question!r} should be refused; it was answered.\n"
            + describe_answer(answer)
            + "\n"
            + describe_ranking(answer.passages, shown=_SHOWN)
        )

    def _resolved(
        self, question: str, section: str | None, article: str | None, quote: str | None
    ) -> Resolution:
        __tracebackhide__ = True
        if not (section or article or quote):
            raise TypeError("give a section, an article or a quote to look for")
        resolution = resolve(
            Golden(question, article=article, section=section, quote=quote), self._articles.all()
        )
        if resolution.problem or resolution.note:
            raise AssertionError(f"{question!r}: {resolution.problem or resolution.note}")
        return resolution


def describe_ranking(
    passages: Sequence[Passage], *, shown: int = _SHOWN, wanted: Resolution | None = None
) -> str:
    """The first `shown` passages as a table with score parts, section and quote; `>` marks the wanted.

    A wanted passage that came later is added at the end.
    """
    if not passages:
        return "  Nothing was found."
    rank = first_rank(wanted, passages) if wanted else None
    ranks = [*range(1, min(shown, len(passages)) + 1)]
    if rank is not None and rank > shown:
        ranks.append(rank)
    lines = ["  rank   score  dense       keyword     rerank"]
    for position, place in enumerate(ranks):
        if position and place != ranks[position - 1] + 1:
            lines.append("   ...")
        passage = passages[place - 1]
        parts = passage.parts
        right = wanted is not None and any(spot.holds(passage.chunk) for spot in wanted.places)
        cells = (
            _part(parts.dense, parts.dense_rank),
            _part(parts.keyword, parts.keyword_rank),
            _part(parts.rerank, parts.rerank_rank),
        )
        trail = section_trail(passage.article_title, passage.chunk.section_path)
        sign = ">" if right else " "
        row = f"{sign} {place:>4} {passage.score:>7.3f}  " + "".join(map("{:<12}".format, cells))
        lines += [row.rstrip(), f"         {trail}", f"         “{_one_line(passage.chunk.text)}”"]
    return "\n".join(lines)


def describe_answer(answer: Answer) -> str:
    """The answer's status, statements, and each citation's section and quote."""
    lines = [f"  Its status is {answer.status}. It says:"]
    for statement in answer.statements:
        lines.append(f"    {_one_line(statement.text)} {''.join(map(marker, statement.citations))}".rstrip())
    if not answer.statements:
        lines.append(f"    {_one_line(answer.text)}")
    for cited in answer.citations:
        lines.append(f"  {marker(cited.number)} {section_trail(cited.article_title, cited.section_path)}")
        lines.append(f"      “{_one_line(cited.quote)}”")
    return "\n".join(lines)


def _place(wanted: Resolution) -> str:
    quote = wanted.golden.quote
    trails = list(dict.fromkeys(place.trail for place in wanted.places))
    if wanted.golden.section or quote or len(trails) == 1:
        where = " or ".join(map(repr, trails[:3]))
    else:
        where = f"article {wanted.places[0].article_title!r}"
    return f"“{_one_line(quote)}” in {where}" if quote else where


def _part(value: float | None, rank: int | None) -> str:
    if value is None:
        return "-"
    return f"{value:.3f} #{rank}" if rank else f"{value:.3f}"


def _one_line(text: str, length: int = 160) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
