"""The list of kept conversations as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversations.store import ConversationSummary
from bot.ui.safe_html import escape, sanitise
from bot.ui.texts import ENGLISH, Texts

__all__ = ["talks_html"]


def talks_html(
    summaries: Sequence[ConversationSummary],
    say: Texts = ENGLISH,
    removed: tuple[str, str] | None = None,
    user: str | None = None,
) -> str:
    """Each conversation with buttons to open, rename and remove it, and who is logged in.

    `removed`, the id and title of one, can be brought back.
    """
    undo = ""
    who = _who(user, say) if user else ""
    if removed:
        conversation, title = removed
        undo = (
            f'<p class="undone" role="status">{escape(say("was_removed", title=title))} '
            f'<button type="button" class="quiet" data-undo-talk="{escape(conversation)}">'
            f"{escape(say('undo'))}</button></p>"
        )
    if not summaries:
        return sanitise(f'{undo}<p class="empty">{escape(say("talks_empty"))}</p>{who}')
    wanted = escape(say("talks_search"))
    rows = "".join(_row(summary, say) for summary in summaries)
    return sanitise(
        f'<input type="search" class="search" placeholder="{wanted}" aria-label="{wanted}">{undo}'
        '<p class="empty none" role="status" hidden></p>'
        f'<ul class="talks" aria-label="{escape(say("talks_list"))}">{rows}</ul>{who}'
    )


def _who(user: str, say: Texts) -> str:
    return (
        f'<p class="who"><span>{escape(say("logged_in_as", user=user))}</span> '
        f'<button type="button" class="quiet" data-log-out="yes">{escape(say("logout"))}</button></p>'
    )


def _row(summary: ConversationSummary, say: Texts) -> str:
    talk, title = escape(summary.id), escape(summary.title)
    rename, remove = escape(say("rename", title=summary.title)), escape(say("remove", title=summary.title))
    return (
        f'<li data-row="{talk}"><button type="button" class="open" data-talk="{talk}">'
        f'<span class="title">{title}</span><span class="meta">'
        f'<time datetime="{escape(summary.changed)}"></time> · '
        f"<span>{escape(say('questions', n=summary.exchanges))}</span></span></button>"
        f'<button type="button" class="rename" data-rename="{talk}" aria-label="{rename}" title="{rename}">'
        "</button>"
        f'<button type="button" class="remove" data-remove-talk="{talk}" aria-label="{remove}" '
        f'title="{remove}">×</button></li>'
    )
