"""How well web pages are read: the article's text, its headings, title and author, and the speed.

Beside our reader stand trafilatura's plain output and, where it is installed, readability-lxml's, on the
same pages in the same run. Data: html-scrapinghub (article-extraction-benchmark; text scored by its own
metric, the overlap of 4-word shingles) and html-readability (Mozilla Readability's test pages).

    python -m benchmarks.webpages --data ../shared/data --show
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from importlib.util import find_spec
from pathlib import Path

from benchmarks.figures import Row, table
from ingest.dates import iso_date
from ingest.document import Document, word_key
from ingest.errors import SourceError
from ingest.readers import main_content
from ingest.readers.html import parse_html
from ingest.readers.main_content import Rules

__all__ = ["main", "measure_crossed", "measure_headings", "measure_speed", "measure_text"]

_TOKEN = re.compile(r"\w+", re.UNICODE)


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    if len(tokens) < size:
        return Counter([tuple(tokens)])
    return Counter(tuple(tokens[at : at + size]) for at in range(len(tokens) - size + 1))


def overlap(expected: str, found: str) -> tuple[float, float]:
    """Precision and recall of the shingles of `found` against `expected`, by the benchmark's rules."""
    wanted, got = shingles(expected), shingles(found)
    true = sum(min(count, wanted[key]) for key, count in got.items())
    extra, lost = sum(got.values()) - true, sum(wanted.values()) - true
    scale = true + extra + lost or 1
    true_, extra_, lost_ = true / scale, extra / scale, lost / scale
    precision = 1.0 if not true_ and not extra_ else true_ / (true_ + extra_)
    recall = 1.0 if not true_ and not lost_ else true_ / (true_ + lost_)
    return precision, recall


def plain_text(document: Document) -> str:
    """The words of an article without the marks of Markdown; the title is no part of the body."""
    lines = []
    for block in document.blocks[1:]:
        text = document.text[block.start : block.end]
        if block.kind == "heading":
            text = text.lstrip("# ")
        elif block.kind == "list_item":
            text = re.sub(r"^(?:-|\d+\.) ", "", text)
        elif block.kind == "table_row":
            text = text.replace("|", " ")
        lines.append(text)
    return "\n".join(lines)


def by_articlebot(page: str) -> str:
    try:
        return plain_text(parse_html(page))
    except SourceError:
        return ""


def by_trafilatura(page: str) -> str:
    import trafilatura

    return trafilatura.extract(page, include_comments=False) or ""


def by_readability(page: str) -> str:
    from lxml.html import fromstring
    from readability import Document as Readable

    return str(fromstring(Readable(page).summary()).text_content())


def readers() -> Iterator[tuple[str, Callable[[str], str]]]:
    """Ours first; readability-lxml only where it is installed (`pip install --group bench`)."""
    yield "articlebot", by_articlebot
    yield "trafilatura", by_trafilatura
    if find_spec("readability") is not None:
        yield "readability-lxml", by_readability


def scrapinghub_pages(data: Path) -> Iterator[tuple[str, str, str]]:
    """Name, HTML and article text of each page."""
    folder = data / "html-scrapinghub"
    for name, entry in json.loads((folder / "ground-truth.json").read_text("utf-8")).items():
        with gzip.open(folder / "html" / f"{name}.html.gz") as file:
            yield name, file.read().decode("utf-8", "replace"), entry["articleBody"]


def measure_text(data: Path, worst: int = 0) -> list[Row]:
    """The article's text against the benchmark's; `worst` pages are named."""
    pages = list(scrapinghub_pages(data))
    rows: list[Row] = []
    for name, reader in readers():
        scores = [(overlap(text, reader(page)), key) for key, page, text in pages]
        precision = sum(p for (p, _), _ in scores) / len(scores)
        recall = sum(r for (_, r), _ in scores) / len(scores)
        f1 = 2 * precision * recall / (precision + recall)
        rows.append(Row("html-scrapinghub", f"text F1, {name}", len(pages), f1, precision, recall))
        if name == "articlebot":
            for (p, r), key in sorted(scores, key=lambda item: sum(item[0]))[:worst]:
                print(f"    {key[:12]} precision {p:.2f} recall {r:.2f}")
    rows[0] = replace(rows[0], target=max(row.value for row in rows[1:]))
    return rows


def expected_headings(page: str) -> list[str]:
    from lxml.html import fromstring

    tags = [f"h{level}" for level in range(1, 7)]
    elements = fromstring(page).iter(*tags)
    found = (" ".join(element.text_content().replace("[edit]", "").split()) for element in elements)
    return [heading for heading in found if word_key(heading)]


