"""The page: which event calls what.

Gradio keeps the queue and the uploads; what an event does is in `asking` and `shelf`, the HTML is made
by the modules beside this one and moved by the scripts in `assets`. Gradio is known here, in `layout`,
`server` and those two.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from bot.articlebot import ArticleBot
from bot.conversations.store import Conversations
from bot.gate.gate import USER
from bot.ui.api import offer_api
from bot.ui.article_view import ArticleView
from bot.ui.conversation_events import ConversationEvents, Place
from bot.ui.layout import Parts, lay_out
from bot.ui.library_events import LibraryEvents, Update
from bot.ui.page_calls import PageCalls
from bot.ui.requests import value_in
from bot.ui.visitor import Visitor, visitor_from

__all__ = ["build_app"]

_WAITED_FOR = 8
"""Answers made at once where a language model on another machine makes them."""
Updates = tuple[Update, ...]
_ASKED = "(question, place) => [question, articleBot.asking()]"
"""A question, and where the page is."""
_PLACE = "() => [articleBot.place()]"
_LOOKED_EVERY = 3.0
"""Seconds between two looks at articles that others may have changed."""


def build_app(bot: ArticleBot, *, api: bool = False) -> gr.Blocks:
    """The page's components and events; with `api` also the calls for other programs."""
    kept = Conversations(bot.settings.home)
    with gr.Blocks(title="ArticleBot", analytics_enabled=False, delete_cache=(3600, 3600)) as page:
        parts = lay_out(_server_functions(bot, kept))
        asking, shelf = ConversationEvents(bot, kept), LibraryEvents(bot)
        _wire_asking(page, parts, asking, answered_at_once(bot))
        _wire_talks(parts, asking)
        _wire_shelf(parts, shelf, asking)
        if bot.settings.chroma:
            _look_for_changes(parts, shelf)

        def opened(place: str, request: gr.Request) -> Updates:
            visitor, where = _visitor(request), Place.read(place)
            return shelf.html(visitor.texts), asking.talks(visitor), *asking.open(where.conversation, visitor)

        outputs = [parts.shelf, parts.talks, parts.log, parts.growing, parts.question]
        if api:
            offer_api(bot, answered_at_once(bot))
        page.load(opened, parts.place, outputs, js=_PLACE, **_PRIVATE)
    return page  # type: ignore[no-any-return]


def answered_at_once(bot: ArticleBot) -> int:
    """How many answers are made at once, by the page and by the API each; the others wait in turn.

    One for each processor and no more: together they would only all be later.
    """
    processors = max(2, os.cpu_count() or 2)
    return max(_WAITED_FOR, processors) if bot.settings.llm else processors


_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def _wire_asking(page: gr.Blocks, parts: Parts, asking: ConversationEvents, at_once: int) -> None:
    def ask_typed(question: str, place: str, request: gr.Request) -> Iterator[Updates]:
        _forget(page, request)
        yield from asking.ask(question, Place.read(place), _visitor(request))

    def ask_given(place: str, event: gr.EventData, request: gr.Request) -> Iterator[Updates]:
        _forget(page, request)
        yield from asking.ask(value_in(event, "question"), Place.read(place), _visitor(request), typed=False)

    def stopped(typed: str, place: str, request: gr.Request) -> Updates:
        return asking.stopped(typed, Place.read(place), _visitor(request))

    def begin(request: gr.Request) -> Updates:
        return asking.begin(_visitor(request))

    shown = [parts.log, parts.growing, parts.question]
    grown = [parts.log, parts.growing, parts.talks, parts.question]
    busy: dict[str, Any] = {**_PRIVATE, "concurrency_limit": at_once, "concurrency_id": "asking"}
    question, place = parts.question, parts.place
    asked = question.submit(ask_typed, [question, place], grown, js=_ASKED, **busy)
    given = parts.log.ask(ask_given, place, grown, js="() => [articleBot.asking()]", **busy)
    stop = question.stop(None, cancels=[asked, given], **_PRIVATE)
    unfinished = "(typed, place) => [articleBot.unfinished(typed), articleBot.place()]"
    stop.then(stopped, [question, place], shown, js=unfinished, **_PRIVATE)
    parts.log.begin(begin, None, shown, **_PRIVATE)


