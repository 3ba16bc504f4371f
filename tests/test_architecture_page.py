"""docs/architecture.md and CONTRIBUTING.md lead to files and names that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
ROWS = re.findall(r"^\| (.+?) \| `(\S+)` \| (?:`(\w+)`)? ?\|$", PAGE, re.MULTILINE)
"""Looked for, file, name or ""."""


def defined_in(file: Path) -> set[str]:
    """The names that a module defines itself, not those that it imports."""
    names: set[str] = set()
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def test_the_table_has_forty_rows_and_no_row_twice() -> None:
    looked_for = [row[0] for row in ROWS]
    assert len(looked_for) == len(set(looked_for)) >= 40
    table = PAGE.split("## Looking for")[1]
    assert len(ROWS) == table.count("\n| ") - 1, "a row is not of the form | text | `file` | `name` |"


@pytest.mark.parametrize(("looked_for", "file", "name"), ROWS)
def test_a_row_leads_to_a_name_in_its_file(looked_for: str, file: str, name: str) -> None:
    path = ROOT / file
    assert path.is_file(), f"{looked_for}: {file} does not exist"
    if name:
        assert name in defined_in(path), f"{looked_for}: {file} defines no {name}"


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_files_and_links_named_in_the_documentation_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = re.findall(
        r"`((?:bot|vectorstore|ingest|tests|benchmarks|training|supply|docs|examples)/[\w./-]*)`", text
    )
    missing = [file for file in named if not re.search("NAME|CODE", file) and not (ROOT / file).exists()]
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if "://" not in target and not ((ROOT / page).parent / target).exists():
            missing.append(target)
    assert not missing, f"{page} names what does not exist: {missing}"


def test_every_room_is_on_the_page() -> None:
    for package in ("bot", "vectorstore"):
        for room in (ROOT / package).iterdir():
            if (room / "__init__.py").exists() and room.name != "samples":
                assert f"`{package}/{room.name}/`" in PAGE, f"the page lacks {package}/{room.name}/"
