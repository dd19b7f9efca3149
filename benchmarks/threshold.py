"""A move of the threshold over a simulated graph: what the duplicates page computes each time.

Most groups are small, a few hundred hold thousands; similarities lie between .8 and 1. Printed are
medians over moves, as seconds of the clock and of the processor, against the same from scratch and against
scipy's connected components from scratch (which name no kept prompt, no link, no look-alike).

    python benchmarks/threshold.py [1000000] [--edges 500000 2000000]
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from curation.similarity.decisions import Decisions
from curation.similarity.groups import GROUPINGS, Grouper, Groups, joining
from curation.similarity.neighbours import DIFFERENCES, LEXICAL, SEMANTIC, Neighbours

MOVES = (0.9, 0.91, 0.92, 0.85, 0.84, 0.8, 0.95)
STOPS = [*np.arange(80, 100) / 100, 1.0]
SIZES, SHARES = (2, 3, 4, 5, 8), (0.6, 0.2, 0.1, 0.06, 0.04)
LARGE = 300
Codes = npt.NDArray[np.int64]
T = TypeVar("T")


def main() -> None:
    """Measure moves with and without look-alikes, in both groupings, and with decisions."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("prompts", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--edges", type=int, nargs="+", default=[500_000, 1_000_000, 2_000_000])
    args = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} before it began; ms by the clock (ms of the processor)")
    for edges in args.edges:
        graph = simulated(args.prompts, edges)
        print(f"\n{args.prompts:,} prompts, {len(graph):,} edges")
        for lookalikes in (False, True):
            moves(graph, lookalikes)
    print("\n50,000 prompts, random edges of mean degree 2, one decision in the largest component")
    graph = tangled(50_000)
    decisions = Decisions(apart=((int(graph.a[0]), int(graph.b[0])),))
    for grouping in GROUPINGS:
        tell(grouping, Grouper(graph, ranks(graph), decisions=decisions), grouping, (0.8, 0.81, 0.82))


def moves(graph: Neighbours, lookalikes: bool) -> None:
    """Both groupings, and what they are compared with."""
    told = "with look-alikes" if lookalikes else "look-alikes apart"
    priority = ranks(graph)
    for grouping in GROUPINGS:
        tell(f"{grouping}, {told}", Grouper(graph, priority, lookalikes), grouping, MOVES)
    bare = timed(partial(components, graph, lookalikes), MOVES)
    print(f"  connected components alone, from scratch: {bare}")


def tell(name: str, ready: Grouper, grouping: str, stops: Sequence[float]) -> None:
    """What moves cost, the first one that makes the graph ready, and the counts along the slider."""
    first = timed(lambda at: looked_at(ready.at(at, grouping)), stops[:1])
    moved = timed(lambda at: looked_at(ready.at(at, grouping)), stops)
    curve = timed(lambda every: ready.curve(every, grouping), [STOPS])
    anew = timed(lambda at: looked_at(replace(ready).at(at, grouping)), stops[:3])
    print(f"  {name}: a move {moved}; from scratch {anew}, the first {first}; {len(STOPS)} stops {curve}")


def looked_at(groups: Groups) -> tuple[int, ...]:
    """All that the page shows of a move, apart from the texts, and the rows that go."""
    gone = np.zeros(groups.neighbours.prompts, bool)
    gone[groups.duplicates] = True
    rows = int(gone[np.arange(groups.neighbours.prompts)].sum())
    shown = len(groups.lookalike_edges), int(groups.chained.sum()), int(groups.sizes().max(initial=0))
    return groups.groups, rows, *shown, round(groups.weakest * 100)


