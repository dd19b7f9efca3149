"""Work on large batches of rows in several processes, where that is worth starting them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from curation.errors import DatasetError

# Bytes of rows from which starting processes (about a second) pays for itself.
WORTH_PROCESSES = 48 << 20
MOST_PROCESSES = 8
# How long processes left behind by a killed parent wait for more work.
IDLE_SECONDS = 10
# To loky, what a process has mapped of a file is memory that it leaks, and it would begin anew.
_ENVIRONMENT = {"LOKY_MAX_MEMORY_LEAK_SIZE": str(1 << 40)}
T = TypeVar("T")


def processes_for(size: int) -> int:
    """How many processes to share so many bytes of rows among; 1 where this one alone is faster."""
    if size < WORTH_PROCESSES:
        return 1
    from loky import cpu_count

    return min(int(cpu_count()), MOST_PROCESSES)


def process_pool(count: int) -> Executor:
    """Processes that never import the program's own script, and end by themselves when left alone."""
    from loky import get_reusable_executor

    pool: Executor = get_reusable_executor(max_workers=count, timeout=IDLE_SECONDS, env=_ENVIRONMENT)
    return pool


def in_processes(
    work: Callable[..., T], calls: Iterable[tuple[object, ...]], count: int, *, what: str, next: str
) -> Generator[T, None, None]:
    """What ``work`` gives for each call's arguments, in order, a few of them ahead.

    Args:
        work: A function of a module.
        calls: Arguments, taken as they are needed.
        count: How many processes.
        what: What is being done, for the error.
        next: What to do after it.

    Raises:
        DatasetError: One of the processes was lost.
    """
    pool, waiting = process_pool(count), deque[Future[T]]()
    try:
        for arguments in calls:
            waiting.append(pool.submit(work, *arguments))
            # Enough that no process waits for its next call, few enough to bound memory.
            if len(waiting) > 3 * count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise DatasetError(
            f"{what} lost one of its processes",
            why="the system ended it, most likely because memory ran out",
            next=next,
        ) from error
    finally:
        for left in waiting:
            left.cancel()
