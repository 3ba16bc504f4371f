"""The conversation as HTML: each question with its answer, or with why there is none.

Below an answer: its buttons, why its passages were found, and questions to ask next.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Answer
from bot.conversations.store import Exchange
from bot.language.base import phrase
from bot.ui.answer_html import cut, evidence_html, text_html
from bot.ui.safe_html import escape, sanitise
from bot.ui.texts import ENGLISH, Texts
from ingest.chunk import Chunk
from vectorstore.passage import Passage

__all__ = ["conversation_html", "exchange_html", "pending_html", "welcome_html"]

_BEGUN = 160
"""Characters of a found passage that are shown."""


def conversation_html(conversation: str | None, exchanges: Sequence[Exchange], say: Texts = ENGLISH) -> str:
    """The whole conversation; what can be done with its last question alone is offered there."""
    last = len(exchanges) - 1
    turns = "".join(exchange_html(one, say, last=place == last) for place, one in enumerate(exchanges))
    named = f' data-conversation="{escape(conversation)}"' if conversation else ""
    label = escape(say("conversation"))
    export = _export(say) if conversation and exchanges else ""
    return f'<div class="turns" role="log" aria-live="off" aria-label="{label}"{named}>{turns}{export}</div>'


def _export(say: Texts) -> str:
    forms = (("markdown", "Markdown"), ("html", "HTML"))
    buttons = "".join(
        f'<button type="button" class="quiet" data-export="{form}">{name}</button>' for form, name in forms
    )
    return sanitise(f'<p class="export">{escape(say("export"))}: {buttons}</p>')


def welcome_html(titles: Sequence[str], questions: Sequence[str], say: Texts = ENGLISH) -> str:
    """What an empty conversation shows: what can be asked, or how to begin."""
    if not titles:
        inner = (
            f"<h2>{escape(say('welcome_empty'))}</h2><p>{escape(say('welcome_empty_how'))}</p>"
            '<button type="button" class="quiet" data-side="library">'
            f"{escape(say('welcome_open_library'))}</button>"
        )
    else:
        shelf = say("articles", n=len(titles)) if len(titles) > 1 else f"“{titles[0]}”"
        starters = _questions(questions, say("welcome_examples")) if questions else ""
        inner = f"<h2>{escape(say('welcome', shelf=shelf))}</h2><p>{escape(say('welcome_how'))}</p>{starters}"
    return sanitise(f'<div class="turns"><div class="welcome">{inner}</div></div>')


def pending_html(question: str, text: str, say: Texts = ENGLISH, passages: int | None = None) -> str:
    """An exchange while its answer grows; `passages` is how many were found, None while searching."""
    if text:
        body = f'<div class="answer">{text_html(text, {}, say)}</div>'
    else:
        step = say("searching") if passages is None else say("reading_passages", n=passages)
        body = f'<p class="working">{escape(step)}<span class="dots">…</span></p>'
    return sanitise(f'<article class="turn pending">{_asked(question)}{body}</article>')


def exchange_html(exchange: Exchange, say: Texts = ENGLISH, *, last: bool = True) -> str:
    """A question with its whole answer, or with the one line that says why there is none."""
    answer = exchange.answer
    parts = [_asked(exchange.question)]
    if answer is None:
        status = "failed"
        parts.append(f'<div class="refusal"><p>{escape(exchange.failure or "")}</p></div>')
        parts.append(_acts(exchange, say, last=last))
    else:
        status = "refused" if answer.status == "not_in_articles" else "answered"
        parts.extend(_answered(exchange, answer, say, last=last))
    place = f'data-position="{exchange.position}"'
    return sanitise(f'<article class="turn {status}" {place}>{"".join(parts)}</article>')


def _answered(exchange: Exchange, answer: Answer, say: Texts, *, last: bool) -> list[str]:
    parts = []
    if answer.notice:
        parts.append(f'<p class="notice" role="note">{escape(answer.notice)}</p>')
    refused = answer.status == "not_in_articles"
    if refused:
        parts.append(f'<div class="refusal">{text_html(_refusal(answer), {}, say)}</div>')
        heading = say("nearest")
        parts.append(evidence_html(answer.nearest, heading, heading, numbered=False))
    else:
        citations = {citation.number: citation for citation in answer.citations}
        shown = text_html(answer.text, citations, say, answer.statements)
        parts.append(f'<div class="answer">{shown}</div>')
        folded = say("quoted_from_places", n=len(answer.citations))
        parts.append(evidence_html(answer.citations, say("quoted_from"), folded, numbered=True))
    parts.append(_acts(exchange, say, last=last))
    parts.append(_why(exchange, answer, say))
    if answer.suggestions and last:
        parts.append(_questions(answer.suggestions, say("can_answer") if refused else say("ask_next")))
    return parts


def _refusal(answer: Answer) -> str:
    """The refusal alone where the nearest sections, which the rest of the text names, are listed below."""
    return phrase(answer.language, "not_said") if answer.nearest else answer.text


def _asked(question: str) -> str:
    return f'<h2 class="asked">{escape(question)}</h2>'


def _questions(questions: Sequence[str], label: str) -> str:
    made = "".join(
        f'<li><button type="button" class="suggestion" data-ask="{escape(text)}">{escape(text)}</button></li>'
        for text in questions
    )
    return (
        f'<p class="hint">{escape(label)}</p><ul class="suggestions" aria-label="{escape(label)}">{made}</ul>'
    )


def _acts(exchange: Exchange, say: Texts, *, last: bool) -> str:
    """The row of small buttons below an answer."""
    answered = exchange.answer is not None
    made = [_act("copy", say("copy"))] if answered else []
    if last:
        made += [_act("retry", say("retry")), _act("edit", say("edit"))]
    if answered:
        made += [
            _act(name, say(name), pressed=exchange.verdict == name)
            for name in ("good", "bad")
        ]  # fmt: skip
        made.append(_act("test", say("tested" if exchange.tested else "test"), pressed=exchange.tested))
    reason = (
        f'<p class="reason">{escape(say("your_reason", reason=exchange.reason))}</p>'
        if exchange.reason
        else ""
    )
    group = f'<div class="acts" role="group" aria-label="{escape(say("acts"))}">{"".join(made)}</div>'
    return f"{group}{reason}"


def _act(name: str, label: str, *, pressed: bool | None = None) -> str:
    state = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    named = f'title="{escape(label)}" aria-label="{escape(label)}"'
    return f'<button type="button" class="act {name}" data-act="{name}" {named}{state}></button>'


def _why(exchange: Exchange, answer: Answer, say: Texts) -> str:
    """Behind a disclosure: the question as it was searched, and each passage with its scores."""
    if not (answer.passages or answer.standalone_question):
        return ""
    searched = answer.standalone_question or exchange.question
    heard = f'<p class="understood">{escape(say("searched_for", question=searched))}</p>'
    return (
        f'<details class="why"><summary>{escape(say("why"))}</summary>{heard}'
        f"{_passages(answer, say) if answer.passages else ''}</details>"
    )


def _passages(answer: Answer, say: Texts) -> str:
    cited = {citation.article_id: [] for citation in answer.citations}  # type: dict[str, list[tuple[int, int]]]
    for citation in answer.citations:
        cited[citation.article_id].append((citation.start, citation.end))
    rows = "".join(
        _passage(rank, passage, _quotes(passage.chunk, cited), say)
        for rank, passage in enumerate(answer.passages, 1)
    )
    heads = "".join(
        f'<th scope="col">{escape(say(key))}</th>'
        for key in ("why_rank", "why_passage", "why_score", "why_meaning", "why_words")
    )
    return (
        f'<div class="table" role="region" aria-label="{escape(say("why"))}" tabindex="0">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        f'<p class="hint">{escape(say("why_how"))}</p>'
    )


def _quotes(chunk: Chunk, cited: dict[str, list[tuple[int, int]]]) -> bool:
    return any(a < chunk.end and chunk.start < b for a, b in cited.get(chunk.article_id, ()))


def _passage(rank: int, passage: Passage, quoted: bool, say: Texts) -> str:
    chunk, parts = passage.chunk, passage.parts
    path = [passage.article_title, *(name for name in chunk.section_path if name != passage.article_title)]
    opens = (
        f'<button type="button" class="found" data-article="{escape(chunk.article_id)}" '
        f'data-start="{chunk.start}" data-end="{chunk.end}" data-passage-of="search">'
        f'<span class="title">{escape(" › ".join(path))}</span>'
        f"<q>{escape(cut(chunk.text, _BEGUN))}</q></button>"
    )
    dense = "–" if parts.dense is None else f"{parts.dense:.2f}"
    keyword = "–" if parts.keyword is None else f"{parts.keyword:.1f}"
    matches = [", ".join(parts.matched_terms)] if parts.matched_terms else []
    if parts.sentence:
        matches.append(say("why_together", share=round(100 * parts.sentence)))
    terms = f'<span class="terms">{escape(" · ".join(matches))}</span>' if matches else ""
    mark = f' <span class="used">{escape(say("why_quoted"))}</span>' if quoted else ""
    return (
        f"<tr><td>{rank}</td><td>{opens}{mark}</td><td>{passage.score:.2f}</td>"
        f"<td>{dense}</td><td>{keyword}{terms}</td></tr>"
    )
