"""A program killed in the midst of fast reviewing: what it said was written is there, and nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from curation.recipe.session import Session

REPO = Path(__file__).resolve().parents[3]
PROGRAM = """
import itertools, sys
from curation.recipe.session import Session
from curation.recipe.verdict import Verdict

session = Session(sys.argv[1], "set-1", "anna")
for number in itertools.count():
    session.decide(Verdict(pair=f"{number:016x}", decision="drop"), f"key-{number}")
    print(number, flush=True)
"""
ENOUGH = 25


def test_every_acknowledged_verdict_outlives_a_kill_and_none_is_there_twice(database: str) -> None:
    session = Session.new("set-1", who="anna")
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, session.id],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPO)},
    ) as reviewing:
        assert reviewing.stdout is not None
        said = [int(reviewing.stdout.readline()) for _ in range(ENOUGH)]
        reviewing.send_signal(signal.SIGKILL)
        said += map(int, reviewing.stdout.read().split())
    assert reviewing.returncode == -signal.SIGKILL
    events = session.history()
    written = [int(event.given.verdict.pair, 16) for event in events if event.given]
    # The last one may have been written without there having been time to say so.
    assert written == list(range(len(written)))
    assert len(said) <= len(written) <= len(said) + 1
    again = session.decide(events[3].given.verdict, "key-3") if events[3].given else 0
    assert again == 4
    assert len(session.history()) == len(events)
