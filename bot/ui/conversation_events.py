"""What each event of the conversation does: asks, asks again, begins, opens, renames, removes.

Every exchange is kept when it is finished; the page names the conversation that it shows, so a reload or a
restart of the server loses nothing. Gives each component its value; `layout` places the components.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.answer import Answer, Delta, Finished, Found
from bot.answering.suggestions import starters
from bot.articlebot import ArticleBot
from bot.conversations.store import Conversations, Exchange
from bot.errors import ConversationNotFoundError
from bot.ui.conversation_list_html import talks_html
from bot.ui.library_events import Update
from bot.ui.library_html import notice_html
from bot.ui.texts import Texts
from bot.ui.turn_html import conversation_html, pending_html, welcome_html
from bot.ui.visitor import Visitor
from ingest.errors import ArticleBotError

if TYPE_CHECKING:
    from ingest.article import Article
    from vectorstore import ArticleSummary

__all__ = ["QUESTION_LENGTH", "ConversationEvents", "Place"]

_logger = logging.getLogger(__name__)
_SHOWN_EVERY = 0.06
"""Seconds between two looks at a growing answer."""
QUESTION_LENGTH = 2000
"""Characters of a question; more are cut."""
_STARTERS_FROM = 6
"""Articles that the questions of an empty conversation are taken from."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the page says of itself when it asks."""

    conversation: str | None = None
    """The conversation that it shows; None for one that has not begun."""
    ticked: tuple[str, ...] = ()
    """Articles to ask alone."""
    keep: int | None = None
    """How many exchanges are kept when a question is asked again."""

    @classmethod
    def read(cls, said: str) -> Place:
        """From the page's JSON; whatever has not the right form counts as not said."""
        try:
            given = json.loads(said or "{}")
        except ValueError:
            return cls()
        if not isinstance(given, dict):
            return cls()
        conversation, ticked, keep = (given.get(name) for name in ("conversation", "ticked", "keep"))
        return cls(
            conversation if isinstance(conversation, str) and conversation else None,
            tuple(one for one in ticked if isinstance(one, str)) if isinstance(ticked, list) else (),
            keep if isinstance(keep, int) and keep >= 0 else None,
        )


