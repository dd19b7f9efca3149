"""The queue of probably wrong labels as a file in the workspace: the worker makes it, the app reads it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from curation.jobs.noise import look_for_noise
from curation.jobs.work import Progress
from curation.settings import settings
from curation.store import Dataset
from curation.store.workspace import new_folder

# Raise when a queue would come out otherwise: older ones are then passed over.
RULES = 2
REASONED = 100
_QUEUE = pa.schema([("pair", pa.int64()), ("margin", pa.float64()), ("probability", pa.float64())])


@dataclass(frozen=True, eq=False)
class KeptNoise:
    """What ``keep_noise`` found, those the proxy contradicts most first.

    Attributes:
        told: ``LabelNoise.as_json``: verdict, accuracy, noise rate, what the queue is worth.
        pairs: int64 [n], pair ids.
        margins: float64 [n], log odds that the stated verdict is right.
        probability: float64 [n], the same calibrated.
        reasons: What speaks against the first ``REASONED`` verdicts: feature, difference, effect.
    """

    told: dict[str, Any]
    pairs: NDArray[np.int64]
    margins: NDArray[np.float64]
    probability: NDArray[np.float64]
    reasons: tuple[tuple[dict[str, Any], ...], ...]

    @property
    def suspects(self) -> int:
        """How many of the queue are wrong by the estimate; none where the proxy is no better than chance."""
        return int(self.told["suspects"])


def keep_noise(dataset: Dataset, *, seed: int = 0, progress: Progress | None = None) -> KeptNoise:
    """Look for wrong labels and keep the queue for ``known_noise``.

    Raises:
        DatasetError: The disk does not take it.
    """
    found = look_for_noise(dataset, seed=seed, progress=progress)
    order = np.argsort(found.margins, kind="stable")
    reasons = tuple(
        tuple(asdict(reason) for reason in found.reasons_at(row)) for row in order[:REASONED].tolist()
    )
    kept = KeptNoise(
        found.as_json(), found.rows[order], found.margins[order], found.probability[order], reasons
    )
    with new_folder(_folder(dataset, seed)) as building:
        table = pa.table([kept.pairs, kept.margins, kept.probability], schema=_QUEUE)
        with pa.OSFile(str(building / "queue.arrow"), "wb") as sink, pa.ipc.new_file(sink, _QUEUE) as out:
            out.write_table(table)
        (building / "found.json").write_bytes(orjson.dumps({"told": kept.told, "reasons": kept.reasons}))
    return kept


def known_noise(dataset: Dataset, *, seed: int = 0) -> KeptNoise | None:
    """The queue that was kept; None where there is none, or a damaged one."""
    folder = _folder(dataset, seed)
    try:
        meta = orjson.loads((folder / "found.json").read_bytes())
        table = pa.ipc.open_file(pa.memory_map(str(folder / "queue.arrow"))).read_all()
    except (OSError, ValueError, pa.ArrowException):
        return None
    if not table.schema.equals(_QUEUE):
        return None
    pairs, margins, probability = (table[name].to_numpy() for name in _QUEUE.names)
    return KeptNoise(meta["told"], pairs, margins, probability, tuple(map(tuple, meta["reasons"])))


def _folder(dataset: Dataset, seed: int) -> Path:
    return settings().home / "noise" / dataset.id / f"{seed}-r{RULES}"
