"""Which addresses may be fetched: http and https, known ports, public hosts. The guard against forged requests.

A name is resolved once; every answer must be public, and the connection goes to what was checked. After OWASP's
"Server-Side Request Forgery Prevention" and IANA's special-purpose address registries.

Fetching of one address, guarded: checked, pinned, and limited in redirects, time, size and kind.

The connection goes to an address that `clf.inputs.fetch.check` has checked, while Host header, server name and
certificate stay those of the name; each redirect is checked anew. Proxies of the environment are not used.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

import clf
from clf.errors import FetchError
from clf.limits import MAX_ADDRESS, MAX_FETCHED

Resolve = Callable[[str, int], list[str]]  # host and port to addresses; raises OSError

_PORTS = {"http": 80, "https": 443}
_PLAIN_IPV4 = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")
_LIKE_A_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)", re.I)  # the last label of a host that resolvers read as a number
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"\A(?=.{{1,253}}$)(?:{_LABEL}\.)*{_LABEL}", re.I)
_RELAYS = (IPv4Network("192.88.99.0/24"), IPv4Network("0.0.0.0/8"))  # 6to4 anycast; "this network"
_UNICAST = IPv6Network("2000::/3")  # the only global unicast; mapped, NAT64, local, multicast lie outside
_NOT_UNICAST = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))  # Teredo, 6to4, ...
_SAFE = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: where to connect (``addresses``, tried in turn) and what to ask for."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]


def is_public(address: str) -> bool:
    """Whether ``address`` is a public one: no private, loopback, link-local, shared, multicast or reserved address,
    nor an IPv6 one that carries an IPv4 address within (mapped, compatible, 6to4, NAT64, Teredo).

    >>> is_public("93.184.216.34"), is_public("127.0.0.1"), is_public("::ffff:93.184.216.34"), is_public("fe80::1%2")
    (True, False, False, False)
    """
    try:
        ip: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast and not any(ip in network for network in _RELAYS)
    return ip.scope_id is None and ip in _UNICAST and not any(ip in network for network in _NOT_UNICAST)


def system_resolve(host: str, port: int) -> list[str]:
    """Addresses of ``host`` as the system knows them, without repeats."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check(url: str, ports: frozenset[int], allow_private: bool, resolve: Resolve = system_resolve) -> Target:
    """``url`` taken apart, checked and resolved; raises `FetchError` that says in one line why it is refused."""
    shown = "".join(c if c.isprintable() else "�" for c in url[:200])

    def refuse(why: str) -> FetchError:
        return FetchError(f"{shown}: refused: {why}")

    if len(url) > MAX_ADDRESS:
        raise refuse(f"an address of {len(url):,} characters, more than the limit of {MAX_ADDRESS:,}")
    if any(c.isspace() or not c.isprintable() or c == "\\" for c in url):
        raise refuse("the address holds spaces, backslashes or control characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise refuse(f"no address: {error}") from None
    if parts.scheme not in _PORTS:
        raise refuse(f"only http and https are fetched, found {parts.scheme or 'neither'!r}")
    if "@" in parts.netloc:
        shown = f"{parts.scheme}://…@{host}"
        raise refuse("it holds a user name, as disguised addresses do")
    port = _PORTS[parts.scheme] if port is None else port
    if port not in ports:
        raise refuse(f"port {port} is not allowed: only {', '.join(map(str, sorted(ports)))} (see --allow-port)")
    host = _host(host, refuse)
    try:
        addresses = resolve(host, port)
    except OSError as error:
        raise FetchError(f"{shown}: no such host: {error.strerror or error}") from None
    if not addresses:
        raise FetchError(f"{shown}: no such host")
    for address in addresses:
        if not allow_private and not is_public(address):
            named = "" if address == host else f" resolves to {address}, which"
            raise refuse(f"{host}{named} is no public address (see --allow-private)")
    path = quote(parts.path or "/", _SAFE) + (f"?{quote(parts.query, _SAFE)}" if parts.query else "")
    return Target(url, parts.scheme, host, port, path, tuple(addresses))


def _host(host: str, refuse: Callable[[str], FetchError]) -> str:
    """``host`` in ASCII, without a final dot; an IPv6 address as it is."""
    if "%" in host:
        raise refuse("the host holds a zone or an escape")
    if ":" in host:
        try:
            return str(IPv6Address(host))
        except ValueError:
            raise refuse(f"no address: {host}") from None
    try:
        ascii_host = host.encode("idna").decode().lower().removesuffix(".")
    except UnicodeError:
        raise refuse(f"no host name: {host!r}") from None
    if _LIKE_A_NUMBER.fullmatch(ascii_host.rpartition(".")[2]):
        try:
            return str(IPv4Address(ascii_host if _PLAIN_IPV4.fullmatch(ascii_host) else ""))
        except ValueError:
            raise refuse(f"{host} is an IPv4 address in disguise") from None
    if not _NAME.fullmatch(ascii_host):
        raise refuse(f"no host name: {host!r}")
    return ascii_host


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
        "User-Agent": f"{AGENT}/{clf.__version__}",
        "Accept": _ACCEPT,
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
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
