"""A piece of HTML that another format carries (a feed's entry, an e-mail, a notebook's output) as pieces."""

from __future__ import annotations

from ingest.document import Piece

__all__ = ["fragment_pieces"]


def fragment_pieces(content: str, base: str = "") -> list[Piece]:
    """The pieces of `content`, whose links are relative to the address `base`; none where it has no text."""
    from lxml import etree, html

    from ingest.readers.html import pieces_of
    from ingest.readers.page_blocks import page_blocks

    try:
        root = html.document_fromstring(f"<html><body>{content}</body></html>")
        body = next(iter(root.iter("body")), root)
        return list(pieces_of(page_blocks(body, base=base)))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
