"""The gate before the page: foreign requests, headers, unknown addresses, rates, sizes, and a full queue."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.gate import HEALTH, Access, Gate, Limits, is_loopback
from bot.gate.access import access_for
from bot.gate.policy import hash_of
from bot.gate.rates import Rate, of_address

PROXIED = access_for("127.0.0.1", auth_header="X-Remote-User", proxies=["127.0.0.1", "10.1.0.0/16"])
JOIN = "/gradio_api/queue/join"


async def page(_scope: Any, receive: Any, send: Any) -> None:
    """What stands behind the gate: reads the request and says 204."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


def gate(access: Access | None = None, app: Any = page, **more: Any) -> Gate:
    return Gate(app, access or Access(), **more)


def answered(
    headers: dict[str, str],
    path: str = "/",
    *,
    by: Gate | None = None,
    body: bytes = b"",
    peer: str = "127.0.0.1",
    **scope: Any,
) -> Any:
    """The messages with which a request is answered."""
    sent: list[dict[str, Any]] = []
    pieces = [body[at : at + 1000] for at in range(0, len(body), 1000)] or [b""]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    given = {"type": "http", "method": "GET", "path": path, "client": (peer, 1), "query_string": b"", **scope}
    given["headers"] = [(name.encode(), value.encode()) for name, value in headers.items()]
    asyncio.run((by or gate())(given, receive, send))
    return sent


def status(headers: dict[str, str], path: str = "/", **more: Any) -> int:
    return int(answered(headers, path, **more)[0]["status"])


def sent_headers(messages: Any) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in messages[0]["headers"]}


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "LOCALHOST.", "::1", "[::1]"])
def test_loopback_means_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "0.0.0.0", "::", "192.168.1.7", "localhost.evil.example", "127.0.0.1.evil.example", "1", "::2"],
)
def test_everything_else_may_be_reached_from_elsewhere(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "[::1]:80", "localhost"])
def test_the_page_itself_is_answered(host: str) -> None:
    assert status({"host": host}) == 204
    assert status({"host": host, "origin": f"http://{host}"}) == 204


