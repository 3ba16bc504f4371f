"""The body of a request: its size limit, and the open page that it names."""

from __future__ import annotations

import re

from bot.gate.asgi import Message, Receive

__all__ = ["Brought", "TooLarge", "given_again", "pages_in", "read_whole"]

_PAGE = re.compile(rb'"session_hash"\s*:\s*"(\w{1,64})"')


class TooLarge(Exception):
    """A request brings more than it may."""


class Brought:
    """A request's body, counted as it is read: `receive` raises TooLarge after `most` bytes."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most
        self.exceeded = False

    async def receive(self) -> Message:
        if self.exceeded:
            raise TooLarge
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.exceeded = True
            raise TooLarge
        return message


async def read_whole(receive: Receive) -> tuple[bytes, Receive]:
    """The body, and a `receive` that gives it again. Raises TooLarge as `receive` does."""
    pieces: list[bytes] = []
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        pieces.append(message.get("body", b""))
        more = message.get("more_body", False)
    body = b"".join(pieces)
    return body, given_again(body, receive)


def given_again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives `body` first."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def pages_in(body: bytes) -> list[str]:
    """The open pages (Gradio's session hashes) that a JSON body names."""
    return [found.decode() for found in dict.fromkeys(_PAGE.findall(body))]
