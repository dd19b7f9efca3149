"""A row as a pattern: its JSON with holes, found by making one row of marks in place of the texts.

A format says what its row is like by a function of Python values. Where all rows of a kind differ in their
texts alone, that function is asked but once, and the texts of all of them are put into the holes together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from curation.export.escaping import TEXT

# Code points of private use, which no format writes of itself.
_TEXT, _VALUE = "\uf0f0", "\uf0f1"
_HOLE = re.compile(f'"{_VALUE}(\\d+){_VALUE}"|{_TEXT}(\\d+){_TEXT}')
_NOTHING = pa.scalar("", TEXT)


def text_hole(column: int) -> str:
    """The mark for a text of that column, alone or within a longer one."""
    return f"{_TEXT}{column}{_TEXT}"


def value_hole(column: int) -> str:
    """The mark for a whole JSON value of that column."""
    return f"{_VALUE}{column}{_VALUE}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Lines that differ in some places.

    Attributes:
        parts: What stands between the holes, from the beginning of the line to its end.
        holes: Which column goes into each of them.
    """

    parts: tuple[str, ...]
    holes: tuple[int, ...]

    @classmethod
    def of(cls, row: dict[str, Any]) -> Pattern:
        """The pattern of a row of marks."""
        line = orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE).decode()
        found = list(_HOLE.finditer(line))
        ends = [0, *(hole.end() for hole in found)]
        starts = [*(hole.start() for hole in found), len(line)]
        parts = tuple(line[end:start] for end, start in zip(ends, starts, strict=True))
        return cls(parts, tuple(int(hole[1] or hole[2]) for hole in found))

    def filled(self, columns: Sequence[pa.Array]) -> pa.Array:
        """The lines that columns of JSON give, see ``escaping``; the last row's end in a line feed too."""
        first, *others = (pa.scalar(part, TEXT) for part in self.parts)
        filled = [first]
        for hole, part in zip(self.holes, others, strict=True):
            filled += [columns[hole], part]
        return pc.binary_join_element_wise(*filled, _NOTHING)
