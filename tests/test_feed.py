"""Feeds: RSS and Atom, from a file and from the web; each entry becomes the article that it announces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from web_support import FILL, OPEN, PAGE, Site, answer, serving

from bot import ArticleBot
from ingest import Article, Feed, Limits, SourceError, expand, open_source, read
from ingest.feed import is_feed, parse_feed

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<!-- made by hand -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Mills &amp; weirs</title><link>{base}/</link><language>en-gb</language>
<item><title>The &lt;i&gt;tide&lt;/i&gt; mill</title><link>/mill?utm_source=feed</link>
<description>Only the first words ...</description></item>
<item><title>The weir</title><link>{base}/weir</link><pubDate>Tue, 10 Jun 2003 04:00:00 GMT</pubDate>
<author>ann@example.org (Ann Moor)</author>
<content:encoded><![CDATA[<h2>The stones</h2><p>{fill}</p><script>alert(1)</script>]]></content:encoded>
</item>
<item><title>A note from Łódź</title><guid isPermaLink="false">note 7</guid>
<description>&lt;p&gt;The pond was drained on Monday.&lt;/p&gt;</description></item>
<item><title>Gone without words</title><link>{base}/gone</link><description>Soon.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Mills</title><id>urn:mills</id>
<entry><title>The tide mill</title><id>urn:1</id><link rel="alternate" href="mill"/>
<updated>2024-01-02T00:00:00Z</updated></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>Mills</title></channel>
<item rdf:about="y"><title>The tide mill</title><link>https://example.org/mill</link></item></rdf:RDF>"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        made.pages["/mill"] = answer(body=(PAGE % "").encode())
        made.pages["/weir"] = answer(body=b"<html><body><div id=root></div>" + b"<script></script>" * 2)
        yield made


def rss(site: Site, encoding: str = "utf-8") -> bytes:
    return RSS.format(base=site.address, fill=FILL * 3, encoding=encoding).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-2"])
def test_a_feed_file_stands_for_its_entries(encoding: str, site: Site, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(rss(site, encoding))
    assert list(expand(str(path))) == [str(path)]
    feed = open_source(str(path))
    assert isinstance(feed, Feed)
    assert feed.title == "Mills & weirs"
    assert [entry.title for entry in feed.entries][:3] == ["The tide mill", "The weir", "A note from Łódź"]
    assert feed.entries[0].source == f"{site.address}/mill"
    with pytest.raises(SourceError, match="this is a feed"):
        read(str(path))


def test_each_entry_is_the_page_it_leads_to_or_else_what_the_feed_carries(site: Site) -> None:
    site.pages["/feed"] = answer(body=rss(site), Content_Type="application/rss+xml")
    feed = open_source(f"{site.address}/feed", OPEN)
    assert isinstance(feed, Feed)
    page, weir, note = (open_source(entry, OPEN) for entry in feed.entries[:3])
    assert isinstance(page, Article)
    assert isinstance(weir, Article)
    assert isinstance(note, Article)
    assert (page.title, page.source) == ("The mill", f"{site.address}/mill")
    assert page.origin is not None
    assert weir.source == f"{site.address}/weir"  # its page needs JavaScript
    assert [section.heading for section in weir.sections] == ["The weir", "The stones"]
    assert (weir.metadata.author, weir.metadata.published) == ("Ann Moor", "2003-06-10")
    assert (weir.metadata.site, weir.metadata.language) == ("Mills & weirs", "en")
    assert "alert" not in weir.text
    assert note.source == f"{site.address}/feed#entry=note%207"
    assert read(note.source, OPEN) == note
    with pytest.raises(SourceError, match="no such page"):
        open_source(feed.entries[3], OPEN)


def test_a_feed_is_added_entry_by_entry(new_bot: Callable[..., ArticleBot], site: Site) -> None:
    bot = new_bot(allow_private_addresses=True)
    site.pages["/feed"] = answer(body=rss(site), Content_Type="application/rss+xml")
    steps = []
    report = bot.add(f"{site.address}/feed", progress=steps.append)
    assert [outcome.status for outcome in report.outcomes] == ["added", "added", "added", "failed"]
    assert [outcome.source for outcome in report.failed] == [f"{site.address}/gone"]
    assert [summary.title for summary in bot.articles()] == ["A note from Łódź", "The mill", "The weir"]
    assert (steps[-1].position, steps[-1].sources) == (4, 4)
    again = bot.add(f"{site.address}/feed")
    assert [outcome.status for outcome in again.outcomes] == ["unchanged"] * 3 + ["failed"]


def test_atom_and_rdf_are_read_too(site: Site, tmp_path: Path) -> None:
    site.pages["/blog/feed"] = answer(body=ATOM.encode(), Content_Type="text/plain")
    site.pages["/blog/mill"] = site.pages["/mill"]
    feed = open_source(f"{site.address}/blog/feed", OPEN)
    assert isinstance(feed, Feed)
    assert [entry.source for entry in feed.entries] == [f"{site.address}/blog/mill"]
    path = tmp_path / "feed"
    path.write_text(RDF)
    listed = open_source(str(path))
    assert isinstance(listed, Feed)
    assert [entry.source for entry in listed.entries] == ["https://example.org/mill"]


BAD = {
    "a namespace in three words": (
        '<feed xmlns="http:\u00a0//\u00a0www.w3.org/2005/Atom"><title>Mills</title></feed>',
        "damaged",
    ),
    "no entries": ('<rss version="2.0"><channel><title>x</title></channel></rss>', "no entries"),
    "cut off": ('<rss version="2.0"><channel><title>x', "no entries"),
    "entities": (
        '<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss version="2.0"><channel><item><title>&a;</title></item>',
        "entities",
    ),
    "entities out of place": ('<rss version="2.0"><!ENTITY a "b"><channel></channel></rss>', "entities"),
    "too many": (
        '<rss version="2.0"><channel>' + "<item><title>x</title></item>" * 5 + "</channel></rss>",
        "more than 3",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_feed_is_one_clear_line(kind: str, tmp_path: Path) -> None:
    text, expected = BAD[kind]
    path = tmp_path / "feed.xml"
    path.write_text(text)
    with pytest.raises(SourceError) as caught:
        open_source(str(path), Limits(max_files=3))
    assert expected in caught.value.problem
    assert "\n" not in str(caught.value)


def test_an_entry_with_neither_page_nor_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(
        '<rss version="2.0"><channel><item><title>x</title><link>javascript:alert(1)</link></item>'
        "</channel></rss>"
    )
    feed = open_source(str(path))
    assert isinstance(feed, Feed)
    with pytest.raises(SourceError, match="neither text nor a page"):
        open_source(feed.entries[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<?xml version="1.0"?>\n<?xml-stylesheet href="a"?>\n<rss version="2.0">', True),
        ('<feed xmlns="http://www.w3.org/2005/Atom">', True),
        ('<!DOCTYPE rss SYSTEM "http://example.org/rss-0.91.dtd">\n<rss version="0.91">', True),
        ("<!DOCTYPE html><html><rss version='2.0'>", False),
        ("<html><body><rss version='2.0'>", False),
        ("# Feeds\n\n<rss> is an element.", False),
        ("<feedback>", False),
        ("<rss", False),
    ],
)
def test_what_is_a_feed(text: str, expected: bool) -> None:
    assert is_feed(text) is expected


def test_a_feed_that_breaks_off_within_an_entry_keeps_the_entry() -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Mills</title><entry><id>1</id><title>Tide</title>'
        "<content type='html'>The mill <w:a r:id='9'> grinds</title><conntent type='html'>rye</content>"
    )
    (entry,) = parse_feed(text, "x", Limits()).entries
    assert entry.title == "Tide"
