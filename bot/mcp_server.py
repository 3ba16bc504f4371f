"""The library as tools of an MCP server: ask, search and list, over HTTP beside the page or over stdio.

Answers are short, for a model to read: the text with its quotes, and the same as structured content. Where an
article lies on this machine is not told. Knows the protocol through the package `mcp`, an extra.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.answer import Answer, Finished
from bot.errors import ArgumentError
from ingest.article import section_trail
from ingest.errors import ArticleBotError
from vectorstore.passage import Passage

if TYPE_CHECKING:
    from mcp import types
    from mcp.server.lowlevel import Server

    from bot.articlebot import ArticleBot
    from vectorstore import ArticleSummary

__all__ = ["McpServer", "mcp_below", "serve_stdio"]

MOST = 100
"""Passages of one search."""
_LISTED = 500
"""Articles that are listed; a model that needs another one searches."""
_QUOTED = 600
"""Characters of a quote in the text of an answer; the structured content has all."""
Said = tuple[str, dict[str, Any]]
"""What a tool says: text, and the same with its parts."""

_ARTICLES = {
    "type": ["array", "null"],
    "items": {"type": "string"},
    "description": "Ids of the articles to ask alone, from list_articles; none asks all.",
}
_QUESTION = {"type": "string", "description": "The question, whole in itself."}
_TOOLS: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "ask": (
        "Answer a question from the articles in the library, or say that they do not say. Each sentence "
        "rests on the numbered quotes, which are exact words of the articles.",
        {"question": _QUESTION, "articles": _ARTICLES},
        ["question"],
    ),
    "search": (
        "Find the passages of the articles that fit a question, best first.",
        {
            "question": _QUESTION,
            "limit": {"type": "integer", "minimum": 1, "maximum": MOST, "default": 5},
            "articles": _ARTICLES,
        },
        ["question"],
    ),
    "list_articles": ("List the articles in the library with their ids.", {}, []),
}


class McpServer:
    """The tools over one bot; `at_once` calls are worked on together, the others wait in turn."""

    def __init__(self, bot: ArticleBot, at_once: int = 2) -> None:
        self._bot = bot
        self._at_once = at_once
        self._limiter: Any = None
        self.server = self._made()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """An ASGI application: streamable HTTP without sessions, each request by itself."""
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
        from starlette.responses import JSONResponse

        if scope["method"] == "GET" and str(scope["path"]).rstrip("/").endswith("/schema"):
            await JSONResponse([tool.model_dump(exclude_none=True) for tool in _tools()])(
                scope, receive, send
            )
        elif scope["method"] != "POST":
            why = "This server answers POST requests of the Model Context Protocol; it opens no stream."
            headers = {"Allow": "POST"}
            await JSONResponse({"error": why}, status_code=405, headers=headers)(scope, receive, send)
        else:
            manager = StreamableHTTPSessionManager(self.server, stateless=True, json_response=True)
            async with manager.run():
                await manager.handle_request(scope, receive, send)

    def _made(self) -> Server[Any, Any]:
        from mcp import types
        from mcp.server.lowlevel import Server

        server: Server[Any, Any] = Server("articlebot", instructions="Questions about the user's articles.")

        async def list_tools() -> list[types.Tool]:
            return _tools()

        async def call_tool(name: str, arguments: dict[str, Any]) -> types.CallToolResult:
            try:
                text, parts = await self._call(name, arguments)
            except ArticleBotError as exc:
                return types.CallToolResult(content=[_text(str(exc))], isError=True)
            return types.CallToolResult(content=[_text(text)], structuredContent=parts)

        server.list_tools()(list_tools)  # type: ignore[no-untyped-call]
        server.call_tool()(call_tool)
        return server

    async def _call(self, name: str, given: dict[str, Any]) -> Said:
        import anyio

        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(self._at_once)
        async with self._limiter:
            return await self._done(name, given)

    async def _done(self, name: str, given: dict[str, Any]) -> Said:
        articles = given.get("articles") or None
        if name == "ask":
            async for event in self._bot.astream(given["question"], articles=articles):
                if isinstance(event, Finished):
                    return _answer(event.answer)
        if name == "search":
            return _found(await self._bot.asearch(given["question"], int(given.get("limit", 5)), articles))
        if name == "list_articles":
            import asyncio

            return _listed(await asyncio.to_thread(self._bot.articles))
        raise ArgumentError(f"there is no tool {name!r}; there are {', '.join(_TOOLS)}")


def serve_stdio(bot: ArticleBot) -> None:
    """Answer one client over stdin and stdout until it leaves. Raises ArticleBotError without `mcp`."""
    try:
        import anyio
        from mcp.server.stdio import stdio_server
    except ImportError as exc:
        raise ArticleBotError(
            "the MCP server needs the package mcp; pip install 'articlebot[mcp]' and start again"
        ) from exc
    server = McpServer(bot).server

    async def talk() -> None:
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    anyio.run(talk)


def mcp_below(path: str, bot: ArticleBot, at_once: int) -> Callable[[Any], Callable[..., Awaitable[None]]]:
    """An ASGI middleware that answers below `path`, and leaves all else to the application behind it."""
    tools = McpServer(bot, at_once)

    def wrapped(app: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def handle(scope: Any, receive: Any, send: Any) -> None:
            here = scope["type"] == "http" and f"{scope['path']}/".startswith(f"/{path}")
            await (tools if here else app)(scope, receive, send)

        return handle

    return wrapped


def _tools() -> list[types.Tool]:
    from mcp import types

    hints = types.ToolAnnotations(readOnlyHint=True, openWorldHint=False)
    return [
        types.Tool(
            name=name,
            description=description,
            inputSchema={
                "type": "object",
                "properties": fields,
                "required": needed,
                "additionalProperties": False,
            },
            annotations=hints,
        )
        for name, (description, fields, needed) in _TOOLS.items()
    ]


def _text(text: str) -> types.TextContent:
    from mcp import types

    return types.TextContent(type="text", text=text)


def _answer(answer: Answer) -> Said:
    cited = answer.citations or answer.nearest
    lines = [answer.text]
    if cited:
        lines += ["", "Quotes:" if answer.citations else "Nearest sections, which do not answer it:"]
    for citation in cited:
        quote = citation.quote if len(citation.quote) <= _QUOTED else f"{citation.quote[:_QUOTED]}…"
        place = section_trail(citation.article_title, citation.section_path)
        lines.append(f"[{citation.number}] {place}: “{' '.join(quote.split())}”")
    parts = {
        "status": answer.status,
        "answer": answer.text,
        "citations": [
            {
                "number": citation.number,
                "article_id": citation.article_id,
                "article": citation.article_title,
                "section": list(citation.section_path),
                "quote": citation.quote,
                **({"page": citation.page} if citation.page else {}),
                **({"url": citation.url} if citation.url else {}),
            }
            for citation in answer.citations
        ],
        **({"notice": answer.notice} if answer.notice else {}),
        **({"suggestions": list(answer.suggestions)} if answer.suggestions else {}),
    }
    return "\n".join(lines), parts


def _found(passages: list[Passage]) -> Said:
    parts = [
        {
            "article_id": passage.chunk.article_id,
            "article": passage.article_title,
            "section": list(passage.chunk.section_path),
            "text": passage.chunk.text,
            "score": round(passage.score, 3),
        }
        for passage in passages
    ]
    lines = [
        f"{number}. {section_trail(passage.article_title, passage.chunk.section_path)}\n{passage.chunk.text}"
        for number, passage in enumerate(passages, 1)
    ]
    return "\n\n".join(lines) or "Nothing was found.", {"passages": parts}


def _listed(summaries: list[ArticleSummary]) -> Said:
    shown = [
        {
            "id": one.id,
            "title": one.title,
            "sections": one.sections,
            **{
                name: value
                for name in ("author", "published", "site", "language")
                if (value := getattr(one.metadata, name))
            },
        }
        for one in summaries[:_LISTED]
    ]
    more = len(summaries) - len(shown)
    lines = [json.dumps(one, ensure_ascii=False) for one in shown]
    lines += [f"and {more} more"] if more else []
    return "\n".join(lines) or "There are no articles.", {"articles": shown, "more": more}
