"""A process that holds the embedding model and turns queries into vectors, so that the app need not.

``python -m curation.jobs.query_encoder`` reads JSON lines ``{"model", "text"}`` on stdin and answers
each with ``{"vector"}`` or ``{"error"}``. It ends when the app does, and after a while without a
question; the next one starts it again.
"""

from __future__ import annotations

import sys

import numpy as np
import numpy.typing as npt
import orjson

from curation.errors import CurationError, EncoderError
from curation.jobs import failure
from curation.jobs.line import Line, answer_all


class QueryEncoder:
    """The app's end of the line. Any thread may ask; one question at a time is answered."""

    def __init__(self, model: str | None = None) -> None:
        self.model = model
        self._line = Line("curation.jobs.query_encoder")

    @property
    def warm(self) -> bool:
        """Whether the next answer comes at once."""
        return self._line.warm

    def vector(self, text: str) -> npt.NDArray[np.float32]:
        """Embed a query as a unit vector, float32 [dim].

        Raises:
            EncoderError: The model cannot be had, or its process ended.
        """
        clean = text.encode("utf-8", "replace").decode()
        question = orjson.dumps({"model": self.model, "text": clean}) + b"\n"
        answer = self._line.ask(question)
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
        self._line.close()


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
    return answer_all(answered)


if __name__ == "__main__":
    sys.exit(main())
