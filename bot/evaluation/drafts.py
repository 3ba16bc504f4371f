"""The earlier home of `bot.goldens.drafts`."""

from bot.goldens.drafts import draft_goldens

__all__ = ["draft_goldens"]
