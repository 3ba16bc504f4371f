"""An MCP client of an ArticleBot: `python client.py "What does a bicycle pay?" [ADDRESS]`.

Without an address it starts `articlebot mcp` and speaks with it over stdio.
"""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import AsyncExitStack

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamablehttp_client


async def ask(question: str, address: str | None = None) -> str:
    async with AsyncExitStack() as stack:
        if address:
            reading, writing, _ = await stack.enter_async_context(streamablehttp_client(address))
        else:
            command = ["-c", "from bot.cli.main import main; main()", "mcp"]
            server = StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))
            reading, writing = await stack.enter_async_context(stdio_client(server))
        session = await stack.enter_async_context(ClientSession(reading, writing))
        await session.initialize()
        result = await session.call_tool("ask", {"question": question})
        return "\n".join(part.text for part in result.content if part.type == "text")


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(ask(*sys.argv[1:3])) + "\n")
