"""Title, author, date and language as an office file of Microsoft's format (docx, pptx, xlsx) tells them."""

from __future__ import annotations

from ingest.article import ArticleMetadata
from ingest.errors import SourceError
from ingest.readers.zip_container import Package

__all__ = ["core_properties"]

_CORE = "docProps/core.xml"
_DEFAULT_TITLES = frozenset(
    {"powerpoint presentation", "powerpoint-präsentation", "présentation powerpoint", "presentation"}
)


def core_properties(package: Package) -> tuple[str | None, ArticleMetadata]:
    """Title and metadata; nothing where the file has none, or damaged ones."""
    if _CORE not in package.names:
        return None, ArticleMetadata()
    try:
        core = package.xml(_CORE)
    except SourceError:
        return None, ArticleMetadata()

    def value(name: str) -> str | None:
        return " ".join((core.findtext(f"{{*}}{name}") or "").split()) or None

    title, published, language = value("title"), value("created"), (value("language") or "")[:2].lower()
    return (
        None if title and title.lower() in _DEFAULT_TITLES else title,
        ArticleMetadata(
            author=value("creator"),
            published=published[:10] if published else None,
            language=language if language.isalpha() and language.isascii() else None,
        ),
    )
