"""The goldens file: questions with the place that answers them, or that nothing does.

YAML, JSON or JSON Lines; an error names the line. `bot.goldens.resolution` finds a golden's quote in the
articles.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.goldens.thresholds import Threshold, parse_threshold
from ingest.errors import ArticleBotError

__all__ = [
    "GOLDENS",
    "Golden",
    "Goldens",
    "GoldensError",
    "append_golden",
    "golden_entry",
    "parse_goldens",
    "read_goldens",
]

GOLDENS = "goldens.yaml"
"""The file in the data directory that answers are saved to as tests."""

_TEXTS = ("question", "article", "section", "quote", "answer")
_KEYS = (*_TEXTS, "quotes", "refuse", "tags", "within")


class GoldensError(ArticleBotError):
    """A goldens file cannot be read, or an entry of it has no clear meaning."""


@dataclass(frozen=True, slots=True)
class Golden:
    """A question and what a right answer to it rests on."""

    question: str
    article: str | None = None
    """The article's id, title, source, or the file name of its source."""
    section: str | None = None
    """The heading, or headings from the outside joined by ` > `. With a quote only a help for people."""
    quote: str | None = None
    """Words of the article, verbatim but for white space, emphasis marks and typographic signs."""
    more_quotes: tuple[str, ...] = ()
    """Further quotes, each as `quote`."""
    any_quote: bool = False
    """Whether one of the quotes is enough; else all of them have to come."""
    answer: str | None = None
    """Words that the answer has to contain."""
    refuse: bool = False
    """The articles do not say: the bot has to refuse."""
    tags: tuple[str, ...] = ()
    within: int | None = None
    """Rank at which the place must have come; None leaves it to the run."""
    line: int = 0
    """Where it begins in its file, from 1; 0 when that is not known."""

    @property
    def quotes(self) -> tuple[str, ...]:
        """All quotes, the first one first."""
        return (self.quote, *self.more_quotes) if self.quote else ()

    @property
    def key(self) -> str:
        """Names the golden across runs: the question, with the article if it names one."""
        return f"{self.question} [{self.article}]" if self.article else self.question


@dataclass(frozen=True, slots=True)
class Goldens:
    """The goldens of one file, with the thresholds that the whole file has to reach."""

    path: Path
    goldens: tuple[Golden, ...]
    thresholds: tuple[Threshold, ...] = field(default=())

    @property
    def tags(self) -> tuple[str, ...]:
        """Every tag used, in order of first use."""
        return tuple(dict.fromkeys(tag for golden in self.goldens for tag in golden.tags))


