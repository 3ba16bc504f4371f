"""Mark-up languages as articles: reStructuredText, AsciiDoc, LaTeX, Org, wiki mark-up, outlines."""

# ruff: noqa: E501
from __future__ import annotations

from pathlib import Path

import pytest
from article_invariants import check

from ingest import Article, SourceError, expand, read, read_text
from ingest.content_type import text_type
from ingest.inline import written_out

RST = """\
====================
Pier repairs agreed
====================

:Author: Ada Lind
:Date: 2024-03-05

.. contents:: Table of Contents

The plan was agreed on **Tuesday** by the ``board``. See :ref:`costs` and `the minutes <https://example.org/m>`_.

.. note::

   The walkway is closed above force nine.

Costs
=====

.. _costs:

Oak costs 4,200 crowns [1]_, H\\ :sub:`2`\\ O at 10\\ :sup:`5` pascal.

.. code-block:: python
   :emphasize-lines: 2
   :caption: tide.py

   def tide(hours):
       return hours * 0.4

.. pierdirective:: Words of an argument
   :option: 3

   What an unknown directive holds.

Timber
------

+-------+------+
| Boat  | Crew |
+=======+======+
| Alma  | 7    |
+-------+------+

pump
  Moves water.

.. include:: /etc/passwd
.. raw:: html
   :file: /etc/passwd

.. [1] Price of the northern mill.
.. |x| replace:: y
"""
ASCIIDOC = """\
= Pier repairs agreed
Ada Lind <ada@example.org>
v1.0, 2024-03-05
:town: Northport

The plan was agreed on *Tuesday* by the board of {town}. See https://example.org/m[the minutes].

NOTE: The walkway is closed above force nine.

[[costs]]
== Costs

Oak costs 4,200 crowns.footnote:[Price of the mill.] 10^5^ pascal, H~2~O.

* oak
** beams
. first
. second

[source,python]
----
def tide(hours):
    return hours * 0.4 # <1>
----

.Crews
[cols="1,1"]
|===
|Boat |Crew

|Alma
|7
|===

=== Timber

[WARNING]
====
Never cross the walkway.
====

include::/etc/passwd[]

[quote, Bo Eker]
____
Oak is dear.
____
"""
LATEX = r"""\documentclass[11pt]{article}
\usepackage{amsmath} % \section{Not this}
\newcommand{\pier}[1]{the \textbf{#1} pier}
\title{Pier repairs agreed}
\author{Ada Lind\thanks{Harbour board} \and Bo Eker}
\date{5 March 2024}
\begin{document}
\maketitle
\begin{abstract}
We study who pays for the oak.
\end{abstract}
\section{Introduction}\label{sec:intro}
The plan for \pier{old} was agreed~\cite{lind1990} on \emph{Tuesday}, see Section~\ref{sec:intro}. 50\% say no.
M\"uhle, caf\'e, \o re --- ``so''. The energy is $E = mc^2$. See \href{https://example.org/m}{the minutes}.
\subsection{Costs}
\begin{table}[h]\caption{Crews}\begin{tabular}{lr}Boat & Crew \\ \hline Alma & 7 \\ \multicolumn{2}{c}{none}\end{tabular}\end{table}
\begin{equation} a^2 + b^2 = c^2 \label{eq:a} \end{equation}
\begin{enumerate}\item Oak costs 4{,}200 crowns.\begin{itemize}\item beams\end{itemize}\item Steel is dear.\end{enumerate}
\begin{verbatim}
100% \section{x}
\end{verbatim}
Oak\footnote{From the northern mill.} costs 10\textsuperscript{5} crowns.
\input{/etc/passwd}
\bibliography{refs}
\end{document}
"""
ORG = """\
#+TITLE: Pier repairs agreed
#+AUTHOR: Ada Lind
#+DATE: 2024-03-05
* Costs :harbour:
  :PROPERTIES:
  :CUSTOM_ID: costs
  :END:
Oak costs /4,200/ crowns, see [[https://example.org/m][the minutes]] and =tide.py=.
1. first
2. second
   - deeper
** TODO Timber
SCHEDULED: <2024-03-05 Tue>
| Boat  | Crew |
|-------+------|
| Alma  |    7 |
#+BEGIN_SRC python
def tide(hours):
    return hours * 0.4
#+END_SRC
#+BEGIN_QUOTE
Oak is dear.
#+END_QUOTE
"""
WIKI = """\
{{Infobox pier
| name = Old Pier
| length = 212 m
}}
<!-- a note -->
'''Old Pier''' is a [[pier]] in [[Northport|the north port]], built in 1887.<ref name="a">{{cite book |last=Lind |title=Piers}}</ref> It is {{convert|212|m}} long.<ref name="a" /> The fee is <s>40</s> 55, 10<sup>5</sup> pascal.
[[File:pier.jpg|thumb|The pier in [[winter]]]]

== History ==
The pier was opened by [[Queen Maud]] in ''May''.

=== Fires ===
* 1901: the first fire
** at night
# one
# two

{| class="wikitable"
! Boat !! Crew
|-
| rowspan=2 | Alma || 7
|-
| 8
|}

== References ==
<references />

[[Category:Piers]]
"""


