"""Write `requirements.lock`: every package that the program needs, pinned, with the hashes of its files.

    python -m supply.lock

Needs the package index and pip-tools. Left out are torch and sentence-transformers, which only models of
one's own need: torch has another build, with another hash, for each kind of processor and each index, so
that no one hash of it is right. The pins are those for the Python and the system that this runs on.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

__all__ = ["LOCK", "LEFT_OUT", "main", "name_of", "wanted"]

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
LEFT_OUT = frozenset({"sentence-transformers", "torch"})
_HEADER = """\
# Every package that ArticleBot needs, but for models of one's own, with the hashes of its files: made by
# `make lock` with Python {python} on {system}; not to be edited. Install:
#     python -m pip install --require-hashes -r requirements.lock
#     python -m pip install --no-deps .
"""

_PROJECT = """\
[project]
name = "articlebot"
version = "0"
dependencies = [
{listed}]
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "pyproject.toml")
        listed = "".join(f"    {requirement!r},\n" for requirement in wanted())
        project.write_text(_PROJECT.format(listed=listed), "utf-8")
        made = Path(folder, "requirements.lock")
        if LOCK.exists():  # pins that still fit stay
            made.write_text(LOCK.read_text("utf-8"), "utf-8")
        subprocess.run(
            [
                sys.executable, "-m", "piptools", "compile", "--quiet", "--generate-hashes", "--strip-extras",
                "--allow-unsafe", "--no-header", "--no-emit-index-url", "--no-emit-find-links",
                "--no-emit-trusted-host", "--no-emit-options", *sys.argv[1:], "--output-file", str(made),
                str(project),
            ],
            check=True,
            env={**os.environ, "CUSTOM_COMPILE_COMMAND": "make lock"},
        )  # fmt: skip
        pins = made.read_text("utf-8")
    header = _HEADER.format(python=f"{sys.version_info.major}.{sys.version_info.minor}", system=sys.platform)
    LOCK.write_text(f"{header}\n{pins}", "utf-8")


def wanted() -> list[str]:
    """The requirements of pyproject.toml but those that are left out."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [each for each in project["dependencies"] if name_of(each) not in LEFT_OUT]


def name_of(requirement: str) -> str:
    """The package that a requirement or a pin asks for, in the one form that all spellings have."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    if found is None:
        raise ValueError(f"{requirement!r} names no package")
    return re.sub(r"[-_.]+", "-", found[0]).lower()


if __name__ == "__main__":
    main()
