"""What is shipped: the wheel holds our packages with their data, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT, check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    (wheel,) = out.glob("articlebot-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_the_wheel_holds_our_packages_alone(wheel_names: list[str]) -> None:
    tops = {name.split("/")[0] for name in wheel_names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "articlebot", "bot", "ingest", "vectorstore"
    }  # fmt: skip
    assert not any("/tests/" in name or name.startswith("app.py") for name in wheel_names)


def test_the_wheel_holds_every_module_and_data_file(wheel_names: list[str]) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "articlebot", "bot", "ingest", "vectorstore"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert listed
    assert set(listed) <= set(wheel_names)


def test_the_wheel_has_its_command_and_licence(wheel_names: list[str]) -> None:
    assert any(name.endswith("entry_points.txt") for name in wheel_names)
    assert any(name.endswith("licenses/LICENSE") for name in wheel_names)
