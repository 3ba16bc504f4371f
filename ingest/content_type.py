"""What a source's bytes are, told from the bytes themselves: the type and the text.

Knows magic numbers, byte order marks, character sets and the look of HTML and Markdown. Knows nothing of
where the bytes came from; the name of a file only settles what its content leaves open.
"""

from __future__ import annotations

import codecs
import re
from typing import Literal

__all__ = ["PACKED_KINDS", "Binary", "ContentType", "binary_kind", "decode", "named", "text_type"]

ContentType = Literal["html", "markdown", "text"]
Binary = Literal[
    "pdf", "docx", "epub", "zip", "image", "audio or video", "archive", "program", "document", "binary"
]

PACKED_KINDS = ("docx", "epub", "pdf")
"""Formats that are read in a process of their own."""

_MAGIC: tuple[tuple[bytes, Binary], ...] = (
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
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "document"),
    (b"{\\rtf", "document"),
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
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,40})|<\?xml[^>]{0,100}?encoding=["']([A-Za-z0-9_.\-]{2,40})""",
    re.IGNORECASE,
)
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_ANYWHERE = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
_HTML_FRAGMENT = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:article|main|section|div|p|h[1-6]|ul|ol|table|blockquote|header|meta|title|link|a|b|i|em"
    r"|strong|span|font|center|figure|img|hr)\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_HTML_END_TAG = re.compile(
    r"</(?:article|main|section|div|p|h[1-6]|ul|ol|table|blockquote|title)\s*>", re.IGNORECASE
)

_ATX = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
_SETEXT = re.compile(r"(?:^|\n[ \t]*\n|\A)[^\s|>*+\-#=][^\n|]{0,120}\n(?:={3,}|-{3,})[ \t]*(?:\n|\Z)")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_INLINE_LINK = re.compile(r"!?\[[^\]\n]{1,200}\]\((?:https?://|/|#|\.|\w)[^)\s]{0,500}(?:\s+\"[^\"\n]*\")?\)")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:[\w-]+:.*\n|[ \t].*\n|- .*\n)+---[ \t]*\n")
_STRONG = re.compile(r"(?<!\w)\*\*[^*\s][^*\n]{0,200}\*\*(?!\w)")


def binary_kind(data: bytes) -> Binary | None:
    """What kind of binary file `data` is, or None when it can be text."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip_kind(data)
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "image" if data[8:12] == b"WEBP" else "audio or video"
    if data[4:8] == b"ftyp":
        return "audio or video"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if any(data.startswith(mark) for mark, _ in _BOMS) or _wide_encoding(data) is not None:
        return None
    return "binary" if b"\x00" in data else None


def named(kind: str) -> str:
    """A kind of binary file, as a reader is told of it."""
    article = "an" if kind[0] in "aeiou" else "a"
    return "a zip archive" if kind == "zip" else f"{article} {kind} file"


def decode(data: bytes, declared: str | None = None) -> str | None:
    """The text of `data` with line ends as `\\n`, or None when it is no text in any known encoding.

    In order: byte order mark, valid UTF-8, what the page or the server declares, UTF-8 with a few broken
    characters, then detection from the content.
    """
    text = _decode(data, declared)
    if text is None:
        return None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(_CONTROL.findall(text)) > max(2, len(text) // 200) or "\x00" in text:
        return None
    return text


def text_type(text: str, name: str = "") -> ContentType:
    """Whether `text` is a web page, Markdown or plain text; `name` decides only where content does not."""
    head = text[:100_000]
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if _HTML_START.match(head):
        return "html"
    if _HTML_FRAGMENT.match(head) and len(_HTML_END_TAG.findall(head)) >= 2:
        return "html"
    if suffix in ("html", "htm", "xhtml") and (_HTML_ANYWHERE.search(head) or _HTML_END_TAG.search(head)):
        return "html"
    if (
        _FRONT_MATTER.match(head)
        or _ATX.search(head)
        or _SETEXT.search(head)
        or len(_FENCE.findall(head)) >= 2
        or _INLINE_LINK.search(head)
    ):
        return "markdown"
    if suffix in ("md", "markdown", "mkd") and _STRONG.search(head):
        return "markdown"
    return "text"


def _zip_kind(data: bytes) -> Binary:
    if b"mimetypeapplication/epub+zip" in data[:200]:
        return "epub"
    if b"mimetypeapplication/vnd.oasis" in data[:200]:
        return "document"
    if b"word/document" in data:
        return "docx"
    if b"META-INF/container.xml" in data:
        return "epub"
    return "document" if b"[Content_Types].xml" in data[:4096] else "zip"


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
