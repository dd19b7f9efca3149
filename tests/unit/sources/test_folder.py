"""Folders: which files make the data set, and what is told about the rest."""

from __future__ import annotations

import pytest

from curation.errors import SourceError
from curation.sources import card
from curation.sources.folder import choose, common_folder


def chosen(*names, readme="", **options):
    options = {"split": None, "config": None, **options}
    choice = choose(names, "'x'", card=card.of_readme(readme), **options)
    return [(pick.name, pick.split, pick.subset) for pick in choice.picks], choice.notes


def test_direct_files_are_read_and_sub_folders_named():
    picks, notes = chosen(
        "train.jsonl.gz", "validation.jsonl.gz", "preference/p.jsonl", "disagreements/d.jsonl"
    )
    assert picks == [("train.jsonl.gz", "train", None), ("validation.jsonl.gz", "validation", None)]
    assert notes == ("2 sub-folders were not read: disagreements, preference (--config NAME reads one)",)


def test_a_sub_folder_is_read_by_its_name():
    picks, _ = chosen("train.jsonl", "preference/p.jsonl", "preference/more/q.jsonl", config="preference")
    assert picks == [("preference/p.jsonl", None, None)]


def test_a_data_folder_is_looked_into():
    picks, notes = chosen(
        "data/train-00000-of-00001.parquet", "data/test-00000-of-00001.parquet", "other/x.csv"
    )
    assert [name for name, _, _ in picks] == [
        "data/test-00000-of-00001.parquet",
        "data/train-00000-of-00001.parquet",
    ]
    assert notes == ("1 sub-folder was not read: other (--config NAME reads one)",)


def test_folders_named_for_splits_are_splits():
    picks, notes = chosen(
        "train/data-00000-of-00001.arrow", "test/data-00000-of-00001.arrow", "dataset_dict.json"
    )
    assert [split for _, split, _ in picks] == ["test", "train"]
    assert notes == ()


def test_sub_folders_alone_are_read_together_and_said():
    picks, notes = chosen("a/train.jsonl", "b/train.jsonl")
    assert picks == [("a/train.jsonl", "train", "a"), ("b/train.jsonl", "train", "b")]
    assert notes == ("2 sub-folders were read as one data set: a, b (--config NAME reads one)",)


def test_a_split_is_selected_by_any_of_its_names():
    names = ("train_prefs.parquet", "train_sft.parquet", "test_prefs.parquet")
    assert [name for name, _, _ in chosen(*names, split="train")[0]] == [
        "train_prefs.parquet",
        "train_sft.parquet",
    ]
    assert [name for name, _, _ in chosen(*names, split="train_prefs")[0]] == ["train_prefs.parquet"]


def test_an_unknown_split_lists_those_present():
    with pytest.raises(SourceError, match=r"no split 'dev'\. It has: test, train"):
        chosen("train.jsonl", "test.jsonl", split="dev")


def test_a_split_of_files_without_splits_is_told():
    with pytest.raises(SourceError, match="tell no splits"):
        chosen("a.jsonl", split="train")


def test_an_unknown_config_suggests_the_nearest():
    with pytest.raises(SourceError, match="Did you mean 'preference'"):
        chosen("train.jsonl", "preference/p.jsonl", config="preferences")


@pytest.mark.parametrize("config", ["..", "/", "../x"])
def test_a_config_cannot_leave_the_folder(config):
    with pytest.raises(SourceError, match="no config"):
        chosen("train.jsonl", config=config)


def test_descriptions_and_hidden_files_are_no_data():
    picks, _ = chosen("a.jsonl", "dataset_info.json", ".cache/b.jsonl", "notes.txt", "state.json")
    assert picks == [("a.jsonl", None, None)]


def test_results_that_datasets_keeps_beside_its_files_are_no_data():
    picks, _ = chosen(
        "helpful-train.arrow", "cache-0123456789abcdef.arrow", "cache-0123456789abcdef_00000_of_00004.arrow"
    )
    assert picks == [("helpful-train.arrow", "train", None)]


def test_the_same_data_in_two_formats_is_read_once_and_said():
    picks, notes = chosen("train.csv", "train.parquet", "test.csv")
    assert [name for name, _, _ in picks] == ["test.csv", "train.parquet"]
    assert notes == ("not read, being the same data in another format: train.csv",)


README = """---
license: cc-by-4.0
configs:
- config_name: preference
  default: true
  data_files:
  - split: train
    path: preference/train.jsonl.gz
  - split: val
    path: [preference/val*.jsonl.gz]
- config_name: edit
  data_files: edit/**
---
# Title
"""
FILES = ("preference/train.jsonl.gz", "preference/val-1.jsonl.gz", "edit/a/train.jsonl", "extra/x.jsonl")


def test_the_card_decides_over_names():
    picks, notes = chosen(*FILES, readme=README)
    assert picks == [
        ("preference/train.jsonl.gz", "train", None),
        ("preference/val-1.jsonl.gz", "validation", None),
    ]
    assert notes == (
        "1 config was not read: edit (--config NAME reads one)",
        "1 sub-folder was not read: extra (--config NAME reads one)",
    )


def test_a_config_of_the_card_is_read_by_its_name():
    assert chosen(*FILES, readme=README, config="edit")[0] == [("edit/a/train.jsonl", "train", None)]


def test_a_folder_beside_the_configs_is_read_by_its_name():
    assert chosen(*FILES, readme=README, config="extra")[0] == [("extra/x.jsonl", None, None)]


def test_a_card_whose_files_are_absent_is_passed_over():
    assert chosen("a.jsonl", readme=README)[0] == [("a.jsonl", None, None)]


@pytest.mark.parametrize(
    ("names", "prefix"),
    [
        (["x/a.jsonl", "x/b.jsonl"], "x/"),
        (["x/y/a.jsonl", "x/README.md"], "x/"),
        (["x/a.jsonl", "b.jsonl"], ""),
        (["train/a.jsonl"], ""),
        (["x/a.jsonl", "README.md"], ""),
    ],
)
def test_one_folder_around_all_data_is_taken_off(names, prefix):
    assert common_folder(names) == prefix
