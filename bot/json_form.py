"""The JSON form of the public types: what `--json` prints and others script against."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter

__all__ = ["to_json", "to_plain"]


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_plain(value: Any) -> Any:
    """`value` (a public type, or a list of them) as JSON-ready lists, dicts and scalars.

    Field names are those of the type, tuples become lists, and nothing is left out.
    """
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    kind: Any = type(value)
    return _adapter(kind).dump_python(value, mode="json")


def to_json(value: Any) -> str:
    """`value` as JSON text, indented by two, UTF-8 not escaped; lone surrogates are replaced."""
    return json.dumps(to_plain(value), ensure_ascii=False, indent=2).encode("utf-8", "replace").decode()
