"""Markdown as people write it: front matter of every kind, HTML in it, and the dialects of its programs.

`GIVEN` are files that were read wrongly once; `MORE` are others of the same kinds.
"""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from ingest.readers.markdown import parse_markdown

GIVEN: list[tuple[str, str, list[str], list[str]]] = [
    (
        "html-table",
        "# Pier kit\n\nThe kit plans pier repairs from the command line and prints the list of timber.\n\n## Install\n\n<table>\n<tr><th>System</th><th>Command</th><th>Size</th></tr>\n<tr><td>Debian</td><td><code>apt install pierkit</code></td><td>12 MB</td></tr>\n<tr><td>macOS</td><td><code>brew install pierkit</code></td><td>19 MB</td></tr>\n</table>\n\n<ol><li>Loosen the bolt</li><li>Lift the plank</li></ol>\n\n<pre>\npierkit plan --piles 41\npierkit cost --oak 4200\n</pre>\n\nThe area is 10<sup>5</sup> m<sup>2</sup>.\n",
        [
            "| System | Command | Size |",
            "| Debian | apt install pierkit | 12 MB |",
            "1. Loosen the bolt\n2. Lift the plank",
            "```\npierkit plan --piles 41\npierkit cost --oak 4200\n```",
            "10⁵ m²",
        ],
        ["SystemCommandSize"],
    ),
    (
        "mkdocs-blocks",
        '# Pier guide\n\n!!! warning "Storms"\n    The walkway is closed above force nine.\n\n??? note\n    Hidden note that opens.\n\n=== "Linux"\n\n    Run `apt install pierkit` and log in again.\n\n=== "Windows"\n\n    Run the installer as administrator.\n\nTerm\n:   A post of oak.\n\nOther term\n:   Lies across the posts.\n\n*[HTML]: Hyper Text Markup Language\n\nThe HTML page { .lead #x }\n\n++ctrl+c++ stops it.\n',
        [
            "Storms\n\nThe walkway is closed above force nine.",
            "Note\n\nHidden note that opens.",
            "Linux\n\nRun `apt install pierkit` and log in again.",
            "Windows\n\nRun the installer",
            "Term\n\nA post of oak.",
            "The HTML page\n",
            "ctrl+c stops it.",
        ],
        ["===", "!!!", "???", "*[HTML]", "{ .lead", "++"],
    ),
    (
        "obsidian",
        '---\ntitle: "Pier repairs: the plan"\naliases: [Old pier, Pier plan]\ntags:\n  - harbour\n  - work/planning\ndate: 2024-03-05\nauthor:\n  - Ada Lind\n  - Bo Eker\ncssclasses: wide\n---\n\nThe plan was agreed with [[Harbour board|the board]] and follows [[2023 survey#Piles]]. #harbour/piers\n\n![[pier-photo.png|300]]\n![[Minutes 2024-02#Decisions]]\n\n> [!warning]- Storm risk\n> The walkway is **closed** above force nine.\n> See [[Weather desk]].\n\n> [!faq] Who pays?\n> The town pays half, the guild the rest.\n\n## Costs ^costs\n\nOak costs ==4,200 crowns== a beam.[^1] The rest is ~~steel~~ larch. %%ask Bo about this%% ^beam-price\n\n- [ ] order the oak\n- [x] hire the barge 📅 2024-04-02\n- [/] paint the rail\n\n| Boat | Crew |\n| ---- | ---- |\n| [[Alma\\|The Alma]] | 7 |\n| Berta | 12 |\n\nInline math $a^2+b^2=c^2$ and a block:\n\n$$\nE = mc^2\n$$\n\n```dataview\nTABLE crew FROM #boats\n```\n\n```mermaid\ngraph TD; A-->B\n```\n\nstatus:: open\n[due:: 2024-05-01]\n\nFootnote inline^[The guild was asked in May.] ends here.\n\n[^1]: Price of the northern mill, without freight.\n',
        [
            "# Pier repairs: the plan",
            "agreed with the board and follows 2023 survey",
            "> Storm risk\n>\n> The walkway is closed above force nine.",
            "> Who pays?",
            "## Costs\n",
            "Oak costs 4,200 crowns a beam. The rest is larch.",
            "| The Alma | 7 |",
            "$a^2+b^2=c^2$",
            "Footnote inline ends here.\n\nThe guild was asked in May.",
            "Price of the northern mill, without freight.",
        ],
        ["[[", "%%", "ask Bo", "^costs", "^beam", "==", "[!", "steel", "[^1]", "pier-photo"],
    ),
    (
        "readme-html-first",
        '<h1 align="center">\n  <img src="logo.svg" alt="Pierkit logo" width="200"><br>\n  Pierkit\n</h1>\n\n<p align="center">\n  <a href="https://ci.example/x"><img src="https://img.shields.io/badge/build-passing-green" alt="Build status"></a>\n  <a href="https://pypi.example/x"><img src="https://img.shields.io/pypi/v/pierkit" alt="PyPI version"></a>\n</p>\n\n<p align="center">Plan pier repairs from the command line.</p>\n\n[![Coverage](https://cov.example/badge.svg)](https://cov.example) ![License](https://img.shields.io/badge/license-MIT-blue)\n\n<details>\n<summary>Table of contents</summary>\n\n- [Install](#install)\n- [Use](#use)\n\n</details>\n\n## Install\n\n<table>\n<tr><th>System</th><th>Command</th></tr>\n<tr><td>Debian</td><td><code>apt install pierkit</code></td></tr>\n<tr><td>macOS</td><td><code>brew install pierkit</code></td></tr>\n</table>\n\n> [!NOTE]\n> Needs Python 3.11 or newer.\n\n> [!IMPORTANT]\n> Back up your plan first.\n\n## Use\n\n<pre>\npierkit plan --piles 41\npierkit cost --oak 4200\n</pre>\n\nPress <kbd>Ctrl</kbd>+<kbd>C</kbd> to stop. H<sub>2</sub>O and 10<sup>5</sup> are written so.\n\n<!-- hidden: internal note about release -->\n\n<dl><dt>pile</dt><dd>A post of oak.</dd><dt>beam</dt><dd>Lies across.</dd></dl>\n\n:warning: Beta software :rocket:\n\n<picture><source media="(prefers-color-scheme: dark)" srcset="d.png"><img alt="Diagram of a pier" src="l.png"></picture>\n\n| Left | Right |\n|:-----|------:|\n| a \\| b | `x | y` |\n\nFixes #123 and @someone wrote it. [ref link][docs] and <https://auto.example>.\n\n[docs]: https://docs.example "Docs"\n',
        [
            "# Pierkit\n",
            "Plan pier repairs from the command line.",
            "## Install",
            "| Debian | apt install pierkit |",
            "> Note\n>\n> Needs Python 3.11 or newer.",
            "## Use",
            "```\npierkit plan --piles 41\npierkit cost --oak 4200\n```",
            "Press Ctrl+C to stop. H₂O and 10⁵ are written so.",
            "- A post of oak.",
        ],
        ["badge", "Build status", "hidden:", "<"],
    ),
    (
        "yaml-folded-title",
        "---\ntitle: >-\n  Pier repairs\n  agreed\ndescription: |\n  Long text\n  over lines\nauthor: {name: Ada Lind, email: a@example.org}\ndate: 5 March 2024\ntags: []\nurl: /posts/pier\n---\n\n# Pier repairs agreed\n\nThe plan was agreed on Tuesday.\n",
        ["# Pier repairs agreed\n\nThe plan was agreed on Tuesday."],
        [">-"],
    ),
]

