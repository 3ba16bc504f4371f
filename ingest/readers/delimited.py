"""A table of delimited values (CSV, TSV) as an article: its rows, the first of them naming the columns."""

from __future__ import annotations

import csv
import io
import sys

from ingest.article import ArticleMetadata
from ingest.document import PackedArticle
from ingest.errors import SourceError
from ingest.limits import Limits
from ingest.readers.piece_list import PieceList
from ingest.text_formats import table_delimiter

__all__ = ["read_delimited"]

_MOST_COLUMNS = 500


def read_delimited(text: str, limits: Limits) -> PackedArticle:
    """No title and no metadata; the rows. Raises `SourceError` for one with too many rows or columns."""
    delimiter = table_delimiter(text, "csv") or ","
    csv.field_size_limit(min(sys.maxsize, limits.max_bytes))
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(row) > _MOST_COLUMNS:
                raise SourceError(
                    "the file", f"it has more than {_MOST_COLUMNS} columns", "keep the columns that matter"
                )
            rows.append(row)
            if len(rows) > limits.max_blocks:
                raise SourceError(
                    "the file",
                    f"it has more than {limits.max_blocks:,} rows",
                    "cut it into several files, or raise the limit (ARTICLEBOT_MAX_BLOCKS)",
                )
    except csv.Error as exc:
        raise SourceError(
            "the file", f"its values cannot be told apart ({exc})", "save it as UTF-8 CSV"
        ) from exc
    made = PieceList()
    lead = [row for row in rows[:5] if any(row)]
    while (
        lead and len([cell for cell in lead[0] if cell.strip()]) == 1 and len(rows) > 2 and len(rows[-2]) > 1
    ):
        made.paragraph(next(cell for cell in lead[0] if cell.strip()))  # a title above the table
        rows = rows[rows.index(lead.pop(0)) + 1 :]
    made.table(rows)
    return None, ArticleMetadata(), made.pieces
