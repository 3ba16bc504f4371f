"""A conversation as one self-contained HTML page, its citations as footnotes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Answer
from bot.conversations.markdown import footnote
from bot.conversations.store import Exchange
from bot.ui.answer_html import text_html
from bot.ui.safe_html import escape, safe_url, sanitise
from bot.ui.texts import ENGLISH, Texts

__all__ = ["conversation_page"]

_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 44rem; margin: 3rem auto; padding: 0 1.25rem; font: 18px/1.6 Georgia, serif; }
h1, h2 { line-height: 1.3; } h2 { margin-top: 2.2rem; font-size: 1.2rem; }
blockquote { margin: 0 0 1rem; padding-left: 1rem; border-left: 3px solid; }
.kept { white-space: nowrap; } .unsupported { text-decoration: underline dotted; }
sup { line-height: 0; } .notes { margin-top: 3rem; border-top: 1px solid; font-size: .85em; }
"""


def conversation_page(title: str, exchanges: Sequence[Exchange], say: Texts = ENGLISH) -> str:
    """The page; it holds no script and names no other host but in links to the articles' own addresses."""
    parts, notes = [f"<h1>{escape(title)}</h1>"], list[str]()
    for exchange in exchanges:
        parts.append(f"<h2>{escape(exchange.question)}</h2>")
        if exchange.answer is None:
            parts.append(f"<p><em>{escape(exchange.failure or '')}</em></p>")
        else:
            parts.append(_answer(exchange.answer, notes, say))
    if notes:
        listed = "".join(f'<li id="note-{at}">{note}</li>' for at, note in enumerate(notes, 1))
        parts.append(
            f'<section class="notes" aria-label="{escape(say("notes"))}"><ol>{listed}</ol></section>'
        )
    return (
        f'<!doctype html>\n<html lang="{say.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main>{sanitise(''.join(parts))}</main></body></html>\n"
    )


def _answer(answer: Answer, notes: list[str], say: Texts) -> str:
    """The answer with footnote marks; its footnotes are appended to `notes`."""
    known = {citation.number: citation for citation in answer.citations}
    numbers: dict[int, int] = {}

    def mark(number: int) -> str:
        if number not in known:
            return escape(f"[{number}]")
        if number not in numbers:
            citation = known[number]
            words = footnote(citation).removesuffix(f" <{citation.url}>" if citation.url else "")
            address = safe_url(citation.url)
            link = f' <a href="{escape(address)}">{escape(say("at_source"))}</a>' if address else ""
            notes.append(f"{escape(words)}{link}")
            numbers[number] = len(notes)
        return f'<sup><a href="#note-{numbers[number]}">{numbers[number]}</a></sup>'

    return text_html(answer.text, known, say, answer.statements, chip=mark)
