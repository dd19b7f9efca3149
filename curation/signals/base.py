"""What a signal is: one number a text, computed over whole Arrow columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Signal:
    """A measurement of one answer.

    Attributes:
        name: Column name; pairs get ``chosen.<name>``, ``rejected.<name>``, ``margin.<name>``.
        title: What people read.
        definition: One sentence: what is counted, in which unit.
        compute: Texts (string array, no nulls) → numbers of the same length.
    """

    name: str
    title: str
    definition: str
    compute: Callable[[pa.ChunkedArray], pa.ChunkedArray]
