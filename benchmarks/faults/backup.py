"""A library exported and imported into an empty one: are the articles the same, and what is found?

The articles are made here: sections, tables, lists, links and signs of many scripts, from seeded words.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.faults.bounds import Bounds
from benchmarks.figures import Row
from bot import ArticleBot
from ingest import Article, read_text
from vectorstore import Passage

__all__ = ["articles", "differ", "measure"]

_TOLERANCE = 1e-3
"""Of a score: texts that are embedded in other company come out a few millionths apart."""
_PLACES = (
    "Skarrow",
    "Saltreath",
    "Lund",
    "Hollin",
    "Ösby",
    "Weissbach",
    "Três Pontes",
    "水車",
    "Żabno",
    "Кама",
)
_THINGS = (
    "tide mill", "lighthouse", "ferry", "school garden", "peat station", "night tram", "paper mill",
    "harbour crane",
    "observatory", "seed library", "cable car", "salt works", "bell foundry", "lock",
    "weather station", "viaduct",
)  # fmt: skip
_PARTS = (
    "History",
    "Work",
    "People",
    "Fees",
    "Repairs",
    "Visits",
    "Machinery",
    "Water",
    "Records",
    "Neighbours",
)
_FACTS = (
    "The {thing} at {place} was built in {year} by {number} workers under {name}.",
    "Every {number} days the {part} of it is looked over, since {name} found a crack in {year}.",
    "A ticket costs {number} crowns, and {name} counted {year} visitors in one summer.",
    "It lies {number} metres above the sea; the road from {place} has been closed since {year}.",
    "{name} wrote in {year} that the {thing} would not outlast {number} winters. 🌊",
    "In {year} the parish of {place} paid {number} crowns for the {part}, and for no more than that.",
)
_NAMES = (
    "Ida Brandt",
    "Mara Holm",
    "Jon Käse",
    "Ewa Żak",
    "T. O'Neill",
    "Yuki 田中",
    "Lev Orlov",
    "Ana Três",
)


def measure(bounds: Bounds) -> list[Row]:
    count = bounds.count(1000)
    made = list(articles(count, bounds.seed))
    questions = _questions(made, bounds.count(100), bounds.seed)
    with tempfile.TemporaryDirectory(prefix="articlebot-backup-") as folder:
        file = Path(folder, "backup.jsonl.gz")
        with ArticleBot(Path(folder, "old")) as bot:
            _tell(f"{count} articles")
            for article in made:
                bot.restore(article)
            stored = {one.id: bot.article(one.id) for one in bot.articles()}
            found = [bot.search(question) for question in questions]
            begun = perf_counter()
            report = bot.export_to(file)
            exporting = perf_counter() - begun
        _tell("import")
        with ArticleBot(Path(folder, "new")) as bot:
            begun = perf_counter()
            bot.import_from(file)
            importing = perf_counter() - begun
            back = {one.id: bot.article(one.id) for one in bot.articles()}
            again = [bot.search(question) for question in questions]
    other = sum(_whole(stored.get(one)) != _whole(back.get(one)) for one in stored.keys() | back.keys())
    off = sum(differ(before, after) for before, after in zip(found, again, strict=True))
    found_nothing = sum(not passages for passages in found)
    asked = f"of {len(questions)} questions"
    data, most = "generated", {"at_most": True}
    return [
        Row(data, "exported articles", count, report.articles, unit="articles", target=count),
        Row(data, "articles that came back otherwise", count, other, unit="articles", target=0, **most),
        Row(data, f"{asked}, other results", count, off, unit="questions", target=0, **most),
        Row(data, f"{asked}, nothing found", count, found_nothing, unit="questions"),
        Row(data, "greatest difference in score", count, _greatest(found, again), target=_TOLERANCE, **most),
        Row(data, "export", count, exporting, unit="s"),
        Row(data, "import, embedding included", count, importing, unit="s"),
        Row(data, "backup file", count, report.bytes / 1e6, unit="MB"),
    ]  # fmt: skip


def articles(count: int, seed: int) -> Iterator[Article]:
    """`count` made-up articles, each of its own source."""
    draw = random.Random(seed)
    for number in range(count):
        thing, place = draw.choice(_THINGS), draw.choice(_PLACES)
        title = f"The {thing} of {place}, {number}"
        lines = [f"# {title}", ""]
        for part in draw.sample(_PARTS, draw.randint(2, 5)):
            lines += [f"## {part}", ""]
            lines += [" ".join(_fact(draw, thing, place, part) for _ in range(draw.randint(2, 6))), ""]
            if draw.random() < 0.3:
                lines += ["| Year | Crowns |", "|---|---|"]
                lines += [f"| {draw.randint(1700, 2020)} | {draw.randint(1, 999)} |" for _ in range(3)] + [""]
            if draw.random() < 0.3:
                lines += [
                    f"- **{name}** ([letters](https://example.org/{number}))"
                    for name in draw.sample(_NAMES, 2)
                ]
                lines += [""]
        yield read_text("\n".join(lines), title)


def _fact(draw: random.Random, thing: str, place: str, part: str) -> str:
    return draw.choice(_FACTS).format(
        thing=thing, place=place, part=part.lower(), name=draw.choice(_NAMES),
        year=draw.randint(1700, 2020), number=draw.randint(2, 400),
    )  # fmt: skip


def _questions(made: Sequence[Article], count: int, seed: int) -> list[str]:
    """Half of them about an article of its own, half about many."""
    draw = random.Random(seed + 1)
    asked = []
    for at in range(count):
        article = draw.choice(made)
        asked.append(
            f"Who built {article.title}, and what did it cost?" if at % 2
            else f"What of {draw.choice(_PARTS)} at {draw.choice(_PLACES)} in {draw.randint(1700, 2020)}?"
        )  # fmt: skip
    return asked


def differ(before: Sequence[Passage], after: Sequence[Passage]) -> bool:
    """Whether something else is found, or in another order but where scores are equal to the tolerance."""
    if len(before) != len(after):
        return True
    if any(abs(one.score - two.score) > _TOLERANCE for one, two in zip(before, after, strict=True)):
        return True
    scores = {one.chunk.id: one.score for one in after}
    last = after[-1].score if after else 0.0
    return any(abs(one.score - scores.get(one.chunk.id, last)) > _TOLERANCE for one in before)


def _greatest(found: Sequence[Sequence[Passage]], again: Sequence[Sequence[Passage]]) -> float:
    pairs = (
        (b, a)
        for before, after in zip(found, again, strict=True)
        for b, a in zip(before, after, strict=False)
    )
    return max((abs(before.score - after.score) for before, after in pairs), default=0.0)


def _whole(article: Article | None) -> bytes:
    return repr(article).encode("utf-8", "surrogatepass")


def _tell(what: str) -> None:
    print(f"backup: {what} ...", file=sys.stderr)
