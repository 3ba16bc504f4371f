"""The command line as a user or a script meets it: output, JSON, exit codes, one clear line an error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NOTES = """# Lighthouse notes

## Lamp

The lamp was lit in 1902 and burns 4 litres of oil a night.

## Keeper

Mara Holm kept the light for thirty-one years.
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_text(NOTES)
    return path


def test_the_way_from_add_to_remove(articlebot, notes: Path) -> None:  # type: ignore[no-untyped-def]
    added = articlebot("add", str(notes), "--json")
    assert added.exit_code == 0, added.output
    outcome = json.loads(added.stdout)["outcomes"][0]
    assert outcome["status"] == "added"

    listed = json.loads(articlebot("list", "--json").stdout)
    assert [(item["id"], item["title"]) for item in listed] == [(outcome["article_id"], "Lighthouse notes")]

    sections = json.loads(articlebot("show", outcome["article_id"], "--sections", "--json").stdout)
    article = json.loads(articlebot("show", "notes.md", "--json").stdout)
    assert [section["heading"] for section in sections] == ["Lighthouse notes", "Lamp", "Keeper"]
    for section in sections:
        assert article["text"][section["start"] : section["end"]].lstrip("# ").startswith(section["heading"])

    answer = json.loads(articlebot("ask", "How much oil does the lamp burn a night?", "--json").stdout)
    assert answer["status"] == "answered"
    assert answer["citations"][0]["section_path"][-1] == "Lamp"
    citation = answer["citations"][0]
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]

    plain = articlebot("ask", "How much oil does the lamp burn a night?")
    assert "4 litres" in plain.stdout
    assert "[1] Lighthouse notes > Lamp" in plain.stdout

    found = articlebot("search", "who kept the light", "--explain", "--limit", "1")
    assert "Mara Holm" in found.stdout
    assert "dense" in found.stdout
    assert "sentence" in found.stdout

    removed = articlebot("remove", "Lighthouse notes")
    assert removed.exit_code == 0
    assert json.loads(articlebot("list", "--json").stdout) == []


def test_errors_are_one_line_on_stderr_and_exit_1(articlebot, notes: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done = articlebot("add", str(tmp_path / "gone.txt"), str(notes))
    assert done.exit_code == 1
    assert done.stderr.count("error:") == 1
    assert "gone.txt" in done.stderr
    assert "Lighthouse notes" in done.stdout  # the other source was added

    for words in (("show", "nothing"), ("remove", "nothing"), ("ask", "x", "--article", "nothing")):
        failed = articlebot(*words)
        assert failed.exit_code == 1
        assert failed.stderr.startswith("error: ")
        assert failed.stderr.count("\n") == 1


def test_wrong_usage_is_exit_2(articlebot) -> None:  # type: ignore[no-untyped-def]
    assert articlebot("add").exit_code == 2
    assert articlebot("fly").exit_code == 2
    assert articlebot("search", "x", "--limit", "none").exit_code == 2


def test_a_setting_that_cannot_be_used_is_named(articlebot, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("ARTICLEBOT_MAX_SOURCE_MB", "plenty")
    failed = articlebot("list")
    assert failed.exit_code == 1
    assert "ARTICLEBOT_MAX_SOURCE_MB" in failed.stderr
    assert "plenty" in failed.stderr


def test_chat_remembers_the_turn_before(articlebot, notes: Path) -> None:  # type: ignore[no-untyped-def]
    articlebot("add", str(notes))
    said = articlebot("chat", stdin="When was the lamp lit?\nHow much oil does it burn a night?\n\n")
    assert said.exit_code == 0
    assert "1902" in said.stdout
    assert "4 litres" in said.stdout


def test_unchanged_and_empty_libraries_are_told(articlebot, notes: Path) -> None:  # type: ignore[no-untyped-def]
    assert "No articles yet" in articlebot("list").stdout
    articlebot("add", str(notes))
    assert "unchanged" in articlebot("add", str(notes)).stdout


def test_bad_sources_cost_a_line_each_and_change_nothing(  # type: ignore[no-untyped-def]
    articlebot, notes: Path, tmp_path: Path
) -> None:
    articlebot("add", str(notes))
    before = articlebot("list", "--json").stdout
    (tmp_path / "empty.txt").touch()
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "nothing").mkdir()
    (tmp_path / "huge.txt").write_bytes(b"word " * 10_000_000)
    bad = [str(tmp_path / name) for name in ("empty.txt", "noise.bin", "nothing", "huge.txt", "gone.md")]

    failed = articlebot("add", *bad)
    assert failed.exit_code == 1
    lines = [line for line in failed.stderr.splitlines() if line.startswith("error: ")]
    assert len(lines) == len(bad)
    for path in bad:
        (line,) = [line for line in lines if path in line]
        assert ";" in line  # what happened; what to do
    assert articlebot("list", "--json").stdout == before

    other = tmp_path / "other.md"
    other.write_text("# Tides\n\nThe tide turns at noon in the harbour of Lund.\n")
    mixed = articlebot("add", bad[0], str(other), bad[1])
    assert mixed.exit_code == 1
    assert "Tides" in mixed.stdout
    assert len(json.loads(articlebot("list", "--json").stdout)) == 2


def test_goldens_are_not_appended_to_what_cannot_hold_them(articlebot, notes: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "noise.yaml").write_bytes(b"\xff\xfe\x00")
    for output in (tmp_path, tmp_path / "noise.yaml", tmp_path / "notes.md" / "below.yaml"):
        failed = articlebot("goldens", "draft", str(notes), "--output", str(output))
        assert failed.exit_code == 1
        assert failed.stderr.splitlines()[-1].startswith(f"error: {output}: cannot be")


@pytest.mark.slow
def test_a_terminal_of_another_encoding_costs_signs_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "mill.md").write_text("# Mühle 水車\n\nDie Mühle 水車 mahlt Gerste.\n", "utf-8")

    def run(*words: str, stdin: bytes = b"") -> tuple[int, bytes]:
        done = subprocess.run(
            [sys.executable, "-c", "from bot.cli.main import main; main()", *words],
            input=stdin, capture_output=True, timeout=100, check=False,
            env={**os.environ, "ARTICLEBOT_HOME": str(tmp_path / "home"), "PYTHONIOENCODING": "cp1252"},
        )  # fmt: skip
        assert b"Traceback" not in done.stderr, done.stderr.decode("cp1252")
        return done.returncode, done.stdout + done.stderr

    status, said = run("add", str(tmp_path / "mill.md"))
    assert (status, "Mühle ??" in said.decode("cp1252")) == (0, True)
    status, said = run("chat", stdin=b"Wer\x8d?\n")
    assert (status, b"is not valid cp1252 text" in said) == (1, True)


def test_the_home_of_nobody_is_one_line(articlebot, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    failed = articlebot("show", "~nobody-here/notes.md")
    assert (failed.exit_code, failed.stderr.count("error: no article is named")) == (1, 1)
    monkeypatch.setenv("ARTICLEBOT_AUTH", "~nobody-here/users")
    failed = articlebot("list")
    assert failed.exit_code == 1
    assert failed.stderr.startswith("error: ARTICLEBOT_AUTH: ")
