"""Sources that are no articles: each is one clear line that says what, which, and what to do."""

# ruff: noqa: E501
from __future__ import annotations

import gzip
import os
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import Limits, SourceError, chunk_article, expand, read, read_text

SMALL = Limits(max_bytes=100_000, max_blocks=500)
WORDS = "The tide mill at Skarrow grinds barley twice a day, whenever the pond is full. "


def _zip(path: Path, *names: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 100)


def _zip_first(path: Path, mimetype: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", "<office/>")


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda p: p.touch(), "empty"),
    "white space": (lambda p: p.write_text(" \n\t\u00a0\n\u3000 "), "white space"),
    "only a byte order mark": (lambda p: p.write_bytes(b"\xef\xbb\xbf"), "white space"),
    "NUL bytes": (lambda p: p.write_bytes(b"abc\x00def" * 50), "binary"),
    "control characters": (lambda p: p.write_bytes(bytes(range(1, 32)) * 50), "binary"),
    "noise": (
        lambda p: p.write_bytes(bytes((i * 197 + i * i * 31) % 255 + 1 for i in range(5000))),
        "binary",
    ),
    "PNG": (lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 100), "image"),
    "JPEG": (lambda p: p.write_bytes(b"\xff\xd8\xff\xe0" + b"x" * 100), "image"),
    "WebP": (lambda p: p.write_bytes(b"RIFF1234WEBPVP8 "), "image"),
    "MP4": (lambda p: p.write_bytes(b"\x00\x00\x00\x18ftypmp42" + b"x" * 50), "video"),
    "gzip": (lambda p: p.write_bytes(gzip.compress(WORDS.encode())), "archive"),
    "zip": (lambda p: _zip(p, "a.txt"), "zip"),
    "program": (lambda p: p.write_bytes(b"\x7fELF\x02\x01\x01" + b"\x00" * 50), "program"),
    "SQLite": (lambda p: p.write_bytes(b"SQLite format 3\x00" + b"\x00" * 50), "binary"),
    "old Word": (lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 50), "document"),
    "OpenDocument": (lambda p: _zip_first(p, "application/vnd.oasis.opendocument.text"), "no text"),
    "saved page without a page": (
        lambda p: p.write_bytes(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x--\n"),
        "no page",
    ),
    "saved page of parts within parts": (
        lambda p: p.write_bytes(
            b"MIME-Version: 1.0\n"
            + b"".join(
                b"Content-Type: multipart/related; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1200)
            )
        ),
        "no page",
    ),
    "spreadsheet": (lambda p: _zip(p, "[Content_Types].xml", "xl/workbook.xml"), "no XML"),
    "too large": (lambda p: p.write_text(WORDS * 2000), "too large"),
    "too many blocks": (
        lambda p: p.write_text("\n\n".join(f"Line {n} ends here." for n in range(900))),
        "limit",
    ),
    "empty page": (
        lambda p: p.write_text("<html><title>x</title><body></body></html>"),
        "no text",
    ),
    "page of navigation": (
        lambda p: p.write_text(
            "<html><body><nav><a href=/>Home</a></nav><footer>© 2024</footer></body></html>"
        ),
        "no text",
    ),
    "page that needs JavaScript": (
        lambda p: p.write_text(
            "<html><body><noscript>You need to enable JavaScript.</noscript><div id=root></div>"
            "<script src=/a.js></script></body></html>"
        ),
        "JavaScript",
    ),
    "page that says it needs JavaScript": (
        lambda p: p.write_text("<html><body><p>Please enable JavaScript to continue.</p></body></html>"),
        "JavaScript",
    ),
    "login page": (
        lambda p: p.write_text(
            "<html><body><h1>Sign in</h1><p>Sign in to go on reading.</p><form><input name=u>"
            "<input type=password name=p></form></body></html>"
        ),
        "login",
    ),
    "page of tables in tables": (
        lambda p: p.write_text(f"<html><body><p>{WORDS * 5}</p>" + "<table>" * 300 + WORDS),
        "nested too deeply",
    ),
    "page of comments only": (lambda p: p.write_text("<!-- a --><html><!-- b --></html>"), "no text"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_one_clear_line(kind: str, tmp_path: Path) -> None:
    make, expected = BAD[kind]
    path = tmp_path / "article.txt"
    make(path)
    with pytest.raises(SourceError) as caught:
        read(str(path), SMALL)
    error = caught.value
    assert expected in error.problem
    assert error.remedy
    assert "\n" not in str(error)
    assert "article.txt" in str(error)


def test_a_few_nul_bytes_do_not_make_a_text_binary(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(WORDS.encode() * 3 + b"\x00" + WORDS.encode())
    page = f"<html><body><h1>Mill</h1><p>{WORDS * 5}</p><p>\x00 The \x00end.</p></body></html>"
    (tmp_path / "b.html").write_text(page)
    for path in tmp_path.iterdir():
        text = read(str(path)).text
        assert WORDS.strip() in text
        assert "\x00" not in text


def test_a_file_without_a_name_in_an_archive_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("QQ.txt", WORDS)
        archive.writestr("b.txt", WORDS)
    path.write_bytes(path.read_bytes().replace(b"QQ.txt", b"\x00Q.txt"))  # a name ends at its NUL
    assert list(expand(str(tmp_path / "a.zip"))) == [f"{tmp_path}/a.zip/b.txt"]


def test_a_large_file_is_refused_by_its_size_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(10**12)  # takes no room on disk; reading it would not end
    with pytest.raises(SourceError, match=r"too large.*\(ARTICLEBOT_MAX_SOURCE_MB\)"):
        read(str(path))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("nowhere/gone.md", "no such file"),
        ("", "no source"),
        ("   ", "no source"),
        ("a\x00b", "path"),
        ("x" * 5000, "opened"),
        ("ftp://example.org/a.txt", "ftp://"),
        ("file:///etc/passwd", "file://"),
        ("javascript://alert(1)", "javascript://"),
    ],
)
def test_a_bad_name_is_one_clear_line(source: str, expected: str) -> None:
    for reading in (read, lambda name: list(expand(name))):
        with pytest.raises(SourceError) as caught:
            reading(source)
        assert expected in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_folder_is_no_file_and_an_empty_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="folder"):
        read(str(tmp_path))
    with pytest.raises(SourceError, match="empty"):
        list(expand(str(tmp_path)))
    (tmp_path / "picture").write_bytes(b"GIF89a")
    with pytest.raises(SourceError, match="none of the 1 files"):
        list(expand(str(tmp_path)))


