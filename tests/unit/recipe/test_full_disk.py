"""A disk that fills up in a review: one sentence, nothing lost, and the same press goes through later."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

REPO = Path(__file__).resolve().parents[3]
# A file may not grow beyond a limit: to SQLite that is a disk which takes no more.
PROGRAM = """
import json, resource, signal
from curation.errors import DatasetError
from curation.recipe.session import Session
from curation.recipe.verdict import Verdict

def verdict(number):
    return Verdict(pair=f"{number:016x}", decision="drop", note="why " * 450)

def refused(number):
    try:
        session.decide(verdict(number), f"key-{number}")
    except DatasetError as error:
        return str(error)

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
session = Session.new("set-1", who="anna")
session.decide(verdict(0), "key-0")
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
number = 1
while (said := refused(number)) is None:
    number += 1
again = refused(number)
full = session.events
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
seqs = [session.decide(verdict(number), f"key-{number}") for _ in range(2)]
pairs = [event.given.verdict.pair for event in session.history()]
found = {"said": said, "again": again, "full": full, "number": number, "seqs": seqs, "pairs": pairs}
print(json.dumps(found))
"""


def test_a_full_disk_loses_no_verdict_and_the_same_press_goes_through_once_there_is_room(
    sqlite_home: Path,
) -> None:
    pytest.importorskip("resource")
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=False, capture_output=True, text=True, cwd=REPO
    )
    assert run.returncode == 0, run.stderr
    found = orjson.loads(run.stdout)
    assert "cannot be written: the disk does not take it" in found["said"]
    assert found["again"] == found["said"]
    assert found["full"] == found["number"]
    assert found["seqs"] == [found["number"] + 1] * 2
    assert found["pairs"] == [f"{number:016x}" for number in range(found["number"] + 1)]