def opened(text: str, name: str, tmp_path: Path) -> tuple[Article, str]:
    path = tmp_path / name
    path.write_text(text)
    article = read(str(path))
    check(article)
    return article, written_out(article)


def headings(article: Article) -> list[str]:
    return [section.heading for section in article.sections]


@pytest.mark.parametrize("name", ["doc.rst", "doc.txt"])
def test_restructured_text(name: str, tmp_path: Path) -> None:
    article, shown = opened(RST, name, tmp_path)
    assert headings(article) == ["Pier repairs agreed", "Costs", "Timber"]
    assert (article.metadata.author, article.metadata.published) == ("Ada Lind", "2024-03-05")
    assert "on **Tuesday** by the `board`. See costs and [the minutes](https://example.org/m)." in shown
    assert "Note: The walkway is closed" in shown
    assert "H₂O at 10⁵ pascal" in shown
    assert "```python\ndef tide(hours):\n    return hours * 0.4\n```" in shown
    assert "Words of an argument" in shown
    assert "What an unknown directive holds." in shown
    assert "| Alma | 7 |" in shown
    assert "[1] Price of the northern mill." in shown
    assert "**pump**" in shown
    assert not any(mark in shown for mark in ("===", "..", "::", "root:", "Table of Contents"))


@pytest.mark.parametrize("name", ["doc.adoc", "doc.txt"])
def test_asciidoc(name: str, tmp_path: Path) -> None:
    article, shown = opened(ASCIIDOC, name, tmp_path)
    assert headings(article) == ["Pier repairs agreed", "Costs", "Timber"]
    assert article.sections[1].anchor == "costs"
    assert (article.metadata.author, article.metadata.published) == ("Ada Lind", "2024-03-05")
    assert "on **Tuesday** by the board of Northport. See [the minutes](https://example.org/m)." in shown
    assert "Note: The walkway is closed" in shown
    assert "crowns. (Price of the mill.) 10⁵ pascal, H₂O." in shown
    assert "- oak\n   - beams" in shown
    assert "1. first\n" in shown.replace("   ", "")
    assert "    return hours * 0.4\n```" in shown
    assert "| Boat | Crew |\n| --- | --- |\n| Alma | 7 |" in shown
    assert "Warning: Never cross the walkway." in shown
    assert "> Oak is dear.\n>\n> Bo Eker" in shown
    assert "root:" not in shown


@pytest.mark.parametrize("name", ["doc.tex", "doc"])
def test_latex(name: str, tmp_path: Path) -> None:
    article, shown = opened(LATEX, name, tmp_path)
    assert headings(article) == ["Pier repairs agreed", "Abstract", "Introduction", "Costs"]
    assert (article.metadata.author, article.metadata.published) == ("Ada Lind, Bo Eker", "2024-03-05")
    assert (
        "The plan for the **old** pier was agreed [lind1990] on *Tuesday*, see Section “Introduction”"
        in shown
    )
    assert "50% say no. Mühle, café, øre — “so”. The energy is $E = mc^2$." in shown
    assert "[the minutes](https://example.org/m)" in shown
    assert "| Boat | Crew |\n| --- | --- |\n| Alma | 7 |\n| none | |" in shown
    assert "$$ a^2 + b^2 = c^2 $$" in shown
    assert "1. Oak costs 4,200 crowns.\n   - beams\n2. Steel is dear." in shown
    assert "100% \\section{x}" in shown
    assert "Oak (From the northern mill.) costs 10⁵ crowns." in shown
    assert not any(mark in shown for mark in ("\\begin", "\\item", "root:", "refs", "documentclass"))


