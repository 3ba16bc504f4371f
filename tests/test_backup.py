"""Backups: what comes back is what was there, and a file that is not whole changes nothing."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_conversations import answer

from bot import ArticleBot
from bot.backup.file_format import BackupError, write_lines
from bot.backup.joining import Merged
from bot.conversations.store import Conversations
from bot.goldens.file import GOLDENS, Golden, append_golden, read_goldens
from bot.json_form import to_plain
from ingest import Article, read_text
from ingest.article import ArticleMetadata, Origin
from vectorstore import HashingEmbedder

FERRY = "# Ferry\n\n## Fares\n\nA *bicycle* pays [two crowns](https://ferry.example/).\n\n- Dogs: one crown\n"
MILL = "# Mill\n\nThe mill grinds barley.\n\n| Grain | Price |\n|---|---|\n| Barley | 3 |\n"


@pytest.fixture
def library(tmp_path: Path) -> Callable[..., ArticleBot]:
    """Opens the library of a name."""
    return lambda name="new": opened(tmp_path / name)


def opened(home: Path) -> ArticleBot:
    """With an embedder that is quick, since only what is stored matters here."""
    return ArticleBot(home, embedder=HashingEmbedder(), reader="off")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleBot]:
    """Two articles, two goldens and two readers' conversations; no test changes them."""
    with opened(tmp_path_factory.mktemp("old")) as bot:
        ferry = replace(
            read_text(FERRY),
            metadata=ArticleMetadata(author="Ida Käse", published="2024-05-01", url="https://ferry.example/"),
            origin=Origin("https://ferry.example/", "W/1", "Wed, 01 May 2024 10:00:00 GMT"),
            version="",
        )
        mill = read_text(MILL.replace("barley.", "barley 水車 \ud800."))
        for article in (ferry, mill):
            bot.restore(article)
        path = bot.settings.home / GOLDENS
        path.write_text("# kept by hand\n- question: How long is the pier?\n  refuse: true\n")
        append_golden(path, Golden("What does a bicycle pay?", article="Ferry", quote="two crowns"))
        kept = Conversations(bot.settings.home)
        talk = kept.append("anna", None, "Fares?", answer("Two. [1]"))
        kept.append("anna", talk, "And dogs?", None, "the model is gone")
        kept.judge("anna", talk, 0, "bad", "wrong ferry")
        kept.mark_tested("anna", talk, 0)
        kept.append("ben", None, "Barley?", answer())
        kept.remove("ben", kept.append("ben", None, "A secret?", answer()))
        yield bot


@pytest.fixture(scope="module")
def backup(old: ArticleBot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("backup") / "backup.gz"
    report = old.export_to(path)
    assert (report.articles, report.goldens, report.conversations) == (2, 2, 2)
    assert report.bytes == path.stat().st_size
    return path


@pytest.fixture
def full(backup: Path, tmp_path: Path) -> Path:
    """A backup that a test may break."""
    return Path(shutil.copy(backup, tmp_path / "backup.gz"))


@pytest.fixture(scope="module")
def careful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleBot]:
    """A library that refuses every broken backup, and so stays as it is."""
    with opened(tmp_path_factory.mktemp("careful")) as bot:
        bot.restore(read_text("# Lamp\n\nThe lamp was lit.\n"))
        yield bot


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def packed(path: Path, *entries: dict[str, Any]) -> Path:
    with path.open("wb") as file:
        write_lines(file, entries)
    return path


def contents(bot: ArticleBot) -> object:
    home = bot.settings.home
    goldens = (home / GOLDENS).read_text() if (home / GOLDENS).exists() else None
    kept = Conversations(home)
    talks = {
        name: [(one, kept.exchanges(name, one.id)) for one in kept.summaries(name)]
        for name in ("anna", "ben")
    }
    return [(one, bot.article(one.id)) for one in bot.articles()], goldens, talks


def test_an_empty_library_becomes_the_old_one(
    full: Path, old: ArticleBot, library: Callable[..., ArticleBot], tmp_path: Path
) -> None:
    with library() as bot:
        report = bot.import_from(full)
        assert [outcome.status for outcome in report.articles] == ["added", "added"]
        assert report.goldens == report.conversations == Merged(added=2)
        assert contents(bot) == contents(old)
        assert [found.chunk for found in bot.search("bicycle")] == [
            found.chunk for found in old.search("bicycle")
        ]
        again = bot.import_from(full)
        assert {outcome.status for outcome in again.articles} == {"unchanged"}
        assert again.goldens == again.conversations == Merged(unchanged=2)
        assert contents(bot) == contents(old)
        assert bot.export_to(tmp_path / "second.gz").articles == 2
    assert lines_of(tmp_path / "second.gz")[1:-1] == lines_of(full)[1:-1]


