"""Sources and data roots for jobs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

Write = Callable[..., Path]


@pytest.fixture
def jsonl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes rows as JSON lines, in a folder that the app may read."""
    root = tmp_path / "data"
    root.mkdir()
    monkeypatch.setenv("WINNOW_DATA_ROOTS", str(root))

    def write(rows: list[dict[str, Any]], name: str = "rows.jsonl") -> Path:
        path = root / name
        path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        return path

    return write


@pytest.fixture
def pairs_file(jsonl: Write) -> Path:
    """Three sound pairs."""
    return jsonl([{"prompt": f"Question {i}?", "chosen": f"Yes, {i}.", "rejected": "No."} for i in range(3)])


@pytest.fixture
def large_file(jsonl: Write) -> Path:
    """So many pairs that reading them takes a while."""
    path = jsonl([], "large.jsonl")
    path.write_bytes(b"".join(b'{"prompt":"%d","chosen":"x","rejected":"y"}\n' % i for i in range(300_000)))
    return path