FOREIGN = [
    {},
    {"host": "rebound.example:7860"},
    {"host": "127.0.0.1.rebound.example"},
    {"host": "localhost@rebound.example"},
    {"host": "[broken"},
    {"host": "127.0.0.1:7860", "origin": "https://evil.example"},
    {"host": "127.0.0.1:7860", "origin": "http://127.0.0.1:9999"},
    {"host": "127.0.0.1:7860", "origin": "null"},
    {"host": "127.0.0.1:7860", "origin": "http://[broken"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_other_sites_are_not_answered(headers: dict[str, str]) -> None:
    for path in ("/", HEALTH):
        start, body = answered(headers, path)
        assert start["status"] == 403
        assert json.loads(body["body"])["detail"].startswith("ArticleBot answers")
    assert [message["type"] for message in answered(headers, type="websocket")] == ["websocket.close"]


def test_a_proxy_of_this_machine_names_the_page() -> None:
    by = gate(access_for("127.0.0.1", proxies=["127.0.0.1"]))
    headers = {"host": "127.0.0.1:7860", "x-forwarded-host": "articles.example"}
    assert status({**headers, "origin": "https://articles.example"}, by=by) == 204
    assert status({**headers, "origin": "https://evil.example"}, by=by) == 403
    rebound = {"host": "evil.example", "x-forwarded-host": "evil.example", "origin": "https://evil.example"}
    assert status(rebound, by=by) == 403
    assert status({**headers, "origin": "https://articles.example"}, by=by, peer="10.9.9.9") == 403


def test_health_is_told() -> None:
    start, body = answered({"host": "localhost"}, HEALTH)
    assert (start["status"], json.loads(body["body"])) == (200, {"status": "ok"})
    assert answered({"host": "localhost"}, HEALTH, method="HEAD")[1]["body"] == b""
    assert status({"host": "localhost"}, HEALTH, method="POST") == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/gradio_api/file=/etc/passwd"), ("GET", "/gradio_api/file/etc/passwd"),
        ("GET", "/gradio_api/proxy=https://evil.example"), ("GET", "/gradio_api/stream/a/b/1/playlist-file"),
        ("GET", "/gradio_api/run-history/records"), ("GET", "/gradio_api/runs"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/monitoring/summary"), ("GET", "/docs"), ("GET", "/openapi.json"), ("GET", "/dev/reload"),
        ("GET", "/gradio_api/custom_component/x/client/y/z"), ("GET", "/gradio_api/token"),
        ("POST", "/gradio_api/run/ask"), ("POST", "/gradio_api/api/ask"), ("POST", "/gradio_api/vibe-edit"),
        ("POST", "/gradio_api/process_recording"), ("PUT", "/"), ("DELETE", "/gradio_api/upload"),
        ("GET", "/assets/../../../etc/passwd"), ("GET", "/assets//etc/x/.."),
        ("GET", "/static/../../etc/passwd"),
    ],
)  # fmt: skip
def test_what_the_page_does_not_need_does_not_exist(method: str, path: str) -> None:
    assert status({"host": "localhost"}, path, method=method) == 404


def test_every_answer_has_its_headers_and_each_page_its_own_nonce() -> None:
    async def html(_scope: Any, _receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"text/html"), (b"content-length", b"52")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"<script>one()</script>", "more_body": True})
        await send({"type": "http.response.body", "body": b'"\\u003cscript>"<script src="x"></script>'})

    by = gate(app=html, scripts=[hash_of("two()")])
    seen = []
    for _ in range(2):
        start, body = answered({"host": "localhost"}, by=by)
        headers = sent_headers([start])
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        nonce = policy["script-src"].split("'nonce-")[1].split("'")[0]
        seen.append(nonce)
        assert "unsafe-inline" not in policy["script-src"]
        assert hash_of("two()") in policy["script-src"]
        assert policy["frame-ancestors"] == "'self'"
        assert body["body"].count(f'nonce="{nonce}"'.encode()) == 2
        assert b'"\\u003cscript>"' in body["body"]
        assert int(headers["content-length"]) == len(body["body"])
        assert headers["x-content-type-options"] == "nosniff"
    assert seen[0] != seen[1]
    assert "strict-transport-security" not in headers
    assert "content-security-policy" in sent_headers(answered({"host": "evil.example"}))
    secure = answered({"host": "localhost"}, by=by, scheme="https")
    assert "strict-transport-security" in sent_headers(secure)


def test_who_comes_too_often_is_told_when_to_come_again() -> None:
    by = gate(access_for("127.0.0.1", proxies=["127.0.0.1"]), limits=Limits(requests_per_minute=3))
    asking = {"by": by, "method": "POST", "body": b"{}"}
    headers = {"host": "localhost", "x-forwarded-for": "198.51.100.7"}
    assert [status(headers, JOIN, **asking) for _ in range(5)] == [204, 204, 204, 429, 429]
    start, body = answered(headers, JOIN, **asking)
    assert 1 <= int(sent_headers([start])["retry-after"]) <= 20
    assert "seconds" in json.loads(body["body"])["detail"]
    assert status({**headers, "x-forwarded-for": "198.51.100.8"}, JOIN, **asking) == 204
    forged = {**headers, "x-forwarded-for": "203.0.113.1, 198.51.100.7"}
    assert status(forged, JOIN, **asking) == 429, "what the client itself put there does not count"
    assert status(headers, "/", by=by) == 204, "looking is free"


def test_a_bucket_fills_again() -> None:
    now = [0.0]
    rate = Rate(60, burst=2, clock=lambda: now[0])
    assert [rate.wait("a"), rate.wait("a"), rate.wait("a"), rate.wait("b")] == [0, 0, 1, 0]
    now[0] = 1.0
    assert [rate.wait("a"), rate.wait("a")] == [0, 1]
    rate.give_back("a")
    assert rate.wait("a") == 0


def test_an_address_is_counted_with_its_network() -> None:
    assert of_address("2001:db8:1:2:3::4") == of_address("2001:db8:1:2:ffff::1")
    assert of_address("2001:db8:1:3::4") != of_address("2001:db8:1:2::4")
    assert of_address("::ffff:192.0.2.1") == of_address("192.0.2.1") == "192.0.2.1"
    assert of_address("testclient") == "testclient"


