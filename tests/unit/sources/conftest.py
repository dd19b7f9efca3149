"""Small ways to write a file and read it back through the front door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from curation.sources import RawRow, open_source
from tests.unit.sources.hub_stand_in import FILES, StandIn

Reads = Callable[..., list[RawRow]]


@pytest.fixture
def rows_of() -> Reads:
    """Open a source and give all its rows."""

    def read(spec: str | Path, **options: Any) -> list[RawRow]:
        return [row for batch in open_source(spec, **options).rows() for row in batch]

    return read


@pytest.fixture
def rows_in(tmp_path: Path, rows_of: Reads) -> Callable[..., list[RawRow]]:
    """Write bytes under a name and give the rows read from them."""

    def read(name: str, content: bytes | str, **options: Any) -> list[RawRow]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return rows_of(path, **options)

    return read


@pytest.fixture
def server(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A Hub that has one small data set, ``owner/set``."""
    with StandIn("owner/set", dict(FILES), {"license": "cc-by-4.0"}).serving() as serving:
        monkeypatch.setenv("HF_ENDPOINT", serving.address)
        yield serving
