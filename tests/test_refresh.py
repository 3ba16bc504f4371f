"""Refreshing: what changed is stored anew, what did not is not even read, what is gone stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from web_support import FILL, Site, answer, edition, serving

from bot import ArticleBot
from bot.errors import ArticleNotFoundError
from vectorstore import Embedder

OTHER = "The weir is built of granite, and eels climb it in wet nights of late summer. "


def page(*paragraphs: str, head: str = "") -> str:
    body = "".join(f"<h2>Part {n}</h2><p>{text}</p>" for n, text in enumerate(paragraphs))
    return f"<html><head><title>The mill</title>{head}</head><body><h1>The mill</h1>{body}</body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


@pytest.fixture
def bot(new_bot: Callable[..., ArticleBot]) -> ArticleBot:
    return new_bot(allow_private_addresses=True)


def statuses(report: object) -> list[str]:
    return [outcome.status for outcome in report.outcomes]  # type: ignore[attr-defined]


@pytest.mark.parametrize("marks", [{"etag": '"1"'}, {"last_modified": "Tue, 10 Jun 2003 04:00:00 GMT"}])
def test_a_page_is_asked_for_only_if_it_changed(bot: ArticleBot, site: Site, marks: dict[str, str]) -> None:
    site.pages["/mill"] = edition(page(FILL * 3), **marks)
    bot.add(f"{site.address}/mill")
    assert statuses(bot.refresh()) == ["unchanged"]
    assert site.statuses == [200, 304]
    site.pages["/mill"] = edition(page(FILL * 3, OTHER * 3), etag='"2"')
    assert statuses(bot.refresh()) == ["updated"]
    assert statuses(bot.refresh()) == ["unchanged"]
    assert site.statuses == [200, 304, 200, 304]
    assert OTHER.strip() in bot.article(bot.articles()[0].id).text


def test_the_edition_is_kept_also_where_the_article_stayed_the_same(
    new_bot: Callable[..., ArticleBot], site: Site
) -> None:
    bot = new_bot(allow_private_addresses=True)
    site.pages["/mill"] = edition(page(FILL * 3), etag='"1"')
    bot.add(f"{site.address}/mill")
    site.pages["/mill"] = edition(page(FILL * 3, head="<meta name=x content=y>"), etag='"2"')
    assert statuses(bot.refresh()) == ["unchanged"]
    origin = bot.article(bot.articles()[0].id).origin
    assert origin is not None
    assert origin.etag == '"2"'
    bot.close()
    reopened = new_bot(allow_private_addresses=True)
    assert statuses(reopened.refresh()) == ["unchanged"]
    assert site.statuses == [200, 200, 304]


def test_only_what_changed_is_embedded_again(bot: ArticleBot, embedder: Embedder, tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    parts = [f"## Part {n}\n\n{FILL * 4} It was written on day {n}." for n in range(12)]
    path.write_text("# Notes\n\n" + "\n\n".join(parts))
    bot.add(path)
    embedded: list[str] = []
    real = embedder.embed_documents

    def counting(texts: Sequence[str]) -> object:
        embedded.extend(texts)
        return real(texts)

    embedder.embed_documents = counting  # type: ignore[method-assign]
    try:
        parts[5] = parts[5].replace("on day 5", "on a Monday")
        path.write_text("# Notes\n\n" + "\n\n".join(parts))
        assert statuses(bot.refresh()) == ["updated"]
    finally:
        del embedder.embed_documents
    assert len(embedded) == 1
    assert "on a Monday" in embedded[0]
    (found,) = bot.search("written on a Monday", limit=1)
    assert found.chunk.section_path == ("Part 5",)


def test_what_is_gone_is_told_and_stays(bot: ArticleBot, site: Site, tmp_path: Path) -> None:
    path = tmp_path / "weir.md"
    path.write_text(f"# The weir\n\n{OTHER}")
    site.pages["/mill"] = edition(page(FILL * 3))
    bot.add(path, f"{site.address}/mill")
    bot.add_text("A pasted note on sluices.", "Sluices")
    path.unlink()
    site.pages["/mill"] = answer(410)
    before = bot.articles()
    outcomes = {outcome.title: outcome for outcome in bot.refresh().outcomes}
    assert {title: outcome.status for title, outcome in outcomes.items()} == {
        "The weir": "gone", "The mill": "gone", "Sluices": "skipped",
    }  # fmt: skip
    assert str(path) in (outcomes["The weir"].reason or "")
    assert "410" in (outcomes["The mill"].reason or "")
    assert "pasted" in (outcomes["Sluices"].reason or "")
    assert bot.articles() == before
    site.pages["/mill"] = answer(503)
    assert statuses(bot.refresh(outcomes["The mill"].article_id)) == ["failed"]
    assert bot.articles() == before


def test_an_article_keeps_its_identity_when_its_page_takes_another_name(bot: ArticleBot, site: Site) -> None:
    site.pages["/mill"] = edition(page(FILL * 3))
    bot.add(f"{site.address}/mill")
    (before,) = bot.articles()
    site.pages["/mill"] = edition(page(OTHER * 3, head='<link rel="canonical" href="/mill-2">'))
    assert statuses(bot.refresh()) == ["updated"]
    (after,) = bot.articles()
    assert (after.id, after.source) == (before.id, before.source)
    assert after.metadata.url == f"{site.address}/mill-2"
    site.pages["/mill"] = answer(302, b"", Location="/moved")
    site.pages["/moved"] = edition(page(FILL * 3), etag='"9"')
    assert statuses(bot.refresh()) == ["updated"]
    assert statuses(bot.refresh()) == ["unchanged"]
    assert site.statuses[-1] == 304


def test_an_author_that_a_page_takes_back_is_forgotten(bot: ArticleBot, site: Site) -> None:
    site.pages["/mill"] = edition(page(FILL * 3, head='<meta name="author" content="Ann Moor">'))
    bot.add(f"{site.address}/mill")
    assert bot.articles()[0].metadata.author == "Ann Moor"
    site.pages["/mill"] = edition(page(FILL * 3))
    bot.refresh()
    (stored,) = bot._open()._store.heads().values()  # as another process would read it
    assert stored.metadata.author is None
    assert bot.articles()[0].metadata.author is None


def test_only_the_named_articles_are_refreshed(bot: ArticleBot, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\n{FILL}")
    report = bot.add(tmp_path)
    first = report.outcomes[0].article_id
    assert first is not None
    assert [outcome.title for outcome in bot.refresh(first, first).outcomes] == ["one"]
    with pytest.raises(ArticleNotFoundError, match="nothing"):
        bot.refresh("nothing")


def test_an_entry_of_a_feed_is_looked_up_again(bot: ArticleBot, site: Site) -> None:
    feed = (
        '<rss version="2.0"><channel><item><title>A note</title><guid>7</guid>'
        "<description>{}</description></item></channel></rss>"
    )
    site.pages["/feed"] = answer(body=feed.format(FILL).encode())
    bot.add(f"{site.address}/feed")
    assert statuses(bot.refresh()) == ["unchanged"]
    site.pages["/feed"] = answer(body=feed.format(OTHER).encode())
    assert statuses(bot.refresh()) == ["updated"]
    site.pages["/feed"] = answer(body=feed.format(OTHER).replace("<guid>7", "<guid>8").encode())
    assert statuses(bot.refresh()) == ["gone"]


def test_the_command_line_refreshes_and_counts(articlebot, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / f"{name}.md").write_text(f"# Note {name}\n\n{FILL}")
    for number in range(6):
        (folder / f"{number}.png").write_bytes(b"\x89PNG\r\n\x1a\n....")
    (folder / "empty.txt").touch()
    added = articlebot("add", str(folder))
    assert added.exit_code == 0, added.output
    assert "3 added, 7 skipped" in added.stdout
    assert "skipped 6: an image file" in added.stdout
    assert "skipped 1: empty" in added.stdout
    (folder / "a.md").write_text(f"# Note a\n\n{OTHER}")
    (folder / "b.md").unlink()
    done = articlebot("refresh")
    assert done.exit_code == 0, done.output
    assert "1 updated, 1 unchanged, 1 gone" in done.stdout
    assert "no such file" in done.stdout
    told = json.loads(articlebot("refresh", "c.md", "--json").stdout)["outcomes"]
    assert [(one["status"], one["title"]) for one in told] == [("unchanged", "Note c")]
    failed = articlebot("refresh", "nothing")
    assert failed.exit_code == 1
    assert failed.stderr.startswith("error: ")
