"""The log-in page: a form in the visitor's language, without a script."""

from __future__ import annotations

from collections.abc import Mapping

from bot.ui.safe_html import escape
from bot.ui.texts import language_for, texts_in

__all__ = ["login_page"]

_STYLE = """
:root { color-scheme: light dark; font-family: ui-sans-serif, system-ui, sans-serif; }
body { display: grid; place-items: center; min-height: 100vh; margin: 0; background: Canvas;
  color: CanvasText; }
form { display: grid; gap: .9rem; width: min(20rem, 88vw); }
h1 { font-size: 1.4rem; margin: 0; }
label { display: grid; gap: .3rem; font-size: .9rem; }
input { font: inherit; padding: .55rem .6rem; border: 1px solid GrayText; border-radius: .4rem; }
button { font: inherit; font-weight: 600; padding: .6rem; border: 0; border-radius: .4rem; color: #fff;
  background: #0f766e; cursor: pointer; }
:focus-visible { outline: 3px solid #14b8a6; outline-offset: 2px; }
[role=alert] { margin: 0; padding: .5rem .7rem; border-left: .25rem solid #dc2626; }
"""


def login_page(headers: Mapping[str, str], failure: str | None = None, after: int = 0) -> bytes:
    """The page for a request with these headers; `failure` is `wrong` or `wait`, with the seconds to wait."""
    language = language_for(headers.get("accept-language", ""))
    say = texts_in(language)
    message = {"wrong": say("login_wrong"), "wait": say("login_wait", seconds=after)}.get(failure or "", "")
    problem = f'<p role="alert">{escape(message)}</p>' if message else ""
    # Without an action the form goes to the page's own address, whose part after # then comes back.
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>ArticleBot</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>
<body><form method="post"><h1>ArticleBot</h1>{problem}
<label>{escape(say("login_name"))}
<input name="username" autocomplete="username" autocapitalize="none" required autofocus></label>
<label>{escape(say("login_password"))}
<input name="password" type="password" autocomplete="current-password" required></label>
<button>{escape(say("login"))}</button></form></body></html>
""".encode()
