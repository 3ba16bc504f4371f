"""An article as HTML, with a quote marked at its exact place.

Renders the blocks that reading found, each from its own offsets, so a quote that is given as offsets
into `Article.text` is marked where it stands, across blocks, list items and table rows. Knows nothing
of Gradio.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.ui.inline import render, scan
from bot.ui.safe_html import escape, safe_url, sanitise
from ingest.article import Article, Block, Section

__all__ = ["article_html", "byline", "source_link"]

Span = tuple[int, int]

_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+|[ \t]*")
_HEADING_TAIL = re.compile(r"(?:[ \t]+#+)?[ \t]*(?:\n[ \t]*(?:=+|-+)[ \t]*)?\s*$")
_ITEM = re.compile(r"[ \t]*(?:[-*+•‣◦·–]|(?P<number>\d{1,9})[.)])[ \t]+")
_QUOTE = re.compile(r"[ \t]{0,3}>[ \t]?")
_RULE = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*\|?\s*")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[^\n]*\n?")


def article_html(article: Article, mark: Span | None = None) -> str:
    """The whole article, sanitised; `mark` is a span of `article.text` to highlight."""
    return sanitise("\n".join(_parts(article, mark)))


def byline(article: Article) -> str:
    """Author, date and site, as far as they are known, as plain text."""
    known = article.metadata
    return " · ".join(part for part in (known.author, known.published, known.site) if part)


def source_link(article: Article) -> str | None:
    """The article's own address on the web, where it has one."""
    for candidate in (article.metadata.url, article.source):
        link = safe_url(candidate)
        if link and not link.startswith("mailto:"):
            return link
    return None


def _parts(article: Article, mark: Span | None) -> Iterator[str]:
    blocks = sorted(article.blocks, key=lambda block: block.start)
    headings = {section.start: section for section in article.sections}
    page: int | None = None
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        group = list(run)
        if group[0].page is not None and group[0].page != page:
            page = group[0].page
            yield f'<p class="page">Page {page}</p>'
        if kind == "heading":
            for block in group:
                section = headings.get(block.start)
                own = section is not None and section.level == 1 and section.heading == article.title
                yield _heading(article.text, block, section, mark, own=own and block is blocks[0])
        elif kind == "list_item":
            yield _list(article.text, group, mark)
        elif kind == "table_row":
            yield _tables(article.text, group, mark)
        elif kind == "quote":
            inner = "".join(f"<p>{_quote(article.text, block, mark)}</p>" for block in group)
            yield f"<blockquote>{inner}</blockquote>"
        elif kind == "code":
            yield "".join(_code(article.text, block, mark) for block in group)
        elif kind == "contents":
            lines = "".join(
                f"<li>{_span(article.text, *_item_span(article.text, block), mark)}</li>" for block in group
            )
            yield f'<nav class="contents" aria-label="The article\'s own contents"><ul>{lines}</ul></nav>'
        else:
            yield "".join(f"<p>{_span(article.text, block.start, block.end, mark)}</p>" for block in group)


def _span(text: str, start: int, end: int, mark: Span | None) -> str:
    return render(scan(text, start, end), mark)


def _heading(text: str, block: Block, section: Section | None, mark: Span | None, *, own: bool) -> str:
    """A heading; `own` is the article's title, which the pane shows above the article already."""
    lead = _HEADING.match(text, block.start, block.end)
    start = lead.end() if lead else block.start
    tail = _HEADING_TAIL.search(text, start, block.end)
    end = tail.start() if tail else block.end
    level = section.level if section else len(lead[1]) if lead and lead[1] else 2
    tag = f"h{min(max(level, 1) + 1, 6)}"
    named = f' id="section-{escape(section.anchor)}"' if section else ""
    kind = "own-title" if own else f"level-{min(level, 6)}"
    return f'<{tag}{named} class="{kind}">{_span(text, start, end, mark)}</{tag}>'


def _item_span(text: str, block: Block) -> Span:
    marker = _ITEM.match(text, block.start, block.end)
    return (marker.end() if marker else block.start), block.end


def _list(text: str, blocks: Sequence[Block], mark: Span | None) -> str:
    """Items as nested lists; an item belongs under the last one that is indented less."""
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
        made.append(f"<li>{_span(text, start, block.end, mark)}")
    made.extend(f"</li></{tag}>" for _, tag in reversed(opened))
    return "".join(made)


def _tables(text: str, blocks: Sequence[Block], mark: Span | None) -> str:
    made: list[str] = []
    rows: list[Block] = []
    for block in blocks:
        if rows and text[rows[-1].end : block.start].count("\n\n"):
            made.append(_table(text, rows, mark))
            rows = []
        rows.append(block)
    made.append(_table(text, rows, mark))
    return "".join(made)


def _table(text: str, rows: Sequence[Block], mark: Span | None) -> str:
    rows = [row for row in rows if not _RULE.fullmatch(text, row.start, row.end)]
    if not rows:
        return ""
    between = text[rows[0].end : rows[1].start] if len(rows) > 1 else ""
    headed = bool(between.strip())
    made = [_row(text, row, mark, heading=headed and at == 0) for at, row in enumerate(rows)]
    head = f"<thead>{made.pop(0)}</thead>" if headed else ""
    return (
        f'<div class="table" role="region" aria-label="Table" tabindex="0"><table>{head}'
        f"<tbody>{''.join(made)}</tbody></table></div>"
    )


def _row(text: str, block: Block, mark: Span | None, *, heading: bool) -> str:
    tag = '<th scope="col">{}</th>' if heading else "<td>{}</td>"
    marked = mark is not None and mark[0] < block.end and mark[1] > block.start
    row = '<tr class="cited-row">' if marked else "<tr>"
    return row + "".join(tag.format(_span(text, *cell, mark)) for cell in _cells(text, block)) + "</tr>"


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


def _quote(text: str, block: Block, mark: Span | None) -> str:
    """A quotation's lines without their `>` marks; a blank line of it becomes a line break."""
    made: list[str] = []
    start = block.start
    while start < block.end:
        stop = text.find("\n", start, block.end)
        stop = block.end if stop < 0 else stop + 1
        lead = _QUOTE.match(text, start, stop)
        inner = lead.end() if lead else start
        made.append(_span(text, inner, stop, mark) if text[inner:stop].strip() else "<br><br>")
        start = stop
    return "".join(made)


def _code(text: str, block: Block, mark: Span | None) -> str:
    start, end = block.start, block.end
    fence = _FENCE.match(text, start, end)
    if fence:
        closing = re.compile(r"\n?[ \t]*" + re.escape(fence[1]) + r"\s*$").search(text, fence.end(), end)
        start, end = fence.end(), closing.start() if closing else end
    made: list[str] = []
    for a, b, marked in _split(start, end, mark):
        piece = escape(text[a:b])
        made.append(f'<mark class="cited">{piece}</mark>' if marked else piece)
    return f'<pre tabindex="0"><code>{"".join(made)}</code></pre>'


def _split(start: int, end: int, mark: Span | None) -> Iterator[tuple[int, int, bool]]:
    if mark is None or mark[1] <= start or mark[0] >= end:
        yield start, end, False
        return
    first, last = max(mark[0], start), min(mark[1], end)
    pieces = ((start, first, False), (first, last, True), (last, end, False))
    yield from (piece for piece in pieces if piece[0] < piece[1])