def in_order(expected: list[str], found: list[str]) -> int:
    """How many headings are the same in the same order."""
    wanted, got = [word_key(heading) for heading in expected], [word_key(heading) for heading in found]
    matcher = SequenceMatcher(None, wanted, got, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


def measure_headings(data: Path, *, show: bool = False) -> list[Row]:
    """Headings, title and author of Mozilla Readability's test pages; `show` names what is wrong."""
    right = wanted = got = titles = pages = authors = with_author = dates = with_date = 0
    for folder in sorted(path for path in (data / "html-readability").iterdir() if path.is_dir()):
        facts = json.loads((folder / "expected-metadata.json").read_text("utf-8"))
        expected = expected_headings((folder / "expected.html").read_text("utf-8"))
        try:
            document = parse_html(
                (folder / "source.html").read_text("utf-8"), url="http://fakehost/test/page.html"
            )
        except SourceError as exc:
            print(f"  {exc}")
            document = Document("", "", (), ())
        found = [section.heading for section in document.sections[1:]]
        titled = [section.heading for section in document.sections[:1]]
        if titled and expected and word_key(expected[0]) == word_key(titled[0]):
            found = titled + found  # the page's own title stands in the expected text too
        same = in_order(expected, found)
        right, wanted, got = right + same, wanted + len(expected), got + len(found)
        pages += 1
        is_titled = word_key(facts["title"]) == word_key(document.title)
        titles += is_titled
        byline, author = facts.get("byline"), document.metadata.author
        is_authored = None
        if byline:
            with_author += 1
            names, said = set(word_key(byline).split()) - {"by"}, set(word_key(author or "").split())
            is_authored = bool(said) and len(names & said) >= 0.6 * max(len(said), 1) and bool(names & said)
            authors += is_authored
        published = iso_date(facts.get("publishedTime") or "")
        if published:
            with_date += 1
            dates += document.metadata.published == published
            if show and document.metadata.published != published:
                print("     date  ", published, "read as", document.metadata.published)
        if show:
            counts = f"headings {same}/{len(expected)} of {len(found)}"
            print(f"  {folder.name:28} {counts}; title {is_titled}; author {is_authored}")
            if same < max(len(expected), len(found)):
                print("     lost ", [h for h in expected if word_key(h) not in {word_key(f) for f in found}])
                print("     extra", [f for f in found if word_key(f) not in {word_key(h) for h in expected}])
            if not is_titled:
                print("     title", repr(facts["title"]), "read as", repr(document.title))
            if is_authored is False:
                print("     author", repr(byline), "read as", repr(author))
    name = "html-readability"
    return [
        Row(name, "headings, recall", pages, right / wanted, target=0.95),
        Row(name, "headings, precision", pages, right / got, target=0.95),
        Row(name, "title", pages, titles / pages, target=0.90),
        Row(name, "author where given", with_author, authors / with_author, target=0.90),
        Row(name, "date where given", with_date, dates / with_date, target=0.92),
    ]


TRIED = [
    Rules(kept_share=kept, lost_words=lost, usual_share=usual)
    for kept in (0.4, 0.5, 0.6)
    for lost in (20, 40, 80)
    for usual in (0.2, 0.3, 0.45)
]
"""Rules for the choice of blocks, among which those are taken that serve one half of the pages best."""


def heading_counts(folder: Path) -> tuple[int, int, int]:
    """Of a page of Mozilla's: how many headings are right, expected and found."""
    expected = expected_headings((folder / "expected.html").read_text("utf-8"))
    try:
        document = parse_html(
            (folder / "source.html").read_text("utf-8"), url="http://fakehost/test/page.html"
        )
    except SourceError:
        return 0, len(expected), 0
    found = [section.heading for section in document.sections[1:]]
    titled = [section.heading for section in document.sections[:1]]
    if titled and expected and word_key(expected[0]) == word_key(titled[0]):
        found = titled + found  # the page's own title stands in the expected text too
    return in_order(expected, found), len(expected), len(found)


def measure_crossed(data: Path) -> list[Row]:
    """Headings with the rules' numbers fitted on one half of the pages and measured on the other, both ways.

    Only these numbers are fitted here. The rules themselves were written with all of these pages at hand, so
    the figure says how far the numbers carry over, not how far the rules do.
    """
    folders = sorted(path for path in (data / "html-readability").iterdir() if path.is_dir())
    counts: dict[Rules, list[tuple[int, int, int]]] = {}
    before = main_content.RULES
    try:
        for rules in TRIED:
            main_content.RULES = rules
            counts[rules] = [heading_counts(folder) for folder in folders]
    finally:
        main_content.RULES = before
    right = wanted = got = 0
    for half in (0, 1):
        fitted = max(TRIED, key=lambda rules: _f1(counts[rules][half::2]))
        for one in counts[fitted][1 - half :: 2]:
            right, wanted, got = right + one[0], wanted + one[1], got + one[2]
    name, pages = "html-readability", len(folders)
    return [
        Row(name, "headings, recall, crossed", pages, right / wanted, target=0.95),
        Row(name, "headings, precision, crossed", pages, right / got, target=0.95),
    ]


def _f1(counts: list[tuple[int, int, int]]) -> float:
    right, wanted, got = (sum(one[at] for one in counts) for at in range(3))
    return 2 * right / (wanted + got) if wanted + got else 0.0


def measure_speed(data: Path) -> list[Row]:
    """Processor time of a page beside trafilatura's, page by page in turn in one run, loading not counted."""
    pages = [page for _, page, _ in scrapinghub_pages(data)]
    for page in pages[:10]:
        by_articlebot(page), by_trafilatura(page)
    ours = theirs = 0.0
    for page in pages:
        began = time.process_time()
        by_articlebot(page)
        between = time.process_time()
        by_trafilatura(page)
        ours, theirs = ours + between - began, theirs + time.process_time() - between
    what = "time of a page beside trafilatura's"
    return [Row("html-scrapinghub", what, len(pages), ours / theirs, unit="times", target=1.5, at_most=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--show", action="store_true", help="name what is wrong, page by page")
    chosen = parser.parse_args()
    for name in ("html-scrapinghub", "html-readability"):
        if not (chosen.data / name).is_dir():
            parser.error(f"{chosen.data / name} is missing: --data must name the folder that holds it")
    rows = measure_headings(chosen.data, show=chosen.show) + measure_crossed(chosen.data)
    rows += measure_speed(chosen.data)
    print(table(rows + measure_text(chosen.data, worst=15 if chosen.show else 0)))


if __name__ == "__main__":
    main()
