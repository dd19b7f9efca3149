"""Tiny data sets made from rows, through the same door as a user's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from curation.sources import open_source
from curation.store import Dataset, build_dataset

Make = Callable[..., Dataset]


@pytest.fixture
def make(winnow_home: Path, tmp_path: Path) -> Make:
    """Rows → data set."""

    def build(rows: list[dict[str, Any]], name: str = "tiny", **how: Any) -> Dataset:
        path = tmp_path / "sources" / f"{name}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        return build_dataset(open_source(path), **how)

    return build


@pytest.fixture
def rated(make: Make) -> Dataset:
    """Six prompts with two rated answers each; helpfulness margins 3, 2, 1, 0, missing, 4."""
    rows: list[dict[str, Any]] = []
    animals = ["cats", "dogs", "fish", "birds", "mice", "bees"]
    for i, (high, low) in enumerate([(4, 1), (3, 1), (4, 3), (2, 2), (3, None), (4, 0)]):
        prompt = f"Question number {'abcdef'[i]} about {animals[i]}?"
        rows.append({"prompt": prompt, "response": f"Good answer {i}", "helpfulness": high, "verbosity": i})
        rows.append({"prompt": prompt, "response": f"BAD answer {i}", "helpfulness": low, "verbosity": 1})
    return make(rows, "rated")
