"""An answer's text as HTML, its citation chips, and the quotes behind them.

A chip or quote is a button that carries the article and the offsets of its words as data attributes;
`article.js` opens the article there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answer import Citation, Statement
from bot.citations import MARKER, placed_statements
from bot.ui.highlights import Highlights
from bot.ui.inline import Run, plain, render, scan
from bot.ui.safe_html import escape, safe_url
from bot.ui.texts import Texts

__all__ = ["cut", "evidence_html", "readable", "target", "text_html"]

_SHORT = 240
"""Characters of a quote that a hover text or list shows before it is cut."""
_MARK = re.compile(r"[ \t]*(?:[-*+•] |\d{1,3}[.)] |#{1,6} |> ?)[ \t]*")
_LEAD = re.compile(r"(?P<indent>[ \t]*)(?:(?P<item>[-*+]|\d{1,3}[.)])|(?P<heading>#{1,6}))[ \t]+")
_ASIDE = re.compile(r"[ \t]*>[ \t]*")
_LAST_WORD = re.compile(r"[^\s<>]{1,40}$")
_PART = re.compile(r"<strong>[^<]*</strong>")
"""A paragraph that is all strong heads the part of the answer below it."""
_LISTED = 4
"""Quotes that are listed openly; more are folded."""

Chip = Callable[[int], str]
"""Makes the HTML of the citation with that number."""


def text_html(
    text: str,
    citations: Mapping[int, Citation],
    say: Texts,
    statements: Sequence[Statement] = (),
    *,
    chip: Chip | None = None,
) -> str:
    """An answer's Markdown as paragraphs, nested lists and quotations, its markers as chips.

    Its citations are its only links: an address that an article or a language model wrote is words.

    `chip` makes something else than the page's own chips.
    """
    spans = _Spans.of(text, statements, say("unsupported"), chip or _chips(citations, say))
    made: list[str] = []
    lists: list[int] = []
    paragraph: list[str] = []
    aside: list[str] = []

    def close(depth: int) -> None:
        if paragraph:
            words = " ".join(paragraph)
            made.append(f'<p class="part">{words}</p>' if _PART.fullmatch(words) else f"<p>{words}</p>")
            paragraph.clear()
        if aside:
            made.append(f"<blockquote><p>{' '.join(aside)}</p></blockquote>")
            aside.clear()
        while len(lists) > depth:
            lists.pop()
            made.append("</li></ul>")

    for line in re.finditer(r"```[^\n]*\n(?P<code>(?:(?!```)[^\n]*\n)*)```|[^\n]*\n?", text):
        if line["code"] is not None:
            close(0)
            made.append(f'<pre tabindex="0"><code>{escape(line["code"].rstrip())}</code></pre>')
            continue
        if not line[0].strip():
            if not lists:
                close(0)
            continue
        quoted = _ASIDE.match(line[0])
        if bool(quoted) != bool(aside):
            close(0)
        if quoted:
            aside.append(_line(text, line.start() + quoted.end(), line.end(), spans))
            continue
        lead = _LEAD.match(line[0])
        start = line.start() + (lead.end() if lead else 0)
        shown = _line(text, start, line.end(), spans)
        if lead is None or lead["item"] is None:
            if lists:
                close(0)
            paragraph.append(f"<strong>{shown}</strong>" if lead and lead["heading"] else shown)
            continue
        indent = len(lead["indent"])
        deeper = sum(1 for known in lists if known < indent)
        close(deeper + (1 if indent in lists else 0))
        if indent in lists:
            made.append("</li>")
        else:
            lists.append(indent)
            made.append("<ul>")
        made.append(f"<li>{shown}")
    close(0)
    return "".join(made)


@dataclass(frozen=True, slots=True)
class _Spans:
    """Places in an answer's text that are not what they look like."""

    quoted_brackets: frozenset[int]
    """Where a bracketed number is a quote's own and no marker."""
    unsupported: Highlights
    doubt: str
    """What is said of an unsupported statement."""
    chip: Chip

    @classmethod
    def of(cls, text: str, statements: Sequence[Statement], doubt: str, chip: Chip) -> _Spans:
        brackets: set[int] = set()
        unsupported: list[tuple[int, int]] = []
        for statement, start, end in placed_statements(text, statements):
            brackets.update(match.start() for match in MARKER.finditer(text, start, end))
            if statement.support == "unsupported":
                unsupported.append((start, end))
        return cls(frozenset(brackets), Highlights.of(None, unsupported), doubt, chip)


