"""The zip container of Word files and e-books, opened with care. Knows nothing of what is in it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from ingest.errors import SourceError

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Package"]

_UNPACKED_TIMES = 5
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


class Package:
    """The files in a zip archive; none is read beyond `max_bytes`.

    Raises `SourceError` where the archive is damaged, protected, or unpacks to too much.
    """

    def __init__(self, data: bytes, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            entries = self._archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as exc:
            raise _refusal("it is damaged: its zip container cannot be opened") from exc
        if any(entry.flag_bits & 1 for entry in entries):
            raise _refusal("it is protected with a password")
        if sum(entry.file_size for entry in entries) > _UNPACKED_TIMES * max_bytes:
            raise _refusal(f"it unpacks to more than {_UNPACKED_TIMES * max_bytes / 1e6:.4g} MB")
        self.names = {entry.filename for entry in entries}

    def read(self, name: str) -> bytes:
        """The file `name`; raises `SourceError` when it is missing, damaged or too large."""
        try:
            with self._archive.open(name) as file:
                data = file.read(self._max_bytes + 1)
        except KeyError as exc:
            raise _refusal(f"it is damaged: {name} is missing in it") from exc
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as exc:
            raise _refusal(f"it is damaged: {name} in it cannot be read") from exc
        except Exception as exc:  # zlib.error, lzma.LZMAError: no common base
            if type(exc).__module__ not in ("zlib", "_lzma", "lzma"):
                raise
            raise _refusal(f"it is damaged: {name} in it cannot be read") from exc
        if len(data) > self._max_bytes:
            raise _refusal(f"{name} in it unpacks to more than {self._max_bytes / 1e6:.4g} MB")
        return data

    def xml(self, name: str) -> _Element:
        """The file `name` as XML, without entities of its own and without any network."""
        from lxml import etree

        data = self.read(name)
        if _ENTITY.search(data):
            raise _refusal(f"{name} in it defines entities, which no honest file of its kind does")
        try:
            return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as exc:
            raise _refusal(f"it is damaged: {name} in it is no XML") from exc


def _refusal(problem: str) -> SourceError:
    return SourceError("the file", problem, "check the file")
