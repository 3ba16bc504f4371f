"""Pages that stand in place of an article are refused with what they are; articles about them are not."""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from ingest.errors import SourceError
from ingest.readers.html import parse_html

LINE = "The harbour board met on Tuesday to settle how the old pier will be repaired before the autumn storms arrive. "
REFUSED = [
    (
        "a person or a robot",
        '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body><h1>www.harbour.example</h1><p>Verifying you are human. This may take a few seconds.</p><p>www.harbour.example needs to review the security of your connection before proceeding.</p><div>Enable JavaScript and cookies to continue</div></body></html>',
    ),
    (
        "consent",
        '<!DOCTYPE html><html lang="en"><head><title>We value your privacy</title></head><body><div class="cmp"><h1>We value your privacy</h1><p>We and our 842 partners store and access information on a device, such as cookies, and process personal data, such as unique identifiers, for personalised advertising and content, measurement and audience research. With your permission we may use precise geolocation data.</p><button>Accept all</button><button>Reject</button></div></body></html>',
    ),
    (
        "no such page",
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Page not found</title></head><body>\n<header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>\n<main><article><h1>Page not found</h1>\n<p>Sorry, the page you are looking for cannot be found. It may have been moved or deleted. Please use the search or go back to the front page of our site.</p>\n</article></main>\n<footer><p>Contact us | Imprint | Privacy notice</p></footer></body></html>',
    ),
    (
        "a person or a robot",
        "<html><head><title>Attention Required! | Cloudflare</title></head><body><h1>Sorry, you have been blocked</h1><h2>You are unable to access harbour.example</h2><p>This website is using a security service to protect itself from online attacks. Cloudflare Ray ID: 8a9b</p></body></html>",
    ),
    (
        "a person or a robot",
        "<html><head><title>harbour.example</title></head><body><p>Pardon our interruption. As you were browsing something about your browser made us think you were a bot. To prove you are human, complete the captcha below.</p></body></html>",
    ),
    (
        "a person or a robot",
        "<html lang=de><head><title>Sicherheitsüberprüfung</title></head><body><p>Bitte bestätigen Sie, dass Sie kein Roboter sind. Wir haben ungewöhnlichen Datenverkehr festgestellt.</p></body></html>",
    ),
    (
        "consent",
        "<html lang=de><head><title>Bevor Sie zu Hafen fortfahren</title></head><body><h1>Bevor Sie zur Suche weitergehen</h1><p>Wir verwenden Cookies und Daten, um Dienste bereitzustellen. Wenn Sie „Alle akzeptieren“ auswählen, verwenden wir personenbezogene Daten auch für Werbung und Inhalte.</p><button>Alle akzeptieren</button></body></html>",
    ),
    (
        "consent",
        "<html><head><title>Harbour News</title></head><body><h2>Your privacy</h2><p>We and our partners store and/or access information on a device, such as cookies and process personal data for personalised advertising. You can withdraw your consent at any time. Some partners rely on legitimate interest.</p></body></html>",
    ),
    (
        "no such page",
        "<html lang=de><head><title>404 - Seite nicht gefunden</title></head><body><h1>Seite nicht gefunden</h1><p>Die angeforderte Seite existiert nicht oder wurde verschoben.</p></body></html>",
    ),
    (
        "no such page",
        "<html><head><title>Harbour News</title></head><body><h1>Oops! That page can’t be found.</h1><p>It looks like nothing was found at this location. Maybe try a search?</p><input type=search></body></html>",
    ),
    (
        "login",
        "<html><head><title>Sign in | Harbour</title></head><body><h1>Sign in</h1><p>Enter the address and the password that you chose when you joined the harbour club, and then press the button. If you have forgotten your password we will send you a letter with a new one, which may take three or four days to arrive at your door.</p><form><input type=email><input type=password><button>Sign in</button></form></body></html>",
    ),
]


@pytest.mark.parametrize(("kind", "page"), REFUSED)
def test_a_page_in_place_of_an_article_is_refused(kind: str, page: str) -> None:
    with pytest.raises(SourceError, match=kind):
        parse_html(page)


@pytest.mark.parametrize(
    ("title", "sentence", "count"),
    [
        (
            "We value your privacy: how dialogs ask",
            "{0} of {1} people accept all cookies when a dialog asks.",
            12,
        ),
        (
            "Error 404: why pages vanish",
            "In year {0} of the study, {1} links led to a page that cannot be found.",
            12,
        ),
        (
            "Are you a robot? A short story",
            "Robot number {0} looked at the sea and thought of {1} others.",
            10,
        ),
        ("Dog not found after search", "The dog of the harbour master was not found on Monday, day {0}.", 1),
    ],
)
def test_an_article_about_such_pages_is_read(title: str, sentence: str, count: int) -> None:
    told = "".join(f"<p>{LINE}{sentence.format(n, n * 7)}</p>" for n in range(count))
    page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{told}</article></body></html>"
    assert parse_html(page).text.count(LINE.strip()) == count


def test_an_article_with_a_field_for_a_password_beside_it_is_read() -> None:
    page = f"<html><head><title>Pier</title></head><body><h1>Pier repairs</h1><p>{LINE * 2}</p><form><input type=password></form>"
    assert LINE.strip() in parse_html(page).text