def test_a_folder_with_too_many_files_is_refused(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(WORDS)
    with pytest.raises(SourceError, match="more than 3 files"):
        list(expand(str(tmp_path), Limits(max_files=3)))


def test_pipes_and_sockets_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="pipe"):
        read(str(tmp_path / "pipe"))
    with pytest.raises(SourceError, match="device"):
        read("/dev/zero")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(WORDS)
    path.chmod(0)
    with pytest.raises(SourceError, match="permission"):
        read(str(path))


@pytest.mark.parametrize("text", ["", "  \n ", "\x00", "\ufeff"])
def test_an_empty_paste_is_refused(text: str) -> None:
    with pytest.raises(SourceError, match="white space"):
        read_text(text)


STRANGE = {
    "one line of a megabyte": "mill " * 200_000,
    "one word of a megabyte": "m" * 1_000_000,
    "front matter of 500 blank lines": "---\nauthor: Moor\n" + "  \n" * 500 + "Mill\n\n" + WORDS,
    "one short line 20,000 times": "/b\n" * 20_000,
    "10,000 headings": "".join(f"# Part {n}\n\nText of part {n}.\n\n" for n in range(10_000)),
    "10,000 bare headings": "\n\n".join(f"{n}. The mill" for n in range(10_000)),
    "headings of every depth": "".join(f"{'#' * (1 + n % 6)} Part {n}\n\nWord.\n\n" for n in range(2_000)),
    "right to left": "# الطاحونة\n\nتطحن الطاحونة الشعير مرتين في اليوم.\n\n## הטחנה\n\nהטחנה עתיקה (1890).\n",
    "right to left marks": "# Mill\n\n\u202eThe mill\u202c grinds \u2067الشعير\u2069 twice.\n",
    "Chinese and Japanese": "# 水車小屋\n\n水車は毎日回る。池は満潮で満ちる。\n\n## 磨坊\n\n磨坊很古老。它每天转动两次。\n",
    "Korean and Thai": "# 물레방아\n\n물레방아는 하루에 두 번 돈다.\n\n## โรงสี\n\nโรงสีหมุนวันละสองครั้ง\n",
    "emoji": "# 🌊 Mill 🏭\n\nThe 👩‍🔬 says the mill 🌾 is 🇳🇴 old. It is 👍🏽 so.\n",
    "letters beyond the first plane": "# 𝔐𝔦𝔩𝔩 𐍈\n\n𝒯𝒽𝑒 mill 𠀀 grinds 𓀀 twice.\n",
    "line separators": "# Mill\n\nOne\u2028two\u2029three\x85four\x0cfive.\n",
    "table of 20,000 rows": "# Mill\n\n| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 20_000,
    "table of 3,000 columns": f"| {' | '.join(map(str, range(3_000)))} |\n|{'---|' * 3_000}\n|{' x |' * 3_000}\n",
    "100,000 open brackets": "# Mill\n\n" + "[" * 50_000 + "*" * 50_000,
    "quotes 500 deep": "# Mill\n\n" + ">" * 500 + " deep\n\nAfter it.\n",
    "lists 300 deep": "# Mill\n\n" + "".join("  " * n + "- x\n" for n in range(300)),
    "joined marks": "# Mi\u0301ll\n\n" + "e\u0301" * 500,
    "html of 10,000 headings": "<html><body>"
    + "".join(f"<h2>Part {n}</h2><p>{WORDS}</p>" for n in range(10_000)),
    "html of one table that spans": "<html><body><p>"
    + WORDS * 9
    + "</p><table>"
    + ("<tr>" + f"<td rowspan=99 colspan=99>{WORDS * 9}" * 40 + "</tr>") * 40,
    "html nested 3,000 deep": "<html><body>" + "<div>" * 3000 + f"<p>{WORDS * 5}</p>",
    "html table of 8,000 cells": "<html><body><p>"
    + WORDS * 5
    + "</p><table>"
    + "<tr><td>1<td>2</tr>" * 4_000,
    "html with absurd spans": f"<html><body><p>{WORDS * 5}</p><table>"
    + "<tr><td colspan=999999999 rowspan=99999>1<td>2</tr><tr><td>3<td>4</tr></table>",
    "html of data that is mostly blank": '<html><head><script type="application/ld+json">{"@type": "Article"'
    + " " * 100_000
    + f"</script></head><body><p>{WORDS * 5}",
    "html of open tags": "<html><body>" + "<b><i><a href=x>" * 2000 + WORDS * 5,
    "html of entities": f"<html><body><p>&#0;&#xD800;&#x110000;&amp;lt; {WORDS * 5}</p>",
    "html with an entity bomb": '<!DOCTYPE html [<!ENTITY a "aaa"><!ENTITY b "&a;&a;&a;">]><html><body><p>'
    + f"&b; {WORDS * 5}</p>",
    "html that names a file": '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>'
    + f"&x; {WORDS * 5}</p>",
}


