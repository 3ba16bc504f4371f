"""Making the reader model from the bundled weights; not part of the installed package."""
