"""Write `requirements.lock`: every package that the program needs, pinned, with the hashes of its files.

    python -m supply.lock [--upgrade]

Needs the package index and pip-tools. Left out are torch and sentence-transformers with what only they need:
they serve models of one's own alone, and torch has another build, with another hash, for each kind of
processor and each index, so that no one hash of it is right. So the lock is whole as it is, and is installed
with `--no-deps`. The pins are those for the Python and the system that this runs on.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

__all__ = ["LEFT_OUT", "LOCK", "main", "name_of", "pins", "pruned"]

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
LEFT_OUT = frozenset({"sentence-transformers", "torch"})
_OURS = "articlebot (pyproject.toml)"
_HEADER = """\
# Every package that ArticleBot needs, but for models of one's own, with the hashes of its files: made by
# `make lock` with Python {python} on {system}; not to be edited. Install:
#     python -m pip install --require-hashes --no-deps -r requirements.lock
#     python -m pip install --no-deps .
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "requirements.lock")
        if LOCK.exists():  # pins that still fit stay
            made.write_text(LOCK.read_text("utf-8"), "utf-8")
        command = [
            sys.executable, "-m", "piptools", "compile", "--quiet", "--generate-hashes", "--strip-extras",
            "--allow-unsafe", "--no-header", "--no-emit-index-url", "--no-emit-find-links",
            "--no-emit-trusted-host", "--no-emit-options", *sys.argv[1:], "--output-file", str(made),
            str(ROOT / "pyproject.toml"),
        ]  # fmt: skip
        subprocess.run(
            command, check=True, cwd=folder, env=os.environ | {"CUSTOM_COMPILE_COMMAND": "make lock"}
        )
        found = re.sub(r"articlebot \([^)]*pyproject\.toml\)", _OURS, made.read_text("utf-8"))
    header = _HEADER.format(python=f"{sys.version_info.major}.{sys.version_info.minor}", system=sys.platform)
    LOCK.write_text(header + "\n" + "".join(pruned(pins(found))), "utf-8")


def pins(text: str) -> list[str]:
    """The pins of a lock file, each with its hashes and what needs it."""
    return re.findall(r"^[A-Za-z0-9].*\n(?:[ \t]+.*\n)*", text, re.MULTILINE)


def pruned(found: Sequence[str], left_out: Iterable[str] = LEFT_OUT) -> list[str]:
    """The pins but `left_out` and what is needed by those alone."""
    kept = {name_of(pin): (pin, _needed_by(pin)) for pin in found}
    gone = set(left_out) & kept.keys()
    while gone:
        for name in gone:
            del kept[name]
        gone = {name for name, (_, needed_by) in kept.items() if needed_by and not needed_by & {*kept, _OURS}}
    return [_named(pin, needed_by & {*kept, _OURS}) for pin, needed_by in kept.values()]


def name_of(requirement: str) -> str:
    """The package that a requirement or a pin asks for, in the one form that all spellings have."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    if found is None:
        raise ValueError(f"{requirement!r} names no package")
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def _needed_by(pin: str) -> set[str]:
    _, _, via = pin.partition("# via")
    return {line.strip(" #") for line in via.splitlines() if line.strip(" #")}


def _named(pin: str, needed_by: set[str]) -> str:
    head, _, _ = pin.partition("    # via")
    names = sorted(needed_by)
    if len(names) == 1:
        return f"{head}    # via {names[0]}\n"
    return f"{head}    # via\n" + "".join(f"    #   {name}\n" for name in names)


if __name__ == "__main__":
    main()
