"""Keep policies: which prompt of a group stays. Each one gives a priority; the highest is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from curation.similarity.neighbours import Keys, Neighbours

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PromptFacts:
    """What the policies look at, a value a prompt; NaN where a prompt has none.

    Attributes:
        keys: uint64 [n], content keys.
        margin: float [n], largest margin between chosen and rejected of its pairs.
        score: float [n], highest score of a chosen answer.
        length: float [n], characters of the longest chosen answer.
        neighbours: For ``central``.
        seed: For ``random``.
    """

    keys: Keys
    margin: Values | None = None
    score: Values | None = None
    length: Values | None = None
    neighbours: Neighbours | None = None
    seed: int = 0


@dataclass(frozen=True)
class Policy:
    """One way to choose.

    Attributes:
        name: As written in recipes.
        title: As shown.
        needs: The attribute of ``PromptFacts`` it cannot do without; empty for none.
        rank: Facts → float [n], higher is kept.
    """

    name: str
    title: str
    needs: str
    rank: Callable[[PromptFacts], Values] = field(repr=False)


def priority(policy: str, facts: PromptFacts) -> Values:
    """The priority of each prompt under a named policy.

    Raises:
        ValueError: For an unknown policy, or facts that lack what it needs.
    """
    chosen = next((p for p in POLICIES if p.name == policy), None)
    if chosen is None:
        raise ValueError(f"keep policy must be one of {[p.name for p in POLICIES]}, not {policy!r}")
    if chosen.needs and getattr(facts, chosen.needs) is None:
        raise ValueError(f"keep policy {policy!r} needs {chosen.needs} for each prompt")
    return chosen.rank(facts)


def best_of(prompt: npt.ArrayLike, values: npt.ArrayLike, prompts: int) -> Values:
    """The highest value of each prompt's rows.

    Args:
        prompt: int [rows], prompt of each row.
        values: float [rows], NaN where unknown.
        prompts: Number of prompts.

    Returns:
        float [prompts], NaN for a prompt without a known value.
    """
    best = np.full(prompts, -np.inf)
    value = np.asarray(values, np.float64)
    known = ~np.isnan(value)
    np.maximum.at(best, np.asarray(prompt, np.int64)[known], value[known])
    return np.where(np.isneginf(best), np.nan, best)


def _margin(facts: PromptFacts) -> Values:
    return _known(facts.margin)


def _score(facts: PromptFacts) -> Values:
    return _known(facts.score)


def _length(facts: PromptFacts) -> Values:
    return _known(facts.length)


def _known(values: Values | None) -> Values:
    return np.nan_to_num(np.asarray(values, np.float64), nan=-np.inf)


def _first(facts: PromptFacts) -> Values:
    return -np.arange(len(facts.keys), dtype=np.float64)


def _central(facts: PromptFacts) -> Values:
    """Summed similarity to neighbours; equal texts share the sum of the one that has the edges."""
    graph = facts.neighbours
    if graph is None:
        return np.zeros(len(facts.keys))
    duplicate = ~graph.is_lookalike & ~graph.equal
    weight = graph.similarity[duplicate].astype(np.float64)
    total = np.bincount(graph.a[duplicate], weight, graph.prompts)
    total += np.bincount(graph.b[duplicate], weight, graph.prompts)
    return np.asarray(np.round(total[graph.equals], 6))


def _random(facts: PromptFacts) -> Values:
    """A number from content key and seed (SplitMix64), so that the order of rows plays no part."""
    mixed = facts.keys + np.uint64((facts.seed * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15) % (1 << 64))
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray((mixed ^ (mixed >> np.uint64(31))) / 2.0**64, np.float64)


POLICIES: tuple[Policy, ...] = (
    Policy("largest_margin", "the largest margin", "margin", _margin),
    Policy("highest_score", "the highest score of the chosen answer", "score", _score),
    Policy("longest", "the longest chosen answer", "length", _length),
    Policy("first", "the first in the data set", "", _first),
    Policy("central", "the most central", "neighbours", _central),
    Policy("random", "a random one (seed)", "", _random),
)
