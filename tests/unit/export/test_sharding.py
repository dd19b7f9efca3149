"""One split in several files, compressed or not, and the Hub's layout of them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.export import write_export
from curation.recipe import ExportOptions, Recipe, apply
from curation.schemas import Mapping
from curation.store import Dataset

Make = Callable[..., Dataset]


@pytest.fixture
def ten(make: Make) -> Dataset:
    """Eight pairs of train, two of a strangely named split."""
    rows = [
        {"prompt": f"p{i}", "chosen": "a" * 50, "rejected": "b", "split": "train" if i < 8 else "../odd-one"}
        for i in range(10)
    ]
    roles = ("prompt", "chosen", "rejected", "split")
    return make(rows, "ten", mapping=Mapping(family="pairs", columns={role: role for role in roles}))


def write(dataset: Dataset, target: str, out: Path, **options: Any) -> list[str]:
    done = write_export(dataset, apply(dataset, Recipe()), target, out, options=ExportOptions(**options))
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert [file["name"] for file in manifest["files"]] == done.files
    assert sum(file["rows"] for file in manifest["files"]) == done.rows
    return done.files


def test_a_file_has_at_most_so_many_rows(ten: Dataset, tmp_path: Path) -> None:
    names = write(ten, "trl-dpo", tmp_path / "out", max_rows=3)
    assert names == [*(f"train-0000{i}-of-00003.jsonl" for i in range(3)), "odd-one.jsonl"]
    assert [len((tmp_path / "out" / name).read_bytes().splitlines()) for name in names] == [3, 3, 2, 2]
    assert not list((tmp_path / "out").glob(".*"))


def test_both_answers_of_a_pair_stay_in_one_file(ten: Dataset, tmp_path: Path) -> None:
    names = write(ten, "trl-kto", tmp_path / "out", max_rows=3)
    assert [len((tmp_path / "out" / name).read_bytes().splitlines()) for name in names][:2] == [2, 2]


def test_a_new_file_is_begun_once_one_is_large_enough(make: Make, tmp_path: Path) -> None:
    dataset = make([{"prompt": f"p{i}", "chosen": "a" * 50, "rejected": "b"} for i in range(600)])
    for target, count in (("jsonl", 3), ("parquet", 3), ("csv", 3)):
        names = write(dataset, target, tmp_path / target, max_bytes=2_000)
        assert len(names) == count


def test_gzip_gives_the_same_bytes_and_the_same_rows(ten: Dataset, tmp_path: Path) -> None:
    for out in ("one", "two"):
        assert write(ten, "trl-dpo", tmp_path / out, compression="gzip")[0] == "train.jsonl.gz"
    write(ten, "trl-dpo", tmp_path / "plain")
    packed = (tmp_path / "one" / "train.jsonl.gz").read_bytes()
    assert packed == (tmp_path / "two" / "train.jsonl.gz").read_bytes()
    assert gzip.decompress(packed) == (tmp_path / "plain" / "train.jsonl").read_bytes()
    [name, _] = write(ten, "csv", tmp_path / "csv", compression="gzip")
    assert gzip.decompress((tmp_path / "csv" / name).read_bytes()).startswith(b'"key","system","prompt"')
    for compression, known in (("none", "UNCOMPRESSED"), ("gzip", "GZIP")):
        [name, _] = write(ten, "parquet", tmp_path / compression, compression=compression)
        column = pq.ParquetFile(tmp_path / compression / name).metadata.row_group(0).column(0)
        assert column.compression == known


@pytest.mark.filterwarnings("ignore")
def test_the_hubs_own_client_reads_the_splits_and_their_features(
    ten: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datasets import Value, load_dataset

    names = write(ten, "hf-dataset", tmp_path / "out", max_rows=5, extras="key")
    assert names == [
        "data/train-00000-of-00002.parquet",
        "data/train-00001-of-00002.parquet",
        "data/odd_one-00000-of-00001.parquet",
    ]
    _, head, _ = (tmp_path / "out" / "README.md").read_text("utf-8").split("---\n", 2)
    assert [file["split"] for file in yaml.safe_load(head)["configs"][0]["data_files"]] == [
        "train",
        "odd_one",
    ]
    loaded = load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    assert {split: len(rows) for split, rows in loaded.items()} == {"train": 8, "odd_one": 2}
    assert list(loaded["train"].features) == ["key", "prompt", "chosen", "rejected"]
    assert loaded["train"].features["chosen"] == Value("large_string")
    assert loaded["train"][0]["prompt"] == [{"role": "user", "content": "p0"}]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(most=st.integers(1, 12))
def test_no_row_is_lost_or_moved_between_files(ten: Dataset, tmp_path: Path, most: int) -> None:
    names = write(ten, "jsonl", tmp_path / "out", max_rows=most)
    rows = [
        json.loads(line) for name in names for line in (tmp_path / "out" / name).read_bytes().splitlines()
    ]
    assert [row["key"] for row in rows] == ten.pairs["key"].to_pylist()
