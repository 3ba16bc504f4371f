"""An answer being written: its statements, their citations, and the Markdown that shows them.

Formats quotes, rows, items and headings; the answer forms decide which of them to add.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.answer import Statement
from bot.answering.answer_spans import answer_span
from bot.answering.candidates import Candidate, cells, table_header
from bot.citations import CitationList, marker
from bot.question.question import Question
from ingest.article import Article, Section

__all__ = ["AnswerDraft"]


@dataclass
class AnswerDraft:
    """An answer made of quotes, block by block."""

    citations: CitationList = field(default_factory=CitationList)
    statements: list[Statement] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)

    def text(self) -> str:
        return "\n\n".join(self.blocks)

    def add_heading(self, words: str) -> None:
        self.blocks.append(f"**{words}**")

    def add_note(self, words: str) -> None:
        """Words of the program's own, which nothing supports: what the articles do not say."""
        self.blocks.append(words)

    def add_line(self, words: str) -> None:
        """An item of the program's own words: an article of the library."""
        if self.blocks and self.blocks[-1].startswith("- "):
            self.blocks[-1] += f"\n- {words}"
        else:
            self.blocks.append(f"- {words}")

    def add_section_headings(self, article: Article) -> None:
        """The article's headings as items, each cited where it stands."""
        lines = []
        for section in article.sections:
            place = article.text.find(section.heading, section.start, section.end)
            if place < 0 or not section.heading.strip():
                continue
            made = self.citations.add(article, place, place + len(section.heading))
            self.statements.append(Statement(made.quote, (made.number,), "verbatim"))
            lines.append(f"{'  ' * max(0, section.level - 2)}- {made.quote} {marker(made.number)}")
        if lines:
            self.blocks.append("\n".join(lines))

    def add_detail(self, name: str, value: str, article: Article, place: int) -> None:
        """A detail of an article ("Author: Ida Lund"), cited where it stands in the text; uncited for -1."""
        line = f"- {name}: {value}"
        if place >= 0:
            made = self.citations.add(article, place, place + len(value))
            self.statements.append(Statement(made.quote, (made.number,), "verbatim"))
            line += f" {marker(made.number)}"
        if self.blocks and self.blocks[-1].startswith("- "):
            self.blocks[-1] += f"\n{line}"
        else:
            self.blocks.append(line)

    def add_each(self, candidates: Iterable[Candidate], asked: Question | None) -> None:
        """Each candidate as a paragraph of its own."""
        for candidate in candidates:
            self.blocks.append(self._write(candidate, asked))

    def add_paragraph(self, candidates: Iterable[Candidate], asked: Question | None) -> None:
        """The candidates one after the other."""
        written = [self._write(candidate, asked) for candidate in candidates]
        if written:
            self.blocks.append(" ".join(written))

    def add_in_reading_order(self, candidates: Iterable[Candidate], asked: Question | None) -> None:
        """The candidates as they stand in the article: its paragraphs, and its items as a list."""
        before: Candidate | None = None
        for candidate in candidates:
            written = self._write(candidate, asked)
            item = candidate.kind in ("list_item", "table_row")
            if item:
                written = f"- {written}"
            joins = before is not None and (
                (item and before.kind == candidate.kind)
                or (not item and candidate.kind != "code" and candidate.block.start == before.block.start)
            )
            if joins and before and before.article.id == candidate.article.id:
                self.blocks[-1] += f"{chr(10) if item else ' '}{written}"
            else:
                self.blocks.append(written)
            before = candidate

    def add_items(self, candidates: Iterable[Candidate], asked: Question | None) -> None:
        """The candidates as a list."""
        self.blocks.append("\n".join(f"- {self._write(candidate, asked)}" for candidate in candidates))

    def add_headed(self, candidates: Iterable[Candidate], heading: str | None = None) -> None:
        """The candidates, of one section, after its heading or after `heading`."""
        quoted = list(candidates)
        name = (heading or quoted[0].section.heading).strip(" *#:")
        joined = " ".join(self._write(one, None) for one in quoted)
        self.blocks.append(f"**{name}**:{chr(10) if quoted[0].kind == 'code' else ' '}{joined}")

    def add_heading_alone(self, article: Article, section: Section) -> None:
        """A section's heading as an item of its own, cited where it is in the text."""
        start = article.text.find(section.heading, section.start, section.end)
        made = self.citations.add(article, start, start + len(section.heading))
        self.statements.append(Statement(made.quote, (made.number,), "verbatim"))
        self.blocks.append(f"**{made.quote.strip(' *#:')}** {marker(made.number)}")

    def add_labelled(self, candidates: Iterable[Candidate]) -> None:
        """The candidates as a list, each after its label."""
        self.blocks.append(
            "\n".join(f"- **{one.label.strip(' *#:')}**: {self._write(one, None)}" for one in candidates)
        )

    def add_row(self, row: Candidate, column: int) -> None:
        """A table's row, its cell in `column` first and bold."""
        made = self.citations.add(row.article, row.start, row.end)
        place = _cell_place(row, column)
        self.statements.append(Statement(row.text, (made.number,), "verbatim", place))
        parted, header = cells(row.quote), table_header(row.article, row.start)
        others = [
            f"{header[position]}: {cell}"
            for position, cell in enumerate(parted)
            if cell and position not in (0, column)
        ]
        first = f"{parted[0]} - {header[column]}: **{parted[column]}**" if column else f"**{parted[0]}**"
        self.blocks.append(f"{'; '.join((first, *others))} {marker(made.number)}")

    def add_computed(self, words: str, rows: Iterable[Candidate], note: str) -> None:
        """What the program computed from `rows`, cited to them; `note` says that it is computed."""
        numbers = tuple(self.citations.add(row.article, row.start, row.end).number for row in rows)
        self.statements.append(Statement(words, numbers, "supported"))
        self.blocks.append(f"**{words}** {''.join(map(marker, numbers))} ({note})")

    def _write(self, candidate: Candidate, asked: Question | None) -> str:
        made = self.citations.add(candidate.article, candidate.start, candidate.end)
        text = candidate.text
        span = answer_span(asked, candidate) if asked and asked.kind == "fact" else None
        self.statements.append(Statement(text, (made.number,), "verbatim", span))
        if candidate.kind == "table_row":
            return f"{_row(candidate)} {marker(made.number)}"
        if candidate.kind == "code":
            return f"```\n{text}\n```\n{marker(made.number)}"
        if span and "*" not in text[span[0] : span[1]]:
            text = f"{text[: span[0]]}**{text[span[0] : span[1]]}**{text[span[1] :]}"
        return f"{text} {marker(made.number)}"


def _row(candidate: Candidate) -> str:
    """A row in one line, each cell after the first with its column's name."""
    row, header = cells(candidate.quote), table_header(candidate.article, candidate.start)
    if len(row) <= 2 or len(header) != len(row):
        return candidate.text
    told = [f"{name}: {cell}" for name, cell in zip(header[1:], row[1:], strict=True) if cell]
    return f"{row[0]} - {'; '.join(told)}"


def _cell_place(row: Candidate, column: int) -> tuple[int, int] | None:
    """Where the cell of `column` is in the row's text; None where it is empty."""
    parted = cells(row.quote)
    if not parted[column]:
        return None
    before = [cell for cell in parted[:column] if cell]
    start = row.text.find(parted[column], len("".join(before)))
    return (start, start + len(parted[column])) if start >= 0 else None
