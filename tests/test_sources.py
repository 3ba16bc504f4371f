"""Files, folders and pasted text: what is read, as what, and under which name."""

from __future__ import annotations

import codecs
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import Article, Limits, Skipped, SourceError, article_id_for, expand, read, read_text
from ingest.content_type import binary_kind, decode, text_type

PARAGRAPH = "The tide mill at Skarrow grinds barley twice a day, whenever the pond behind the dam is full."
GERMAN = (
    "Die Mühle läuft über Nacht, weil größere Ströme dann günstiger fließen, sagt der Müller Jürgen Späth."
)
RUSSIAN = "Мельница стоит у самой реки, и каждое утро мельник открывает шлюз, чтобы вода пошла на колесо."
JAPANESE = "水車小屋は川のそばにあります。粉屋は毎朝早く起きて水門を開け、夕方まで麦をひき続けます。"


def sound(article: Article) -> Article:
    """`article`, after a check of what holds for every article."""
    previous = 0
    for block in article.blocks:
        assert previous <= block.start < block.end <= len(article.text)
        previous = block.end
    assert article.sections
    assert article.sections[0].level == 1
    for section in article.sections:
        assert section.heading in article.text[section.start : section.end]
    for block in article.blocks:
        if block.kind != "contents":
            assert article.section_at(block.start) is not None
    return article


def test_a_file_is_known_by_its_resolved_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mill.txt"
    path.write_text(PARAGRAPH)
    (tmp_path / "link.txt").symlink_to(path)
    monkeypatch.chdir(tmp_path)
    for source in ("mill.txt", "./mill.txt", str(path), "link.txt"):
        article = sound(read(source))
        assert article.source == str(path)
        assert article.id == article_id_for(str(path))
        assert PARAGRAPH in article.text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", GERMAN + RUSSIAN + JAPANESE),
        ("utf-8-sig", GERMAN),
        ("utf-16", GERMAN),
        ("utf-16-le", GERMAN),
        ("utf-16-be", GERMAN),
        ("utf-32", GERMAN),
        ("cp1252", GERMAN),
        ("cp1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("shift_jis", JAPANESE),
        ("euc_jp", JAPANESE),
        ("gb18030", "磨坊就在河边。磨坊主每天清晨打开水闸,让水流过轮子,一直磨到傍晚才停下来休息。"),
    ],
)
def test_a_text_is_read_whatever_its_encoding(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "mill.txt"
    path.write_bytes((text + "\n\n" + text).encode(encoding))
    assert text in read(str(path)).text


def test_a_broken_character_does_not_turn_a_utf8_text_into_another_encoding() -> None:
    assert (decode(GERMAN.encode() * 5 + b"\xc3") or "").startswith(GERMAN)


def test_what_a_page_declares_decides_where_utf8_is_not_valid() -> None:
    page = f'<html><head><meta charset="koi8-r"></head><body>{RUSSIAN}</body></html>'.encode("koi8-r")
    assert RUSSIAN in (decode(page) or "")
    assert RUSSIAN in (decode(RUSSIAN.encode("iso8859-5"), "iso-8859-5") or "")
    assert GERMAN in (decode(GERMAN.encode("latin-1"), "no-such-charset") or "")


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("<!DOCTYPE html><html><body><p>x</p></body></html>", "page.txt", "html"),
        ("\n <!-- saved --><html lang=de><p>x", "", "html"),
        ("<article><h1>x</h1><p>y</p></article>", "page.md", "html"),
        ("# Title\n\nText", "notes.txt", "markdown"),
        ("Title\n=====\n\nText", "notes", "markdown"),
        ("See [the mill](https://example.org/mill).", "", "markdown"),
        ("---\ntitle: Mill\n---\nText", "", "markdown"),
        ("Title\n\nPlain text, 2 < 3 and a <b> in words.", "page.html", "text"),
        ("Just **one** bold word", "notes.md", "markdown"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "table.txt", "text"),
        ("#hashtag is no heading", "", "text"),
    ],
)
def test_the_type_is_told_from_the_content(text: str, name: str, expected: str) -> None:
    assert text_type(text, name) == expected


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_are_not(data: bytes) -> None:
    text = decode(data)
    assert text is None or "\x00" not in text
    binary_kind(data)
    text_type(text or "", "x.html")


def test_a_folder_is_walked_in_order_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.txt", "a/deep/y.html", ".hidden/x.txt", ".git/config", ".secret"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n\n{PARAGRAPH}")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n0000")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "data.json").write_text("{}")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    found = list(expand(str(tmp_path), Limits(max_bytes=1000)))
    assert [Path(item).relative_to(tmp_path).as_posix() for item in found if isinstance(item, str)] == [
        "a/deep/y.html", "a/z.txt", "b.md",
    ]  # fmt: skip
    reasons = {Path(item.source).name: item.reason for item in found if isinstance(item, Skipped)}
    assert set(reasons) == {"picture.txt", "empty.txt", "data.json", "gone.txt"}
    assert "image" in reasons["picture.txt"]
    assert reasons["empty.txt"] == "empty"
    assert "nowhere" in reasons["gone.txt"]


def test_links_that_run_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "mill.txt").write_text(PARAGRAPH)
    (tmp_path / "inner" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "twice.txt").symlink_to(tmp_path / "inner" / "mill.txt")
    assert len([item for item in expand(str(tmp_path)) if isinstance(item, str)]) == 1


def test_an_address_stands_for_itself() -> None:
    assert list(expand("https://example.org/mill?a=1")) == ["https://example.org/mill?a=1"]


def test_a_pasted_text_is_named_after_its_title() -> None:
    named = sound(read_text(PARAGRAPH, "The  mill"))
    assert (named.source, named.title) == ("pasted:The mill", "The mill")
    assert named.id == article_id_for("pasted:The mill")
    unnamed = sound(read_text(f"# Tide mills\n\n{PARAGRAPH}"))
    assert (unnamed.source, unnamed.title) == ("pasted:Tide mills", "Tide mills")
    page = sound(read_text(f"<html><title>Mills</title><body><h1>Mills</h1><p>{PARAGRAPH}</p></body></html>"))
    assert (page.title, page.source) == ("Mills", "pasted:Mills")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_an_article_or_a_clear_error(text: str) -> None:
    try:
        sound(read_text(text, "Pasted"))
    except SourceError as exc:
        assert "\n" not in str(exc)


def test_the_version_tells_a_changed_text_from_an_unchanged_one(tmp_path: Path) -> None:
    path = tmp_path / "mill.md"
    path.write_text(f"# Mill\n\n{PARAGRAPH}")
    first = read(str(path))
    path.write_bytes(codecs.BOM_UTF8 + f"# Mill\r\n\r\n{PARAGRAPH}".encode())
    assert read(str(path)).version == first.version
    path.write_text(f"# Mill\n\n{PARAGRAPH} It stopped in 1931.")
    assert read(str(path)).version != first.version


def test_importing_the_package_is_cheap() -> None:
    program = (
        "import time; t = time.process_time(); import ingest; d = time.process_time() - t; import sys;"
        "print(d, *sorted(m for m in sys.modules if m.startswith(('lxml', 'trafilatura', 'ingest.'))))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    seconds, *loaded = done.stdout.split()
    assert float(seconds) < 0.05
    assert loaded == ["ingest.lazy_names"]