_LONG = (
    "html of 10,000 headings", "10,000 headings", "table of 20,000 rows", "html of one table that spans",
    "100,000 open brackets",
)  # fmt: skip
"""Kinds that take seconds."""


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.slow) if kind in _LONG else kind for kind in STRANGE]
)
def test_strange_but_honest_text_is_read_in_time(kind: str) -> None:
    article = read_text(STRANGE[kind], "Strange")
    assert "root:" not in article.text
    assert len(article.text) < 3 * len(STRANGE[kind]) + 2_000_000
    for block in article.blocks:
        assert article.text[block.start : block.end].strip()
    for section in article.sections:
        assert section.heading in article.text[section.start : section.end]
    chunks = chunk_article(article, lambda texts: [len(text) // 4 + 1 for text in texts], 256)
    assert chunks
    assert all(article.text[chunk.start : chunk.end] == chunk.text for chunk in chunks)


@pytest.mark.slow
def test_a_large_page_is_bounded_in_time_and_reads_as_a_small_one() -> None:
    parts = "".join(f"<h2>Part {n}</h2><p>{WORDS}<a href='/{n}'>more</a></p>" for n in range(60))
    page = f"<html lang=en><head><title>Mill</title></head><body>{parts}<script>{{}}</script></body></html>"
    large = page.replace("{}", "x" * 1_000_000)
    assert read_text(large, "m").text == read_text(page, "m").text
    endless = page.replace(parts, parts * 600)
    with pytest.raises(SourceError, match=r"more than 1 seconds.*ARTICLEBOT_READ_TIMEOUT"):
        read_text(endless, "m", Limits(worker_seconds=1))


def test_what_a_source_names_is_not_fetched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0)
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        page = (
            f'<!DOCTYPE html SYSTEM "{base}/x.dtd" [<!ENTITY e SYSTEM "{base}/entity">]><html><head>'
            f'<base href="{base}/"><link rel=stylesheet href=a.css><link rel=canonical href="{base}/b">'
            f'<meta http-equiv=refresh content="0;url={base}/c"></head><body><img src=d.png>'
            f"<iframe src=e.html></iframe><p>&e; {WORDS * 5}</p></body></html>"
        )
        (tmp_path / "page.html").write_text(page)
        (tmp_path / "page.xhtml").write_text(f'<?xml version="1.0"?>{page}')
        (tmp_path / "page.md").write_text(f"# Mill\n\n![wheel]({base}/f.png) {WORDS}\n")
        for path in sorted(tmp_path.iterdir()):
            assert WORDS.strip() in read(str(path)).text
        with pytest.raises(BlockingIOError):  # nobody has come
            listening.accept()
