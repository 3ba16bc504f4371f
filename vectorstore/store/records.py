"""How articles and chunks are written as rows, and read back unchanged."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from ingest.article import Article, ArticleMetadata, Block, Inline, Origin, Section
from ingest.chunk import Chunk

__all__ = [
    "Head",
    "article_from",
    "body",
    "chunk_from",
    "chunk_metadata",
    "head_from",
    "head_metadata",
    "head_of",
    "point_of",
    "storable",
]


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a stored article without reading it."""

    id: str
    title: str
    source: str
    version: str
    sections: int
    chunks: int
    added: str
    """ISO 8601 time, UTC, at which this version was stored."""
    metadata: ArticleMetadata = field(default_factory=ArticleMetadata)
    origin: Origin | None = None


def head_of(article: Article, chunks: int, added: str | None = None) -> Head:
    """The head of a version with so many chunks that was first stored at `added`; None is now."""
    return Head(
        id=article.id,
        title=article.title,
        source=article.source,
        version=article.version,
        sections=len(article.sections),
        chunks=chunks,
        added=added or datetime.now(UTC).isoformat(timespec="seconds"),
        metadata=article.metadata,
        origin=article.origin,
    )


def head_metadata(head: Head) -> dict[str, Any]:
    """A flat row: Chroma takes no None and no nested values. What is not known is "", as Chroma keeps the
    older row's value of a name that the new row lacks."""
    known = {name: storable(value or "") for name, value in asdict(head.metadata).items()}
    origin = json.dumps(asdict(head.origin)) if head.origin else ""
    return {
        "article_id": head.id,
        "title": storable(head.title),
        "source": storable(head.source),
        "version": head.version,
        "sections": head.sections,
        "chunks": head.chunks,
        "added": head.added,
        "origin": origin,
        **known,
    }


def head_from(row: dict[str, Any]) -> Head:
    """The head that `head_metadata` wrote."""
    metadata = ArticleMetadata(**{name: row.get(name) or None for name in ArticleMetadata.__slots__})
    origin = Origin(**json.loads(row["origin"])) if row.get("origin") else None
    names = ("title", "source", "version", "sections", "chunks", "added")
    return Head(id=row["article_id"], metadata=metadata, origin=origin, **{name: row[name] for name in names})


def chunk_metadata(chunk: Chunk, position: int) -> dict[str, Any]:
    """A chunk's row beside its text: two values to filter by, the rest as one JSON string."""
    place = [position, chunk.start, chunk.end, list(chunk.section_path), chunk.context, chunk.language]
    return {
        "article_id": chunk.article_id,
        "version": chunk.version,
        "place": storable(json.dumps(place, ensure_ascii=False, separators=(",", ":"))),
    }


def chunk_from(chunk_id: str, row: dict[str, Any], text: str) -> tuple[int, Chunk]:
    """The position in its article, and the chunk."""
    position, start, end, path, context, *language = json.loads(row["place"])  # older rows have no language
    chunk = Chunk(
        chunk_id, row["article_id"], row["version"], tuple(path), start, end, text, context, *language
    )
    return position, chunk


def body(article: Article) -> str:
    """A whole article as one string: JSON, compressed, as text."""
    fields = {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "text": article.text,
        "blocks": [[block.kind, block.start, block.end, block.page] for block in article.blocks],
        "sections": [[s.heading, s.level, list(s.path), s.anchor, s.start, s.end] for s in article.sections],
        "inlines": [[one.kind, one.start, one.end, one.url] for one in article.inlines],
        "metadata": asdict(article.metadata),
        "version": article.version,
    }
    packed = zlib.compress(json.dumps(fields, separators=(",", ":")).encode("ascii"), 6)
    return base64.b85encode(packed).decode("ascii")


def article_from(text: str) -> Article:
    """The article that `body` wrote."""
    fields = json.loads(zlib.decompress(base64.b85decode(text)))
    fields["blocks"] = tuple(Block(*block) for block in fields["blocks"])
    fields["sections"] = tuple(
        Section(heading, level, tuple(path), anchor, start, end)
        for heading, level, path, anchor, start, end in fields["sections"]
    )
    fields["inlines"] = tuple(Inline(*inline) for inline in fields.get("inlines", ()))
    fields["metadata"] = ArticleMetadata(**fields["metadata"])
    return Article(**fields)


def point_of(row_id: str) -> Sequence[float]:
    """A place for a row that is never searched by nearness: Chroma wants a vector for each, and many rows
    at one place make its graph slow."""
    digest = hashlib.blake2b(row_id.encode("utf-8", "replace"), digest_size=8).digest()
    return [int.from_bytes(digest[:4], "little") / 2**32, int.from_bytes(digest[4:], "little") / 2**32]


def storable(text: str) -> str:
    """`text` with each lone surrogate replaced by `?`, as UTF-8 has no form for it; offsets stay."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
