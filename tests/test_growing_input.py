"""Ten times the text takes about ten times as long, in each reader, also where the text is made to be slow."""

# ruff: noqa: E501
from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest

from ingest import Limits, SourceError
from ingest.reading import Raw, document_or_feed

MOST = 35.0
"""Ten times the text should take ten times as long; twice over, a hundred times."""
FEWEST_SECONDS = 0.03
LIMITS = Limits(max_bytes=100_000_000, max_blocks=10_000_000)
WORDS = "The tide mill at Skarrow grinds barley twice a day, whenever the pond is full. "
MAIL = "From: a@b.example\nTo: c@d.example\nDate: Tue, 5 Mar 2024 10:00:00 +0100\nSubject: x\n\n"


def cue(number: int) -> str:
    return f"{number}\n00:{number // 60 % 60:02}:{number % 60:02},000 --> 00:59:59,000\n{WORDS}\n\n"


def cells(count: int) -> str:
    made = [{"cell_type": "markdown", "source": [f"## {n}\n", WORDS]} for n in range(count)]
    return json.dumps({"cells": made, "nbformat": 4})


HONEST: dict[str, tuple[str, Callable[[int], str]]] = {
    "html": ("x.html", lambda n: "<!DOCTYPE html><body><article>" + f"<h2>Part</h2><p>{WORDS}</p>" * n),
    "markdown": ("x.md", lambda n: f"# Part\n\n{WORDS}\n\n- [a](https://x.example) **b**\n\n" * n),
    "text": ("x.txt", lambda n: f"1. Part\n\n{WORDS}\n\n{WORDS}\n\n" * n),
    "wrapped text": (
        "x.txt",
        lambda n: "pond mill barley harbour twice grinds a day the\nwell-known mills cover\n" * n,
    ),
    "feed": (
        "x.xml",
        lambda n: (
            "<rss><channel>"
            + "".join(
                f"<item><guid>{k}</guid><title>a</title><description>{WORDS}</description></item>"
                for k in range(n)
            )
        ),
    ),
    "mail": ("x.eml", lambda n: MAIL + f"{WORDS}\n\n> {WORDS}\n\n" * n),
    "mailbox": ("x", lambda n: f"From a@b Tue Mar  5 10:00:00 2024\n{MAIL}{WORDS}\n\n" * n),
    "subtitles": ("x.srt", lambda n: "".join(map(cue, range(n)))),
    "notebook": ("x.ipynb", cells),
    "rst": (
        "x.rst",
        lambda n: "".join(f"Part {k}\n=========\n\n{WORDS} *a* ``b``\n\n* a\n* b\n\n" for k in range(n)),
    ),
    "asciidoc": (
        "x.adoc",
        lambda n: "= T\n\n" + f"== Part\n\n{WORDS} *a* _b_\n\n* a\n** b\n\n|===\n|a |b\n|===\n\n" * n,
    ),
    "latex": ("x.tex", lambda n: "\\documentclass{x}\n" + f"\\section{{A}}\n{WORDS} \\emph{{a}} $x$\n\n" * n),
    "org": ("x.org", lambda n: f"* Part\n{WORDS} *a* /b/\n- a\n- b\n| a | b |\n\n" * n),
    "wiki": (
        "x.wiki",
        lambda n: f"== Part ==\n{WORDS} '''a''' [[b|c]]{{{{x|y}}}}\n* a\n{{|\n| a || b\n|}}\n" * n,
    ),
    "table": ("x.csv", lambda n: "Boat,Crew,Note\n" + "Alma,7,a note\n" * n),
    "chat": ("x.txt", lambda n: f"[05/03/24, 10:15:02] Ada Lind: {WORDS}\n" * n),
    "outline": ("x.opml", lambda n: "<opml><body>" + f'<outline text="{WORDS}"/>' * n + "</body></opml>"),
    "rtf": ("x.rtf", lambda n: "{\\rtf1 " + f"{{\\b A}} {WORDS}\\par\n" * n + "}"),
}
HOSTILE: dict[str, tuple[str, Callable[[int], str]]] = {
    "comments before a page": ("x.html", lambda n: "<!-- a -->\n" * n + f"<html><body><p>{WORDS * 9}"),
    "comments before Markdown": ("x.md", lambda n: "<!-- a -->\n" * n + f"# Mill\n\n{WORDS}"),
    "instructions before a feed": (
        "x.xml",
        lambda n: "<?a b?>\n" * n + "<rss><channel><item><title>x</title></item>",
    ),
    "comments that never end": ("x.md", lambda n: "# Mill\n\n" + "<!-- a\n" * n),
    "tags that never end": ("x.md", lambda n: "# Mill\n\n" + "<a <? <b\n" * n),
    "blanks": ("x.txt", lambda n: f"{WORDS}{' ' * 50 * n}{WORDS}"),
    "blanks in program text": ("x.md", lambda n: f"# Mill\n\n```\nx{' ' * 50 * n}x\n```\n"),
    "blank lines": ("x.txt", lambda n: WORDS + " \n" * 20 * n + WORDS),
    "hyphens": ("x.txt", lambda n: "mill-\n" * n),
    "brackets": ("x.md", lambda n: "# Mill\n\n" + "[a](" * n),
    "stars": ("x.adoc", lambda n: "= T\n\n== A\n\n" + "*a _b `c " * n),
    "one line of org": ("x.org", lambda n: "* A\n" + "*a /b =c [[d " * n),
    "quotes of a wiki": ("x.wiki", lambda n: "== A ==\n" + "''a '''b [[c {{d " * n),
    "tags of a wiki": ("x.wiki", lambda n: "== A ==\n" + "<ref>a <math>b <!-- " * n),
    "open groups of LaTeX": ("x.tex", lambda n: "\\documentclass{x}\n" + "{\\emph{ $a \\begin{b} " * n),
    "commands of LaTeX": ("x.tex", lambda n: "\\documentclass{x}\\newcommand{\\a}{b\\a\\a}\n" + "\\a " * n),
    "open groups of rich text": ("x.rtf", lambda n: "{\\rtf1 " + "{\\b a} \\'e9\\u233 ?" * n),
    "quotes of a table": ("x.csv", lambda n: "a,b,c\n" + '"a,"b","' * n),
    "header lines of mail": ("x.eml", lambda n: MAIL.replace("\n\n", "\n") + "X-A: b\n" * n + "\n" + WORDS),
    "parts of mail": (
        "x.eml",
        lambda n: (
            MAIL.replace("\n\n", "\nContent-Type: multipart/mixed; boundary=b\n\n")
            + f"--b\nContent-Type: text/plain\n\n{WORDS}\n" * n
        ),
    ),
    "times of subtitles": ("x.srt", lambda n: "00:00:01,000 --> 00:00:02,000\n" * n),
    "interpreted text": ("x.rst", lambda n: "A\n=\n\n.. note:: x\n\n" + ":a:`b `c` |d| *e \n" * n),
    "a notebook of brackets": ("x.ipynb", lambda n: '{"nbformat": 4, "cells": [' + "[" * n),
    "dates": ("x.txt", lambda n: "1 January " + " 1" * 20 * n + "\n\n" + WORDS),
    "figures": ("x.txt", lambda n: "1" * 20 * n + "\n\n" + WORDS),
    "commas": ("x.txt", lambda n: "University a" + ",a" * 20 * n + "\n\n" + WORDS),
    "JSON that is no feed": ("x.json", lambda n: '{"version"' + " " * 20 * n),
}


def seconds(name: str, text: str) -> float:
    raw = Raw(text.encode(), name, name)
    begun = process_time()
    with suppress(SourceError, RecursionError):
        document_or_feed(raw, LIMITS)
    return process_time() - begun


@pytest.mark.parametrize("kind", [*HONEST, *HOSTILE])
def test_ten_times_the_text_takes_ten_times_as_long(kind: str) -> None:
    name, make = {**HONEST, **HOSTILE}[kind]
    seconds(name, make(3))  # what is loaded once
    size, small = 30, 0.0
    while small < FEWEST_SECONDS and size < 30_000:
        size *= 3
        small = seconds(name, make(size))
    large = seconds(name, make(10 * size))
    if large > MOST * small:  # once more: the machine may have been busy
        small, large = max(small, seconds(name, make(size))), min(large, seconds(name, make(10 * size)))
    assert large <= MOST * max(small, FEWEST_SECONDS / 3)
