"""A job in a worker process, seen from the app: its progress, its end, and a way to stop it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import orjson

from curation.errors import CurationError
from curation.jobs import failure
from curation.jobs.records import Record

State = Literal["running", "done", "failed", "cancelled"]
SECONDS_TO_STOP = 2.0
# The worker must find this package whatever folder the app was started from.
ROOT = Path(__file__).parents[2]


@dataclass
class Job:
    """One running or ended piece of work.

    Attributes:
        title: What people read while it runs.
        state: Where it stands.
        stage: What it is doing now.
        done: Units done of the stage.
        total: Units of the stage, 0 where unknown.
        result: What the worker returned.
        error: What went wrong, as a sentence.
        name: What the database keeps it under; empty for one that leaves no trace there.
    """

    title: str
    order: dict[str, Any]
    state: State = "running"
    stage: str = "starting"
    done: int = 0
    total: int = 0
    result: dict[str, Any] = field(default_factory=dict)
    error: CurationError | None = None
    name: str = ""
    started: float = field(default_factory=time.monotonic)
    _marks: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=40), repr=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _record: Record | None = field(default=None, repr=False)
    _follower: threading.Thread | None = field(default=None, repr=False)

    def start(self) -> Job:
        """Start the worker process and follow it on a thread.

        Raises:
            DatasetError: It has a name, and the database cannot be written.
        """
        if self.name:
            self._record = Record(self.name, self.title, self.order)
        inherited = filter(None, [os.environ.get("PYTHONPATH")])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "curation.jobs.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *inherited])},
        )
        assert self._process.stdin is not None
        self._process.stdin.write(orjson.dumps(self.order))
        self._process.stdin.close()
        self._follower = threading.Thread(target=self._follow, args=(self._process,), daemon=True)
        self._follower.start()
        return self

    @property
    def rate(self) -> float:
        """Units a second over the last marks; 0 where not known yet."""
        if len(self._marks) < 2:
            return 0.0
        (then, before), (now, after) = self._marks[0], self._marks[-1]
        return (after - before) / (now - then) if now > then else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Estimated seconds until the stage ends, None where not known."""
        return (self.total - self.done) / self.rate if self.total and self.rate > 0 else None

    def cancel(self) -> None:
        """Stop the worker. What it had stored is kept, so the same job later goes on from there."""
        if self.state == "running" and self._process is not None:
            self.state = "cancelled"
            self._process.terminate()
            try:
                self._process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def wait(self, seconds: float | None = None) -> None:
        """Wait for the worker to end (tests and scripts; the app polls)."""
        assert self._process is not None
        self._process.wait(seconds)
        deadline = time.monotonic() + 5
        while self.state == "running" and time.monotonic() < deadline:
            time.sleep(0.01)

    def _follow(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                # A worker that is killed may leave half a line.
                with suppress(orjson.JSONDecodeError):
                    self._hear(orjson.loads(line))
        process.wait()
        if self.state == "running":
            self.state = "failed"
            self.error = self.error or CurationError(
                f"{self.title} stopped unexpectedly",
                why=f"the worker process ended with code {process.returncode}",
                next="Run the same command on the command line to see more; what was done is kept",
            )

        # The work is done whatever becomes of the note of it.
        with suppress(CurationError):
            if self._record is not None:
                self._record.end(self.state, str(self.error or ""))

    def _hear(self, message: dict[str, Any]) -> None:
        if "stage" in message:
            if message["stage"] != self.stage:
                self._marks.clear()
            self.stage, self.done, self.total = message["stage"], message["done"], message["total"]
            self._marks.append((time.monotonic(), self.done))
            with suppress(CurationError):
                if self._record is not None:
                    self._record.note(self.stage, self.done, self.total)
        elif "error" in message:
            self.error = failure.read(message["error"])
            if self.state == "running":
                self.state = "failed"
        elif "result" in message and self.state == "running":
            self.result = message["result"]
            self.state = "done"
