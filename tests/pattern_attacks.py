"""Finds regular expressions that need more than linear time, by attacking them with inputs made from
themselves.

From the parsed form of an expression come, for each repeat in it, texts that the repeat and what stands
around it could fit in many ways: what leads up to it, the repeated part many times, and an end that does
not fit. Each is tried at one size; where that takes long enough to measure, at four times the size, and the
ratio judges.
"""

from __future__ import annotations

import ast
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from re import _constants as tokens  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from time import process_time
from types import FrameType
from typing import Any

__all__ = ["Expression", "expressions_of", "worst_growth"]

_SIZE, _TIMES = 4_000, 4
_MEASURABLE = 0.004
"""Seconds at the small size; below it even the square of it would do no harm at the sizes that are read."""
_LONGEST = 1.0
_TOO_MUCH = 8.0
"""Growth with which the search for a worse one ends: four times the text should take four times as long."""
_ENDS = ("\x00", "a", "")
_ANYWHERE = frozenset({"search", "sub", "subn", "findall", "finditer", "split"})
_AT_START = frozenset({"match", "fullmatch"})


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression of the program, and whether it is looked for anywhere in a text."""

    place: str
    pattern: re.Pattern[Any]
    is_searched: bool


def expressions_of(package: str) -> list[Expression]:
    """All expressions of a package's modules: compiled ones with a name, and those written into a call."""
    root = Path(__import__(package).__file__ or "").parent
    found: list[Expression] = []
    for path in sorted(root.rglob("*.py")):
        name = ".".join(path.relative_to(root.parent).with_suffix("").parts).removesuffix(".__init__")
        source = path.read_text("utf-8")
        module = import_module(name)
        for variable, value in vars(module).items():
            for pattern in _patterns_in(value):
                used = set(re.findall(rf"\b{variable}(?:\[\w+\])?\.(\w+)", source)) & (_ANYWHERE | _AT_START)
                is_searched = bool(used & _ANYWHERE) or not used
                found.append(Expression(f"{name}.{variable}", pattern, is_searched))
        found += _written_in_calls(name, source)
    unique = {(one.pattern.pattern, one.pattern.flags, one.is_searched): one for one in found}
    return list(unique.values())


