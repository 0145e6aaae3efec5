from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.errors import FetchError
from clf.inputs.fetch import check, is_public

PORTS = frozenset({80, 443})
PUBLIC = "93.184.216.34"


def names(answers: dict[str, list[str]]) -> object:
    return lambda host, port: answers.get(host) or ([host] if host[:1].isdigit() or ":" in host else [])


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:93.184.216.34",
        "64:ff9b::7f00:1",
        "64:ff9b::5db8:d822",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:5db8:d822::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "2606:2800:220:1::1%1",
        "",
        "x",
        "127.1",
    ],
)
def test_what_is_no_public_address(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "1.1.1.1", "2606:2800:220:1::1", "2a00:1450:4001::1"])
def test_what_is_a_public_address(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_ipv4_within_ipv6_is_refused(address: object) -> None:
    number = int(address)  # type: ignore[call-overload]
    for prefix, shift in ((0, 0), (0xFFFF << 32, 0), (0x64FF9B << 96, 0), (0x2002 << 112, 80), (0x20010000 << 96, 0)):
        value = prefix | number << shift
        assert not is_public(":".join(f"{value >> 16 * i & 0xFFFF:x}" for i in range(7, -1, -1)))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://017700000001/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0x7f.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://0/",
        "http://127.0.0.1./",
        "http://127.1./",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://localhost../",
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[fe80::1%25eth0]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::127.0.0.1]/",
        "http://[2002:7f00:1::]/",
        "http://[v1.fe]/",
        "http://good.example@127.0.0.1/",
        "http://good.example:80@127.0.0.1/",
        "http://user:word@good.example/",
        "http://127.0.0.1\\@good.example/",
        "http://good.example\\@127.0.0.1/",
        "http://127.0.0.1#@good.example/",
        "http://127.0.0.1?@good.example/",
        "http://good.example /",
        "http://good.example\t/",
        "http://good\n.example/",
        "http://evil.example/",
        "http://mixed.example/",
        "http://six.example/",
        "http://metadata/",
        "http://good.example:22/",
        "http://good.example:0/",
        "http://good.example:99999/",
        "http://good.example:x/",
        "ftp://good.example/",
        "file:///etc/passwd",
        "gopher://good.example/",
        "data:text/html,x",
        "//good.example/",
        "http:///x",
        "http://",
        "http:good.example",
        "http://./",
        "http://-/",
        "http://good%2eexample/",
        "http://" + "a." * 200,
    ],
)
def test_known_ways_around(url: str) -> None:
    resolve = names(
        {
            "good.example": [PUBLIC],
            "localhost": ["127.0.0.1"],
            "localhost.": ["127.0.0.1"],
            "metadata": ["169.254.169.254"],
            "evil.example": ["10.0.0.7"],
            "mixed.example": [PUBLIC, "127.0.0.1"],
            "six.example": ["::ffff:127.0.0.1"],
        }
    )
    with pytest.raises(FetchError) as refused:
        check(url, PORTS, False, resolve)  # type: ignore[arg-type]
    assert "\n" not in str(refused.value)
    assert "word" not in str(refused.value)


def test_what_passes() -> None:
    resolve = names({"good.example": [PUBLIC], "xn--bcher-kva.example": [PUBLIC, "2606:2800:220:1::1"]})
    target = check("HTTP://Good.Example./a b".replace(" ", "%20") + "?q=ä&r=1#top", PORTS, False, resolve)  # type: ignore[arg-type]
    assert (target.host, target.port, target.path) == ("good.example", 80, "/a%20b?q=%C3%A4&r=1")
    target = check("https://bücher.example", PORTS, False, resolve)  # type: ignore[arg-type]
    assert (target.host, target.port, target.path) == ("xn--bcher-kva.example", 443, "/")
    assert target.addresses == (PUBLIC, "2606:2800:220:1::1")
    assert check("http://93.184.216.34/", PORTS, False, resolve).addresses == (PUBLIC,)  # type: ignore[arg-type]
    assert check("http://[2606:2800:220:1::1]/", PORTS, False, resolve).addresses == ("2606:2800:220:1::1",)  # type: ignore[arg-type]


def test_private_addresses_and_ports_can_be_allowed() -> None:
    target = check("http://127.0.0.1:8000/", frozenset({8000}), True)
    assert (target.addresses, target.port) == (("127.0.0.1",), 8000)


@given(st.text(max_size=60))
def test_any_text_is_checked_or_refused(text: str) -> None:
    for url in (text, "http://" + text):
        try:
            target = check(url, PORTS, False, lambda host, port: [PUBLIC])
        except FetchError:
            continue
        assert target.path.isascii()
        assert target.host.isascii()
