"""Formulas of a web page as TeX, each once: MathML, KaTeX, MathJax, Wikipedia and pictures of formulas.

Pages carry a formula two or three times, for eyes, for screen readers and as its source. Knows these ways
and nothing of the text around them.
"""

# ruff: noqa: E501
from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["formula", "may_be_formula"]

_CLASS = re.compile(r"katex|mathjax|mjx|mwe-math|(?:^|[\s_-])(?:tex|latex|math)(?:$|[\s_-])", re.IGNORECASE)
_RENDERED = re.compile(
    r"(?:^|\s)(?:MathJax(?:_Display|_SVG|_CHTML|_SVG_Display)?|mjx-chtml|MJXp?-\w+)(?:\s|$)"
)
_PICTURE = re.compile(r"latex|/math/render/|mathtex|mimetex|codecogs", re.IGNORECASE)
_DISPLAY = re.compile(r"\A\s*\{?\\(?:displaystyle|textstyle)\b\s*(?P<words>.*?)\}?\s*\Z", re.DOTALL)
_BLANK = re.compile(r"\s+")
_LONGEST = 4_000

_SIGNS = {
    "\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "", "−": "-", "×": r"\times", "⋅": r"\cdot", "·": r"\cdot", "÷": r"\div",
    "±": r"\pm", "∓": r"\mp", "≤": r"\leq", "≥": r"\geq", "≠": r"\neq", "≈": r"\approx", "≡": r"\equiv", "∼": r"\sim",
    "∝": r"\propto", "∞": r"\infty", "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∬": r"\iint", "∮": r"\oint", "∂": r"\partial",
    "∇": r"\nabla", "√": r"\sqrt", "→": r"\to", "←": r"\leftarrow", "⇒": r"\Rightarrow", "⇔": r"\Leftrightarrow", "∈": r"\in",
    "∉": r"\notin", "⊂": r"\subset", "⊆": r"\subseteq", "∪": r"\cup", "∩": r"\cap", "∀": r"\forall", "∃": r"\exists",
    "∧": r"\land", "∨": r"\lor", "¬": r"\neg", "…": r"\ldots", "⋯": r"\cdots", "′": "'", "″": "''", "{": r"\{", "}": r"\}",
    "%": r"\%", "⟨": r"\langle", "⟩": r"\rangle", "‖": r"\|", "ℓ": r"\ell", "ℏ": r"\hbar", "°": r"^\circ",
}  # fmt: skip
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩϵϕϑ",
        "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon"
        " varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega epsilon phi"
        " vartheta".split(),
        strict=True,
    )
)
_FUNCTIONS = frozenset(
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp lim max min sup inf det dim ker"
    " arg gcd deg hom Pr".split()
)
_ACCENTS = {
    "¯": "bar", "‾": "overline", "^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "→": "vec", "˙": "dot", ".": "dot",
    "¨": "ddot", "⏞": "overbrace",
}  # fmt: skip


def may_be_formula(tag: str, name: str | None) -> bool:
    """Whether `formula` must look at an element of this tag and class."""
    return tag in ("math", "mjx-container") or (bool(name) and _CLASS.search(name or "") is not None)


def formula(element: HtmlElement) -> str | None:
    """The TeX of the formula that the element is; "" where it shows one that another element carries;
    None when it is no formula."""
    tag = str(element.tag)
    name = element.get("class") or ""
    if tag == "math":
        return _tex(element)
    if tag == "img":
        is_picture = _CLASS.search(name) or _PICTURE.search((element.get("src") or "")[:300])
        return _plain(element.get("alt") or "") if is_picture else None
    if tag == "script":
        return _plain(element.text or "") if (element.get("type") or "").startswith("math/tex") else None
    if "katex-html" in name:
        before = element.getprevious()
        return "" if before is not None and "katex-mathml" in (before.get("class") or "") else None
    if "MathJax_Preview" in name:
        return ""
    if tag == "mjx-container" or _RENDERED.search(name) or "mwe-math-element" in name:
        return _rendered(element)
    return None


