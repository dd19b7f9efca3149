"""The JSON lines of a block, without making its rows one by one: one pattern a shape of conversation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pyarrow as pa

from curation.export.block import SIDES, Block, Ids, Turns
from curation.export.escaping import escaped, json_values
from curation.export.pattern import Pattern, text_hole, value_hole
from curation.export.refusing import Mask
from curation.export.target import JsonRow

# With fewer rows of a shape than this, making them one by one is as fast.
_ROWS_A_SHAPE = 16

Rows = Callable[[Turns, str, str, Mapping[str, str]], Sequence[JsonRow]]
Columns = Callable[[Block], Mapping[str, pa.Array]]


@dataclass(eq=False)
class LineMaker:
    """Makes the lines of blocks whose rows differ in nothing but texts, given the shape of their prompts.

    Attributes:
        rows: The rows of a pair: of its prompt, both answers and other values by name. It looks at who speaks
            in the prompt, and at no text.
        columns: Those other values of a block.
    """

    rows: Rows
    columns: Columns
    _known: dict[tuple[str, ...], list[Pattern]] = field(default_factory=dict)

    def __call__(self, block: Block, wanted: Mask | None = None) -> pa.Array | None:
        """A block's lines in its order; None where its rows must be made one by one.

        Args:
            block: The pairs.
            wanted: Which of the rows of each pair there are, shape (pairs, rows); None for all.
        """
        turns = block.messages.flatten()
        if turns.field("content").null_count or any(block.pairs[f"{side}_id"].null_count for side in SIDES):
            return None
        lengths = block.messages.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
        starts = np.cumsum(lengths) - lengths
        shapes = _shapes(turns.field("role"), starts)
        if not shapes or (len(shapes) - 1) * _ROWS_A_SHAPE > len(block):
            return None
        said = escaped(turns.field("content"))
        others = self.columns(block)
        whole = [*(escaped(block.answers(side)) for side in SIDES), *map(json_values, others.values())]
        made: list[pa.Array] = []
        places: list[Ids] = []
        for shape, alike in shapes.items():
            patterns = self._patterns(shape, list(others))
            for nth, pattern in enumerate(patterns):
                where = alike if wanted is None else alike[wanted[alike, nth]]
                columns = [_taken(column, where) for column in whole]
                columns += [_taken(said, starts[where] + turn) for turn in range(len(shape))]
                made.append(pattern.filled(columns))
                places.append(where * len(patterns) + nth)
        return _in_order(made, places)

    def _patterns(self, shape: tuple[str, ...], names: list[str]) -> list[Pattern]:
        if shape not in self._known:
            first = len(SIDES) + len(names)
            prompt = [{"role": role, "content": text_hole(first + turn)} for turn, role in enumerate(shape)]
            others = {name: value_hole(len(SIDES) + at) for at, name in enumerate(names)}
            made = self.rows(prompt, text_hole(0), text_hole(1), others)
            self._known[shape] = list(map(Pattern.of, made))
        return self._known[shape]


def _shapes(roles: pa.Array, starts: Ids) -> dict[tuple[str, ...], Ids]:
    """Who speaks in which turn → the prompts where it is so."""
    named = roles.dictionary_encode()
    names = named.dictionary.to_pylist()
    codes = named.indices.to_numpy().astype(np.uint16).tobytes()
    cuts = (2 * np.r_[starts, len(roles)]).tolist()
    found: dict[bytes, list[int]] = defaultdict(list)
    for at, (start, end) in enumerate(pairwise(cuts)):
        found[codes[start:end]].append(at)
    return {
        tuple(names[code] for code in np.frombuffer(shape, np.uint16)): np.asarray(where, np.int64)
        for shape, where in found.items()
    }


def _taken(column: pa.Array, where: Ids) -> pa.Array:
    # In order and as many as there are, they can only be all.
    return column if len(where) == len(column) else column.take(pa.array(where))


def _in_order(made: list[pa.Array], places: list[Ids]) -> pa.Array:
    if len(made) == 1:
        return made[0]
    lines = pa.concat_arrays(made)
    return lines.take(pa.array(np.argsort(np.concatenate(places))))
