"""Who is let in: user files, log-ins and sessions, by command, in a running server, and on every route."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import ssl
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from click.testing import Result

from bot import ArticleBot
from bot.errors import AccessError
from bot.gate import UserFile, access_for
from bot.gate.login import Login
from bot.gate.sessions import Sessions
from bot.gate.users import COST, hashed, matches
from bot.ui.login_html import login_page
from bot.ui.server import launch
from ingest import ArticleBotError
from vectorstore import Embedder

ANNA, BEN = ("anna", "correct horse"), ("ben", "battery staple")


CHEAP = (12, 8, 1)
"""A small part of a hash's cost; what is proved is the same."""


@pytest.fixture
def file(tmp_path: Path) -> UserFile:
    made = UserFile(tmp_path / "users", CHEAP)
    for name, password in (ANNA, BEN):
        made.set(name, password)
    return made


def test_a_user_file_keeps_no_password(file: UserFile) -> None:
    text = file.path.read_text()
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert [line.split(":")[0] for line in text.splitlines()] == ["anna", "ben"]
    assert all(re.fullmatch(r"\w+:\$scrypt\$ln=12,r=8,p=1\$\S+\$\S+", line) for line in text.splitlines())
    assert "horse" not in text
    assert file.verify(*ANNA)
    assert not file.verify("anna", "battery staple")
    assert not file.verify("carl", "correct horse")
    assert not file.verify("anna", "")


def test_the_cost_of_a_hash_is_what_is_advised() -> None:
    """OWASP's password storage cheat sheet: scrypt with n=2^15, r=8, p=3 or dearer."""
    ln, r, p = COST
    assert ln >= 15 and r >= 8 and p >= 3
    made = hashed("correct horse")
    assert made.startswith(f"$scrypt$ln={ln},r={r},p={p}$")
    assert matches("correct horse", made)
    assert made != hashed("correct horse", CHEAP)


def test_a_user_file_is_read_again_when_it_has_changed(file: UserFile) -> None:
    reading = UserFile(file.path)
    before = reading.mark("anna")
    assert before and reading.mark("carl") is None
    assert file.set("carl", "a long one")
    assert not file.set("anna", "another one")
    assert reading.verify("carl", "a long one")
    assert reading.verify("anna", "another one")
    assert reading.mark("anna") != before
    file.path.write_text("# nobody but Ben\n\n" + "\n".join(
        line for line in file.path.read_text().splitlines() if line.startswith("ben")
    ))  # fmt: skip
    assert list(reading.users()) == ["ben"]
    file.remove("ben")
    assert "# nobody but Ben" in file.path.read_text()


@pytest.mark.parametrize(
    "line",
    ["anna", "anna:secret", "anna:$scrypt$ln=30,r=8,p=1$c2FsdHNhbHQ=$" + "x" * 44, "a b:$scrypt$", ":x"],
)
def test_a_line_that_is_none_is_told_by_its_number(file: UserFile, line: str) -> None:
    with file.path.open("a") as opened:
        opened.write(line + "\n")
    with pytest.raises(AccessError, match=r"line 3: not `name:hash`.*articlebot user add"):
        UserFile(file.path).users()


@pytest.mark.parametrize(
    ("name", "password"),
    [("a b", "long enough"), ("", "long enough"), ("a:b", "long enough"), ("a", "short")],
)
def test_what_cannot_be_a_user_is_not_written(file: UserFile, name: str, password: str) -> None:
    before = file.path.read_text()
    with pytest.raises(AccessError):
        file.set(name, password)
    assert file.path.read_text() == before


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_user_file_that_others_may_change_is_refused(file: UserFile) -> None:
    file.path.chmod(0o620)
    with pytest.raises(AccessError, match="chmod 600"):
        UserFile(file.path).users()


