"""Who may open the page: the settings as rules of access."""

from __future__ import annotations

from bot.gate.access import Access, access_for
from bot.settings import Settings

__all__ = ["access_of"]


def access_of(settings: Settings, host: str) -> Access:
    """Who is let in to a page served on `host`. Raises AccessError as `access_for` does."""
    return access_for(
        host, auth=settings.auth, auth_header=settings.auth_header, proxies=settings.trusted_proxies
    )
