"""Tables that are not text: Parquet, and Excel or OpenDocument workbooks. Needs the extra ``tables``.

A child process (`clf.inputs.table_reader`) reads the file, with limits on memory and time. What goes wrong there,
even an abort, becomes one `InputError` here.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.util import find_spec
from threading import Timer
from typing import IO, Any

from clf.errors import InputError, extra
from clf.inputs.columns import Batch, Columns, Report
from clf.inputs.delimited import Row, batches
from clf.limits import TableLimits

_PLAIN = {("datetime", name) for name in ("date", "datetime", "time", "timedelta")} | {
    ("decimal", "Decimal"),
    ("builtins", "str"),
}


def parquet_batches(
    file: IO[bytes], columns: Columns, name: str, report: Report, limits: TableLimits | None = None
) -> Iterator[Batch]:
    """Rows of a Parquet file; raises `InputError` if it is damaged, too large, or no column holds headlines."""
    return _batches("parquet", "pyarrow", file, columns, name, report, limits or TableLimits())


def workbook_batches(
    file: IO[bytes], columns: Columns, name: str, report: Report, limits: TableLimits | None = None
) -> Iterator[Batch]:
    """Rows of the first sheet that has a column of headlines; raises `InputError` if none has, and as above."""
    return _batches("workbook", "python_calamine", file, columns, name, report, limits or TableLimits())


def _batches(
    kind: str, needs: str, file: IO[bytes], columns: Columns, name: str, report: Report, limits: TableLimits
) -> Iterator[Batch]:
    with extra("tables"):
        if find_spec(needs) is None:
            raise ModuleNotFoundError(name=needs)
    unit = "row " if kind == "parquet" else ""
    with _child(kind, file, columns, limits) as child:
        frames = _frames(child, name, limits)
        top = next(frames)
        for note in top["notes"]:
            report(f"{name}: {note}")
        places = columns.places(top["names"], name)
        if not top["found"]:
            raise InputError(f"{name}: no sheet has a column of headlines: name it with --headline-column")

        def rows() -> Iterator[Row]:
            for frame in frames:
                for number, reason in frame["bad"]:
                    report(f"{name}:{unit}{number}: {reason}: row left out")
                for number, *values in zip(frame["numbers"], *frame["columns"], strict=True):
                    yield number, dict(zip(places.names, values, strict=True))

        yield from batches(rows(), places, name, report, lambda: False, unit=unit)


@contextmanager
def _child(kind: str, file: IO[bytes], columns: Columns, limits: TableLimits) -> Iterator[subprocess.Popen[bytes]]:
    """The process that reads ``file``; it is ended when the caller is done with it."""
    task = json.dumps({"kind": kind, "headline": columns.headline, "limits": asdict(limits)})
    paths = os.pathsep.join(filter(None, sys.path))
    single = {"OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2", "ARROW_DEFAULT_MEMORY_POOL": "system"}
    with tempfile.TemporaryFile() as copy:
        try:
            file.fileno()
        except OSError:  # in memory
            file.seek(0)
            shutil.copyfileobj(file, copy)
            file = copy
        file.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "clf.inputs.table_reader", task],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths, **single},
        )
        try:
            yield child
        finally:
            child.kill()
            child.communicate()


def _frames(child: subprocess.Popen[bytes], name: str, limits: TableLimits) -> Iterator[dict[str, Any]]:
    """What the child sends; raises `InputError` when it reports an error, takes too long or ends before it is done."""
    assert child.stdout is not None
    while True:
        timer = Timer(limits.seconds, child.kill)
        timer.daemon = True
        timer.start()
        try:
            frame = _Frames(child.stdout).load()
        except (EOFError, pickle.UnpicklingError):
            if not timer.is_alive():
                raise InputError(f"{name}: refused: no rows after {limits.seconds:g} seconds of reading") from None
            raise InputError(
                f"{name}: refused: reading it failed, as it does when it takes more than {limits.memory >> 20:,} MB of "
                f"memory or the file is damaged (the reader ended with code {child.wait()})"
            ) from None
        finally:
            timer.cancel()
        if frame is None:
            return
        if "error" in frame:
            raise InputError(f"{name}: {frame['error']}")
        yield frame


class _Frames(pickle.Unpickler):
    """Loads values of plain types only."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _PLAIN:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)
