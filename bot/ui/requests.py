"""What a request to the page's events and to the API's calls has to bring, before Gradio sees it.

Gradio answers a name or a number that it does not know, or too few values, with a server's error, and writes
a traceback where the page is served.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import gradio as gr
from pydantic import ValidationError

from bot.gate.wellformed import FaultOf

__all__ = ["fault_finder", "value_in"]

_CALL = re.compile(r"/gradio_api/call/(?:(?P<second>v2)/)?(?P<name>\w+)/?")
_JOIN = re.compile(r"/gradio_api/queue/join/?")


def fault_finder(page: gr.Blocks) -> FaultOf:
    """Finds what is wrong with a request to one of the events of `page`."""

    def fault_of(path: str, said: Mapping[str, Any]) -> tuple[int, str] | None:
        call, values = _CALL.fullmatch(path), said.get("data")
        if call is not None:
            named = [fn for fn in page.fns.values() if fn.api_name == call["name"] and fn.fn is not None]
            if not named:
                return 404, f"There is no call {call['name']!r}; GET /gradio_api/info lists the calls."
            if call["second"]:
                return None
            inputs = [block for block in named[0].inputs if not block.skip_api]
            if not isinstance(values, list) or len(values) != len(inputs):
                return 422, f"{call['name']} takes {len(inputs)} values in this order, as a list named data."
        elif _JOIN.fullmatch(path):
            number = said.get("fn_index")
            event = page.fns.get(number) if isinstance(number, int) else None
            if event is None or not isinstance(values, list) or len(values) < len(event.inputs):
                return 422, "This is no event of the page; reload it."
            if event.fn is None or not all(map(_fits, event.inputs, values)):
                return 422, "This is not what the page sends; reload it."
        return None

    return fault_of


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
