"""Work done ahead on threads while its results are taken in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_order(work: Callable[[T], R], items: Iterable[T], threads: int = 1) -> Iterator[tuple[T, R]]:
    """Each of ``items`` with ``work`` of it, in their order; at most ``threads + 1`` are held at a time.

    >>> list(in_order(str, [3, 1, 2], threads=2))
    [(3, '3'), (1, '1'), (2, '2')]
    """
    if threads < 2:
        for item in items:
            yield item, work(item)
        return
    ahead: deque[tuple[T, Future[R]]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for item in items:
            ahead.append((item, pool.submit(work, item)))
            if len(ahead) > threads:
                first, result = ahead.popleft()
                yield first, result.result()
        for first, result in ahead:
            yield first, result.result()
