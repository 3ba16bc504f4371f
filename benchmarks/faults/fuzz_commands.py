"""Strange arguments given to every command: exit 1 with one line, or 2 for wrong usage, never a traceback.

Most are run in this process; some in one of their own, with bytes that are no UTF-8 and a terminal of another
encoding. Nothing is looked up in the network.
"""

# ruff: noqa: E501
from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from benchmarks.faults.documents import formats
from benchmarks.faults.mutation import mutated, strange_text
from benchmarks.faults.trying import Trouble
from bot.cli.main import main
from bot.gate.access import is_loopback
from bot.samples import sample_paths

__all__ = ["Commands"]

_SHAPES: tuple[tuple[str, ...], ...] = (
    ("add", "FILE"), ("add", "FILE", "TEXT"), ("list",), ("show", "ARTICLE", "--sections"), ("show", "TEXT", "--links"),
    ("search", "TEXT", "--limit", "NUMBER", "--explain"), ("search", "TEXT", "--since", "TEXT"), ("ask", "TEXT"),
    ("ask", "TEXT", "--article", "ARTICLE", "--author", "TEXT"), ("ask", "TEXT", "--site", "TEXT", "--until", "TEXT"),
    ("refresh", "ARTICLE"), ("remove", "TEXT"), ("remove", "ARTICLE"), ("chat",), ("doctor",), ("eval", "FILE"),
    ("eval", "FILE", "--threshold", "TEXT", "--within", "NUMBER"), ("eval", "FILE", "--compare", "TEXT", "TEXT"),
    ("eval", "FILE", "--baseline", "FILE"), ("goldens", "draft", "FILE"), ("goldens", "draft", "FILE", "--output", "OUT"),
    ("export", "OUT"), ("export", "TEXT"), ("import", "FILE"), ("import", "-"), ("serve", "--host", "TEXT"),
    ("serve", "--port", "TEXT"), ("TEXT",), ("list", "--home", "TEXT"), ("list", "--home", "FILE"), ("add",), ("TEXT", "FILE"),
)  # fmt: skip


class Commands:
    """The commands, on a library of the sample articles, in a folder of their own."""

    name, share = "command line", 8.0

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="articlebot-fuzz-")
        self._away = Path(self._folder.name, "a/b/c/d/e/f/g/h/i/j/k/l/m/n")  # where `../../x` leads to
        self._away.mkdir(parents=True)
        self._home = Path(self._folder.name, "home")
        self._files = [(one.suffix, file, one.words) for one in formats().values() for file in one.files]
        self._before = Path.cwd()
        self._lookup = socket.getaddrinfo
        socket.getaddrinfo = _loopback_only(self._lookup)
        os.chdir(self._away)
        done = self._run(["add", *map(str, sample_paths())])
        if done.exit_code:
            raise RuntimeError(done.output)
        self._words: list[str] = []

    def once(self, draw: random.Random) -> bool:
        self._words = [_as_argument(self._filled(draw, word)) for word in draw.choice(_SHAPES)]
        if draw.random() < 0.2:
            self._words.insert(draw.randint(1, len(self._words)), "--json")
        if draw.random() < 0.1:
            self._words.insert(draw.randint(0, len(self._words)), _as_argument(strange_text(draw)))
        if self._words[0] == "serve" and not self._stops_by_itself():
            return False
        if draw.random() < 0.1 and not any("//" in word for word in self._words):
            return self._apart(draw)
        done = self._run(self._words, strange_text(draw))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return _judged(done.exit_code, done.output)

    def _apart(self, draw: random.Random) -> bool:
        words = [os.fsencode(word) for word in self._words]
        if draw.random() < 0.5:
            words = [word + draw.choice((b"", b"\xff", b"\xed\xa0\x80")) for word in words]
        encoding = draw.choice(("utf-8", "ascii", "cp1252", "utf-16"))
        command = [os.fsencode(sys.executable), b"-c", b"from bot.cli.main import main; main()", *words]
        environment = {**os.environ, "ARTICLEBOT_HOME": str(self._home), "PYTHONIOENCODING": encoding}
        environment["PYTHONPATH"] = str(self._before)
        done = subprocess.run(
            command, input=strange_text(draw).encode("utf-8", "replace"), capture_output=True, timeout=25,
            env=environment, check=False,
        )  # fmt: skip
        if done.returncode < 0:
            raise Trouble(f"a command died of signal {-done.returncode}")
        return _judged(done.returncode, (done.stdout + done.stderr).decode(encoding, "replace"))

    def _run(self, words: list[str], said: str = "") -> Any:
        environment = {"ARTICLEBOT_HOME": str(self._home)}
        return CliRunner(env=environment).invoke(main, words, input=said.encode("utf-8", "replace"))

    def _filled(self, draw: random.Random, word: str) -> str:
        match word:
            case "TEXT":
                return strange_text(draw)
            case "NUMBER":
                return draw.choice(("1", "0", "-1", "7", "101", "1e3", "x", "9" * 40, ""))
            case "ARTICLE":
                return draw.choice(("tide-mill.md", "night-trams.txt", "t", "The tide mill", "0000"))
            case "OUT":
                return draw.choice(("out.yaml", "out.jsonl", "out.gz", "no/out.gz", ".", strange_text(draw)))
            case "FILE":
                suffix, file, words = draw.choice(self._files)
                path = self._away / f"file{draw.choice((suffix, suffix, '.yaml', '.json', '.gz'))}"
                path.write_bytes(mutated(draw, file, (), words)[:50_000])
                return str(path)
        return word

    def _stops_by_itself(self) -> bool:
        """Whether `serve` refuses; with an address that it can serve on it would go on until it is stopped."""
        named = [word for word in self._words if word not in ("serve", "--host", "--port", "--json")]
        return self._words[1:2] in (["--host"], ["--port"]) and not any(
            is_loopback(word) or word.startswith("-") or _is_number(word) for word in named
        )

    def given(self) -> str:
        return repr(self._words)

    def close(self) -> None:
        os.chdir(self._before)
        socket.getaddrinfo = self._lookup
        shutil.rmtree(self._folder.name, ignore_errors=True)


def _as_argument(text: str) -> str:
    """`text` as a process gets it: without NUL, and with bytes that are no UTF-8 as Python keeps them."""
    return os.fsdecode(text.replace("\x00", "").encode("utf-8", "surrogatepass"))


def _is_number(word: str) -> bool:
    try:
        int(word)
    except ValueError:
        return False
    return True


def _judged(status: int, output: str) -> bool:
    """Whether it was refused. Raises Trouble where a person was shown a traceback, or a status without meaning."""
    if "Traceback (most recent call last)" in output:
        raise Trouble(f"Traceback shown: {output.strip().splitlines()[-1][:150]}")
    if status not in (0, 1, 2):
        raise Trouble(f"exit status {status}")
    return status != 0


def _loopback_only(lookup: Callable[..., Any]) -> Callable[..., Any]:
    def asked(host: Any, *others: Any, **more: Any) -> Any:
        if host in ("127.0.0.1", "::1", "localhost", None):
            return lookup(host, *others, **more)
        raise socket.gaierror(socket.EAI_NONAME, "no name is looked up here")

    return asked
