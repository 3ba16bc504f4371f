"""Damaged files given to every reader, and to what else reads files: backups, goldens, settings.

A file may be read, or refused in one line. What is read has to be sound: every offset holds, and it can be
cut into chunks.
"""

# ruff: noqa: E501
from __future__ import annotations

import gzip
import io
import json
import random
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks.faults.backup import articles
from benchmarks.faults.documents import Format, formats, packed
from benchmarks.faults.mutation import mutated, strange_text
from benchmarks.faults.trying import Target, Trouble
from bot import ArticleBot
from bot.backup.file_format import write_lines
from bot.goldens.file import read_goldens
from bot.settings import Settings, load_settings
from ingest import (
    Article,
    ArticleBotError,
    Feed,
    Limits,
    SourceError,
    chunk_article,
    expand,
    open_source,
    read_text,
)
from ingest.document import article_from
from ingest.reading import Raw, document_or_feed
from ingest.soundness import fault_of
from vectorstore import HashingEmbedder

__all__ = ["reader_targets"]

_LIMITS = Limits(max_bytes=2_000_000, max_blocks=20_000, max_files=50, fetch_seconds=2, worker_seconds=10)
_SHARES = {"html": 4.0, "list of addresses": 0.5, "word": 3.0, "book": 3.0, "pdf": 3.0}
"""Of the time, where it is not 2."""
_APART = frozenset({"archive", "list of addresses", "pdf", "word", "book"})
"""Formats that are tried through the process that reads; the others in this one, where no fault is hidden."""


def reader_targets() -> list[Target]:
    """A target for each format, with pasted text, backups, goldens and settings."""
    known = formats()
    files: list[Target] = [_File(name, one, _SHARES.get(name, 2.0)) for name, one in known.items()]
    return [*files, _Paste(known), _Backup(), _Goldens(), _Settings()]


def sound(article: Article) -> None:
    """Raises Trouble where an article that was read cannot be worked with."""
    fault = fault_of(article)
    if fault:
        raise Trouble(f"an article that was read is not sound: {fault.partition('(')[0]}")
    for chunk in chunk_article(article, _token_counts, 256):
        if article.text[chunk.start : chunk.end] != chunk.text:
            raise Trouble("a chunk is not at its offsets")


def one_line(exc: ArticleBotError) -> bool:
    """True; raises Trouble where a refusal is not one line for a person."""
    said = str(exc)
    if "\n" in said or not said.strip():
        raise Trouble(f"a refusal is not one line: {said[:80]!r}")
    return True


