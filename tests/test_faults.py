"""The benchmark of faults, at a small scale: every figure that has a target reaches it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("part", "scale"), [("kills", "0.06"), ("disk", "0.5")])
def test_faults_do_no_harm(part: str, scale: str, tmp_path: Path) -> None:
    if part == "disk" and (sys.platform != "linux" or os.geteuid() != 0):
        pytest.skip("mounting a small disk needs root on Linux")
    figures = tmp_path / "figures.json"
    done = subprocess.run(
        [
            sys.executable, "-m", "benchmarks.faults", "--part", part, "--scale", scale,
            "--json", str(figures),
        ],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "not run" in done.stdout:
        pytest.skip(done.stdout.strip().splitlines()[-1])
    rows = json.loads(figures.read_text())
    missed = [
        row
        for row in rows
        if row["target"] is not None
        and (row["value"] > row["target"] if row["at_most"] else row["value"] < row["target"])
    ]
    assert len(rows) >= 9
    assert not missed, done.stdout + done.stderr
