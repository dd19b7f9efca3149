"""Blocks of one computation on all cores, with progress and a way to stop."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from os import cpu_count
from typing import TypeVar

from curation.errors import Cancelled

Told = Callable[[int, int], None] | None
Poll = Callable[[], bool] | None
T = TypeVar("T")


def on_all_cores(
    work: Callable[[T], None],
    blocks: Iterable[T],
    *,
    threads: int | None = None,
    progress: Told = None,
    cancelled: Poll = None,
) -> None:
    """Call ``work`` on every block; each call has its thread's matrix products to itself.

    Args:
        work: Done in several threads at once.
        blocks: What it is called with.
        threads: How many threads; None means one a core.
        progress: Called with (blocks done, blocks).
        cancelled: Asked once a block.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(1, "blas"), ThreadPoolExecutor(threads or cpu_count() or 1) as pool:
        waiting: list[Future[None]] = [pool.submit(work, block) for block in blocks]
        try:
            for done, future in enumerate(waiting, 1):
                if cancelled is not None and cancelled():
                    raise Cancelled("Comparing was stopped", next="Start it again to begin anew")
                future.result()
                if progress is not None:
                    progress(done, len(waiting))
        finally:
            for future in waiting:
                future.cancel()
