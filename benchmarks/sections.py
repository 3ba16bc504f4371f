"""How well sections are recovered from plain text: papers (JATS) and encyclopaedia pages (wikitext).

The markup is stripped as copying from a page would, headings become bare lines, and the reader has to find
them again. A heading counts as found when its words and the text that follows it are the same. Rules were
tuned on the first half of each set (every second file); the second half was looked at only as a number.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.figures import Row
from ingest.document import Document, word_key
from ingest.readers.text import parse_text

__all__ = ["Score", "gold_keys", "jats_article", "layouts", "measure", "recovered_keys", "wiki_article"]

Lines = list[tuple[str, bool]]
"""Lines of an article and whether each is a heading."""


@dataclass
class Score:
    found: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + self.wrong)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.found / max(1, 2 * self.found + self.wrong + self.missed)


def _words(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def jats_article(path: Path) -> Lines:
    """The lines of a JATS paper: title, authors, abstract, body, references."""
    root = ElementTree.parse(path).getroot()
    lines: Lines = []
    title = root.find(".//article-meta//article-title")
    if title is not None:
        lines.append((_words(title), False))
    names = [
        f"{name.findtext('given-names') or ''} {name.findtext('surname') or ''}".strip()
        for name in root.findall(".//article-meta/contrib-group/contrib/name")
    ]
    if names:
        lines.append((", ".join(names), False))
    for address in root.findall(".//article-meta/aff"):
        lines.append((_words(address), False))
    for abstract in root.findall(".//article-meta/abstract"):
        if abstract.find("title") is None:
            lines.append(("Abstract", True))
        lines += _jats_block(abstract)
    body, back = root.find("body"), root.find("back")
    if body is not None:
        lines += _jats_block(body)
    for part in back if back is not None else ():
        if part.tag == "ack" and part.find("title") is None:
            lines.append(("Acknowledgments", True))
        lines += _jats_block(part)
    return [(words, heading) for words, heading in lines if words]


def _jats_block(element: ElementTree.Element) -> Lines:
    lines: Lines = []
    for part in element:
        if part.tag == "title":
            lines.append((_words(part), True))
        elif part.tag == "p":
            lines += _jats_paragraph(part)
        elif (
            part.tag in ("fig", "table-wrap", "supplementary-material", "boxed-text")
            and part.tag != "boxed-text"
        ):
            lines += _caption(part)
        elif part.tag == "list":
            lines += [(f"- {_words(item)}", False) for item in part.iter("list-item")]
        elif part.tag == "ref-list":
            heading = part.find("title")
            lines.append((_words(heading) if heading is not None else "References", True))
            lines += [(_reference(number, ref), False) for number, ref in enumerate(part.iter("ref"), 1)]
        elif part.tag in ("fn-group", "glossary", "notes"):
            lines += [(_words(note), False) for note in part.iter("p")]
        elif part.tag in ("sec", "app", "app-group", "boxed-text", "ack", "disp-quote"):
            lines += _jats_block(part)
        elif part.tag == "disp-formula":
            lines.append((_words(part), False))
    return lines


def _jats_paragraph(part: ElementTree.Element) -> Lines:
    floats = [child for child in part.iter() if child.tag in ("fig", "table-wrap", "supplementary-material")]
    items = list(part.iter("list-item"))
    text = _words(part)
    for child in floats:
        text = text.replace(_words(child), " ", 1) if _words(child) else text
    for child in items:
        text = text.replace(_words(child), " ", 1) if _words(child) else text
    lines: Lines = [(" ".join(text.split()), False)]
    lines += [(f"- {_words(item)}", False) for item in items]
    for child in floats:
        lines += _caption(child)
    return lines


def _caption(part: ElementTree.Element) -> Lines:
    label = part.findtext("label") or ""
    caption = part.find("caption")
    title = caption.find("title") if caption is not None else None
    lines: Lines = [(f"{label}. {_words(title) if title is not None else ''}".strip(". "), False)]
    lines += [(_words(words), False) for words in (caption.findall("p") if caption is not None else ())]
    return lines


def _reference(number: int, ref: ElementTree.Element) -> str:
    label = ref.find("label")
    words = " ".join(_words(part) for part in ref if part is not label)
    return f"{number}. {words}"


def wiki_article(path: Path) -> Lines:
    """The lines of a page of wikitext below its name; tables and templates are left out."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(
        r"<ref\b[^>]*/>|<(ref|gallery|math|timeline|score)\b.*?</\1\s*>", "", text, flags=re.DOTALL | re.I
    )
    for opening, closing in ((r"\{\{", r"\}\}"), (r"\{\|", r"\|\}")):
        before = None
        while before != text:
            before = text
            text = re.sub(rf"{opening}(?:(?!{opening}|{closing}).)*{closing}", "", text, flags=re.DOTALL)
    before = None
    while before != text:
        before = text
        text = re.sub(r"\[\[([^\[\]]*)\]\]", _wiki_link, text)
    text = re.sub(r"\[(?:https?:)?//\S+\s+([^\]]*)\]", r"\1", text)
    text = re.sub(r"\[https?://\S+\]|__[A-Z]+__", "", text)
    text = html.unescape(re.sub(r"<br\s*/?>", " ", text, flags=re.I))
    text = re.sub(r"</?[A-Za-z][^<>]*>|'{2,5}", "", text)
    lines: Lines = [(path.stem.replace("-", " ").replace("_", " "), False)]
    for line in text.split("\n"):
        heading = re.match(r"^(={2,6})\s*(.*?)\s*\1\s*$", line)
        if heading and heading.group(2):
            lines.append((heading.group(2), True))
        elif re.match(r"^[*#:;]+", line):
            words = re.sub(r"^[*#:;]+\s*", "", line).strip()
            mark = "- " if line[0] in "*#" else ""
            lines.append((mark + words if words else "", False))
        elif not line.startswith(("|", "!", "{", "}")):
            lines.append((" ".join(line.split()), False))
    return [(words, heading) for words, heading in lines if words]


