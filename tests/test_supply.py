"""What the program depends on: pinned with hashes, under licences that fit, and the same in the container."""

# ruff: noqa: E501
from __future__ import annotations

import fnmatch
import json
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from bot import ArticleBot
from bot.gate.gate import HEALTH
from bot.settings import Settings
from bot.ui.server import launch
from supply.licences import fits, needed
from supply.lock import LEFT_OUT, LOCK, name_of, pins, pruned
from vectorstore import HashingEmbedder

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def locked() -> dict[str, str]:
    """The version of each package in the lock file."""
    return {name_of(pin): pin.split("==")[1].split()[0] for pin in pins(LOCK.read_text("utf-8"))}


def test_every_requirement_is_pinned_within_its_range() -> None:
    versions = locked()
    for each in map(Requirement, PROJECT["project"]["dependencies"]):
        name = name_of(each.name)
        assert (name in versions) != (name in LEFT_OUT), name
        if name in versions:
            assert each.specifier.contains(versions[name]), f"{each} is pinned at {versions[name]}: make lock"
    assert not LEFT_OUT & versions.keys()


def test_every_pin_has_hashes_and_names_no_place() -> None:
    text = LOCK.read_text("utf-8")
    found = pins(text)
    assert len(found) > 100
    for pin in found:
        assert re.match(r"[\w.-]+==[\w.!]+(?: ; [^\\]+)? \\\n    --hash=sha256:[0-9a-f]{64}", pin), pin[:80]
    assert not re.search(r"://|/tmp|/home|--(?:extra-)?index|find-links|trusted-host|nvidia|\+cpu", text)


def test_what_only_the_left_out_need_is_left_out_too() -> None:
    def pin(name: str, *needed_by: str) -> str:
        via = "".join(f"    #   {each}\n" for each in needed_by)
        return f"{name}==1 \\\n    --hash=sha256:0\n    # via\n{via}"

    found = [
        pin("model", "articlebot (pyproject.toml)"), pin("torch", "trainer"), pin("trainer", "model"),
        pin("cuda", "torch"), pin("driver", "cuda"), pin("numpy", "articlebot (pyproject.toml)", "torch"),
    ]  # fmt: skip
    assert [name_of(one) for one in pruned(found, {"trainer", "torch"})] == ["model", "numpy"]
    assert "torch" not in pruned(found, {"torch"})[-1]
    assert pins("# a note\n\n" + "".join(found)) == found


@pytest.mark.parametrize(
    ("licence", "fitting"),
    [
        ("MIT", True), ("BSD-3-Clause", True), ("Apache Software License, BSD License", True), ("MPL-2.0 AND MIT", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True), ("LGPL-3.0-or-later", True),
        ("GNU Lesser General Public License v2 or later (LGPLv2+)", True), ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only", False), ("GNU General Public License v3 (GPLv3)", False), ("AGPL-3.0-or-later", False),
        ("MIT AND GPL-2.0-only", False), ("BUSL-1.1", False), ("", False), ("says nothing", False),
        ("Other/Proprietary License", False),
    ],
)  # fmt: skip
def test_which_licences_fit(licence: str, fitting: bool) -> None:
    assert fits(licence) is fitting


def test_every_dependency_has_a_licence_that_fits() -> None:
    found = list(needed())
    assert {"chromadb", "gradio", "numpy", "langchain-core"} <= {one.name for one in found}
    assert len(found) > 100
    assert [one for one in found if not one.fits] == []


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with what they say, lines joined."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text("utf-8"))
    return [
        (line.split()[0], line.partition(" ")[2].strip())
        for line in text.splitlines()
        if line.strip() and not line.startswith("#")
    ]


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"])


def health_check() -> list[str]:
    (said,) = [said for name, said in instructions() if name == "HEALTHCHECK"]
    return [*json.loads(said.partition("CMD ")[2])]


def test_the_container_serves_as_nobody_special_what_the_lock_pins() -> None:
    said = instructions()
    assert [what for name, what in said if name == "USER"] == ["10001:10001"]
    assert any(
        "--require-hashes --no-deps -r requirements.lock" in what for name, what in said if name == "RUN"
    )
    assert HEALTH in health_check()[-1]
    pythons = {what.split()[0] for name, what in said if name == "FROM"}
    (python,) = re.findall(r"with Python (\S+)", LOCK.read_text("utf-8"))
    assert pythons == {f"python:{python}-slim-bookworm"}
    copied = {
        part for name, what in said if name == "COPY" and "--from" not in what for part in what.split()[:-1]
    }
    assert set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) < copied
    admitted = [
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")
    ]
    for part in copied:
        assert (ROOT / part).exists()
        assert any(fnmatch.fnmatch(part, pattern) for pattern in admitted), part


def test_the_compose_file_asks_for_a_log_in_and_hides_the_server() -> None:
    services = compose()
    ours, chroma = services["articlebot"], services["chroma"]
    for name in ours["environment"]:
        assert name.removeprefix("ARTICLEBOT_").lower() in Settings.model_fields
    assert "ARTICLEBOT_AUTH" in ours["environment"]
    assert all(port.startswith("127.0.0.1:") for port in ours["ports"])
    assert chroma["image"].split(":")[1] == locked()["chromadb"]
    assert "ports" not in chroma
    networks = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["networks"]
    assert [networks[name]["internal"] for name in chroma["networks"]] == [True]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def chroma_server(folder: Path, port: int) -> Iterator[None]:
    served = subprocess.Popen(
        [Path(sys.executable).parent / "chroma", "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        served.terminate()
        served.wait(30)


@pytest.mark.slow
def test_the_health_checks_tell_the_well_from_the_ill(tmp_path: Path) -> None:
    def healthy(command: list[str], port: int) -> bool:
        command = [re.sub(r"7860|8000", str(port), part.replace("$$", "$")) for part in command]
        return subprocess.run(command, capture_output=True, timeout=30, check=False).returncode == 0

    ours = [sys.executable, *health_check()[1:]]
    kind, *theirs = compose()["chroma"]["healthcheck"]["test"]
    assert kind == "CMD"
    port = free_port()
    assert not healthy(ours, port)
    assert not healthy(theirs, port)
    with ArticleBot(tmp_path / "home", embedder=HashingEmbedder(), reader="off") as bot:
        page, url = launch(bot, "127.0.0.1", 0)
        at = int(url.rstrip("/").rpartition(":")[2])
        assert healthy(ours, at)
        assert not healthy(theirs, at)  # no Chroma server
        page.close(verbose=False)
    with chroma_server(tmp_path / "chroma", port):
        end = monotonic() + 30
        while not (well := healthy(theirs, port)) and monotonic() < end:
            sleep(0.3)
        assert well
        assert not healthy(ours, port)
