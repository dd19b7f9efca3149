"""Blocks of rows worked on side by side: a thread a core, each with a BLAS of its own.

BLAS's own threads wait for each other at the end of every product; many small products in a row then
take several times as long on a busy machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from os import cpu_count
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")


class Team:
    """Threads that share the blocks of some rows."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool

    def over(self, rows: int, block: int, work: Callable[[slice], T]) -> list[T]:
        """What ``work`` says of each block of rows, in their order."""
        parts = [slice(start, min(start + block, rows)) for start in range(0, rows, block)]
        return [work(parts[0])] if len(parts) == 1 else list(self._pool.map(work, parts))

    def each(self, things: Sequence[S], work: Callable[[S], T]) -> list[T]:
        """What ``work`` says of each of some things, in their order."""
        return list(self._pool.map(work, things))


@contextmanager
def team() -> Iterator[Team]:
    """A team for as long as the context lasts."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(1, "blas"), ThreadPoolExecutor(cpu_count() or 1) as pool:
        yield Team(pool)
