"""The decorators of everything compiled: cached on disk, without the GIL.

What only works on arrays that it is given, and makes none, is a `leaf`: numba then counts no references to them. Each
count is an atomic instruction, and there would be several in the innermost loops.

Numba compiles again when a function's own file changes, but not when a function it calls does, in another file. A
clone that is brought up to date would go on with half of the old kernel: so caches older than any source here go.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from numba import njit


def _drop_stale_caches(folder: Path) -> None:
    newest = max(file.stat().st_mtime for file in folder.glob("*.py"))
    for index in (folder / "__pycache__").glob("*.nbi"):
        try:
            if index.stat().st_mtime < newest:
                index.unlink()
        except OSError:  # not ours to write, or gone already
            continue


_drop_stale_caches(Path(__file__).parent)
compiled: Callable[..., Any] = partial(njit, cache=True, nogil=True, error_model="numpy")
leaf: Callable[..., Any] = partial(compiled, _nrt=False)
