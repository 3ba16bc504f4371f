"""The routes of the page; every other route of Gradio answers 404.

So nothing that Gradio serves beside - files of its cache, a proxy to other hosts, run histories, monitoring,
a log-in of its own - can be asked for, and what a later version adds is closed until it is named here.
"""

from __future__ import annotations

import re

__all__ = ["LOGIN", "LOGOUT", "is_known", "is_work", "session_in"]

LOGIN = "/login"
LOGOUT = "/logout"

_READ = re.compile(
    r"/|/config/?|/theme\.css|/favicon\.ico|/robots\.txt|/manifest\.json"
    r"|/(?:assets|static|svelte)/[\w@%+~,./-]+"
    r"|/gradio_api/(?:theme\.css|info/?|app_id/?|startup-events|upload_progress|queue/data|queue/status"
    r"|heartbeat/\w+|call/(?:v2/)?\w+/\w+|mcp(?:/.*)?)"
)
_WRITTEN = re.compile(
    r"/gradio_api/(?:queue/join|cancel|reset/?|component_server/?|upload|call/(?:v2/)?\w+/?|mcp(?:/.*)?)"
)
_WORK = re.compile(r"/gradio_api/(?:queue/join|component_server/?|upload|call/(?:v2/)?\w+/?|mcp(?:/.*)?)")
_SESSION = re.compile(r"/gradio_api/heartbeat/(?P<hash>\w+)")
_METHODS = {"GET": _READ, "HEAD": _READ, "POST": _WRITTEN}


def is_known(method: str, path: str) -> bool:
    """Whether the page or the API has this address."""
    if method in {"DELETE", "OPTIONS"}:  # the end of an MCP session, and what is asked before a request
        return method == "OPTIONS" or path.startswith("/gradio_api/mcp")
    routes = _METHODS.get(method)
    return routes is not None and routes.fullmatch(path) is not None and ".." not in path.split("/")


def is_work(method: str, path: str) -> bool:
    """Whether a request makes the machine work: a question, an addition, a call."""
    return method == "POST" and _WORK.fullmatch(path) is not None


def session_in(path: str) -> str | None:
    """The open page that an address names."""
    found = _SESSION.fullmatch(path)
    return found["hash"] if found else None
