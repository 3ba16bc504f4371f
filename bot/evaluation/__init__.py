"""Evaluation of retrieval and answers against goldens: questions whose right place is known.

Importing this package loads nothing; take what is needed from its modules:
`goldens` (the file), `resolution` (a golden's place in today's text), `run` (ask every golden),
`metrics`, `significance`, `report` and `asserts`.
"""

from __future__ import annotations

__all__: list[str] = []
