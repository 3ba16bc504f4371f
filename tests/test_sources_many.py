"""Zip archives and lists of addresses: one source that stands for many articles."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from ingest import Limits, Skipped, SourceError, article_id_for, expand, read

WORDS = "The tide mill at Skarrow grinds barley twice a day, whenever the pond is full."


def packed(path: Path, **files: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_an_archive_stands_for_the_articles_in_it(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "mills.zip",
        **{
            "north/skarrow.md": f"# Skarrow\n\n{WORDS}\n",
            "a.txt": WORDS,
            "picture.png": b"\x89PNG\r\n\x1a\n....",
            "empty.txt": "",
            "setup.py": "print('mill')",
            ".hidden.md": WORDS,
            "__MACOSX/a.txt": WORDS,
            "../../outside.md": WORDS,
            "long.txt": WORDS * 2000,
        },
    )
    found = list(expand(str(path), Limits(max_bytes=100_000)))
    assert [one for one in found if isinstance(one, str)] == [f"{path}/a.txt", f"{path}/north/skarrow.md"]
    skipped = {one.source.removeprefix(f"{path}/"): one.reason for one in found if isinstance(one, Skipped)}
    assert set(skipped) == {"picture.png", "empty.txt", "setup.py", "../../outside.md", "long.txt"}
    assert "leads out" in skipped["../../outside.md"]
    article = read(f"{path}/north/skarrow.md")
    assert (article.title, article.source) == ("Skarrow", f"{path}/north/skarrow.md")
    assert article.id == article_id_for(article.source)
    assert WORDS in article.text
    assert list(tmp_path.iterdir()) == [path]


def test_an_archive_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    path = packed(tmp_path / "mills.zip", **{"picture.png": b"\x89PNG\r\n\x1a\n...."})
    with pytest.raises(SourceError, match="none of the 1 files"):
        list(expand(str(path)))
    with pytest.raises(SourceError, match="no such file in the archive"):
        read(f"{path}/gone.md")
    whole = packed(path, **{"a.md": os.urandom(3000).hex(), "b.md": WORDS}).read_bytes()
    path.write_bytes(whole[:-40])
    with pytest.raises(SourceError, match="container is damaged"):
        list(expand(str(path)))
    path.write_bytes(whole[:200] + b"\x00" * 100 + whole[300:])
    found = list(expand(str(path)))
    assert [one.reason for one in found if isinstance(one, Skipped)] == ["it cannot be unpacked"]
    assert f"{path}/b.md" in found
    with pytest.raises(SourceError, match="cannot be unpacked"):
        read(f"{path}/a.md")


def test_a_bomb_in_an_archive_is_left_alone(tmp_path: Path) -> None:
    path = packed(tmp_path / "bomb.zip", **{"a.txt": b"0" * 5_000_000, "b.txt": WORDS})
    limits = Limits(max_bytes=1_000_000)
    found = list(expand(str(path), limits))
    assert [one.reason for one in found if isinstance(one, Skipped)] == ["larger than 1 MB"]
    with pytest.raises(SourceError, match="too large"):
        read(f"{path}/a.txt", limits)
    many = packed(tmp_path / "many.zip", **{f"{'x' * 90}{number}.txt": WORDS for number in range(100)})
    with pytest.raises(SourceError, match="too many files"):
        list(expand(str(many), Limits(max_files=20)))


def test_a_word_file_is_no_archive(tmp_path: Path) -> None:
    path = packed(tmp_path / "mill.docx", **{"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"})
    assert list(expand(str(path))) == [str(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_list_of_addresses_stands_for_them(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "reading.txt"
    path.write_text(
        "\nhttps://example.org/a\n\n  http://example.org/b?x=1  \r\nhttps://example.org/a\n",
        encoding=encoding,
    )
    assert list(expand(str(path))) == ["https://example.org/a", "http://example.org/b?x=1"]
    with pytest.raises(SourceError, match="more than 1 files"):
        list(expand(str(path), Limits(max_files=1)))


def test_a_text_with_addresses_in_it_is_an_article(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    for text in (f"https://example.org/a\n{WORDS}\n", "https://example.org/a is good\n", "https://\n"):
        path.write_text(text)
        assert list(expand(str(path))) == [str(path)]


def test_a_zip_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.md", f"# Mill\n\n{WORDS}\n")
    path = tmp_path / "mills.bin"
    path.write_bytes(made.getvalue())
    assert [read(one).title for one in expand(str(path)) if isinstance(one, str)] == ["Mill"]
