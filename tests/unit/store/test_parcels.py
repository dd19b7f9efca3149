"""Blocks understood here or in other processes: the same parcels, in the same order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest

from curation.errors import DatasetError, SourceError
from curation.schemas import Mapping
from curation.sources import open_source
from curation.store import build_dataset, list_datasets, parcels, processes
from curation.store.workspace import BUILDING, datasets_folder

MAPPING = Mapping(family="pairs", columns={"prompt": "prompt", "chosen": "chosen", "rejected": "rejected"})


def written(path: Path, rows: int, *, length: int = 10) -> Path:
    with path.open("wb") as out:
        for number in range(rows):
            asked = f"ask {number % (rows - 9)}" if number % 7 else None
            row = {"prompt": asked, "chosen": "yes " * length, "rejected": f"no {number}"}
            out.write(orjson.dumps(row) + b"\n")
    return path


def test_several_processes_build_the_same_data_set_as_one(
    winnow_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = open_source(written(tmp_path / "rows.jsonl", 3_000))
    monkeypatch.setattr("curation.sources.readers.jsonl.BLOCK_BYTES", 10_000)
    one = build_dataset(source, name="one", mapping=MAPPING)
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    two = build_dataset(source, name="two", mapping=MAPPING)
    assert one.info.counts == two.info.counts
    assert one.info.counts.rows_read == 3_000
    assert one.info.quarantine == {"missing_value": 429}
    for table in ("prompts", "responses", "pairs", "quarantine", "extras"):
        assert getattr(one, table).equals(getattr(two, table)), table


def test_a_source_that_breaks_off_fails_the_same_from_several_processes(
    winnow_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gzip

    plain = written(tmp_path / "rows.jsonl", 3_000).read_bytes()
    broken = tmp_path / "broken.jsonl.gz"
    broken.write_bytes(gzip.compress(plain)[:-200])
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    monkeypatch.setattr("curation.sources.readers.jsonl.BLOCK_BYTES", 10_000)
    with pytest.raises(SourceError, match="breaks off"):
        build_dataset(open_source(broken), mapping=MAPPING)
    assert list_datasets() == []


def _lost(*_: object) -> None:
    os._exit(1)


def test_a_lost_process_is_told_and_leaves_nothing(
    winnow_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = open_source(written(tmp_path / "rows.jsonl", 3_000))
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    understood = parcels._understood
    monkeypatch.setattr(parcels, "_understood", _lost)
    with pytest.raises(DatasetError, match="lost one of its processes"):
        build_dataset(source, mapping=MAPPING)
    assert list_datasets() == []
    monkeypatch.setattr(parcels, "_understood", understood)
    assert build_dataset(source, mapping=MAPPING).info.counts.rows_read == 3_000


@pytest.mark.parametrize("after", [0.3, 1.2, 2.5])
def test_a_killed_import_leaves_nothing_behind_that_looks_whole(
    winnow_home: Path, tmp_path: Path, after: float
) -> None:
    path = written(tmp_path / "rows.jsonl", 60_000, length=200)
    process = subprocess.Popen(
        [sys.executable, "-m", "curation", "load", str(path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for info in list_datasets():
        assert info.counts.rows_read == 60_000
    dataset = build_dataset(open_source(path), mapping=MAPPING)
    assert dataset.info.counts.rows_read == 60_000
    known = {info.id for info in list_datasets()}
    whole = [entry.name for entry in datasets_folder().iterdir() if not entry.name.startswith(BUILDING)]
    assert set(whole) == known
