"""How many tokens a tokenizer makes of an answer, special ones of the model left out.

BERT's tokenizers treat every run of characters between white space by itself, so a text's tokens are
the sum over its words, and most words were counted before: a table remembers them. Others get whole
texts, which takes about forty times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.tokenizer import loaded, tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from curation.signals.batch import Texts
    from curation.signals.units import Units

_SLOTS = 20
_MOST = 250_000


class Remembered:
    """Words' hashes and their tokens: the frequent in a table that all are looked up in at once.

    A word that needs another's slot takes it; the other is still found, one by one.
    """

    def __init__(self) -> None:
        self._keys = np.zeros(1 << _SLOTS, np.uint64)
        self._counts = np.zeros(1 << _SLOTS, np.uint32)
        self._all: dict[int, int] = {}

    def get(self, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """What the table holds of these words, and of which of them it holds anything."""
        slots = _slots(hashes)
        return self._counts[slots].astype(np.int64), self._keys[slots] == hashes

    def one(self, word: int) -> int:
        """Tokens of one word, -1 where it is new."""
        return self._all.get(word, -1)

    def put(self, hashes: NDArray[np.uint64], counts: NDArray[np.int64]) -> None:
        """Remember these words, all different."""
        if len(self._all) > _MOST:
            self._all.clear()
        self._all.update(zip(hashes.tolist(), counts.tolist(), strict=True))
        # Of two words for one slot the same one must win in both tables.
        slots, first = np.unique(_slots(hashes), return_index=True)
        self._keys[slots], self._counts[slots] = hashes[first], counts[first]


def _slots(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    return (hashes >> np.uint64(64 - _SLOTS)).astype(np.int64)


_REMEMBERED: dict[str, Remembered] = {}


def tokens(batch: Batch) -> Column:
    """Tokens of each text; missing where there is no tokenizer."""
    counting = tokenizer()
    if counting is None:
        return np.full(len(batch.texts), np.nan)
    machine, apart = loaded(counting)
    if not apart:
        return _whole(machine, batch.texts.array.to_pylist())
    if counting.identity not in _REMEMBERED:
        _REMEMBERED.clear()
        _REMEMBERED[counting.identity] = Remembered()
    remembered = _REMEMBERED[counting.identity]
    counts = np.concatenate([_by_word(machine, block, remembered) for block in batch.texts.blocks])
    # To BERT, but not to us, these are no white space: it drops them and joins what they part.
    joined = batch.texts.holding("\x0b\x0c")
    if joined.any():
        counts[joined] = _whole(machine, batch.texts.picked(joined))
    return counts


def _whole(machine: Tokenizer, texts: list[str]) -> NDArray[np.int64]:
    encoded = machine.encode_batch_fast(texts, add_special_tokens=False)
    return np.fromiter((len(one) for one in encoded), np.int64, len(texts))


def _by_word(machine: Tokenizer, texts: Texts, remembered: Remembered) -> NDArray[np.int64]:
    units = texts.units
    each, known = remembered.get(units.hashes)
    new = np.flatnonzero(~known)
    if len(new):
        hashes, first, again = np.unique(units.hashes[new], return_index=True, return_inverse=True)
        counts = np.fromiter(map(remembered.one, hashes.tolist()), np.int64, len(hashes))
        unknown = counts < 0
        counts[unknown] = _whole(machine, _spelt(texts, units, new[first[unknown]]))
        each[new] = counts[again]
        remembered.put(hashes, counts)
    # Unlike a difference of running sums, no cast is needed for texts without words.
    totals: NDArray[np.int64] = np.concatenate([[0], np.cumsum(each)])[units.first]
    return np.diff(totals)


def _spelt(texts: Texts, units: Units, words: NDArray[np.int64]) -> list[str]:
    raw = texts.bytes.tobytes()
    places = zip(units.starts[words].tolist(), units.ends[words].tolist(), strict=True)
    return [raw[start:end].decode() for start, end in places]


def _identity() -> str:
    counting = tokenizer()
    return counting.identity if counting else "none"


TOKENS = Signal(
    "tokens",
    "Tokens",
    "Tokens of the answer by the tokenizer that is shown, special tokens of the model left out",
    tokens,
    source="tokenizers (Hugging Face); WINNOW_TOKENIZER names another tokenizer.json",
    basis=_identity,
)
