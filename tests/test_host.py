"""The library as a guest in another program: it changes nothing of it, and says what cannot be."""

from __future__ import annotations

import asyncio
import importlib
import os
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from small_library import QUESTION, harbour_bot

from bot import Answer
from bot.answer import Delta, Finished, Found

ROOT = Path(__file__).parent.parent
Script = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """Runs a Python script in a folder of its own, beside `files`, with this checkout importable."""

    def run(
        text: str, *, files: dict[str, str] | None = None, command: tuple[str, ...] = ("main.py",), **env: str
    ) -> subprocess.CompletedProcess[str]:
        for name, content in {"main.py": textwrap.dedent(text), **(files or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        paths = os.pathsep.join([env.pop("PYTHONPATH", ""), str(ROOT), str(ROOT / "tests")]).strip(os.pathsep)
        return subprocess.run(
            [sys.executable, "-W", "ignore", *command], cwd=tmp_path, text=True, capture_output=True,
            timeout=100, check=False, env={**os.environ, **env, "PYTHONPATH": paths},
        )  # fmt: skip

    return run


def test_environment_signals_and_logging_are_left_alone(script: Script) -> None:
    done = script(
        """
        import logging, os, signal
        def state():
            root = logging.getLogger()
            return dict(os.environ), [signal.getsignal(n) for n in (2, 15)], root.level, list(root.handlers)
        before = state()
        from small_library import harbour_bot, QUESTION
        with harbour_bot("h") as bot:
            bot.ask(QUESTION)
            bot.retriever().invoke(QUESTION)
        assert state() == before
        print("unchanged", os.environ["LANGSMITH_TRACING"])
        """,
        LANGSMITH_TRACING="false",
        TOKENIZERS_PARALLELISM="true",
    )
    assert done.stdout.split() == ["unchanged", "false"], done.stderr


def test_the_command_line_keeps_private(script: Script) -> None:
    done = script(
        """
        import os
        from bot.cli.main import main
        try:
            main(["list", "--home", "h"])
        except SystemExit:
            print(os.environ["LANGSMITH_TRACING"], os.environ["HF_HUB_OFFLINE"])
        """,
        LANGSMITH_TRACING="true",
    )
    assert done.stdout.split()[-2:] == ["false", "1"], done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks nothing")
def test_a_forked_child_says_at_once_that_it_cannot(script: Script) -> None:
    done = script(
        """
        import multiprocessing as mp
        from small_library import harbour_bot, QUESTION
        def child(said):
            for call in (lambda: bot.ask(QUESTION), bot.articles, lambda: bot.chain().invoke("x")):
                try:
                    said.put(call())
                except Exception as exc:
                    said.put(type(exc).__name__)
            bot.close()
        with harbour_bot("h") as bot:
            bot.ask(QUESTION)
            fork = mp.get_context("fork")
            said = fork.Queue()
            process = fork.Process(target=child, args=(said,))
            process.start()
            print([said.get(timeout=30) for _ in range(3)])
            process.join(30)
            print(bot.ask(QUESTION).status)
            try:
                harbour_bot("h")
            except Exception as exc:
                print(type(exc).__name__)  # the child's close has not given the parent's lock away
        """
    )
    assert done.stdout.splitlines() == [str(["ForkedError"] * 3), "answered", "StoreLockedError"], done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks nothing")
def test_a_bot_that_is_opened_in_the_child_alone_works_there(script: Script) -> None:
    done = script(
        """
        import os
        from bot import ArticleBot
        from vectorstore import HashingEmbedder
        bot = ArticleBot(home="h", embedder=HashingEmbedder(), reader="off")
        child = os.fork()
        if not child:
            print(bot.add_text("# Harbour\\n\\nThe crane lifts 45 tonnes.").outcomes[0].status, flush=True)
            os._exit(0)
        os.waitpid(child, 0)
        """
    )
    assert done.stdout.split() == ["added"], done.stderr


@pytest.mark.parametrize("name", ["ingest/__init__.py", "vectorstore/__init__.py", "ingest.py"])
def test_a_package_of_the_same_name_in_the_users_project_is_named(script: Script, name: str) -> None:
    done = script("from bot import ArticleBot\n", files={name: ""})
    assert "ArticleBot needs its own package" in done.stderr
    assert f"another '{name.split('/')[0].removesuffix('.py')}'" in done.stderr


def test_a_bot_py_in_the_users_project_is_named(script: Script) -> None:
    done = script("from articlebot import ArticleBot\n", files={"bot.py": ""})
    assert "another 'bot' is found first" in done.stderr
    assert str(ROOT) in done.stderr


def test_a_bot_py_does_not_break_pytest_runs_that_do_not_use_the_plugin(script: Script) -> None:
    entry = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["pytest11"]
    files = {"bot.py": "x = 1\n", "test_a.py": "import bot\ndef test_a(): assert bot.x\n"}
    plugin = ("-m", "pytest", "-q", "-p", entry["articlebot"], "-p", "no:cacheprovider")
    done = script("", files=files, command=plugin, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_system_that_limits_no_address_space_reads_pdfs(script: Script, tmp_path: Path) -> None:
    """macOS refuses RLIMIT_AS with ValueError."""
    from reportlab.pdfgen.canvas import Canvas

    page = Canvas(str(tmp_path / "kiln.pdf"))
    page.drawString(72, 720, "The kiln is fired at 1,240 degrees for nine hours.")
    page.save()
    mac = """
        import resource
        real = resource.setrlimit
        def setrlimit(what, limits):
            if what == resource.RLIMIT_AS:
                raise ValueError("current limit exceeds maximum limit")
            return real(what, limits)
        resource.setrlimit = setrlimit
    """
    done = script(
        "from ingest import read\nprint(read('kiln.pdf').text)",
        files={"mac/sitecustomize.py": textwrap.dedent(mac)},
        PYTHONPATH=str(tmp_path / "mac"),
    )
    assert "1,240 degrees" in done.stdout, done.stderr


@pytest.mark.parametrize("name", ["articlebot", "bot", "ingest", "vectorstore"])
def test_tools_see_the_library(name: str) -> None:
    package = importlib.import_module(name)
    assert set(package.__all__) <= set(dir(package))
    assert all(getattr(package, public) is not None for public in package.__all__)
    assert (Path(str(package.__file__)).parent / "py.typed").is_file()


def test_one_import_name_has_the_same_classes() -> None:
    import articlebot
    import bot

    assert articlebot.__all__ == bot.__all__
    assert articlebot.ArticleBot is bot.ArticleBot


def test_async_methods_do_what_the_others_do(tmp_path: Path) -> None:
    (tmp_path / "tides.md").write_text("# Tides\n\nHigh water comes at six in the morning.\n")

    async def used() -> tuple[str, Answer, list[str], int]:
        with harbour_bot(tmp_path / "home") as bot:
            report = await bot.aadd(tmp_path / "tides.md")
            answer = await bot.aask(QUESTION)
            kinds = [type(event).__name__ async for event in bot.astream(QUESTION)]
            return report.outcomes[0].status, answer, kinds, len(await bot.asearch(QUESTION, 2))

    status, answer, kinds, found = asyncio.run(used())
    assert (status, answer.status, found) == ("added", "answered", 2)
    assert (kinds[0], kinds[-1], set(kinds)) == (
        Found.__name__, Finished.__name__, {Found.__name__, Delta.__name__, Finished.__name__}
    )  # fmt: skip


def test_the_event_loop_runs_on_while_an_answer_is_made(tmp_path: Path) -> None:
    ticks = 0

    async def used() -> None:
        nonlocal ticks

        async def tick() -> None:
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0)

        with harbour_bot(tmp_path) as bot:
            ticking = asyncio.create_task(tick())
            async for event in bot.astream(QUESTION):
                if isinstance(event, Delta):
                    break  # who leaves early ends the answer
            ticking.cancel()

    asyncio.run(used())
    assert ticks > 10


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks nothing")
def test_a_child_of_a_process_that_had_a_bot_open_is_told_so(script: Script) -> None:
    done = script(
        """
        import os
        from small_library import harbour_bot
        harbour_bot("a").close()
        child = os.fork()
        if not child:
            try:
                harbour_bot("b")
            except Exception as exc:
                print(type(exc).__name__, flush=True)
            os._exit(0)
        os.waitpid(child, 0)
        """
    )
    assert done.stdout.split() == ["ForkedError"], done.stderr


def test_bots_of_one_process_share_what_is_loaded(tmp_path: Path) -> None:
    from vectorstore.models.reader import Reader

    first, second = Reader(), Reader()
    for reader in (first, second):
        reader.read("Who?", [("", "She did.")])
    assert first._model is not None and second._model is not None
    assert first._model._session is second._model._session  # type: ignore[attr-defined]