MORE: list[tuple[str, str, list[str], list[str]]] = [
    (
        "toml",
        '+++\ntitle = "Pier plan"\ndate = 2024-03-05T10:00:00Z\nauthors = ["Ada Lind", "Bo Eker"]\n+++\n\nThe plan was agreed.\n',
        ["# Pier plan\n\nThe plan was agreed."],
        ["+++"],
    ),
    (
        "json",
        '{\n "title": "Pier plan",\n "date": "March 5, 2024", "author": {"name": "Ada Lind"}\n}\n\nThe plan was agreed.\n',
        ["# Pier plan\n\nThe plan"],
        ["{"],
    ),
    (
        "pandoc",
        "% Pier plan\n% Ada Lind; Bo Eker\n% 5. März 2024\n\nThe plan was agreed.\n",
        ["# Pier plan\n\nThe plan"],
        ["%"],
    ),
    (
        "multimarkdown",
        "Title: Pier plan\nAuthor: Ada Lind\nDate: 2024-03-05\n\nThe plan was agreed.\n",
        ["# Pier plan\n\nThe plan"],
        ["Author:"],
    ),
    (
        "comment",
        "<!--\n.. title: Pier plan\n.. date: 2024-03-05\n.. author: Ada Lind\n-->\n\nThe plan was agreed.\n",
        ["# Pier plan\n\nThe plan"],
        [".."],
    ),
    (
        "colon title",
        "---\ntitle: Pier repairs: the plan\ndate: 2024\nauthor: Ada Lind <ada@a.example>\n---\n\nThe plan was agreed.\n",
        ["# Pier repairs: the plan"],
        ["ada@"],
    ),
    (
        "no front matter",
        "---\n\nA first line after a rule.\n\n---\n\nAnother line.\n",
        ["A first line after a rule.", "Another line."],
        [],
    ),
    ("year of copyright", "---\ntitle: Plan\ncopyright: 2024\n---\nText here.\n", ["# Plan"], []),
    ("github alert", "# Plan\n\n> [!TIP]\n> Bring a key.\n", ["> Tip\n>\n> Bring a key."], ["[!"]),
    (
        "badges",
        "# Kit\n\n[![Build](https://img.shields.io/x.svg)](https://ci.example) [![Docs](https://x.example/badge/y)](https://d.example)\n\n![The pier in 1912](p.jpg)\n\nText.\n",
        ["The pier in 1912"],
        ["Build", "Docs"],
    ),
    (
        "table over blank lines",
        "# Kit\n\n<table>\n\n<tr>\n<td>Alma</td>\n\n<td>7</td>\n</tr>\n\n<tr><td>Berta</td><td>\n\n**12**\n\n</td></tr>\n</table>\n\n## After\n\nText.\n",
        ["| Alma | 7 |", "| Berta | 12 |", "## After"],
        [],
    ),
    (
        "pre keeps lines",
        "# Kit\n\n<pre><code>a = 1\n  b = 2\n</code></pre>\n",
        ["```\na = 1\n  b = 2\n```"],
        [],
    ),
    (
        "details",
        "# Kit\n\n<details>\n<summary>Why so slow?</summary>\n\n- It is *old*.\n\n</details>\n",
        ["Why so slow?", "- It is old."],
        ["<"],
    ),
    (
        "inline tags",
        "# Kit\n\nx<sup>2</sup>, H<sub>2</sub>O, ~~old~~ <del>older</del> new, built 1887<sup>3</sup>, 10^5^ and H~2~O, a^2+b^2.\n",
        ["x², H₂O, new, built 1887, 10⁵ and H₂O, a^2+b^2."],
        ["old"],
    ),
    (
        "mkdocs nested",
        '# G\n\n=== "Linux"\n\n    !!! note "Root"\n        Run as root.\n\n        ```sh\n        apt install kit\n        ```\n\n??? tip\n    Ask first.\n\nAfter.\n',
        ["Linux", "Root\n\nRun as root.", "```sh\napt install kit\n```", "Tip\n\nAsk first.", "After."],
        ["===", "!!!"],
    ),
    (
        "docusaurus",
        "import Tabs from '@theme/Tabs';\n\n# G\n\n:::warning Storms\n\nStay ashore.\n\n:::\n\n::: {.callout-note}\nBring a key.\n:::\n",
        ["Storms\n\nStay ashore.", "Bring a key."],
        [":::", "import"],
    ),
    (
        "myst",
        "# G\n\n```{warning}\n:class: x\nStay *ashore*.\n```\n\n```python\n# ::: kept\n!!! kept\n```\n",
        ["Warning\n\nStay ashore.", "# ::: kept\n!!! kept"],
        ["{warning}", ":class:"],
    ),
    (
        "wiki in code",
        "# G\n\nUse `[[ -f x ]]` and [[1]](https://a.example) and `==` and `%%` and ![[photo.png]] [[Page|name]].\n\n```sh\nif [[ -f x ]]; then\n```\n",
        ["Use `[[ -f x ]]` and [1] and `==` and `%%` and name.", "if [[ -f x ]]; then"],
        ["photo"],
    ),
    (
        "comment lines",
        "# G\n\nSeen.\n\n%%\nhidden one\nhidden two\n%%\n\nSeen too %%inline%% here.\n",
        ["Seen.", "Seen too here."],
        ["hidden", "inline"],
    ),
    (
        "footnotes",
        "# G\n\nOak is dear.[^a] Larch is not.\n\nNext.\n\n## Notes\n\n[^a]: At the northern mill,\n    since May.\n",
        ["Oak is dear. Larch is not.\n\nAt the northern mill, since May.\n\nNext."],
        ["[^"],
    ),
    (
        "definitions",
        "# G\n\nPile\n:   A post of oak.\n\nBeam\n:   Lies across.\n",
        ["Pile\n\nA post of oak."],
        [":  "],
    ),
    (
        "math",
        "# G\n\nWith $a_1 * b_2 * c$ and it costs $5 to $10.\n\n$$\na_1 * b\n$$\n",
        ["$a_1 * b_2 * c$", "costs $5 to $10", "a_1 * b"],
        [],
    ),
    (
        "heading ids",
        "# G\n\n## Costs { #costs .x }\n\nText. { .lead }\n\n## Other ^abc\n\nTen ^2 more.\n",
        ["## Costs\n", "Text.\n", "## Other\n", "Ten ^2 more."],
        ["{"],
    ),
    (
        "html first",
        "<div align=center>\n  <h1>Kit</h1>\n  <p>Plans repairs.</p>\n</div>\n\n## Install\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        ["# Kit", "Plans repairs.", "## Install", "| 1 | 2 |"],
        [],
    ),
]

