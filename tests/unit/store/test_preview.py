"""A few rows as a mapping would read them, before anything is written."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from curation.errors import SchemaError
from curation.schemas import Mapping
from curation.sources import open_source
from curation.store import build_dataset, list_datasets
from curation.store.preview import (
    codes_seen,
    column_paths,
    first_rows,
    preview_rows,
    quarantined_rows,
    read_as,
)

PAIRS = Mapping(family="pairs", columns={"prompt": "q", "chosen": "yes", "rejected": "no"})
ROWS = [
    {"q": "Why?", "yes": "Because.", "no": "No.", "meta": {"id": 1}, "won": "A"},
    {"q": "How?", "yes": 7, "no": "No.", "won": "b"},
    {"q": "Who?", "yes": "I.", "no": "You.", "won": "A "},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "odd.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in ROWS) + b"{half a li\n")
    return path


def test_rows_are_shown_as_they_would_be_read_or_with_what_is_wrong(file: Path, winnow_home: Path) -> None:
    found = preview_rows(open_source(file), PAIRS)
    assert [row.number for row in found] == [0, 1, 2, 3]
    assert [answer.text for answer in found[0].rows[0].answers] == ["Because.", "No."]
    assert [row.fault and row.fault[0] for row in found] == [None, "wrong_type", None, "broken_json"]
    assert found[1].data == ROWS[1]
    assert (found[3].data, found[3].text) == (None, "{half a li")
    assert list_datasets() == []


def test_another_mapping_reads_the_same_rows_otherwise(file: Path) -> None:
    rows = first_rows(open_source(file), 1)
    turned = PAIRS.model_copy(update={"columns": {"prompt": "q", "chosen": "no", "rejected": "yes"}})
    assert read_as(rows, turned)[0].rows[0].answers[0].text == "No."


def test_a_mapping_that_names_no_column_of_the_source_is_refused(file: Path) -> None:
    wrong = PAIRS.model_copy(update={"columns": PAIRS.columns | {"prompt": "qq"}})
    with pytest.raises(SchemaError, match="'qq' is not in the source"):
        preview_rows(open_source(file), wrong)


def test_quarantined_rows_come_back_raw_enough_to_be_tried_again(file: Path, winnow_home: Path) -> None:
    dataset = build_dataset(open_source(file), mapping=PAIRS)
    again = quarantined_rows(dataset, 10)
    assert [row.number for row in again] == [1, 3]
    assert again[0].data == ROWS[1]
    assert again[1].data is None
    assert again[1].fault is not None
    assert [row.fault and row.fault[0] for row in read_as(again, PAIRS)] == ["wrong_type", "broken_json"]


def test_columns_are_offered_with_the_entries_of_records(file: Path) -> None:
    assert column_paths(first_rows(open_source(file), 9)) == ("q", "yes", "no", "meta", "meta.id", "won")


def test_codes_are_offered_as_a_mapping_spells_them(file: Path) -> None:
    assert codes_seen(first_rows(open_source(file), 9), ["won"]) == ("a", "b")
