"""What stands between the network and the page: who is let in, to what, how often, and with which headers.

An ASGI application before another. Knows nothing of Gradio, articles or answers; what the page consists of is
told by `bot.gate.routes`.
"""

from bot.gate.access import Access, access_for
from bot.gate.gate import HEALTH, Gate, Limits
from bot.gate.origins import is_loopback
from bot.gate.users import UserFile

__all__ = ["HEALTH", "Access", "Gate", "Limits", "UserFile", "access_for", "is_loopback"]
