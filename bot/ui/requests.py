"""What a request to the page's events and to the API's calls has to bring, before Gradio sees it.

Gradio answers a name or a number that it does not know, or too few values, with a server's error, and writes
a traceback where the page is served.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import Any

import gradio as gr
from pydantic import ValidationError

from bot.gate.wellformed import Inspect

__all__ = ["value_in", "inspector"]

_CALL = re.compile(r"/gradio_api/call/(?:(?P<second>v2)/)?(?P<name>\w+)/?")
_JOIN = re.compile(r"/gradio_api/queue/join/?")


def inspector(page: gr.Blocks) -> Inspect:
    """Finds what is wrong with a request to one of the events of `page`.

    Values that a call of the API leaves out at its end are those that it has by default.
    """

    def inspect_request(path: str, said: Mapping[str, Any]) -> tuple[int, str] | Mapping[str, Any]:
        call, values = _CALL.fullmatch(path), said.get("data")
        if call is not None:
            named = [fn for fn in page.fns.values() if fn.api_name == call["name"] and fn.fn is not None]
            if not named:
                return 404, f"There is no call {call['name']!r}; GET /gradio_api/info lists the calls."
            if call["second"]:
                return said
            completed = _completed(named[0], values)
            return completed if isinstance(completed, tuple) else {**said, "data": completed}
        if _JOIN.fullmatch(path):
            number = said.get("fn_index")
            event = page.fns.get(number) if isinstance(number, int) else None
            if event is not None and event.fn is not None and event.api_visibility == "public":
                completed = _completed(event, values)
                return completed if isinstance(completed, tuple) else {**said, "data": completed}
            if event is None or not isinstance(values, list) or len(values) < len(event.inputs):
                return 422, "This is no event of the page; reload it."
            if event.fn is None or not all(map(_fits, event.inputs, values)):
                return 422, "This is not what the page sends; reload it."
        return said

    return inspect_request


def _completed(call: Any, values: object) -> list[Any] | tuple[int, str]:
    """The values of a call of the API with what it has by default, or the refusal."""
    parameters = list(inspect.signature(call.fn).parameters.values())
    needed = [one for one in parameters if one.default is one.empty]
    if not isinstance(values, list) or not len(needed) <= len(values) <= len(parameters):
        names = ", ".join(one.name if one in needed else f"{one.name} (optional)" for one in parameters)
        order = f"as a list named data, in this order: {names}" if names else "an empty list named data"
        return 422, f"{call.api_name} takes {order}"
    return [*values, *(one.default for one in parameters[len(values) :])]


def _fits(block: Any, value: object) -> bool:
    """Whether an input of the page can have this value: text, or the files of an upload."""
    if isinstance(block, gr.Textbox):
        return isinstance(value, str)
    if not isinstance(block, gr.File) or block.data_model is None:
        return isinstance(value, str | list | None)
    try:
        return value is None or block.data_model.model_validate(value) is not None
    except ValidationError:
        return False


def value_in(event: gr.EventData, name: str) -> str:
    """What the page says beside the values of an event."""
    try:
        said = getattr(event, name, None)
    except TypeError:  # nothing at all, or a mere number, was sent
        said = None
    if not isinstance(said, str | int):
        raise gr.Error("This is not what the page sends; reload it.", print_exception=False)
    return str(said)
