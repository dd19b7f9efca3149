"""The queue of probably wrong labels, kept and read again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import orjson
import pytest

from curation.jobs import load
from curation.jobs.noise_kept import keep_noise, known_noise
from curation.store import Dataset

Load = Callable[[int], Dataset]


@pytest.fixture
def pairs(winnow_home: Path, tmp_path: Path) -> Load:
    """So many pairs, the longer answer chosen."""

    def loaded(many: int) -> Dataset:
        rows = (
            {
                "prompt": f"Question {n}?",
                "chosen": "Well, " * (n % 9 + 2) + f"it is {n}.",
                "rejected": f"No {n}.",
            }
            for n in range(many)
        )
        path = tmp_path / "rows.jsonl"
        path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        return load(str(path), name="rows")

    return loaded


def test_there_is_no_queue_before_it_is_made(pairs: Load) -> None:
    assert known_noise(pairs(3)) is None


def test_what_is_kept_is_what_was_found_the_most_contradicted_first(pairs: Load) -> None:
    dataset = pairs(60)
    made = keep_noise(dataset)
    read = known_noise(dataset)
    assert read is not None
    assert read.told == made.told and read.reasons == made.reasons
    assert read.pairs.tolist() == made.pairs.tolist()
    assert sorted(read.pairs.tolist()) == list(range(60))
    assert np.all(np.diff(read.margins) >= 0)
    assert 0 <= read.suspects <= 60


def test_too_few_pairs_are_said_to_be_too_few(pairs: Load) -> None:
    found = keep_noise(pairs(5))
    assert found.told["verdict"].startswith("Too few pairs to tell")
    assert found.suspects == 0


def test_a_damaged_file_is_no_queue(pairs: Load, winnow_home: Path) -> None:
    dataset = pairs(55)
    keep_noise(dataset)
    for path in (winnow_home / "noise").rglob("found.json"):
        path.write_text("{")
    assert known_noise(dataset) is None