@pytest.mark.parametrize("name", ["doc.org", "doc.txt"])
def test_org(name: str, tmp_path: Path) -> None:
    article, shown = opened(ORG, name, tmp_path)
    assert headings(article) == ["Pier repairs agreed", "Costs", "Timber"]
    assert article.sections[1].anchor == "costs"
    assert article.metadata.author == "Ada Lind"
    assert "Oak costs *4,200* crowns, see [the minutes](https://example.org/m) and `tide.py`." in shown
    assert "1. first\n2. second\n   - deeper" in shown
    assert "| Boat | Crew |\n| --- | --- |\n| Alma | 7 |" in shown
    assert "```python\ndef tide(hours):" in shown
    assert "> Oak is dear." in shown
    assert not any(mark in shown for mark in ("#+", ":END:", "SCHEDULED", "TODO", ":harbour:"))


@pytest.mark.parametrize("name", ["wiki-markup.txt", "page.wiki"])
def test_wiki_markup(name: str, tmp_path: Path) -> None:
    article, shown = opened(WIKI, name, tmp_path)
    assert headings(article) == ["Old Pier", "History", "Fires"]
    assert "**Old Pier** is a pier in the north port, built in 1887. It is 212 m long." in shown
    assert "The fee is 55, 10⁵ pascal." in " ".join(shown.split())
    assert "- length: 212 m" in shown
    assert "The pier in winter" in shown
    assert "opened by Queen Maud in *May*." in shown
    assert "- 1901: the first fire\n   - at night\n1. one\n2. two" in shown
    assert "| Boat | Crew |\n| --- | --- |\n| Alma | 7 |\n| Alma | 8 |" in shown
    assert not any(mark in shown for mark in ("{{", "[[", "<ref", "'''", "cite", "Category", "thumb"))


def test_an_outline_is_sections_and_items(tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head><title>Pier</title></head><body>'
        '<outline text="Costs"><outline text="Oak &amp; steel"><outline text="beams"/></outline></outline></body></opml>'
    )
    article, shown = opened(text, "notes.opml", tmp_path)
    assert headings(article) == ["Pier", "Costs"]
    assert "- Oak & steel\n   - beams" in shown


def test_an_outline_of_feeds_stands_for_them(tmp_path: Path) -> None:
    path = tmp_path / "subs.opml"
    path.write_text(
        '<opml version="2.0"><body><outline text="News"><outline xmlUrl="https://a.example/feed.xml"/>'
        '<outline xmlUrl="https://b.example/feed"/></outline><outline xmlUrl="javascript:x"/></body></opml>'
    )
    assert list(expand(str(path))) == ["https://a.example/feed.xml", "https://b.example/feed"]
    with pytest.raises(SourceError, match=r"a list of 2 feeds \(OPML\)"):
        read(str(path))


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("<!-- a -->\n<p align=center>\n<img src=x>\n</p>\n<h1>Pierkit</h1>\n<p>x</p>\n\n## Install\n\nText.\n\n## Use", "README.md", "markdown"),
        ("<div><p>a</p><pre>\n# a comment\n</pre></div>", "", "html"),
        ("# Title\n\nSee `a` and ``b``.\n\n.. not a directive", "notes.md", "markdown"),
        ("Title\n=====\n\nText.", "x.txt", "markdown"),
        ("= is equal, and == is compared.\n\nSee [[x]] there.", "x.txt", "text"),
        ("Dear all,\n\n* one\n* two\n\nThe org-file #+x is here.", "x.txt", "text"),
        ("Use \\section{x} to begin.\n\nAnd \\begin{y}.", "x.txt", "text"),
        ("a, b, and c\nwere here, too, yes\n", "x.txt", "text"),
        ("Name,Age\nAda,7\n", "x.csv", "table"),
        ("One, two, three.\nFour, five, six.\nSeven, eight, nine.\nTen, two, three.\n", "x.txt", "text"),
        ("a\tb\n1\t2\n3\t4\n5\t6\n", "x", "table"),
        ("<?xml version='1.0'?><data><row>1</row></data>", "x.xml", "xml"),
        ("10:15 at the pier: we met.\n\nThen 11:00.", "x.txt", "text"),
        ("{\"a\": 1}", "x.json", "json"),
    ],
)  # fmt: skip
def test_formats_are_told_apart_by_their_marks(text: str, name: str, expected: str) -> None:
    assert text_type(text, name) == expected


def test_pasted_markup_is_read_as_what_it_is() -> None:
    assert [one.heading for one in read_text(ORG).sections] == ["Pier repairs agreed", "Costs", "Timber"]


def test_xml_that_is_no_article_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data.xml").write_text("<?xml version='1.0'?><data><row>1</row></data>")
    with pytest.raises(SourceError, match="XML data"):
        read(str(tmp_path / "data.xml"))
