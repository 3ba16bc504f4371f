"""What each event of the library does: adds, removes, brings back, and gives each component its value."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr
from cachetools import LRUCache

from bot.articlebot import AddProgress, AddReport, ArticleBot
from bot.ui.adding import (
    Job,
    Step,
    adding,
    discard_uploads,
    keep_uploads,
    pasted_job,
    source_jobs,
    web_addresses,
)
from bot.ui.library_html import notice_html, removed_html, shelf_html, steps_html
from bot.ui.texts import Texts
from bot.ui.visitor import Visitor
from ingest.errors import ArticleBotError

if TYPE_CHECKING:
    from ingest.article import Article

__all__ = ["LibraryEvents", "Update"]

_logger = logging.getLogger(__name__)
_SHOWN_EVERY = 0.1
"""Seconds between two looks at what is being added."""
_UNDONE_AT_MOST = 20
"""Removed articles that can be brought back."""

Update = Any
"""A component's new value, or `gr.skip()`."""


class LibraryEvents:
    """The library's events. Each gives the report on what happened and the list of articles."""

    def __init__(self, bot: ArticleBot) -> None:
        self._bot = bot
        self._removed: LRUCache[str, Article] = LRUCache(_UNDONE_AT_MOST)
        self._guard = threading.Lock()

    def html(self, say: Texts) -> str:
        """The list of articles; in its place why there is none, where the store cannot be used now."""
        try:
            return shelf_html(self._bot.articles(), say)
        except ArticleBotError as exc:
            return notice_html(str(exc))

    def if_changed(self, shown: str, visitor: Visitor) -> tuple[Update, str]:
        """The list of articles if it is not the one `shown`, and a word for the one that is shown then."""
        html = self.html(visitor.texts)
        now = hashlib.blake2b(html.encode("utf-8", "replace"), digest_size=8).hexdigest()
        return gr.skip() if now == shown else html, now

    def add_files(self, paths: list[str] | None, visitor: Visitor) -> Iterator[tuple[Update, ...]]:
        """Report and shelf while uploaded files are added."""
        most = self._bot.settings.max_uploads
        if paths and len(paths) > most:
            discard_uploads(paths)
            yield notice_html(visitor.texts("too_many_files", most=most)), gr.skip()
        elif paths:
            names = keep_uploads(paths, self._bot.settings.home)
            yield from self._added(source_jobs(self._bot, names), visitor.texts)

    def add_addresses(self, typed: str, visitor: Visitor) -> Iterator[tuple[Update, ...]]:
        """Report and shelf while web pages are added, and whether what was typed is dealt with."""
        try:
            addresses = web_addresses(typed)
        except ArticleBotError as exc:
            yield notice_html(str(exc)), gr.skip(), False
            return
        for shown in self._added(source_jobs(self._bot, {one: one for one in addresses}), visitor.texts):
            yield *shown, True

    def add_text(self, text: str, title: str, visitor: Visitor) -> Iterator[tuple[Update, ...]]:
        """Report and shelf while pasted text is added, and whether it is dealt with."""
        say = visitor.texts
        if not text.strip():
            yield notice_html(say("paste_first")), gr.skip(), False
            return
        name = title.strip() or say("pasted_text")
        for shown in self._added([pasted_job(self._bot, text, title.strip() or None, name)], say):
            yield *shown, True

    def remove(self, article_id: str, visitor: Visitor) -> tuple[Update, ...]:
        """Report and shelf without an article, which can be brought back."""
        try:
            article = self._bot.article(article_id)
            self._bot.remove(article_id)
        except ArticleBotError as exc:
            return notice_html(str(exc)), self.html(visitor.texts)
        with self._guard:
            self._removed[article_id] = article
        return removed_html(article_id, article.title, visitor.texts), self.html(visitor.texts)

    def bring_back(self, article_id: str, visitor: Visitor) -> Iterator[tuple[Update, ...]]:
        """Report and shelf while a removed article is stored again."""
        with self._guard:
            article = self._removed.get(article_id)
        if article is None:
            yield notice_html(visitor.texts("undo_too_late")), self.html(visitor.texts)
            return
        bot = self._bot
        job = Job(article.title, lambda progress: bot.restore(article, progress=progress))
        yield from self._added([job], visitor.texts)
        with self._guard:
            self._removed.pop(article_id, None)

    def refresh(self, chosen: Sequence[str], visitor: Visitor) -> Iterator[tuple[Update, ...]]:
        """Report and shelf while the sources of the chosen articles, or of all, are read again."""
        try:
            known = {summary.id for summary in self._bot.articles()}
        except ArticleBotError as exc:
            yield notice_html(str(exc)), gr.skip()
            return
        ids = [article for article in chosen if article in known]

        def changed(progress: Callable[[AddProgress], None]) -> AddReport:
            outcomes = self._bot.refresh(*ids, progress=progress).outcomes
            return AddReport(tuple(one for one in outcomes if one.status not in ("unchanged", "skipped")))

        yield from self._added([Job(visitor.texts("refreshing"), changed)], visitor.texts)

    def _added(self, jobs: Sequence[Job], say: Texts) -> Iterator[tuple[Update, ...]]:
        stored = 0
        try:
            for steps in adding(jobs, _SHOWN_EVERY):
                now = _stored(steps)
                yield steps_html(steps, say), self.html(say) if now > stored else gr.skip()
                stored = now
        except ArticleBotError as exc:
            yield notice_html(str(exc)), self.html(say)
        except Exception:
            _logger.exception("adding failed")
            yield notice_html(say("adding_failed")), self.html(say)


def _stored(steps: Sequence[Step]) -> int:
    """How many articles the library has gained or changed."""
    return sum(outcome.status in ("added", "updated") for step in steps for outcome in step.outcomes or ())