def test_a_session_ends(file: UserFile, tmp_path: Path) -> None:
    now = [1000.0]
    sessions = Sessions(tmp_path / "home", file, hours=1, clock=lambda: now[0])
    tokens = [sessions.begin(name) for name in ("anna", "anna", "ben", "anna")]
    again = Sessions(tmp_path / "home", file, hours=1, clock=lambda: now[0])  # after a restart
    assert [again.user(token) for token in tokens] == ["anna", "anna", "ben", "anna"]
    stored = (tmp_path / "home" / "sessions.sqlite").read_bytes()
    assert not any(token.encode() in stored for token in tokens)
    assert stat.S_IMODE((tmp_path / "home" / "sessions.sqlite").stat().st_mode) == 0o600
    again.end(tokens[0])
    assert [sessions.user(token) for token in tokens] == [None, "anna", "ben", "anna"]
    file.remove("ben")
    assert sessions.user(tokens[2]) is None
    file.set("anna", "another one")
    assert sessions.user(tokens[1]) is None
    token = sessions.begin("anna")
    now[0] += 3601
    assert sessions.user(token) is None
    assert sessions.user("x") is sessions.user("\ud800") is None
    sessions.close()
    again.close()


@pytest.mark.parametrize("header", ["Cookie", "x y", "", "X-Forwarded-For", "Authorization", "1x"])
def test_a_header_that_anybody_sends_names_no_user(header: str) -> None:
    with pytest.raises(AccessError, match="X-Remote-User"):
        access_for("127.0.0.1", auth_header=header)


def test_access_that_cannot_be_is_told(tmp_path: Path, file: UserFile) -> None:
    with pytest.raises(AccessError, match="exclude each other"):
        access_for("0.0.0.0", auth=file.path, auth_header="X-Remote-User")
    with pytest.raises(AccessError, match="articlebot user add NAME --auth"):
        access_for("0.0.0.0", auth=tmp_path / "none")
    (tmp_path / "empty").write_text("# nobody yet\n")
    (tmp_path / "empty").chmod(0o600)
    with pytest.raises(AccessError, match="has no user"):
        access_for("0.0.0.0", auth=tmp_path / "empty")
    with pytest.raises(AccessError, match=r"10\.0\.0\.0/24"):
        access_for("0.0.0.0", auth_header="X-Remote-User", proxies=["my proxy"])
    assert access_for("0.0.0.0", auth=file.path).asks
    assert not access_for("127.0.0.1").asks


@pytest.mark.slow
def test_users_are_kept_by_command(articlebot: Callable[..., Result], tmp_path: Path) -> None:
    path = str(tmp_path / "u" / "users")
    made = articlebot("user", "add", "anna", "--auth", path, stdin="correct horse\n")
    assert (made.exit_code, made.stdout) == (0, "added  anna\n"), made.output
    again = articlebot("user", "add", "anna", "--auth", path, "--json", stdin="another one\n")
    assert json.loads(again.stdout) == {"user": "anna", "status": "updated"}
    assert UserFile(Path(path)).verify("anna", "another one")
    short = articlebot("user", "add", "ben", "--auth", path, stdin="short\n")
    assert (short.exit_code, short.stdout) == (1, "")
    assert short.stderr.startswith("error: the password has to have 8")
    assert articlebot("user", "list", "--auth", path).stdout == "anna\n"
    assert articlebot("user", "remove", "anna", "--auth", path).exit_code == 0
    gone = articlebot("user", "remove", "anna", "--auth", path)
    assert (gone.exit_code, gone.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    "words",
    [("--host", "0.0.0.0"), ("--host", "0.0.0.0", "--auth", "nowhere"), ("--auth-header", "Cookie"),
     ("--host", "::", "--trusted-proxy", "127.0.0.1")],
)  # fmt: skip
def test_serving_openly_is_refused_before_anything_is_opened(
    articlebot: Callable[..., Result], tmp_path: Path, words: tuple[str, ...]
) -> None:
    told = articlebot("serve", *words)
    assert told.exit_code == 1
    assert told.stderr.startswith("error: ")
    assert told.stderr.count("\n") == 1
    assert not (tmp_path / "home").exists()


def test_a_certificate_goes_with_its_key(articlebot: Callable[..., Result]) -> None:
    assert articlebot("serve", "--tls-cert", "c.pem").exit_code == 2


