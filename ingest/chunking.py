"""How an article is cut into chunks.

Knows blocks, sentences and a budget of tokens; nothing of the tokenizer that counts them. How what was cut
is put together again is in `ingest.packing`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import zip_longest

from ingest.article import Article, Block, Section
from ingest.chunk import Chunk, chunk_id_for, context_of
from ingest.labels import is_label
from ingest.language import section_languages
from ingest.packing import SPECIAL_TOKENS, Atom, Draft, Group, Run, pack, room_after, run_of
from ingest.sentences import sentence_spans

__all__ = ["CountTokens", "chunk_article"]

_LEAST_TOKENS = 16
_CHARACTERS_A_TOKEN = 16
"""A piece longer than this many characters a token of the limit is cut whatever the tokenizer counts: it
may count a million letters without a space as one unknown word."""

CountTokens = Callable[[Sequence[str]], list[int]]


def chunk_article(article: Article, count_tokens: CountTokens, max_tokens: int = 256) -> list[Chunk]:
    """The chunks of `article` in reading order; together they hold each block outside its contents.

    `count_tokens` counts the word pieces of each text, without special tokens; every chunk's
    `embedded_text` and two special tokens fit `max_tokens`. A chunk is made of whole sentences, items and
    rows of one section; only what is too long alone is cut, at a clause, else a space, else anywhere. A
    section without text of its own or of subsections is held by a chunk of its heading. Raises `ValueError`
    when `max_tokens` is less than 16.
    """
    if max_tokens < _LEAST_TOKENS:
        raise ValueError(f"max_tokens is {max_tokens}; a chunk needs at least {_LEAST_TOKENS}")
    drafts = _sections_of(article)
    _measure(article, drafts, count_tokens, max_tokens)
    runs = [run for draft in drafts for run in pack(draft, max_tokens)]
    runs = _verified(article, runs, count_tokens, max_tokens)
    language = cache(section_languages(article))
    return [
        Chunk(
            id=chunk_id_for(article.id, article.version, position),
            article_id=article.id,
            version=article.version,
            section_path=run.draft.section.path,
            start=run.start,
            end=run.end,
            text=article.text[run.start : run.end],
            context=run.context,
            language=language(run.draft.section),
        )
        for position, run in enumerate(runs)
    ]


def _sections_of(article: Article) -> list[Draft]:
    """Each section that has chunks, with its blocks as groups of atoms."""
    drafts: list[Draft] = []
    blocks = [block for block in article.blocks if block.kind != "contents"]
    at = 0
    for place, section in enumerate(article.sections):
        inside: list[Block] = []
        heading: Block | None = None
        while at < len(blocks) and blocks[at].start < section.end:
            if blocks[at].kind == "heading":
                heading = heading or blocks[at]
            else:
                inside.append(blocks[at])
            at += 1
        groups = _groups(article, inside)
        if not groups and heading is not None and _is_leaf(article.sections, place):
            begin = article.text.find(section.heading, heading.start, heading.end)
            begin = heading.start if begin < 0 else begin
            groups = [Group([Atom(begin, heading.end)])]
        if groups:
            drafts.append(Draft(section, groups))
    return drafts


def _is_leaf(sections: Sequence[Section], place: int) -> bool:
    return place + 1 == len(sections) or sections[place + 1].level <= sections[place].level


def _groups(article: Article, blocks: Sequence[Block]) -> list[Group]:
    text = article.text
    groups: list[Group] = []
    header: Block | None = None
    before: Block | None = None
    for block, below in zip_longest(blocks, blocks[1:]):
        if block.kind == "table_row":
            if before is None or before.kind != "table_row" or _has_rule(text, block.end):
                header = block if _has_rule(text, block.end) else None
            own = header if header is not None and header is not block else None
            groups.append(Group([Atom(block.start, block.end, header=own)], leads=header is block))
        else:
            atoms = _atoms(text, block)
            if atoms:
                leads = block.kind == "paragraph" and text[block.end - 1] in ":："
                groups.append(Group(atoms, leads=leads or is_label(article, block, below)))
        before = block
    return groups


_RULE_LINE = re.compile(r"[^\S\n]*\n[ \t]*(?:[|+:][ \t]*)?:?-[-:|+ \t=]*(?:\n|\Z)")


def _has_rule(text: str, end: int) -> bool:
    return _RULE_LINE.match(text, end) is not None


def _atoms(text: str, block: Block) -> list[Atom]:
    words = text[block.start : block.end]
    if block.kind == "code":
        spans = [(m.start(), m.end()) for m in re.finditer(r"\S[^\n]*", words)]
    else:
        spans = sentence_spans(words)
    if not spans:
        return []
    spans[0] = (0, spans[0][1])
    starts = [block.start + begin for begin, _ in spans]
    ends = [block.start + end for _, end in spans]
    for place in range(1, len(spans)):
        starts[place] = (
            ends[place - 1]
            + len(text[ends[place - 1] : starts[place]])
            - len(text[ends[place - 1] : starts[place]].lstrip())
        )
    return [Atom(start, end) for start, end in zip(starts, ends, strict=True)]


def _measure(article: Article, drafts: Sequence[Draft], count_tokens: CountTokens, max_tokens: int) -> None:
    """Fill in the tokens of all atoms and contexts, cutting the atoms that are too long alone."""
    most = max_tokens * _CHARACTERS_A_TOKEN
    for draft in drafts:
        for group in draft.groups:
            group.atoms = [part for atom in group.atoms for part in _cut_to_size(article.text, atom, most)]
    wanted: list[tuple[Draft, int | None, list[str]]] = []
    for draft in drafts:
        headers = {
            atom.header.start: atom.header for group in draft.groups for atom in group.atoms if atom.header
        }
        for header in (None, *headers.values()):
            row = article.text[header.start : header.end] if header else ""
            wanted.append(
                (draft, header.start if header else None, _ladder(article.title, draft.section.path, row))
            )
    texts = sorted({text for _, _, ladder in wanted for text in ladder})
    atoms = [atom for draft in drafts for group in draft.groups for atom in group.atoms]
    counts = count_tokens(texts + [article.text[atom.start : atom.end] for atom in atoms])
    sizes = dict(zip(texts, counts, strict=False))
    for atom, tokens in zip(atoms, counts[len(texts) :], strict=True):
        atom.tokens = _size(atom, tokens)
    for draft, start, ladder in wanted:
        room = max_tokens // 3 if start is None else max_tokens // 2
        context = next((text for text in ladder if sizes[text] <= room), "")
        draft.contexts[start] = (context, sizes.get(context, 0) if context else 0)
    _cut_long_atoms(article.text, drafts, count_tokens, max_tokens)


def _size(atom: Atom, tokens: int) -> int:
    return max(tokens, (atom.end - atom.start) // _CHARACTERS_A_TOKEN)


def _ladder(title: str, path: Sequence[str], header: str) -> list[str]:
    """A section's context, from the whole to ever shorter forms of it."""
    short = _shortened(title)
    last = _shortened(path[-1]) if path else ""
    own = [last] if last and last != short else []
    full = context_of(title, path, header)
    steps = [full, context_of(short, own, header), context_of("", own or [short], header)]
    if header:
        steps += [
            context_of(title, path, header[:200]),
            context_of("", own, header[:100]),
            context_of(title, path),
        ]
    return [*dict.fromkeys([*steps, context_of(short, own), context_of("", own or [short])])]