def _rendered(element: HtmlElement) -> str | None:
    """What a rendered formula says; "" where a script with its source follows."""
    after = element.getnext()
    for _ in range(2):
        if after is not None and after.tag == "script" and (after.get("type") or "").startswith("math/tex"):
            return ""
        after = after.getnext() if after is not None else None
    for part in element.iter():
        source = part.get("data-latex") if isinstance(part.tag, str) else None
        if source and part.tag in ("mjx-container", "mjx-math", "math", "mstyle", "mrow"):
            return _plain(source)
    for inside in element.iter("math"):
        return _tex(inside)
    packed = next((part.get("data-mathml") for part in element.iter() if part.get("data-mathml")), None)
    if packed:
        from lxml import etree, html

        try:
            return _tex(html.fragment_fromstring(packed[:200_000]))
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            return None
    for picture in element.iter("img"):
        if picture.get("alt"):
            return _plain(picture.get("alt") or "")
    return None


def _plain(source: str) -> str:
    text = _BLANK.sub(" ", source[:_LONGEST]).strip()
    match = _DISPLAY.match(text)
    return match["words"].strip() if match else text


def _tex(math: HtmlElement) -> str:
    told = math.get("alttext")
    if told:
        return _plain(told)
    for annotation in math.iter("annotation"):
        if "tex" in (annotation.get("encoding") or "").lower():
            return _plain(annotation.text or "")
    return _BLANK.sub(" ", _written(math)).strip()[:_LONGEST]


def _written(element: HtmlElement) -> str:
    """MathML as TeX."""
    if not isinstance(element.tag, str):
        return ""
    tag = element.tag.rpartition("}")[2].rpartition(":")[2]
    if tag in ("mi", "mn", "mo", "mtext", "ms"):
        return _token(tag, "".join(element.itertext()).strip())
    parts = [child for child in element if isinstance(child.tag, str)]
    if tag in ("mphantom", "annotation", "annotation-xml", "mprescripts", "none"):
        return ""
    if tag == "semantics":
        return _written(parts[0]) if parts else ""
    if tag == "mspace":
        return " "
    if tag in ("msqrt", "menclose"):
        inner = _row(parts)
        return rf"\sqrt{{{inner}}}" if tag == "msqrt" else inner
    if tag == "mfenced":
        opening, closing = element.get("open", "("), element.get("close", ")")
        return str(opening) + ", ".join(map(_written, parts)) + str(closing)
    if tag == "mtable":
        rows = (" & ".join(map(_written, row)) for row in parts)
        return r"\begin{matrix}" + r" \\ ".join(rows) + r"\end{matrix}"
    made = _scripted(tag, element, parts) if len(parts) > 1 else None
    return made if made is not None else _row(parts)


def _scripted(tag: str, element: HtmlElement, parts: list[HtmlElement]) -> str | None:
    first, second = _written(parts[0]), _written(parts[1])
    third = _written(parts[2]) if len(parts) > 2 else ""
    match tag:
        case "mfrac":
            name = "binom" if (element.get("linethickness") or "").strip() in ("0", "0px") else "frac"
            return rf"\{name}{{{first}}}{{{second}}}"
        case "mroot":
            return rf"\sqrt[{second}]{{{first}}}"
        case "msup":
            return f"{first}^{_group(second)}"
        case "msub" | "munder":
            return f"{first}_{_group(second)}"
        case "msubsup" | "munderover":
            return f"{first}_{_group(second)}^{_group(third)}"
        case "mover":
            sign = "".join(parts[1].itertext()).strip()
            accent = _ACCENTS.get(sign)
            return rf"\{accent}{{{first}}}" if accent else f"{first}^{_group(second)}"
        case "mmultiscripts":
            return f"{first}_{_group(second)}^{_group(third)}" if third else f"{first}_{_group(second)}"
    return None


def _row(parts: list[HtmlElement]) -> str:
    made = ""
    for part in parts:
        text = _written(part)
        if made and text[:1].isalpha() and re.search(r"\\[A-Za-z]+\Z", made[-20:]):
            made += " "
        made += text
    return made


def _token(tag: str, text: str) -> str:
    if tag == "mtext":
        return rf"\text{{{text}}}" if text else " "
    if text in _FUNCTIONS:
        return rf"\{text}"
    if tag == "mo" and text in ("=", "+", "<", ">", ":="):
        return f" {text} "
    return "".join(rf"\{_GREEK[sign]}" if sign in _GREEK else _SIGNS.get(sign, sign) for sign in text)


def _group(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"
