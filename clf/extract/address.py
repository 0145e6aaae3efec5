"""Which addresses may be fetched: http and https, known ports, public hosts. The guard against forged requests.

A name is resolved once; every answer must be public, and the connection goes to what was checked. After OWASP's
"Server-Side Request Forgery Prevention" and IANA's special-purpose address registries.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urlsplit

from clf.errors import FetchError
from clf.extract.limits import MAX_ADDRESS

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