def read_goldens(path: str | Path) -> Goldens:
    """The goldens in `path`, in their order. The name's ending determines the form.

    `.yaml`, `.yml`, `.json`: a list of goldens, or a mapping with `goldens` and `thresholds`.
    `.jsonl`: one golden a line; a line with only `thresholds` sets those. Raises GoldensError.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as exc:
        raise GoldensError(f"{path}: cannot be read ({exc.strerror}); check the path") from exc
    except UnicodeDecodeError as exc:
        raise GoldensError(f"{path}: is not UTF-8 text; save it as UTF-8") from exc
    except ValueError as exc:  # a name with a NUL in it
        raise GoldensError(f"{path}: cannot be read ({exc}); check the path") from exc
    return parse_goldens(text, path)


def parse_goldens(text: str, path: Path) -> Goldens:
    """The goldens in `text`, in the form that the name of `path` determines; see `read_goldens`."""
    entries: list[tuple[int, Any]]
    if path.suffix == ".jsonl":
        entries, wanted = _json_lines(text, path)
    elif path.suffix == ".json":
        entries, wanted = _listed(_json(text, path, 1), path)
    elif path.suffix in (".yaml", ".yml"):
        entries, wanted = _listed(_yaml(text, path), path)
    else:
        raise GoldensError(f"{path}: not a goldens file; its name has to end in .yaml, .yml, .json or .jsonl")
    goldens: dict[str, Golden] = {}
    for line, entry in entries:
        golden = parse_golden(entry, f"{path}:{line}" if line else str(path), line)
        if golden.key in goldens:
            raise GoldensError(f"{path}:{line}: {golden.question!r} is asked twice; remove one of the two")
        goldens[golden.key] = golden
    if not goldens:
        raise GoldensError(f"{path}: has no goldens; add an entry with a question")
    return Goldens(path, tuple(goldens.values()), tuple(_thresholds(wanted, path)))


def parse_golden(entry: Any, place: str, line: int = 0) -> Golden:
    """One golden from its mapping; `place` names it in errors. Raises GoldensError."""
    if not isinstance(entry, Mapping):
        raise GoldensError(f"{place}: a golden is a mapping with a question, not {entry!r}")
    given = {key: value for key, value in entry.items() if value is not None}
    quotes, any_quote = _quotes(given, place)
    if quotes:
        given = {**{key: value for key, value in given.items() if key != "quotes"}, "quote": quotes[0]}
    unknown = [str(key) for key in given if key not in _KEYS]
    if unknown:
        raise GoldensError(f"{place}: unknown key {unknown[0]!r}; a golden has {', '.join(_KEYS)}")
    for key in _TEXTS:
        if key in given and not (isinstance(given[key], str) and given[key].strip()):
            raise GoldensError(f"{place}: {key!r} must be text, not {given[key]!r}; put it in quotes")
    if "question" not in given:
        raise GoldensError(f"{place}: has no question; add one")
    refuse = given.get("refuse", False)
    if not isinstance(refuse, bool):
        raise GoldensError(f"{place}: 'refuse' is true or false, not {refuse!r}")
    wanted = [key for key in ("article", "section", "quote", "answer") if key in given]
    if refuse and any(key in wanted for key in ("section", "quote", "answer")):
        raise GoldensError(f"{place}: 'refuse' contradicts {wanted[-1]!r}; keep one of the two")
    if not refuse and not wanted:
        raise GoldensError(
            f"{place}: wants nothing to be found; give a quote, a section, an answer, or refuse: true"
        )
    tags = given.get("tags", ())
    tags = (tags,) if isinstance(tags, str) else tags
    if not isinstance(tags, list | tuple) or not all(isinstance(tag, str) and tag.strip() for tag in tags):
        raise GoldensError(f"{place}: 'tags' is a list of words, not {tags!r}")
    within = given.get("within")
    if within is not None and (isinstance(within, bool) or not isinstance(within, int) or within < 1):
        raise GoldensError(f"{place}: 'within' is a rank of 1 or more, not {within!r}")
    texts = {key: given[key].strip() for key in _TEXTS if key in given}
    return Golden(
        **texts, more_quotes=tuple(quotes[1:]), any_quote=any_quote,
        refuse=refuse, tags=tuple(tags), within=within, line=line,
    )  # fmt: skip


def _quotes(given: Mapping[str, Any], place: str) -> tuple[list[str], bool]:
    """The quotes of an entry that has several, and whether one of them is enough; none where it has one."""
    if "quote" in given and "quotes" in given:
        raise GoldensError(f"{place}: has 'quote' and 'quotes'; keep one of the two")
    said, any_quote = given.get("quotes", given.get("quote")), False
    if isinstance(said, Mapping):
        ways = [key for key in said if key != _LINE]
        if len(ways) != 1 or ways[0] not in ("all", "any"):
            raise GoldensError(f"{place}: quotes are a list, or a list under 'all' or 'any', not {ways!r}")
        said, any_quote = said[ways[0]], ways[0] == "any"
    if not isinstance(said, list):
        if "quotes" in given:
            raise GoldensError(f"{place}: 'quotes' has to be a list, not {said!r}; write quote for one")
        return [], False
    if not said or not all(isinstance(one, str) and one.strip() for one in said):
        raise GoldensError(f"{place}: quotes have to be texts, not {said!r}; put each in quotes")
    return [one.strip() for one in said], any_quote


def append_golden(path: str | Path, golden: Golden) -> bool:
    """Append `golden` to a goldens file, made when it is not there; False if its question is there already.

    The file's content is kept unchanged, comments too. Raises GoldensError when the file cannot be
    read as goldens, or is JSON (which cannot be appended to: use .yaml or .jsonl).
    """
    path = Path(path)
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, ValueError) as exc:
        raise GoldensError(f"{path}: cannot be appended to ({exc}); name a file of UTF-8 text") from exc
    if before.strip() and golden.key in {known.key for known in read_goldens(path).goldens}:
        return False
    entry = golden_entry(golden)
    if path.suffix == ".jsonl":
        addition = json.dumps(entry, ensure_ascii=False) + "\n"
    elif path.suffix in (".yaml", ".yml"):
        addition = _yaml_item(entry, before)
    else:
        raise GoldensError(f"{path}: cannot be appended to; give a name that ends in .yaml or .jsonl")
    gap = "" if not before or before.endswith("\n") else "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(gap + addition)
    except OSError as exc:
        raise GoldensError(f"{path}: cannot be written ({exc.strerror}); name another file") from exc
    return True


def golden_entry(golden: Golden) -> dict[str, Any]:
    """The golden as an entry of a goldens file, without what is not set."""
    entry: dict[str, Any] = {key: getattr(golden, key) for key in _TEXTS if getattr(golden, key) is not None}
    if golden.more_quotes:
        del entry["quote"]
        entry["quotes"] = {"any" if golden.any_quote else "all": list(golden.quotes)}
    if golden.refuse:
        entry["refuse"] = True
    if golden.tags:
        entry["tags"] = list(golden.tags)
    if golden.within is not None:
        entry["within"] = golden.within
    return entry


def _yaml_item(entry: dict[str, Any], before: str) -> str:
    """The entry as an item of the list that `before` ends with, at that list's indentation."""
    import yaml

    item = str(yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=100))
    items = [line for line in before.splitlines() if line.lstrip().startswith("- ")]
    if not items:
        return item if not before.strip() else f"goldens:\n{item}" if "goldens:" not in before else item
    # an item of `goldens` starts with a key; the deepest lists (tags) come below it
    margin = min(len(line) - len(line.lstrip()) for line in items)
    return "".join(f"{' ' * margin}{line}\n" for line in item.splitlines())


