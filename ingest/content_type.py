"""What a source's bytes are, told from the bytes themselves: the type and the text.

Knows magic numbers, the containers of office files, byte order marks, character sets and the look of HTML
and Markdown; other text formats are `ingest.text_formats`. Knows nothing of where the bytes came from; the
name of a file only settles what its content leaves open.
"""

from __future__ import annotations

import codecs
import json
import re
from contextlib import suppress
from typing import Literal

from ingest.html_start import begins_as_page, first_element, fragment_tag
from ingest.text_formats import TextFormat, text_format
from ingest.zip_names import zip_names

__all__ = ["READ_KINDS", "BinaryKind", "ContentType", "binary_kind", "decode", "refusal_of", "text_type"]

ContentType = Literal["html", "markdown", "text", "xml", "json"] | TextFormat
BinaryKind = Literal[
    "pdf", "docx", "epub", "opendocument", "pptx", "xlsx", "rtf", "zip", "image", "audio or video", "archive",
    "program", "font", "old office", "protected office", "other office", "binary",
]  # fmt: skip

READ_KINDS = frozenset({"pdf", "docx", "epub", "opendocument", "pptx", "xlsx", "rtf"})
"""Binary formats that there is a reader for."""

_MAGIC: tuple[tuple[bytes, BinaryKind], ...] = (
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\x00\x00\x01\x00", "image"),
    (b"ID3", "audio or video"),
    (b"OggS", "audio or video"),
    (b"fLaC", "audio or video"),
    (b"\x1aE\xdf\xa3", "audio or video"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"7z\xbc\xaf'\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"(\xb5/\xfd", "archive"),
    (b"\x7fELF", "program"),
    (b"MZ\x90\x00", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"{\\rtf", "rtf"),
    (b"wOFF", "font"),
    (b"wOF2", "font"),
    (b"OTTO\x00", "font"),
    (b"\x00\x01\x00\x00", "font"),
    (b"!<arch>\n", "program"),
    (b"SQLite format 3\x00", "binary"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.\-]{2,40})|<\?xml[^>]{0,100}?encoding=["']([A-Za-z0-9_.\-]{2,40})""",
    re.IGNORECASE,
)
_HTML_ANYWHERE = re.compile(r"<(?:!doctype[ \t]+html|html|body)\b", re.IGNORECASE)
_HTML_END_TAG = re.compile(
    r"</(?:article|main|section|div|p|h[1-6]|ul|ol|table|blockquote|title)[ \t\n]*>", re.IGNORECASE
)
_HEAD = 100_000
"""Characters of a text that are looked at."""

_ATX = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
_SETEXT = re.compile(r"(?:^|\n[ \t]*\n|\A)[^\s|>*+\-#=][^\n|]{0,120}\n(?:={3,}|-{3,})[ \t]*(?:\n|\Z)")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_INLINE_LINK = re.compile(r"!?\[[^\]\n]{1,200}\]\((?:https?://|/|#|\.|\w)[^)\s]{0,500}(?:\s+\"[^\"\n]*\")?\)")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:[\w-]{1,60}:.*\n|[ \t].*\n|- .*\n)+---[ \t]*\n")
_STRONG = re.compile(r"(?<!\w)\*\*[^*\s][^*\n]{0,200}\*\*(?!\w)")


def binary_kind(data: bytes) -> BinaryKind | None:
    """What kind of binary file `data` is, or None when it can be text."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return _ole_kind(data)
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "image" if data[8:12] == b"WEBP" else "audio or video"
    if data[4:8] == b"ftyp":
        return "audio or video"
    if data[257:262] == b"ustar":
        return "archive"
    if data[:2] == b"BM" and b"\x00\x00\x00\x00" in data[:16]:
        return "image"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if any(data.startswith(mark) for mark, _ in _BOMS) or _wide_encoding(data) is not None:
        return None
    return "binary" if data.count(b"\x00") > _strays(len(data)) else None


def refusal_of(kind: BinaryKind) -> tuple[str, str]:
    """Why a kind of binary file is not read, and what to do: two halves of one line."""
    if kind in _REFUSALS:
        return _REFUSALS[kind]
    article = "an" if kind[0] in "aeiou" else "a"
    return f"this is {article} {kind} file, not an article in text form", _NAME_ONE


_NAME_ONE = "name an article: text, Markdown, HTML, a PDF, an office file, an e-book or an e-mail"
_REFUSALS: dict[BinaryKind, tuple[str, str]] = {
    "zip": ("this is a zip archive, not one article", "add the archive itself, or unpack it and add the folder"),  # noqa: E501
    "archive": ("this is an archive of a kind that is not opened", "unpack it and add the folder"),
    "old office": (
        "this is an old office document (.doc, .xls, .ppt)",
        "open it in its program or LibreOffice, save it as .docx, .xlsx, .pptx or .pdf and add that",
    ),
    "protected office": (
        "this office document is protected with a password",
        "save a copy without the password and add that",
    ),
    "other office": (
        "this is an office document of a kind that is not read",
        "save its text as .txt, .md or .html and add that",
    ),
}  # fmt: skip


def _strays(length: int) -> int:
    """How many control characters a text of that length may have that only strayed into it."""
    return max(2, length // 200)


def decode(data: bytes, declared: str | None = None) -> str | None:
    """The text of `data` with line ends as `\\n`, or None when it is no text in any known encoding.

    In order: byte order mark, valid UTF-8, what the page or the server declares, UTF-8 with a few broken
    characters, then detection from the content.
    """
    text = _decode(data, declared)
    if text is None:
        return None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(_CONTROL.findall(text)) > _strays(len(text)):
        return None
    return text.replace("\x00", "")


def text_type(text: str, name: str = "") -> ContentType:
    """The format of `text`; `name` decides only where content does not."""
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if begins_as_page(text):
        return "html"
    start = first_element(text)[1]  # after the comments, however many
    head = text[start : start + _HEAD] if text.lstrip().startswith("<") else text[:_HEAD]
    found = text_format(text, suffix)
    if found is not None:
        return found
    if _is_fragment(head, suffix):
        return "html"
    if suffix in ("html", "htm", "xhtml") and (_HTML_ANYWHERE.search(head) or _HTML_END_TAG.search(head)):
        return "html"
    if _is_markdown(head) or (suffix in ("md", "markdown", "mkd") and _STRONG.search(head)):
        return "markdown"
    if text[:_HEAD].lstrip().startswith("<?xml"):
        return "xml"
    return "json" if _is_json(text, suffix) else "text"


def _is_json(text: str, suffix: str) -> bool:
    """Whether a text is data: it begins with a line of JSON, or is called so and begins as JSON does."""
    start = text.lstrip()
    if start[:1] not in ("{", "["):
        return False
    if suffix in ("json", "ipynb", "jsonl", "geojson"):
        return True
    line = start.partition("\n")[0]
    try:
        found = json.loads(line if len(line) > 1 else text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict | list) and bool(found)


def _is_markdown(head: str) -> bool:
    return bool(
        _FRONT_MATTER.match(head)
        or _ATX.search(head)
        or _SETEXT.search(head)
        or len(_FENCE.findall(head)) >= 2
        or _INLINE_LINK.search(head)
    )


def _is_fragment(head: str, suffix: str) -> bool:
    """Whether a text that begins with an element is a piece of a page, not Markdown with some HTML in it."""
    tag = fragment_tag(head)
    if tag is None or len(_HTML_END_TAG.findall(head)) < 2:
        return False
    marked = len(_ATX.findall(head)) + len(_FENCE.findall(head)) // 2
    return not marked or (marked < 2 and suffix not in ("md", "markdown", "mkd") and not _is_outside(head))


def _is_outside(head: str) -> bool:
    """Whether a heading of Markdown stands after a blank line, where a page would seldom have `#`."""
    return re.search(r"\n[ \t]*\n {0,3}#{1,6}[ \t]+\S", head) is not None


_OFFICE_FOLDERS: dict[str, BinaryKind] = {"word": "docx", "xl": "xlsx", "ppt": "pptx"}
_MAIN_PARTS: dict[BinaryKind, tuple[str, ...]] = {
    "docx": ("document.xml", "document2.xml"),
    "xlsx": ("workbook.xml",),
    "pptx": ("presentation.xml",),
}


def _zip_kind(data: bytes) -> BinaryKind:
    if b"mimetypeapplication/epub+zip" in data[:200]:
        return "epub"
    if b"mimetypeapplication/vnd.oasis.opendocument" in data[:200]:
        kind = data[:200].partition(b"opendocument.")[2][:20]
        return (
            "opendocument" if kind.startswith((b"text", b"spreadsheet", b"presentation")) else "other office"
        )
    names = zip_names(data)
    if "META-INF/container.xml" in names:
        return "epub"
    for folder, format_ in _OFFICE_FOLDERS.items():
        if any(f"{folder}/{part}" in names for part in _MAIN_PARTS[format_]) or (
            "[Content_Types].xml" in names and any(name.startswith(f"{folder}/") for name in names)
        ):
            return format_
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "opendocument"
    return "other office" if "[Content_Types].xml" in names else "zip"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _ole_kind(data: bytes) -> BinaryKind:
    return "protected office" if "EncryptedPackage".encode("utf-16-le") in data else "old office"


def _decode(data: bytes, declared: str | None) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    wide = _wide_encoding(data)
    if wide is not None:
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if b"\xed" in data:  # surrogates, each written as a letter of its own
        with suppress(UnicodeError):
            pairs = data.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass")
            whole = pairs.decode("utf-16", "replace")
            return whole if whole.count("\ufffd") <= len(whole) // 20 else None
    in_page = _META_CHARSET.search(data[:4096])
    for name in (declared, (in_page[1] or in_page[2]).decode("ascii") if in_page else None):
        text = _decode_as(data, name)
        if text is not None:
            return text
    tolerant = data.decode("utf-8", "replace")
    broken = tolerant.count("\ufffd")
    if sum(1 for character in tolerant if character > "\x7f") - broken >= 10 * broken:
        return tolerant
    return _detect(data)


def _decode_as(data: bytes, encoding: str | None) -> str | None:
    if not encoding:
        return None
    try:
        known = codecs.lookup(encoding).name
        if known.startswith(("utf", "unicode", "raw", "idna", "punycode")):
            return None  # valid UTF-8 was tried, and the rest are no character sets
        if known in ("iso8859-1", "ascii"):  # browsers read these as their superset
            known = "cp1252"
        text = data.decode(known, "replace")
    except (LookupError, UnicodeError, ValueError, AssertionError, TypeError):
        return None
    return text if text.count("\ufffd") <= len(text) // 100 else None


def _detect(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    return None if best is None else data.decode(best.encoding, "replace")


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: nearly every other byte of Latin text is NUL."""
    sample = data[:2000]
    if len(sample) < 8 or len(data) % 2:
        return None
    even, odd = sample[::2].count(0) / len(sample[::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.8 and even < 0.05:
        return "utf-16-le"
    if even > 0.8 and odd < 0.05:
        return "utf-16-be"
    return None
