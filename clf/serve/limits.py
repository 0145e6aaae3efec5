"""How much a caller may ask of the service at once."""

from __future__ import annotations

from dataclasses import dataclass

MAX_HEAD_BYTES = 1 << 16
"""Bytes of a request line with its headers, and of whatever else is neither body nor answered."""

MAX_HEADERS = 128
"""Headers of one request."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What callers may send, and what is done for them at once.

    ``body``: bytes of a body. ``items``: items of a batch. ``chars``: characters of a headline, teaser or address,
    counted before and after folding. ``seconds``: time for a request to arrive, from the connection to the end of the
    body, and again for the answer. ``requests``: complete requests answered at once, and bodies on their way from one
    peer. ``connections``: open connections in all. ``per_peer``: open connections of one peer.
    """

    body: int = 1 << 20
    items: int = 1000
    chars: int = 2000
    seconds: float = 10.0
    requests: int = 64
    connections: int = 512
    per_peer: int = 256
