"""The same units on a Dask cluster: `do` is a pure function, so a unit whose worker died is done again elsewhere.

Workers must see the inputs, the model and the output folder at the same paths, and run the same release of clf.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from clf.bulk.manifest import Receipt
from clf.bulk.units import Unit
from clf.bulk.work import Settings, do
from clf.errors import ClfError, extra

_SECONDS = "10s"  # in which a scheduler must answer


def results(units: list[Unit], settings: Settings, folder: Path, address: str) -> Iterator[Receipt]:
    """Receipts as they come, of units done by the workers of the scheduler at ``address``.

    Raises `ClfError` if it does not answer, or workers die over one unit again and again.
    """
    with extra("cluster"):
        from distributed import Client, KilledWorker, as_completed
    try:
        _answers(address)
        client = Client(address, timeout=_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        why = " ".join(str(error).split())[:120]
        raise ClfError(f"--cluster {address}: no Dask scheduler answers there: {why}") from None
    with client:
        tasks = client.map(do, units, settings=settings, folder=folder, pure=False, retries=2)
        try:
            for task in as_completed(tasks):
                yield task.result()
        except KilledWorker:
            raise ClfError(
                f"--cluster {address}: workers died over one part again and again (out of memory?): run again to go on"
            ) from None


def _answers(address: str) -> None:
    """Raise `OSError` or `ValueError` where nothing listens: a Dask client that waits in vain says so at length."""
    place = urlsplit(address if "://" in address else f"tcp://{address}")
    if place.scheme not in ("tcp", "tls", "ws", "wss") or not place.hostname or not place.port:
        raise ValueError("an address is like tcp://host:8786")
    socket.create_connection((place.hostname, place.port), 5).close()
