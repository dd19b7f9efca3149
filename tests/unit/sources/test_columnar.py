"""Parquet and Arrow: values come back as Python objects, damage and bombs are told."""

from __future__ import annotations

import datetime
import decimal
import gzip
import zipfile

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from curation.errors import SourceError
from curation.sources import open_source
from curation.sources.readers.weight import row_bytes

ROWS = [
    {"prompt": "é", "chosen": [{"role": "user", "content": "a"}], "score": 1.5, "n": None, "ok": True},
    {"prompt": None, "chosen": [], "score": None, "n": 3, "ok": None},
]


def write(path, rows):
    table = pa.Table.from_pylist(rows) if isinstance(rows, list) else rows
    if path.suffix == ".feather":
        feather.write_feather(table, path, compression="zstd")
    elif path.suffix == ".arrow":
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
    else:
        pq.write_table(table, path)
    return path


@pytest.mark.parametrize("name", ["a.parquet", "a.feather", "a.arrow"])
def test_values_come_back_as_python_objects(tmp_path, rows_of, name):
    assert [row.data for row in rows_of(write(tmp_path / name, ROWS))] == ROWS


@pytest.mark.parametrize("name", ["a.parquet", "a.feather", "a.arrow"])
def test_a_file_that_breaks_off_is_told(tmp_path, rows_of, name):
    path = write(tmp_path / name, ROWS * 500)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(SourceError, match=f"{name}' is damaged"):
        rows_of(path)


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow"])
def test_content_of_another_kind_is_told(tmp_path, rows_of, name):
    path = tmp_path / name
    path.write_text("this is no such file")
    with pytest.raises(SourceError, match="is not a"):
        rows_of(path)


def test_every_kind_of_value_comes_back(rows_of, tmp_path):
    values = {
        "instant": pa.array([1_500_000_000_000], pa.timestamp("ms", "UTC")),
        "decimal": pa.array([decimal.Decimal("1.50")]),
        "bytes": pa.array([b"\xff\x00"]),
        "map": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int32())),
        "word": pa.array(["a"]).dictionary_encode(),
        "day": pa.array([datetime.date(2020, 1, 1)]),
        "deep": pa.array([[{"a": [1]}]]),
    }
    assert rows_of(write(tmp_path / "a.parquet", pa.table(values)))[0].data == {
        "instant": datetime.datetime(2017, 7, 14, 2, 40, tzinfo=datetime.UTC),
        "decimal": decimal.Decimal("1.50"),
        "bytes": b"\xff\x00",
        "map": [("k", 1)],
        "word": "a",
        "day": datetime.date(2020, 1, 1),
        "deep": [{"a": [1]}],
    }


def test_a_saved_dataset_dict_is_read_with_its_splits(tmp_path, rows_of):
    for split, rows in (("train", ROWS * 3), ("test", ROWS)):
        (tmp_path / "saved" / split).mkdir(parents=True)
        write(tmp_path / "saved" / split / "data-00000-of-00001.arrow", rows)
        (tmp_path / "saved" / split / "state.json").write_text('{"_data_files": []}')
        (tmp_path / "saved" / split / "dataset_info.json").write_text("{}")
    (tmp_path / "saved" / "dataset_dict.json").write_text('{"splits": ["train", "test"]}')
    source = open_source(tmp_path / "saved")
    assert [(shard.split, shard.subset) for shard in source.shards] == [("test", None), ("train", None)]
    assert len(rows_of(tmp_path / "saved")) == 8


def test_the_content_decides_when_the_name_is_wrong(tmp_path, rows_of):
    write(tmp_path / "a.parquet", ROWS).rename(tmp_path / "a.jsonl")
    assert [row.data for row in rows_of(tmp_path / "a.jsonl")] == ROWS


def test_parquet_inside_gzip_and_zip_is_read(tmp_path, rows_of):
    content = write(tmp_path / "x.parquet", ROWS).read_bytes()
    (tmp_path / "a.parquet.gz").write_bytes(gzip.compress(content))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.parquet", content)
    assert [row.data for row in rows_of(tmp_path / "a.parquet.gz")] == ROWS
    assert [row.data for row in rows_of(tmp_path / "a.zip")] == ROWS


def test_batches_stay_small(tmp_path):
    path = write(tmp_path / "a.parquet", pa.table({"x": range(10_000)}))
    sizes = [len(batch) for batch in open_source(path).rows()]
    assert sum(sizes) == 10_000
    assert max(sizes) <= 4096


