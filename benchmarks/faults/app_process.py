"""An ArticleBot in a process of its own, told over a pipe what to do: a line of JSON each way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

__all__ = ["AppProcess"]


class AppProcess:
    """A process that uses one home and one Chroma server. One thread at a time may use it."""

    def __init__(self, home: Path, chroma: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.faults.app_process", str(home), chroma],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def do(self, call: str, **given: Any) -> dict[str, Any]:
        """What came of a call: `result`, or `error` with what a user is told, or `traceback`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"call": call, **given}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            return {"traceback": f"the process ended with {self._process.wait()}"}
        told: dict[str, Any] = json.loads(line)
        return told

    def close(self) -> None:
        """End it, as a reader would."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _serve(home: str, chroma: str) -> None:
    import traceback

    from bot import ArticleBot
    from bot.json_form import to_plain
    from ingest.errors import ArticleBotError

    with ArticleBot(home=home, chroma=chroma) as bot:
        calls = {
            "add": lambda title, text: bot.add_text(text, title),
            "ask": bot.ask,
            "remove": bot.remove,
            "list": bot.articles,
            "article": bot.article,
            "chunks": bot.chunks,
        }
        for line in sys.stdin:
            given = json.loads(line)
            try:
                told: dict[str, Any] = {"result": to_plain(calls[given.pop("call")](**given))}
            except ArticleBotError as exc:
                told = {"error": str(exc)}
            except Exception:  # noqa: BLE001 - what a user must never see is what is looked for here
                told = {"traceback": traceback.format_exc()}
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    _serve(*sys.argv[1:])
