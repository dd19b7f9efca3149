"""What verdicts change of the pairs that stay: sides swapped, texts written anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from curation.recipe.verdict import Edit

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]
_NO_TEXTS: Mapping[int, Edit] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Edits:
    """Changes of pairs, by row of the pairs table.

    Attributes:
        swapped: Rows whose sides are swapped, ascending.
        texts: Row → the texts written anew, of its sides after the swap.
    """

    swapped: Ids = field(default_factory=lambda: np.empty(0, np.int64))
    texts: Mapping[int, Edit] = field(default_factory=lambda: _NO_TEXTS)

    def __bool__(self) -> bool:
        return bool(len(self.swapped) or self.texts)

    @property
    def rows(self) -> Ids:
        """All rows that are changed, ascending."""
        return np.union1d(self.swapped, np.fromiter(self.texts, np.int64, len(self.texts)))

    def turned(self, ids: Ids) -> Mask:
        """Which of some rows are swapped, shape (ids,)."""
        return np.isin(ids, self.swapped)

    def among(self, ids: Ids) -> list[tuple[int, Edit]]:
        """The edits of some rows: each one's place among them, ascending, and its texts."""
        if not self.texts:
            return []
        edited = np.isin(ids, np.fromiter(self.texts, np.int64, len(self.texts)))
        return [(int(at), self.texts[int(ids[at])]) for at in np.flatnonzero(edited)]

    def then(self, later: Edits) -> Edits:
        """Both, one after the other: swapped twice is not swapped, and the later text counts."""
        if not self or not later:
            return later or self
        # A text of before goes with the side it was written for.
        again = set(later.swapped.tolist())
        texts = {row: _about(edit) if row in again else edit for row, edit in self.texts.items()}
        for row, edit in later.texts.items():
            known = texts.get(row)
            texts[row] = (
                edit if known is None else known.model_copy(update=edit.model_dump(exclude_none=True))
            )
        return Edits(np.setxor1d(self.swapped, later.swapped), texts)


def _about(edit: Edit) -> Edit:
    return edit.model_copy(update={"chosen": edit.rejected, "rejected": edit.chosen})


NO_EDITS = Edits()
