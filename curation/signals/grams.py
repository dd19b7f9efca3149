"""Runs of eight words: which of a text's words stand in one that was there before, or elsewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from curation.signals.scan import Mask, Places
from curation.signals.units import Hashes, Units, stir

RUN = 8
_ODD = np.uint64(0x9E3779B97F4A7C15)
# Odd numbers to the powers 1, 2 and 4: what doubles a run keeps the order of its words.
_FACTORS = np.array([pow(int(_ODD), power, 1 << 64) for power in (1, 2, 4)], np.uint64)
# A table of this many bits' numbers stays in a processor's cache.
_MOST_BITS = 18


def runs_of(units: Units, owners: Places) -> Hashes:
    """64 bits of the run that starts at each word but the last seven; some reach into the next text.

    Equal only where a number that each text is given is equal too.

    Args:
        units: The texts' words.
        owners: A number for each text.
    """
    total = units.hashes
    if len(total) < RUN:
        return np.empty(0, np.uint64)
    for step, factor in zip((1, 2, 4), _FACTORS, strict=True):
        total = total[:-step] * factor + total[step:]
    salts = stir(owners.astype(np.uint64) + np.uint64(1))
    total ^= np.repeat(salts, units.counts)[: len(total)]
    return total


def whole(units: Units, starts: Places) -> Places:
    """Those of these starts of runs whose run ends in the text that it starts in."""
    text = np.searchsorted(units.first, starts, side="right") - 1
    within: Places = starts[starts + RUN <= units.first[text + 1]]
    return within


def whole_runs(units: Units) -> Places:
    """Where all runs start that end in the text that they start in."""
    ends = np.repeat(units.first[1:], units.counts)
    return np.flatnonzero(np.arange(RUN, len(ends) + RUN) <= ends)


def seen_before(runs: Hashes) -> Places:
    """Where runs start that are equal to an earlier one."""
    maybe = np.flatnonzero(_sharing(runs))
    # A second look, by other bits, leaves little to be sorted.
    maybe = maybe[_sharing(runs[maybe] << np.uint64(32))]
    order = np.argsort(runs[maybe], kind="stable")
    again = runs[maybe[order]]
    found: Places = maybe[order[1:][again[1:] == again[:-1]]]
    return found


def _sharing(runs: Hashes) -> Mask:
    """Runs that may have an equal: those that share their first bits with another."""
    bits = min(len(runs).bit_length() + 3, _MOST_BITS)
    slots = (runs >> np.uint64(64 - bits)).view(np.int64)
    number = np.arange(len(runs), dtype=np.int32)
    # Of several for one slot the last stays; nothing is read but what was written here.
    last = np.empty(1 << bits, np.int32)
    last[slots] = number
    kept = last[slots]
    ousted = np.flatnonzero(kept != number)
    sharing = np.zeros(len(runs), bool)
    sharing[ousted] = True
    sharing[kept[ousted]] = True
    return sharing


def among(runs: Hashes, known: Hashes) -> Places:
    """Which runs are in ``known``, sorted.

    A small table of bits answers for most of them; only what it lets through is searched for.
    """
    if not len(known):
        return np.empty(0, np.int64)
    bits = min(max(16, len(known).bit_length() + 6), _MOST_BITS)
    shift = np.uint64(64 - bits)
    table = np.zeros(1 << bits, bool)
    table[(known >> shift).view(np.int64)] = True
    maybe = np.flatnonzero(table[(runs >> shift).view(np.int64)])
    at = np.minimum(np.searchsorted(known, runs[maybe]), len(known) - 1)
    found: Places = maybe[known[at] == runs[maybe]]
    return found


def share_within(units: Units, starts: Places) -> NDArray[np.float64]:
    """Share of each text's words that stand in the runs that start at these words, 0 for no words."""
    if not len(starts):
        return np.zeros(len(units.counts))
    inside = np.zeros(len(units.starts), bool)
    for step in range(RUN):
        inside[starts + step] = True
    hit = np.diff(np.searchsorted(np.flatnonzero(inside), units.first))
    shares: NDArray[np.float64] = hit / np.maximum(units.counts, 1)
    return shares
