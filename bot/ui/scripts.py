"""The scripts and style sheets of the page, and the markup of its fixed parts."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from bot.ui.texts import catalogues

__all__ = ["HEADER", "OVERVIEW", "SIDE", "SOURCE", "page_head", "page_scripts"]

_STYLES = ("icons.css", "page.css", "library.css", "conversation.css", "article.css", "overview.css")
_SCRIPTS = (
    "texts.js", "kept.js", "refusals.js", "theme.js", "library.js", "article.js", "overview.js",
    "conversation.js", "page.js",
)  # fmt: skip


@cache
def page_head() -> str:
    """The page's `<head>`: style sheets, catalogues and scripts, all inline."""
    styles = "".join(_asset(name) for name in _STYLES)
    scripts = "".join(f"<script>{script}</script>" for script in page_scripts())
    return f"<style>{styles}</style>{scripts}"


@cache
def page_scripts() -> tuple[str, ...]:
    """The inline scripts of the page's `<head>`; the browser runs no other."""
    scripts = "".join(_asset(name) for name in _SCRIPTS)
    texts = json.dumps(catalogues(), ensure_ascii=False).replace("</", "<\\/")
    return (f"(() => {{ if (window.articleBot) return; const articleBotTexts = {texts};\n{scripts}}})();",)


def _asset(name: str) -> str:
    return files("bot.ui").joinpath("assets", name).read_text("utf-8")


# `data-text`, `data-label` and `data-title` name the text that `texts.js` puts in, in the visitor's language.
HEADER = """
<header class="bar">
  <button type="button" class="quiet" data-toggle="library" aria-expanded="true"
    aria-controls="library"><span aria-hidden="true">☰</span>
    <span data-text="library">Library</span></button>
  <h1>ArticleBot</h1>
  <div class="bar-end">
    <button type="button" class="quiet" data-view="overview" aria-pressed="false"
      data-text="overview">Overview</button>
    <button type="button" class="quiet" data-theme="switch" aria-label="Use dark colours"><span
      aria-hidden="true">☾</span></button>
    <button type="button" class="quiet" data-new="conversation" data-label="new"
      aria-label="New conversation"><span class="long" data-text="new">New conversation</span>
      <span class="short" data-text="new_short">New</span></button>
  </div>
</header>
<div class="announce" role="status" aria-live="polite"></div>
"""

OVERVIEW = """
<div class="overview-pane" role="region" data-label="overview" aria-label="Overview" tabindex="-1"></div>
"""

SIDE = """
<div class="side-tabs" role="group" data-label="side" aria-label="Library and conversations">
  <button type="button" data-side="library" aria-pressed="true" data-text="articles_list">Articles</button>
  <button type="button" data-side="talks" aria-pressed="false" data-text="talks">Conversations</button>
</div>
"""

SOURCE = """
<aside class="sheet" data-label="article" aria-label="Article">
  <div class="source-head">
    <div class="source-name">
      <h2 class="source-title" tabindex="-1"></h2>
      <p class="byline"></p>
    </div>
    <button type="button" class="quiet close" data-close="source" data-label="close_article"
      aria-label="Close the article">✕</button>
  </div>
  <div class="source-tools">
    <button type="button" class="quiet" data-outline="toggle" aria-expanded="false"
      aria-controls="source-outline" hidden><span aria-hidden="true">§</span>
      <span data-text="sections_button">Sections</span></button>
    <span class="passages" role="group" data-label="cited_passages"
      aria-label="Passages cited in this conversation" hidden>
      <button type="button" class="quiet" data-passage="-1" data-label="previous_passage"
        aria-label="Previous cited passage">↑</button>
      <span class="count" aria-live="polite"></span>
      <button type="button" class="quiet" data-passage="1" data-label="next_passage"
        aria-label="Next cited passage">↓</button>
    </span>
    <button type="button" class="quiet link" data-copy-link="place" data-label="copy_link"
      data-title="copy_link" aria-label="Copy a link to this place"></button>
    <a class="source-link quiet" target="_blank" rel="noopener noreferrer nofollow"
      hidden><span data-text="at_source">Open at the source</span> ↗</a>
  </div>
  <nav class="outline" id="source-outline" data-label="sections_of" aria-label="Sections of the article"
    hidden></nav>
  <div class="source-body"></div>
  <button type="button" class="ask-selection solid" data-ask-selection="yes" data-text="ask_selection"
    hidden>Ask about this</button>
</aside>
"""
