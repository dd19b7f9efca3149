"""Figures of long work as people read them."""

from __future__ import annotations

import pytest

from curation.progress import DOWNLOADING, amount


@pytest.mark.parametrize(
    ("units", "said"),
    [
        (0, "0 kB"),
        (45, "1 kB"),
        (999_000, "999 kB"),
        (1e6, "1.0 MB"),
        (58_240_000, "58.2 MB"),
        (1.5e9, "1.5 GB"),
    ],
)
def test_a_download_counts_bytes(units: float, said: str) -> None:
    assert amount(DOWNLOADING, units) == said


def test_every_other_stage_counts_things() -> None:
    assert amount("reading", 1204) == "1,204"
