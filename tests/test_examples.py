"""The programs in examples/ do what they say, over a small library."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from small_library import QUESTION, harbour_bot

EXAMPLES = Path(__file__).parent.parent / "examples"
DEEP = "7.4 metres"


def loaded(path: str) -> ModuleType:
    """The program of an example, under a name of its own."""
    name = f"example_{Path(path).parent.name}"
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_the_fastapi_program_answers_and_streams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fastapi.testclient import TestClient

    program = loaded("fastapi/program.py")
    monkeypatch.setattr(program, "ArticleBot", lambda home: harbour_bot(tmp_path))
    with TestClient(program.app) as client:
        answer = client.post("/ask", json={"question": QUESTION}).json()
        assert answer["status"] == "answered"
        assert DEEP in answer["quotes"][0]["quote"]
        wrong = client.post("/ask", json={"question": QUESTION, "articles": ["zzz"]})
        assert (wrong.status_code, "zzz" in wrong.json()["detail"]) == (422, True)
        assert DEEP.split()[0] in client.post("/stream", json={"question": QUESTION}).text


def test_the_graph_retrieves_and_answers(tmp_path: Path) -> None:
    pytest.importorskip("langgraph")
    with harbour_bot(tmp_path) as bot:
        state = loaded("langgraph/graph.py").graph_over(bot).invoke({"question": QUESTION})
    assert len(state["documents"]) == 3
    assert DEEP in state["answer"].text


def test_the_mcp_client_asks_over_stdio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mcp")
    from bot import ArticleBot

    with ArticleBot(home=tmp_path, reader="off") as made:
        made.add_text("# Ferry\n\n## Fares\n\nA bicycle pays two crowns.\n")
    monkeypatch.setenv("ARTICLEBOT_HOME", str(tmp_path))
    monkeypatch.setenv("ARTICLEBOT_READER", "off")
    monkeypatch.setenv("PYTHONPATH", str(EXAMPLES.parent))
    said = asyncio.run(loaded("mcp/client.py").ask("What does a bicycle pay?"))
    assert "A bicycle pays two crowns." in said
