"""The components of the page and their places; the events are wired in `app`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from bot.ui.adding import SUFFIXES
from bot.ui.conversation_events import QUESTION_LENGTH
from bot.ui.scripts import HEADER, OVERVIEW, SIDE, SOURCE
from bot.ui.texts import LANGUAGES, texts_in

__all__ = ["Parts", "component_texts", "lay_out"]

_SAID = (
    "add_address", "add_button", "add_file", "add_text", "address", "ask", "ask_placeholder", "files",
    "paste_button", "paste_here", "question", "text", "title", "title_optional",
)  # fmt: skip
"""Texts that Gradio's own components show."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that events read or change."""

    place: gr.Textbox
    """Never shown: what the page says of itself with each event, as JSON."""
    shelf: gr.HTML
    report: gr.HTML
    upload: gr.File
    address: gr.Textbox
    title: gr.Textbox
    pasted: gr.Textbox
    paste: gr.Button
    talks: gr.HTML
    log: gr.HTML
    growing: gr.HTML
    """The exchange that is being answered, below the log."""
    question: gr.Textbox


def component_texts() -> gr.I18n:
    """The texts of Gradio's components in every language."""
    texts = {name: texts_in(name) for name in LANGUAGES}
    return gr.I18n(**{name: {key: say(key) for key in _SAID} for name, say in texts.items()})


def lay_out(server_functions: Sequence[Callable[..., Any]]) -> Parts:
    """Make the components inside the current `gr.Blocks`; the page may call the `server_functions`."""
    text = gr.I18n()
    place = gr.Textbox(visible=False)
    _html(HEADER, "top", "articleBot.header(element)")
    with gr.Row(elem_id="room"):
        with gr.Column(elem_id="library"):
            _html(SIDE, "side", "articleBot.side(element)")
            with gr.Column(elem_id="articles", min_width=0):
                shelf = _html(
                    None, "shelf", "articleBot.library(element, trigger, watch) // 'drop' 'undo' 'refresh'"
                )
                report = _html(None, "report", None)
                with gr.Column(elem_id="add", min_width=0):
                    with gr.Tab(text("add_file")):
                        upload = gr.File(
                            label=text("files"), show_label=False, file_count="multiple", height=96,
                            file_types=list(SUFFIXES), elem_id="upload",
                        )  # fmt: skip
                    with gr.Tab(text("add_address")):
                        address = gr.Textbox(
                            label=text("address"), placeholder="https://", lines=1, max_lines=5,
                            submit_btn=str(text("add_button")), elem_id="address",
                        )  # fmt: skip
                    with gr.Tab(text("add_text")):
                        title = gr.Textbox(
                            label=text("title"), placeholder=text("title_optional"), elem_id="pasted-title"
                        )
                        pasted = gr.Textbox(
                            label=text("text"), placeholder=text("paste_here"), lines=5, max_lines=5,
                            elem_id="pasted",
                        )  # fmt: skip
                        paste = gr.Button(text("paste_button"), elem_id="paste", size="sm")
            talks = _html(
                None, "talks",
                "articleBot.talks(element, trigger, watch) // 'open' 'rename' 'drop' 'undo'",
            )  # fmt: skip
        with gr.Column(elem_id="conversation"):
            with gr.Column(elem_id="log", min_width=0):
                log = _html(
                    None, "turns", "articleBot.conversation(element, trigger, watch, server)"
                    " // 'ask' 'begin'",
                    server_functions=list(server_functions),
                )  # fmt: skip
                growing = _html(None, "growing", "articleBot.growing(element, watch)")
            _html(OVERVIEW, "overview", "articleBot.overview(element)")
            question = gr.Textbox(
                label=text("question"), show_label=False, placeholder=text("ask_placeholder"), lines=1,
                max_lines=6, max_length=QUESTION_LENGTH, submit_btn=str(text("ask")), autofocus=True,
                elem_id="question", html_attributes=gr.InputHTMLAttributes(enterkeyhint="send"),
            )  # fmt: skip
        _html(SOURCE, "source", "articleBot.source(element)")
    return Parts(place, shelf, report, upload, address, title, pasted, paste, talks, log, growing, question)


def _html(value: str | None, elem_id: str, js_on_load: str | None, **more: Any) -> gr.HTML:
    """A component of HTML of ours. An event it triggers has to be named, in quotes, in `js_on_load`."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=js_on_load, **more)