def components(graph: Neighbours, lookalikes: bool, threshold: float) -> int:
    """The number of sets of prompts that hang together, by scipy."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    use = joining(graph, threshold, lookalikes)
    a, b = graph.a[use], graph.b[use]
    joined = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(graph.prompts, graph.prompts))
    return int(connected_components(joined, directed=False)[0])


def timed(call: Callable[[T], object], given: Sequence[T]) -> str:
    """The median of some calls, by the clock and of the processor."""
    costs = []
    for value in given:
        began, used = time.perf_counter(), time.process_time()
        call(value)
        costs.append((time.perf_counter() - began, time.process_time() - used))
    clock, cpu = (1000 * median(cost) for cost in zip(*costs, strict=True))
    return f"{clock:,.0f} ({cpu:,.0f})"


def ranks(graph: Neighbours) -> npt.NDArray[np.float64]:
    """A priority for each prompt, many of them shared."""
    return np.random.default_rng(1).integers(0, 10_000, graph.prompts).astype(np.float64)


def simulated(n: int, edges: int, seed: int = 0) -> Neighbours:
    """Up to 40 % of the edges in small groups, the rest in large ones whose first members are near most."""
    rng = np.random.default_rng(seed)
    few = small_groups(rng, min(edges * 2 // 5, n * 2 // 5))
    used = int(few.max(initial=-1)) + 1
    sizes = rng.integers(50, max(51, (n - used) * 8 // 5 // LARGE), LARGE)
    start = used + np.cumsum(sizes) - sizes
    group = rng.choice(LARGE, max(edges - few.shape[1], 0) * 11 // 10, p=sizes / sizes.sum())
    inside = [rng.random(len(group)) ** 2, rng.random(len(group))]
    ends = [start[group] + (place * sizes[group]).astype(np.int64) for place in inside]
    both = np.sort(np.concatenate([few, np.stack(ends)], axis=1), axis=0)
    both = np.unique(both[:, both[0] != both[1]], axis=1)
    return graph_of(rng, n, np.sort(rng.permutation(n)[both], axis=0))


def small_groups(rng: np.random.Generator, edges: int) -> Codes:
    """Groups of two to eight, every two of a group near each other, as int64 [2, about ``edges``]."""
    inside = [np.stack(np.triu_indices(size, 1)) for size in SIZES]
    drawn = rng.choice(len(SIZES), 2 * edges // 5, p=SHARES)
    start = np.cumsum(np.array(SIZES)[drawn]) - np.array(SIZES)[drawn]
    pairs = [(start[drawn == at][:, None, None] + two).transpose(1, 0, 2) for at, two in enumerate(inside)]
    return np.concatenate([some.reshape(2, -1) for some in pairs], axis=1)


def tangled(n: int) -> Neighbours:
    """Random edges of mean degree 2: most prompts hang together."""
    rng = np.random.default_rng(0)
    ends = np.sort(rng.integers(0, n, (2, n)), axis=0)
    return graph_of(rng, n, np.unique(ends[:, ends[0] != ends[1]], axis=1), equal=0, tail=0.5)


def graph_of(
    rng: np.random.Generator, n: int, ends: Codes, equal: float = 0.025, tail: float = 2
) -> Neighbours:
    """The graph of some edges: 15 % found by the lexical stage, 15 % look-alikes; and some equal texts."""
    touched = np.zeros(n, bool)
    touched[ends] = True
    alone = np.flatnonzero(~touched)[: int(n * equal)]
    stars = np.sort(np.stack([alone, rng.choice(np.flatnonzero(touched), len(alone), replace=False)]), axis=0)
    m, k = ends.shape[1], len(alone)
    near = 0.8 + 0.2 * rng.beta(1, tail, m)
    found = rng.choice([LEXICAL, SEMANTIC], m, p=[0.15, 0.85])
    differs = np.where(rng.random(m) < 0.15, DIFFERENCES.index("number"), DIFFERENCES.index("reworded"))
    a, b = np.concatenate([ends, stars], axis=1).astype(np.int32)
    return Neighbours(
        keys=rng.integers(0, 2**63, n).astype(np.uint64),
        a=a,
        b=b,
        similarity=np.concatenate([near, np.ones(k)]).astype(np.float32),
        stage=np.concatenate([found, np.zeros(k)]).astype(np.uint8),
        difference=np.concatenate([differs, np.zeros(k)]).astype(np.uint8),
        equal=np.arange(m + k) >= m,
        method="staged",
        floor=0.8,
    )


if __name__ == "__main__":
    main()
