"""The documentation is true: its Python runs, its commands parse, its settings are those of the program."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from bot.answer import Answer
from bot.articlebot import ArticleBot
from bot.cli.main import main
from bot.settings import Settings
from vectorstore import Embedder

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text("utf-8") for page in PAGES}
SAMPLES = ROOT / "bot" / "samples"


def python_blocks(page: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", TEXTS[page], re.MULTILINE | re.DOTALL)


def test_every_python_block_of_the_documentation_has_a_test_below() -> None:
    counts = {page: len(python_blocks(page)) for page in TEXTS if python_blocks(page)}
    assert counts == {"README.md": 1, "docs/api.md": 1, "docs/testing-retrieval.md": 1}


@pytest.mark.timeout(360)
def test_the_readme_s_python_runs(
    tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = ArticleBot.__init__
    monkeypatch.setattr(
        ArticleBot,
        "__init__",
        lambda self, home=None, **settings: made(self, home, embedder=embedder, **settings),
    )
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLES / "tide-mill.md", tmp_path / "article.md")
    Path("folder").mkdir()
    shutil.copy(SAMPLES / "night-trams.txt", tmp_path / "folder")
    names: dict[str, Any] = {}
    exec(compile(python_blocks("README.md")[0], "README.md", "exec"), names)
    assert capsys.readouterr().out == "answered\n"
    assert [outcome.status for outcome in names["report"].outcomes] == ["added", "added"]
    assert isinstance(names["answer"], Answer)
    assert names["answer"].citations


@pytest.mark.timeout(360)
def test_the_python_for_the_http_api_runs(
    tmp_path: Path, embedder: Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    from bot.ui.server import launch

    with ArticleBot(home=tmp_path, embedder=embedder) as bot:
        bot.add(SAMPLES / "night-trams.txt")
        page, address = launch(bot, "127.0.0.1", 0)
        try:
            program = python_blocks("docs/api.md")[0].replace("http://127.0.0.1:7860", address)
            exec(compile(program, "docs/api.md", "exec"), {})
        finally:
            page.close(verbose=False)
    assert capsys.readouterr().out.startswith("answered ['")


@pytest.mark.timeout(360)
def test_the_pytest_example_runs(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "ferry.md").write_text(
        "# The Ferry\n\n## Fares\n\nA person pays one crown, a bicycle pays two crowns.\n\n"
        "## Winter\n\nThe ferry stops when there is ice.\n"
    )
    (tmp_path / "test_ferry.py").write_text(python_blocks("docs/testing-retrieval.md")[0])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--articles=texts/"],
        cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
        env={"PATH": "", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


# -- commands ------------------------------------------------------------------------------------


def command_lines() -> list[tuple[str, str]]:
    """Each line of an indented block that calls `articlebot`, without its comment."""
    found = []
    for page, text in TEXTS.items():
        for line in re.findall(r"^    (.*)$", text, re.MULTILINE):
            call = re.search(r"(?:^|/|=\S+ |exec articlebot )articlebot ((?!:)[a-z].*)", line)
            if call and "docker run" not in line:
                found.append((page, call[1].split(" #")[0].strip()))
    return found


def names_of(group: click.Group, above: str = "") -> set[str]:
    """Every command below `group`, a command of a group as "user add"."""
    names = set()
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            names |= names_of(command, f"{above}{name} ")
        else:
            names.add(above + name)
    return names


def parsed(line: str) -> str:
    """The name of the command that a line calls. Raises click.UsageError for an option that it lacks."""
    words = shlex.split(line.replace("[", "").replace("]", "").split("|")[0].split(" > ")[0])
    command: click.Command = main
    name: list[str] = []
    while isinstance(command, click.Group):
        if words[0] not in command.commands:
            raise click.UsageError(f"there is no command {words[0]!r}")
        name.append(words[0])
        command = command.commands[words.pop(0)]
    command.make_parser(click.Context(command)).parse_args(words)
    return " ".join(name)


@pytest.mark.parametrize(("page", "line"), command_lines())
def test_a_command_line_of_the_documentation_parses(page: str, line: str) -> None:
    try:
        parsed(line)
    except click.UsageError as exc:
        pytest.fail(f"{page}: articlebot {line}: {exc.format_message()}")


def test_the_readme_lists_every_command() -> None:
    shown = {parsed(line) for page, line in command_lines() if page == "README.md"}
    explained_elsewhere = {"user list", "user remove", "goldens draft"}
    assert names_of(main) - shown == explained_elsewhere
    elsewhere = {parsed(line) for page, line in command_lines() if page != "README.md"}
    assert explained_elsewhere <= elsewhere


def test_a_wrong_command_line_is_caught() -> None:
    for line in ("ask --no-such-option", "no-such-command", "user no-such-command"):
        with pytest.raises(click.UsageError):
            parsed(line)


# -- settings ------------------------------------------------------------------------------------


def documented_settings() -> dict[str, str]:
    """The variable of each row of docs/settings.md, with its default as it is written there."""
    rows = re.findall(r"^\| `ARTICLEBOT_(\w+)` \| (.*?) \|", TEXTS["docs/settings.md"], re.MULTILINE)
    return {name.lower(): default.strip("`") for name, default in rows}


def test_the_settings_page_lists_every_setting_with_its_default() -> None:
    written = documented_settings()
    assert set(written) == set(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        if name == "home":
            continue
        value = ",".join(field.default) if isinstance(field.default, tuple) else field.default
        expected = str(value).removesuffix(".0")
        expected = {"None": "none", "True": "true", "False": "false"}.get(expected, expected)
        assert written[name] == expected, f"docs/settings.md: the default of {name} is {expected}"


def test_every_variable_that_the_documentation_names_exists() -> None:
    known = {f"ARTICLEBOT_{name.upper()}" for name in Settings.model_fields} | {"ARTICLEBOT_CHROMIUM"}
    for page, text in TEXTS.items():
        unknown = set(re.findall(r"ARTICLEBOT_[A-Z_]*[A-Z]", text)) - known
        assert not unknown, f"{page} names {unknown}"
