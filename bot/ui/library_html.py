"""The library as HTML: the list of articles, the progress of adding and what became of each source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.articlebot import AddProgress, Outcome
from bot.ui.safe_html import escape, sanitise

if TYPE_CHECKING:
    from vectorstore import ArticleSummary

__all__ = ["outcomes_html", "progress_html", "shelf_html"]

_DONE = {
    "added": "Added",
    "updated": "Updated",
    "unchanged": "Already here",
    "skipped": "Skipped",
    "failed": "Not added",
}
_SEARCHED_FROM = 3
"""Articles from which on the list has a search box."""
_SEARCH = (
    '<input type="search" class="search" placeholder="Search the library" aria-label="Search the library">'
    '<p class="empty none" role="status" hidden></p>'
)


def shelf_html(summaries: Sequence[ArticleSummary]) -> str:
    """The articles with a tick, a button that opens each and one that removes it; many with a search box."""
    if not summaries:
        return sanitise('<p class="empty">The library is empty. Add your first article below.</p>')
    rows = "".join(_row(summary) for summary in summaries)
    search = _SEARCH if len(summaries) >= _SEARCHED_FROM else ""
    return sanitise(
        f'{search}<ul class="shelf" aria-label="Articles">{rows}</ul><p class="scope" aria-live="polite"></p>'
    )


def _row(summary: ArticleSummary) -> str:
    article, title = escape(summary.id), escape(summary.title)
    count = f"{summary.sections} section{'' if summary.sections == 1 else 's'}"
    known = summary.metadata
    meta = " · ".join(f"<span>{escape(part)}</span>" for part in (count, known.site, known.published) if part)
    return (
        f'<li data-row="{article}">'
        f'<input type="checkbox" class="tick" value="{article}" aria-label="Ask only {title}">'
        f'<button type="button" class="open" data-article="{article}"><span class="title">{title}</span>'
        f'<span class="meta">{meta}</span></button>'
        f'<button type="button" class="remove" data-remove="{article}" aria-label="Remove {title}" '
        f'title="Remove">×</button></li>'
    )


def progress_html(progress: AddProgress, names: Mapping[str, str]) -> str:
    """A bar over all sources, with the one that is being read or indexed."""
    within = progress.chunks_done / progress.chunks if progress.chunks else 0.0
    share = min((progress.position + within) / progress.sources, 1.0) if progress.sources else 0.0
    name = escape(names.get(progress.source, progress.source))
    step = f"indexing {progress.chunks_done} of {progress.chunks} passages" if progress.chunks else "reading"
    count = f"{min(progress.position + 1, progress.sources)} of {progress.sources}: "
    label = f"{count if progress.sources > 1 else ''}{name}, {step}"
    return sanitise(
        f'<div class="progress"><progress max="100" value="{share * 100:.0f}" aria-label="Adding articles">'
        f"</progress><p>{label}</p></div>"
    )


def outcomes_html(outcomes: Sequence[Outcome], names: Mapping[str, str]) -> str:
    """One line for each source: added, updated, already here, or why not."""
    rows = "".join(_outcome(outcome, names) for outcome in outcomes)
    return sanitise(f'<ul class="outcomes" aria-label="What was added">{rows}</ul>') if rows else ""


def _outcome(outcome: Outcome, names: Mapping[str, str]) -> str:
    name = names.get(outcome.source, outcome.source)
    title = outcome.title or name
    reason = ""
    if outcome.reason:
        said = outcome.reason.replace(outcome.source, name)
        reason = f'<span class="reason">{escape(said.removeprefix(f"{name}: "))}</span>'
    return (
        f'<li class="{escape(outcome.status)}"><strong>{_DONE[outcome.status]}</strong> '
        f"{escape(title)}{reason}</li>"
    )
