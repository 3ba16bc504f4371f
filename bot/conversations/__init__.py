"""Saved conversations: the store and the export as Markdown."""
