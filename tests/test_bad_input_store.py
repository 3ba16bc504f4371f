"""What cannot be read leaves the store as it was: every bad file, package, PDF, feed and web answer that the
tests know, added to a library that holds an article already."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import test_bad_input
import test_feed
import test_fetch
import test_packed
import test_pdf
from web_support import PAGE, Site, answer, serving

from bot import ArticleBot
from vectorstore import Embedder

KEPT = "# Lighthouse notes\n\nThe lamp was lit in 1902 and burns 4 litres of oil a night.\n"
LINK_LOCAL = "http://169.254.169.254/latest/meta-data/"


def truncated(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def zipped(path: Path, data: bytes, size: int | None = None) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", data)


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    **{kind: case for kind, case in test_bad_input.BAD.items() if kind != "zip"},
    **{
        kind: (lambda path, data=data: path.write_bytes(data), expected)
        for kind, (data, expected) in (*test_packed.HOSTILE.items(), *test_pdf.bad_pdfs().items())
    },
    **{
        f"feed: {kind}": (lambda path, text=text: path.write_text(text), expected)
        for kind, (text, expected) in test_feed.BAD.items()
        if kind != "too many"
    },
    "UTF-16 of NUL characters": (lambda path: path.write_bytes(b"\xff\xfe" + bytes(99)), "binary"),
    "half a picture": (lambda path: path.write_bytes(truncated(b"\x89PNG\r\n\x1a\n" + bytes(999))), "image"),
    "gzip under another name": (lambda path: path.write_bytes(b"\x1f\x8b" + bytes(99)), "archive"),
    "archive of a bomb": (lambda path: zipped(path, b"0" * 60_000_000), "none of the 1 files"),
    "archive of nothing": (lambda path: zipfile.ZipFile(path, "w").close(), "empty"),
    "list of too many blocks": (lambda path: path.write_text("- mill\n" * 900), "limit"),
    "table of too many rows": (
        lambda path: path.write_text("| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 900),
        "limit",
    ),
    "page of too many headings": (
        lambda path: path.write_text("<html><body>" + "<h2>Mill</h2><p>It grinds barley.</p>" * 900),
        "limit",
    ),
}


class Library:
    """A bot whose library holds one article, and what is in its store."""

    def __init__(self, home: Path, embedder: Embedder, **settings: object) -> None:
        self.bot = ArticleBot(home, embedder=embedder, **settings)
        self.bot.add_text(KEPT)

    def contents(self) -> object:
        store = self.bot._open()._store
        rows = [collection.get() for collection in (store._heads, store._bodies, store._chunks)]
        return [sorted(row["ids"]) for row in rows], self.bot.articles()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Library]:
    home = tmp_path_factory.mktemp("bad") / "home"
    made = Library(
        home,
        embedder,
        max_source_mb=10,
        max_blocks=500,
        allow_private_addresses=True,
        fetch_timeout=5,
        read_timeout=10,
    )
    yield made
    made.bot.close()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


def refused(library: Library, source: str, expected: str) -> None:
    """Adding `source` fails with one clear line and changes nothing."""
    before = library.contents()
    (outcome,) = [one for one in library.bot.add(source).outcomes if one.status != "skipped"]
    assert outcome.status == "failed"
    assert expected in (outcome.reason or "")
    assert "\n" not in (outcome.reason or "")
    assert library.contents() == before


@pytest.mark.parametrize("kind", FILES)
def test_a_bad_file_changes_nothing(kind: str, library: Library, tmp_path: Path) -> None:
    make, expected = FILES[kind]
    path = tmp_path / "article"
    if kind == "too large":
        with path.open("wb") as file:
            file.truncate(10_000_001)
    else:
        make(path)
    refused(library, str(path), expected)


@pytest.mark.parametrize("kind", test_fetch.BAD)
def test_a_bad_answer_changes_nothing(kind: str, library: Library, site: Site) -> None:
    site.pages["/bad"], expected = test_fetch.BAD[kind]
    if kind == "too large":
        site.pages["/bad"] = answer(body=b"mill " * 2_100_000)
    if kind == "redirect in a circle":
        expected = "redirects more than 5"
    refused(library, f"{site.address}/bad", expected)


@pytest.fixture(scope="module")
def careful(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Library]:
    """With the settings as they come: only public addresses."""
    made = Library(tmp_path_factory.mktemp("careful") / "home", embedder, fetch_timeout=5)
    yield made
    made.bot.close()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1"]
)
def test_this_machine_changes_nothing(host: str, careful: Library, site: Site) -> None:
    site.pages["/mill"] = answer(body=(PAGE % "").encode())
    refused(careful, f"http://{host}:{site.server.server_port}/mill", "not on the public internet")


@pytest.mark.parametrize("target", [LINK_LOCAL, "http://localhost/", "http://10.0.0.1/", "http://[fd00::1]/"])
def test_a_redirect_inside_changes_nothing(
    target: str, careful: Library, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site itself passes for public here; where it redirects to is judged by the real rule."""
    from ingest.fetch import is_public

    site.pages["/away"] = answer(302, b"", Location=target)
    allowed = iter([True])
    monkeypatch.setattr("ingest.fetch.is_public", lambda address: next(allowed, False) or is_public(address))
    refused(careful, f"{site.address}/away", "not on the public internet")


def test_a_name_that_changes_its_mind_changes_nothing(
    careful: Library, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Public at the first look-up, this machine at the second: the redirect to itself is looked up anew."""
    site.pages["/again"] = answer(
        302, b"", Location=f"http://rebinding.example:{site.server.server_port}/mill"
    )
    asked = test_fetch.resolves(monkeypatch, "127.0.0.1", "127.0.0.1")
    first = iter([True])
    monkeypatch.setattr("ingest.fetch.is_public", lambda _: next(first, False))
    refused(
        careful, f"http://rebinding.example:{site.server.server_port}/again", "not on the public internet"
    )
    assert asked == ["rebinding.example"] * 2


@pytest.mark.parametrize(
    "kind", ["not found", "forbidden", "script page", "login page", "decompression bomb"]
)
def test_a_refresh_that_fails_changes_nothing(kind: str, library: Library, site: Site) -> None:
    site.pages["/turns"] = answer(body=(PAGE % "").encode())
    (added,) = library.bot.add(f"{site.address}/turns").outcomes
    assert added.article_id is not None
    site.pages["/turns"], expected = test_fetch.BAD[kind]
    before = library.contents()
    (outcome,) = library.bot.refresh(added.article_id).outcomes
    assert outcome.status == ("gone" if kind == "not found" else "failed")
    assert expected in (outcome.reason or "")
    assert library.contents() == before
    library.bot.remove(added.article_id)
