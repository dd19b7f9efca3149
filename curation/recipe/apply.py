"""A recipe applied to a data set: one pure function that app, command line and export all call."""

from __future__ import annotations

import threading
from collections import OrderedDict
from hashlib import blake2b

import numpy as np

from curation.errors import Cancelled
from curation.recipe.edits import NO_EDITS
from curation.recipe.outcome import Mask, Outcome, StepResult
from curation.recipe.recipe import Recipe
from curation.recipe.removal import Asked, Progress, Removal, looks_back, pinned, removal
from curation.recipe.steps import AnyStep
from curation.store import Dataset

_Key = tuple[str, str, bytes]


def apply(
    dataset: Dataset,
    recipe: Recipe,
    *,
    progress: Progress | None = None,
    cancelled: Asked | None = None,
) -> Outcome:
    """Apply the recipe's steps in order. The same data set and recipe give the same outcome, always.

    Args:
        dataset: The data set; its source, mapping and pairing are as it was built, whatever the
            recipe says of them.
        recipe: The steps.
        progress: Called with (what, done, total) while duplicates are looked for, the one slow thing here.
        cancelled: Asked between steps and now and then within them.

    Raises:
        RecipeError: A step does not fit the data set; nothing is applied.
        EncoderError: The embedding model cannot be had.
        Cancelled: ``cancelled`` said so.
    """
    alive = np.ones(len(dataset.pairs), bool)
    results = []
    edits = NO_EDITS
    for step in recipe.steps:
        if cancelled is not None and cancelled():
            raise Cancelled("Applying the recipe was stopped", next="Apply it again")
        if not step.enabled:
            nothing = np.zeros(len(alive), bool)
            results.append(StepResult(step.title, step.kind, nothing, nothing, enabled=False))
            continue
        found = _remembered(dataset, step, alive, progress, cancelled)
        removes = alive & found.hit
        alive = alive & ~found.hit
        results.append(
            StepResult(
                step.title,
                step.kind,
                found.hit,
                removes,
                groups=found.groups,
                findings=found.findings,
                subset=found.subset,
                by_hand=found.by_hand,
            )
        )
        if found.by_hand is not None:
            edits = edits.then(found.by_hand.edits)
    outcome = Outcome(dataset, alive, tuple(results), edits)
    removed = sum(result.removed for result in results)
    assert outcome.pairs_in == outcome.pairs_kept + removed, "a pair was lost"
    return outcome


# Moving one filter must not run the others again. A mask is one byte a row; groups are larger.
_REMEMBERED_ROWS = 64 << 20
_memory: OrderedDict[_Key, Removal] = OrderedDict()
_lock = threading.Lock()


def _remembered(
    dataset: Dataset,
    step: AnyStep,
    alive: Mask,
    progress: Progress | None,
    cancelled: Asked | None,
) -> Removal:
    """``removal``, or what it said the last time."""
    settings = pinned(step).model_dump_json(exclude={"name", "note", "enabled"})
    before = blake2b(np.packbits(alive).tobytes(), digest_size=16).digest() if looks_back(step) else b""
    key = (f"{dataset.path}", settings, before)
    with _lock:
        if key in _memory:
            _memory.move_to_end(key)
            return _memory[key]
    found = removal(dataset, step, alive, progress, cancelled)
    found.hit.flags.writeable = False
    with _lock:
        _memory[key] = found
        held = sum(len(kept.hit) for kept in _memory.values())
        while held > _REMEMBERED_ROWS and len(_memory) > 1:
            held -= len(_memory.popitem(last=False)[1].hit)
    return found
