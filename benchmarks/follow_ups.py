"""Follow-up questions: does the standalone question find the section that answers?

A hundred dialogues of two turns, written for this, on the sample articles and two more
(`benchmarks/dialogues/`). The first question is answered by the bot, the second completed from that. Knows
nothing of how it is completed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import ArticleBot, Turn
from bot.samples import sample_paths

__all__ = ["Dialogue", "add_articles", "dialogues", "follow_up_figures", "outcome_of"]

_FOLDER = Path(__file__).with_name("dialogues")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Two questions, and the section that answers the second one."""

    article: str
    """File name of the article."""
    first: str
    then: str
    section: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a dialogue's second question."""

    dialogue: Dialogue
    standalone: str
    rank: int | None
    """Place, from 1, of the first found passage of the right section; None when it is not among five."""
    alone: int | None
    """The same for the follow-up as it stands, without its history."""
    cited: bool
    """Whether the answer is cited to the right section."""
    refused: bool


def dialogues() -> list[Dialogue]:
    rows = json.loads((_FOLDER / "dialogues.json").read_text(encoding="utf-8"))
    return [Dialogue(**row) for row in rows]


def add_articles(bot: ArticleBot) -> None:
    """Adds the articles that the dialogues are about; five, so that sections compete."""
    report = bot.add(*map(str, sample_paths()), *map(str, sorted(_FOLDER.glob("*.md"))))
    assert not report.failed, report


def outcome_of(bot: ArticleBot, dialogue: Dialogue) -> Outcome:
    """The dialogue held with a bot that has the articles."""
    first = bot.ask(dialogue.first)
    answer = bot.ask(dialogue.then, [Turn(dialogue.first, first.text)])
    standalone = answer.standalone_question or dialogue.then
    return Outcome(
        dialogue,
        standalone,
        _rank(bot, standalone, dialogue),
        _rank(bot, dialogue.then, dialogue),
        any(
            _is_right(citation.source, citation.section_path or (citation.article_title,), dialogue)
            for citation in answer.citations
        ),
        answer.status == "not_in_articles",
    )


def follow_up_figures(bot: ArticleBot) -> dict[str, Any]:
    """Shares of the hundred: found first and among five, with and without the history; cited; refused."""
    outcomes = [outcome_of(bot, dialogue) for dialogue in dialogues()]
    count = len(outcomes)
    return {
        "questions": count,
        "section_first": sum(one.rank == 1 for one in outcomes) / count,
        "section_in_five": sum(one.rank is not None for one in outcomes) / count,
        "alone_first": sum(one.alone == 1 for one in outcomes) / count,
        "alone_in_five": sum(one.alone is not None for one in outcomes) / count,
        "section_cited": sum(one.cited for one in outcomes) / count,
        "refused": sum(one.refused for one in outcomes) / count,
    }


def _rank(bot: ArticleBot, question: str, dialogue: Dialogue) -> int | None:
    names = {summary.id: summary.source for summary in bot.articles()}
    for place, passage in enumerate(bot.search(question, limit=5), 1):
        path = passage.chunk.section_path or (passage.article_title,)
        if _is_right(names[passage.chunk.article_id], path, dialogue):
            return place
    return None


def _is_right(source: str, path: tuple[str, ...], dialogue: Dialogue) -> bool:
    return Path(source).name == dialogue.article and path[-1] == dialogue.section
