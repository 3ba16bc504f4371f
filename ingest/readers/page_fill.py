"""What an extractor loses inside an article: captions, boxes, side notes, code, tables, lists, names of tabs;
and what a page says twice.

Works on blocks and on which of them are kept so far. Knows nothing of elements.
"""

# ruff: noqa: E501
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.readers.page_blocks import PageBlock

__all__ = ["container", "drop_invitations", "drop_repeats", "fill_inside"]

_CONTAINER_SHARE = 0.8
_MOST_LINKED = 0.4
_LINKED_LIST = 0.4
_RUNNING_WORDS = 8
_LEAST_REPEAT = 4
_MOST_COMPARED = 500_000_000
"""Characters looked through for repeated quotes; more are no page that a person wrote."""
_PROMOTION_WORDS = 45
_PROMOTION = re.compile(
    r"\b(?:subscribe|newsletter|sign up|follow (?:us|me)|read (?:more|also|next)|see also|advertisement|share this|"
    r"related (?:articles|stories|posts)|rights reserved|cookies?|log in|register|download (?:the|our) app|"
    r"support us|donate|abonnieren|jetzt (?:lesen|anmelden)|lire aussi|s'abonner|suscr[ií]b)",
    re.IGNORECASE,
)

_INVITATION = re.compile(
    r"\W*(?:(?:get|receive) (?:the )?(?:latest|our|fox|more|breaking)\b|sign up\b|subscribe\b|follow (?:us|me|him|her|them|@|\w+ \w+ on\b)|"
    r"like this (?:story|article)\?|share (?:this|it)\b|click here\b|(?:to )?(?:read|see|watch) (?:more|also|next)\b|more:|"
    r"also (?:on|read)\b|related:|related (?:article|story|stories)\b|see also:|read:|watch:|download (?:our|the)\b|have a tip\b|"
    r"tags?:|tags \w+|filed under\b|topics:|don['’]t miss\b|join (?:our|the conversation)\b|"
    r"lesen sie (?:auch|mehr)|mehr zum thema|lire aussi|à lire aussi|lee también|leia também|leggi anche)",
    re.IGNORECASE,
)
_INVITING_WORDS = 40
_CREDIT = re.compile(
    r"\W*(?:(?:image|photo|picture|media|video|file|source|credit|copyright|photograph|foto|bild|quelle|crédit)s?\b"
    r"(?:\W+(?:by|credit|copyright|caption|source|from|courtesy|of))?\W+(?:\w+\W+){0,5}\w*\W*\Z|©|getty|reuters\W*\Z|"
    r"ap photo|image caption\W*\Z|media (?:playback|caption))",
    re.IGNORECASE,
)
"""A line that names only whose a picture is."""


def fill_inside(blocks: Sequence[PageBlock], kept: list[bool]) -> None:
    """Keep what stands inside the article and belongs to it by its kind."""
    inside = container(blocks, kept)
    places = [index for index, is_kept in enumerate(kept) if is_kept]
    if not places or not inside:
        return
    first, last = places[0], places[-1]
    parents = {blocks[index].trail[:-1] for index in places if blocks[index].kind != "heading"}
    for indexes in _runs(blocks):
        block = blocks[indexes[0]]
        if kept[indexes[0]] or block.is_apart or not _is_in(block, inside) or block.kind == "heading":
            continue
        if _belongs(blocks, indexes, parents, is_between=first < indexes[0] < last):
            for index in indexes:
                kept[index] = not blocks[index].is_apart


def _is_in(block: PageBlock, around: tuple[int, ...]) -> bool:
    return len(block.trail) >= len(around) and block.trail[len(around) - 1] == around[-1]


def container(blocks: Sequence[PageBlock], kept: Sequence[bool]) -> tuple[int, ...]:
    """The innermost element that holds nearly all of the words kept so far."""
    weights: Counter[int] = Counter()
    held = [block for block, is_kept in zip(blocks, kept, strict=True) if is_kept]
    for block in held:
        for number in block.trail[:-1]:
            weights[number] += len(block.words)
    least = _CONTAINER_SHARE * sum(len(block.words) for block in held)
    inner = max((number for number, weight in weights.items() if weight >= least), default=0)
    trail = next((block.trail for block in held if inner in block.trail[:-1]), ())
    return trail[: trail.index(inner) + 1] if trail else ()


