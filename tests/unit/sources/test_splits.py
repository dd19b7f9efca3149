"""File names → splits and subsets."""

from __future__ import annotations

import pytest

from curation.sources.splits import answers_to, of_file, subsets


@pytest.mark.parametrize(
    ("name", "split", "rest"),
    [
        ("train.jsonl.gz", "train", ""),
        ("validation.jsonl.gz", "validation", ""),
        ("val.json", "validation", ""),
        ("valid.csv", "validation", ""),
        ("dev.csv", "validation", ""),
        ("TEST.parquet", "test", ""),
        ("test_prefs-00000-of-00001.parquet", "test", "prefs"),
        ("data/train-00001-of-00002-a1b2c3.parquet", "train", "00001-of-00002-a1b2c3"),
        ("train-00001-of-00002.parquet", "train", ""),
        ("harmless-base_test.jsonl.gz", "test", "harmless-base"),
        ("helpful-base/train.jsonl.gz", "train", "helpful-base"),
        ("data/test/part.jsonl", "test", "part"),
        ("train/data-00000-of-00001.arrow", "train", ""),
        ("train_test_split.csv", None, "train_test_split"),
        ("training_notes.csv", "train", "notes"),
        ("testset-v1.json", None, "testset-v1"),
        ("contest.json", None, "contest"),
        ("my-train-set.json", "train", "my_set"),
    ],
)
def test_a_name_says_its_split_and_what_is_left(name, split, rest):
    found = of_file(name)
    assert (found.split, found.rest) == (split, rest)


def test_a_subset_is_named_only_where_it_tells_files_apart():
    names = ["a_test.jsonl", "b_test.jsonl", "x_train-00000-of-00002.jsonl", "x_train-00001-of-00002.jsonl"]
    assert subsets([of_file(name) for name in names]) == ["a", "b", None, None]


@pytest.mark.parametrize("wanted", ["test", "TEST", "test_prefs", "prefs", "prefs-test"])
def test_a_file_answers_to_its_split_its_subset_and_both(wanted):
    assert answers_to(wanted, "test", "prefs")


@pytest.mark.parametrize("wanted", ["train", "test_sft", "sft", ""])
def test_a_file_answers_to_nothing_else(wanted):
    assert not answers_to(wanted, "test", "prefs")


@pytest.mark.parametrize("wanted", ["val", "valid", "dev", "validation"])
def test_validation_has_many_names(wanted):
    assert answers_to(wanted, "validation", "")
