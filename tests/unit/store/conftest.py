"""Small sources written as JSON lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from curation.sources import open_source
from curation.store import Dataset, Pairing, build_dataset

Rows = list[dict[str, Any]]


@pytest.fixture
def built(winnow_home: Path, tmp_path: Path) -> Callable[..., Dataset]:
    """Builds a data set of these rows; several files make several splits."""

    def build(rows: Rows | dict[str, Rows], pairing: Pairing | None = None) -> Dataset:
        files = rows if isinstance(rows, dict) else {"rows": rows}
        folder = tmp_path / "source"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / f"{name}.jsonl").write_bytes(b"\n".join(orjson.dumps(row) for row in content))
        return build_dataset(open_source(folder), pairing=pairing)

    return build
