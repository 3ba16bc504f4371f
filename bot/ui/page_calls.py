"""What the page asks for beside its events: search, export, copy, verdicts, and saving an answer as a test.

Each function takes what the page sends and gives plain JSON; `error` says in one line what did not work.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.articlebot import ArticleBot
from bot.conversations.markdown import answer_markdown, conversation_markdown
from bot.conversations.store import Conversations, Exchange
from bot.goldens.file import GOLDENS, Golden, append_golden
from bot.goldens.resolution import find_quote
from bot.ui.export_html import conversation_page
from bot.ui.visitor import Visitor
from ingest.article import Article
from ingest.errors import ArticleBotError

__all__ = ["PageCalls"]

Said = Mapping[str, Any]
"""What the page sends."""


class PageCalls:
    """Kept conversations, read and marked, for one ArticleBot."""

    def __init__(self, bot: ArticleBot, kept: Conversations) -> None:
        self._bot = bot
        self._kept = kept

    def find(self, said: Said, visitor: Visitor) -> dict[str, Any]:
        """The ids of the conversations that hold each of the `words`."""
        return {"found": [one.id for one in self._kept.summaries(visitor.name, str(said.get("words") or ""))]}

    def export(self, said: Said, visitor: Visitor) -> dict[str, Any]:
        """The `conversation` as a document, in the `form` markdown or html: its text and a file name."""
        conversation = str(said.get("conversation"))
        try:
            exchanges = self._kept.exchanges(visitor.name, conversation)
        except ArticleBotError as exc:
            return {"error": str(exc)}
        title = next(one.title for one in self._kept.summaries(visitor.name) if one.id == conversation)
        name = (
            "".join(sign if sign.isalnum() else "-" for sign in title.lower()).strip("-")[:60]
            or "conversation"
        )
        if said.get("form") == "html":
            page = conversation_page(title, exchanges, visitor.texts)
            return {"name": f"{name}.html", "kind": "text/html", "text": page}
        return {
            "name": f"{name}.md",
            "kind": "text/markdown",
            "text": conversation_markdown(title, exchanges),
        }

    def copy(self, said: Said, visitor: Visitor) -> dict[str, Any]:
        """One answer in Markdown, with its footnotes."""
        try:
            exchange = self._exchange(said, visitor)
        except ArticleBotError as exc:
            return {"error": str(exc)}
        return {"text": answer_markdown(exchange.question, exchange.answer) if exchange.answer else ""}

    def judge(self, said: Said, visitor: Visitor) -> dict[str, Any]:
        """Keep the `verdict` on an answer: good, bad or none, with the visitor's `reason`."""
        verdict = said.get("verdict")
        try:
            exchange = self._exchange(said, visitor)
            self._kept.judge(
                visitor.name, str(said.get("conversation")), exchange.position,
                verdict if verdict in ("good", "bad") else None, str(said.get("reason") or "").strip(),
            )  # fmt: skip
        except ArticleBotError as exc:
            return {"error": str(exc)}
        return {}

    def save_test(self, said: Said, visitor: Visitor) -> dict[str, Any]:
        """Append a question to the goldens file.

        It is to `refuse`, or to find an `article` at a `span` or at the `words` that were selected in it.
        """
        say = visitor.texts
        try:
            exchange = self._exchange(said, visitor)
            golden = self._golden(exchange, said)
            if golden is None:
                return {"error": say("test_words_gone")}
            path = self._bot.settings.home / GOLDENS
            fresh = append_golden(path, golden)
            self._kept.mark_tested(visitor.name, str(said.get("conversation")), exchange.position)
        except ArticleBotError as exc:
            return {"error": str(exc)}
        return {"said": say("test_saved" if fresh else "test_known", file=GOLDENS), "path": str(path)}

    def _golden(self, exchange: Exchange, said: Said) -> Golden | None:
        """The golden that the visitor chose; None when the article does not hold its words."""
        answer = exchange.answer
        question = (answer and answer.standalone_question) or exchange.question
        if said.get("refuse"):
            return Golden(question, refuse=True, tags=("chat",))
        article = self._bot.article(str(said.get("article")))
        span = _chosen(article, said)
        if span is None:
            return None
        section = article.section_at(span[0])
        return Golden(
            question,
            article=self._name_of(article),
            section=" > ".join(section.path) if section else None,
            quote=" ".join(article.text[slice(*span)].split()),
            tags=("chat",),
        )

    def _name_of(self, article: Article) -> str:
        """Its title where no other article has the same, else its id."""
        same = [one for one in self._bot.articles() if one.title == article.title]
        return article.title if len(same) == 1 else article.id

    def _exchange(self, said: Said, visitor: Visitor) -> Exchange:
        exchanges = self._kept.exchanges(visitor.name, str(said.get("conversation")))
        for exchange in exchanges:
            if exchange.position == said.get("position"):
                return exchange
        raise ArticleBotError(visitor.texts("question_gone"))


def _chosen(article: Article, said: Said) -> tuple[int, int] | None:
    """The span that was chosen, or the first place of the words that were selected in the article."""
    match said.get("span"), said.get("words"):
        case [int(start), int(end)], _ if 0 <= start < end <= len(article.text):
            return start, end
        case _, str(words) if words.strip():
            return next(iter(find_quote(words, article.text)), None)
    return None
