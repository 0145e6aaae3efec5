"""The one rule for servers that ask nobody who they are: they listen on this machine only."""

from __future__ import annotations

import socket
from ipaddress import IPv6Address, ip_address


def is_loopback(host: str | None) -> bool:
    """Whether only this machine can reach a server that listens on ``host``.

    True for loopback addresses, and for ``localhost`` where it stands for nothing else. Every other name may point
    elsewhere tomorrow, and no host at all means every address, so both are False.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("::ffff:127.0.0.1")
    (True, True, True)
    >>> is_loopback("0.0.0.0"), is_loopback("::"), is_loopback(""), is_loopback(None), is_loopback("example.org")
    (False, False, False, False, False)
    """
    if not host:
        return False
    if host.lower() == "localhost":
        try:
            found = {str(answer[4][0]) for answer in socket.getaddrinfo(host, None)}
        except OSError:
            return False
        return bool(found) and all(map(_is_loopback_address, found))
    return _is_loopback_address(host)


def _is_loopback_address(address: str) -> bool:
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return (mapped or ip).is_loopback
