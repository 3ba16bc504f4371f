"""Marks on disk for articles whose rows are being changed, so that an interrupted change can be tidied up."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote

from vectorstore.errors import StoreError

__all__ = ["PendingMarks"]


class PendingMarks:
    """A set of article ids that outlives the process; None for `folder` keeps none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def set(self, article_id: str) -> bool:
        """Mark an article; whether it was marked already, by a change that did not finish.

        Raises StoreError when the disk has no room for a mark.
        """
        if self._folder is None:
            return False
        path = self._path(self._folder, article_id)
        try:
            marked = path.exists()
            path.touch()
        except OSError as exc:
            raise StoreError(
                f"the article {article_id} cannot be changed ({exc.strerror}: {path}); check that the disk "
                f"is writable and has room, then try again"
            ) from exc
        return marked

    def clear(self, article_id: str) -> None:
        """Take the article's mark away."""
        if self._folder is not None:
            self._path(self._folder, article_id).unlink(missing_ok=True)

    def left(self) -> list[str]:
        """The ids that are marked, sorted."""
        if self._folder is None:
            return []
        return sorted(unquote(path.name) for path in self._folder.iterdir())

    @staticmethod
    def _path(folder: Path, article_id: str) -> Path:
        return folder / quote(article_id, safe="")
