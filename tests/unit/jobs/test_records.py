"""What jobs leave in the database: enough to go on with those whose server died."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from curation.jobs import Job
from curation.jobs.records import Record, cut_off, give_up

ORDER = {"work": "embed", "dataset": "a-set"}
BEGIN = """
import sys, time
from curation.jobs import records
records._SECONDS_BETWEEN_NOTES = 0
record = records.Record("embed-a-set", "Embedding prompts", {"work": "embed", "dataset": "a-set"})
record.note("embedding", 320, 9517)
print("begun", flush=True)
sys.stdin.read()
"""


def begun_elsewhere() -> subprocess.Popen[str]:
    """Another process that has begun a job and goes on living."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen([sys.executable, "-c", BEGIN], text=True, env=dict(os.environ), **pipes)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


@pytest.mark.usefixtures("database")
def test_a_job_whose_server_was_killed_is_offered_until_it_is_given_up() -> None:
    server = begun_elsewhere()
    assert cut_off("embed-a-set") is None, "its server lives"
    server.kill()
    server.communicate()
    found = cut_off("embed-a-set")
    assert found is not None
    assert (found.title, found.order) == ("Embedding prompts", ORDER)
    assert (found.stage, found.done, found.total) == ("embedding", 320, 9517)
    assert cut_off("embed-another-set") is None
    give_up(found.id)
    assert cut_off("embed-a-set") is None


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_a_job_that_ended_is_not_offered(state: str) -> None:
    record = Record("embed-a-set", "Embedding prompts", ORDER)
    assert cut_off("embed-a-set") is not None
    record.end(state)
    assert cut_off("embed-a-set") is None


@pytest.mark.usefixtures("database")
def test_a_job_begun_anew_takes_the_place_of_the_one_that_was_cut_off() -> None:
    Record("embed-a-set", "Embedding prompts", ORDER)
    Record("embed-a-set", "Embedding again", ORDER)
    found = cut_off("embed-a-set")
    assert found is not None
    assert found.title == "Embedding again"


@pytest.mark.usefixtures("winnow_home")
def test_a_job_with_a_name_writes_down_its_end() -> None:
    job = Job("Loading", {"work": "no such work"}, name="loading").start()
    job.wait(60)
    assert job.state == "failed"
    assert job._follower is not None
    job._follower.join(10)
    assert cut_off("loading") is None
