"""How the sentences, items and rows of a section are packed into chunks.

Knows atoms with their tokens and a budget; nothing of how they were found or counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.article import Block, Section

__all__ = ["Atom", "Draft", "Group", "Run", "SPECIAL_TOKENS", "TARGET_TOKENS", "pack", "room_after", "run_of"]

TARGET_TOKENS = 180
"""Word pieces (context not counted) up to which neighbouring paragraphs of a section share a chunk."""

_SMALL_TOKENS = 45
"""A chunk below this is joined to its neighbour of the same section when both fit together."""

SPECIAL_TOKENS = 2
"""Word pieces that a model puts around every text."""


@dataclass(slots=True)
class Atom:
    """What is never cut: a sentence, an item's first sentence with its mark, a row."""

    start: int
    end: int
    tokens: int = 0
    header: Block | None = None
    """The header row of the table in which this is a row below the header."""


@dataclass(slots=True)
class Group:
    """The atoms of one block, which stay together while they fit."""

    atoms: list[Atom]
    leads: bool = False
    """A paragraph that introduces what follows ("...:"), a label, or a table's header."""

    @property
    def tokens(self) -> int:
        return sum(atom.tokens for atom in self.atoms)


@dataclass(slots=True)
class Draft:
    """A section on its way into chunks."""

    section: Section
    groups: list[Group]
    contexts: dict[int | None, tuple[str, int]] = field(default_factory=dict)
    """Context and its tokens, by the start of the table header that it holds."""


@dataclass(slots=True)
class Run:
    draft: Draft
    atoms: list[Atom]
    context: str

    @property
    def start(self) -> int:
        return self.atoms[0].start

    @property
    def end(self) -> int:
        return self.atoms[-1].end


def pack(draft: Draft, max_tokens: int) -> list[Run]:
    """The section's groups as runs of atoms, each the text of a chunk."""
    runs: list[list[Atom]] = []
    current: list[Group] = []
    size = 0

    def close() -> None:
        nonlocal current, size
        if current:
            runs.append([atom for group in current for atom in group.atoms])
        current, size = [], 0

    for group in draft.groups:
        tokens = group.tokens
        first = current[0].atoms[0] if current else group.atoms[0]
        room = room_after(draft, first, max_tokens)
        target = min(TARGET_TOKENS, room)
        if size + tokens <= target or (size < _SMALL_TOKENS and size + tokens <= room):
            current.append(group)
            size += tokens
            continue
        if current:
            carried = _carried(current)
            del current[len(current) - len(carried) :]
            close()
            current, size = carried, sum(lead.tokens for lead in carried)
        room = room_after(draft, current[0].atoms[0] if current else group.atoms[0], max_tokens)
        if size + tokens <= room:
            current.append(group)
            size += tokens
            continue
        if current and size + group.atoms[0].tokens > room:
            close()
        *whole, tail = _portions(draft, group, size, max_tokens)
        for portion in whole:
            current.append(Group(portion))
            close()
        current.append(Group(tail))
        size += sum(atom.tokens for atom in tail)
    close()
    return [run_of(draft, atoms) for atoms in _merged(draft, runs, max_tokens)]


def run_of(draft: Draft, atoms: list[Atom]) -> Run:
    header = atoms[0].header
    return Run(draft, atoms, draft.contexts[header.start if header else None][0])


def _carried(current: Sequence[Group]) -> list[Group]:
    """The lead-ins at the end of a chunk, which belong to what follows them."""
    carried: list[Group] = []
    for group in reversed(current[1:]):
        if not group.leads or group.tokens > 2 * _SMALL_TOKENS:
            break
        carried.insert(0, group)
    return carried


def _portions(draft: Draft, group: Group, taken: int, max_tokens: int) -> Iterator[list[Atom]]:
    """A block that is too long for one chunk, in about equal parts; `taken` tokens stand before it."""
    room = min(TARGET_TOKENS, room_after(draft, group.atoms[0], max_tokens))
    total = group.tokens + taken
    share = total / -(-total // room)
    hard = room_after(draft, group.atoms[0], max_tokens)
    portion: list[Atom] = []
    size = taken
    for atom in group.atoms:
        if portion and (size + atom.tokens > hard or size + atom.tokens / 2 > share):
            yield portion
            portion, size = [], 0
        portion.append(atom)
        size += atom.tokens
    yield portion


def _merged(draft: Draft, runs: Sequence[list[Atom]], max_tokens: int) -> list[list[Atom]]:
    """The runs, each very small one joined to the one before it where both fit."""
    kept: list[list[Atom]] = []
    for run in runs:
        size = sum(atom.tokens for atom in run)
        if kept:
            before = sum(atom.tokens for atom in kept[-1])
            small = size < _SMALL_TOKENS or before < _SMALL_TOKENS
            if small and before + size <= room_after(draft, kept[-1][0], max_tokens):
                kept[-1] = kept[-1] + run
                continue
        kept.append(list(run))
    return kept


def room_after(draft: Draft, atom: Atom, max_tokens: int) -> int:
    """Tokens that a chunk's text may have when it begins with `atom`."""
    return max_tokens - SPECIAL_TOKENS - draft.contexts[atom.header.start if atom.header else None][1]
