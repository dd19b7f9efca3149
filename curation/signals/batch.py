"""What a signal is computed from: some texts, with the prompts that they reply to or their partners.

Regular expressions are compiled anew for every batch, so it is large; what numpy makes of it should
stay in a processor's cache, so that is made of small blocks of it, one after the other, and all of one
block before the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.signals.scan import Mask, Places
from curation.signals.texts import Texts

_BLOCK = 512 << 10
_NONE = Texts(pa.array([], pa.large_string()))


@dataclass(frozen=True, eq=False)
class Batch:
    """What a signal is computed from.

    Attributes:
        texts: The texts to measure: answers, prompts, or the chosen answers of pairs.
        prompts: For answers: the distinct prompts that they reply to, as the user's turns.
        prompt_at: Position in ``prompts`` for each text.
        partners: For pairs: the rejected answers, row for row.
        alone: For pairs: which of them lack an answer.
        turns: For prompts: every turn of all of them, one after the other.
        turn_of: Position in ``texts`` for each turn.
        made: Signals' values and looks that were computed already.
    """

    texts: Texts
    prompts: Texts = _NONE
    prompt_at: Places = field(default_factory=lambda: np.empty(0, np.int64))
    partners: Texts = _NONE
    alone: Mask = field(default_factory=lambda: np.empty(0, bool))
    turns: Texts = _NONE
    turn_of: Places = field(default_factory=lambda: np.empty(0, np.int64))
    made: dict[Any, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: pa.Array) -> Batch:
        """Texts on their own, without prompts or partners."""
        none = Texts(pa.array([""], pa.large_string()))
        return cls(Texts(texts.cast(pa.large_string())), none, np.zeros(len(texts), np.int64))

    def look(self, *looks: Look) -> None:
        """Take these looks at the texts, all of them at one block before the next."""
        new = [look for look in dict.fromkeys(looks) if look not in self.made]
        if not new:
            return
        found: dict[Look, list[NDArray[Any]]] = {look: [] for look in new}
        for block in self._blocks():
            for look in new:
                found[look].append(block.seen(look))
        self.made.update({look: np.concatenate(parts) for look, parts in found.items()})

    def seen(self, look: Look) -> NDArray[Any]:
        """What a look tells of each text."""
        if look not in self.made:
            self.look(look)
        made: NDArray[Any] = self.made[look]
        return made

    def _blocks(self) -> Iterator[_Block]:
        offsets = self.texts.offsets
        edges = np.searchsorted(offsets, np.arange(0, offsets[-1], _BLOCK), side="right") - 1
        starts = np.unique(np.concatenate([[0], edges])).tolist()
        for start, stop in zip(starts, [*starts[1:], len(self.texts)], strict=True):
            texts = Texts(self.texts.array.slice(start, stop - start))
            yield _Block(texts, self.prompts, self.prompt_at[start:stop])


class _Block(Batch):
    """A part of a batch, looked at as it is."""

    def seen(self, look: Look) -> NDArray[Any]:
        if look not in self.made:
            self.made[look] = look(self)
        made: NDArray[Any] = self.made[look]
        return made


Look: TypeAlias = Callable[[Batch], NDArray[Any]]
"""A block of a batch → something of each of its texts, which other texts have no part in."""
