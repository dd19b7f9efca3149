"""Uploads: stored by content, whatever their names."""

from __future__ import annotations

import gzip
import io

import pytest

from curation.errors import SourceError
from curation.sources import open_source, save_upload
from curation.sources.upload import save_uploads

LINE = b'{"x": 1}\n'


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.csv",
        "/etc/passwd.csv",
        "..\\..\\evil.csv",
        "C:\\x\\evil.csv",
        "a\0b.csv",
        ".csv.csv",
        "-rf.csv",
        "…é.csv",
        "x" * 500 + ".csv",
        "a/../../b.csv",
    ],
)
def test_no_name_leaves_the_uploads(winnow_home, name):
    path = save_upload(name, b"x\n1\n")
    assert path.resolve().is_relative_to((winnow_home / "uploads").resolve())
    assert path.suffix == ".csv"
    assert path.name[:1].isalnum()
    assert len(path.name) <= 80


def test_the_same_upload_is_stored_once(winnow_home):
    assert save_upload("a.jsonl", LINE) == save_upload("a.jsonl", io.BytesIO(LINE))
    assert len([path for path in winnow_home.rglob("*") if path.is_file()]) == 1


def test_the_split_in_a_name_and_both_endings_survive(winnow_home):
    path = save_upload("My Train.JSONL.gz", gzip.compress(LINE))
    assert path.name == "My_Train.jsonl.gz"
    assert open_source(path).shards[0].split == "train"


def test_an_upload_already_read_is_stored_whole(winnow_home):
    stream = io.BytesIO(LINE)
    stream.read()
    assert save_upload("a.jsonl", stream).read_bytes() == LINE


def test_a_name_of_another_kind_is_refused(winnow_home):
    with pytest.raises(SourceError, match="run code"):
        save_upload("model.pkl", b"x")
    assert not winnow_home.exists()


def test_an_empty_upload_is_refused_and_leaves_nothing(winnow_home):
    with pytest.raises(SourceError, match="empty"):
        save_upload("a.csv", b"")
    assert not [path for path in winnow_home.rglob("*") if path.is_file()]


def test_an_upload_over_the_limit_is_refused_and_leaves_nothing(winnow_home, monkeypatch):
    monkeypatch.setenv("WINNOW_MAX_BYTES", "10")
    with pytest.raises(SourceError, match="WINNOW_MAX_BYTES"):
        save_upload("a.csv", b"x" * 11)
    assert not [path for path in winnow_home.rglob("*") if path.is_file()]


def test_several_uploads_are_one_folder_with_their_splits(winnow_home):
    folder = save_uploads([("train.jsonl", LINE * 2), ("../test.jsonl", LINE)])
    source = open_source(folder)
    assert sorted((shard.name, shard.split) for shard in source.shards) == [
        ("test.jsonl", "test"),
        ("train.jsonl", "train"),
    ]
    assert sum(len(batch) for batch in source.rows()) == 3
    assert save_uploads([("../test.jsonl", LINE), ("train.jsonl", LINE * 2)]) == folder


def test_two_uploads_of_one_name_are_both_kept(winnow_home):
    folder = save_uploads([("a.jsonl", LINE), ("a.jsonl", LINE * 2)])
    assert len(list(folder.iterdir())) == 2


def test_a_single_upload_of_several_is_its_own_file(winnow_home):
    assert save_uploads([("a.jsonl", LINE)]) == save_upload("a.jsonl", LINE)
