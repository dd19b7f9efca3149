"""A column of texts, and the cuts of it that several signals read; each cut is made once."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.signals.scan import Bytes, Counts, Mask, Places
from curation.signals.units import Units

OPENING = 200


class Texts:
    """A column of texts without nulls, as one Arrow array and as the bytes under it."""

    def __init__(self, array: pa.LargeStringArray) -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    @cached_property
    def offsets(self) -> Places:
        """Where each text begins in ``bytes``, and where the last one ends, shape (texts + 1,)."""
        if not len(self.array):
            return np.zeros(1, np.int64)
        raw = np.frombuffer(self.array.buffers()[1], np.int64)
        mine = raw[self.array.offset : self.array.offset + len(self.array) + 1]
        shifted: Places = mine - mine[0]
        return shifted

    @cached_property
    def bytes(self) -> Bytes:
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
    def dots(self) -> Places:
        """Where full stops stand among ``bytes``."""
        return np.flatnonzero(self.bytes == 46)

    @cached_property
    def units(self) -> Units:
        """The words of each text."""
        return Units(self.bytes, self.offsets)

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