def _line(text: str, start: int, end: int, spans: _Spans) -> str:
    """One line with its markup; each marker that names a citation becomes a chip."""
    made = ""
    for run in scan(text, start, start + len(text[start:end].rstrip())):
        at = 0
        for match in MARKER.finditer(run.text) if run.divisible and "code" not in run.styles else ():
            if run.start + match.start() in spans.quoted_brackets:
                continue
            made += _words(run, at, match.start(), spans)
            made = _glued(made, spans.chip(int(match[1])))
            at = match.end()
        made += _words(run, at, len(run.text), spans)
    return made


def _glued(made: str, chip: str) -> str:
    """The chip after what was made, without a blank or a line break between the last word and it."""
    made = made.rstrip()
    if made.endswith(("</button></span>", "</span></span>", "</sup></span>")):  # a word and its first number
        return made.removesuffix("</span>") + chip + "</span>"
    last = _LAST_WORD.search(made)
    if last is None:
        return made + chip
    return f'{made[: last.start()]}<span class="kept">{last[0]}{chip}</span>'


def _words(run: Run, first: int, last: int, spans: _Spans) -> str:
    """Characters `first` to `last` of a run, those of an unsupported statement marked as such."""
    if first >= last:
        return ""
    if not run.divisible:
        covered = any(covering for *_, covering in spans.unsupported.pieces(run.start, run.end))
        return _piece(run, run.text[first:last], spans.doubt if covered else "")
    return "".join(
        _piece(run, run.text[a - run.start : b - run.start], spans.doubt if covering else "")
        for a, b, covering in spans.unsupported.pieces(run.start + first, run.start + last)
    )


def _piece(run: Run, words: str, doubt: str) -> str:
    shown = render([replace(run, text=words, href=None)])
    return f'<span class="unsupported" title="{escape(doubt)}">{shown}</span>' if doubt else shown


def _words_from(text: str) -> int:
    """Where a quoted list item, heading or quotation begins after its own mark."""
    lead = _MARK.match(text)
    return lead.end() if lead else 0


def _row_cells(text: str) -> list[tuple[int, int]]:
    """The spans of the filled cells when `text` is a table row with bars around it."""
    if not (text.startswith("|") and text.rstrip().endswith("|") and text.count("|") > 2):
        return []
    return [match.span() for match in re.finditer(r"[^|\s](?:[^|]*[^|\s])?", text)]


def target(citation: Citation) -> str:
    """The data attributes by which a button opens the article at the citation's words."""
    link = safe_url(citation.url)
    return (
        f'data-article="{escape(citation.article_id)}" data-start="{citation.start}" '
        f'data-end="{citation.end}"' + (f' data-link="{escape(link)}"' if link else "")
    )


def place_of(citation: Citation) -> str:
    """The section's path; nothing where it is only the article's title again."""
    path = citation.section_path
    return "" if path == (citation.article_title,) else " › ".join(path)


def _chips(citations: Mapping[int, Citation], say: Texts) -> Chip:
    """Chips as buttons; while a citation is still on its way, only its number."""

    def chip(number: int) -> str:
        citation = citations.get(number)
        if citation is None:
            return f'<span class="chip">{number}</span>'
        place = ", ".join(part for part in (citation.article_title, place_of(citation)) if part)
        return (
            f'<button type="button" class="chip" {target(citation)} data-place="{escape(place)}" '
            f'data-quote="{escape(cut(readable(citation.quote)))}" '
            f'aria-label="{escape(say("source", number=number, place=place))}">{number}</button>'
        )

    return chip


def evidence_html(citations: Sequence[Citation], heading: str, folded: str, *, numbered: bool) -> str:
    """The quotes that an answer rests on, each a button that opens it; many behind the line `folded`."""
    if not citations:
        return ""
    rows = []
    for citation in citations:
        number = f'<span class="number">{citation.number}</span>' if numbered else ""
        where = f'<span class="where">{escape(place_of(citation))}</span>' if place_of(citation) else ""
        rows.append(
            f'<li><button type="button" class="quote" {target(citation)}>{number}<span class="place">'
            f'<span class="title">{escape(citation.article_title)}</span>{where}'
            f"<q>{escape(cut(readable(citation.quote)))}</q></span></button></li>"
        )
    listed = f"<ol>{''.join(rows)}</ol>"
    if len(rows) > _LISTED:
        shown = f"<details><summary>{escape(folded)}</summary>{listed}</details>"
    else:
        shown = f'<p class="hint">{escape(heading)}</p>{listed}'
    return f'<section class="evidence" aria-label="{escape(heading)}">{shown}</section>'


def readable(quote: str) -> str:
    """A quote without the marks of its row, item or heading."""
    cells = _row_cells(quote)
    if cells:
        return " · ".join(plain(scan(quote, *cell)) for cell in cells)
    return plain(scan(quote, _words_from(quote), len(quote)))


def cut(text: str, most: int = _SHORT) -> str:
    """`text` on one line, cut at a word after `most` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rsplit(" ", 1)[0] + "…"
