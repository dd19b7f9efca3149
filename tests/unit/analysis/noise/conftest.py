"""Made-up preferences whose rule is known, with wrong labels planted where the test wants them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from curation.sources import open_source
from curation.store import Dataset, build_dataset

Rows = list[dict[str, Any]]
Build = Callable[..., Dataset]

WORDS = ("river", "stone", "garden", "window", "paper", "summer", "bridge", "market", "letter", "music")


def pairs(count: int, wrong: float = 0.0, seed: int = 0, informative: bool = True) -> Rows:
    """Pairs in which the better answer asks back, unless nothing tells the two apart; some turned round."""
    rng = np.random.default_rng(seed)
    rows = []
    for at in range(count):
        good, bad = (" ".join(rng.choice(WORDS, 12)) for _ in range(2))
        good = f"{good}? And then?" if informative else f"{good}."
        turned = bool(rng.random() < wrong)
        chosen, rejected = (f"{bad}.", good) if turned else (good, f"{bad}.")
        mark = {"noise": {"selected": turned}}
        rows.append({"prompt": f"Question {at}", "chosen": chosen, "rejected": rejected, "metadata": mark})
    return rows


@pytest.fixture
def built(winnow_home: Path, tmp_path: Path) -> Build:
    """Rows → a data set."""

    def build(rows: Rows, name: str = "rows") -> Dataset:
        path = tmp_path / f"{name}.jsonl"
        path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        return build_dataset(open_source(path))

    return build
