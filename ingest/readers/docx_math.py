"""Equations of Word files (OMML) as TeX on one line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["MATH", "tex_of"]

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DEEPEST = 60
_BRACES = {"{": r"\{", "}": r"\}", "⟨": r"\langle", "⟩": r"\rangle", "|": "|", "‖": r"\|", "": "."}
_SUMS = {
    "∑": r"\sum",
    "∏": r"\prod",
    "∫": r"\int",
    "∬": r"\iint",
    "∮": r"\oint",
    "⋃": r"\bigcup",
    "⋂": r"\bigcap",
}
_ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "overline", "\u0307": "dot",
            "\u0308": "ddot", "\u20d7": "vec", "¯": "bar", "^": "hat", "~": "tilde"}  # fmt: skip
_SIGNS = {"×": r"\times", "÷": r"\div", "±": r"\pm", "∓": r"\mp", "≤": r"\leq", "≥": r"\geq", "≠": r"\neq",
          "≈": r"\approx", "∞": r"\infty", "→": r"\to", "∂": r"\partial", "∇": r"\nabla", "·": r"\cdot",
          "⋅": r"\cdot", "∈": r"\in", "∝": r"\propto", "−": "-", "⋯": r"\cdots", "…": r"\ldots"}  # fmt: skip
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon"
        " varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split(),
        strict=True,
    )
)
_SPACES = re.compile(r"\s+")


def tex_of(equation: _Element) -> str:
    """The TeX of an `m:oMath` or `m:oMathPara`; several equations of one paragraph with `;` between."""
    inner = [equation] if equation.tag == f"{MATH}oMath" else list(equation.iter(f"{MATH}oMath"))
    found = (_SPACES.sub(" ", _row(one, 0)).strip() for one in inner)
    return "; ".join(one for one in found if one)


def _row(parent: _Element | None, depth: int) -> str:
    if parent is None or depth > _DEEPEST:
        return ""
    parts: list[str] = []
    for child in parent:
        text = _one(child, depth + 1) if isinstance(child.tag, str) else ""
        if parts and parts[-1][-1:].isalpha() and "\\" in parts[-1].rpartition(" ")[2] and text[:1].isalpha():
            parts.append(" ")  # the name of a sign ends before a letter
        parts.append(text)
    return "".join(parts)


def _value(element: _Element, name: str, default: str) -> str:
    """The sign that an equation's part names in its properties."""
    found = element.find(f"{MATH}{element.tag.rpartition('}')[2]}Pr/{MATH}{name}")
    return default if found is None else found.get(f"{MATH}val") or ""


def _one(element: _Element, depth: int) -> str:
    def part(name: str) -> str:
        return _row(element.find(f"{MATH}{name}"), depth)

    match element.tag.removeprefix(MATH):
        case "r":
            return _letters("".join(text.text or "" for text in element.iter(f"{MATH}t")))
        case "f":
            return rf"\frac{{{part('num')}}}{{{part('den')}}}"
        case "sSup":
            return f"{_base(part('e'))}^{_group(part('sup'))}"
        case "sSub":
            return f"{_base(part('e'))}_{_group(part('sub'))}"
        case "sSubSup":
            return f"{_base(part('e'))}_{_group(part('sub'))}^{_group(part('sup'))}"
        case "sPre":
            return f"{{}}_{_group(part('sub'))}^{_group(part('sup'))}{part('e')}"
        case "rad":
            degree = part("deg").strip()
            return rf"\sqrt[{degree}]{{{part('e')}}}" if degree else rf"\sqrt{{{part('e')}}}"
        case "nary":
            sign = _value(element, "chr", "∫")
            below, above = part("sub"), part("sup")
            limits = (f"_{_group(below)}" if below else "") + (f"^{_group(above)}" if above else "")
            return f"{_SUMS.get(sign, sign)}{limits} {part('e')}"
        case "d":
            left, right = _value(element, "begChr", "("), _value(element, "endChr", ")")
            between = _value(element, "sepChr", "|")
            inner = between.join(_row(one, depth) for one in element.findall(f"{MATH}e"))
            return f"{_BRACES.get(left, left)}{inner}{_BRACES.get(right, right)}".replace("..", "")
        case "func":
            return f"{_function(part('fName'))} {part('e')}"
        case "limLow":
            return f"{_function(part('e'))}_{_group(part('lim'))}"
        case "limUpp":
            return f"{_function(part('e'))}^{_group(part('lim'))}"
        case "acc":
            return f"\\{_ACCENTS.get(_value(element, 'chr', chr(0x302)), 'hat')}{{{part('e')}}}"
        case "bar":
            return rf"\overline{{{part('e')}}}"
        case "m":
            rows = (
                " & ".join(_row(cell, depth) for cell in row.findall(f"{MATH}e"))
                for row in element.findall(f"{MATH}mr")
            )
            return r"\begin{matrix} " + r" \\ ".join(rows) + r" \end{matrix}"
        case "eqArr":
            return "; ".join(_row(one, depth) for one in element.findall(f"{MATH}e"))
        case name if name.endswith("Pr"):
            return ""
        case _:
            return _row(element, depth)


def _letters(text: str) -> str:
    parts: list[str] = []
    for sign in text:
        name = _SIGNS.get(sign) or (f"\\{_GREEK[sign]}" if sign in _GREEK else "")
        if name.startswith("\\"):
            parts.append(f"{name} ")
        else:
            parts.append(name or sign)
    return "".join(parts)


def _group(text: str) -> str:
    text = text.strip()
    return text if len(text) == 1 else f"{{{text}}}"


def _base(text: str) -> str:
    text = text.strip()
    return text if len(text) < 2 or text.isalnum() or text[0] in "([\\" else f"{{{text}}}"


def _function(name: str) -> str:
    plain = name.strip()
    return f"\\{plain}" if plain.isalpha() and plain.isascii() else plain