def test_a_small_parquet_that_unpacks_to_much_is_stopped(tmp_path, rows_of, monkeypatch):
    path = write(tmp_path / "bomb.parquet", pa.table({"x": ["a" * 100_000] * 300}))
    assert path.stat().st_size < 200_000
    monkeypatch.setenv("WINNOW_MAX_BYTES", str(5 << 20))
    with pytest.raises(SourceError, match="WINNOW_MAX_BYTES"):
        rows_of(path)


def test_shared_dictionary_entries_count_every_time(tmp_path, rows_of, monkeypatch):
    entries = pa.DictionaryArray.from_arrays(pa.array([0] * 300, pa.int32()), pa.array(["a" * 100_000]))
    path = write(tmp_path / "bomb.feather", pa.table({"x": entries}))
    monkeypatch.setenv("WINNOW_MAX_BYTES", str(5 << 20))
    with pytest.raises(SourceError, match="WINNOW_MAX_BYTES"):
        rows_of(path)


def test_wide_rows_come_in_short_lists(tmp_path):
    path = write(tmp_path / "a.parquet", pa.table({"x": ["a" * (1 << 20)] * 100}))
    assert max(len(batch) for batch in open_source(path).rows()) <= 32


def test_text_that_is_no_utf8_spoils_only_its_row(tmp_path, rows_of):
    text = pa.array([b"good", b"caf\xe9", b"also good"]).view(pa.string())
    rows = rows_of(write(tmp_path / "a.parquet", pa.table({"x": text})))
    assert [row.data for row in rows] == [{"x": "good"}, None, {"x": "also good"}]
    assert rows[1].fault == ("broken_encoding", "column 'x' holds text that is not valid UTF-8")


def test_a_date_beyond_python_spoils_only_its_row(tmp_path, rows_of):
    dates = pa.array([0, 2**60], pa.timestamp("s"))
    rows = rows_of(write(tmp_path / "a.feather", pa.table({"x": dates})))
    assert rows[0].data == {"x": datetime.datetime(1970, 1, 1)}
    assert rows[1].fault is not None
    assert rows[1].fault[0] == "unreadable_value"


def test_two_columns_of_one_name_are_refused(tmp_path):
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["x", "x"])
    with pytest.raises(SourceError, match="more than one column named 'x'"):
        open_source(write(tmp_path / "a.arrow", table))


def test_offsets_that_point_outside_are_refused(tmp_path, rows_of):
    path = write(tmp_path / "a.arrow", pa.table({"x": ["abcd", "efgh"]}))
    offsets, hostile = ([n.to_bytes(4, "little") for n in (0, 4, end)] for end in (8, 1 << 28))
    content = path.read_bytes()
    assert b"".join(offsets) in content
    path.write_bytes(content.replace(b"".join(offsets), b"".join(hostile)))
    with pytest.raises(SourceError, match="damaged"):
        rows_of(path)


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (pa.array(["a", None, "abc"]), [1, 0, 3]),
        (pa.array(["a", None, "abc"], pa.large_string()), [1, 0, 3]),
        (pa.array(["a", None, "abc"], pa.string_view()), [1, 0, 3]),
        (pa.array(["ab", "ab", None]).dictionary_encode(), [2, 2, 2]),
        (pa.array([["a", "bc"], [], None]), [11, 8, 8]),
        (pa.array([["a", "bc"], [], None], pa.list_view(pa.string())), [11, 8, 8]),
        (pa.array([["a", "bc"], ["", ""]], pa.list_(pa.string(), 2)), [3, 0]),
        (pa.array([{"r": "ab", "c": "c"}, None]), [3, 0]),
        (pa.array([[("k", "vv")], []], pa.map_(pa.string(), pa.string())), [11, 8]),
        (pa.array([1, 2, 3]), [8, 8, 8]),
        (pa.array([None, None]), [8, 8]),
    ],
)
def test_rows_are_weighed_by_what_they_decode_to(array, expected):
    assert row_bytes(pa.record_batch({"x": array})).tolist() == expected


def test_a_slice_is_weighed_as_itself():
    array = pa.array([["aaaa"], ["b", "bb"], [""]])
    assert row_bytes(pa.record_batch({"x": array}).slice(1, 1)).tolist() == [11]
