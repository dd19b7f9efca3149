"""How many tokens a tokenizer makes of an answer and of a prompt, special ones of the model left out.

BERT's tokenizers treat every run of characters between white space by itself, so a text's tokens are
the sum over its words, and most words were counted before: a table remembers them. Others get whole
texts, which takes about forty times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.marks import control
from curation.signals.tokenizer import MARKS, loaded, tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from curation.signals.texts import Texts
    from curation.signals.units import Units

_SLOTS = 20
_MOST = 250_000
# The last bits of a slot are the tokens, all others those of the word's hash.
_COUNT = np.uint64(0xFF)


class Remembered:
    """Words' hashes and their tokens: the frequent in a table that all are looked up in at once.

    A word that needs another's slot takes it; the other is still found, one by one.
    """

    def __init__(self) -> None:
        self._table = np.zeros(1 << _SLOTS, np.uint64)
        self._all: dict[int, int] = {}
        self._bare: dict[str, int] = {}

    def get(self, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """What the table holds of these words, and of which of them it holds anything."""
        found = self._table[_slots(hashes)]
        found ^= hashes & ~_COUNT
        return found.view(np.int64), found <= _COUNT

    def one(self, word: int) -> int:
        """Tokens of one word, -1 where it is new."""
        return self._all.get(word, -1)

    def bare(self, words: list[str], machine: Tokenizer) -> NDArray[np.int64]:
        """Tokens of words that are new: of each what stands between marks is asked for once."""
        bare = [word.strip(MARKS) for word in words]
        new = [word for word in dict.fromkeys(bare) if word not in self._bare]
        self._bare.update(zip(new, _whole(machine, new).tolist(), strict=True))
        counts = (self._bare[core] + len(word) - len(core) for word, core in zip(words, bare, strict=True))
        return np.fromiter(counts, np.int64, len(words))

    def put(self, hashes: NDArray[np.uint64], counts: NDArray[np.int64]) -> None:
        """Remember these words, all different."""
        if len(self._all) > _MOST:
            self._all.clear()
            self._bare.clear()
        self._all.update(zip(hashes.tolist(), counts.tolist(), strict=True))
        few = counts <= int(_COUNT)
        self._table[_slots(hashes[few])] = hashes[few] & ~_COUNT | counts[few].view(np.uint64)


def _slots(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    return (hashes >> np.uint64(64 - _SLOTS)).view(np.int64)


_REMEMBERED: dict[str, Remembered] = {}


def tokens(batch: Batch) -> Column:
    """Tokens of each text; missing where there is no tokenizer."""
    return batch.seen(_tokens)


def prompt_tokens(batch: Batch) -> Column:
    """Tokens of all turns of each prompt; missing where there is no tokenizer."""
    each = np.asarray(tokens(Batch(batch.turns)), np.float64)
    return np.bincount(batch.turn_of, each, minlength=len(batch.texts))


def _tokens(block: Batch) -> NDArray[Any]:
    counting = tokenizer()
    if counting is None:
        return np.full(len(block.texts), np.nan)
    machine, apart = loaded(counting)
    if not apart:
        return _whole(machine, block.texts.array.to_pylist())
    if counting.identity not in _REMEMBERED:
        _REMEMBERED.clear()
        _REMEMBERED[counting.identity] = Remembered()
    counts = _by_word(machine, block.texts, _REMEMBERED[counting.identity])
    # To BERT, but not to us, some of these are no white space: it drops them and joins what they part.
    joined = block.seen(control)
    if joined.any():
        counts[joined] = _whole(machine, block.texts.picked(joined))
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
        counts[unknown] = remembered.bare(_spelt(texts, units, new[first[unknown]]), machine)
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
    looks=(control, _tokens),
)
PROMPT_TOKENS = Signal(
    "prompt.tokens",
    "Tokens of the prompt",
    "Tokens of all turns of the prompt by the same tokenizer, those of a chat template left out",
    prompt_tokens,
    scope="prompt",
    source=TOKENS.source,
    basis=_identity,
)
