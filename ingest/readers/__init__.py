"""Readers: one module a format, each turning a source's text into a `Document`."""
