"""Web addresses against a real server on this machine: what is read, what is refused, and in what words."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import time
import zlib
from collections.abc import Iterator

import pytest
from web_support import FILL, OPEN, PAGE, Answer, Site, answer, drip, drip_headers, serving

from ingest import Limits, SourceError, article_id_for, read
from ingest.fetch import fetch, is_public
from ingest.web_address import article_address, plain_address


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


def test_a_page_is_read_with_its_address(site: Site) -> None:
    site.pages["/mill"] = answer(body=(PAGE % "").encode())
    article = read(f"{site.address}/mill", OPEN)
    assert article.title == "The mill"
    assert FILL.strip() in article.text
    assert article.source == article.metadata.url == f"{site.address}/mill"
    assert article.id == article_id_for(f"{site.address}/mill")
    assert "ArticleBot" in (site.seen[0][1] or "")


def test_one_article_at_many_addresses_is_one_article(site: Site) -> None:
    linked = (PAGE % '<link rel="canonical" href="/mill">').encode()
    for path in ("/mill", "/mill?utm_source=letter", "/print/mill", "/mill?fbclid=abc"):
        site.pages[path] = answer(body=linked)
    site.pages["/short"] = answer(302, b"", Location="/mill?utm_medium=x")
    sources = ("/mill", "/mill?utm_source=letter#wheel", "/print/mill", "/mill?fbclid=abc", "/short")
    articles = [read(site.address + source, OPEN) for source in sources]
    assert {(article.id, article.version) for article in articles} == {(articles[0].id, articles[0].version)}
    assert articles[0].source == f"{site.address}/mill"


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress((PAGE % "").encode())),
        ("deflate", zlib.compress((PAGE % "").encode())),
        ("deflate", zlib.compress((PAGE % "").encode())[2:-4]),
        ("identity", (PAGE % "").encode()),
    ],
)
def test_compressed_pages_are_unpacked(site: Site, encoding: str, packed: bytes) -> None:
    site.pages["/mill"] = answer(body=packed, Content_Encoding=encoding)
    assert FILL.strip() in read(f"{site.address}/mill", OPEN).text


def test_the_servers_charset_and_type_are_only_hints(site: Site) -> None:
    text = "Мельница стоит у самой реки, и каждое утро мельник открывает шлюз."
    site.pages["/a"] = answer(body=text.encode("koi8-r"), Content_Type="text/plain; charset=koi8-r")
    site.pages["/b"] = answer(body=text.encode(), Content_Type="text/plain; charset=no-such")
    site.pages["/c"] = answer(body=f"# Mill\n\n{FILL}".encode(), Content_Type="application/octet-stream")
    assert text in read(f"{site.address}/a", OPEN).text
    assert text in read(f"{site.address}/b", OPEN).text
    assert read(f"{site.address}/c", OPEN).title == "Mill"


BAD: dict[str, tuple[Answer, str]] = {
    "not found": (answer(404), "no such page"),
    "gone": (answer(410), "no such page"),
    "forbidden": (answer(403), "asks for a login"),
    "unauthorized": (answer(401), "asks for a login"),
    "too many requests": (answer(429), "busy"),
    "server error": (answer(500), "status 500"),
    "no content": (answer(204, b""), "status 204"),
    "empty": (answer(body=b""), "empty"),
    "declared too large": (answer(body=b"", Content_Length="900000000"), "too large"),
    "too large": (answer(body=b"mill " * 100_000), "too large"),
    "decompression bomb": (
        answer(body=gzip.compress(b"mill " * 10_000_000), Content_Encoding="gzip"),
        "too large",
    ),
    "broken compression": (answer(body=b"no gzip at all", Content_Encoding="gzip"), "broke off"),
    "cut compression": (
        answer(body=gzip.compress(FILL.encode() * 9)[:-30], Content_Encoding="gzip"),
        "broke off",
    ),
    "unknown compression": (answer(Content_Encoding="br"), "nobody asked for"),
    "cut short": (answer(Content_Length="99999"), "broke off"),
    "redirect in a circle": (answer(302, b"", Location="/bad"), "redirects more than 3"),
    "redirect to a file": (answer(302, b"", Location="file:///etc/passwd"), "no http or https"),
    "redirect to ftp": (answer(301, b"", Location="ftp://example.org/x"), "no http or https"),
    "redirect to nonsense": (answer(301, b"", Location="http://[::1"), "no http or https"),
    "picture": (answer(body=b"\x89PNG\r\n\x1a\n0000", Content_Type="image/png"), "image"),
    "no http": (lambda request: request.wfile.write(b"220 smtp ready\r\n"), "broke off"),
    "script page": (
        answer(body=b"<html><body><div id=root></div><script>1</script><script>2</script>"),
        "JavaScript",
    ),
    "login page": (answer(body=b"<html><body><form>Log in <input type=password></form>"), "login"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_answer_is_one_clear_line(kind: str, site: Site) -> None:
    site.pages["/bad"], expected = BAD[kind]
    with pytest.raises(SourceError) as caught:
        read(f"{site.address}/bad", OPEN)
    assert expected in caught.value.problem
    assert caught.value.source == f"{site.address}/bad"
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("slow", [drip, drip_headers, lambda request: time.sleep(2)])
def test_a_slow_site_is_left_in_time(slow: Answer, site: Site) -> None:
    site.pages["/slow"] = slow
    started = time.monotonic()
    with pytest.raises(SourceError, match="too long"):
        fetch(f"{site.address}/slow", Limits(allow_private_addresses=True, fetch_seconds=0.6))
    assert time.monotonic() - started < 2


def test_a_closed_port_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(SourceError, match="nothing answers"):
        fetch(f"http://127.0.0.1:{port}/", OPEN)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1"]
)
def test_this_machine_is_not_asked_unless_allowed(host: str, site: Site) -> None:
    site.pages["/"] = answer()
    with pytest.raises(SourceError, match="not on the public internet"):
        fetch(f"http://{host}:{site.server.server_port}/", Limits())
    assert site.seen == []


def resolves(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let each look-up of a name give the next of `addresses`; returns the names asked for."""
    asked: list[str] = []

    def look_up(host: str, port: int, **rest: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [
            (
                socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (addresses[min(len(asked), len(addresses)) - 1], port),
            )
        ]

    monkeypatch.setattr("ingest.fetch.socket.getaddrinfo", look_up)
    return asked


@pytest.mark.parametrize("inside", ["169.254.169.254", "10.0.0.7", "192.168.1.1", "100.64.0.1", "172.16.0.1"])
def test_a_name_that_leads_inside_is_refused(inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolves(monkeypatch, inside)
    with pytest.raises(SourceError, match="not on the public internet"):
        fetch("http://innocent.example.org/", Limits())


def test_a_redirect_that_leads_inside_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address passes for public; the second, of the redirect, is checked by the real rule."""
    site.pages["/"] = answer(302, b"", Location="http://metadata.example.org/latest")
    asked = resolves(monkeypatch, "127.0.0.1", "169.254.169.254")
    monkeypatch.setattr(
        "ingest.fetch.is_public", lambda address: str(address) == "127.0.0.1" or is_public(address)
    )
    with pytest.raises(SourceError, match=r"metadata\.example\.org is not on the public internet"):
        fetch(f"http://innocent.example.org:{site.server.server_port}/", Limits(fetch_seconds=5))
    assert asked == ["innocent.example.org", "metadata.example.org"]


def test_the_connection_goes_to_the_address_that_was_checked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that would resolve differently the second time is resolved only once."""
    site.pages["/"] = answer(body=(PAGE % "").encode())
    asked = resolves(monkeypatch, "127.0.0.1", "169.254.169.254")
    monkeypatch.setattr("ingest.fetch.is_public", lambda address: str(address) == "127.0.0.1")
    page = fetch(f"http://rebinding.example.org:{site.server.server_port}/", Limits(fetch_seconds=5))
    assert page.data == (PAGE % "").encode()
    assert asked == ["rebinding.example.org"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False),
        ("169.254.169.254", False), ("0.0.0.0", False), ("224.0.0.1", False), ("255.255.255.255", False),
        ("100.64.1.1", False), ("192.0.2.1", False), ("::1", False), ("::", False), ("fe80::1", False),
        ("fc00::1", False), ("ff02::1", False), ("::ffff:10.0.0.1", False), ("::ffff:8.8.8.8", True),
        ("64:ff9b::a00:1", False), ("64:ff9b::808:808", True), ("2002:7f00:1::", False), ("fec0::1", False),
        ("::7f00:1", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, expected: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org:443/a#part", "https://example.org/a"),
        ("https://example.org/a?b=2&utm_source=x&c=%C3%A9", "https://example.org/a?b=2&c=%C3%A9"),
        ("https://example.org/a?b=2&b=3&q", "https://example.org/a?b=2&b=3&q"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("https://bücher.example/ä b", "https://xn--bcher-kva.example/%C3%A4%20b"),
        ("https://example.org/%7Ea/%2F", "https://example.org/%7Ea/%2F"),
    ],
)
def test_addresses_have_one_spelling(address: str, expected: str) -> None:
    assert plain_address(address) == expected
    assert plain_address(expected) == expected


@pytest.mark.parametrize(
    "address", ["ftp://a.b/", "http://", "http:///x", "http://a b/", "http://a\r\nHost: b/"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        plain_address(address)


@pytest.mark.parametrize(
    ("fetched", "canonical", "expected"),
    [
        ("https://m.example.org/a", "https://www.example.org/a", "https://www.example.org/a"),
        ("https://example.org/a", "https://other.org/a", "https://example.org/a"),
        ("https://example.org/a", "https://example.org/", "https://example.org/a"),
        ("https://example.org/a", "javascript:alert(1)", "https://example.org/a"),
        ("https://example.org/a", None, "https://example.org/a"),
    ],
)
def test_the_page_names_its_own_address_but_no_others(
    fetched: str, canonical: str | None, expected: str
) -> None:
    assert article_address(fetched, canonical) == expected