def _shortened(heading: str, most: int = 60) -> str:
    if len(heading) <= most:
        return heading
    cut = heading.rfind(" ", 0, most)
    return heading[: cut if cut > most // 2 else most].rstrip(" ,;:") + " …"


def _cut_long_atoms(text: str, drafts: Sequence[Draft], count_tokens: CountTokens, max_tokens: int) -> None:
    """Halve the atoms that do not fit alone until each does."""
    while True:
        long: list[tuple[Group, Atom]] = [
            (group, atom)
            for draft in drafts
            for group in draft.groups
            for atom in group.atoms
            if atom.tokens > room_after(draft, atom, max_tokens) and atom.end - atom.start > 1
        ]
        if not long:
            return
        rooms = {
            id(atom): room_after(draft, atom, max_tokens)
            for draft in drafts
            for group in draft.groups
            for atom in group.atoms
            if atom.tokens > room_after(draft, atom, max_tokens)
        }
        parts: dict[int, list[Atom]] = {}
        for _, atom in long:
            share = (atom.end - atom.start) * rooms[id(atom)] // (atom.tokens + 1)
            parts[id(atom)] = _cut_to_size(text, atom, min(max(1, share), atom.end - atom.start - 1))
        fresh = [part for pieces in parts.values() for part in pieces]
        for part, tokens in zip(fresh, count_tokens([text[p.start : p.end] for p in fresh]), strict=True):
            part.tokens = _size(part, tokens)
        for group in {id(group): group for group, _ in long}.values():
            group.atoms = [part for atom in group.atoms for part in parts.get(id(atom), [atom])]


_CLAUSE = re.compile(r"[,;:–—|、，；：](?=\s)|[、，；：。]|\s[-–—](?=\s)")


def _cut_to_size(text: str, atom: Atom, most: int) -> list[Atom]:
    """The atom in parts of at most `most` characters, cut after a clause, else a space, else anywhere."""
    parts: list[Atom] = []
    start = atom.start
    while atom.end - start > most:
        window = text[start : start + most]
        cut = max((match.end() for match in _CLAUSE.finditer(window, most // 2)), default=0)
        if not cut:
            cut = max(window.rfind(" "), window.rfind("\n"))
        cut = cut if cut > most // 3 else most
        end = start + len(text[start : start + cut].rstrip())
        if end > start:
            parts.append(Atom(start, end, header=atom.header))
        start += cut
        while start < atom.end and text[start].isspace():
            start += 1
    if start < atom.end:
        parts.append(Atom(start, atom.end, tokens=0 if parts else atom.tokens, header=atom.header))
    return parts


def _verified(article: Article, runs: list[Run], count_tokens: CountTokens, max_tokens: int) -> list[Run]:
    """The runs, with those cut in two that a tokenizer counts as more than the sum of their parts."""
    done: dict[int, bool] = {}
    while True:
        open_runs = [run for run in runs if id(run) not in done]
        if not open_runs:
            return runs
        texts = [f"{run.context}\n{article.text[run.start : run.end]}" for run in open_runs]
        kept: dict[int, list[Run]] = {}
        for run, tokens in zip(open_runs, count_tokens(texts), strict=True):
            if tokens + SPECIAL_TOKENS <= max_tokens:
                done[id(run)] = True
            elif len(run.atoms) > 1:
                middle = len(run.atoms) // 2
                kept[id(run)] = [run_of(run.draft, run.atoms[:middle]), run_of(run.draft, run.atoms[middle:])]
            elif run.end - run.start > 1:
                halves = _cut_to_size(article.text, run.atoms[0], (run.end - run.start + 1) // 2)
                kept[id(run)] = [run_of(run.draft, [half]) for half in halves]
            elif run.context:
                kept[id(run)] = [Run(run.draft, run.atoms, "")]
            else:
                done[id(run)] = True
        runs = [part for run in runs for part in kept.get(id(run), [run])]
