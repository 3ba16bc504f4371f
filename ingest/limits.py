"""How much of a source is read before it is refused.

Knows figures only; each reader enforces those that concern it.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one source; going beyond one is a `SourceError`, never a cut article."""

    max_bytes: int = 20_000_000
    """Bytes of a file, of a download after decompression, or of what an archive unpacks to."""
    max_blocks: int = 100_000
    """Headings, paragraphs, items and rows of one article."""
    max_pages: int = 2_000
    """Pages of a paged document."""
    max_files: int = 10_000
    """Files that are taken from one folder."""
    fetch_seconds: float = 30.0
    """Time for one web address, redirects included."""
    max_redirects: int = 5
    allow_private_addresses: bool = False
    """Whether web addresses may lead to this machine or its local network."""
    worker_seconds: float = 60.0
    """Processor time of the process that reads one PDF, Word file or e-book."""
    worker_bytes: int = 1_500_000_000
    """Memory of that process."""
