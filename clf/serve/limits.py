"""How much a caller may ask of the service at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of a body, items of a batch, characters of a text, seconds of a request, requests at once."""

    body: int = 1 << 20
    items: int = 1000
    chars: int = 2000
    seconds: float = 10.0
    requests: int = 64