# -- a running server ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[tuple[str, ArticleBot]]:
    """A page that Anna and Ben may read, with one article."""
    folder = tmp_path_factory.mktemp("served")
    file = UserFile(folder / "users", CHEAP)
    for name, password in (ANNA, BEN):
        file.set(name, password)
    with ArticleBot(home=folder / "home", embedder=embedder, auth=file.path, requests_per_minute=1000) as bot:
        assert not bot.add_text("# Ferry\n\n## Fares\n\nA bicycle pays two crowns.\n").failed
        page, url = launch(bot, "127.0.0.1", 0)
        yield url, bot
        page.close(verbose=False)


@pytest.fixture
def client(served: tuple[str, ArticleBot]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served[0], trust_env=False) as made:
        yield made


def log_in(client: httpx.Client, user: tuple[str, str]) -> httpx.Response:
    return client.post("/login", data={"username": user[0], "password": user[1]})


def routes(page: Any) -> set[tuple[str, str]]:
    """Every method and path that the server has, with something in place of its parameters."""
    found = set()
    routers = [page.app, *(one.original_router for one in page.app.routes if hasattr(one, "original_router"))]
    for route in (one for router in routers for one in router.routes):
        path = re.sub(r"\{[^}]*\}", "x", getattr(route, "path", "/"))
        for method in getattr(route, "methods", None) or {"GET", "POST"}:
            found.add((method, path))
    return found


def test_no_route_is_open_without_a_log_in(
    tmp_path: Path, new_bot: Callable[..., ArticleBot], file: UserFile
) -> None:
    page, url = launch(new_bot("all", auth=file.path), "127.0.0.1", 0)
    try:
        listed = routes(page)
        assert len(listed) > 60
        with httpx.Client(base_url=url, trust_env=False) as client:
            for method, path in sorted(listed | {("GET", "/gradio_api/mcp/"), ("POST", "/gradio_api/mcp/")}):
                answer = client.request(method, path)
                assert answer.status_code == 401, (method, path, answer.status_code)
                assert "Ferry" not in answer.text and "gradio_config" not in answer.text
            assert client.get("/healthz").json() == {"status": "ok"}
            forged = {"Cookie": "articlebot_session=x; access-token-unsecure=x", "X-Remote-User": "anna"}
            assert client.get("/config", headers=forged).status_code == 401
    finally:
        page.close(verbose=False)


def test_a_browser_logs_in_by_the_form_and_out_again(client: httpx.Client) -> None:
    browser = {"Accept": "text/html", "Accept-Language": "de"}
    asked = client.get("/", headers=browser)
    assert asked.status_code == 401
    assert "Passwort" in asked.text and '<form method="post">' in asked.text
    assert "set-cookie" not in asked.headers
    wrong = client.post("/?x=1", headers=browser, data={"username": "anna", "password": "<b>wrong"})
    assert (wrong.status_code, "falsch" in wrong.text) == (401, True)
    assert not client.cookies
    foreign = client.post(
        "/", headers={**browser, "Origin": "https://evil.example"}, data={"username": "anna"}
    )
    assert foreign.status_code == 403
    entered = client.post(
        "/?x=1", headers=browser, data=dict(zip(("username", "password"), ANNA, strict=True))
    )
    assert (entered.status_code, entered.headers["location"]) == (303, "/?x=1")
    cookie = entered.headers["set-cookie"]
    assert re.fullmatch(r"articlebot_session=\S{43}; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax", cookie)
    page = client.get("/", headers=browser)
    assert page.status_code == 200 and "gradio_config" in page.text
    assert "articlebot_reader" not in page.headers.get("set-cookie", "")
    token = client.cookies["articlebot_session"]
    out = client.post("/logout")
    assert (out.status_code, out.headers["location"]) == (303, "/")
    assert "Max-Age=0" in out.headers["set-cookie"]
    stolen = client.get("/config", headers={"Cookie": f"articlebot_session={token}"})
    assert stolen.status_code == 401


