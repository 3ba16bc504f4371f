"""A FastAPI program that answers from articles: `uvicorn program:app`, then POST /ask.

The bot is opened when the program starts and closed when it ends. Answers are made in threads: the event loop
goes on meanwhile. `/stream` sends the words as they come, as server-sent events.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from articlebot import ArticleBot, ArticleBotError


class Asked(BaseModel):
    question: str
    articles: list[str] | None = None


@asynccontextmanager
async def lifespan(program: FastAPI) -> AsyncIterator[None]:
    with ArticleBot(home=os.environ.get("ARTICLEBOT_HOME", "articles")) as bot:
        program.state.bot = bot
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/ask")
async def ask(asked: Asked, request: Request) -> dict[str, Any]:
    try:
        answer = await request.app.state.bot.aask(asked.question, articles=asked.articles)
    except ArticleBotError as exc:
        raise HTTPException(422, str(exc)) from exc
    quotes = [
        {"number": one.number, "article": one.article_title, "quote": one.quote} for one in answer.citations
    ]
    return {"status": answer.status, "text": answer.text, "quotes": quotes}


@app.post("/stream")
async def stream(asked: Asked, request: Request) -> StreamingResponse:
    async def words() -> AsyncIterator[str]:
        chain = request.app.state.bot.chain()
        async for chunk in chain.astream({"question": asked.question, "articles": asked.articles}):
            yield f"data: {json.dumps(chunk.text)}\n\n"

    return StreamingResponse(words(), media_type="text/event-stream")