def _json(text: str, path: Path, line: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as exc:
        raise GoldensError(f"{path}:{line + exc.lineno - 1}: is not JSON ({exc.msg}); correct it") from exc
    except (RecursionError, ValueError) as exc:  # ValueError: a number of thousands of digits
        raise GoldensError(f"{path}:{line}: cannot be read as JSON; correct it") from exc


def _json_lines(text: str, path: Path) -> tuple[list[tuple[int, Any]], Any]:
    entries: list[tuple[int, Any]] = []
    wanted: Any = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        entry = _json(line, path, number)
        if isinstance(entry, dict) and list(entry) == ["thresholds"]:
            wanted = entry["thresholds"]
        else:
            entries.append((number, entry))
    return entries, wanted


def _yaml(text: str, path: Path) -> Any:
    """The document, each mapping with the line where it begins under the key `_LINE`."""
    import yaml

    class Loader(yaml.SafeLoader):  # type: ignore[misc]
        pass

    def mapping(loader: Any, node: Any) -> dict[Any, Any]:
        return {**loader.construct_mapping(node, deep=True), _LINE: node.start_mark.line + 1}

    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    try:
        return yaml.load(text, Loader)  # Loader is a SafeLoader: it makes plain values only
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        problem = getattr(exc, "problem", None) or "cannot be parsed"
        raise GoldensError(f"{place}: is not YAML ({problem}); correct it") from exc
    except (RecursionError, ValueError, TypeError) as exc:  # a date of no calendar; a list as a key
        raise GoldensError(f"{path}: cannot be read as YAML ({type(exc).__name__}); correct it") from exc


_LINE = "__line__"


def _listed(document: Any, path: Path) -> tuple[list[tuple[int, Any]], Any]:
    """The entries with their lines, and the thresholds."""
    wanted = None
    if isinstance(document, dict):
        unknown = [key for key in document if key not in ("goldens", "thresholds", _LINE)]
        if unknown:
            raise GoldensError(f"{path}: unknown key {unknown[0]!r}; there are 'goldens' and 'thresholds'")
        wanted = document.get("thresholds")
        document = document.get("goldens")
    if document is None:
        document = []
    if not isinstance(document, list):
        raise GoldensError(f"{path}: must be a list of goldens, or 'goldens' with such a list")
    entries = []
    for entry in document:
        line = entry.pop(_LINE, 0) if isinstance(entry, dict) else 0
        entries.append((line, entry))
    return entries, wanted


def _thresholds(wanted: Any, path: Path) -> Iterator[Threshold]:
    """From `recall@3: 0.9` (at least) or from texts such as `recall@3 >= 0.9`."""
    if wanted is None:
        return
    if isinstance(wanted, dict):
        wanted = [f"{name} >= {value}" for name, value in wanted.items() if name != _LINE]
    if isinstance(wanted, str):
        wanted = [wanted]
    if not isinstance(wanted, list):
        raise GoldensError(f"{path}: 'thresholds' is a list such as ['recall@3 >= 0.9'], not {wanted!r}")
    for text in wanted:
        try:
            yield parse_threshold(str(text))
        except ArticleBotError as exc:
            raise GoldensError(f"{path}: {exc}") from exc