def _token_counts(texts: Sequence[str]) -> list[int]:
    return [len(text) // 4 + 1 for text in texts]


class _File:
    """Damaged files of one format, under a name of it or of another."""

    def __init__(self, name: str, format_: Format, share: float) -> None:
        self.name, self.share = name, share
        self._format = format_
        self._folder = tempfile.TemporaryDirectory(prefix="articlebot-fuzz-")
        self._data = b""

    def once(self, draw: random.Random) -> bool:
        files = self._format.files
        original = draw.choice(files)
        if original.startswith(b"PK") and draw.random() < 0.7:
            self._data = _repacked(draw, original, self._format.words)
        else:
            self._data = mutated(draw, original, files, self._format.words)
        suffix = (
            self._format.suffix if draw.random() < 0.9 else draw.choice((".txt", ".md", ".html", "", ".xml"))
        )
        path = Path(self._folder.name, f"file{suffix}")
        path.write_bytes(self._data)
        try:
            for found in expand(str(path), _LIMITS):
                if isinstance(found, str) and not found.startswith("http"):
                    self._read(found)
        except SourceError as exc:
            return one_line(exc)
        return False

    def _read(self, source: str) -> None:
        opened = open_source(source, _LIMITS) if self.name in _APART else self._opened_here(source)
        if isinstance(opened, Article):
            sound(opened)
        if isinstance(opened, Feed):
            for entry in opened.entries[:5]:
                raw = Raw(entry.content.encode("utf-8", "replace"), entry.source, form="fragment")
                with suppress(SourceError):
                    document_or_feed(raw, _LIMITS)

    def _opened_here(self, source: str) -> Article | Feed:
        """What the file holds, read in this process: no fault of a reader is turned into a refusal."""
        path = Path(source)
        try:
            found = document_or_feed(Raw(path.read_bytes(), source, path.name), _LIMITS)
        except RecursionError as exc:
            raise SourceError(source, "it is nested too deeply", "cut it") from exc
        return found if isinstance(found, Feed) else article_from(found, source)

    def given(self) -> str:
        return repr(self._data)

    def close(self) -> None:
        self._folder.cleanup()


def _repacked(draw: random.Random, original: bytes, words: Sequence[bytes]) -> bytes:
    """A whole zip file in which one of the files is damaged."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = draw.choice(list(parts))
    parts[name] = mutated(draw, parts[name], list(parts.values()), words)
    return packed(parts)


class _Paste:
    """Text as it is pasted."""

    name, share = "pasted text", 2.0

    def __init__(self, known: dict[str, Format]) -> None:
        self._texts = [known[name].files[0] for name in ("markdown", "text", "html")]
        self._text = ""

    def once(self, draw: random.Random) -> bool:
        changed = mutated(draw, draw.choice(self._texts), self._texts, ())
        self._text = changed.decode("utf-8", draw.choice(("replace", "surrogateescape")))
        title = draw.choice((None, strange_text(draw)))
        try:
            sound(read_text(self._text, title, _LIMITS))
        except SourceError as exc:
            return one_line(exc)
        return False

    def given(self) -> str:
        return repr(self._text)

    def close(self) -> None:
        pass


class _Backup:
    """Damaged backups, with their checksum made anew in half of the cases."""

    name, share = "backup file", 0.7

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="articlebot-fuzz-")
        self._bot = ArticleBot(Path(self._folder.name, "home"), embedder=HashingEmbedder(), reader="off")
        made = io.BytesIO()
        for article in articles(3, 1):
            self._bot.restore(article)
        (self._bot.settings.home / "goldens.yaml").write_text("- question: When?\n  refuse: true\n", "utf-8")
        self._bot.export_to(made)
        self._whole = made.getvalue()
        self._lines = gzip.decompress(self._whole).splitlines(keepends=True)
        self._data = b""

    def once(self, draw: random.Random) -> bool:
        if draw.random() < 0.3:
            self._data = mutated(draw, self._whole, [self._whole], ())
        elif draw.random() < 0.4:
            self._data = gzip.compress(mutated(draw, b"".join(self._lines), self._lines, ()), 1)
        else:
            made = io.BytesIO()
            entries = [json.loads(line) for line in self._lines[1:-1]]
            _change_value(draw, draw.choice(entries))
            try:
                write_lines(made, entries)
            except (ValueError, RecursionError):  # what was put in is nothing that JSON has
                return False
            self._data = made.getvalue()
        try:
            self._bot.import_from(io.BytesIO(self._data))
        except ArticleBotError as exc:
            return one_line(exc)
        for summary in self._bot.articles():
            if fault_of(self._bot.article(summary.id)):
                raise Trouble("an import stored an article that is not sound")
        return False

    def given(self) -> str:
        return repr(self._data)

    def close(self) -> None:
        self._bot.close()
        self._folder.cleanup()


def _change_value(draw: random.Random, value: object) -> None:
    """Put something else in one place of a JSON value."""
    while isinstance(value, dict | list) and value:
        key = draw.choice(list(value)) if isinstance(value, dict) else draw.randrange(len(value))
        inner = value[key]
        if isinstance(inner, dict | list) and inner and draw.random() < 0.8:
            value = inner
            continue
        wrong = (None, True, -1, 10**30, 1.5, strange_text(draw), [], {}, [inner], {"x": inner})
        value[key] = draw.choice(wrong)
        return


class _Goldens:
    """Damaged goldens files of each form."""

    name, share = "goldens file", 0.4
    _FILES = (
        (".yaml", b"# kept\nthresholds: ['recall@3 >= 0.9']\ngoldens:\n- question: When?\n  quote: in 1874\n  tags: [a, b]\n"),
        (".jsonl", b'{"question": "When?", "quote": "in 1874"}\n{"question": "Who?", "refuse": true}\n'),
        (".json", b'[{"question": "When?", "quote": "in 1874", "within": 3}]'),
    )  # fmt: skip
    _WORDS = (b"&a", b"*a", b"!!python/object:os.system", b"<<: *a", b"? ", b": ", b"- ", b"{", b"[", b"|", b"\t", b"null",
              b"2024-01-01", b"0x1F", b"thresholds: ", b"within: -1", b"refuse: maybe", b"%YAML 9", b"---\n", b"1e999")  # fmt: skip

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="articlebot-fuzz-")
        self._data = b""

    def once(self, draw: random.Random) -> bool:
        suffix, original = draw.choice(self._FILES)
        self._data = mutated(draw, original, [file for _, file in self._FILES], self._WORDS)
        path = Path(self._folder.name, f"goldens{suffix}")
        path.write_bytes(self._data)
        try:
            read_goldens(path)
        except ArticleBotError as exc:
            return one_line(exc)
        return False

    def given(self) -> str:
        return repr(self._data)

    def close(self) -> None:
        self._folder.cleanup()


class _Settings:
    """Settings as somebody could set them."""

    name, share = "settings", 0.2

    def __init__(self) -> None:
        self._given: dict[str, str] = {}

    def once(self, draw: random.Random) -> bool:
        names = draw.sample(sorted(Settings.model_fields), 3)
        self._given = {name: strange_text(draw) for name in names}
        try:
            load_settings(**self._given)
        except ArticleBotError as exc:
            return one_line(exc)
        return False

    def given(self) -> str:
        return repr(self._given)

    def close(self) -> None:
        pass
