"""Pages over TLS: a real server on this machine, with certificates made for the test."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from web_support import FILL, OPEN, PAGE, Site, answer, drip, edition, serving

from ingest import SourceError, read
from ingest.fetch import fetch, fetch_changed

MILL = answer(body=(PAGE % "").encode())


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """A certificate authority that this test's process trusts, as a system trusts its own."""
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return made


def served(issued: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(context)
    return context


@pytest.fixture
def site(authority: trustme.CA) -> Iterator[Site]:
    with serving(served(authority.issue_cert("localhost"))) as made:
        made.pages["/mill"] = MILL
        yield made


def test_a_page_is_read_over_tls(site: Site) -> None:
    article = read(f"{site.address}/mill", OPEN)
    assert FILL.strip() in article.text
    assert article.source == f"{site.address}/mill"
    assert article.source.startswith("https://localhost:")


def test_an_edition_is_asked_for_over_tls(site: Site) -> None:
    site.pages["/mill"] = edition(PAGE % "", etag='W/"1"')
    page = fetch(f"{site.address}/mill", OPEN)
    assert fetch_changed(page.origin, OPEN) is None


CERTIFICATES: dict[str, tuple[Callable[[trustme.CA], trustme.LeafCert], str]] = {
    "of another name": (lambda ca: ca.issue_cert("mill.example.org"), "not valid for 'localhost'"),
    "of an address only": (lambda ca: ca.issue_cert("127.0.0.1"), "not valid for 'localhost'"),
    "out of date": (
        lambda ca: ca.issue_cert("localhost", not_after=datetime.now(UTC) - timedelta(days=1)),
        "expired",
    ),
    "of an unknown authority": (lambda _: trustme.CA().issue_cert("localhost"), "issuer"),
}


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_a_certificate_that_does_not_hold_is_named(kind: str, authority: trustme.CA) -> None:
    make, expected = CERTIFICATES[kind]
    with serving(served(make(authority))) as site:
        site.pages["/mill"] = MILL
        with pytest.raises(SourceError, match="certificate is not valid") as caught:
            read(f"{site.address}/mill", OPEN)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)
    assert site.seen == []


def test_redirects_between_http_and_https_are_followed(site: Site) -> None:
    with serving() as plain:
        plain.pages["/old"] = answer(301, b"", Location=f"{site.address}/mill")
        assert read(f"{plain.address}/old", OPEN).source == f"{site.address}/mill"


def test_a_server_that_speaks_no_tls_is_named() -> None:
    with serving() as plain:
        address = plain.address.replace("http://", "https://")
        with pytest.raises(SourceError, match="broke off"):
            read(f"{address}/mill", OPEN)


def test_a_slow_page_over_tls_is_left_in_time(site: Site) -> None:
    from dataclasses import replace
    from time import monotonic

    site.pages["/slow"] = drip
    started = monotonic()
    with pytest.raises(SourceError, match="too long"):
        fetch(f"{site.address}/slow", replace(OPEN, fetch_seconds=0.8))
    assert monotonic() - started < 3
