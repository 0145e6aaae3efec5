"""Work done ahead, on threads or in processes, while its results are taken in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_order(
    work: Callable[[T], R], items: Iterable[T], workers: int = 1, processes: bool = False
) -> Iterator[tuple[T, R]]:
    """Each of ``items`` with ``work`` of it, in their order; at most ``workers + 1`` are held at a time.

    >>> list(in_order(str, [3, 1, 2], workers=2))
    [(3, '3'), (1, '1'), (2, '2')]
    """
    if workers < 2:
        for item in items:
            yield item, work(item)
        return
    ahead: deque[tuple[T, Future[R]]] = deque()
    with _pool(workers, processes) as pool:
        for item in items:
            ahead.append((item, pool.submit(work, item)))
            if len(ahead) > workers:
                first, result = ahead.popleft()
                yield first, result.result()
        for first, result in ahead:
            yield first, result.result()


def _pool(workers: int, processes: bool) -> AbstractContextManager[Executor]:
    if not processes:
        return ThreadPoolExecutor(workers)
    from joblib.externals.loky import get_reusable_executor

    return nullcontext(get_reusable_executor(workers))  # which ends when it is idle
