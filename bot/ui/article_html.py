"""An article as HTML, its cited passages marked at their exact places, and the outline of its sections.

Renders the blocks that reading found, each from its own offsets, so a quote that is given as offsets into
`Article.text` is marked at its place, across blocks, list items and table rows. `bot.ui.article_words`
renders the inside of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.ui.article_words import Words
from bot.ui.highlights import Highlights, Span
from bot.ui.inline import plain
from bot.ui.safe_html import escape, sanitise, web_address
from bot.ui.texts import ENGLISH, Texts
from ingest.article import Article, Block, Section

__all__ = ["article_html", "byline", "outline_html", "source_link"]

_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+|[ \t]*")
_HEADING_TAIL = re.compile(r"(?:[ \t]+#+)?[ \t]*(?:\n[ \t]*(?:=+|-+)[ \t]*)?\s*$")
_ITEM = re.compile(r"[ \t]*(?:[-*+•‣◦·–]|(?P<number>\d{1,9})[.)])[ \t]+")
_QUOTE = re.compile(r"[ \t]{0,3}>[ \t]?")
_RULE = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*\|?\s*")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[^\n]*\n?")


def article_html(article: Article, marks: Highlights | None = None, say: Texts = ENGLISH) -> str:
    """The whole article, sanitised, with `marks` on its passages."""
    return sanitise("\n".join(_parts(article, marks or Highlights(), say)))


def outline_html(article: Article, marks: Highlights | None = None, say: Texts = ENGLISH) -> str:
    """The article's headings as nested lists of buttons, those above a marked passage marked as such.

    Empty if fewer than two headings are below the title.
    """
    title_at = _title_at(article)
    listed = [section for start, section in _headings(article).items() if start != title_at]
    if len(listed) < 2:
        return ""
    made: list[str] = []
    levels: list[int] = []
    for section in listed:
        while levels and levels[-1] > section.level:
            levels.pop()
            made.append("</li></ul>")
        if levels and levels[-1] == section.level:
            made.append("</li>")
        else:
            levels.append(section.level)
            made.append("<ul>")
        spans = marks.spans if marks else ()
        count = sum(1 for span in spans if section.start <= span[0] < section.end)
        cited = (
            f' <span class="count" title="{escape(say("cited_in_section"))}">{count}</span>' if count else ""
        )
        heading = escape(plain(Words(section.heading).runs(0, len(section.heading))))
        anchor = escape(section.anchor)
        made.append(f'<li><button type="button" data-section="{anchor}">{heading}{cited}</button>')
    return sanitise("".join(made) + "</li></ul>" * len(levels))


def byline(article: Article) -> str:
    """Author, date and site, as far as they are known, as plain text."""
    known = article.metadata
    return " · ".join(part for part in (known.author, known.published, known.site) if part)


def source_link(article: Article) -> str | None:
    """The article's own address on the web, where it has one."""
    for candidate in (article.metadata.url, article.source):
        link = web_address(candidate)
        if link:
            return link
    return None


def _parts(article: Article, marks: Highlights, say: Texts) -> Iterator[str]:
    blocks = sorted(article.blocks, key=lambda block: block.start)
    words = Words(article.text, article.inlines, marks)
    headings, title_at = _headings(article), _title_at(article)
    page: int | None = None
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        group = list(run)
        if group[0].page is not None and group[0].page != page:
            page = group[0].page
            yield f'<p class="page">{escape(say("page", number=page))}</p>'
        if kind == "heading":
            for block in group:
                section = headings.get(block.start)
                yield _heading(words, block, section, own=block.start == title_at)
        elif kind == "list_item":
            yield _list(words, group)
        elif kind == "table_row":
            yield _tables(words, group, say("table"))
        elif kind == "quote":
            inner = "".join(f"<p>{_quote(words, block)}</p>" for block in group)
            yield f"<blockquote>{inner}</blockquote>"
        elif kind == "code":
            yield "".join(_code(words, block) for block in group)
        elif kind == "contents":
            lines = "".join(f"<li>{words.html(*_item_span(words.text, block))}</li>" for block in group)
            yield f'<nav class="contents" aria-label="{escape(say("own_contents"))}"><ul>{lines}</ul></nav>'
        else:
            yield "".join(f"<p>{words.html(block.start, block.end)}</p>" for block in group)


def _headings(article: Article) -> dict[int, Section]:
    """The sections that begin with a heading of the text, by the heading's offset, in reading order."""
    begun = {block.start for block in article.blocks if block.kind == "heading"}
    return {section.start: section for section in article.sections if section.start in begun}


def _title_at(article: Article) -> int | None:
    """Offset of the first heading if it is the article's title; the pane shows the title itself."""
    first = min((block.start for block in article.blocks), default=None)
    return next(
        (
            section.start
            for section in article.sections[:1]
            if section.start == first and section.level == 1 and section.heading == article.title
        ),
        None,
    )