def ask(client: httpx.Client, question: str) -> Any:
    event = client.post("/gradio_api/call/ask", json={"data": [question, None]})
    assert event.status_code == 200, event.text
    said = client.get(f"/gradio_api/call/ask/{event.json()['event_id']}").text
    return json.loads(json.loads(said.strip().splitlines()[-1].removeprefix("data: "))[0])


def test_programs_log_in_each_time_or_once(client: httpx.Client, served: tuple[str, ArticleBot]) -> None:
    with httpx.Client(base_url=served[0], trust_env=False, auth=ANNA) as basic:
        assert ask(basic, "What does a bicycle pay?")["status"] == "answered"
    for wrong in (("anna", "x"), ("carl", "x"), ("anna", "")):
        assert client.get("/config", auth=wrong).status_code == 401
    broken = {"Authorization": "Basic " + base64.b64encode(b"\xff\xfe").decode()}
    assert client.get("/config", headers=broken).status_code == 401
    assert log_in(client, BEN).json() == {"success": True}
    assert ask(client, "What does a bicycle pay?")["status"] == "answered"


def test_gradios_own_client_logs_in(served: tuple[str, ArticleBot], monkeypatch: pytest.MonkeyPatch) -> None:
    from gradio_client import Client

    talking = Client(served[0], auth=ANNA, verbose=False)
    answer = json.loads(talking.predict("What does a bicycle pay?", None, api_name="/ask"))
    assert answer["citations"][0]["quote"] == "A bicycle pays two crowns."


def chat(client: httpx.Client, question: str, page: str) -> str:
    """Ask as the page does, and what its stream told."""
    events = client.get("/config").json()["dependencies"]
    (submit,) = [one["id"] for one in events if one["targets"] and one["targets"][0][1] == "submit"
                 and len(one["inputs"]) == 2]  # fmt: skip
    joined = client.post(
        "/gradio_api/queue/join",
        json={"data": [question, "{}"], "fn_index": submit, "session_hash": page, "trigger_id": 1},
    )
    assert joined.status_code == 200, joined.text
    return client.get("/gradio_api/queue/data", params={"session_hash": page}, timeout=30).text


def test_a_users_conversations_are_the_users_alone(served: tuple[str, ArticleBot]) -> None:
    url = served[0]
    with (
        httpx.Client(base_url=url, trust_env=False, auth=ANNA) as anna,
        httpx.Client(base_url=url, trust_env=False, auth=BEN) as ben,
    ):
        said = chat(anna, "What does Annas bicycle pay?", "annaspage1")
        talk = re.search(r'data-conversation=\\"(\w+)\\"', said)
        assert talk and "crowns" in said
        html = next(one["id"] for one in anna.get("/config").json()["components"]
                    if one["props"].get("server_fns"))  # fmt: skip

        def copy(client: httpx.Client, page: str) -> Any:
            asked = {"conversation": talk[1], "position": 0}
            body = {"component_id": html, "fn_name": "copy", "session_hash": page, "data": asked}
            return client.post("/gradio_api/component_server", json=body)

        elsewhere = copy(anna, "annaspage2")  # another browser of hers
        assert "crowns" in elsewhere.json()["text"]
        assert "error" in copy(ben, "benspage1").json()
        assert copy(ben, "annaspage1").status_code == 403
        assert ben.get("/gradio_api/queue/data", params={"session_hash": "annaspage1"}).status_code == 403
        assert "Annas" not in chat(ben, "What does a bicycle pay?", "benspage2")


