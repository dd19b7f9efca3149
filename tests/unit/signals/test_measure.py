"""Signals become columns of answers, prompts and pairs, each edition once a data set."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pytest

from curation.errors import Cancelled, DatasetError
from curation.signals import SIGNALS, Batch, Signal, computing, measure
from curation.sources import open_source
from curation.store import Dataset, build_dataset, open_dataset, processes, signals_folder
from tests.unit.signals.counted import BY_NAME

ROWS: list[dict[str, Any]] = [
    {"prompt": "What is the capital of France?", "completion": "It is Paris, of course.", "label": True},
    {"prompt": "What is the capital of France?", "completion": "two words", "label": False},
    {"prompt": "b", "completion": "", "label": False},
]
LENGTHS = [BY_NAME["chars"], BY_NAME["words"]]


def built(folder: Path, rows: list[dict[str, Any]]) -> Dataset:
    path = folder / "rows.jsonl"
    path.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    return build_dataset(open_source(path))


@pytest.fixture
def bare(winnow_home: Path, tmp_path: Path) -> Dataset:
    return built(tmp_path, ROWS)


def files(dataset: Dataset) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in signals_folder(dataset.id).rglob("*.*")}


def test_both_sides_and_the_margin_become_columns(bare: Dataset) -> None:
    dataset = measure(bare, SIGNALS)
    assert dataset.responses["words"].to_pylist() == [5, 2, 0]
    assert dataset.pairs.select(["chosen.words", "rejected.words", "margin.words"]).to_pylist() == [
        {"chosen.words": 5, "rejected.words": 2, "margin.words": 3},
        {"chosen.words": None, "rejected.words": 0, "margin.words": None},
    ]


def test_every_signal_is_there_and_can_be_filtered_by(bare: Dataset) -> None:
    dataset = measure(bare, SIGNALS)
    for signal in SIGNALS:
        if signal.scope == "answer":
            assert signal.column in dataset.responses.column_names
            assert f"chosen.{signal.name}" in dataset.fields
        else:
            assert signal.name in dataset.fields
    numbers = tuple(s.name for s in SIGNALS if s.scope == "answer" and s.kind != "label")
    assert set(dataset.measures) == set(numbers)
    assert dataset.main_measures == ("chars", "words")


def test_a_language_is_a_category_of_both_sides_and_of_the_prompt(bare: Dataset) -> None:
    dataset = measure(bare, SIGNALS)
    names = ["chosen.language", "rejected.language", "prompt.language"]
    assert {dataset.fields[name].kind for name in names} == {"category"}
    assert dataset.select(names).to_pylist() == [
        {"pair_id": 0, "chosen.language": "en", "rejected.language": None, "prompt.language": "en"},
        {"pair_id": 1, "chosen.language": None, "rejected.language": None, "prompt.language": None},
    ]
    assert dataset.field_values("prompt.language") == ["en"]


def test_a_pair_of_one_answer_has_no_likeness(bare: Dataset) -> None:
    likeness = measure(bare, SIGNALS).pairs["similarity"].to_pylist()
    assert 0 < likeness[0] < 1
    assert likeness[1] is None


def test_prompts_are_measured_too(bare: Dataset) -> None:
    dataset = measure(bare, SIGNALS)
    assert dataset.select(["prompt.chars", "prompt.words"])["prompt.words"].to_pylist() == [6, 1]
    assert dataset.prompts["chars"].to_pylist() == [30, 1]
    assert dataset.prompts["tokens"].to_pylist() == [7, 1]


def test_the_columns_are_there_when_the_data_set_is_opened_again(bare: Dataset) -> None:
    measure(bare, SIGNALS)
    assert "margin.chars" in open_dataset(bare.id).fields


def test_a_data_set_is_measured_once(bare: Dataset) -> None:
    measure(bare, SIGNALS)
    before = files(bare)
    opened = open_dataset(bare.id)
    assert measure(opened, SIGNALS) is opened
    assert files(bare) == before


def test_a_new_signal_leaves_the_others_as_they_lie(bare: Dataset) -> None:
    measure(bare, LENGTHS)
    before = files(bare)
    counted: list[int] = []

    def shouting(batch: Batch) -> pa.Array:
        counted.append(len(batch.texts))
        return np.ones(len(batch.texts))

    loud = Signal("loud", "Loud", "how loud", shouting)
    dataset = measure(open_dataset(bare.id), [*LENGTHS, loud])
    assert dataset.measures == ("loud", "chars", "words")
    assert {path: at for path, at in files(bare).items() if path in before} == before
    measure(open_dataset(bare.id), [*LENGTHS, loud])
    assert counted == [3]


def test_a_changed_signal_is_measured_anew(bare: Dataset) -> None:
    measure(bare, LENGTHS)
    doubled = replace(LENGTHS[1], compute=lambda batch: 2 * np.asarray(LENGTHS[1].compute(batch)), version=2)
    dataset = measure(open_dataset(bare.id), [LENGTHS[0], doubled])
    assert dataset.responses["words"].to_pylist() == [10, 4, 0]
    assert dataset.pairs["chosen.words"].to_pylist() == [10, None]
    assert open_dataset(bare.id).editions["words"] == "2"


def test_who_has_it_open_sees_what_was_there(bare: Dataset) -> None:
    reader = measure(bare, LENGTHS)
    assert reader.pairs["chosen.words"].to_pylist() == [5, None]
    measure(open_dataset(bare.id), SIGNALS)
    assert reader.measures == ("chars", "words")
    assert "language" not in reader.prompts.column_names
    assert reader.select(["margin.words"])["margin.words"].to_pylist() == [3, None]


def test_an_attribute_called_like_a_signal_stays(winnow_home: Path, tmp_path: Path) -> None:
    rows = [
        {"prompt": "p", "chosen": "a b", "rejected": "c", "chosen_score": 9, "rejected_score": 1},
        {"prompt": "q", "chosen": "a", "rejected": "c", "chosen_score": 8, "rejected_score": 2},
    ]
    dataset = built(tmp_path, rows)
    named = replace(LENGTHS[1], name=dataset.info.attributes[0])
    measured = measure(dataset, [named, LENGTHS[0]])
    assert measured.pairs[f"chosen.{named.name}"].to_pylist() == [9, 8]
    assert measured.main_measures == (named.name, "chars")


def test_measuring_leaves_the_data_set_itself_alone(bare: Dataset) -> None:
    before = {path.name: path.read_bytes() for path in bare.path.iterdir()}
    measure(bare, SIGNALS)
    assert {path.name: path.read_bytes() for path in bare.path.iterdir()} == before


def test_progress_is_told_to_the_end(bare: Dataset) -> None:
    told: list[tuple[int, int]] = []
    measure(bare, SIGNALS, progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 7)
    assert told[-1] == (7, 7)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_stopped_measuring_leaves_nothing(bare: Dataset) -> None:
    with pytest.raises(Cancelled):
        measure(bare, SIGNALS, cancelled=lambda: True)
    assert files(bare) == {}
    assert list(signals_folder(bare.id).iterdir()) == []


def test_a_data_set_without_pairs_gets_its_columns(winnow_home: Path, tmp_path: Path) -> None:
    rows = [
        {"prompt": "p", "completion": "a", "label": True},
        {"prompt": "q", "completion": "b", "label": True},
    ]
    dataset = measure(built(tmp_path, rows), SIGNALS)
    assert dataset.pairs["margin.words"].null_count == len(dataset.pairs)
    assert dataset.select(["similarity", "rejected.language"])["similarity"].null_count == len(dataset.pairs)


def test_several_processes_find_what_one_does(bare: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = computing.tasks_of(bare, SIGNALS)
    here = list(computing.computed(tasks))
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    with ThreadPoolExecutor(2) as pool:
        monkeypatch.setattr(processes, "process_pool", lambda count: pool)
        monkeypatch.setattr("loky.cpu_count", lambda: 2)
        assert list(computing.computed(tasks)) == here


def test_a_lost_process_is_told_in_a_sentence(bare: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    class Lost:
        def submit(self, *_: object) -> Future[pa.RecordBatch]:
            future: Future[pa.RecordBatch] = Future()
            future.set_exception(BrokenProcessPool("gone"))
            return future

    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(processes, "process_pool", lambda count: Lost())
    monkeypatch.setattr("loky.cpu_count", lambda: 2)
    with pytest.raises(DatasetError, match="lost one of its processes"):
        measure(bare, SIGNALS)
    assert files(bare) == {}
