"""Merges the goldens of a backup into the goldens file; what is in the file is not changed, only added to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from bot.backup.file_format import BackupError
from bot.goldens.file import Golden, GoldensError, append_golden, parse_goldens

__all__ = ["Merged", "goldens_joined", "join_goldens"]


@dataclass(frozen=True, slots=True)
class Merged:
    """How many of a kind were put into what was there already."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    """Those of which something later, or something else, is here, which stays."""


@dataclass(frozen=True, slots=True)
class Join:
    """What is to be done so that a goldens file holds those of another too."""

    merged: Merged
    whole: bool = False
    """Whether the other file's text is to be written as it is, since there is none here."""
    missing: tuple[Golden, ...] = ()
    """Those to append."""


def goldens_joined(path: Path, text: str, name: str) -> Join:
    """How the goldens file `path` takes in the goldens of `text`; nothing is written.

    Raises BackupError where both have goldens and one of them cannot be read.
    """
    try:
        there = path.read_bytes().decode() if path.exists() else ""
        if there == text:
            return Join(Merged(unchanged=_count(text, path)))
        if not there.strip():
            return Join(Merged(added=_count(text, path)), whole=True)
        own = {one.key: one for one in _goldens(there, path)}
        given = _goldens(text, path) if text.strip() else []
    except (GoldensError, OSError, UnicodeDecodeError) as exc:
        raise BackupError(
            f"{name}: its goldens cannot be joined to those in {path} ({exc}); "
            "move that file away, then import again"
        ) from exc
    missing = tuple(one for one in given if one.key not in own)
    same = sum(own.get(one.key) == one for one in given)
    return Join(Merged(len(missing), unchanged=same, kept=len(given) - len(missing) - same), missing=missing)


def join_goldens(path: Path, text: str, name: str) -> Merged:
    """Take the goldens of `text` into the file `path`. Raises BackupError where that cannot be done."""
    join = goldens_joined(path, text, name)
    try:
        if join.whole:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f"{path.name}.part")
            part.write_bytes(text.encode())
            part.replace(path)
        for golden in join.missing:
            append_golden(path, golden)
    except OSError as exc:
        raise BackupError(
            f"{path}: cannot be written ({exc.strerror}); mend that, then import again"
        ) from exc
    return join.merged


def _count(text: str, path: Path) -> int:
    """Of the goldens in `text`; 0 where it cannot be read as goldens."""
    try:
        return len(_goldens(text, path))
    except GoldensError:
        return 0


def _goldens(text: str, path: Path) -> list[Golden]:
    return [replace(one, line=0) for one in parse_goldens(text, path).goldens]
