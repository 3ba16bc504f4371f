"""The page: its components, and which event calls what.

Gradio keeps the session, the queue and the uploads; what an event does is in `room`, the HTML is made
by the modules beside this one and moved by `page.js`. Gradio is known here, in `room` and in `server`.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import gradio as gr

from bot.articlebot import ArticleBot
from bot.ui.adding import SUFFIXES
from bot.ui.room import QUESTION_LENGTH, Room

__all__ = ["asset", "build_app"]

_TICKED_FIRST = "(question, ticked, turns) => [question, window.articleBot.ticked(), turns]"


@cache
def asset(name: str) -> str:
    """The text of a style sheet or script of this package."""
    return files("bot.ui").joinpath(name).read_text("utf-8")


def build_app(bot: ArticleBot) -> gr.Blocks:
    """The page's components and events."""
    room = Room(bot)
    head = f"<script>{asset('article.js')}{asset('page.js')}</script>"

    def show_article(asked: dict[str, Any]) -> dict[str, Any]:  # Gradio marks the function it is given
        return room.show_article(asked)

    with gr.Blocks(title="ArticleBot", analytics_enabled=False, delete_cache=(3600, 3600)) as page:
        turns = gr.State([])
        ticked = gr.Textbox(visible=False)
        gr.HTML(_HEADER, elem_id="top", apply_default_css=False, head=head,
                js_on_load="window.articleBot.header()")  # fmt: skip
        with gr.Row(elem_id="room"):
            with gr.Column(elem_id="library"):
                shelf = gr.HTML(
                    elem_id="shelf", apply_default_css=False, head=head,
                    js_on_load="window.articleBot.library(element, trigger, watch)",
                )  # fmt: skip
                with gr.Column(elem_id="add", min_width=0):
                    with gr.Tab("File"):
                        upload = gr.File(
                            label="Files to add", show_label=False, file_count="multiple", height=96,
                            file_types=list(SUFFIXES), elem_id="upload",
                        )  # fmt: skip
                    with gr.Tab("Address"):
                        address = gr.Textbox(
                            label="Web address", placeholder="https://", lines=1, max_lines=5,
                            submit_btn="Add", elem_id="address",
                        )  # fmt: skip
                    with gr.Tab("Text"):
                        title = gr.Textbox(label="Title", placeholder="Optional", elem_id="pasted-title")
                        pasted = gr.Textbox(label="Text", placeholder="Paste the article here", lines=5,
                                            max_lines=5, elem_id="pasted")  # fmt: skip
                        paste = gr.Button("Add text", elem_id="paste", size="sm")
                report = gr.HTML(elem_id="report", apply_default_css=False, js_on_load=None)
            with gr.Column(elem_id="conversation"):
                log = gr.HTML(
                    elem_id="log", apply_default_css=False, head=head,
                    js_on_load="window.articleBot.conversation(element, trigger, watch)",
                )  # fmt: skip
                question = gr.Textbox(
                    label="Your question", show_label=False, placeholder="Ask the articles", lines=1,
                    max_lines=6, max_length=QUESTION_LENGTH, submit_btn="Ask", autofocus=True,
                    elem_id="question", html_attributes=gr.InputHTMLAttributes(enterkeyhint="send"),
                )  # fmt: skip
            gr.HTML(
                _SOURCE, elem_id="source", apply_default_css=False, head=head,
                server_functions=[show_article],
                js_on_load="window.articleBot.source(element, server)",
            )  # fmt: skip

        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        conversation = [log, question, turns]
        asking: dict[str, Any] = {**private, "js": _TICKED_FIRST, "concurrency_limit": 4}
        asked = question.submit(room.ask, [question, ticked, turns], conversation, **asking)
        suggested = log.submit(room.ask_suggested, [question, ticked, turns], conversation, **asking)
        stopped = question.stop(None, cancels=[asked, suggested], **private)
        stopped.then(room.restore, turns, conversation, **private)
        log.clear(room.begin, None, conversation, **private)

        added = [report, shelf, log]
        one: dict[str, Any] = {**private, "concurrency_limit": 1, "concurrency_id": "adding"}
        upload.upload(room.add_files, [upload, turns], [*added, upload], **one)
        address.submit(room.add_addresses, [address, turns], [*added, address], **one)
        paste.click(room.add_text, [pasted, title, turns], [*added, pasted, title], **one)
        shelf.delete(room.remove, turns, added, **private)
        page.load(room.open, turns, [shelf, log], **private)
    return page  # type: ignore[no-any-return]


_HEADER = """
<header class="bar">
  <button type="button" class="quiet" data-toggle="library" aria-expanded="true" aria-controls="library">
    <span aria-hidden="true">☰</span> Library</button>
  <h1>ArticleBot</h1>
  <div class="bar-end">
    <button type="button" class="quiet" data-theme="switch" aria-label="Use dark colours"><span
      aria-hidden="true">☾</span></button>
    <button type="button" class="quiet" data-new="conversation"
      aria-label="New conversation">New<span class="long"> conversation</span></button>
  </div>
</header>
"""

_SOURCE = """
<aside class="sheet" aria-label="Article">
  <div class="source-head">
    <div class="source-name">
      <h2 class="source-title" tabindex="-1"></h2>
      <p class="byline"></p>
    </div>
    <button type="button" class="quiet close" data-close="source" aria-label="Close the article">✕</button>
  </div>
  <div class="source-tools">
    <button type="button" class="quiet" data-outline="toggle" aria-expanded="false"
      aria-controls="source-outline" hidden><span aria-hidden="true">§</span> Sections</button>
    <span class="passages" role="group" aria-label="Passages cited in this conversation" hidden>
      <button type="button" class="quiet" data-passage="-1" aria-label="Previous cited passage">↑</button>
      <span class="count" aria-live="polite"></span>
      <button type="button" class="quiet" data-passage="1" aria-label="Next cited passage">↓</button>
    </span>
    <a class="source-link quiet" target="_blank" rel="noopener noreferrer nofollow"
      hidden>Open at the source ↗</a>
  </div>
  <nav class="outline" id="source-outline" aria-label="Sections of the article" hidden></nav>
  <div class="source-body"></div>
</aside>
"""
