"""A process that answers questions line by line, so that the app need not hold what answers them."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from curation.jobs.runner import ROOT

SECONDS_IDLE = 900.0


class Line:
    """The asking end. Any thread may ask; one question at a time is answered.

    Args:
        module: What is run to answer: its ``main`` calls ``answer_all``.
    """

    def __init__(self, module: str) -> None:
        self.module = module
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    @property
    def warm(self) -> bool:
        """Whether the next answer comes at once."""
        return self._process is not None and self._process.poll() is None

    def ask(self, question: bytes) -> bytes:
        """The answer to one line; nothing where the process ends without one, twice."""
        with self._lock:
            return self._ask(question) or self._ask(question)

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.terminate()
            self._process.communicate()
            self._process = None

    def _ask(self, question: bytes) -> bytes:
        """The answer; nothing where the process was gone, e.g. after a while without a question."""
        if not self.warm:
            self.close()
            inherited = filter(None, [os.environ.get("PYTHONPATH")])
            self._process = subprocess.Popen(
                [sys.executable, "-m", self.module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *inherited])},
            )
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(question)
            self._process.stdin.flush()
            return self._process.stdout.readline()
        return b""


def answer_all(answered: Callable[[bytes], bytes]) -> int:
    """The answering end: one line for one line, until nobody asks any more."""
    from curation.jobs.worker import own_line

    line = own_line()
    # Unbuffered: what select is asked about must be all there is to read.
    source = os.fdopen(os.dup(0), "rb", buffering=0)
    while select.select([source], [], [], SECONDS_IDLE)[0] and (question := source.readline()):
        line.write(answered(question))
        line.flush()
    return 0
