"""The earlier home of `articlebot.pytest_plugin`, for environments whose entry point still names it."""

from articlebot.pytest_plugin import *  # noqa: F403
