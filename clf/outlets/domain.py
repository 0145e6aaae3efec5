"""The registered domain of an address, by the public suffix list (https://publicsuffix.org) in a bundled copy."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

from clf.extract.limits import MAX_ADDRESS


@cache
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def registered_domain(address: str) -> str:
    """The domain that is registered for an address or host name; empty where there is none.

    >>> registered_domain("https://www.news.example.co.uk/a?b"), registered_domain("WWW.Example.COM")
    ('example.co.uk', 'example.com')
    >>> registered_domain("no address"), registered_domain("co.uk")
    ('', '')
    """
    names = host_names(address)
    return names[-1] if names else ""


@lru_cache(maxsize=65536)
def host_names(address: str) -> tuple[str, ...]:
    """The host of an address without "www.", then each domain it is part of, down to the registered one.

    >>> host_names("https://www.sport.news.example.com/a")
    ('sport.news.example.com', 'news.example.com', 'example.com')
    """
    address = address.strip()
    if not address or " " in address or len(address) > MAX_ADDRESS:
        return ()
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        return ()
    if "." not in host or host.replace(".", "").isdigit() or ":" in host:
        return ()
    registered = _suffixes().privatesuffix(host)
    if not registered:
        return ()
    names = [host]
    while names[-1] != registered:
        names.append(names[-1].split(".", 1)[1])
    return tuple(names[1:] if names[0].startswith("www.") and len(names) > 1 else names)