def _heading(words: Words, block: Block, section: Section | None, *, own: bool) -> str:
    """A heading; `own` is the article's title, which the pane shows above the article already."""
    text = words.text
    lead = _HEADING.match(text, block.start, block.end)
    start = lead.end() if lead else block.start
    tail = _HEADING_TAIL.search(text, start, block.end)
    end = tail.start() if tail else block.end
    level = section.level if section else len(lead[1]) if lead and lead[1] else 2
    tag = f"h{min(max(level, 1) + 1, 6)}"
    named = f' id="section-{escape(section.anchor)}"' if section else ""
    kind = "own-title" if own else f"level-{min(level, 6)}"
    return f'<{tag}{named} class="{kind}">{words.html(start, end)}</{tag}>'


def _item_span(text: str, block: Block) -> Span:
    marker = _ITEM.match(text, block.start, block.end)
    return (marker.end() if marker else block.start), block.end


def _list(words: Words, blocks: Sequence[Block]) -> str:
    """Items as nested lists; an item belongs under the last one that is indented less."""
    text = words.text
    made: list[str] = []
    opened: list[tuple[int, str]] = []
    for block in blocks:
        line = text.rfind("\n", 0, block.start) + 1
        marker = _ITEM.match(text, line, block.end) or _ITEM.match(text, block.start, block.end)
        lead = text[line : block.end]
        indent = len(lead.expandtabs(4)) - len(lead.expandtabs(4).lstrip())
        number = marker["number"] if marker else None
        tag = "ol" if number else "ul"
        while opened and (opened[-1][0] > indent or (opened[-1][0] == indent and opened[-1][1] != tag)):
            made.append(f"</li></{opened.pop()[1]}>")
        if opened and opened[-1][0] == indent:
            made.append("</li>")
        else:
            opened.append((indent, tag))
            made.append(f'<{tag} start="{int(number)}">' if number else f"<{tag}>")
        start = max(marker.end(), block.start) if marker else block.start
        made.append(f"<li>{words.html(start, block.end)}")
    made.extend(f"</li></{tag}>" for _, tag in reversed(opened))
    return "".join(made)


def _tables(words: Words, blocks: Sequence[Block], label: str) -> str:
    made: list[str] = []
    rows: list[Block] = []
    for block in blocks:
        if rows and words.text[rows[-1].end : block.start].count("\n\n"):
            made.append(_table(words, rows, label))
            rows = []
        rows.append(block)
    made.append(_table(words, rows, label))
    return "".join(made)


def _table(words: Words, rows: Sequence[Block], label: str) -> str:
    text = words.text
    rows = [row for row in rows if not _RULE.fullmatch(text, row.start, row.end)]
    if not rows:
        return ""
    between = text[rows[0].end : rows[1].start] if len(rows) > 1 else ""
    headed = bool(between.strip())
    made = [_row(words, row, heading=headed and at == 0) for at, row in enumerate(rows)]
    head = f"<thead>{made.pop(0)}</thead>" if headed else ""
    return (
        f'<div class="table" role="region" aria-label="{escape(label)}" tabindex="0"><table>{head}'
        f"<tbody>{''.join(made)}</tbody></table></div>"
    )


def _row(words: Words, block: Block, *, heading: bool) -> str:
    tag = '<th scope="col">{}</th>' if heading else "<td>{}</td>"
    cells = (words.html(*cell, cell=True) for cell in _cells(words.text, block))
    return f"<tr>{''.join(map(tag.format, cells))}</tr>"


def _cells(text: str, block: Block) -> list[Span]:
    """The spans of a row's cells, without the bars and the blanks around them."""
    start, end = _trim(text, block.start, block.end)
    if start < end and text[start] == "|":
        start += 1
    if start < end and text[end - 1] == "|" and text[end - 2 : end - 1] != "\\":
        end -= 1
    bars = [at for at in range(start, end) if text[at] == "|" and text[at - 1] != "\\"]
    return [_trim(text, a, b) for a, b in zip([start, *(at + 1 for at in bars)], [*bars, end], strict=True)]


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _quote(words: Words, block: Block) -> str:
    """A quotation's lines without their `>` marks; a blank line of it becomes a line break."""
    text = words.text
    made: list[str] = []
    start = block.start
    while start < block.end:
        stop = text.find("\n", start, block.end)
        stop = block.end if stop < 0 else stop + 1
        lead = _QUOTE.match(text, start, stop)
        inner = lead.end() if lead else start
        made.append(words.html(inner, stop) if text[inner:stop].strip() else "<br><br>")
        start = stop
    return "".join(made)


def _code(words: Words, block: Block) -> str:
    text, start, end = words.text, block.start, block.end
    fence = _FENCE.match(text, start, end)
    if fence:
        closing = re.compile(r"\n?[ \t]*" + re.escape(fence[1]) + r"\s*$").search(text, fence.end(), end)
        start, end = fence.end(), closing.start() if closing else end
    return f'<pre tabindex="0"><code>{words.verbatim(start, end)}</code></pre>'
