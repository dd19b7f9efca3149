"""What a curator decided about single prompts, over which no threshold has a say.

*Apart*: two prompts that never share a group. *Together*: two prompts that count as one text.
*Stay*: a prompt that is never removed; it outranks every other, so its duplicates go in its place.
Where decisions contradict each other, staying beats being apart, and being apart beats being
together: in doubt a prompt too many is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from curation.similarity.neighbours import Index, Keys

KeyPairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Decisions:
    """Decisions as positions into the prompts of one data set.

    Attributes:
        apart: Pairs of prompts that never share a group.
        blocks: Prompts that count as one, each set of two or more ascending.
        stay: Prompts that are never removed.
        unknown: Decisions that name a prompt the data set does not hold; they are passed over.
        unmet: Pairs meant to be together that other decisions keep apart.
    """

    apart: tuple[tuple[int, int], ...] = ()
    blocks: tuple[tuple[int, ...], ...] = ()
    stay: frozenset[int] = frozenset()
    unknown: int = 0
    unmet: int = 0

    @classmethod
    def of(
        cls, keys: Keys, *, apart: KeyPairs = (), together: KeyPairs = (), stay: Sequence[str] = ()
    ) -> Decisions:
        """Decisions written with keys of 16 hex digits; a key that several prompts carry means all of them.

        Args:
            keys: uint64 [n], content keys of the prompts.
            apart: Pairs of keys.
            together: Likewise.
            stay: Keys.
        """
        places = _places(keys, {key for pair in (*apart, *together) for key in pair} | set(stay))
        foes = {
            (min(a, b), max(a, b))
            for one, other in _known(apart, places)
            for a in places[one]
            for b in places[other]
            if a != b
        }
        staying = [key for key in stay if key in places]
        unions = _Unions(foes, frozenset(place for key in staying for place in places[key]))
        merged = _known(together, places)
        unmet = 0
        for one, other in sorted({(min(pair), max(pair)) for pair in merged}):
            first, *others = (*places[one], *places[other])
            refused = [place for place in others if not unions.join(first, place)]
            unmet += bool(refused)
        asked = len(apart) + len(together) + len(stay)
        known = len(_known(apart, places)) + len(merged) + len(staying)
        return cls(tuple(sorted(foes)), unions.blocks(), unions.stay, asked - known, unmet)

    def __bool__(self) -> bool:
        """Whether any decision is about a prompt that is there."""
        return bool(self.apart or self.blocks or self.stay)

    @cached_property
    def prompts(self) -> Index:
        """int32, every prompt that a decision names, ascending."""
        named = {place for group in (*self.apart, *self.blocks) for place in group} | self.stay
        return np.array(sorted(named), np.int32)


NONE_MADE = Decisions()


@dataclass
class _Unions:
    """Sets of prompts that count as one, none of which holds two foes or two that stay."""

    foes: set[tuple[int, int]]
    stay: frozenset[int]
    block_of: dict[int, set[int]] = field(default_factory=dict)

    def join(self, a: int, b: int) -> bool:
        """Make one set of two; False where that may not be."""
        one, other = self.block_of.get(a, {a}), self.block_of.get(b, {b})
        if a in other:
            return True
        if len((one | other) & self.stay) > 1:
            return False
        if any((min(x, y), max(x, y)) in self.foes for x in one for y in other):
            return False
        both = one | other
        self.block_of.update(dict.fromkeys(both, both))
        return True

    def blocks(self) -> tuple[tuple[int, ...], ...]:
        """Each set once, ascending."""
        return tuple(sorted({tuple(sorted(block)) for block in self.block_of.values()}))


def _known(pairs: KeyPairs, places: dict[str, tuple[int, ...]]) -> list[tuple[str, str]]:
    """The pairs of which both prompts are there."""
    return [pair for pair in pairs if pair[0] in places and pair[1] in places]


def _places(keys: Keys, wanted: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Key → positions of the prompts that carry it; a key that none carries is left out."""
    names = sorted(wanted)
    if not names or not len(keys):
        return {}
    numbers = np.array([int(name, 16) for name in names], np.uint64)
    near = np.minimum(np.searchsorted(numbers, keys), len(numbers) - 1)
    found: dict[str, list[int]] = {}
    for place in np.flatnonzero(numbers[near] == keys).tolist():
        found.setdefault(names[near[place]], []).append(place)
    return {name: tuple(places) for name, places in found.items()}
