"""Measuring runs: each a folder, the last one's columns count, damage is passed over."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from curation.store.measured import editions_of, new_run, runs_of, with_signals
from curation.store.tables import write_table

TABLE = pa.table({"own": [1, 2]})


def measured(editions: dict[str, str], **columns: list[int]) -> None:
    with new_run("set", editions) as folder:
        write_table(folder / "pairs.arrow", pa.table(columns))


def test_of_a_signal_that_several_runs_hold_the_last_counts(winnow_home: Path) -> None:
    measured({"a": "1", "b": "1"}, a=[1, 1], b=[1, 1])
    measured({"b": "2"}, b=[2, 2])
    runs = runs_of("set")
    assert editions_of(runs) == {"a": "1", "b": "2"}
    assert with_signals(TABLE, runs, "pairs.arrow").to_pydict() == {"own": [1, 2], "b": [2, 2], "a": [1, 1]}
    assert with_signals(TABLE, runs, "prompts.arrow").equals(TABLE)


def test_a_run_that_fails_leaves_nothing(winnow_home: Path) -> None:
    with pytest.raises(ZeroDivisionError), new_run("set", {"a": "1"}):
        raise ZeroDivisionError
    assert runs_of("set") == ()


def test_two_that_measure_the_same_at_once_make_one_run(winnow_home: Path) -> None:
    with new_run("set", {"a": "1"}) as folder:
        measured({"a": "1"}, a=[1, 1])
        write_table(folder / "pairs.arrow", pa.table({"a": [1, 1]}))
    assert len(runs_of("set")) == 1


def test_a_run_that_cannot_be_read_is_passed_over(winnow_home: Path) -> None:
    measured({"a": "1"}, a=[1, 1])
    (runs_of("set")[0].folder / "signals.json").write_text("{")
    assert runs_of("set") == ()
