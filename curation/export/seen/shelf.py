"""Token counts on disk, one file a data set, tokenizer and way of fitting conversations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.export.block import Ids
from curation.recipe import ExportOptions
from curation.settings import settings
from curation.store import Dataset, new_file

Tokens = NDArray[np.int32]

# Raise when a count would come out otherwise: older files are then passed over.
RULES = 1
NONE, REFUSED, UNKNOWN = -1, -2, -3
_SCHEMA = pa.schema([(name, pa.int32()) for name in ("prompt", "chosen", "rejected", "lost")]).append(
    pa.field("reason", pa.string())
)


@dataclass(frozen=True, eq=False)
class Counts:
    """Tokens of pairs, one entry a pair.

    Attributes:
        prompt: Tokens before the answers begin; ``REFUSED`` where the template refuses the conversation,
            ``UNKNOWN`` where it was not counted.
        chosen: Tokens of the chosen answer; ``NONE`` where there is none.
        rejected: Likewise.
        lost: Tokens at the end of the prompt that are not there once an answer follows.
        reason: What the template said where it refused.
    """

    prompt: Tokens
    chosen: Tokens
    rejected: Tokens
    lost: Tokens
    reason: NDArray[Any]

    @classmethod
    def unknown(cls, pairs: int) -> Counts:
        """Nothing counted yet."""
        return cls.made([np.full(pairs, UNKNOWN, np.int32) for _ in range(4)], np.full(pairs, "", object))

    @classmethod
    def made(cls, numbers: Sequence[Tokens], reason: NDArray[Any]) -> Counts:
        """From prompt, chosen, rejected and lost tokens."""
        prompt, chosen, rejected, lost = numbers
        return cls(prompt, chosen, rejected, lost, reason)

    @property
    def numbers(self) -> tuple[Tokens, Tokens, Tokens, Tokens]:
        """Prompt, chosen, rejected and lost tokens."""
        return self.prompt, self.chosen, self.rejected, self.lost

    def put(self, ids: Ids, table: Tokens, reasons: NDArray[Any]) -> None:
        """Enter counts of some pairs: prompt, chosen, rejected and lost tokens, and refusals."""
        for column, values in zip(self.numbers, table, strict=True):
            column[ids] = values
        self.reason[ids] = reasons

    def of(self, ids: Ids) -> Counts:
        """The counts of some pairs."""
        return Counts.made([column[ids] for column in self.numbers], self.reason[ids])

    def turned(self, which: NDArray[np.bool_]) -> Counts:
        """The counts with the sides of some pairs about."""
        chosen = np.where(which, self.rejected, self.chosen)
        rejected = np.where(which, self.chosen, self.rejected)
        return Counts(self.prompt, chosen, rejected, self.lost, self.reason)


def load(
    dataset: Dataset, identity: str, options: ExportOptions, pairs: int, part: str = ""
) -> Counts | None:
    """What is kept of a data set's counts; None where there is nothing, or it is damaged.

    Args:
        dataset: The data set.
        identity: That of the tokenizer and its template.
        options: How conversations are made to fit.
        pairs: Of how many pairs they must be.
        part: Names counts of some pairs alone.
    """
    try:
        table = pa.ipc.open_file(pa.memory_map(str(_file(dataset, identity, options, part)))).read_all()
    except (OSError, ValueError, pa.ArrowException):
        return None
    if not table.schema.equals(_SCHEMA) or len(table) != pairs:
        return None
    numbers = [table[name].to_numpy().copy() for name in _SCHEMA.names[:4]]
    reason = table["reason"].fill_null("").to_numpy(zero_copy_only=False)
    return Counts.made(numbers, np.array(reason, object))


def save(dataset: Dataset, identity: str, options: ExportOptions, counts: Counts, part: str = "") -> None:
    """Keep counts, named as ``load`` asks for them.

    Raises:
        DatasetError: The disk does not take them.
    """
    reasons = pa.array(counts.reason, pa.string(), mask=counts.reason == "")
    with (
        new_file(_file(dataset, identity, options, part)) as building,
        pa.OSFile(str(building), "wb") as sink,
        pa.ipc.new_file(sink, _SCHEMA) as out,
    ):
        out.write_table(pa.table([*counts.numbers, reasons], schema=_SCHEMA))


def _file(dataset: Dataset, identity: str, options: ExportOptions, part: str) -> Path:
    name = f"{identity}-{options.system}-{options.turns}-r{RULES}{part and '-' + part}.arrow"
    return settings().home / "seen" / dataset.id / name