CASES = GIVEN + MORE


@pytest.mark.parametrize(
    ("raw", "shown", "absent"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_people_write_is_read_as_they_mean_it(raw: str, shown: list[str], absent: list[str]) -> None:
    text = parse_markdown(raw, fallback_title="file").text
    for words in shown:
        assert words in text, text
    for words in absent:
        assert words not in text, text


FACTS = {
    "toml": ("Ada Lind, Bo Eker", "2024-03-05"),
    "json": ("Ada Lind", "2024-03-05"),
    "pandoc": ("Ada Lind, Bo Eker", "2024-03-05"),
    "multimarkdown": ("Ada Lind", "2024-03-05"),
    "comment": ("Ada Lind", "2024-03-05"),
    "colon title": ("Ada Lind", None),
    "no front matter": (None, None),
    "year of copyright": (None, None),
    "yaml-folded-title": ("Ada Lind", "2024-03-05"),
    "obsidian": ("Ada Lind, Bo Eker", "2024-03-05"),
}


@pytest.mark.parametrize("name", FACTS)
def test_front_matter_says_who_wrote_it_and_when(name: str) -> None:
    raw = next(raw for known, raw, _, _ in CASES if known == name)
    facts = parse_markdown(raw, fallback_title="file").metadata
    assert (facts.author, facts.published) == FACTS[name]


def test_a_path_in_front_matter_is_no_address() -> None:
    assert parse_markdown("---\ntitle: Plan\nurl: /posts/pier\n---\nText.\n").metadata.url is None
    kept = parse_markdown("---\ntitle: Plan\nurl: https://a.example/p\nlang: de-DE\n---\nText.\n").metadata
    assert (kept.url, kept.language) == ("https://a.example/p", "de")


def test_hostile_front_matter_does_no_harm() -> None:
    bomb = (
        "---\ntitle: Plan\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]\n" for n in range(12))
        + "---\nText.\n"
    )
    assert parse_markdown(bomb).text.endswith("Text.\n")
    deep = "---\ntitle: " + "[" * 5000 + "\n---\nText.\n"
    assert "Text." in parse_markdown(deep).text


@pytest.mark.parametrize(
    "unit",
    [
        "<table>\n\n",
        "==a ",
        "[[a",
        "%%\n",
        "$a",
        "{ .a ",
        "> [!note]\n",
        '=== "a"\n',
        "[^1]",
        ":::\n",
        "~a",
        "^a",
    ],
)
def test_time_grows_with_the_text(unit: str) -> None:
    import time

    def seconds(count: int) -> float:
        began = time.process_time()
        parse_markdown("# Plan\n\n" + unit * count)
        return time.process_time() - began

    small = max(seconds(300), 0.005)
    assert seconds(3_000) < 60 * small
