"""Questions and answers as HTML: citation chips, the quotes behind them, refusals, suggestions.

A chip or quote is a button that carries the article and the offsets of its words as data attributes;
`page.js` opens the article there. Knows nothing of Gradio.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answer import Answer, Citation, Statement
from bot.citations import MARKER
from bot.ui.inline import Run, plain, render, scan
from bot.ui.marks import Marks
from bot.ui.safe_html import escape, safe_url, sanitise
from ingest.sentences import sentence_spans

__all__ = ["exchange_html", "failure_html", "pending_html", "welcome_html"]

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


def welcome_html(titles: Sequence[str], questions: Sequence[str]) -> str:
    """What an empty conversation shows: what can be asked, or how to begin."""
    if not titles:
        return sanitise(
            '<div class="welcome"><h2>No articles yet</h2><p>Add a file, an address or a pasted text in '
            "the library. Then ask, and every answer points at the words it rests on.</p>"
            '<button type="button" class="quiet" data-library="open">Open the library</button></div>'
        )
    shelf = f"{len(titles)} articles" if len(titles) > 1 else f"“{escape(titles[0])}”"
    starters = (
        f'<p class="hint">For example</p>{_questions(questions, "Starter questions")}' if questions else ""
    )
    return sanitise(
        f'<div class="welcome"><h2>Ask about {shelf}</h2><p>Each answer is quoted from a named section; '
        f"click a number to read it in its place.</p>{starters}</div>"
    )


def pending_html(question: str, text: str, passages: int | None = None) -> str:
    """An exchange while its answer grows; `passages` is how many were found, None while searching."""
    if text:
        body = f'<div class="answer">{_text(text, {})}</div>'
    else:
        step = "Searching the articles" if passages is None else f"Reading {passages} passages"
        body = f'<p class="working">{step}<span class="dots">…</span></p>'
    return sanitise(f'<article class="turn pending">{_asked(question)}{body}</article>')


def exchange_html(question: str, answer: Answer) -> str:
    """A question with its whole answer."""
    refused = answer.status == "not_in_articles"
    status = "refused" if refused else "answered"
    parts = [_asked(question)]
    if answer.standalone_question and answer.standalone_question != question:
        parts.append(f'<p class="understood">Searched for: “{escape(answer.standalone_question)}”</p>')
    if answer.notice:
        parts.append(f'<p class="notice" role="note">{escape(answer.notice)}</p>')
    if refused:
        parts.append(f'<div class="refusal">{_text(_refusal(answer), {})}</div>')
        parts.append(_evidence(answer.nearest, "Nearest sections", numbered=False))
    else:
        citations = {citation.number: citation for citation in answer.citations}
        parts.append(f'<div class="answer">{_text(answer.text, citations, answer.statements)}</div>')
        parts.append(_evidence(answer.citations, "Quoted from", numbered=True))
    if answer.suggestions:
        heading = "The articles can answer" if refused else "Ask next"
        parts.append(f'<p class="hint">{heading}</p>{_questions(answer.suggestions, heading)}')
    return sanitise(f'<article class="turn {status}">{"".join(parts)}</article>')


def failure_html(question: str, message: str) -> str:
    """A question that could not be answered, with the one line that says why."""
    return sanitise(
        f'<article class="turn failed">{_asked(question)}'
        f'<div class="refusal"><p role="alert">{escape(message)}</p></div></article>'
    )


def _refusal(answer: Answer) -> str:
    """The first sentence of a refusal where the nearest sections, which the rest names, are listed below."""
    first = next(iter(sentence_spans(answer.text)), None)
    return answer.text[slice(*first)] if answer.nearest and first else answer.text


def _asked(question: str) -> str:
    return f'<h2 class="asked">{escape(question)}</h2>'


def _questions(questions: Sequence[str], label: str) -> str:
    made = "".join(
        f'<li><button type="button" class="suggestion" data-ask="{escape(text)}">{escape(text)}</button></li>'
        for text in questions
    )
    return f'<ul class="suggestions" aria-label="{escape(label)}">{made}</ul>'


def _text(text: str, citations: Mapping[int, Citation], statements: Sequence[Statement] = ()) -> str:
    """An answer's Markdown as paragraphs, nested lists and quotations, its markers as chips."""
    spans = _Spans.of(text, statements)
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

    for line in re.finditer(r"[^\n]*\n?", text):
        if not line[0].strip():
            if not lists:
                close(0)
            continue
        quoted = _ASIDE.match(line[0])
        if bool(quoted) != bool(aside):
            close(0)
        if quoted:
            aside.append(_line(text, line.start() + quoted.end(), line.end(), citations, spans))
            continue
        lead = _LEAD.match(line[0])
        start = line.start() + (lead.end() if lead else 0)
        shown = _line(text, start, line.end(), citations, spans)
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
    unsupported: Marks

    @classmethod
    def of(cls, text: str, statements: Sequence[Statement]) -> _Spans:
        brackets: set[int] = set()
        unsupported: list[tuple[int, int]] = []
        reached = {True: 0, False: 0}  # what is unsupported may stand together, after the rest
        for statement in statements:
            doubtful = statement.support == "unsupported"
            found = text.find(statement.text, reached[doubtful])
            if found < 0:
                continue
            end = reached[doubtful] = found + len(statement.text)
            brackets.update(found + match.start() for match in MARKER.finditer(statement.text))
            if doubtful:
                unsupported.append((found, end))
        return cls(frozenset(brackets), Marks.of(None, unsupported))


