"""What each event of the page does: asks, adds, removes, and gives each component its new value.

Knows the values that components take (`gr.Textbox`, `gr.skip`), not where they stand on the page.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.answer import Delta, Finished, Found, Turn
from bot.articlebot import AddProgress, AddReport, ArticleBot
from bot.suggestions import starters
from bot.ui.adding import add_pasted, add_sources, keep_uploads, web_addresses
from bot.ui.answer_html import exchange_html, failure_html, pending_html, welcome_html
from bot.ui.article_html import article_html, byline, outline_html, source_link
from bot.ui.library_html import outcomes_html, progress_html, shelf_html
from bot.ui.marks import Marks, Span
from bot.ui.safe_html import escape, sanitise
from ingest.errors import ArticleBotError

if TYPE_CHECKING:
    from ingest.article import Article
    from vectorstore import ArticleSummary

__all__ = ["QUESTION_LENGTH", "Exchange", "Room"]

_logger = logging.getLogger(__name__)
_SHOWN_EVERY = 0.06
"""Seconds between two looks at a growing answer or a progress bar."""
QUESTION_LENGTH = 2000
"""Characters of a question; more are cut."""
_STARTERS_FROM = 6
"""Articles that the questions of an empty conversation are taken from."""
_MARKED = 500
"""Passages of one article that are marked; further ones are not."""

Update = Any
"""A component's new value, or `gr.skip()`."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of this session as it is shown; `turn` is None when it could not be answered."""

    html: str
    turn: Turn | None


