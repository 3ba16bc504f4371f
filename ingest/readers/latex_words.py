"""What commands of LaTeX say in plain letters: accents, letters, signs; and which commands say nothing."""

from __future__ import annotations

import unicodedata

__all__ = ["ACCENTS", "ENDS_LINE", "SIGNS", "SILENT", "WORDS", "accented"]

ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip
"""Commands that put a mark on the letter that follows."""
SIGNS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "S": "§", "P": "¶", "dag": "†",
    "ddag": "‡", "copyright": "©", "textcopyright": "©", "textregistered": "®", "texttrademark": "™",
    "pounds": "£", "textsterling": "£", "euro": "€", "texteuro": "€", "EUR": "€", "ldots": "…", "dots": "…",
    "textellipsis": "…", "textendash": "–", "textemdash": "—", "textbackslash": "\\", "textasciitilde": "~",
    "textasciicircum": "^", "textbar": "|", "textless": "<", "textgreater": ">", "textquoteleft": "‘",
    "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "guillemotleft": "«",
    "guillemotright": "»", "textdegree": "°", "degree": "°", "textmu": "µ", "textbullet": "•",
    "textperiodcentered": "·", "LaTeX": "LaTeX", "TeX": "TeX", "LaTeXe": "LaTeX2e", "BibTeX": "BibTeX",
    "quad": " ", "qquad": " ", "enspace": " ", "thinspace": " ", "space": " ", "newline": " ", "today": "",
    "times": "×", "to": "→", "rightarrow": "→", "textrightarrow": "→", "slash": "/", "textunderscore": "_",
    "percent": "%", "metre": "m", "meter": "m", "kilo": "k", "centi": "c", "milli": "m", "gram": "g",
    "second": "s", "per": "/", "celsius": "°C", "squared": "²", "cubed": "³", "ie": "i.e.", "eg": "e.g.",
}  # fmt: skip
"""Commands that stand for a sign."""
WORDS = {
    "emph": "emphasis", "textit": "emphasis", "textsl": "emphasis", "textbf": "strong", "alert": "strong",
    "strong": "strong",
}  # fmt: skip
"""Commands that set their words apart, and how."""
SILENT = {
    "label": 1, "includegraphics": 1, "input": 1, "include": 1, "bibliographystyle": 1, "bibliography": 1,
    "vspace": 1, "hspace": 1, "vskip": 0, "setlength": 2, "addtolength": 2, "setcounter": 2, "addtocounter": 2,  # noqa: E501
    "pagestyle": 1, "thispagestyle": 1, "usepackage": 1, "documentclass": 1, "documentstyle": 1,
    "RequirePackage": 1, "hypersetup": 1, "geometry": 1, "definecolor": 3, "color": 1, "pagecolor": 1,
    "fontsize": 2, "selectfont": 0, "newtheorem": 2, "theoremstyle": 1, "numberwithin": 2, "graphicspath": 1,
    "addbibresource": 1, "printbibliography": 0, "nocite": 1, "index": 1, "glossary": 1, "hyphenation": 1,
    "phantomsection": 0, "addcontentsline": 3, "markboth": 2, "markright": 1, "rule": 2, "raisebox": 1,
    "captionsetup": 1, "sisetup": 1, "lstset": 1, "tikzset": 1, "usetikzlibrary": 1, "newcounter": 1,
    "bibitem": 1, "thanks": 1, "hline": 0, "toprule": 0, "midrule": 0, "bottomrule": 0, "cline": 1, "cmidrule": 1,  # noqa: E501
    "vphantom": 1, "phantom": 1, "hphantom": 1, "rowcolor": 1, "cellcolor": 1, "columncolor": 1, "newlength": 1,  # noqa: E501
    "externaldocument": 1, "makeatletter": 0, "makeatother": 0, "extracolsep": 1, "arraystretch": 0,
    "DeclareMathOperator": 2, "providecommand": 2, "newenvironment": 3, "renewenvironment": 3, "ProvidesPackage": 1,  # noqa: E501
    "selectlanguage": 1, "setmainfont": 1, "usetheme": 1, "usecolortheme": 1, "institute": 0, "linespread": 1,
}  # fmt: skip
"""Commands without words for a reader, and how many of the groups after them belong to them."""
ENDS_LINE = frozenset({"par", "newpage", "clearpage", "cleardoublepage", "pagebreak", "linebreak", "bigskip",
                       "medskip", "smallskip", "maketitle", "tableofcontents", "appendix", "noindent"})  # fmt: skip  # noqa: E501


def accented(mark: str, words: str) -> str:
    """`words` with the mark of an accent's command on their first letter."""
    letter = {"ı": "i", "ȷ": "j"}.get(words[:1], words[:1])
    return unicodedata.normalize("NFC", letter + ACCENTS[mark]) + words[1:] if letter else ""
