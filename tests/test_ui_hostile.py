"""Hostile articles, names, questions and answers do nothing: in the HTML that is made, and in a browser."""

from __future__ import annotations

import re

import pytest
from lxml import html as lxml_html

from bot.answer import Answer, Citation, Statement
from bot.articlebot import AddProgress, Outcome
from bot.citations import marker
from bot.conversations.store import ConversationSummary, Exchange
from bot.ui.adding import Step
from bot.ui.article_html import article_html, byline, outline_html
from bot.ui.conversation_list_html import talks_html
from bot.ui.export_html import conversation_page
from bot.ui.highlights import Highlights
from bot.ui.library_html import notice_html, removed_html, shelf_html, steps_html
from bot.ui.turn_html import conversation_html, pending_html, welcome_html
from ingest import Article, ArticleMetadata, Chunk, read_text
from vectorstore import ArticleSummary, Passage, ScoreParts

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<ScRiPt src=//x.example/x.js></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<img src=x:alert(alt) onerror=eval(src) alt=1>",
    '"><svg onload=alert(1)>',
    "<svg><script>alert&#40;1&#41;</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "' onmouseover='alert(1)",
    '" autofocus onfocus=alert(1) x="',
    "</mark></p><iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<input autofocus onfocus=alert(1)>",
    "<button formaction=javascript:alert(1)>go</button>",
    "<base href=https://x.example/>",
    "<meta http-equiv=refresh content=0;url=https://x.example/>",
    "<link rel=stylesheet href=https://x.example/x.css>",
    "[click](javascript:alert(1))",
    "[click](JAVASCRIPT&colon;alert(1))",
    "[click](java\tscript:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "![x](javascript:alert(1))",
    '<https://x.example/" onclick="alert(1)>',
    'https://x.example/"onmouseover=alert(1)',
    "${alert(1)} {{constructor.constructor('alert(1)')()}} {{#each this}}{{/each}}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<style>@import 'https://x.example'</style>",
    "<p style=background:url(https://x.example/x.png)>x</p>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<a href=javascript&#58;alert(1)>x</a>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]
FORBIDDEN = {
    "script", "style", "iframe", "img", "svg", "object", "embed", "form", "math", "base", "meta", "link",
    "video", "source", "noscript", "body",
}  # fmt: skip


def assert_harmless(fragment: str) -> None:
    for element in lxml_html.fragment_fromstring(fragment, create_parent="div").iter():
        assert element.tag not in FORBIDDEN
        for name, value in element.attrib.items():
            assert not name.startswith("on"), name
            assert name not in ("style", "src", "srcdoc", "formaction", "action")
            if name == "href":
                assert re.match(r"(https?://|mailto:|#note-\d+$)", value), value


def answers(payload: str) -> list[Answer]:
    """An answer and a refusal with the payload wherever a string can stand."""
    citation = Citation(1, payload, payload, payload, (payload,), payload, 0, len(payload), url=payload)
    statements = (Statement(payload, (1,), "verbatim", (0, 3)), Statement(payload, (9,), "unsupported"))
    chunk = Chunk(payload, payload, "v", (payload,), 0, len(payload), payload)
    passage = Passage(chunk, 0.5, payload, ScoreParts(0.5, 1, 2.0, 1, (payload,)))
    return [
        Answer(
            payload, status, statements, (citation,), payload + marker(1), (payload,), nearest=(citation,),
            standalone_question=payload + "?", notice=payload, passages=(passage,),
        )
        for status in ("answered", "not_in_articles")
    ]  # fmt: skip


@pytest.mark.parametrize("payload", HOSTILE)
def test_an_article_is_harmless(payload: str) -> None:
    table = f"| {payload} | b |\n|---|---|\n| {payload} | d |"
    text = f"# {payload}\n\n{payload}\n\n- {payload}\n\n{table}\n\n> {payload}\n\n```\n{payload}\n```\n"
    article = read_text(text, payload)
    assert_harmless(article_html(article))
    assert_harmless(article_html(article, Highlights.of((0, len(article.text)))))
    assert_harmless(outline_html(read_text(f"# A\n\n## {payload}\n\nOne.\n\n## {payload}\n\nTwo.\n")))


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_conversation_is_harmless(payload: str) -> None:
    exchanges = [Exchange(at, payload, answer, reason=payload) for at, answer in enumerate(answers(payload))]
    exchanges.append(Exchange(2, payload, None, payload))
    assert_harmless(conversation_html(payload, exchanges))
    assert_harmless(pending_html(payload, payload + marker(1)))
    assert_harmless(welcome_html([payload], [payload]))
    talk = ConversationSummary(payload, payload, payload, 1)
    assert_harmless(talks_html([talk], removed=(payload, payload)))
    page = conversation_page(payload, exchanges)
    head, _, body = page.partition("<body>")
    assert head.count("<") == 10, "the title closes nothing and opens nothing"
    assert_harmless(body.removesuffix("</body></html>\n").removeprefix("<main>").removesuffix("</main>"))


@pytest.mark.parametrize("payload", HOSTILE)
def test_the_library_is_harmless(payload: str) -> None:
    known = ArticleMetadata(payload, payload, payload, payload, payload)
    assert_harmless(shelf_html([ArticleSummary(payload, payload, payload, 1, 1, payload, known)] * 3))
    failed = Outcome(payload, "failed", payload, payload, payload)
    steps = [Step(payload), Step(payload, AddProgress(payload, 0, 2)), Step(payload, outcomes=(failed,))]
    assert_harmless(steps_html(steps))
    assert_harmless(removed_html(payload, payload))
    assert_harmless(notice_html(payload))
    article = Article("1", payload, payload, "t", (), (), known)
    assert byline(article) == f"{payload} · {payload} · {payload}", "plain text, put in as such"


def test_hostile_text_is_still_readable() -> None:
    article = read_text("A tag <script>alert(1)</script> in a sentence.")
    shown = lxml_html.fragment_fromstring(article_html(article), create_parent="div").text_content()
    assert "<script>alert(1)</script>" in shown
