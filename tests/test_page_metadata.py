"""What a page says of itself: its title without the site's name, who wrote it, the day, the language."""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from ingest.article import ArticleMetadata
from ingest.dates import iso_date
from ingest.document import Document
from ingest.readers.html import parse_html
from ingest.readers.page_author import clean_names

TEXT = (
    "<p>The harbour board met on Tuesday to settle how the old pier will be repaired before the autumn storms.</p>"
    "<p>Engineers had counted forty-one rotten piles, and the insurers refused to cover the walkway until May.</p>"
)


def read(
    head: str = "", body: str = "", heading: str = "Pier repairs agreed", url: str | None = None
) -> Document:
    page = f"<html lang=en><head>{head}</head><body><article><h1>{heading}</h1>{body}{TEXT}</article></body></html>"
    return parse_html(page, url=url, fallback_title="file")


def facts(head: str = "", body: str = "", url: str | None = None) -> ArticleMetadata:
    return read(head, body, url=url).metadata


def data(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("head", "heading"),
    [
        ("<title>Pier repairs agreed | Harbour News - Celebrating 18 Years</title>", "Pier repairs agreed"),
        ("<title>Harbour News » Business » Pier repairs agreed</title>", "Pier repairs agreed"),
        (
            '<title>Pier repairs agreed – Harbour News</title><meta property="og:site_name" content="Harbour News">',
            "",
        ),
        (
            '<title>x</title><meta property="og:title" content="Pier repairs agreed - HARBOUR"><link rel=canonical href="https://www.harbour.example/a">',
            "",
        ),
        (
            '<meta property="og:title" content="Pier repairs agreed"><title>Pier repairs agreed — all the news of the coast</title>',
            "",
        ),
        (
            data(
                '{"@type":"NewsArticle","headline":"Pier repairs agreed | The Harbour","publisher":{"name":"The Harbour"}}'
            ),
            "",
        ),
    ],
)
def test_the_sites_name_is_no_part_of_the_title(head: str, heading: str) -> None:
    assert read(head, heading=heading).title == "Pier repairs agreed"


@pytest.mark.parametrize(
    "title", ["Piers - a history", "Oak | larch | pine", "Ships: a list — and a warning"]
)
def test_a_title_with_signs_of_its_own_stays_whole(title: str) -> None:
    assert read(f"<title>{title}</title>", heading="").title == title


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        (data('{"@graph":[{"@type":"Article","author":{"@id":"#a"}},{"@type":"Person","@id":"#a","name":"Ada Lind"}]}'), "", "Ada Lind"),
        (data('{"@type":["NewsArticle"],"author":[{"name":"Ada Lind"},{"name":"Bo Eker"}]}'), "", "Ada Lind, Bo Eker"),
        (data('{"@type":"NewsArticle","author":[{"@type":"Organization","name":"Harbour News"},{"@type":"Person","name":"Ada Lind"}]}'), "", "Ada Lind"),
        (data('{"@type":"NewsArticle","author":{"@type":"Organization","name":"Harbour News"}}'), "", "Harbour News"),
        ('<meta name=author content="By Ada Lind, Senior Editor">', "", "Ada Lind"),
        ('<meta name=author content="admin"><meta name="article:author" content="https://a.example/ada">', "<p class=byline>By <a rel=author href=/ada>Ada Lind</a> | 5 March 2024</p>", "Ada Lind"),
        ("", "<div class='post-meta'>Posted by <span class='author vcard'><a class='fn' href='#'>Ada Lind</a></span> on March 5, 2024</div>", "Ada Lind"),
        ("", "<p>By Ada Lind and Bo Eker, Harbour News</p>", "Ada Lind, Bo Eker"),
        ("", "<p>Von Ada Lind</p>", "Ada Lind"),
        ("", "<div class=comments><div class=comment><span class=author>Cy Troll</span></div></div>", None),
        ("", "<p>By noon the crane had come, and nobody was there to see it.</p>", None),
        ('<meta name=author content="ADA LIND"><meta property="og:site_name" content="Harbour">', "", "Ada Lind"),
    ],
)  # fmt: skip
def test_the_author_is_a_name_and_nothing_else(head: str, body: str, author: str | None) -> None:
    assert facts(head, body).author == author


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Lind and Bo Eker", ["Ada Lind", "Bo Eker"]),
        ("Lind, Ada", ["Ada Lind"]),
        ("Ada Lind, Associated Press", ["Ada Lind"]),
        ("Ada Lind @adalind", ["Ada Lind"]),
        ("Ada Lind (Reuters)", ["Ada Lind"]),
        ("ada@harbour.example", []),
        ("https://harbour.example/ada", []),
        ("Print this article", []),
        ("Анна Линд", ["Анна Линд"]),
        ("桟橋太郎", ["桟橋太郎"]),
    ],
)
def test_names_are_cleaned_of_what_stands_around_them(text: str, names: list[str]) -> None:
    assert clean_names([text]) == names


@pytest.mark.parametrize(
    ("head", "body", "url", "day"),
    [
        (data('{"@type":"Article","datePublished":"2024-03-05T23:10:00-07:00","dateModified":"2024-06-01"}'), "", None, "2024-03-05"),
        ('<meta property="article:published_time" content="2024-03-05T08:00:00Z">', "", None, "2024-03-05"),
        ("", "<time datetime='2024-03-05'>Tuesday</time>", None, "2024-03-05"),
        ("", "<p class=post-date>5. März 2024</p>", None, "2024-03-05"),
        ("", "<p>Updated June 3, 2019</p>", None, "2019-06-03"),
        ("", "", "https://a.example/2024/03/05/pier", "2024-03-05"),
        ("", "<p>© 2022 All Rights Reserved</p>", None, None),
        ("<meta name=copyright content='2022 Harbour'>", "<footer>Copyright 2022</footer>", None, None),
        ('<meta name=date content="2022">', "", None, None),
    ],
)  # fmt: skip
def test_the_day_is_told_and_never_made_up(head: str, body: str, url: str | None, day: str | None) -> None:
    assert facts(head, body, url).published == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Tue, 05 Mar 2024 10:00:00 +0000", "2024-03-05"),
        ("20240305T101500", "2024-03-05"),
        ("2024/3/5", "2024-03-05"),
        ("le 5 mars 2024 à 10 h", "2024-03-05"),
        ("5 de marzo de 2024", "2024-03-05"),
        ("Mar. 5th, 2024", "2024-03-05"),
        ("05.03.2024", "2024-03-05"),
        ("13/03/2024", "2024-03-13"),
        ("3/13/2024", "2024-03-13"),
        ("2024年3月5日", "2024-03-05"),
        ("5 марта 2024", "2024-03-05"),
        ("3/4/2024", None),
        ("2024", None),
        ("March 2024", None),
        ("31 February 2024", None),
        ("order 20249999", None),
    ],
)
def test_only_a_whole_date_is_one(text: str, day: str | None) -> None:
    assert iso_date(text) == day


def test_the_language_is_the_pages_own() -> None:
    page = "<html{}><head>{}</head><body><article><h1>Pier</h1>" + TEXT + "</article></body></html>"
    assert parse_html(page.format(' xml:lang="de-AT"', "")).metadata.language == "de"
    assert (
        parse_html(page.format("", '<meta http-equiv="Content-Language" content="fr">')).metadata.language
        == "fr"
    )
    assert (
        parse_html(page.format("", data('{"@type":"Article","inLanguage":"es-MX"}'))).metadata.language
        == "es"
    )
    assert parse_html(page.format("", "")).metadata.language is None
