"""A frozen dataclass as plain JSON values, and back, checked by the dataclass's own annotations.

Unlike pydantic it keeps lone surrogates, which an article's text may contain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

__all__ = ["plain", "rebuilt"]

T = TypeVar("T")


def plain(value: Any) -> dict[str, Any]:
    """The fields of the dataclass `value` as JSON has them, but that tuples stay tuples."""
    return asdict(value)


def rebuilt(kind: type[T], value: Any, place: str) -> T:
    """The `kind` that `plain` made `value` of; a field that is not there has its default.

    Raises ValueError naming, below `place`, what does not fit.
    """
    if not isinstance(value, Mapping):
        raise ValueError(f"{place} is not an object")
    known = _kinds(kind)  # type: ignore[arg-type]
    for name in value:
        if name not in known:
            raise ValueError(f"{place} has an unknown field {name!r}")
    for field in fields(kind):  # type: ignore[arg-type]
        if field.name not in value and field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{place} has no {field.name!r}")
    return kind(**{name: _fitting(known[name], each, f"{place}.{name}") for name, each in value.items()})


@cache
def _kinds(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _fitting(kind: Any, value: Any, place: str) -> Any:
    """`value` as the annotation `kind` has it."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        if value is None and NoneType in get_args(kind):
            return None
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
        return _fitting(kind, value, place)
    if origin is Literal:
        if value not in get_args(kind):
            raise ValueError(f"{place} is none of {', '.join(map(str, get_args(kind)))}")
        return value
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise ValueError(f"{place} is not a list")
        each = get_args(kind)[0]
        return tuple(_fitting(each, one, f"{place}[{at}]") for at, one in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            raise ValueError(f"{place} is not an object")
        return value
    if is_dataclass(kind):
        return rebuilt(kind, value, place)  # type: ignore[arg-type]
    if type(value) is not kind:
        raise ValueError(f"{place} is not {_NAMES.get(kind, kind)}")
    return value


_NAMES = {str: "text", int: "a whole number", bool: "true or false"}
