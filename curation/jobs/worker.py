"""The worker process: runs one piece of work and tells its progress as JSON lines on stdout.

``python -m curation.jobs.worker`` reads one JSON object on stdin: ``{"work": NAME, ...arguments}``.
It is a process of its own so that the app never imports torch, and so that a cancel or a crash
takes nothing else with it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import orjson

from curation.errors import CurationError
from curation.jobs import work
from curation.jobs.whole import export_recipe
from curation.recipe import Recipe
from curation.schemas import Mapping
from curation.settings import settings
from curation.store import Pairing

SECONDS_BETWEEN = 0.2


class Teller:
    """Writes progress, at most a few lines a second; every change of stage is told."""

    def __init__(self) -> None:
        self._stage = ""
        self._last = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Tell how far a stage is."""
        now = time.monotonic()
        if stage != self._stage or done == total or now - self._last >= SECONDS_BETWEEN:
            self._stage, self._last = stage, now
            tell({"stage": stage, "done": done, "total": total})


def tell(message: dict[str, Any]) -> None:
    """One line to the parent; ``sys.__stdout__``, since libraries may print to ``sys.stdout``."""
    assert sys.__stdout__ is not None
    sys.__stdout__.buffer.write(orjson.dumps(message) + b"\n")
    sys.__stdout__.buffer.flush()


def run(order: dict[str, Any]) -> dict[str, Any]:
    """Do what the order says.

    Returns:
        What the parent needs to go on: ids and counts, never data.
    """
    kind = order.pop("work")
    if kind == "load":
        mapping = order.pop("mapping", None)
        pairing = order.pop("pairing", None)
        dataset = work.load(
            **order,
            mapping=Mapping.model_validate(mapping) if mapping else None,
            pairing=Pairing.model_validate(pairing) if pairing else None,
            within=settings().roots,
            progress=Teller(),
        )
        return {"dataset": dataset.id}
    dataset = work.opened(order.pop("dataset"))
    if kind == "export":
        recipe = Recipe.model_validate(order["recipe"])
        done = export_recipe(dataset, recipe, Path(order["out"]), progress=Teller())
        return {"out": order["out"], **done.export.summary()}
    neighbours = work.find_neighbours(dataset, **order, progress=Teller())
    return {"dataset": dataset.id, "edges": len(neighbours.a)}


def main() -> int:
    """Run the order on stdin; 0 done, 2 a sentence for the curator, 1 a fault of ours."""
    order = orjson.loads(sys.stdin.buffer.read())
    # Whatever a library prints must not break the protocol.
    sys.stdout = sys.stderr
    try:
        result = run(order)
    except CurationError as error:
        tell({"error": {"what": error.what, "why": error.why, "next": error.next}})
        return 2
    tell({"result": result})
    return 0


if __name__ == "__main__":
    sys.exit(main())
