"""One connection of the service, limited in size and time before its caller is known.

uvicorn's httptools protocol reads heads of any size, waits forever and queues every pipelined request. Its h11 protocol
limits heads and the queue, but also waits forever, and takes 40 % more CPU time per request. This class adds the limits
to the faster of the two.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections import Counter
from typing import TYPE_CHECKING, Any

from clf.errors import extra
from clf.serve.limits import MAX_HEAD_BYTES, MAX_HEADERS
from clf.serve.problems import Problem

with extra("serve"):
    from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

if TYPE_CHECKING:
    from clf.serve.gate import Gate

_PIECE_BYTES = 1024  # parsed in one go: bounds how many pipelined requests are queued


class Places:
    """A bounded number of places for connections, in ``total`` and for each peer.

    Where a place is missing, the connection that has kept the service waiting longest gives up its own.
    """

    def __init__(self, total: int, per_peer: int) -> None:
        self.total, self.per_peer = total, per_peer
        self.taken: set[Connection] = set()
        self.by_peer: Counter[str] = Counter()

    def take(self, one: Connection) -> Connection | None:
        """Give ``one`` a place; returns the connection to close for it (``one`` itself if all others are busy)."""
        if one in self.taken:
            return None
        full = len(self.taken) >= self.total
        peer_full = self.by_peer[one.peer] >= self.per_peer
        self.taken.add(one)
        self.by_peer[one.peer] += 1
        if not full and not peer_full:
            return None
        waiting = (c for c in self.taken if not c.answering and (not peer_full or c.peer == one.peer))
        loser = min(waiting, key=lambda c: c.since)
        self.leave(loser)
        return loser

    def leave(self, one: Connection) -> None:
        """Give the place of ``one`` back, if it has one."""
        if one in self.taken:
            self.taken.remove(one)
            self.by_peer[one.peer] -= 1
            if not self.by_peer[one.peer]:
                del self.by_peer[one.peer]


class Connection(HttpToolsProtocol):
    """uvicorn's connection, with bounds: bytes of a head, queued requests, time to arrive, places by peer.

    The application must be a `clf.serve.gate.Gate`, which holds the limits and the places.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.gate: Gate = self.config.app  # type: ignore[assignment]
        self.seconds = self.gate.limits.seconds
        self.peer = ""
        self.since = 0.0  # when the service began to wait for this request
        self.idle = False  # nothing of the next request has come
        self.refused = False
        self.unread = memoryview(b"")  # came, but is not parsed: earlier requests are not answered
        self.unused = 0  # bytes parsed since the last that were made into a head or a body
        self.unsent = 0  # bytes of answers that the client had not taken at the last look
        self.timer: asyncio.TimerHandle | None = None

    @property
    def answering(self) -> bool:
        """Whether a complete request is being answered: the client waits, and not the service."""
        cycle = self.cycle
        return bool(self.pipeline) or (cycle is not None and not cycle.response_complete and not cycle.more_body)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a place, and set the clock."""
        super().connection_made(transport)
        self.peer = peer_of(self.client[0] if self.client else "")
        self.since = self.loop.time()
        self.timer = self.loop.call_later(self.seconds, self._look)
        if loser := self.gate.connections.take(self):
            loser.refuse(Problem(503, "too many connections are open: try again", {"Retry-After": "1"}))

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the places back."""
        if self.timer:
            self.timer.cancel()
        self.gate.connections.leave(self)
        self.gate.bodies.leave(self)
        self.refused, self.unread = True, memoryview(b"")
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse ``data`` in pieces, for as long as no other request waits for its answer."""
        if self.idle:
            self.since, self.idle = self.loop.time(), False
        if not self.refused:
            self.unread = memoryview(b"".join((self.unread, data)) if self.unread else data)
            self._parse()

    def _parse(self) -> None:
        while self.unread and not self.pipeline and not self.refused:
            piece, self.unread = self.unread[:_PIECE_BYTES], self.unread[_PIECE_BYTES:]
            self.unused += len(piece)
            super().data_received(piece)  # type: ignore[arg-type]
            if self.unused > MAX_HEAD_BYTES or len(self.headers or ()) > MAX_HEADERS:
                self._refuse_head()
        if self.unread:
            self.flow.pause_reading()
        cycle = self.cycle
        if self.refused or cycle is None or not cycle.more_body or cycle.response_complete:
            self.gate.bodies.leave(self)
        elif loser := self.gate.bodies.take(self):
            loser.refuse(Problem(503, "too many bodies are on their way: try again", {"Retry-After": "1"}))

    def on_headers_complete(self) -> None:
        """Start the request, unless it has too many headers."""
        self.unused = 0
        if len(self.headers) > MAX_HEADERS:
            self._refuse_head()
        if not self.refused:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Hand ``body`` to the request."""
        self.unused = 0
        if not self.refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Let the request be answered."""
        self.unused = 0
        if not self.refused:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Set the clock for the next request, and go on with what has come of it."""
        self.since, self.idle = self.loop.time(), True
        if self.refused:
            self.transport.close()
        super().on_response_complete()
        if self.unread:
            self.flow.pause_reading()
            self.loop.call_soon(self._parse)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP."""
        self.unused = self.unused or 1
        self.refuse(Problem(400, "this is not a request of HTTP/1.1: check what the client sends"))

    def refuse(self, problem: Problem) -> None:
        """Answer what has come of a request with ``problem``, and close; an answer under way is sent first."""
        if self.refused:
            return
        self.refused, self.unread = True, memoryview(b"")
        if self.answering:  # `on_response_complete` closes
            self.pipeline.clear()
            return
        cycle = self.cycle
        begun = cycle is not None and not cycle.response_complete
        if self.transport.get_write_buffer_size() or (begun and cycle.response_started):
            self.transport.abort()
            return
        if begun or self.unused:
            response = problem.response()
            headers = [*response.raw_headers, (b"connection", b"close")]
            lines = [STATUS_LINE[problem.status], *(b"%s: %s\r\n" % header for header in headers), b"\r\n"]
            self.transport.write(b"".join([*lines, bytes(response.body)]))
            if not begun:  # the gate counts the others
                self.gate.metrics.requests.labels("other", problem.status).inc()
        if begun:
            cycle.disconnected = True
            cycle.message_event.set()
        self.transport.close()

    def _refuse_head(self) -> None:
        self.refuse(
            Problem(431, f"the head has more than {MAX_HEAD_BYTES:,} bytes or {MAX_HEADERS} headers: send less of both")
        )

    def _look(self) -> None:
        """Close a connection whose request, or whose reading of an answer, takes too long."""
        before, self.unsent = self.unsent, self.transport.get_write_buffer_size()
        left = self.since + self.seconds - self.loop.time()
        if self.unsent >= before > 0 or (left <= 0 and self.transport.is_closing() and not self.unsent):
            self.transport.abort()
            return
        if not self.unsent and not self.answering and left <= 0:
            self.refuse(Problem(408, f"the request did not come in {self.seconds:g} seconds: send it at once"))
        self.timer = self.loop.call_later(left if left > 0 else self.seconds, self._look)


def peer_of(host: str) -> str:
    """Who is counted as one peer: an IPv4 address, or the network of 64 bits of an IPv6 address.

    >>> peer_of("192.0.2.7"), peer_of("::ffff:192.0.2.7"), peer_of("2001:db8::7")
    ('192.0.2.7', '192.0.2.7', '2001:db8::/64')
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        if not address.is_loopback:
            return str(ipaddress.ip_network((address.packed, 64), strict=False))
    return str(address)