def test_the_file_is_read_without_this_program(backup: Path, old: ArticleBot) -> None:
    text = gzip.decompress(backup.read_bytes())
    body, last = text[: text.rindex(b"\n", 0, -1) + 1], json.loads(text.splitlines()[-1])
    assert last["end"] == {
        "articles": 2, "goldens": 1, "conversations": 2, "sha256": hashlib.sha256(body).hexdigest()
    }  # fmt: skip
    first, *entries = [json.loads(line) for line in body.splitlines()]
    assert first["backup"]["format"] == 1
    ferry = next(one["article"] for one in entries if one.get("article", {}).get("title") == "Ferry")
    assert ferry == to_plain(old.article(ferry["id"]))
    assert "Ida Käse".encode() in body
    assert b"A secret?" not in body
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_conversations_can_be_left_out(old: ArticleBot, tmp_path: Path) -> None:
    assert old.export_to(tmp_path / "shared.gz", conversations=False).conversations == 0
    assert b"anna" not in gzip.decompress((tmp_path / "shared.gz").read_bytes())


def test_the_later_version_of_an_article_stays(
    full: Path, library: Callable[..., ArticleBot], tmp_path: Path
) -> None:
    entries = lines_of(full)[1:-1]
    older, newer = (
        [{**one, "added": added} if "article" in one else one for one in entries]
        for added in ("2001-01-01T00:00:00+00:00", "2099-01-01T00:00:00+00:00")
    )
    with library() as bot:
        changed = read_text(FERRY.replace("two crowns", "nine crowns"))
        bot.restore(changed)
        report = bot.import_from(packed(tmp_path / "older.gz", *older))
        told = {outcome.title: outcome for outcome in report.articles}
        assert (told["Ferry"].status, told["Mill"].status) == ("skipped", "added")
        assert "later version" in (told["Ferry"].reason or "")
        assert bot.article(changed.id).text == changed.text
        assert {one.added for one in bot.articles() if one.title == "Mill"} == {"2001-01-01T00:00:00+00:00"}
        report = bot.import_from(packed(tmp_path / "newer.gz", *newer))
        assert {one.title: one.status for one in report.articles} == {"Ferry": "updated", "Mill": "unchanged"}
        assert "two crowns" in bot.article(changed.id).text
        assert not any("nine" in found.chunk.text for found in bot.search("nine crowns", limit=9))


def test_goldens_are_joined_and_the_file_here_stays(full: Path, library: Callable[..., ArticleBot]) -> None:
    with library() as bot:
        path = bot.settings.home / GOLDENS
        bot.articles()
        path.write_text("# mine\n- question: How long is the pier?\n  answer: two miles\n")
        assert bot.import_from(full).goldens == Merged(added=1, kept=1)
        assert path.read_text().startswith("# mine\n- question: How long is the pier?\n  answer: two miles\n")
        assert [one.question for one in read_goldens(path).goldens][1:] == ["What does a bicycle pay?"]


def test_goldens_that_cannot_be_joined_stop_the_import(
    full: Path, library: Callable[..., ArticleBot]
) -> None:
    with library() as bot:
        assert bot.articles() == []
        (bot.settings.home / GOLDENS).write_text("- question: [")
        before = contents(bot)
        with pytest.raises(BackupError, match=r"cannot be joined.*move that file away"):
            bot.import_from(full)
        assert contents(bot) == before


def test_broken_goldens_are_backed_up_all_the_same(
    library: Callable[..., ArticleBot], tmp_path: Path
) -> None:
    with library("old") as bot:
        assert bot.articles() == []
        (bot.settings.home / GOLDENS).write_text("- question: [")
        assert bot.export_to(tmp_path / "x.gz").goldens == 0
    with library() as bot:
        bot.import_from(tmp_path / "x.gz")
        assert (bot.settings.home / GOLDENS).read_text() == "- question: ["


