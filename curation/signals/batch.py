"""Some texts, and the cuts of them that several signals read; each cut is made once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.signals.grams import Runs, runs_of
from curation.signals.units import Units, units_of

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]
OPENING = 200
_BLOCK = 256 << 10
_FENCED = r"(?s)```.*?(?:```|\z)"


class Texts:
    """A column of texts without nulls, as one Arrow array and as the bytes under it."""

    def __init__(self, array: pa.LargeStringArray) -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    @cached_property
    def offsets(self) -> NDArray[np.int64]:
        """Where each text begins in ``bytes``, and where the last one ends, shape (texts + 1,)."""
        if not len(self.array):
            return np.zeros(1, np.int64)
        raw = np.frombuffer(self.array.buffers()[1], np.int64)
        mine = raw[self.array.offset : self.array.offset + len(self.array) + 1]
        shifted: NDArray[np.int64] = mine - mine[0]
        return shifted

    @cached_property
    def bytes(self) -> NDArray[np.uint8]:
        """All texts as UTF-8, one behind the other."""
        if not self.offsets[-1]:
            return np.empty(0, np.uint8)
        first = int(np.frombuffer(self.array.buffers()[1], np.int64)[self.array.offset])
        whole = np.frombuffer(self.array.buffers()[2], np.uint8)
        return whole[first : first + int(self.offsets[-1])]

    @cached_property
    def chars(self) -> Counts:
        """Code points of each text."""
        return np.asarray(pc.utf8_length(self.array), np.int64)

    @cached_property
    def opening(self) -> Texts:
        """The first characters of each text, with straight apostrophes."""
        cut = pc.utf8_slice_codeunits(self.array, 0, OPENING)
        return Texts(pc.replace_substring(cut, "’", "'"))

    @cached_property
    def prose(self) -> Texts:
        """Each text without its fenced code; a fence left open reaches to the end."""
        fenced = self.holding("`")
        if not fenced.any():
            return self
        some = self.array.filter(pa.array(fenced))
        without = pc.replace_substring_regex(some, _FENCED, "")
        return Texts(pc.replace_with_mask(self.array, pa.array(fenced), without))

    @cached_property
    def blocks(self) -> tuple[Texts, ...]:
        """The same texts in parts so small that what numpy makes of them stays in a processor's cache."""
        edges = np.searchsorted(self.offsets, np.arange(0, self.offsets[-1], _BLOCK), side="right") - 1
        starts = np.unique(np.concatenate([[0], edges])).tolist()
        ends = [*starts[1:], len(self)]
        return tuple(Texts(self.array.slice(a, b - a)) for a, b in zip(starts, ends, strict=True))

    @cached_property
    def units(self) -> Units:
        """The words of each text, hashed; better asked of ``blocks``."""
        return units_of(self.bytes, self.offsets)

    @cached_property
    def runs(self) -> Runs:
        """Every run of eight words of each text; better asked of ``blocks``."""
        return runs_of(self.units)

    @cached_property
    def digits(self) -> Counts:
        """Decimal digits (0 to 9) of each text."""
        return self.between(np.flatnonzero(self.bytes - np.uint8(48) < 10))

    @cached_property
    def last(self) -> NDArray[np.uint8]:
        """The last byte of each text that is no ASCII white space, 0 where there is none."""
        return np.concatenate([_last(block) for block in self.blocks])

    def between(self, where: NDArray[np.int64]) -> Counts:
        """How many of these ascending byte positions lie in each text."""
        counts: Counts = np.diff(np.searchsorted(where, self.offsets))
        return counts

    def holding(self, chars: str) -> Mask:
        """Texts in which any of these ASCII characters stands."""
        found = np.zeros(len(self), bool)
        for char in chars:
            found |= self.between(np.flatnonzero(self.bytes == ord(char))) > 0
        return found

    def above(self, low: int, high: int = 255) -> Mask:
        """Texts with any byte from ``low`` to ``high``: the lead bytes of whole scripts."""
        held: Mask = self.between(np.flatnonzero(self.bytes - np.uint8(low) <= high - low)) > 0
        return held

    def matching(self, pattern: str, among: Mask | None = None) -> Mask:
        """Texts in which an RE2 pattern is found, looked for in those ``among`` alone."""
        found = np.zeros(len(self), bool)
        some, at = self._some(among)
        if len(at):
            found[at] = pc.match_substring_regex(some, pattern).to_numpy(zero_copy_only=False)
        return found

    def counting(self, pattern: str, among: Mask | None = None) -> Counts:
        """How often an RE2 pattern is found in each text, looked for in those ``among`` alone."""
        found = np.zeros(len(self), np.int64)
        some, at = self._some(among)
        if len(at):
            found[at] = pc.count_substring_regex(some, pattern).to_numpy()
        return found

    def covered(self, pattern: str, among: Mask | None = None) -> Counts:
        """How many characters of each text an RE2 pattern's finds cover."""
        found = np.zeros(len(self), np.int64)
        hit = self.matching(pattern, among)
        if hit.any():
            some = self.array.filter(pa.array(hit))
            left = pc.utf8_length(pc.replace_substring_regex(some, pattern, ""))
            found[hit] = self.chars[hit] - left.to_numpy()
        return found

    def among(self, mask: Mask) -> Texts:
        """These texts alone."""
        return Texts(self.array.filter(pa.array(mask)))

    def picked(self, mask: Mask) -> list[str]:
        """These few texts as Python strings."""
        few: list[str] = self.array.filter(pa.array(mask)).to_pylist()
        return few

    def _some(self, among: Mask | None) -> tuple[pa.LargeStringArray, NDArray[np.int64]]:
        if among is None or among.all():
            return self.array, np.arange(len(self))
        return self.array.filter(pa.array(among)), np.flatnonzero(among)


def _last(texts: Texts) -> NDArray[np.uint8]:
    units = texts.units
    ends = np.zeros(len(texts), np.uint8)
    some = np.flatnonzero(units.counts)
    ends[some] = texts.bytes[units.ends[units.first[some + 1] - 1] - 1]
    return ends


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
        made: Signals' values that were computed already, by name.
    """

    texts: Texts
    prompts: Texts = _NONE
    prompt_at: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    partners: Texts = _NONE
    alone: Mask = field(default_factory=lambda: np.empty(0, bool))
    made: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: pa.Array) -> Batch:
        """Texts on their own, without prompts or partners."""
        none = Texts(pa.array([""], pa.large_string()))
        return cls(Texts(texts.cast(pa.large_string())), none, np.zeros(len(texts), np.int64))