def _wire_talks(parts: Parts, asking: ConversationEvents) -> None:
    def open_talk(event: gr.EventData, request: gr.Request) -> Updates:
        return asking.open(value_in(event, "talk"), _visitor(request))

    def rename(event: gr.EventData, request: gr.Request) -> str:
        return asking.rename(value_in(event, "talk"), value_in(event, "title"), _visitor(request))

    def remove(place: str, event: gr.EventData, request: gr.Request) -> Updates:
        return asking.remove(value_in(event, "talk"), Place.read(place), _visitor(request))

    def bring_back(event: gr.EventData, request: gr.Request) -> Updates:
        return asking.bring_back(value_in(event, "talk"), _visitor(request))

    parts.talks.open(open_talk, None, [parts.log, parts.growing, parts.question], **_PRIVATE)
    parts.talks.rename(rename, None, parts.talks, **_PRIVATE)
    parts.talks.drop(remove, parts.place, [parts.talks, parts.log], js=_PLACE, **_PRIVATE)
    parts.talks.undo(bring_back, None, [parts.talks, parts.log], **_PRIVATE)


def _wire_shelf(parts: Parts, shelf: LibraryEvents, asking: ConversationEvents) -> None:
    def add_files(paths: list[str] | None, request: gr.Request) -> Iterator[Updates]:
        for report, list_html in shelf.add_files(paths, _visitor(request)):
            yield report, list_html, None

    def add_addresses(typed: str, request: gr.Request) -> Iterator[Updates]:
        for report, list_html, done in shelf.add_addresses(typed, _visitor(request)):
            yield report, list_html, "" if done else gr.skip()

    def add_text(text: str, title: str, request: gr.Request) -> Iterator[Updates]:
        for report, list_html, done in shelf.add_text(text, title, _visitor(request)):
            yield report, list_html, *(("", "") if done else (gr.skip(), gr.skip()))

    def remove(event: gr.EventData, request: gr.Request) -> Updates:
        return shelf.remove(value_in(event, "article"), _visitor(request))

    def bring_back(event: gr.EventData, request: gr.Request) -> Iterator[Updates]:
        yield from shelf.bring_back(value_in(event, "article"), _visitor(request))

    def refresh(place: str, request: gr.Request) -> Iterator[Updates]:
        yield from shelf.refresh(Place.read(place).ticked, _visitor(request))

    def welcome(place: str, request: gr.Request) -> Update:
        return asking.welcome(Place.read(place), _visitor(request))

    added = [parts.report, parts.shelf]
    one: dict[str, Any] = {**_PRIVATE, "concurrency_limit": 1, "concurrency_id": "adding"}
    events = [
        parts.upload.upload(add_files, parts.upload, [*added, parts.upload], **one),
        parts.address.submit(add_addresses, parts.address, [*added, parts.address], **one),
        parts.paste.click(add_text, [parts.pasted, parts.title], [*added, parts.pasted, parts.title], **one),
        parts.shelf.drop(remove, None, added, **_PRIVATE),
        parts.shelf.undo(bring_back, None, added, **one),
        parts.shelf.refresh(refresh, parts.place, added, js=_PLACE, **one),
    ]
    for event in events:
        event.then(welcome, parts.place, parts.log, js=_PLACE, **_PRIVATE)


def _forget(page: gr.Blocks, request: gr.Request) -> None:
    """Forget what Gradio keeps of an open page: with each update another component, and never fewer.

    None of our files are there; Gradio creates what it needs again.
    """
    holder, session = page.state_holder, str(request.session_hash)
    with holder.lock:
        holder.session_data.pop(session, None)
        holder.time_last_used.pop(session, None)


def _look_for_changes(parts: Parts, shelf: LibraryEvents) -> None:
    """On a Chroma server other processes change the list of articles too."""
    shown = gr.State("")

    def look(now: str, request: gr.Request) -> Updates:
        return shelf.if_changed(now, _visitor(request))

    gr.Timer(_LOOKED_EVERY).tick(look, shown, [parts.shelf, shown], **_PRIVATE)


def _server_functions(bot: ArticleBot, kept: Conversations) -> list[Callable[..., Any]]:
    """What the page calls beside events, each under its own name."""
    keeping, reading = PageCalls(bot, kept), ArticleView(bot, kept)
    calls = (
        reading.show_article, reading.show_overview,
        keeping.find, keeping.export, keeping.copy, keeping.judge, keeping.save_test,
    )  # fmt: skip
    return [_called(do) for do in calls]


def _called(do: Callable[[dict[str, Any], Visitor], dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def call(said: dict[str, Any], request: gr.Request) -> dict[str, Any]:
        return do(said if isinstance(said, dict) else {}, _visitor(request))

    call.__name__ = do.__name__
    return call


def _visitor(request: gr.Request) -> Visitor:
    asked = (
        request.request if isinstance(request, gr.Request) else request
    )  # a server function gets Starlette's
    user = asked.scope.get(USER) if asked is not None else None
    return visitor_from(dict(request.headers), getattr(request, "session_hash", None), user)