class ConversationEvents:
    """The conversation's events, for one ArticleBot."""

    def __init__(self, bot: ArticleBot, kept: Conversations) -> None:
        self._bot = bot
        self._kept = kept

    def ask(
        self, question: str, place: Place, visitor: Visitor, *, typed: bool = True
    ) -> Iterator[tuple[Update, ...]]:
        """Log, growing exchange, list of conversations and question box while the answer grows.

        The box is emptied if the question was `typed` there.
        """
        question, say = (question or "").strip()[:QUESTION_LENGTH], visitor.texts
        if not question:
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        conversation, before = self._exchanges(place.conversation, visitor)
        if place.keep is not None:
            before = before[: place.keep]
        shown_before = (
            gr.skip() if before and place.keep is None else conversation_html(conversation, before, say)
        )
        yield (
            shown_before,
            pending_html(question, "", say),
            gr.skip(),
            box(say, busy=True, value="" if typed else None),
        )
        answer, failure = None, None
        try:
            for now in self._answering(question, before, place, say):
                if isinstance(now, Answer):
                    answer = now
                else:
                    yield gr.skip(), now, gr.skip(), gr.skip()
        except ArticleBotError as exc:
            failure = str(exc)
        except Exception:
            _logger.exception("the question %r could not be answered", question)
            failure = say("asking_failed")
        try:
            conversation = self._kept.append(
                visitor.name, conversation, question, answer, failure, keep=place.keep
            )
        except ConversationNotFoundError:  # removed in another tab meanwhile: what is shown begins a new one
            conversation = self._kept.append(visitor.name, None, question, answer, failure)
        exchanges = self._kept.exchanges(visitor.name, conversation)
        yield conversation_html(conversation, exchanges, say), "", self.talks(visitor), box(say)

    def _answering(
        self, question: str, before: Sequence[Exchange], place: Place, say: Texts
    ) -> Iterator[Update | Answer]:
        """The exchange as it grows, then its answer.

        Nothing new, now and then, while a language model writes: there Gradio stops what is to stop.
        """
        history = [exchange.turn for exchange in before if exchange.turn]
        text, shown = "", time.monotonic()
        for event in self._bot.stream(question, history, self._chosen(place)):
            match event:
                case Found(passages):
                    yield pending_html(question, "", say, len(passages))
                case Delta(""):
                    yield gr.skip()
                case Delta(more):
                    text += more
                    if time.monotonic() - shown >= _SHOWN_EVERY:
                        shown = time.monotonic()
                        yield pending_html(question, text, say)
                case Finished(answer):
                    yield answer

    def stopped(self, typed: str, place: Place, visitor: Visitor) -> tuple[Update, ...]:
        """Log, growing exchange and question box without the question that was being answered."""
        return self._shown(place.conversation, visitor), "", box(visitor.texts, value=typed)

    def begin(self, visitor: Visitor) -> tuple[Update, ...]:
        """Log, growing exchange and question box of a new conversation."""
        return self._shown(None, visitor), "", box(visitor.texts)

    def open(self, conversation: str | None, visitor: Visitor) -> tuple[Update, ...]:
        """Log, growing exchange and question box of a kept conversation; of a new one if it is gone."""
        return self._shown(conversation, visitor), "", box(visitor.texts)

    def rename(self, conversation: str, title: str, visitor: Visitor) -> str:
        """The list of conversations after one was renamed."""
        with suppress(ConversationNotFoundError):
            self._kept.rename(visitor.name, conversation, title)
        return self.talks(visitor)

    def remove(self, conversation: str, place: Place, visitor: Visitor) -> tuple[Update, ...]:
        """List of conversations and log without one of them."""
        titles = {one.id: one.title for one in self._kept.summaries(visitor.name)}
        with suppress(ConversationNotFoundError):
            self._kept.remove(visitor.name, conversation)
        removed = (conversation, titles[conversation]) if conversation in titles else None
        log = self._shown(None, visitor) if conversation == place.conversation else gr.skip()
        return self.talks(visitor, removed), log

    def bring_back(self, conversation: str, visitor: Visitor) -> tuple[Update, ...]:
        """List of conversations and log with a removed one, opened."""
        with suppress(ConversationNotFoundError):
            self._kept.restore(visitor.name, conversation)
        return self.talks(visitor), self._shown(conversation, visitor)

    def talks(self, visitor: Visitor, removed: tuple[str, str] | None = None) -> str:
        """The list of conversations."""
        return talks_html(self._kept.summaries(visitor.name), visitor.texts, removed, self._leaves(visitor))

    def _leaves(self, visitor: Visitor) -> str | None:
        """The user who can log out here; one whom a proxy has let in logs out there."""
        return visitor.user if visitor.user and self._bot.settings.auth else None

    def welcome(self, place: Place, visitor: Visitor) -> Update:
        """The log after the library has changed: an empty conversation says what can be asked now."""
        return gr.skip() if place.conversation else self._shown(None, visitor)

    def _shown(self, conversation: str | None, visitor: Visitor) -> str:
        conversation, exchanges = self._exchanges(conversation, visitor)
        if exchanges:
            return conversation_html(conversation, exchanges, visitor.texts)
        try:
            summaries = self._bot.articles()
        except ArticleBotError as exc:
            return notice_html(str(exc))
        titles = [summary.title for summary in summaries]
        return welcome_html(titles, _starters(self._bot, summaries, visitor.texts.language), visitor.texts)

    def _exchanges(self, conversation: str | None, visitor: Visitor) -> tuple[str | None, list[Exchange]]:
        if conversation:
            with suppress(ConversationNotFoundError):
                return conversation, self._kept.exchanges(visitor.name, conversation)
        return None, []

    def _chosen(self, place: Place) -> list[str] | None:
        known = {summary.id for summary in self._bot.articles()}
        return [article for article in place.ticked if article in known] or None


def box(say: Texts, *, busy: bool = False, value: str | None = None) -> gr.Textbox:
    """The question box, with “Stop” in place of “Ask” while an answer is made."""
    buttons: dict[str, Any] = {"submit_btn": False, "stop_btn": say("stop")} if busy else {
        "submit_btn": say("ask"), "stop_btn": False
    }  # fmt: skip
    return gr.Textbox(**buttons) if value is None else gr.Textbox(value=value, **buttons)


def _starters(bot: ArticleBot, summaries: Sequence[ArticleSummary], code: str) -> tuple[str, ...]:
    articles: list[Article] = []
    for summary in summaries[:_STARTERS_FROM]:
        with suppress(ArticleBotError):  # removed a moment ago
            articles.append(bot.article(summary.id))
    return starters(articles, code=code)
