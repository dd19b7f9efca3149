"""Where Winnow keeps its files and what limits it holds to, read from ``WINNOW_*`` variables."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from curation.errors import CurationError

GIB = 1 << 30


def _default_roots() -> str:
    return f"{Path.cwd()}:{Path.home()}"


class Settings(BaseSettings):
    """Settings of one process.

    Attributes:
        home: The workspace folder (``WINNOW_HOME``).
        data_roots: Folders the *app* may read local paths from, joined by ``:``
            (``WINNOW_DATA_ROOTS``); the command line is not bound by them.
        max_bytes: Budget of *decoded* bytes for one source.
        max_rows: Budget of rows for one source.
        max_line_bytes: Longest JSON line read; a longer one is quarantined.
        tokenizer: A ``tokenizer.json``, or the folder of one, to count answers' tokens with; empty means
            the bundled model's.
        database_url: SQLAlchemy URL of the session store; empty means SQLite in ``home``.
    """

    model_config = SettingsConfigDict(env_prefix="WINNOW_", extra="ignore", frozen=True)

    home: Path = Field(default_factory=lambda: Path.home() / ".winnow")
    data_roots: str = Field(default_factory=_default_roots)
    max_bytes: int = Field(default=64 * GIB, gt=0)
    max_rows: int = Field(default=20_000_000, gt=0)
    max_line_bytes: int = Field(default=100 << 20, gt=0)
    tokenizer: str = ""
    database_url: str = ""

    @property
    def roots(self) -> tuple[Path, ...]:
        """The data roots as resolved folders."""
        return tuple(Path(root).expanduser().resolve() for root in self.data_roots.split(":") if root)

    @property
    def readable(self) -> tuple[Path, ...]:
        """The folders the app may read: the data roots, and what was uploaded."""
        return (*self.roots, (self.home / "uploads").resolve())


def settings() -> Settings:
    """The settings now; read again whenever the environment has changed.

    Raises:
        CurationError: A variable holds what its setting cannot be.
    """
    ours = frozenset((key, value) for key, value in os.environ.items() if key.upper().startswith("WINNOW_"))
    return _read((ours, Path.cwd(), Path.home()))


@lru_cache(maxsize=4)
def _read(_environment: tuple[object, ...]) -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        raise CurationError(
            f"WINNOW_{str(first['loc'][0]).upper()} cannot be {first['input']!r}",
            why=first["msg"],
            next="Correct or unset the variable",
        ) from error
