"""Links and emphasis in the article's pane: where their words are, nested with the marks, and harmless."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from test_ui_hostile import HOSTILE, assert_harmless

from bot.ui.article_html import article_html, outline_html, source_link
from bot.ui.article_words import Words
from bot.ui.highlights import Highlights
from bot.ui.inline import plain
from ingest import Article, ArticleMetadata, Block, read_text
from ingest.article import Inline, InlineKind

ARTICLE = """# The *old* [mill](https://mill.example/)

The sea *climbs* to the [big **wheel** of `oak`](https://mill.example/(1)?a=b&c), says **the *old* miller**.

## Cost of [the wheel](https://mill.example/cost)

- Grease the [axle](https://mill.example/axle):
  - with *tallow*

> The [sea](https://mill.example/sea) does the work,
> we *only* hold the door.

| Part | Crowns |
|---|---|
| [Wheel \\| axle](https://mill.example/a\\|b) | **120,000** |

```
a *b* [c](https://mill.example/no)
```
"""


def parsed(fragment: str) -> lxml_html.HtmlElement:
    return lxml_html.fragment_fromstring(fragment, create_parent="div")


def span(article: Article, words: str) -> tuple[int, int]:
    start = article.text.index(words)
    return start, start + len(words)


def of_text(text: str, *inlines: Inline) -> Article:
    return Article("1", "t", "t.txt", text, (Block("paragraph", 0, len(text)),), (), inlines=inlines)


def shown(article: Article, *marked: str) -> str:
    """The article's HTML without what every link has."""
    made = article_html(article, Highlights.of(None, [span(article, words) for words in marked]))
    return made.replace(' target="_blank" rel="noopener noreferrer nofollow"', "")


@pytest.fixture(scope="module")
def article() -> Article:
    return read_text(ARTICLE)


def test_each_kind_of_block_shows_its_links_and_emphasis(article: Article) -> None:
    page = parsed(article_html(article))
    links = {
        link.text_content(): (link.get("href"), next(link.iterancestors("h2", "h3", "p", "li", "td")).tag)
        for link in page.iter("a")
    }
    assert links == {
        "mill": ("https://mill.example/", "h2"),
        "big wheel of oak": ("https://mill.example/(1)?a=b&c", "p"),
        "the wheel": ("https://mill.example/cost", "h3"),
        "axle": ("https://mill.example/axle", "li"),
        "sea": ("https://mill.example/sea", "p"),
        "Wheel | axle": ("https://mill.example/a%7Cb", "td"),
    }
    assert {link.get("rel") for link in page.iter("a")} == {"noopener noreferrer nofollow"}
    assert {link.get("target") for link in page.iter("a")} == {"_blank"}
    assert [em.text_content() for em in page.iter("em")] == ["old", "climbs", "old", "tallow", "only"]
    assert [strong.text_content() for strong in page.iter("strong")] == ["wheel", "the old miller", "120,000"]
    assert page.xpath("string(.//a/code)") == "oak"
    assert page.xpath("string(.//pre)") == "a *b* [c](https://mill.example/no)"


def test_marks_that_begin_or_end_in_a_link_leave_it_one_link(article: Article) -> None:
    link = '<a href="https://mill.example/(1)?a=b&amp;c">'
    mark = '<mark class="also" data-cite="0">'
    assert (
        f"The sea {mark}<em>climbs</em> to the </mark>"
        f"{link}{mark}big <strong>wh</strong></mark><strong>eel</strong> of <code>oak</code></a>"
    ) in shown(article, "climbs to the big wh")
    assert (
        f"{link}big <strong>wh</strong>{mark}<strong>eel</strong> of <code>oak</code></mark></a>"
        f"{mark}, says <strong>the <em>o</em></strong></mark><strong><em>ld</em> miller</strong>."
    ) in shown(article, "eel of `oak`, says the o")


def test_links_and_emphasis_that_cross_are_nested() -> None:
    crossing = of_text("one two three", Inline("strong", 0, 7), Inline("link", 4, 13, "https://x.example/"))
    assert shown(crossing, "two") == (
        '<p><strong>one </strong><a href="https://x.example/">'
        '<mark class="also" data-cite="0"><strong>two</strong></mark> three</a></p>'
    )


def test_what_is_no_mark_in_the_text_is_shown_as_it_stands() -> None:
    text = r"a *star*, [1](no.html), &amp; and \| or \*, __all__, ![x](y) <b>"
    assert parsed(article_html(of_text(text))).xpath("string(p)") == text
    assert not parsed(article_html(of_text(text))).xpath("p/*")
    stars = read_text("# Mill\n\nOne.\n\n## The \\*star\\* of `x`\n\nTwo.\n\n## Axle\n\nThree.\n")
    assert parsed(outline_html(stars)).xpath(".//button/text()") == ["The *star* of x", "Axle"]


def test_a_written_address_is_a_link_unless_the_article_links_it_itself() -> None:
    text = "See https://x.example/a, or https://y.example/b."
    at = text.index("https://y")
    page = parsed(article_html(of_text(text, Inline("link", at, len(text) - 3, "https://z.example/"))))
    assert [(link.text, link.get("href")) for link in page.iter("a")] == [
        ("https://x.example/a", "https://x.example/a"),
        ("https://y.example", "https://z.example/"),
    ]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVa\tScript:alert(1)", "data:text/html,x", "//x.example", "/a",
     "mailto:a@x.example", "MAILTO:a@x.example", "ftp://x.example/a", "file:///etc/passwd", "https:alert",
     "http://[", "", None],
)  # fmt: skip
def test_only_web_addresses_are_linked_to(url: str | None) -> None:
    assert shown(of_text("See this now.", Inline("link", 4, 8, url))) == "<p>See this now.</p>"
    assert source_link(Article("1", "t", "/x.html", "t", (), (), ArticleMetadata(url=url))) is None


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_words_and_addresses_stay_words_and_addresses(payload: str) -> None:
    text = f"See {payload} now."
    whole = of_text(
        text, Inline("link", 4, len(text) - 5, f"https://x.example/{payload}"), Inline("strong", 5, len(text))
    )
    made = article_html(whole, Highlights.of(None, [(2, len(text) - 8)]))
    assert_harmless(made)
    assert parsed(made).xpath("string(p)") == text.replace("`", "")
    (link,) = parsed(made).iter("a")
    assert link.get("href").startswith("https://x.example/")


class _Nesting(HTMLParser):
    """Fails on an end tag that does not end what was begun last, and on a link within a link."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag != "a" or "a" not in self.open
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


_KINDS: list[InlineKind] = ["link", "strong", "emphasis"]
_ADDRESSES = ["https://x.example/?a=1&b=2", 'http://y.example/">', "javascript:alert(1)"]


@given(
    st.text(alphabet="ab `|\\*[]<&\n😀é", min_size=1, max_size=40),
    st.lists(
        st.tuples(
            st.sampled_from(_KINDS), st.integers(0, 39), st.integers(1, 40), st.sampled_from(_ADDRESSES)
        ),
        max_size=6,
    ),
    st.lists(st.tuples(st.integers(0, 39), st.integers(1, 20)), max_size=3),
    st.booleans(),
)
def test_any_overlap_keeps_the_words_the_marks_and_the_nesting(
    text: str,
    drawn: list[tuple[InlineKind, int, int, str]],
    cited: list[tuple[int, int]],
    cell: bool,
) -> None:
    inlines = [Inline(kind, start, start + length, url) for kind, start, length, url in drawn]
    marks = Highlights.of(None, [(start, start + length) for start, length in cited])
    words = Words(text, inlines, marks)
    runs = words.runs(0, len(text), cell=cell)
    assert all(run.text == text[run.start : run.end] for run in runs)
    kept = [at for run in runs for at in range(run.start, run.end)]
    assert kept == sorted(set(kept))
    left_out = {text[at] for at in set(range(len(text))) - set(kept)}
    assert left_out <= ({"`", "\\"} if cell else {"`"})
    assert plain(runs) == "".join(text[at] for at in kept)

    made = words.html(0, len(text), cell=cell)
    nesting = _Nesting()
    nesting.feed(made)
    nesting.close()
    assert nesting.open == []
    page = parsed("." + made)
    assert page.text_content() == "." + plain(runs)
    assert "".join(mark.text_content() for mark in page.iter("mark")) == "".join(
        text[at] for at in kept if any(start <= at < end for start, end in marks.spans)
    )
    for kind, tag in (("strong", "strong"), ("emphasis", "em"), ("link", "a")):
        assert "".join(one.text_content() for one in page.iter(tag)) == "".join(
            text[at]
            for at in kept
            if any(
                one.kind == kind
                and one.start <= at < one.end
                and not (kind == "link" and re.match("javascript", one.url or ""))
                for one in inlines
            )
        )


def test_a_part_of_a_block_has_what_reaches_into_it() -> None:
    text = "a" * 10 + "b" * 10 + "c" * 10
    words = Words(text, [Inline("strong", 0, 25), Inline("emphasis", 2, 4), Inline("emphasis", 12, 14)])
    assert words.html(10, 20) == "<strong>bb<em>bb</em>bbbbbb</strong>"
    assert words.html(25, 30) == "ccccc"