def test_the_later_state_of_a_conversation_stays_and_nobody_gets_anothers(
    full: Path, library: Callable[..., ArticleBot], tmp_path: Path
) -> None:
    with library() as bot:
        bot.import_from(full)
        kept = Conversations(bot.settings.home)
        (annas,) = kept.summaries("anna")
        kept.append("anna", annas.id, "Later?", answer())
        assert bot.import_from(full).conversations == Merged(unchanged=1, kept=1)
        assert len(kept.exchanges("anna", annas.id)) == 3
        bot.export_to(tmp_path / "later.gz")
        entries = lines_of(full)[1:-1]
        for entry in entries:
            if "conversation" in entry:
                entry["conversation"].update(reader="eve", changed="2099-01-01T00:00:00+00:00")
        assert bot.import_from(packed(tmp_path / "stolen.gz", *entries)).conversations == Merged(kept=2)
        assert kept.summaries("eve") == []
    with library("third") as bot:
        bot.import_from(full)
        assert bot.import_from(tmp_path / "later.gz").conversations == Merged(updated=1, unchanged=1)
        assert len(Conversations(bot.settings.home).exchanges("anna", annas.id)) == 3
        assert [one.id for one in Conversations(bot.settings.home).summaries("anna", "later")] == [annas.id]


def repacked(path: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    text = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(b"".join(change(text.splitlines(keepends=True)))))


