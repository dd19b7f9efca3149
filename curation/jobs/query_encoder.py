"""A process that holds the embedding model and turns queries into vectors, so that the app need not.

``python -m curation.jobs.query_encoder`` reads JSON lines ``{"model", "text"}`` on stdin and answers
each with ``{"vector"}`` or ``{"error"}``. It ends when the app does, and after a while without a
question; the next one starts it again.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
from contextlib import suppress

import numpy as np
import numpy.typing as npt
import orjson

from curation.errors import CurationError, EncoderError
from curation.jobs import failure
from curation.jobs.runner import ROOT

SECONDS_IDLE = 900.0


class QueryEncoder:
    """The app's end of the line. Any thread may ask; one question at a time is answered."""

    def __init__(self, model: str | None = None) -> None:
        self.model = model
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    @property
    def warm(self) -> bool:
        """Whether the next answer comes at once."""
        return self._process is not None and self._process.poll() is None

    def vector(self, text: str) -> npt.NDArray[np.float32]:
        """Embed a query as a unit vector, float32 [dim].

        Raises:
            EncoderError: The model cannot be had, or its process ended.
        """
        clean = text.encode("utf-8", "replace").decode()
        question = orjson.dumps({"model": self.model, "text": clean}) + b"\n"
        with self._lock:
            answer = self._ask(question) or self._ask(question)
        if not answer:
            raise EncoderError(
                "The embedding model's process ended without an answer",
                next="Search again, or search by words",
            )
        told = orjson.loads(answer)
        if "error" in told:
            raise failure.read(told["error"])
        return np.asarray(told["vector"], np.float32)

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
                [sys.executable, "-m", "curation.jobs.query_encoder"],
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


def answered(question: bytes) -> bytes:
    """One line for one line."""
    from curation.similarity import load_encoder

    asked = orjson.loads(question)
    try:
        vector = load_encoder(asked["model"]).encode([asked["text"]])[0]
    except CurationError as error:
        return orjson.dumps({"error": failure.written(error)}) + b"\n"
    return orjson.dumps({"vector": vector.tolist()}) + b"\n"


def main() -> int:
    """Answer until nobody asks any more."""
    from curation.jobs.worker import own_line

    line = own_line()
    # Unbuffered: what select is asked about must be all there is to read.
    source = os.fdopen(os.dup(0), "rb", buffering=0)
    while select.select([source], [], [], SECONDS_IDLE)[0] and (question := source.readline()):
        line.write(answered(question))
        line.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
