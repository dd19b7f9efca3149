"""Signals become columns of responses and pairs, once a data set."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from curation.signals import SIGNALS, measure
from curation.sources import open_source
from curation.store import Dataset, build_dataset, open_dataset, signals_folder


@pytest.fixture
def bare(winnow_home: Path, tmp_path: Path) -> Dataset:
    rows = [
        {"prompt": "a", "completion": "three words here", "label": True},
        {"prompt": "a", "completion": "two words", "label": False},
        {"prompt": "b", "completion": "", "label": False},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    return build_dataset(open_source(path))


def test_both_sides_and_the_margin_become_columns(bare: Dataset) -> None:
    dataset = measure(bare, SIGNALS)
    assert dataset.measures == ("chars", "words")
    assert dataset.responses["words"].to_pylist() == [3, 2, 0]
    assert dataset.pairs.select(["chosen.words", "rejected.words", "margin.words"]).to_pylist() == [
        {"chosen.words": 3, "rejected.words": 2, "margin.words": 1},
        {"chosen.words": None, "rejected.words": 0, "margin.words": None},
    ]


def test_the_columns_are_there_when_the_data_set_is_opened_again(bare: Dataset) -> None:
    measure(bare, SIGNALS)
    assert "margin.chars" in open_dataset(bare.id).fields


def test_a_data_set_is_measured_once(bare: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    measure(bare, SIGNALS)
    before = {path: path.stat().st_mtime_ns for path in signals_folder(bare.id).iterdir()}
    again = measure(open_dataset(bare.id), SIGNALS)
    assert again.measures == ("chars", "words")
    assert {path: path.stat().st_mtime_ns for path in signals_folder(bare.id).iterdir()} == before


def test_measuring_leaves_the_data_set_itself_alone(bare: Dataset) -> None:
    before = {path.name: path.read_bytes() for path in bare.path.iterdir()}
    measure(bare, SIGNALS)
    assert {path.name: path.read_bytes() for path in bare.path.iterdir()} == before
