"""The page in the browser: library, conversation and article, hosted by Gradio.

Gradio is imported with `bot.ui.server`, not with this package.
"""
