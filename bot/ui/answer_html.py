"""Questions and answers as HTML: citation chips, the quotes behind them, refusals, suggestions.

A chip or quote is a button that carries the article and the offsets of its words as data attributes;
`page.js` opens the article there. Knows nothing of Gradio.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.answer import Answer, Citation, Statement
from bot.citations import MARKER
from bot.ui.inline import Run, plain, render, scan
from bot.ui.safe_html import escape, safe_url, sanitise

__all__ = ["exchange_html", "failure_html", "pending_html", "welcome_html"]

_SHORT = 240
"""Characters of a quote that a hover text or list shows before it is cut."""
_MARK = re.compile(r"[ \t]*(?:[-*+•] |\d{1,3}[.)] |#{1,6} |> ?)[ \t]*")
_ITEM_LEAD = re.compile(r"(?:^|\n)[ \t]*(?:[-*+]|(\d{1,3})[.)])[ \t]+$")


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
        body = f'<div class="answer">{_growing(text)}</div>'
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
        parts.append(f'<p class="understood">Read as: {escape(answer.standalone_question)}</p>')
    if refused:
        parts.append(f'<div class="refusal"><p>{escape(answer.text)}</p></div>')
        parts.append(_evidence(answer.nearest, "Nearest sections", numbered=False))
    else:
        parts.append(f'<div class="answer">{"".join(_blocks(answer))}</div>')
        parts.append(_evidence(answer.citations, "Quoted from", numbered=True))
    if answer.suggestions:
        heading = "The articles can answer" if refused else "Ask next"
        parts.append(f'<p class="hint">{heading}</p>{_questions(answer.suggestions, heading)}')
    return sanitise(f'<article class="turn {status}">{"".join(parts)}</article>')


def failure_html(question: str, message: str) -> str:
    """A question that could not be answered, with the one line that says why."""
    asked = _asked(question) if question else ""
    return sanitise(
        f'<article class="turn failed">{asked}'
        f'<div class="refusal"><p role="alert">{escape(message)}</p></div></article>'
    )


def _asked(question: str) -> str:
    return f'<h2 class="asked">{escape(question)}</h2>'


def _questions(questions: Sequence[str], label: str) -> str:
    made = "".join(
        f'<li><button type="button" class="suggestion" data-ask="{escape(text)}">{escape(text)}</button></li>'
        for text in questions
    )
    return f'<ul class="suggestions" aria-label="{escape(label)}">{made}</ul>'


def _growing(text: str) -> str:
    """Text on its way: markers become still chips, the rest stays as it is."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        pieces = MARKER.split(paragraph)
        made = [escape(plain(scan(pieces[0], 0, len(pieces[0]))))]
        for number, piece in zip(pieces[1::2], pieces[2::2], strict=True):
            made.append(f'<span class="chip">{number}</span>')
            made.append(escape(plain(scan(piece, 0, len(piece)))))
        paragraphs.append(f"<p>{''.join(made)}</p>")
    return "".join(paragraphs)


def _blocks(answer: Answer) -> Iterator[str]:
    """The statements as paragraphs and list items, grouped as they are in `Answer.text`."""
    citations = {citation.number: citation for citation in answer.citations}
    paragraph: list[str] = []
    items: list[str] = []
    at = 0
    for statement in answer.statements:
        found = answer.text.find(statement.text, at)
        gap = answer.text[at:found] if found >= 0 else "\n\n"
        lead = MARKER.sub("", gap)
        is_item = _ITEM_LEAD.search(lead) is not None
        words = _ITEM_LEAD.sub("", lead).strip() if at or found > 0 else ""
        if paragraph and ("\n" in gap or is_item):
            yield f"<p>{' '.join(paragraph)}</p>"
            paragraph = []
        if items and not is_item:
            yield f"<ul>{''.join(items)}</ul>"
            items = []
        if re.search(r"\w", words):
            yield f"<p>{escape(words)}</p>"
        made = _statement(statement, citations)
        if is_item:
            items.append(f"<li>{made}</li>")
        else:
            paragraph.append(made)
        at = found + len(statement.text) if found >= 0 else at
    if items:
        yield f"<ul>{''.join(items)}</ul>"
    if paragraph:
        yield f"<p>{' '.join(paragraph)}</p>"


def _statement(statement: Statement, citations: dict[int, Citation]) -> str:
    cells = _row_cells(statement.text)
    if cells:
        shown = " · ".join(_inline(statement, *cell) for cell in cells)
    else:
        shown = _inline(statement, _words_from(statement.text), len(statement.text))
    chips = "".join(_chip(citations[number]) for number in statement.citations if number in citations)
    if statement.support == "unsupported":
        shown = f'<span class="unsupported" title="No passage of the articles supports this">{shown}</span>'
    glued = f"&#8288;{chips}" if chips else ""  # no line break between the last word and its number
    return f'<span class="statement">{shown}</span>{glued}'


def _words_from(text: str) -> int:
    """Where a quoted list item, heading or quotation begins after its own mark."""
    lead = _MARK.match(text)
    return lead.end() if lead else 0


def _row_cells(text: str) -> list[tuple[int, int]]:
    """The spans of the filled cells when `text` is a table row with bars around it."""
    if not (text.startswith("|") and text.rstrip().endswith("|") and text.count("|") > 2):
        return []
    return [match.span() for match in re.finditer(r"[^|\s](?:[^|]*[^|\s])?", text)]


def _inline(statement: Statement, start: int, end: int) -> str:
    runs = scan(statement.text, start, end)
    key = statement.highlight
    if key is None:
        return render(runs)
    return "".join(render([piece]) for run in runs for piece in _keyed(run, key))


def _keyed(run: Run, key: tuple[int, int]) -> Iterator[Run]:
    """The run cut so that the part inside `key` is strong."""
    if not run.divisible or key[1] <= run.start or key[0] >= run.end:
        yield run
        return
    first, last = max(key[0], run.start), min(key[1], run.end)
    for a, b in ((run.start, first), (first, last), (last, run.end)):
        if a < b:
            styles = (*run.styles, "strong") if a == first and b == last else run.styles
            yield Run(run.text[a - run.start : b - run.start], a, b, styles, run.href)


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


def _chip(citation: Citation) -> str:
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
            f'<q>{escape(_cut(_readable(citation.quote)))}</q></span></button></li>'
        )
    return (
        f'<section class="evidence" aria-label="{heading}"><p class="hint">{heading}</p>'
        f"<ol>{''.join(rows)}</ol></section>"
    )


def _readable(quote: str) -> str:
    cells = _row_cells(quote)
    if cells:
        return " · ".join(plain(scan(quote, *cell)) for cell in cells)
    return plain(scan(quote, _words_from(quote), len(quote)))


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHORT else flat[: _SHORT - 1].rsplit(" ", 1)[0] + "…"
