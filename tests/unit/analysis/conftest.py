"""Small measured data sets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from curation.signals import SIGNALS, measure
from curation.sources import open_source
from curation.store import Dataset, build_dataset

Rows = list[dict[str, Any]]
Build = Callable[..., Dataset]


@pytest.fixture
def measured(winnow_home: Path, tmp_path: Path) -> Build:
    """Builds a measured data set of these rows; several files make several splits."""

    def build(rows: Rows | dict[str, Rows]) -> Dataset:
        files = rows if isinstance(rows, dict) else {"rows": rows}
        folder = tmp_path / "source"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / f"{name}.jsonl").write_bytes(b"\n".join(orjson.dumps(row) for row in content))
        return measure(build_dataset(open_source(folder)), SIGNALS)

    return build


def pair(prompt: str, chosen: str, rejected: str, **more: Any) -> dict[str, Any]:
    """One judged pair."""
    return {"prompt": prompt, "chosen": chosen, "rejected": rejected, **more}


def rated(
    prompt: str, response: str, helpfulness: float | None, coherence: float | None = 3
) -> dict[str, Any]:
    """One rated answer."""
    return {"prompt": prompt, "response": response, "helpfulness": helpfulness, "coherence": coherence}