class Room:
    """What each event does, for one ArticleBot; holds nothing of a session."""

    def __init__(self, bot: ArticleBot) -> None:
        self._bot = bot

    # -- conversation --------------------------------------------------------------------------

    def ask(self, question: str, ticked: str, turns: list[Exchange]) -> Iterator[tuple[Update, ...]]:
        """Log, question box and turns while the answer grows."""
        question = (question or "").strip()[:QUESTION_LENGTH]
        if not question:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        before = "".join(turn.html for turn in turns)
        yield _log(before + pending_html(question, "")), _box(busy=True), gr.skip()
        history = [exchange.turn for exchange in turns if exchange.turn]
        text, shown = "", time.monotonic()
        try:
            for event in self._bot.stream(question, history, self._chosen(ticked)):
                match event:
                    case Found(passages):
                        yield _log(before + pending_html(question, "", len(passages))), gr.skip(), gr.skip()
                    case Delta(more):
                        text += more
                        if time.monotonic() - shown >= _SHOWN_EVERY:
                            shown = time.monotonic()
                            yield _log(before + pending_html(question, text)), gr.skip(), gr.skip()
                    case Finished(answer):
                        done = Exchange(exchange_html(question, answer), Turn(question, answer.text))
        except ArticleBotError as exc:
            done = Exchange(failure_html(question, str(exc)), None)
        except Exception:
            _logger.exception("the question %r could not be answered", question)
            said = "ArticleBot failed on this question; the terminal it runs in shows why. Please ask again."
            done = Exchange(failure_html(question, said), None)
        yield _log(before + done.html), _box(busy=False), [*turns, done]

    def ask_suggested(
        self, typed: str, ticked: str, turns: list[Exchange], event: gr.EventData
    ) -> Iterator[tuple[Update, ...]]:
        """Ask the question of a suggestion; what was being typed stays."""
        for log, box, now in self.ask(str(event.question), ticked, turns):
            yield log, gr.Textbox(value=typed, **_BUSY) if box is not None and _is_busy(box) else box, now

    def restore(self, turns: list[Exchange]) -> tuple[Update, ...]:
        """The conversation without an unfinished question."""
        return self._conversation(turns), _box(busy=False), gr.skip()

    def begin(self) -> tuple[Update, ...]:
        """An empty conversation."""
        return self._conversation([]), _box(busy=False), []

    def open(self, turns: list[Exchange]) -> tuple[Update, ...]:
        """Library and conversation when the page is opened."""
        return self._shelf(), self._conversation(turns)

    def _chosen(self, ticked: str) -> list[str] | None:
        ids = json.loads(ticked or "[]")
        known = {summary.id for summary in self._bot.articles()}
        chosen = [article for article in ids if article in known] if isinstance(ids, list) else []
        return chosen or None

    def _conversation(self, turns: Sequence[Exchange]) -> str:
        if turns:
            return _log("".join(turn.html for turn in turns))
        summaries = self._bot.articles()
        return _log(welcome_html([summary.title for summary in summaries], _starters(self._bot, summaries)))

    # -- article -------------------------------------------------------------------------------

    def show_article(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The article to open: title, byline, link to its source, outline and HTML; or an error.

        `asked` names the article, the `span` to show and the spans `cited` in the conversation, which
        are marked where the article has them.
        """
        try:
            article = self._bot.article(str(asked.get("article")))
        except ArticleBotError:
            return {"error": "This article is no longer in the library."}
        length = len(article.text)
        cited = asked.get("cited")
        spans = [_span(given, length) for given in cited[:_MARKED]] if isinstance(cited, list) else []
        marks = Marks.of(_span(asked.get("span"), length), filter(None, spans))
        return {
            "title": article.title,
            "byline": byline(article),
            "link": source_link(article),
            "outline": outline_html(article, marks),
            "html": article_html(article, marks),
            "spans": marks.spans,
            "strong": marks.strong,
        }

    # -- library -------------------------------------------------------------------------------

    def add_files(self, paths: list[str] | None, turns: list[Exchange]) -> Iterator[tuple[Update, ...]]:
        """Report, shelf, log and the emptied upload while files are added."""
        if not paths:
            yield (gr.skip(),) * 4
            return
        names = keep_uploads(paths, self._bot.settings.home)
        for step in self._added(add_sources(self._bot, list(names)), names, turns):
            yield *step, None

    def add_addresses(self, typed: str, turns: list[Exchange]) -> Iterator[tuple[Update, ...]]:
        """Report, shelf, log and the emptied address while web pages are added."""
        try:
            addresses = web_addresses(typed or "")
        except ArticleBotError as exc:
            yield _notice(str(exc)), gr.skip(), gr.skip(), gr.skip()
            return
        for step in self._added(add_sources(self._bot, addresses), {}, turns):
            yield *step, ""

    def add_text(self, text: str, title: str, turns: list[Exchange]) -> Iterator[tuple[Update, ...]]:
        """Report, shelf, log and the emptied boxes while pasted text is added."""
        if not (text or "").strip():
            yield _notice("no text was pasted; paste the article's text, then add it"), *(gr.skip(),) * 4
            return
        for step in self._added(add_pasted(self._bot, text, (title or "").strip() or None), {}, turns):
            yield *step, "", ""

    def remove(self, turns: list[Exchange], event: gr.EventData) -> tuple[Update, ...]:
        """Report, shelf and log without an article."""
        try:
            self._bot.remove(str(event.article))
            said: Update = ""
        except ArticleBotError as exc:
            said = _notice(str(exc))
        return said, self._shelf(), gr.skip() if turns else self._conversation(turns)

    def _added(
        self,
        steps: Iterator[AddProgress | AddReport],
        names: Mapping[str, str],
        turns: Sequence[Exchange],
    ) -> Iterator[tuple[Update, ...]]:
        shown = 0.0
        try:
            for step in steps:
                if isinstance(step, AddReport):
                    log = gr.skip() if turns else self._conversation(turns)
                    yield outcomes_html(step.outcomes, names), self._shelf(), log
                elif time.monotonic() - shown >= _SHOWN_EVERY:
                    shown = time.monotonic()
                    yield progress_html(step, names), gr.skip(), gr.skip()
        except ArticleBotError as exc:
            yield _notice(str(exc)), gr.skip(), gr.skip()
        except Exception:
            _logger.exception("adding failed")
            said = "ArticleBot failed while adding; the terminal it runs in shows why."
            yield _notice(said), self._shelf(), gr.skip()

    def _shelf(self) -> str:
        return shelf_html(self._bot.articles())


_BUSY: dict[str, Any] = {"submit_btn": False, "stop_btn": "Stop"}
_READY: dict[str, Any] = {"submit_btn": "Ask", "stop_btn": False}


def _box(*, busy: bool) -> gr.Textbox:
    return gr.Textbox(value="", **_BUSY) if busy else gr.Textbox(**_READY)


def _is_busy(box: Update) -> bool:
    return isinstance(box, gr.Textbox) and bool(box.stop_btn)


def _log(turns: str) -> str:
    return f'<div class="turns" role="log" aria-live="polite" aria-label="Conversation">{turns}</div>'


def _notice(message: str) -> str:
    return sanitise(f'<ul class="outcomes"><li class="failed">{escape(message)}</li></ul>')


def _span(given: object, length: int) -> Span | None:
    """A span that the page names, if it lies in a text of `length` characters."""
    match given:
        case [int(start), int(end)] if 0 <= start < end <= length:
            return start, end
    return None


def _starters(bot: ArticleBot, summaries: Sequence[ArticleSummary]) -> tuple[str, ...]:
    articles: list[Article] = []
    for summary in summaries[:_STARTERS_FROM]:
        with suppress(ArticleBotError):  # removed a moment ago
            articles.append(bot.article(summary.id))
    return starters(articles)
