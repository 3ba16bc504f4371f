"""The overview as HTML: a timeline, and bars in tables, so that a screen reader can read them too."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.library.overview import Dated, Measured, Overview
from bot.ui.answer_html import cut
from bot.ui.safe_html import escape, sanitise
from bot.ui.texts import ENGLISH, Texts

__all__ = ["overview_html"]

_BARS = 15
"""Rows of a table that are shown at once; the rest is folded."""


def overview_html(seen: Overview, say: Texts = ENGLISH) -> str:
    """Three parts under headings; a part without anything says so."""
    parts = (
        ("overview_dated", _timeline(seen, say), "overview_no_dates"),
        ("overview_used", _bars(seen.used, "overview_used", "overview_answers", say), "overview_unused"),
        ("overview_lengths", _bars(seen.longest, "overview_lengths", "overview_words", say), "shelf_empty"),
    )
    made = "".join(
        f"<section><h2>{escape(say(heading))}</h2>{inner or _empty(say(empty))}</section>"
        for heading, inner, empty in parts
    )
    return sanitise(f'<div class="overview">{made}</div>')


def _empty(said: str) -> str:
    return f'<p class="empty">{escape(said)}</p>'


def _timeline(seen: Overview, say: Texts) -> str:
    if not seen.dated:
        return ""
    years = "".join(
        f'<li class="year"><h3>{year}</h3><ol>{"".join(map(_dated, group))}</ol></li>'
        for year, group in groupby(seen.dated, key=lambda one: one.date.year)
    )
    more = f'<p class="hint">{escape(say("overview_left_out", n=seen.left_out))}</p>' if seen.left_out else ""
    return f'<ol class="timeline">{years}</ol>{more}'


def _dated(one: Dated) -> str:
    date = f'<time datetime="{one.date}">{one.date}</time>' if one.date.month else ""
    return (
        f'<li><button type="button" data-article="{escape(one.article.id)}" data-start="{one.start}" '
        f'data-end="{one.end}">{date}<span class="said">{escape(cut(one.text))}</span>'
        f'<span class="meta">{escape(_place(one.article.title, one.section.heading))}</span></button></li>'
    )


def _bars(measured: Sequence[Measured], caption: str, unit: str, say: Texts) -> str:
    if not measured:
        return ""
    most = measured[0].count
    rows = [_bar(one, most) for one in measured]
    heads = f'<th scope="col">{escape(say("overview_section"))}</th><th scope="col">{escape(say(unit))}</th>'
    table = (
        f'<table class="bars"><caption class="unseen">{escape(say(caption))}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{{}}</tbody></table>"
    )
    shown = table.format("".join(rows[:_BARS]))
    if len(rows) <= _BARS:
        return shown
    folded = table.format("".join(rows[_BARS:]))
    more = escape(say("overview_more", n=len(rows) - _BARS))
    return f"{shown}<details><summary>{more}</summary>{folded}</details>"


def _bar(one: Measured, most: int) -> str:
    section = one.section
    return (
        f'<tr><th scope="row"><button type="button" data-article="{escape(one.article.id)}" '
        f'data-anchor="{escape(section.anchor)}">'
        f"{escape(_place(one.article.title, section.heading))}</button></th>"
        f'<td><span class="measure"><progress max="{most}" value="{one.count}" aria-hidden="true"></progress>'
        f'<span class="number">{one.count}</span></span></td></tr>'
    )


def _place(title: str, heading: str) -> str:
    return title if heading == title else f"{heading} · {title}"