def test_traversal_reaches_no_file(client: httpx.Client, served: tuple[str, ArticleBot]) -> None:
    log_in(client, ANNA)
    home = served[1].settings.home
    for path in (
        f"/gradio_api/file={home}/conversations.sqlite", f"/gradio_api/file/{home}/conversations.sqlite",
        "/gradio_api/file=/etc/passwd", "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fapp.py",
        "/static/....//....//etc/passwd", "/assets/%5c..%5c..%5croutes.py", "/svelte/%2e%2e/index.html",
        "/assets/%00",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code in (400, 403, 404), path
        assert "root:" not in answer.text
    assert client.get("/assets/nothing.js").status_code == 404
    assert client.get("/theme.css").status_code == 200


def test_guessing_passwords_is_slowed_down(file: UserFile, tmp_path: Path) -> None:
    async def guess() -> list[tuple[int, str | None]]:
        sessions = Sessions(tmp_path / "home", file, hours=1)
        login = Login(file, sessions, login_page)
        results = []

        async def attempt(user: tuple[str, str], address: str) -> None:
            form = urlencode(dict(zip(("username", "password"), user, strict=True))).encode()
            headers = {"content-type": "application/x-www-form-urlencoded"}
            sent: list[Any] = []

            async def receive() -> dict[str, Any]:
                return {"type": "http.request", "body": form}

            async def send(message: Any) -> None:
                sent.append(message)

            scope = {"type": "http", "method": "POST", "path": "/login", "scheme": "http"}
            await login.log_in(scope, receive, send, headers, address)
            after = dict(sent[0]["headers"]).get(b"retry-after")
            results.append((sent[0]["status"], after.decode() if after else None))

        await asyncio.gather(*(attempt(("anna", f"guess {n}"), "198.51.100.1") for n in range(14)))
        await attempt(ANNA, "198.51.100.1")  # the right one does not come in either
        await attempt(BEN, "198.51.100.2")
        for n in range(16):  # from many addresses: the name has to wait
            await attempt(("anna", f"guess {n}"), f"198.51.100.{n + 10}")
        sessions.close()
        return results

    results = asyncio.run(guess())
    assert [status for status, _ in results[:14]].count(401) == 10
    assert results[14][0] == 429 and int(results[14][1] or 0) >= 1
    assert results[15][0] == 200
    assert [status for status, _ in results[16:]].count(429) >= 5


def test_over_tls_the_cookie_is_for_this_host_alone(file: UserFile, tmp_path: Path) -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": urlencode({"username": "anna", "password": ANNA[1]}).encode()}

    async def send(message: Any) -> None:
        sent.append(message)

    async def enter() -> None:
        sessions = Sessions(tmp_path / "home", file, hours=1)
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}
        scope = {"type": "http", "method": "POST", "path": "/", "scheme": "https", "query_string": b"//evil"}
        await Login(file, sessions, login_page).log_in(scope, receive, send, headers, "192.0.2.1")
        sessions.close()

    asyncio.run(enter())
    headers = dict(sent[0]["headers"])
    assert headers[b"set-cookie"].startswith(b"__Host-articlebot_session=")
    assert headers[b"set-cookie"].endswith(b"; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure")
    assert headers[b"location"].startswith(b"/?"), "never to another host"


def test_the_page_is_served_over_tls(
    tmp_path: Path, new_bot: Callable[..., ArticleBot], file: UserFile
) -> None:
    trustme = pytest.importorskip("trustme")
    authority, paths = trustme.CA(), (tmp_path / "cert.pem", tmp_path / "key.pem")
    issued = authority.issue_cert("127.0.0.1", "localhost")
    paths[0].write_bytes(b"".join(one.bytes() for one in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(str(paths[1]))
    bot = new_bot("tls", auth=file.path)
    with pytest.raises(ArticleBotError, match="--tls-cert"):
        launch(bot, "127.0.0.1", 0, tls=(paths[0], tmp_path / "none.pem"))
    page, url = launch(bot, "127.0.0.1", 0, tls=paths)
    try:
        assert url.startswith("https://")
        trusted = ssl.create_default_context()
        authority.configure_trust(trusted)
        with httpx.Client(base_url=url, trust_env=False, verify=trusted) as client:
            entered = log_in(client, ANNA)
            assert entered.headers["set-cookie"].startswith("__Host-articlebot_session=")
            assert entered.headers["set-cookie"].endswith("; Secure")
            assert "max-age" in client.get("/config").headers["strict-transport-security"]
    finally:
        page.close(verbose=False)
