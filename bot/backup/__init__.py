"""Backups: a whole library in one file, and back.

A conversation as a document is the subject of `bot.conversations.markdown`.
"""
