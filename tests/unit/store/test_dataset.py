"""An opened data set: fields, selections, and what SQL cannot reach."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from curation.errors import DatasetError
from curation.store import Dataset, list_datasets, open_dataset

Build = Callable[..., Dataset]
ROWS = [
    {"prompt": f"p{i}", "chosen": f"good {i}", "rejected": f"bad {i}", "topic": ["x", "y"][i % 2], "n": i}
    for i in range(6)
]


def test_a_selection_returns_named_fields_of_the_rows_that_match(built: Build) -> None:
    dataset = built(ROWS)
    topic = dataset.fields["extra.topic"].sql
    table = dataset.select(["prompt", "extra.n"], f"{topic} = ?", ["y"])
    assert table.to_pylist() == [{"pair_id": i, "prompt": f"p{i}", "extra.n": i} for i in (1, 3, 5)]


def test_every_field_can_be_selected(built: Build) -> None:
    dataset = built(ROWS)
    table = dataset.select(list(dataset.fields))
    assert len(table) == 6
    assert set(table.column_names) == {"pair_id", *dataset.fields}


def test_a_field_says_from_which_turn_on_histories_differ(built: Build) -> None:
    def said(*turns: str) -> list[dict[str, str]]:
        return [{"role": ("user", "assistant")[at % 2], "content": text} for at, text in enumerate(turns)]

    alike = {"chosen": said("a", "b"), "rejected": said("a", "c")}
    parted = {"chosen": said("a", "b", "c", "d"), "rejected": said("a", "x", "c", "d")}
    dataset = built([alike, parted])
    assert dataset.select(["parting_turn"])["parting_turn"].to_pylist() == [None, 2]
    assert "parting_turn" not in built([alike]).fields


def test_sql_reaches_no_file_and_no_setting(built: Build) -> None:
    dataset = built(ROWS)
    with pytest.raises(duckdb.Error):
        dataset.query("SELECT * FROM read_csv('/etc/passwd')")
    with pytest.raises(duckdb.Error):
        dataset.query("SELECT * FROM prompts; SET enable_external_access = true")


def test_many_threads_may_ask_at_once(built: Build) -> None:
    dataset = built(ROWS)
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: len(dataset.select(["prompt"])), range(40)))
    assert counts == [6] * 40


def test_a_data_set_opens_by_id_by_name_and_by_the_beginning_of_its_id(built: Build) -> None:
    dataset = built(ROWS)
    for name in (dataset.id, dataset.info.name, dataset.id[:-2]):
        assert open_dataset(name).id == dataset.id


def test_an_unknown_name_is_one_sentence_with_a_suggestion(built: Build) -> None:
    built(ROWS)
    with pytest.raises(DatasetError, match="did you mean 'source'"):
        open_dataset("sauce")


@pytest.mark.parametrize("name", ["", "..", "../source", "/etc"])
def test_a_name_is_never_a_path(built: Build, name: str) -> None:
    built(ROWS)
    with pytest.raises(DatasetError):
        open_dataset(name)


def test_a_damaged_data_set_says_so_and_is_not_listed(built: Build) -> None:
    dataset = built(ROWS)
    (dataset.path / "dataset.json").write_text("{")
    assert list_datasets() == []
    with pytest.raises(DatasetError, match="cannot be opened"):
        open_dataset(dataset.id)


def test_a_missing_table_is_one_sentence(built: Build) -> None:
    dataset = built(ROWS)
    (dataset.path / "pairs.arrow").write_bytes(b"ARROW1")
    with pytest.raises(DatasetError, match="missing or damaged"):
        _ = Dataset(dataset.path).pairs


def test_ranges_and_values_of_fields(built: Build) -> None:
    dataset = built(ROWS)
    assert dataset.field_range("extra.n") == (0.0, 5.0)
    assert dataset.field_values("extra.topic") == ["x", "y"]


def test_column_names_may_be_empty_or_differ_in_case_alone_or_be_ours(built: Build) -> None:
    dataset = built([{**ROWS[0], "Topic": "A", "": "empty", "origin_row": 7, "tie": "t"}])
    names = ["extra.topic", "extra.Topic", "extra.", "extra.origin_row_", "extra.tie"]
    assert dataset.select(names).drop_columns(["pair_id"]).to_pylist() == [
        dict(zip(names, ["x", "A", "empty", 7, "t"], strict=True))
    ]


def test_a_column_name_with_quotes_is_only_a_name(built: Build, tmp_path: Path) -> None:
    dataset = built([{**ROWS[0], 'a"; DROP TABLE pairs; --': 1}])
    name = 'extra.a"; DROP TABLE pairs; --'
    assert dataset.select([name])[name].to_pylist() == [1]
