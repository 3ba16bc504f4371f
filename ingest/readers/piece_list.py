"""Gathers the pieces of a document: what every reader of a mark-up language or office file writes the same
way.

Knows the marks of canonical Markdown (`ingest.document.Piece`); nothing of any format that is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.article import BlockKind
from ingest.document import Piece
from ingest.inline import Styled, joined, shifted, substituted, trimmed

__all__ = ["Cell", "PieceList", "filled"]

_BAR = re.compile(r"\|")
_SPACES = re.compile(r"\s+")
_DEEPEST = 4
_MOST_COLUMNS = 500
_MOST_REPEATED = 1_000_000
"""Characters of one table that may be repeated."""
_RULE = Styled("---")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, and how many rows and columns it covers."""

    words: Styled
    down: int = 1
    across: int = 1


def filled(rows: Sequence[Sequence[Cell]]) -> list[list[Styled]]:
    """The rows with a cell for each column: one that covers several rows stands in each of them, of one that
    covers several columns the others are empty."""
    made: list[list[Styled]] = []
    above: dict[int, tuple[Styled, int]] = {}  # by column: the words, and for how many rows more
    repeated = 0
    for row in rows:
        shown: list[Styled] = []
        still = dict(above)
        above = {}
        waiting = list(reversed(row))
        while waiting or any(at >= len(shown) for at in still):
            at = len(shown)
            if at in still:
                words, more = still.pop(at)
                repeated += len(words.text)
                if more > 1:
                    above[at] = (words, more - 1)
                shown.append(words if repeated <= _MOST_REPEATED else Styled(""))
                continue
            cell = waiting.pop() if waiting else Cell(Styled(""))
            for place in range(max(1, min(cell.across, _MOST_COLUMNS))):
                words = cell.words if not place else Styled("")
                if cell.down > 1:
                    above[at + place] = (words, cell.down - 1)
                    still.pop(at + place, None)
                shown.append(words)
            if len(shown) > _MOST_COLUMNS:
                break
        made.append(shown)
    return made


class PieceList:
    """Pieces in reading order; words without any letter or digit make none."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []

    def heading(self, words: Styled | str, level: int, anchor: str | None = None) -> None:
        """A heading of that level, 1 to 6."""
        self._add("heading", "", _line(words), min(6, max(1, level)), anchor)

    def paragraph(self, words: Styled | str) -> None:
        self._add("paragraph", "", _line(words))

    def item(self, words: Styled | str, depth: int = 0, number: int | str | None = None) -> None:
        """An item of a list, `depth` lists deep; `number` is as shown, without its full stop."""
        mark = "- " if number is None else f"{number}. "
        self._add("list_item", mark, _line(words), min(_DEEPEST, max(0, depth)))

    def quote(self, paragraphs: Sequence[Styled | str]) -> None:
        """A quotation of several paragraphs."""
        told = [line for line in map(_line, paragraphs) if line.text]
        if told:
            self._add("quote", "> ", joined(told, "\n>\n> "))

    def code(self, text: str, language: str = "") -> None:
        """Program text, with its lines as they are."""
        lines = [line.rstrip() for line in text.expandtabs(4).strip("\n").split("\n")]
        if not any(lines):
            return
        fence = "```"
        while any(line.startswith(fence) for line in lines):
            fence += "`"
        shown = language if re.fullmatch(r"[\w+#.-]{1,30}", language) else ""
        self.pieces.append(Piece("code", "\n".join([fence + shown, *lines, fence])))

    def table(self, rows: Sequence[Sequence[Styled | str]]) -> None:
        """A table whose first row names the columns; rows and columns without words are left out."""
        cells = [[substituted(_line(cell), _BAR, r"\\|") for cell in row] for row in rows]
        cells = [row for row in cells if any(cell.text for cell in row)]
        width = max((len(row) for row in cells), default=0)
        used = [at for at in range(width) if any(at < len(row) and row[at].text for row in cells)]
        shown = [[row[at] if at < len(row) else Styled("") for at in used] for row in cells]
        for at, row in enumerate(shown):
            self._row(row)
            if not at:
                self._row([_RULE] * len(used))
                self.pieces[-1] = replace(self.pieces[-1], markup=True)

    def _row(self, cells: Sequence[Styled]) -> None:
        bar = Styled("|")
        line = joined((bar, joined(cells, " | "), bar), " ")
        self.pieces.append(Piece("table_row", line.text, inlines=line.inlines))

    def _add(
        self, kind: BlockKind, mark: str, words: Styled, level: int = 0, anchor: str | None = None
    ) -> None:
        if words.text:
            inlines = shifted(words.inlines, len(mark))
            self.pieces.append(Piece(kind, mark + words.text, level=level, anchor=anchor, inlines=inlines))


def _line(words: Styled | str) -> Styled:
    styled = Styled(words) if isinstance(words, str) else words
    return trimmed(substituted(styled, _SPACES, " "))
