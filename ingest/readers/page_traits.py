"""What an element of a web page is for, told from its tag, class, role and style: hidden, a caption, a box
with a warning, a side note, an icon, navigation.

Class names are read once and remembered. Knows nothing of text or blocks.
"""

# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = [
    "APART",
    "BESIDE",
    "BOX",
    "BREAKING",
    "CAPTION",
    "DROPPED",
    "GUTTER",
    "HIDDEN",
    "ICON",
    "INLINE_HIDDEN",
    "MATH",
    "ODD",
    "PULLED",
    "TABLE",
    "TOGGLE",
    "WARNING",
    "attributes",
    "class_traits",
    "is_apart",
    "is_hidden",
    "is_icon",
    "is_struck",
    "script_of",
]

(
    HIDDEN,
    APART,
    BOX,
    CAPTION,
    BESIDE,
    ICON,
    GUTTER,
    PULLED,
    TOGGLE,
    MATH,
    INLINE_HIDDEN,
    STRUCK,
    TABLE,
    WARNING,
) = (1 << place for place in range(14))
ODD = ICON | MATH | STRUCK
"""What may make an element's words something else than what is in it."""

DROPPED = frozenset(
    "script style noscript template head title svg canvas iframe object embed audio video map select"
    " button input textarea datalist option rt rp rtc".split()
)
BREAKING = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form frameset header hgroup hr html legend li main menu nav ol p pre section"
    " summary table tbody td tfoot th thead tr ul h1 h2 h3 h4 h5 h6 listing xmp".split()
)
_APART = frozenset({"nav", "footer", "menu", "dialog"})
_APART_ROLES = frozenset(
    "navigation contentinfo complementary banner dialog alertdialog search menu menubar toolbar".split()
)
_EDGE, _END = r"(?:^|[\s_-])", r"(?:$|[\s_-])"
_APART_CLASS = re.compile(
    _EDGE + r"(?:gallery|carousel|slideshow|related(?![\s_-]*(?:work|research|literature))|recommended|"
    r"recommendations|newsletter|breadcrumbs?|share|sharing|cookies?|consent|sidebar|promo|outbrain|taboola)"
    + _END,
    re.IGNORECASE,
)
_BOX_CLASS = re.compile(
    _EDGE + r"(?:admonition|callout|alert|note|notice|tip|hint|warning|caution|danger|important|info|infobox|"
    r"aside|attention|remark|example|theorem|definition|box|panel|message|sidebar-?box|key-?(?:facts|points))"
    + _END,
    re.IGNORECASE,
)
_WARNING_CLASS = re.compile(
    _EDGE
    + r"(?:admonition|callout|notice|tip|hint|warning|caution|danger|important|attention|infobox)"
    + _END,
    re.IGNORECASE,
)
_CAPTION_CLASS = re.compile(
    _EDGE + r"(?:captions?|wp-caption-text|caption-?text|legende?|bildunterschrift|img-?desc(?:ription)?|"
    r"image-?desc(?:ription)?|photo-?desc(?:ription)?|thumbcaption)" + _END,
    re.IGNORECASE,
)
_BESIDE_CLASS = re.compile(
    _EDGE
    + r"(?:side-?notes?|margin-?notes?|inline-?footnotes?|footnote-?(?:text|content|body)|note-?content|"
    r"tooltip-?(?:text|content))" + _END,
    re.IGNORECASE,
)
_MARK_CLASS = re.compile(r"number|toggle|mark|ref|anchor|button|icon", re.IGNORECASE)
_ICON_CLASS = re.compile(
    r"(?:^|\s)(?:material-(?:icons|symbols)\S*|google-symbols|notranslate|mdi|fa[srlbdt]?|icons?|glyphicon|bi|"
    r"ti|ri|la[srb]?|feather|octicon|iconfont|ion-icon|dashicons|\S+-icons?|icon-\S+)(?:\s|$)",
    re.IGNORECASE,
)
_GUTTER_CLASS = re.compile(
    r"(?:^|\s)(?:gutter|lineno|linenos|linenodiv|linenumbers?|line-numbers?(?:-rows)?|lnt|ln|line-?num|"
    r"rouge-gutter|hljs-ln-(?:numbers|n|line-number)|blob-num|codehilite-linenos|CodeMirror-(?:linenumber|"
    r"gutter\S*)|cm-gutter\S*|react-code-line-number|line_numbers?|line-number-\S+)(?:\s|$)",
    re.IGNORECASE,
)
_PULL_CLASS = re.compile(_EDGE + r"pull(?:ed|out)?[\s_-]*(?:quote|out|left|right)?" + _END, re.IGNORECASE)
_TOGGLE_CLASS = re.compile(
    _EDGE + r"(?:accordions?|faqs?|collapsib\w*|toggles?|expand\w*|disclosure|question|tab)" + _END,
    re.IGNORECASE,
)
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|screenreader|a11y-hidden|offscreen|mw-editsection|"
    r"headerlink|noprint|element-invisible|u-hidden-visually|copybtn|copy-button)(?:\s|$)"
)
_INLINE_HIDDEN = re.compile(r"(?:^|\s)(?:hidden|hide|d-none|invisible|is-hidden)(?:\s|$)")
_RESPONSIVE = re.compile(
    r"(?:^|\s)(?:\w+:|d-\w+-)(?:block|inline|flex|grid|table)|(?:^|\s)visible", re.IGNORECASE
)
_MATH_CLASS = re.compile(
    r"katex|mathjax|mjx|mwe-math|(?:^|[\s_-])(?:tex|latex|math)(?:$|[\s_-])", re.IGNORECASE
)
_TABLE_CLASS = re.compile(r"(?:^|[\s_-])(?:div-?)?table(?:$|[\s_-])|divTable", re.IGNORECASE)
_STRUCK_CLASS = re.compile(
    r"(?:^|\s)(?:line-through|strike(?:through)?|struck|text-decoration-line-through)(?:\s|$)"
)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*[01](?:px|em|pt|rem|%)?\s*(?:;|$|!)"
    r"|text-indent\s*:\s*-\d{3,6}|(?:left|top|right)\s*:\s*-\d{4,6}px|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]"
    r"|(?<![-\w])color\s*:\s*transparent",
    re.IGNORECASE,
)
_FAINT_STYLE = re.compile(r"opacity\s*:\s*0(?:\.0{1,4})?\s*(?:;|$|!)", re.IGNORECASE)
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:\s*[^;]{0,40}line-through", re.IGNORECASE)
_RAISED_STYLE = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_ICON_NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")
_NONE: Mapping[str, str] = {}


