"""The worker process: runs one piece of work and tells its progress as JSON lines on stdout.

``python -m curation.jobs.worker`` reads one JSON object on stdin: ``{"work": NAME, ...arguments}``.
It is a process of its own so that the app never imports torch, and so that a cancel or a crash
takes nothing else with it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO

import orjson

from curation.errors import CurationError
from curation.jobs import failure, work
from curation.jobs.contamination import look_for_contamination
from curation.jobs.diversity import keep_diversity
from curation.jobs.noise import cleaning_effect
from curation.jobs.noise_kept import keep_noise
from curation.jobs.packing import pack_export
from curation.jobs.prompt_map import map_prompts
from curation.jobs.proving import prove_outcome, prove_recipe
from curation.jobs.publishing import publish_export
from curation.jobs.revising import revise
from curation.jobs.seen import count_tokens
from curation.jobs.sharing import look_for_shared
from curation.jobs.whole import export_recipe
from curation.recipe import Recipe
from curation.schemas import Mapping
from curation.settings import settings
from curation.store import Dataset, Pairing

SECONDS_BETWEEN = 0.2


class Teller:
    """Tells the parent: progress at most a few times a second, every change of stage, the end."""

    def __init__(self, line: BinaryIO) -> None:
        self._line = line
        self._stage = ""
        self._last = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Tell how far a stage is."""
        now = time.monotonic()
        if stage != self._stage or done == total or now - self._last >= SECONDS_BETWEEN:
            self._stage, self._last = stage, now
            self.say({"stage": stage, "done": done, "total": total})

    def say(self, message: dict[str, Any]) -> None:
        """One line.

        Raises:
            SystemExit: Nobody listens any more: the app has ended, and what is half-built goes with it.
        """
        try:
            self._line.write(orjson.dumps(message) + b"\n")
            self._line.flush()
        except BrokenPipeError:
            raise SystemExit(1) from None


def own_line() -> BinaryIO:
    """The pipe to the parent, kept for us alone: what libraries print, native ones too, goes to stderr."""
    line = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return line


def run(order: dict[str, Any], progress: Teller) -> dict[str, Any]:
    """Do what the order says.

    Returns:
        What the parent needs to go on: ids and counts, never data.
    """
    kind = order.pop("work")
    if kind == "load":
        dataset = work.load(**_source(order), progress=progress)
        revised = revise(dataset)
        return {"dataset": dataset.id, "revision": revised.summary() if revised else None}
    if kind == "count":
        counted = work.count(**_source(order), progress=progress)
        return {"counts": counted.counts.model_dump(), "quarantine": counted.quarantine}
    if kind == "merge":
        return {"dataset": work.merge_datasets(**order, progress=progress).id}
    if kind == "pack":
        return pack_export(Path(order["out"]), order["name"], progress=progress)
    if kind == "publish":
        return publish_export(order, progress=progress)
    return _done_with(work.opened(order.pop("dataset"), progress), kind, order, progress)


def _done_with(dataset: Dataset, kind: str, order: dict[str, Any], progress: Teller) -> dict[str, Any]:
    """The kinds of work that are done with an opened data set."""
    if kind == "contamination":
        return look_for_contamination(dataset, order, within=settings().readable, progress=progress)
    if kind == "map":
        drawn = map_prompts(dataset, **order, progress=progress)
        return {"dataset": dataset.id, "points": len(drawn), "topics": len(drawn.topics)}
    if kind in {"diversity", "noise", "effect", "shared", "seen", "prove"}:
        return _analysed(dataset, kind, order, progress)
    if kind == "embed":
        return {"dataset": dataset.id, "embedded": work.embed_prompts(dataset, progress=progress).embedded}
    if kind == "export":
        recipe = Recipe.model_validate(order["recipe"])
        return _exported(dataset, recipe, Path(order["out"]), progress)
    neighbours = work.find_neighbours(dataset, **order, progress=progress)
    return {"dataset": dataset.id, "edges": len(neighbours.a)}


def _exported(dataset: Dataset, recipe: Recipe, out: Path, progress: Teller) -> dict[str, Any]:
    """An export, and what its reader makes of it."""
    done = export_recipe(dataset, recipe, out, progress=progress)
    told = {"out": str(out), "beside": list(done.export.beside), **done.export.summary()}
    proof = prove_outcome(done.outcome, recipe, progress=progress)
    return told | {"proof": proof.plain()}


def _analysed(dataset: Dataset, kind: str, order: dict[str, Any], progress: Teller) -> dict[str, Any]:
    """Figures that take long; those that are looked at again are kept in the workspace."""
    if kind == "diversity":
        return {"dataset": dataset.id, "embedded": keep_diversity(dataset, **order, progress=progress)}
    if kind == "seen":
        return {"dataset": dataset.id, **count_tokens(dataset, order, progress=progress)}
    if kind == "prove":
        return prove_recipe(dataset, Recipe.model_validate(order["recipe"]), progress=progress).plain()
    if kind == "shared":
        return look_for_shared(dataset, **order, progress=progress)
    if kind == "noise":
        return {"dataset": dataset.id, "suspects": keep_noise(dataset, **order, progress=progress).suspects}
    return cleaning_effect(dataset, Recipe.model_validate(order["recipe"]), progress=progress).as_json()


def _source(order: dict[str, Any]) -> dict[str, Any]:
    """The order's arguments, the mapping and the pairing rule read back; only allowed folders."""
    mapping, pairing = order.pop("mapping", None), order.pop("pairing", None)
    return {
        **order,
        "mapping": Mapping.model_validate(mapping) if mapping else None,
        "pairing": Pairing.model_validate(pairing) if pairing else None,
        "within": settings().readable,
    }


def main() -> int:
    """Run the order on stdin; 0 done, 2 a sentence for the curator, 1 a fault of ours."""
    signal.signal(signal.SIGTERM, _leave)
    teller = Teller(own_line())
    try:
        result = run(orjson.loads(sys.stdin.buffer.read()), teller)
    except CurationError as error:
        teller.say({"error": failure.written(error)})
        return 2
    teller.say({"result": result})
    return 0


def _leave(signum: int, frame: FrameType | None) -> None:
    """Stopped: leave as after an error, so that what is half-built is removed on the way out."""
    raise SystemExit(128 + signum)


if __name__ == "__main__":
    sys.exit(main())
