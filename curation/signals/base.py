"""What a signal is: one value a text, computed over whole Arrow columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import pyarrow as pa
from numpy.typing import NDArray

from curation.signals.batch import Batch, Look

Kind = Literal["number", "share", "flag", "count", "label"]
Scope = Literal["answer", "prompt", "pair"]
Column: TypeAlias = pa.Array | NDArray[Any]


def _no_basis() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Signal:
    """A measurement of answers, of prompts, or of the two answers of a pair.

    Attributes:
        name: Column name. An answer's number gives pairs ``chosen.<name>``, ``rejected.<name>`` and
            ``margin.<name>``, its label the first two; a prompt's is ``prompt.<name>``; a pair's is itself.
        title: What people read.
        definition: One sentence: what is measured, in which unit.
        compute: A batch → its texts' values, in order; null or NaN where there is none.
        kind: ``count`` of something, ``share`` from 0 to 1, ``flag`` (0 or 1), other ``number``, ``label``.
        scope: What is measured.
        source: Where the definition is from.
        version: Raised whenever it counts otherwise; data sets are then measured again, in this alone.
        basis: What else the values depend on, e.g. a tokenizer; part of the edition.
        looks: The looks that it takes at the texts; for all signals they are taken together.
    """

    name: str
    title: str
    definition: str
    compute: Callable[[Batch], Column]
    kind: Kind = "count"
    scope: Scope = "answer"
    source: str = "our own definition"
    version: int = 1
    basis: Callable[[], str] = _no_basis
    looks: tuple[Look, ...] = ()

    @property
    def edition(self) -> str:
        """What tells values of this signal from those of an earlier or otherwise based one."""
        return "-".join(filter(None, (str(self.version), self.basis())))

    def of(self, batch: Batch) -> Column:
        """Its values for a batch, computed once."""
        if self.name not in batch.made:
            batch.made[self.name] = self.compute(batch)
        made: Column = batch.made[self.name]
        return made

    @property
    def column(self) -> str:
        """Its column in the table of what it measures."""
        return self.name.removeprefix("prompt.") if self.scope == "prompt" else self.name
