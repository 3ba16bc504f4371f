"""The reader's library: adding articles to it, and an overview of what it holds."""