def _patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _patterns_in(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _patterns_in(one)
    elif type(value).__name__ == "Marks":
        yield value._any  # type: ignore[attr-defined]


def _written_in_calls(name: str, source: str) -> Iterator[Expression]:
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        of, written = node.func.value, node.args[0]
        if not (isinstance(of, ast.Name) and of.id == "re" and isinstance(written, ast.Constant)):
            continue
        if node.func.attr in _ANYWHERE | _AT_START and isinstance(written.value, str | bytes):
            flags = re.DOTALL if "DOTALL" in ast.dump(node) else re.NOFLAG
            flags |= re.MULTILINE if re.search(r"'(?:MULTILINE|M)'", ast.dump(node)) else re.NOFLAG
            pattern = re.compile(written.value, flags)
            yield Expression(f"{name}:{node.lineno}", pattern, node.func.attr in _ANYWHERE)


def worst_growth(expression: Expression) -> tuple[float, str]:
    """By how much the time grows, at worst, when a text is four times as long; and the text that shows it.

    1.0 where nothing takes long enough to measure; infinite where it takes longer than some seconds.
    """
    run = expression.pattern.search if expression.is_searched else expression.pattern.match
    is_bytes = isinstance(expression.pattern.pattern, bytes)
    worst = (1.0, "")
    for start, part, end in _attacks(expression.pattern):
        made = [start + part * (size // len(part)) + end for size in (_SIZE, _TIMES * _SIZE)]
        small, large = (text.encode("latin-1", "replace") if is_bytes else text for text in made)
        taken = _time(run, small)
        if taken == float("inf"):
            return taken, f"{start!r} + {part!r} * n + {end!r}"
        if taken < _MEASURABLE:
            continue
        growth = _time(run, large) / taken
        if growth > _TOO_MUCH:  # measured again: something else may have held it up
            growth = min(growth, _time(run, large) / max(taken, _time(run, small)))
        if growth > worst[0]:
            worst = (growth, f"{start!r} + {part!r} * n + {end!r}")
        if growth > _TOO_MUCH:
            break
    return worst


def _attacks(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    tree = parser.parse(
        text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    )
    whole = _sample(tree)
    starts, parts = {"", whole}, {whole, " ", "\n", "a"}
    for before, body in _repeats(tree, ""):
        starts.add(before)
        parts |= {body, before + body, before + " "}
        parts |= set(_variants(body))
    literals = sorted(set(whole))[:8]
    parts |= set(literals)
    for start in sorted(starts, key=len)[:5]:
        for part in sorted((part for part in parts if part), key=len)[:16]:
            for end in _ENDS:
                yield start, part, end


def _variants(body: str) -> Iterator[str]:
    """What else a repeat of that sample often fits."""
    yield from (body[:1], body[-1:])
    if any(sign.isspace() for sign in body):
        yield from (" ", "\n", "\t")
    if any(sign.isalnum() for sign in body):
        yield from ("a", "a ", "1")


def _repeats(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """What leads up to each repeat, and one time of what it repeats."""
    for kind, value in tree:
        if kind in (tokens.MAX_REPEAT, tokens.MIN_REPEAT, tokens.POSSESSIVE_REPEAT):
            _, most, body = value
            sample = _sample(body)
            if most == tokens.MAXREPEAT or most > 20:
                yield before, sample or "a"
            yield from _repeats(body, before)
        elif kind is tokens.SUBPATTERN:
            yield from _repeats(value[3], before)
        elif kind is tokens.BRANCH:
            for branch in value[1]:
                yield from _repeats(branch, before)
        elif kind is tokens.ATOMIC_GROUP:
            yield from _repeats(value, before)
        before += _sample([(kind, value)])


def _sample(tree: Any) -> str:
    """A short text that fits, as far as that is easily told."""
    parts: list[str] = []
    for kind, value in tree:
        if kind is tokens.LITERAL:
            parts.append(chr(value))
        elif kind is tokens.NOT_LITERAL:
            parts.append("a" if value != ord("a") else "b")
        elif kind is tokens.ANY:
            parts.append("a")
        elif kind is tokens.IN:
            parts.append(_member(value))
        elif kind in (tokens.MAX_REPEAT, tokens.MIN_REPEAT, tokens.POSSESSIVE_REPEAT):
            parts.append(_sample(value[2]) * max(1, min(value[0], 5)))
        elif kind is tokens.SUBPATTERN:
            parts.append(_sample(value[3]))
        elif kind is tokens.BRANCH:
            parts.append(_sample(value[1][0]))
        elif kind is tokens.ATOMIC_GROUP:
            parts.append(_sample(value))
        elif kind is tokens.AT and value is tokens.AT_BOUNDARY and parts and parts[-1][-1:].isalnum():
            parts.append(" ")
    return "".join(parts)


def _member(members: Any) -> str:
    """A sign of a set."""
    negated = members[0][0] is tokens.NEGATE
    if not negated:
        kind, value = members[0]
        if kind is tokens.LITERAL:
            return chr(value)
        if kind is tokens.RANGE:
            return chr(value[0])
        return {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "1", "CATEGORY_WORD": "a"}.get(str(value), "-")
    pattern_signs = "a1 -x.,\n<("
    taken = {chr(value) for kind, value in members[1:] if kind is tokens.LITERAL}
    kinds = {str(value) for kind, value in members[1:] if kind is tokens.CATEGORY}
    for sign in pattern_signs:
        is_space = sign.isspace() and "CATEGORY_SPACE" in kinds
        is_word = sign.isalnum() and "CATEGORY_WORD" in kinds
        is_digit = sign.isdigit() and "CATEGORY_DIGIT" in kinds
        is_other = not (sign.isalnum() or sign == "_") and "CATEGORY_NOT_WORD" in kinds
        if sign not in taken and not (is_space or is_word or is_digit or is_other):
            return sign
    return "~"


def _time(run: Any, text: Any) -> float:
    begun = process_time()
    try:
        with _limit(_LONGEST):
            run(text)
    except TimeoutError:
        return float("inf")
    return process_time() - begun


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)  # processor time: the machine may have other work
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