def _runs(blocks: Sequence[PageBlock]) -> list[list[int]]:
    """The blocks by themselves, but the rows of a table and the items of a list together."""
    runs: list[list[int]] = []
    grouped: dict[int, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.kind in ("table_row", "list_item") and block.group:
            if block.group not in grouped:
                grouped[block.group] = []
                runs.append(grouped[block.group])
            grouped[block.group].append(index)
        else:
            runs.append([index])
    return runs


def _belongs(
    blocks: Sequence[PageBlock], indexes: list[int], parents: set[tuple[int, ...]], *, is_between: bool
) -> bool:
    block = blocks[indexes[0]]
    members = [blocks[index] for index in indexes]
    signs = sum(len(member.text) for member in members) or 1
    linked = sum(member.link_share * len(member.text) for member in members) / signs
    words = sum(len(member.words) for member in members)
    if words <= _PROMOTION_WORDS and any(_PROMOTION.search(member.text) for member in members):
        return False
    if block.is_beside:
        return linked <= _MOST_LINKED and not all(_CREDIT.match(member.text) for member in members)
    if block.kind == "code":
        return True
    if block.kind == "table_row":
        return linked <= 0.6 and is_between
    if block.kind == "list_item":
        if linked <= _LINKED_LIST:
            return is_between and words >= len(members)
        return _is_own_list(blocks, indexes, parents)
    above = blocks[indexes[0] - 1] if indexes[0] else block
    is_headed = above.kind == "heading" and above.trail[:-1] == block.trail[:-1] and not above.is_apart
    is_running = linked <= 0.3 and len(block.words) >= _RUNNING_WORDS
    return is_between and is_running and (is_headed or block.trail[:-1] in parents)


def _is_own_list(blocks: Sequence[PageBlock], indexes: list[int], parents: set[tuple[int, ...]]) -> bool:
    """Whether a list of links makes up a section of the article: right below a heading, beside its text."""
    first = blocks[indexes[0]]
    above = blocks[indexes[0] - 1] if indexes[0] else None
    if above is None or above.kind != "heading" or above.is_apart:
        return False
    around = above.trail[:-1]
    return around in parents and first.trail[: len(around)] == around


def drop_invitations(blocks: Sequence[PageBlock], kept: list[bool]) -> None:
    """Drop the lines between an article's paragraphs that only lead away from it: to subscribe, to follow, to
    read something else."""
    for index, block in enumerate(blocks):
        if (
            kept[index]
            and block.kind == "paragraph"
            and len(block.words) <= _INVITING_WORDS
            and _INVITATION.match(block.text)
            and (block.text.isupper() or any(one.kind == "link" for one in block.inlines))
        ):
            kept[index] = False


def drop_repeats(blocks: Sequence[PageBlock], kept: list[bool]) -> None:
    """Drop the quotes in large letters that only say again what the article says."""
    doubtful = [
        index
        for index, is_kept in enumerate(kept)
        if is_kept
        and (blocks[index].is_pulled or blocks[index].is_beside or blocks[index].kind == "quote")
        and blocks[index].kind in ("quote", "paragraph")
        and len(blocks[index].words) >= _LEAST_REPEAT
    ]
    if not doubtful:
        return
    aside = set(doubtful)
    said = " ".join(
        (" ".join(("", *block.words, "\n")))
        for index, block in enumerate(blocks)
        if kept[index] and index not in aside and block.kind != "heading"
    )
    is_short = len(doubtful) * len(said) <= _MOST_COMPARED
    told: set[tuple[str, ...]] = set()
    for index in doubtful:
        words = blocks[index].words
        if words in told or (is_short and " " + " ".join(words) + " " in said):
            kept[index] = False
        told.add(words)