def rewritten(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], object]:
    """A backup with a right checksum, in which `change` was done to the article on the ferry."""

    def do(path: Path) -> None:
        entries = lines_of(path)[1:-1]
        change(next(one["article"] for one in entries if one.get("article", {}).get("title") == "Ferry"))
        packed(path, *entries)

    return do


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut": (lambda p: p.write_bytes(p.read_bytes()[:-400]), "cut short"),
    "cut in its checksum": (lambda p: p.write_bytes(p.read_bytes()[:-3]), "cut short"),
    "without its last line": (lambda p: repacked(p, lambda lines: lines[:-1]), "cut short"),
    "without the end of its last line": (
        lambda p: repacked(p, lambda lines: [*lines[:-1], lines[-1].rstrip()]),
        "cut short",
    ),
    "one letter changed": (
        lambda p: repacked(p, lambda lines: [line.replace(b"bicycle", b"bicycly") for line in lines]),
        "checksum",
    ),
    "an article taken out": (lambda p: repacked(p, lambda lines: [lines[0], *lines[2:]]), "checksum"),
    "two backups in one": (lambda p: p.write_bytes(p.read_bytes() * 2), "has lines after its end"),
    "damaged in the middle": (
        lambda p: p.write_bytes(p.read_bytes()[:300] + bytes(40) + p.read_bytes()[340:]),
        "altered or damaged|cut short",
    ),
    "no gzip": (lambda p: p.write_bytes(gzip.decompress(p.read_bytes())), "is not a gzip file"),
    "empty": (lambda p: p.write_bytes(b""), "cut short"),
    "another gzip file": (lambda p: p.write_bytes(gzip.compress(b"The mill.\n")), "is not a backup"),
    "another JSON file": (lambda p: p.write_bytes(gzip.compress(b'{"backup": 1}\n')), "is not a backup"),
    "JSON too deep": (
        lambda p: repacked(p, lambda lines: [lines[0], b"[" * 200_000 + b"\n", *lines[1:]]),
        "altered",
    ),
    "a newer format": (
        lambda p: repacked(p, lambda lines: [b'{"backup":{"format":2,"by":"articlebot 9"}}\n', *lines[1:]]),
        "backup format 2 .*articlebot 9.*import it with",
    ),
    "an unknown entry": (
        lambda p: repacked(p, lambda lines: [lines[0], b'{"user":{}}\n', *lines[1:]]),
        "unknown kind",
    ),
    "an article twice": (lambda p: packed(p, *lines_of(p)[1:-1], lines_of(p)[1]), "in it twice"),
    "a field of the wrong type": (rewritten(lambda a: a.update(title=3)), r"article\.title is not text"),
    "a field of the future": (rewritten(lambda a: a.update(colour="red")), "unknown field 'colour'"),
    "a field missing": (rewritten(lambda a: a.pop("text")), "no 'text'"),
    "a block beyond the text": (rewritten(lambda a: a["blocks"][-1].update(end=999)), "block 4 is not where"),
    "blocks that overlap": (rewritten(lambda a: a["blocks"][1].update(start=0)), "block 2 is not where"),
    "a block of another kind": (rewritten(lambda a: a["blocks"][0].update(kind="x")), "kind is none of"),
    "a section elsewhere": (rewritten(lambda a: a["sections"][1].update(start=0)), "section 2 is not where"),
    "a heading that is not there": (
        rewritten(lambda a: a["sections"][1].update(heading="Prices", path=["Prices"])),
        "does not begin with its heading",
    ),
    "a heading of no level": (rewritten(lambda a: a["sections"][1].update(level=10**30)), "its heading"),
    "a block in no section": (rewritten(lambda a: a["sections"].pop()), "is in no section"),
    "a link in no block": (rewritten(lambda a: a["inlines"][0].update(end=200)), "is in no block"),
    "a link to a script": (
        rewritten(lambda a: a["inlines"][-1].update(url="javascript:alert(1)")),
        "no web address",
    ),
    "an id that leads out": (rewritten(lambda a: a.update(id="../..")), "its id is not"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is_not_whole_is_one_clear_line_and_changes_nothing(
    kind: str, full: Path, careful: ArticleBot
) -> None:
    change, expected = BROKEN[kind]
    change(full)
    before = contents(careful)
    with pytest.raises(BackupError, match=expected) as caught:
        careful.import_from(full)
    assert contents(careful) == before
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(str(full))
    assert ";" in str(caught.value)


def test_no_other_file_is_overwritten_and_a_failed_export_leaves_the_old_backup(
    full: Path, old: ArticleBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("mine")
    before, files = full.read_bytes(), sorted(tmp_path.iterdir())
    nowhere = tmp_path / "no" / "x"
    for path, expected in (
        (notes, "is not a backup"),
        (tmp_path, "is a folder"),
        (nowhere, "cannot be written"),
    ):
        with pytest.raises(BackupError, match=expected):
            old.export_to(path)

    def broken(article_id: str) -> Article:
        raise BackupError(f"the disk is full at {article_id}")

    monkeypatch.setattr(old, "article", broken)
    with pytest.raises(BackupError, match="full"):
        old.export_to(full)
    assert (notes.read_text(), full.read_bytes()) == ("mine", before)
    assert sorted(tmp_path.iterdir()) == files


def test_articles_are_stored_while_later_ones_are_unread(
    library: Callable[..., ArticleBot], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.store.writer.WINDOW", 2)
    with library() as bot:
        bot.add_text(MILL)
        for number in range(4):
            bot.restore(read_text(f"# Boat {number}\n\nBoat {number} is {number} metres long.\n"))
        bot.export_to(tmp_path / "x.gz")
    with library("second") as bot:
        seen: list[tuple[int, int]] = []
        bot.import_from(
            tmp_path / "x.gz", progress=lambda step: seen.append((step.position, len(bot.articles())))
        )
        assert [stored for _, stored in seen] == sorted(stored for _, stored in seen)
        assert all(position - stored < 4 for position, stored in seen)
        assert seen[-1] == (5, 5)


def test_a_large_line_is_refused_before_it_is_held(
    full: Path, careful: ArticleBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.backup.file_format._LONGEST", 300)
    with pytest.raises(BackupError, match="longer than"):
        careful.import_from(full)


@pytest.mark.slow
def test_on_the_command_line(articlebot, full: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = articlebot("import", str(full)).stdout.splitlines()
    assert told == ["articles       2 added", "goldens        2 added", "conversations  2 added"]
    failed = articlebot("import", str(tmp_path / "none.gz"))
    assert failed.exit_code == 1
    *_, last = failed.stderr.splitlines()
    assert last.startswith(f"error: {tmp_path / 'none.gz'}: cannot be read")
    assert articlebot("export", "-", "--json").exit_code == 2


@pytest.mark.slow
def test_on_the_command_line_in_other_forms(  # type: ignore[no-untyped-def]
    articlebot, full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    report = json.loads(articlebot("import", str(full), "--json").stdout)
    assert [one["status"] for one in report["articles"]] == ["added", "added"]
    assert report["goldens"] == {"added": 2, "updated": 0, "unchanged": 0, "kept": 0}
    said = articlebot("export", str(tmp_path / "mine.gz"))
    assert said.stdout.startswith("exported  2 articles, 2 goldens, 2 conversations (")
    report = json.loads(articlebot("export", "mine.gz", "--no-conversations", "--json").stdout)
    assert (report["articles"], report["conversations"]) == (2, 0)
    piped = articlebot("export", "-")
    assert gzip.decompress(piped.stdout_bytes).startswith(b'{"backup"')
    assert "exported  2 articles" in piped.stderr


def test_through_pipes(old: ArticleBot, careful: ArticleBot, library: Callable[..., ArticleBot]) -> None:
    packed_file = io.BytesIO()
    report = old.export_to(packed_file)
    assert (report.path, report.bytes) == (None, len(packed_file.getvalue()))
    packed_file.seek(0)
    with library() as bot:
        assert len(bot.import_from(packed_file).articles) == 2
    with pytest.raises(BackupError, match="standard input: it is not a gzip"):
        careful.import_from(io.BytesIO(b"nothing of the kind"))
