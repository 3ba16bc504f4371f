"""Recent articles are kept by version and within their bound."""

from __future__ import annotations

from dataclasses import replace

from ingest import Article, read_text
from vectorstore.store.article_cache import ArticleCache
from vectorstore.store.records import Head


def stored(title: str, words: int = 10) -> tuple[Head, Article]:
    article = read_text(f"# {title}\n\n" + "word " * words, title)
    head = Head(article.id, title, article.source, article.version, 1, 1, "", article.metadata)
    return head, article


def test_an_article_is_kept_in_its_version_alone() -> None:
    recent = ArticleCache()
    head, article = stored("Mill")
    assert recent.get(head) is None
    recent.keep(head, article)
    assert recent.get(head) is article
    assert recent.get(replace(head, version="later")) is None


def test_the_articles_that_nobody_asked_for_make_room() -> None:
    one, two, three = (stored(title, 100) for title in ("One", "Two", "Three"))
    recent = ArticleCache(max_characters=len(one[1].text) + len(two[1].text) + 50)
    recent.keep(*one)
    recent.keep(*two)
    assert recent.get(one[0]) is one[1]
    recent.keep(*three)
    assert recent.get(two[0]) is None
    assert recent.get(one[0]) is one[1]
    assert recent.get(three[0]) is three[1]


def test_one_that_is_larger_than_the_bound_is_kept_alone() -> None:
    small, large = stored("Small"), stored("Large", 1000)
    recent = ArticleCache(max_characters=100)
    recent.keep(*small)
    recent.keep(*large)
    assert recent.get(small[0]) is None
    assert recent.get(large[0]) is large[1]
