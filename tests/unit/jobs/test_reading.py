"""A source in doubt: refused with its readings, read by the one that is named, in a worker too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from curation.errors import SchemaError
from curation.jobs import Job, load
from curation.jobs.reading import understood
from curation.schemas.direction import AmbiguousDirection
from curation.sources import open_source

ROWS = [{"prompt": f"{i}?", "response_a": "x", "response_b": "y", "label": i % 2} for i in range(4)]


def test_no_reading_is_taken_unless_it_is_named(winnow_home: Path, jsonl: Callable[..., Path]) -> None:
    with pytest.raises(AmbiguousDirection):
        load(str(jsonl(ROWS)))
    dataset = load(str(jsonl(ROWS)), reading="1-is-second")
    assert dataset.info.mapping.second_is == ("1",)


def test_a_reading_says_in_its_reason_that_it_was_chosen(jsonl: Callable[..., Path]) -> None:
    how = understood(open_source(str(jsonl(ROWS))), reading="1-is-first")
    assert how.why.endswith("the reading '1-is-first' was chosen")


def test_a_source_that_reads_in_one_way_has_no_reading_to_choose(pairs_file: Path) -> None:
    with pytest.raises(SchemaError, match="Leave the reading out"):
        understood(open_source(str(pairs_file)), reading="1-is-first")


def test_the_job_in_the_app_fails_with_the_readings(winnow_home: Path, jsonl: Callable[..., Path]) -> None:
    job = Job("Loading", {"work": "load", "spec": str(jsonl(ROWS))})
    job.start().wait(60)
    assert isinstance(job.error, AmbiguousDirection)
    assert (job.error.column, [reading.name for reading in job.error.readings]) == (
        "label",
        ["1-is-first", "1-is-second"],
    )


def test_the_job_loads_with_the_reading_chosen(winnow_home: Path, jsonl: Callable[..., Path]) -> None:
    job = Job("Loading", {"work": "load", "spec": str(jsonl(ROWS)), "reading": "1-is-first"})
    job.start().wait(60)
    assert (job.state, job.error) == ("done", None)
