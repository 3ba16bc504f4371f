"""The layout holds: imports run one way, each library stays at its edge, importing is light."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("torch", "transformers", "sentence_transformers", "onnxruntime", "chromadb", "tantivy", "gradio",
         "langchain", "langchain_core", "trafilatura", "lxml", "numpy", "pandas")  # fmt: skip


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def test_imports_run_one_way() -> None:
    done = run(str(Path(sys.executable).parent / "lint-imports"), "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr


def test_libraries_stay_at_their_edges_and_code_is_clean() -> None:
    done = run(sys.executable, "-m", "ruff", "check", ".")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "package", ["ingest", "vectorstore", "bot", "bot.cli.main", "articlebot", "articlebot.pytest_plugin"]
)
def test_importing_a_package_loads_nothing_heavy(package: str) -> None:
    program = f"import sys, {package}; print(*[name for name in {HEAVY!r} if name in sys.modules], sep=',')"
    done = run(sys.executable, "-c", program)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("edge", ["chromadb", "sentence_transformers", "onnxruntime", "tantivy", "gradio"])
def test_a_library_used_outside_its_edge_is_caught(edge: str, tmp_path: Path) -> None:
    probe = tmp_path / "probe.py"
    probe.write_text(f"import {edge}\n\nprobe = {edge}\n")
    done = run(sys.executable, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), str(probe))
    assert "TID251" in done.stdout


@pytest.mark.slow
def test_types_are_strict() -> None:
    done = run(sys.executable, "-m", "mypy")
    assert done.returncode == 0, done.stdout + done.stderr
