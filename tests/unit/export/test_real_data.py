"""Real data through every target: rows written and rows refused add up, and the source comes back."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from curation.export import TARGETS, preview, write_export
from curation.recipe import Recipe, apply
from curation.sources import open_source
from curation.store import build_dataset

pytestmark = pytest.mark.data
# Formats of one answer a row.
BY_ANSWER = ("trl-kto", "llamafactory-kto", "helpsteer", "nemo-aligner-steerlm")


@pytest.mark.parametrize(
    "name",
    [
        "hh-rlhf/helpful-base_test.jsonl.gz",
        "lmsys-arena/lmsys_kaggle_train_demo_49.csv",
        "llama-factory/kto_en_demo.json",
        "orca-dpo-pairs/orca_rlhf_sample.jsonl",
        "helpsteer2-standin/validation.jsonl.gz",
        "pandalm/testset-v1.json",
    ],
)
def test_every_row_is_written_or_refused_by_name(
    winnow_home: Path, shared_data: Path, tmp_path: Path, name: str
) -> None:
    dataset = build_dataset(open_source(shared_data / name))
    outcome = apply(dataset, Recipe())
    counts = dataset.info.counts
    for target in TARGETS:
        expected = {"source": counts.rows_read} | dict.fromkeys(BY_ANSWER, 2 * counts.pairs + counts.singles)
        seen = preview(dataset, outcome, target.name)
        refused = sum(seen.refused.values())
        assert seen.total + refused == expected.get(target.name, counts.pairs + counts.singles)
        if seen.total:
            result = write_export(dataset, outcome, target.name, tmp_path / target.name)
            assert result.rows == seen.total
            assert sum(entry["rows"] for entry in result.rejected_by_target) == refused


def test_json_lines_from_the_world_come_back_byte_for_byte(
    winnow_home: Path, shared_data: Path, tmp_path: Path
) -> None:
    path = shared_data / "hh-rlhf" / "harmless-base_test.jsonl.gz"
    dataset = build_dataset(open_source(path))
    write_export(dataset, apply(dataset, Recipe()), "source", tmp_path / "out")
    assert gzip.decompress((tmp_path / "out" / path.name).read_bytes()) == gzip.decompress(path.read_bytes())
