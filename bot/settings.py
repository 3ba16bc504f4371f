"""All settings, from arguments, `ARTICLEBOT_*` environment variables or defaults, in that order.

Settings are made once at the edge (command line, `ArticleBot(...)`) and passed on; nothing reads the
environment later.
"""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError

__all__ = ["Settings", "keep_private", "load_settings"]


def _default_home() -> Path:
    return Path(platformdirs.user_data_dir("articlebot", appauthor=False))


class Settings(BaseSettings):
    """All settings; the environment variable of each is its name in capitals after `ARTICLEBOT_`."""

    model_config = SettingsConfigDict(env_prefix="ARTICLEBOT_", extra="ignore", frozen=True)

    home: Annotated[Path, NoDecode] = Field(default_factory=_default_home)
    """Data directory: the store, the keyword index and the exported model."""
    chroma: str | None = None
    """Address of a Chroma server (`http://host:port`); None keeps the store in `home`."""
    chroma_tenant: str = "default_tenant"
    chroma_database: str = "default_database"
    """Tenant and database on the server; created if missing."""
    chroma_token: SecretStr | None = None
    """Token for the server, or for the proxy in front of it."""
    chroma_token_header: Literal["authorization", "x-chroma-token"] = "authorization"
    """Header of the token."""
    chroma_ca: Annotated[Path | None, NoDecode] = None
    """Certificates (PEM) of the authority that signed the server's; None trusts the system's authorities."""
    chroma_timeout: float = Field(default=20.0, gt=0)
    """Seconds to wait for an answer of the server."""
    embedding_model: str | None = None
    """A name that `vectorstore.models.choice` knows, or a sentence-transformers model name or folder; None is
    the model that the library was made with, the default one for a new library."""
    reranker: str | None = None
    """A sentence-transformers CrossEncoder name or folder; None ranks by the fused search scores."""
    reader: Literal["on", "off"] = "on"
    """Whether the shipped reader model ranks passages, marks answers and helps to decide on a refusal."""
    llm: str | None = None
    """A LangChain chat model as `provider:model`; None answers with verbatim quotes."""
    llm_base_url: str | None = None
    """Address of an OpenAI-compatible server for `llm`."""
    llm_timeout: float = Field(default=60.0, gt=0)
    """Seconds to wait for the language model's next words."""
    max_source_mb: float = Field(default=20.0, gt=0)
    """Largest source that is read, in megabytes (10^6 bytes)."""
    max_pages: int = Field(default=2_000, gt=0)
    """Most pages of a PDF."""
    max_blocks: int = Field(default=100_000, gt=0)
    """Most headings, paragraphs, items and rows of one article."""
    max_files: int = Field(default=10_000, gt=0)
    """Most files taken from one folder or archive, and entries from one feed."""
    read_timeout: float = Field(default=60.0, ge=1)
    """Seconds of processor time that reading one PDF, Word file or e-book may take."""
    auth: Annotated[Path | None, NoDecode] = None
    """The user file: who may log in to the page; see `bot.gate.users`."""
    auth_header: str | None = None
    """The header in which a trusted proxy names the user, in place of a log-in of our own."""
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ("127.0.0.1", "::1")
    """Addresses and networks of trusted proxies, separated by commas."""
    session_hours: float = Field(default=168.0, gt=0)
    """Hours until a user has to log in again."""
    requests_per_minute: int | None = Field(default=None, ge=0)
    """Requests that make the machine work, of one user or address; 0: any number; None: 240 where users
    have to log in, else any number."""
    max_waiting: int = Field(default=64, gt=0)
    """Questions, additions and calls that may wait; further ones get status 503."""
    max_upload_mb: float = Field(default=100.0, gt=0)
    """Largest upload, all of its files together, in megabytes."""
    max_uploads: int = Field(default=200, gt=0)
    """Most files of one upload."""
    api: bool = True
    """Offer the HTTP API and the MCP server for those who may open the page."""
    fetch_timeout: float = Field(default=30.0, gt=0)
    """Seconds that fetching one web address may take, redirects included."""
    allow_private_addresses: bool = False
    """Whether web addresses may lead to this machine or its local network."""

    @field_validator("home", "auth", "chroma_ca", mode="before")
    @classmethod
    def _expand_user(cls, value: object) -> object:
        try:
            return Path(value).expanduser() if isinstance(value, str | os.PathLike) else value
        except RuntimeError as exc:  # `~name` of nobody
            raise ValueError(str(exc)) from exc

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value


def load_settings(**overrides: object) -> Settings:
    """Settings from `overrides` (those that are not None), then the environment, then the defaults.

    Raises SettingsError naming the setting and the value when one cannot be used, and for a misspelt name.
    """
    for name in overrides:
        if name not in Settings.model_fields:
            raise SettingsError(_no_setting(name, name))
    _check_environment()
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as exc:
        first = exc.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        raise SettingsError(
            f"ARTICLEBOT_{name.upper()}: {first['msg']} (got {first.get('input')!r}); "
            f"correct the value or unset it"
        ) from exc


def _no_setting(given: str, name: str) -> str:
    near = get_close_matches(name, Settings.model_fields, 1)
    there = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(Settings.model_fields)}"
    return f"{given}: there is no such setting; {there}"


def _check_environment() -> None:
    """Refuse a variable that is nearly the name of a setting; others may have their own `ARTICLEBOT_...`."""
    prefix = "ARTICLEBOT_"
    for variable in os.environ:
        name = variable.lower().removeprefix(prefix.lower())
        if variable.upper().startswith(prefix) and name not in Settings.model_fields:
            near = get_close_matches(name, Settings.model_fields, 1, cutoff=0.8)
            if near:
                raise SettingsError(
                    f"{variable}: there is no such setting; did you mean {prefix}{near[0].upper()}? "
                    "Correct the variable or unset it"
                )


def keep_private() -> None:
    """Switch off what our libraries would send or fetch unasked, before any of them is imported.

    For a process of our own: the command line and the served page. As a library in another program we leave
    its environment alone. Chroma's telemetry is switched off where its client is made; these libraries read
    the environment at import.
    """
    for name, value in {
        "ANONYMIZED_TELEMETRY": "False",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "DO_NOT_TRACK": "1",
        "LANGSMITH_TRACING": "false",
        "LANGCHAIN_TRACING_V2": "false",
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }.items():
        if name.startswith(("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")):
            os.environ.setdefault(name, value)  # a user may allow a hub download of a model they named
        else:
            os.environ[name] = value
