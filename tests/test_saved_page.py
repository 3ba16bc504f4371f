"""Pages that a browser saved in one file are read as the pages that they are."""

# ruff: noqa: E501
from __future__ import annotations

import quopri
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest import read
from ingest.saved_page import is_saved_page

FILL = (
    "The mill stands where the creek meets the sound, and it has ground whatever the farms around it grew. "
)
PAGE = (
    "<!DOCTYPE html><html><head><title>The mill — Łódź</title></head><body><h1>The mill — Łódź</h1>"
    f"<p>{FILL * 3}</p><h2 id=wheel>The wheel</h2><p>It is <a href='/oak'>oak</a>. {FILL * 2}</p></body></html>"
)


def chromium_like(page: str) -> bytes:
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://mill.example/a\r\nSubject: The mill\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--x--"\r\n\r\n'
        "----x--\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        "Content-Location: https://mill.example/a\r\n\r\n"
    )
    style = "\r\n----x--\r\nContent-Type: text/css\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nbody { }\r\n"
    return head.encode() + quopri.encodestring(page.encode()) + style.encode() + b"\r\n----x----\r\n"


def outlook_like(page: str) -> bytes:
    message = EmailMessage()
    message.set_content("Only a stub for others.")
    message.add_related(page, subtype="html", charset="iso-8859-2", cte="base64")
    return bytes(message)


@pytest.mark.parametrize(("make", "url"), [(chromium_like, "https://mill.example/a"), (outlook_like, None)])
def test_a_saved_page_is_the_page(make, url: str | None, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "page.mhtml"
    path.write_bytes(make(PAGE.replace("—", "-")))
    article = read(str(path))
    assert [section.heading for section in article.sections] == ["The mill - Łódź", "The wheel"]
    assert article.sections[1].anchor == "wheel"
    assert "Saved by" not in article.text
    assert "body {" not in article.text
    assert article.source == str(path)
    assert [one.url for one in article.inlines] == (["https://mill.example/oak"] if url else [])


def test_a_letter_is_no_saved_page() -> None:
    assert not is_saved_page(b"From: Ann\nSubject: Mills\nContent-Type: text/plain\n\nThe mill grinds.\n")
    assert not is_saved_page(b"# Mills\n\nContent-Type: multipart/related\n")
