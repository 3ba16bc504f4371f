"""The language model of the user's choice, as a stream of text.

The only user of LangChain's chat models. Every failure of a provider - a missing package or key,
an unknown model, a refused connection, a rate limit, a stream that stalls or breaks off - becomes a
LanguageModelError of one line.
"""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from bot.errors import LanguageModelError
from ingest.errors import first_line

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from bot.settings import Settings

__all__ = ["ChatModel", "Message", "chat_model_named", "wrap_chat_model"]

Message = tuple[Literal["system", "human", "ai"], str]

_END = object()
_SILENT_FOR = 0.25
"""Seconds of silence after which an empty piece is sent."""


class ChatModel:
    """A chat model that streams text; `name` is how the user named it.

    `load` makes the model on first use; what it raises is raised by the stream.
    """

    def __init__(self, load: Callable[[], BaseChatModel], name: str, timeout: float) -> None:
        self._load = cache(load)
        self.name = name
        self._timeout = timeout

    def stream(self, messages: Sequence[Message], timeout: float | None = None) -> Iterator[str]:
        """The reply's text, piece by piece.

        Waits at most `timeout` seconds (by default the model's own limit) for each piece; while the model is
        silent an empty piece comes now and then, so that a listener can stop. Raises
        LanguageModelError, also in the middle of a reply. Closing the iterator early stops the reading.
        """
        limit = self._timeout if timeout is None else min(timeout, self._timeout)
        model = self._load()
        pieces: queue.Queue[Any] = queue.Queue(maxsize=64)
        stopped = threading.Event()

        def put(item: Any) -> None:
            while not stopped.is_set():
                try:
                    pieces.put(item, timeout=0.2)
                    return
                except queue.Full:
                    continue

        def produce() -> None:
            try:
                for message in model.stream(list(messages)):
                    if stopped.is_set():
                        return
                    put(message.text if isinstance(message.text, str) else str(message.text))
                    ended = _cut_off(message.response_metadata)
                    if ended:
                        put(LanguageModelError(ended))
            except Exception as exc:  # noqa: BLE001 - each provider raises errors of its own
                put(exc)
            else:
                put(_END)

        told = contextvars.copy_context().run  # LangChain finds its callbacks there
        threading.Thread(target=told, args=(produce,), name="language-model", daemon=True).start()
        try:
            heard = time.monotonic()
            while True:
                try:
                    piece = pieces.get(timeout=min(limit, _SILENT_FOR))
                except queue.Empty:
                    if time.monotonic() - heard < limit:
                        yield ""
                        continue
                    raise LanguageModelError(
                        f"{self.name}: no words for {limit:g} seconds; "
                        f"try again, or raise ARTICLEBOT_LLM_TIMEOUT"
                    ) from None
                heard = time.monotonic()
                if piece is _END:
                    return
                if isinstance(piece, LanguageModelError):
                    raise LanguageModelError(f"{self.name}: {piece}")
                if isinstance(piece, Exception):
                    raise LanguageModelError(
                        f"{self.name}: {first_line(piece).rstrip('.;')}; {_remedy(piece)}"
                    ) from piece
                yield piece  # an empty one while a model thinks where nobody reads it
        finally:
            stopped.set()


def chat_model_named(settings: Settings) -> ChatModel:
    """The chat model that `settings.llm` names as `provider:model`, loaded when it is first asked."""
    return ChatModel(lambda: _load(settings), settings.llm or "", settings.llm_timeout)


def _load(settings: Settings) -> BaseChatModel:
    name = settings.llm or ""
    provider = name.partition(":")[0]
    if ":" not in name or not provider:
        raise LanguageModelError(
            f"ARTICLEBOT_LLM: {name!r} does not name a provider; write provider:model, e.g. ollama:qwen3:8b"
        )
    options: dict[str, Any] = {"temperature": 0, "timeout": settings.llm_timeout, "max_retries": 1}
    if settings.llm_base_url:
        options["base_url"] = settings.llm_base_url
        if provider == "openai":
            options["api_key"] = _key_or_placeholder()
            options["use_responses_api"] = False  # compatible servers speak chat completions
    if provider == "ollama":
        options = {"temperature": 0, "client_kwargs": {"timeout": settings.llm_timeout}} | (
            {"base_url": settings.llm_base_url} if settings.llm_base_url else {}
        )
    try:
        from langchain.chat_models import init_chat_model

        model: BaseChatModel = init_chat_model(name, **options)
    except ImportError as exc:
        raise LanguageModelError(
            f"{name}: the package for this provider is not installed; pip install 'articlebot[{provider}]', "
            f"or the LangChain package that carries it"
        ) from exc
    except Exception as exc:
        raise LanguageModelError(f"{name}: {first_line(exc).rstrip('.;')}; {_remedy(exc)}") from exc
    return model


def wrap_chat_model(model: BaseChatModel, settings: Settings) -> ChatModel:
    """A LangChain chat model that the caller made, under the same time limit."""
    return ChatModel(lambda: model, type(model).__name__, settings.llm_timeout)


def _cut_off(metadata: Mapping[str, Any]) -> str | None:
    """Why a reply ended before its end, as its server tells it; None for one that is whole."""
    told = (metadata.get(name) for name in ("finish_reason", "stop_reason", "done_reason"))
    reason = next((str(one).lower() for one in told if one), "")
    if reason in {"length", "max_tokens", "max_output_tokens", "model_length"}:
        return "the reply was cut off at its greatest length; let the model write more, or ask for less"
    if reason in {"content_filter", "safety", "refusal", "prohibited_content"}:
        return "the model's server stopped the reply by its filter; ask in other words"
    return None


def _key_or_placeholder() -> str:
    """The user's key for an OpenAI-compatible server; local servers take any, but the client wants one."""
    import os

    return os.environ.get("OPENAI_API_KEY") or "none"


def _remedy(exc: BaseException) -> str:
    kind = f"{type(exc).__name__} {exc}".lower()
    if "rate" in kind and "limit" in kind:
        return "wait a little and ask again"
    if "api_key" in kind or "authentication" in kind or "unauthorized" in kind:
        return "set the provider's key in the environment"
    if "connect" in kind or "timeout" in kind or "timed out" in kind:
        return "check that the model's server is running and ARTICLEBOT_LLM_BASE_URL is right"
    if "notfound" in kind or "not found" in kind or "not exist" in kind:
        return "check the model's name in ARTICLEBOT_LLM"
    if "internalserver" in kind or "error code: 5" in kind:
        return "the model's server failed; ask again, or look into its log"
    return "check ARTICLEBOT_LLM"
