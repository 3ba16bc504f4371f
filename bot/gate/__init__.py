"""Access to the page: who may use it, which routes, how often, and with which headers.

An ASGI application in front of another one; the page's routes are in `bot.gate.routes`.
"""

from bot.gate.access import Access, access_for
from bot.gate.gate import HEALTH, Gate, Limits
from bot.gate.origins import is_loopback
from bot.gate.users import UserFile

__all__ = ["HEALTH", "Access", "Gate", "Limits", "UserFile", "access_for", "is_loopback"]
