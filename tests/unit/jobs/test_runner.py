"""A job in a real worker process: its progress, its result, its failures, and stopping it."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import time
from collections import deque
from pathlib import Path
from typing import Any, cast

from curation.jobs import Job
from curation.store import list_datasets, open_dataset

LONG = 60.0


class Heard(Job):
    """A job that remembers the stages it was told."""

    stages: list[str]

    def _hear(self, message: dict[str, Any]) -> None:
        if "stage" in message:
            self.__dict__.setdefault("stages", []).append(message["stage"])
        super()._hear(message)


def ended(job: Job) -> Job:
    job.start().wait(LONG)
    return job


def until_reading(job: Job) -> None:
    deadline = time.monotonic() + LONG
    while not (job.stage == "reading" and job.done) and time.monotonic() < deadline:
        assert job.state == "running", job.error
        time.sleep(0.01)


def process_of(job: Job) -> subprocess.Popen[bytes]:
    assert job._process is not None
    return job._process


def leftovers(home: Path) -> list[str]:
    return [path.name for path in home.glob("datasets/*")] + [path.name for path in home.glob("datasets/.*")]


def test_a_file_becomes_a_measured_data_set_and_the_stages_are_told(
    winnow_home: Path, pairs_file: Path
) -> None:
    job = Heard("Loading", {"work": "load", "spec": str(pairs_file), "name": "three"})
    ended(job)
    assert (job.state, job.error) == ("done", None)
    dataset = open_dataset(job.result["dataset"])
    assert dataset.info.name == "three"
    assert "margin.chars" in dataset.fields
    assert list(dict.fromkeys(job.stages)) == ["reading", "measuring"]


def test_an_error_in_the_worker_arrives_as_the_same_sentence(winnow_home: Path, pairs_file: Path) -> None:
    pairs_file.write_bytes(b"")
    job = ended(Job("Loading", {"work": "load", "spec": str(pairs_file)}))
    assert job.state == "failed"
    assert str(job.error) == "'rows.jsonl' is empty. Download or export it again."


def test_a_path_outside_the_data_roots_is_refused_in_the_worker(winnow_home: Path, pairs_file: Path) -> None:
    job = ended(Job("Loading", {"work": "load", "spec": "/etc/passwd"}))
    assert job.state == "failed"
    assert "'/etc/passwd' lies outside the data folders" in str(job.error)
    assert list_datasets() == []


def test_cancel_stops_within_two_seconds_and_leaves_no_data_set(winnow_home: Path, large_file: Path) -> None:
    job = Job("Loading", {"work": "load", "spec": str(large_file)}).start()
    until_reading(job)
    started = time.monotonic()
    job.cancel()
    assert time.monotonic() - started < 2.5
    assert process_of(job).poll() is not None
    job.wait(LONG)
    assert (job.state, job.error) == ("cancelled", None)
    assert leftovers(winnow_home) == []


def test_a_worker_that_is_killed_fails_with_a_sentence_and_leaves_no_data_set(
    winnow_home: Path, large_file: Path
) -> None:
    job = Job("Loading", {"work": "load", "spec": str(large_file)}).start()
    until_reading(job)
    os.kill(process_of(job).pid, signal.SIGKILL)
    job.wait(LONG)
    assert job.state == "failed"
    assert str(job.error).startswith("Loading stopped unexpectedly: the worker process ended with code -9.")
    assert list_datasets() == []
    job.cancel()
    assert job.state == "failed"


class _Process:
    """A process that has written these lines and ended."""

    returncode = 1

    def __init__(self, said: bytes) -> None:
        self.stdout = io.BytesIO(said)

    def wait(self, timeout: float | None = None) -> int:
        return self.returncode


def followed(said: bytes) -> Job:
    job = Job("Loading", {})
    job._follow(cast("subprocess.Popen[bytes]", _Process(said)))
    return job


def test_half_a_line_of_a_killed_worker_does_not_leave_the_job_running() -> None:
    job = followed(b'{"stage": "reading", "done": 4, "total": 0}\n{"stage": "rea')
    assert (job.state, job.stage, job.done) == ("failed", "reading", 4)
    assert "ended with code 1" in str(job.error)


def test_a_result_that_comes_after_a_cancel_changes_nothing() -> None:
    job = Job("Loading", {}, state="cancelled")
    job._hear({"result": {"dataset": "x"}})
    job._hear({"error": {"what": "late", "why": "", "next": ""}})
    assert (job.state, job.result) == ("cancelled", {})


def test_the_rate_and_the_time_left_come_from_the_last_marks() -> None:
    job = Job("Embedding", {}, stage="embedding", done=300, total=900)
    assert job.rate == 0
    assert job.seconds_left is None
    job._marks = deque([(10.0, 100), (12.0, 300)], maxlen=40)
    assert job.rate == 100
    assert job.seconds_left == 6


def test_a_new_stage_forgets_the_old_ones_rate() -> None:
    job = Job("Finding", {})
    for done in (1, 2):
        job._hear({"stage": "reading", "done": done, "total": 9})
    job._hear({"stage": "embedding", "done": 0, "total": 9})
    assert len(job._marks) == 1
