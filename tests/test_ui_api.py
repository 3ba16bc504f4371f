"""The calls for other programs: over HTTP and MCP on this machine, and nowhere else unless switched on."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import ArticleBot
from bot.ui.api import MCP_PATH
from bot.ui.server import launch
from vectorstore import Embedder

ROOT = Path(__file__).parent.parent
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[ArticleBot]:
    with ArticleBot(home=tmp_path_factory.mktemp("home"), embedder=embedder) as made:
        assert not made.add_text("# Ferry\n\n## Fares\n\nA bicycle pays two crowns.\n").failed
        yield made


@pytest.fixture(scope="module")
def address(ferry: ArticleBot) -> Iterator[str]:
    page, address = launch(ferry, "127.0.0.1", 0)
    yield address
    page.close(verbose=False)


def called(address: str, name: str, *values: Any) -> Any:
    """What a call gives, by the two requests that Gradio's HTTP API is made of."""
    body = json.dumps({"data": values}).encode()
    headers = {"Content-Type": "application/json"}
    begun = urllib.request.Request(f"{address}gradio_api/call/{name}", body, headers)
    with OPENER.open(begun) as answer:
        event = json.load(answer)["event_id"]
    with OPENER.open(f"{address}gradio_api/call/{name}/{event}") as stream:
        said = stream.read().decode()
    kind, data = said.strip().splitlines()[-2:]
    assert kind == "event: complete", said
    return json.loads(json.loads(data.removeprefix("data: "))[0])


def test_ask_search_and_list_answer_as_the_command_line_does(address: str, ferry: ArticleBot) -> None:
    (article,) = called(address, "list_articles")
    assert (article["title"], article["sections"]) == ("Ferry", 2)
    (passage,) = called(address, "search", "bicycle fare", 1, [article["id"]])
    assert passage["chunk"]["text"].endswith("A bicycle pays two crowns.")
    answer = called(address, "ask", "What does a bicycle pay?", None)
    assert answer["status"] == "answered"
    (citation,) = answer["citations"]
    assert ferry.article(article["id"]).text[citation["start"] : citation["end"]] == citation["quote"]


def test_the_calls_are_described_and_the_pages_own_events_are_not(address: str) -> None:
    with OPENER.open(f"{address}gradio_api/info") as answer:
        described = json.load(answer)["named_endpoints"]
    assert set(described) == {"/ask", "/search", "/list_articles"}
    assert [one["parameter_name"] for one in described["/search"]["parameters"]] == [
        "question", "limit", "articles"
    ]  # fmt: skip


