"""The shared real data: every file reads, with the counts its README states."""

from __future__ import annotations

import re

import pytest

from curation.sources import open_source

pytestmark = pytest.mark.data


def test_every_file_has_the_rows_that_are_stated(shared_data, rows_of):
    stated = re.findall(r"^\| `([^`]+)` \| (\d+) \|", (shared_data / "README.md").read_text(), re.MULTILINE)
    assert len(stated) > 25
    for name, count in stated:
        rows = rows_of(shared_data / name)
        assert (name, len(rows)) == (name, int(count))
        assert not [row.fault for row in rows if row.fault]


def test_a_ratings_folder_has_two_splits_and_names_its_sub_folders(shared_data, rows_of):
    source = open_source(shared_data / "helpsteer2-standin")
    assert [shard.split for shard in source.shards] == ["train", "validation"]
    assert source.notes == (
        "2 sub-folders were not read: disagreements, preference (--config NAME reads one)",
    )
    assert len(rows_of(shared_data / "helpsteer2-standin")) == 19_034
    assert len(rows_of(shared_data / "helpsteer2-standin", split="validation")) == 924
    assert open_source(shared_data / "helpsteer2-standin", config="preference").shards[0].name == (
        "preference/preference.jsonl.gz"
    )


def test_a_folder_of_transcripts_has_four_subsets_of_one_split(shared_data, rows_of):
    source = open_source(shared_data / "hh-rlhf")
    assert {shard.split for shard in source.shards} == {"test"}
    assert [shard.subset for shard in source.shards] == [
        "harmless-base",
        "helpful-base",
        "helpful-online",
        "helpful-rejection-sampled",
    ]
    assert len(rows_of(shared_data / "hh-rlhf")) == 8_552
