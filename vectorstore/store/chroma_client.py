"""Collections on a Chroma server, looked up by name again if the server recreated them.

With `chroma`, the only importer of chromadb: its client for HTTP, with connections of our own. What it raises
leaves here as a StoreError that names the server.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from chromadb.api import ServerAPI
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings, System
from chromadb.errors import ChromaError, NotFoundError, UniqueConstraintError

from ingest.errors import first_line
from vectorstore.errors import StoreError
from vectorstore.store.chroma_server import ChromaServer

__all__ = ["ServedClient", "ServedCollection"]


class ServedCollection(Collection):
    """A collection that outlives restarts of its server, even those that gave it another id."""

    def __init__(self, client: ServerAPI, model: Any, address: str, embedding_function: None) -> None:
        super().__init__(client, model, embedding_function)
        self._address = address

    def add(self, *args: Any, **kwargs: Any) -> None:
        self._do(super().add, *args, **kwargs)

    def upsert(self, *args: Any, **kwargs: Any) -> None:
        self._do(super().upsert, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._do(super().delete, *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._do(super().get, *args, **kwargs)

    def query(self, *args: Any, **kwargs: Any) -> Any:
        return self._do(super().query, *args, **kwargs)

    def _do(self, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return call(*args, **kwargs)
        except NotFoundError:
            self._find_anew()
        except Exception as exc:
            raise _told(exc, self._address) from exc
        try:
            return call(*args, **kwargs)
        except Exception as exc:
            raise _told(exc, self._address) from exc

    def _find_anew(self) -> None:
        """Raises StoreError where the server has no such collection, or one of another kind."""
        known = self._model
        try:
            found = self._client.get_collection(known.name, tenant=known.tenant, database=known.database)
        except NotFoundError as exc:
            raise StoreError(
                f"the Chroma server at {self._address} has no articles of ours any more: it seems to run on "
                f"other data; start it on its former data, or restart ArticleBot to begin an empty library"
            ) from exc
        except Exception as exc:
            raise _told(exc, self._address) from exc
        if found.metadata != known.metadata:
            raise StoreError(
                f"the Chroma server at {self._address} has other articles now, of another format or "
                f"embedding model; restart ArticleBot to read them"
            )
        self._model = found


class ServedClient:
    """What the store needs of a Chroma client, over connections that are patient within bounds."""

    def __init__(self, server: ChromaServer) -> None:
        """Makes tenant and database where there are none. Raises StoreError."""
        self._server = server
        self._address = server.address
        self._system = System(
            Settings(
                anonymized_telemetry=False,
                allow_reset=False,
                chroma_api_impl="chromadb.api.fastapi.FastAPI",
                chroma_server_host=self._address,
                chroma_server_http_port=0,  # the address has it
            )
        )
        self._api = self._system.instance(ServerAPI)  # type: ignore[type-abstract]
        unbounded = self._api._session  # type: ignore[attr-defined]
        self._session = server.session({**unbounded.headers, **server.headers()})
        self._api._session = self._session  # type: ignore[attr-defined]
        unbounded.close()
        self._system.start()
        try:
            self._make_room()
        except BaseException as exc:
            self.close()
            if isinstance(exc, Exception):
                raise _told(exc, self._address) from exc
            raise

    def get_or_create_collection(
        self, name: str, configuration: Any, metadata: dict[str, Any], embedding_function: None = None
    ) -> ServedCollection:
        """The collection called `name`."""
        model = self._call(
            lambda: self._api.get_or_create_collection(
                name,
                configuration=configuration,
                metadata=metadata,
                tenant=self._server.tenant,
                database=self._server.database,
            )
        )
        return ServedCollection(self._api, model, self._address, embedding_function)

    def get_max_batch_size(self) -> int:
        """How many rows a call may write."""
        return int(self._call(self._api.get_max_batch_size))

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()
        self._system.stop()

    def _make_room(self) -> None:
        tenant, database = self._server.tenant, self._server.database
        try:
            self._api.get_database(database, tenant)
            return
        except NotFoundError:
            pass
        try:
            self._api.get_tenant(tenant)
        except NotFoundError:
            with suppress(UniqueConstraintError):  # another process was faster
                self._api.create_tenant(tenant)
        with suppress(UniqueConstraintError):
            self._api.create_database(database, tenant)

    def _call(self, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except Exception as exc:
            raise _told(exc, self._address) from exc


def _told(exc: Exception, address: str) -> StoreError:
    """What went wrong at the server, in one line."""
    if isinstance(exc, StoreError):
        return exc
    reason = first_line(exc, 200)
    if isinstance(exc, ChromaError):
        return StoreError(
            f"the Chroma server at {address} failed ({reason}); look at its log and whether its disk has "
            f"room, then try again"
        )
    return StoreError(
        f"what answers at {address} does not seem to be a Chroma server ({reason}); correct ARTICLEBOT_CHROMA"
    )