def _wiki_link(match: re.Match[str]) -> str:
    target, *rest = match.group(1).split("|")
    if (
        ":" in target
        and not target.startswith(":")
        and re.match(r"[^\W\d_ -]{2,14}(?: [^\W\d_]+)?:\S", target)
    ):
        return ""
    return rest[-1] if rest else target.lstrip(":")


def layouts(lines: Lines) -> dict[str, str]:
    """The article as text: a line a paragraph; with blank lines between; wrapped at 72 characters."""
    words = [line for line, _ in lines]
    wrapped = ["\n".join(textwrap.wrap(line, 72, break_long_words=False)) for line in words]
    return {"tight": "\n".join(words), "spaced": "\n\n".join(words), "wrapped": "\n\n".join(wrapped)}


def _key(heading: str, below: str) -> tuple[str, str]:
    return word_key(heading), word_key(below[:200]).replace(" ", "")[:40]


def gold_keys(lines: Lines) -> list[tuple[str, str]]:
    return [
        _key(words, " ".join(line for line, _ in lines[place + 1 : place + 6]))
        for place, (words, heading) in enumerate(lines)
        if heading
    ]


def recovered_keys(document: Document) -> list[tuple[str, str]]:
    return [
        _key(section.heading, document.text[document.text.find("\n", section.start) :][:400])
        for section in document.sections[1:]
    ]


def compare(lines: Lines, text: str) -> tuple[Score, Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """The score of the recovered headings, with those wrongly found and those missed."""
    gold, got = Counter(gold_keys(lines)), Counter(recovered_keys(parse_text(text)))
    wrong, missed = got - gold, gold - got
    return Score((gold & got).total(), wrong.total(), missed.total()), wrong, missed


def _articles(data: Path) -> Iterator[tuple[str, list[Path], Callable[[Path], Lines]]]:
    yield "plos-jats", sorted((data / "plos-jats").glob("*.xml")), jats_article
    yield "wikitext-wtf", sorted((data / "wikitext-wtf").rglob("cache/*.txt")), wiki_article


TARGETS = {"plos-jats": 0.90, "wikitext-wtf": 0.85}


def measure(data: Path) -> list[Row]:
    """F1 of the recovered headings for each set, half and layout."""
    rows: list[Row] = []
    for name, paths, reader in _articles(data):
        for half, part in (("tuned", paths[::2]), ("held out", paths[1::2])):
            scores: dict[str, Score] = {}
            articles = 0
            for path in part:
                lines = reader(path)
                if sum(heading for _, heading in lines) < 2:
                    continue
                articles += 1
                for layout, text in layouts(lines).items():
                    one, _, _ = compare(lines, text)
                    total = scores.setdefault(layout, Score())
                    total.found, total.wrong = total.found + one.found, total.wrong + one.wrong
                    total.missed += one.missed
            rows += [
                Row(
                    name,
                    f"sections of plain text F1, {layout}, {half}",
                    articles,
                    score.f1,
                    score.precision,
                    score.recall,
                    target=TARGETS[name] if half == "held out" else None,
                )
                for layout, score in scores.items()
            ]
    return rows
