"""Another program holds the database for seconds: a verdict given meanwhile waits, and is stored once."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from curation.recipe.session import Session
from curation.recipe.verdict import Verdict
from curation.store import database

HOLD = """
import sqlite3, sys, time
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
other.execute("ROLLBACK")
"""
SECONDS = 5.0


def test_five_seconds_of_another_programs_lock_lose_nothing_and_double_nothing(
    sqlite_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one slow test here: the lock is real, by another process, and lasts as long as it says."""
    said: list[float] = []
    monkeypatch.setattr(database, "_told", lambda: said.append(time.monotonic()))
    session = Session.new("set-1", who="anna")
    verdict = Verdict(pair="0" * 16, decision="drop")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(sqlite_home / "winnow.db"), str(SECONDS)], stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        started = time.monotonic()
        # The press, and the same press again as an impatient hand sends it.
        presses = [threading.Thread(target=session.decide, args=(verdict, "key-1")) for _ in range(2)]
        for press in presses:
            press.start()
        # Reading goes on meanwhile.
        assert session.verdicts() == []
        for press in presses:
            press.join()
    assert time.monotonic() - started > SECONDS - 1
    assert session.events == 1
    assert [one.verdict for one in session.verdicts()] == [verdict]
    # Each that waited was told so, once, soon after it began to wait.
    assert len(said) == 2
    assert max(said) - started < SECONDS - 2
