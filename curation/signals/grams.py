"""Runs of eight words: which of a text's words stand in one that was there before, or elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curation.signals.units import Hashes, Places, Units, mixed

RUN = 8
_ODD = np.uint64(0x9E3779B97F4A7C15)
# Odd numbers to the powers 1, 2 and 4: what doubles a run keeps the order of its words.
_FACTORS = np.array([pow(int(_ODD), power, 1 << 64) for power in (1, 2, 4)], np.uint64)
# A table of this many bits' numbers stays in a processor's cache.
_MOST_BITS = 21


@dataclass(frozen=True, eq=False)
class Runs:
    """Every run of eight words within one text.

    Attributes:
        hashes: 64 bits of each, equal for equal runs of any texts, shape (runs,).
        first: Index of each one's first word, shape (runs,).
        text: Which text it stands in, shape (runs,).
    """

    hashes: Hashes
    first: Places
    text: Places

    def bound(self, to: Places) -> Hashes:
        """Hashes that are equal only where a number that each text is given is equal too."""
        return mixed(self.hashes ^ mixed(to.astype(np.uint64) + _ODD)[self.text])


def runs_of(units: Units) -> Runs:
    """The runs of some texts' words."""
    last = len(units.hashes) - RUN + 1
    if last <= 0:
        none = np.empty(0, np.int64)
        return Runs(np.empty(0, np.uint64), none, none)
    total = units.hashes
    for step, factor in zip((1, 2, 4), _FACTORS, strict=True):
        total = total[:-step] * factor + total[step:]
    counts = np.maximum(units.counts - RUN + 1, 0)
    text = np.repeat(np.arange(len(counts)), counts)
    # The n-th run of a text starts at its n-th word.
    begun = units.first[:-1] - np.concatenate([[0], np.cumsum(counts)[:-1]])
    first = np.arange(len(text)) + np.repeat(begun, counts)
    return Runs(total[first], first, text)


def seen_before(runs: Hashes) -> NDArray[np.bool_]:
    """Which runs are equal to an earlier one."""
    found = np.zeros(len(runs), bool)
    ordered = np.sort(runs)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if len(twice):
        at = np.flatnonzero(among(runs, twice))
        order = np.argsort(runs[at], kind="stable")
        again = runs[at][order]
        found[at[order[1:][again[1:] == again[:-1]]]] = True
    return found


def among(runs: Hashes, known: Hashes) -> NDArray[np.bool_]:
    """Which runs are in ``known``, sorted.

    A small table of bits answers for most of them; only what it lets through is searched for.
    """
    if not len(known):
        return np.zeros(len(runs), bool)
    bits = min(max(16, len(known).bit_length() + 4), _MOST_BITS)
    shift = np.uint64(64 - bits)
    table = np.zeros(1 << bits, bool)
    table[(known >> shift).astype(np.int64)] = True
    found = table[(runs >> shift).astype(np.int64)]
    maybe = np.flatnonzero(found)
    at = np.minimum(np.searchsorted(known, runs[maybe]), len(known) - 1)
    found[maybe] = known[at] == runs[maybe]
    return found


def share_within(units: Units, starts: Places) -> NDArray[np.float64]:
    """Share of each text's words that stand in the runs that start at these words, 0 for no words."""
    edges = np.zeros(len(units.hashes) + 1, np.int64)
    np.add.at(edges, starts, 1)
    np.add.at(edges, starts + RUN, -1)
    inside = np.flatnonzero(np.cumsum(edges[:-1]) > 0)
    hit = np.diff(np.searchsorted(inside, units.first))
    shares: NDArray[np.float64] = hit / np.maximum(units.counts, 1)
    return shares
