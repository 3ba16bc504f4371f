"""E-mails and mailboxes as articles."""

# ruff: noqa: E501
from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from article_invariants import check

from ingest import Article, read
from ingest.mail_head import is_mail

WORDS = "The town pays half of the oak, and the guild the rest."


def opened(data: bytes, tmp_path: Path, name: str = "letter.eml") -> Article:
    path = tmp_path / name
    path.write_bytes(data)
    article = read(str(path))
    check(article)
    return article


def message(**headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Ada Lind <ada@example.org>"
    made["To"] = "Bo <bo@example.org>"
    made["Subject"] = "Pier repairs: who pays für das Holz"
    made["Date"] = "Tue, 05 Mar 2024 10:00:00 +0100"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    return made


def test_a_message_is_its_subject_and_its_text_once(tmp_path: Path) -> None:
    made = message()
    made.set_content(
        f"Dear Bo,\n\n{WORDS} The meeting on Thursday in the café is set for ten.\n\nAda\n",
        cte="quoted-printable",
    )
    made.add_alternative(
        f"<html><body><p>Dear Bo,</p><p>{WORDS}</p></body></html>", subtype="html", cte="base64"
    )
    article = opened(bytes(made), tmp_path)
    assert article.title == "Pier repairs: who pays für das Holz"
    assert (article.metadata.author, article.metadata.published) == ("Ada Lind", "2024-03-05")
    assert article.text.count(WORDS) == 1
    assert "Thursday in the café is set" in article.text
    assert not any(mark in article.text for mark in ("=C3", "MIME", "boundary", "Content-"))


def test_a_message_that_is_only_a_page_is_read_as_one(tmp_path: Path) -> None:
    made = message()
    page = f"<html><head><style>p {{}}</style></head><body><h2>Costs</h2><p>{WORDS}</p><table><tr><th>a<th>b<tr><td>1<td>2</table>"
    made.set_content(page, subtype="html")
    article = opened(bytes(made), tmp_path, "letter.txt")
    assert [section.heading for section in article.sections][1:] == ["Costs"]
    assert "| 1 | 2 |" in article.text
    assert "{}" not in article.text


def test_attachments_are_named_and_forwarded_messages_read(tmp_path: Path) -> None:
    inner = message()
    inner.replace_header("Subject", "Timber")
    inner.set_content("Oak is dear this year.")
    made = message()
    made.set_content(f"{WORDS}\n\n-- \nAda Lind\nHarbour board\n")
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="plän.pdf")
    made.add_attachment(inner)
    article = opened(bytes(made), tmp_path)
    assert "plän.pdf" in article.text
    assert "Oak is dear this year." in article.text
    assert "Timber" in [section.heading for section in article.sections]
    assert "Ada Lind · Harbour board" in article.text


def test_flowed_lines_and_other_charsets_are_put_right(tmp_path: Path) -> None:
    head = b"From: a@b.example\nTo: c@d.example\nSubject: =?iso-8859-1?q?M=FChle?=\nDate: Tue, 5 Mar 2024 10:00:00 +0000\n"
    kind = b"Content-Type: text/plain; charset=koi8-r; format=flowed\nContent-Transfer-Encoding: 8bit\n\n"
    text = "Мельница стоит \nу самой реки.\n".encode("koi8-r")
    article = opened(head + kind + text, tmp_path)
    assert article.title == "Mühle"
    assert "Мельница стоит у самой реки." in article.text


def test_a_mailbox_has_a_section_for_each_message(tmp_path: Path) -> None:
    one, two = message(), message()
    one.set_content("The pier is closed.\n\n>From Monday on it is open.")
    two.replace_header("Subject", "Re: Timber")
    two.set_content("Oak is dear.")
    box = b"".join(
        b"From ada@example.org Tue Mar  5 10:00:00 2024\n" + bytes(made) + b"\n" for made in (one, two)
    )
    article = opened(box, tmp_path, "inbox")
    assert [section.heading for section in article.sections][1:] == [
        "Pier repairs: who pays für das Holz",
        "Re: Timber",
    ]
    assert "From Monday on it is open." in article.text
    assert "Ada Lind, 2024-03-05 10:00" in article.text


@pytest.mark.parametrize(
    "text",
    [
        "From: the board\nTo: everybody\nSubject: the pier\n\nIt is closed.",
        "Title: Mill\nDate: 2024\nAuthor: Ada\n\nText.",
        "From what we know: To be sure, the mill stands.\n",
        "Date: today\nSubject: x\nMessage-ID: y\nno header: at all here\nFrom",
    ],
)
def test_a_text_that_looks_like_a_letter_is_no_mail(text: str) -> None:
    assert not is_mail(text.encode())