def attributes(element: HtmlElement) -> Mapping[str, str]:
    """The attributes of an element by name."""
    found = element.items()
    return dict(found) if found else _NONE


@lru_cache(maxsize=20_000)
def class_traits(name: str) -> int:
    """What the class names say, as bits."""
    if len(name) > 2_000:
        return 0
    traits = 0
    for bit, pattern in (
        (HIDDEN, _HIDDEN_CLASS), (APART, _APART_CLASS), (BOX, _BOX_CLASS), (CAPTION, _CAPTION_CLASS),
        (ICON, _ICON_CLASS), (GUTTER, _GUTTER_CLASS), (PULLED, _PULL_CLASS), (TOGGLE, _TOGGLE_CLASS),
        (MATH, _MATH_CLASS), (INLINE_HIDDEN, _INLINE_HIDDEN), (STRUCK, _STRUCK_CLASS), (TABLE, _TABLE_CLASS), (WARNING, _WARNING_CLASS),
    ):  # fmt: skip
        if pattern.search(name):
            traits |= bit
    if _BESIDE_CLASS.search(name) and not _MARK_CLASS.search(name):
        traits |= BESIDE
    if traits & INLINE_HIDDEN and _RESPONSIVE.search(name):
        traits &= ~INLINE_HIDDEN
    return traits


def is_hidden(element: HtmlElement, tag: str, attrs: Mapping[str, str], traits: int) -> bool:
    """Whether a browser shows nothing of the element."""
    if not attrs:
        return False
    if "hidden" in attrs and attrs["hidden"] != "until-found":
        return True
    style = attrs.get("style")
    if style and (
        _HIDDEN_STYLE.search(style) or (tag not in BREAKING and _FAINT_STYLE.search(style) is not None)
    ):
        return not traits & MATH
    if attrs.get("aria-hidden") == "true" and tag not in BREAKING and tag != "math" and not len(element):
        return True
    if traits & (HIDDEN | INLINE_HIDDEN):
        return bool(traits & HIDDEN) or tag not in BREAKING
    return False


def is_apart(tag: str, attrs: Mapping[str, str], traits: int) -> bool:
    """Whether the element holds what stands around an article, not in it."""
    if tag in _APART:
        return True
    if not attrs:
        return False
    if attrs.get("role") in _APART_ROLES:
        return True
    return bool(traits & APART) and tag not in ("body", "main", "article", "html")


def is_icon(element: HtmlElement, traits: int) -> bool:
    """Whether the element's only word is the name of the picture that its font shows for it."""
    if not traits & ICON or len(element) > 3:
        return False
    words = "".join(element.itertext()).split()
    return not words or (len(words) == 1 and _ICON_NAME.fullmatch(words[0]) is not None)


def is_struck(tag: str, attrs: Mapping[str, str], traits: int) -> bool:
    """Whether the element's words are struck out."""
    if tag in ("del", "s", "strike") or traits & STRUCK:
        return True
    style = attrs.get("style") if attrs else None
    return bool(style) and _STRUCK_STYLE.search(style or "") is not None


def script_of(tag: str, attrs: Mapping[str, str]) -> str | None:
    """ "sup" or "sub" when the element's words are raised or lowered."""
    if tag in ("sup", "sub"):
        return tag
    style = attrs.get("style") if attrs else None
    found = _RAISED_STYLE.search(style) if style and tag not in BREAKING else None
    return found[1].lower().replace("super", "sup") if found else None