def test_the_same_calls_are_tools_of_an_mcp_server(address: str) -> None:
    pytest.importorskip("mcp")
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def talk() -> tuple[dict[str, str], dict[str, Any]]:
        async with (
            streamablehttp_client(address + MCP_PATH) as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            tools = {tool.name: tool.description or "" for tool in (await session.list_tools()).tools}
            result = await session.call_tool("ask", {"question": "What does a bicycle pay?"})
            assert len(result.content[0].text) < 1000  # type: ignore[union-attr]
            return tools, result.structuredContent or {}

    tools, answer = asyncio.run(talk())
    assert list(tools) == ["ask", "search", "list_articles"]
    assert any("do not say" in description for description in tools.values())
    assert answer["citations"][0]["quote"] == "A bicycle pays two crowns."


def tool(address: str, name: str, arguments: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
    """What an MCP client gets of one call over HTTP."""
    pytest.importorskip("mcp")
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def talk() -> Any:
        async with (
            streamablehttp_client(address + MCP_PATH, headers=headers) as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            return await session.call_tool(name, arguments)

    return asyncio.run(talk())


def test_tools_give_short_text_and_structured_content_without_paths(address: str, ferry: ArticleBot) -> None:
    found = tool(address, "search", {"question": "bicycle fare", "limit": 1})
    (passage,) = found.structuredContent["passages"]
    assert passage["text"].endswith("A bicycle pays two crowns.")
    listed = tool(address, "list_articles", {})
    (article,) = listed.structuredContent["articles"]
    assert (article["id"], article["title"]) == (ferry.articles()[0].id, "Ferry")
    answer = tool(address, "ask", {"question": "Fares?"})
    said = "".join(one.model_dump_json() for one in (found, listed, answer))
    assert "source" not in said and str(ferry.settings.home) not in said


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("ask", {"question": "Who pays?", "articles": ["zzz"]}, "no article has the id 'zzz'"),
        ("search", {"question": "bicycle", "limit": 0}, "minimum"),
        ("search", {"question": "bicycle", "limti": 3}, "limti"),
        ("ask", {}, "question"),
        ("undo", {}, "no tool 'undo'"),
    ],
)
def test_a_wrong_call_of_a_tool_is_an_error(
    name: str, arguments: dict[str, Any], said: str, address: str
) -> None:
    result = tool(address, name, arguments)
    assert result.isError
    assert said in result.content[0].text


def test_tools_ask_where_users_log_in(tmp_path: Path, embedder: Embedder) -> None:
    from base64 import b64encode

    from bot.gate.users import UserFile

    UserFile(tmp_path / "users").set("anna", "secret-pass-123")
    with ArticleBot(home=tmp_path / "home", embedder=embedder, auth=tmp_path / "users") as made:
        made.add_text("# Ferry\n\n## Fares\n\nA bicycle pays two crowns.\n")
        page, here = launch(made, "127.0.0.1", 0)
        try:
            basic = {"Authorization": "Basic " + b64encode(b"anna:secret-pass-123").decode()}
            answer = tool(here, "ask", {"question": "What does a bicycle pay?"}, basic)
            assert answer.structuredContent["status"] == "answered"
            assert sent(here, "mcp/", b"{}")[0] == 401
        finally:
            page.close(verbose=False)


def test_tools_answer_over_stdio(tmp_path: Path) -> None:
    pytest.importorskip("mcp")
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    with ArticleBot(home=tmp_path, reader="off") as made:
        made.add_text("# Ferry\n\n## Fares\n\nA bicycle pays two crowns.\n")

    async def talk() -> Any:
        command = ["-c", "from bot.cli.main import main; main()", "mcp", "--home", str(tmp_path)]
        environment = {**os.environ, "ARTICLEBOT_READER": "off", "PYTHONPATH": str(ROOT)}
        server = StdioServerParameters(command=sys.executable, args=command, env=environment)
        async with stdio_client(server) as (reading, writing), ClientSession(reading, writing) as session:
            await session.initialize()
            return await session.call_tool("search", {"question": "bicycle"})

    found = asyncio.run(talk())
    assert "A bicycle pays two crowns." in found.content[0].text


def test_gradios_client_gets_what_it_asks_for(address: str) -> None:
    from gradio_client import Client
    from gradio_client.exceptions import AppError

    client = Client(address, verbose=False)
    (passage,) = json.loads(client.predict("bicycle", 1, None, api_name="/search"))
    assert passage["chunk"]["text"].endswith("A bicycle pays two crowns.")
    answer = json.loads(client.predict(question="What does a bicycle pay?", api_name="/ask"))
    assert answer["status"] == "answered"
    assert json.loads(client.predict(api_name="/list_articles"))[0]["title"] == "Ferry"
    for wrong, said in (({"limit": "many"}, "limit"), ({"articles": ["zzz"]}, "zzz")):
        with pytest.raises(AppError, match=said):
            client.predict("bicycle", **wrong, api_name="/search")


def test_values_with_a_default_may_be_left_out(address: str) -> None:
    assert called(address, "ask", "What does a bicycle pay?")["status"] == "answered"
    assert called(address, "search", "bicycle")[0]["chunk"]["text"]


@pytest.mark.parametrize("offered", [True, False])
def test_they_can_be_switched_off(new_bot: Callable[..., ArticleBot], offered: bool) -> None:
    page, here = launch(new_bot("served", api=offered), "127.0.0.1", 0)
    try:
        with OPENER.open(f"{here}gradio_api/info") as answer:
            assert bool(json.load(answer)["named_endpoints"]) == offered
        try:
            status = OPENER.open(f"{here}{MCP_PATH}schema").status
        except urllib.error.HTTPError as refused:
            status = refused.code
        assert (status == 200) == offered
    finally:
        page.close(verbose=False)


def test_nobody_passes_the_queue_by(address: str) -> None:
    for path in ("run/ask", "api/ask"):
        direct = urllib.request.Request(f"{address}gradio_api/{path}", b'{"data": ["x", null]}')
        with pytest.raises(urllib.error.HTTPError, match="404"):
            OPENER.open(direct)


def sent(address: str, path: str, body: bytes) -> tuple[int, str]:
    """The status and the answer of a request with JSON, as somebody writes it by hand."""
    asked = urllib.request.Request(f"{address}gradio_api/{path}", body, {"Content-Type": "application/json"})
    try:
        with OPENER.open(asked) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


JOIN = '{"session_hash": "a", "fn_index": %s, "data": [%s], "event_data": %s}'
MALFORMED = {
    "a call that is not there": ("call/undo", b'{"data": ["x"]}', 404, "no call 'undo'"),
    "too few values": ("call/search", b'{"data": []}', 422, "question, limit (optional)"),
    "no list of values": ("call/ask", b'{"data": "bicycle"}', 422, "ask takes as a list"),
    "no JSON": ("call/ask", b'{"data": [', 400, "no JSON"),
    "no UTF-8": ("call/ask", b'{"data": ["\xff", null]}', 400, "no JSON"),
    "JSON too deep": ("call/ask", b"[" * 100_000, 400, "no JSON"),
    "no object": ("call/ask", b"[]", 400, "no JSON"),
    "no JSON for a tool": ("mcp/", b'{"jsonrpc"\x80', 400, "no JSON"),
    "an event that is not there": ("queue/join", (JOIN % ("999", "", "null")).encode(), 422, "no event"),
    "an event of no number": ("queue/join", (JOIN % ('"x"', "", "null")).encode(), 422, "no event"),
    "an event without its values": ("queue/join", (JOIN % ("0", "", "null")).encode(), 422, "no event"),
    "an event with other values": ("queue/join", (JOIN % ("0", "1, {}, 2, 3", 0)).encode(), 422, "reload"),
}  # fmt: skip


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_request_is_one_line_and_no_traceback(
    kind: str, address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path, body, status, expected = MALFORMED[kind]
    assert sent(address, path, body)[0] == status
    said = sent(address, path, body)[1]
    assert expected in said
    detail = json.loads(said)["detail"]
    line = detail[0]["msg"] if status == 422 else detail  # as FastAPI's and Gradio's clients expect it
    assert "\n" not in line and line == json.loads(said)["error"]
    assert "Traceback" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("search", ["bicycle", "7", None], "limit must be a number"),
        ("search", ["bicycle", None, None], "limit must be a number"),
        ("search", [["bicycle"], 5, None], "question must be text"),
        ("ask", ["Who pays?", {"a": 1}], "articles must be a list"),
        ("ask", ["Who pays?", [1]], "articles must be a list"),
    ],
)
def test_a_value_of_the_wrong_kind_is_one_line_and_no_traceback(
    name: str, values: list[Any], expected: str, address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    _, said = sent(address, f"call/{name}", json.dumps({"data": values}).encode())
    with OPENER.open(f"{address}gradio_api/call/{name}/{json.loads(said)['event_id']}") as stream:
        told = stream.read().decode()
    assert "event: error" in told
    assert expected in told
    assert "Traceback" not in "".join(capfd.readouterr())


def test_the_page_survives_an_event_without_what_it_needs(
    address: str, ferry: ArticleBot, capfd: pytest.CaptureFixture[str]
) -> None:
    for number in range(40):
        for event_data in ("null", "3", "{}"):
            sent(address, "queue/join", (JOIN % (number, "null, null, null, null", event_data)).encode())
    assert called(address, "ask", "What does a bicycle pay?", None)["status"] == "answered"
    assert len(ferry.articles()) == 1
    assert "Traceback" not in "".join(capfd.readouterr())


def test_half_a_character_is_replaced(address: str) -> None:
    answer = called(address, "ask", "What does a bicycle pay? \ud83d", None)
    assert answer["question"] == "What does a bicycle pay? ?"
    assert called(address, "search", "bicycle 🚲", 1, None)


def test_the_answer_to_an_unknown_event_ends(address: str, capfd: pytest.CaptureFixture[str]) -> None:
    with OPENER.open(f"{address}gradio_api/call/ask/nothing") as stream:
        stream.read()  # raises IncompleteRead where the answer breaks off
    assert "Traceback" not in "".join(capfd.readouterr())
