"""The library as HTML: the list of articles, and what becomes of each source that is added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.articlebot import AddProgress, Outcome
from bot.ui.adding import Step
from bot.ui.safe_html import escape, sanitise
from bot.ui.texts import ENGLISH, Texts

if TYPE_CHECKING:
    from vectorstore import ArticleSummary

__all__ = ["notice_html", "removed_html", "shelf_html", "steps_html"]

_SEARCHED_FROM = 3
"""Articles from which on the list has a search box."""


def shelf_html(summaries: Sequence[ArticleSummary], say: Texts = ENGLISH) -> str:
    """The articles with a tick, a button that opens each and one that removes it; many with a search box."""
    if not summaries:
        return sanitise(
            f'<div class="empty"><p><strong>{escape(say("shelf_empty"))}</strong></p>'
            f"<p>{escape(say('shelf_empty_how'))}</p></div>"
        )
    rows = "".join(_row(summary, say) for summary in summaries)
    wanted = escape(say("shelf_search"))
    search = (
        f'<input type="search" class="search" placeholder="{wanted}" aria-label="{wanted}">'
        '<p class="empty none" role="status" hidden></p>'
    )
    return sanitise(
        f"{search if len(summaries) >= _SEARCHED_FROM else ''}"
        f'<ul class="shelf" aria-label="{escape(say("articles_list"))}">{rows}</ul>'
        '<p class="scope" aria-live="polite"></p>'
        f'<button type="button" class="quiet" data-refresh="articles">{escape(say("refresh"))}</button>'
    )


def _row(summary: ArticleSummary, say: Texts) -> str:
    article, title = escape(summary.id), escape(summary.title)
    known = summary.metadata
    count = say("sections", n=summary.sections)
    meta = " · ".join(f"<span>{escape(part)}</span>" for part in (count, known.site, known.published) if part)
    only, remove = escape(say("ask_only", title=summary.title)), escape(say("remove", title=summary.title))
    return (
        f'<li data-row="{article}">'
        f'<input type="checkbox" class="tick" value="{article}" aria-label="{only}">'
        f'<button type="button" class="open" data-article="{article}"><span class="title">{title}</span>'
        f'<span class="meta">{meta}</span></button>'
        f'<button type="button" class="remove" data-remove="{article}" aria-label="{remove}" '
        f'title="{remove}">×</button></li>'
    )


def steps_html(steps: Sequence[Step], say: Texts = ENGLISH) -> str:
    """One line for each source: waiting, a bar while it is read and indexed, then what became of it."""
    rows = "".join(_step(step, say) for step in steps)
    busy = any(step.outcomes is None for step in steps)
    label = escape(say("adding" if busy else "was_added"))
    hide = f'<button type="button" class="quiet" data-report="close">{escape(say("hide"))}</button>'
    close = "" if busy else hide
    return sanitise(f'<ul class="outcomes" aria-label="{label}">{rows}</ul>{close}') if rows else ""


def _step(step: Step, say: Texts) -> str:
    name = escape(step.name)
    if step.outcomes is not None:
        several = len(step.outcomes) > 1  # of a folder, an archive, a feed or the whole library
        return (
            "".join(
                _outcome(one, one.source.rsplit("/", 1)[-1] if several else step.name, say)
                for one in step.outcomes
            )
            or f'<li class="unchanged">{escape(say("up_to_date"))}</li>'
        )
    if step.progress is None:
        return f'<li class="waiting"><span class="state">{escape(say("waiting"))}</span> {name}</li>'
    done, doing = _share(step.progress), _doing(step.progress, say)
    return (
        f'<li class="working">{name}'
        f'<progress max="100" value="{done * 100:.0f}" aria-label="{name}"></progress>'
        f'<span class="state">{escape(doing)}</span></li>'
    )


def _share(progress: AddProgress) -> float:
    within = progress.chunks_done / progress.chunks if progress.chunks else 0.0
    return min((progress.position + within) / progress.sources, 1.0) if progress.sources else 0.0


def _doing(progress: AddProgress, say: Texts) -> str:
    doing = (
        say("indexing", done=progress.chunks_done, all=progress.chunks) if progress.chunks else say("reading")
    )
    if progress.sources < 2:
        return doing
    inside = progress.source.rsplit("/", 1)[-1]
    place = say("part_of", at=min(progress.position + 1, progress.sources), all=progress.sources)
    return f"{place}: {inside}, {doing}"


def _outcome(outcome: Outcome, name: str, say: Texts) -> str:
    reason = ""
    if outcome.reason:
        said = outcome.reason.replace(outcome.source, name)
        reason = f'<span class="reason">{escape(said.removeprefix(f"{name}: "))}</span>'
    status = escape(say(f"outcome_{outcome.status}"))
    return (
        f'<li class="{escape(outcome.status)}"><strong>{status}</strong> '
        f"{escape(outcome.title or name)}{reason}</li>"
    )


def removed_html(article_id: str, title: str, say: Texts = ENGLISH) -> str:
    """That an article was removed, with the way back."""
    return sanitise(
        f'<ul class="outcomes"><li class="removed">{escape(say("was_removed", title=title))} '
        f'<button type="button" class="quiet" data-undo="{escape(article_id)}">{escape(say("undo"))}</button>'
        "</li></ul>"
    )


def notice_html(message: str) -> str:
    """One line that something did not work."""
    line = f'<li class="failed">{escape(message)}</li>'
    return sanitise(f'<div role="alert"><ul class="outcomes">{line}</ul></div>')