def _line(text: str, start: int, end: int, citations: Mapping[int, Citation], spans: _Spans) -> str:
    """One line with its markup; each marker that names a citation becomes a chip."""
    made = ""
    for run in scan(text, start, start + len(text[start:end].rstrip())):
        at = 0
        for match in MARKER.finditer(run.text) if run.divisible and "code" not in run.styles else ():
            if run.start + match.start() in spans.quoted_brackets:
                continue
            made += _words(run, at, match.start(), spans)
            made = _glued(made, _chip(int(match[1]), citations))
            at = match.end()
        made += _words(run, at, len(run.text), spans)
    return made


def _glued(made: str, chip: str) -> str:
    """The chip after what was made, without a blank or a line break between the last word and it."""
    made = made.rstrip()
    if made.endswith(("</button></span>", "</span></span>")):  # a word and its first number
        return made.removesuffix("</span>") + chip + "</span>"
    last = _LAST_WORD.search(made)
    if last is None:
        return made + chip
    return f'{made[: last.start()]}<span class="kept">{last[0]}{chip}</span>'


def _words(run: Run, first: int, last: int, spans: _Spans) -> str:
    """Characters `first` to `last` of a run, those of an unsupported statement told apart."""
    if first >= last:
        return ""
    if not run.divisible:
        covered = any(covering for *_, covering in spans.unsupported.pieces(run.start, run.end))
        return _piece(run, run.text[first:last], covered)
    return "".join(
        _piece(run, run.text[a - run.start : b - run.start], bool(covering))
        for a, b, covering in spans.unsupported.pieces(run.start + first, run.start + last)
    )


def _piece(run: Run, words: str, unsupported: bool) -> str:
    shown = render([replace(run, text=words)])
    if not unsupported:
        return shown
    return f'<span class="unsupported" title="No passage of the articles supports this">{shown}</span>'


def _words_from(text: str) -> int:
    """Where a quoted list item, heading or quotation begins after its own mark."""
    lead = _MARK.match(text)
    return lead.end() if lead else 0


def _row_cells(text: str) -> list[tuple[int, int]]:
    """The spans of the filled cells when `text` is a table row with bars around it."""
    if not (text.startswith("|") and text.rstrip().endswith("|") and text.count("|") > 2):
        return []
    return [match.span() for match in re.finditer(r"[^|\s](?:[^|]*[^|\s])?", text)]


def _target(citation: Citation) -> str:
    link = safe_url(citation.url)
    return (
        f'data-article="{escape(citation.article_id)}" data-start="{citation.start}" '
        f'data-end="{citation.end}"' + (f' data-link="{escape(link)}"' if link else "")
    )


def _where(citation: Citation) -> str:
    """The section's path; nothing where it is only the article's title again."""
    path = citation.section_path
    return "" if path == (citation.article_title,) else " › ".join(path)


def _chip(number: int, citations: Mapping[int, Citation]) -> str:
    """The button of a citation; while the citation is still on its way, only its number."""
    citation = citations.get(number)
    if citation is None:
        return f'<span class="chip">{number}</span>'
    place = ", ".join(part for part in (citation.article_title, _where(citation)) if part)
    return (
        f'<button type="button" class="chip" {_target(citation)} title="{escape(place)}: '
        f'“{escape(_cut(citation.quote))}”" aria-label="Source {citation.number}: {escape(place)}">'
        f"{citation.number}</button>"
    )


def _evidence(citations: Sequence[Citation], heading: str, *, numbered: bool) -> str:
    if not citations:
        return ""
    rows = []
    for citation in citations:
        number = f'<span class="number">{citation.number}</span>' if numbered else ""
        where = f'<span class="where">{escape(_where(citation))}</span>' if _where(citation) else ""
        rows.append(
            f'<li><button type="button" class="quote" {_target(citation)}>{number}<span class="place">'
            f'<span class="title">{escape(citation.article_title)}</span>{where}'
            f"<q>{escape(_cut(_readable(citation.quote)))}</q></span></button></li>"
        )
    listed = f"<ol>{''.join(rows)}</ol>"
    if len(rows) > _LISTED:
        shown = f"<details><summary>{heading} {len(rows)} places</summary>{listed}</details>"
    else:
        shown = f'<p class="hint">{heading}</p>{listed}'
    return f'<section class="evidence" aria-label="{heading}">{shown}</section>'


def _readable(quote: str) -> str:
    cells = _row_cells(quote)
    if cells:
        return " · ".join(plain(scan(quote, *cell)) for cell in cells)
    return plain(scan(quote, _words_from(quote), len(quote)))


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHORT else flat[: _SHORT - 1].rsplit(" ", 1)[0] + "…"
