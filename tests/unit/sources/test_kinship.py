"""Files of one folder are one table, or are refused with the name and columns of each."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curation.errors import SourceError
from curation.sources import open_source
from curation.sources.kinship import check, strays

PAIRS = ("prompt", "chosen", "rejected")
RATED = ("prompt", "response", "helpfulness")


def test_different_tables_are_refused_with_files_and_columns_of_each():
    with pytest.raises(SourceError) as caught:
        check({"a.jsonl": PAIRS, "b.csv": RATED, "c.jsonl": (*PAIRS, "id")})
    assert str(caught.value) == (
        "The files are 2 different tables: a.jsonl, c.jsonl with 'prompt', 'chosen', 'rejected'; "
        "b.csv with 'prompt', 'response', 'helpfulness'. "
        "Load one by itself, such as a.jsonl, or move them to folders of their own."
    )


def test_a_sub_folder_is_offered_by_its_name():
    with pytest.raises(SourceError, match="with --config pairs, or move them"):
        check({"pairs/train.jsonl": PAIRS, "rated/train.jsonl": RATED})


def test_many_files_and_columns_are_told_in_one_short_sentence():
    files = {f"{n}.csv": [f"{n}_{place}" for place in range(30)] for n in range(2)}
    files |= {f"more-{n}.csv": files["0.csv"] for n in range(90)}
    with pytest.raises(SourceError, match=r"more-1\.csv and 88 more with '0_0', .*'0_7' …;"):
        check(files)


def test_a_split_without_labels_is_the_same_table_and_said():
    assert check({"train.csv": PAIRS, "test.csv": PAIRS[:1]}) == (
        "not every file has every column: 'chosen', 'rejected' missing in test.csv"
    )


def test_files_alike_are_nothing_to_tell():
    assert check({"a.csv": PAIRS, "b.csv": PAIRS[::-1]}) is None
    assert check({"a.csv": PAIRS}) is None
    assert check({}) is None


def test_a_folder_of_unrelated_files_is_refused_whatever_their_formats(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"prompt": "q", "chosen": "a", "rejected": "b"}\n')
    (tmp_path / "b.csv").write_text("sep=;\nid;name\n1;x\n")
    (tmp_path / "c.json").write_text('[{"question": "q", "answers": [{"id": 1}]}]')
    pq.write_table(pa.table({"title": ["x"], "text": ["y"]}), tmp_path / "d.parquet")
    with pytest.raises(SourceError, match=r"4 different tables: .*'id', 'name'.*'answers'.*'title', 'text'"):
        open_source(tmp_path)
    assert len(open_source(tmp_path / "b.csv").shards) == 1


def test_keys_that_some_rows_lack_are_no_other_table(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"prompt": "q", "chosen": "a"}\n{"prompt": "q", "rejected": "b"}\n')
    (tmp_path / "b.jsonl").write_text('{"prompt": "q", "chosen": "a", "rejected": "b"}\n')
    assert open_source(tmp_path).notes == ()


def test_a_sub_folder_with_another_table_than_most_is_left_out_and_named(tmp_path):
    for name in ("harmless", "helpful"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "train.jsonl").write_text('{"chosen": "a", "rejected": "b"}\n')
    (tmp_path / "attempts").mkdir()
    (tmp_path / "attempts" / "all.jsonl").write_text('{"transcript": "x", "rating": 1}\n')
    source = open_source(tmp_path)
    assert [shard.name for shard in source.shards] == ["harmless/train.jsonl", "helpful/train.jsonl"]
    assert source.notes == (
        "2 sub-folders were read as one data set: harmless, helpful (--config NAME reads one)",
        "1 sub-folder was not read, being another table: attempts (--config NAME reads one)",
    )
    assert [shard.name for shard in open_source(tmp_path, config="attempts").shards] == ["attempts/all.jsonl"]


def test_a_folder_named_for_a_split_is_never_left_out():
    files = {"train/a.jsonl": PAIRS, "validation/a.jsonl": PAIRS, "test/a.jsonl": ("id", "text")}
    assert strays(files) == ()
    assert strays({"one/a.jsonl": PAIRS, "two/a.jsonl": RATED[1:]}) == ()
