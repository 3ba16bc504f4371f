"""Public names that a package loads on first use, so that importing the package stays cheap.

__getattr__, __dir__ = lazy_names(__name__, {"errors": "ArticleBotError SourceError"})
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

__all__ = ["lazy_names"]


def lazy_names(
    package: str, names_by_module: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` (PEP 562) of `package`.

    A key is a module of the package, or with a leading `:` one of another package; its value lists the
    names to take from it, separated by blanks. A name that was loaded is kept in the package.
    """
    modules = {
        name: module[1:] if module.startswith(":") else f"{package}.{module}"
        for module, names in names_by_module.items()
        for name in names.split()
    }

    def load(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(modules[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    def list_names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *modules})

    return load, list_names