@pytest.mark.parametrize(("path", "most"), [(JOIN, 5000), ("/gradio_api/upload", 9000)])
def test_too_much_at_once_is_refused(path: str, most: int) -> None:
    by = gate(limits=Limits(body=5000, upload=9000))
    given: dict[str, Any] = {"by": by, "method": "POST"}
    assert status({"host": "localhost"}, path, body=b"x" * most, **given) == 204
    start, body = answered({"host": "localhost"}, path, body=b"x" * (most + 1), **given)
    assert start["status"] == 413
    assert "MB" in json.loads(body["body"])["detail"]


def test_too_much_is_refused_also_where_the_page_makes_another_error_of_it() -> None:
    async def swallowing(_scope: Any, receive: Any, send: Any) -> None:
        try:
            while (await receive()).get("more_body"):
                pass
        except Exception:  # noqa: BLE001 - as web frameworks do
            await send({"type": "http.response.start", "status": 400, "headers": []})
            await send({"type": "http.response.body", "body": b"bad"})

    by = gate(app=swallowing, limits=Limits(body=5000))
    assert status({"host": "localhost"}, JOIN, by=by, method="POST", body=b"x" * 6000) == 413


def test_a_full_queue_is_said_with_when_to_come_again() -> None:
    async def full(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 503, "headers": [(b"content-length", b"4")]})
        await send({"type": "http.response.body", "body": b"full"})

    start, body = answered({"host": "localhost"}, JOIN, by=gate(app=full), method="POST")
    headers = sent_headers([start])
    assert (start["status"], headers["retry-after"]) == (503, "5")
    assert "busy" in json.loads(body["body"])["detail"]
    assert int(headers["content-length"]) == len(body["body"])


Seen = Callable[..., Awaitable[None]]


def remembered() -> tuple[list[Any], Any]:
    """An application that remembers whose requests it got."""
    users: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        users.append((scope["articlebot.user"], scope.get("scheme")))
        await page(scope, receive, send)

    return users, app


def test_a_trusted_proxy_names_the_user() -> None:
    users, app = remembered()
    by = gate(PROXIED, app)
    headers = {"host": "127.0.0.1:7860", "x-remote-user": "Anna Berg", "x-forwarded-proto": "https"}
    assert status(headers, by=by) == 204
    assert status(headers, by=by, peer="10.1.2.3") == 204
    assert users == [("Anna Berg", "https")] * 2
    assert status(headers, by=by, peer="10.2.0.1") == 403
    for nobody in ("", "  ", "a\x01b", "x" * 200):
        assert status({**headers, "x-remote-user": nobody}, by=by) == 401
    assert status({"host": "127.0.0.1:7860"}, by=by) == 401
    assert status({"host": "127.0.0.1:7860"}, HEALTH, by=by) == 200
    assert len(users) == 2


def test_only_a_trusted_proxy_is_believed() -> None:
    users, app = remembered()
    by = gate(access_for("127.0.0.1", proxies=["10.0.0.1"]), app)
    assert status({"host": "localhost", "x-forwarded-proto": "https"}, by=by, scheme="http") == 204
    assert users == [(None, "http")]


def test_one_user_does_not_reach_the_page_of_another() -> None:
    by = gate(PROXIED)
    anna, ben = ({"host": "localhost", "x-remote-user": name} for name in ("anna", "ben"))
    joined = {**anna, "content-type": "application/json"}
    body = json.dumps({"session_hash": "annaspage", "data": ["x" * 3000]}).encode()
    assert status(joined, JOIN, by=by, method="POST", body=body) == 204
    for path, query in (
        ("/gradio_api/queue/data", b"session_hash=annaspage"),
        ("/gradio_api/heartbeat/annaspage", b""),
    ):
        assert status(anna, path, by=by, query_string=query) == 204
        assert status(ben, path, by=by, query_string=query) == 403
    stolen = {**ben, "content-type": "application/json"}
    assert status(stolen, "/gradio_api/cancel", by=by, method="POST", body=body) == 403
