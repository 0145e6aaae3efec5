"""Fetching of one address, guarded: checked, pinned, and limited in redirects, time, size and kind.

The connection goes to an address that `clf.extract.address.check` has checked, while Host header, server name and
certificate stay those of the name; each redirect is checked anew. Proxies of the environment are not used.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urljoin

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

import clf
from clf.errors import FetchError
from clf.extract.address import Resolve, Target, check, system_resolve
from clf.extract.limits import MAX_FETCHED

AGENT = "clf"
_ACCEPT = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, */*"
_KINDS = re.compile(r"text/[\w.+-]+|application/(?:[\w.-]+\+)?(?:xml|json|rdf|rss|atom)|application/(?:x-)?gzip|")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_REDIRECTS = (301, 302, 303, 307, 308)
_PIECE = 1 << 16
_SILENCE = 10.0  # seconds without a byte


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be fetched: ports, private addresses or not, redirects, seconds in all, bytes once unpacked."""

    ports: frozenset[int] = frozenset({80, 443})
    allow_private: bool = False
    redirects: int = 5
    seconds: float = 30.0
    size: int = MAX_FETCHED
    resolve: Resolve = field(default=system_resolve, repr=False)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back, from where in the end, and the encoding that its header names (or an empty string)."""

    url: str
    data: bytes
    charset: str = ""


def fetch(url: str, limits: Limits, allowed: Callable[[str], None] | None = None, any_kind: bool = False) -> Fetched:
    """What stands at ``url``; raises `FetchError`, one line that says why not.

    ``allowed`` is asked before each request and raises if robots.txt forbids it. ``any_kind`` lets any content type
    pass.
    """
    first = url
    with _watch(limits.seconds) as watch:
        for _ in range(limits.redirects + 1):
            target = check(url, limits.ports, limits.allow_private, limits.resolve)
            if allowed:
                allowed(url)
            if watch.expired:
                raise FetchError(_late(first, limits))
            try:
                with _request(target, limits, watch) as response:
                    location = response.headers.get("Location") if response.status in _REDIRECTS else None
                    if location is None:
                        fetched = _body(url, response, limits, any_kind)
                        if watch.expired:  # what was shut down looks like an end
                            raise FetchError(_late(first, limits))
                        return fetched
            except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
                raise FetchError(_late(first, limits) if watch.expired else f"{url}: {_why(error)}") from None
            try:
                url = urldefrag(urljoin(url, location)).url
            except ValueError:
                raise FetchError(f"{first}: redirected to what is no address: {location!r:.100}") from None
    raise FetchError(f"{first}: refused: more than {limits.redirects} redirects")


class _Watch:
    """Shuts the open connection down once time is up, whatever it waits for."""

    def __init__(self) -> None:
        self.expired = False
        self.sock: socket.socket | None = None

    def expire(self) -> None:
        self.expired = True
        if self.sock is not None:
            with suppress(OSError):  # closed already
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)  # beneath TLS, which would want to say goodbye


class _Pinned:
    """A connection to addresses that were checked, under the name they were checked for."""

    addresses: tuple[str, ...]
    watch: _Watch
    sock: socket.socket | None

    def _new_conn(self) -> socket.socket:
        trouble: OSError | None = None
        for address in self.addresses:
            try:
                return socket.create_connection((address, self.port), self.timeout)  # type: ignore[attr-defined]
            except OSError as error:
                trouble = error
        raise trouble or OSError("no address")

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self.watch.sock = self.sock


class _PinnedHttp(_Pinned, HTTPConnection):
    pass


class _PinnedHttps(_Pinned, HTTPSConnection):
    pass


@contextmanager
def _watch(seconds: float) -> Iterator[_Watch]:
    watch = _Watch()
    timer = threading.Timer(seconds, watch.expire)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()


@contextmanager
def _request(target: Target, limits: Limits, watch: _Watch) -> Iterator[urllib3.BaseHTTPResponse]:
    pinned: Any = _PinnedHttp if target.scheme == "http" else _PinnedHttps
    kind: Any = urllib3.HTTPConnectionPool if target.scheme == "http" else urllib3.HTTPSConnectionPool

    def connection(*args: Any, **kwargs: Any) -> Any:
        made = pinned(*args, **kwargs)
        made.addresses, made.watch = target.addresses, watch
        return made

    headers = {
        "User-Agent": f"{AGENT}/{clf.__version__}", "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }  # fmt: skip
    pool = kind(target.host, target.port, timeout=min(_SILENCE, limits.seconds), retries=False)
    pool.ConnectionCls = connection
    try:
        response = pool.urlopen(
            "GET", target.path, headers=headers, redirect=False, assert_same_host=False, preload_content=False
        )
        try:
            yield response
        finally:
            response.close()
    finally:
        pool.close()


def _body(url: str, response: urllib3.BaseHTTPResponse, limits: Limits, any_kind: bool) -> Fetched:
    if response.status != 200:
        raise Answered(f"{url}: answered {response.status} {response.reason or ''}".rstrip(), response.status)
    header = response.headers.get("Content-Type", "")
    kind = header.partition(";")[0].strip().lower()
    if not any_kind and not _KINDS.fullmatch(kind):
        raise FetchError(f"{url}: refused: a page or feed is wanted, found {kind!r:.60}")
    pieces, size = [], 0
    while piece := response.read1(_PIECE, decode_content=True):
        size += len(piece)
        if size > limits.size:
            raise FetchError(f"{url}: refused: more than {limits.size >> 20:,} MB")
        pieces.append(piece)
    charset = _CHARSET.search(header)
    return Fetched(url, b"".join(pieces), charset[1] if charset else "")


class Answered(FetchError):
    """The server answered with another status than 200."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def _late(url: str, limits: Limits) -> str:
    return f"{url}: refused: not done within {limits.seconds:g} seconds"


def _why(error: BaseException) -> str:
    if isinstance(error, urllib3.exceptions.TimeoutError | TimeoutError):
        return "no answer in time"
    text = " ".join(str(error).split())
    if "CERTIFICATE_VERIFY_FAILED" in text or isinstance(error, urllib3.exceptions.SSLError):
        return f"no safe connection: {text[:160]}"
    return f"not fetched: {text[:160] or type(error).__name__}"
