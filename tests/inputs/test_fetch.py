from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clf.errors import FetchError
from clf.inputs.fetch import Limits, fetch
from clf.inputs.robots import Robots
from tests.inputs.server import Answer, Server, moved, ok, serving

PUBLIC = "93.184.216.34"
INWARDS = (
    "http://inner.example/",
    "http://127.0.0.1/",
    "file:///etc/passwd",
    "http://[::1]/",
    "//2130706433/",
    "http://good.example:22/",
)


def limits(server: Server, **changes: object) -> Limits:
    own = Limits(ports=frozenset({server.port}), allow_private=True, seconds=10)
    return replace(own, **changes)  # type: ignore[arg-type]


def failure(answers: dict[str, Answer], path: str = "/", **changes: object) -> str:
    with serving(answers) as server, pytest.raises(FetchError) as refused:
        fetch(f"http://127.0.0.1:{server.port}{path}", limits(server, **changes))
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_page_comes_back() -> None:
    with serving({"/a?b=1": ok("<p>Grüße".encode("latin-1"), "text/html; charset=ISO-8859-1")}) as server:
        fetched = fetch(f"http://127.0.0.1:{server.port}/a?b=1", limits(server))
    assert fetched.data.decode(fetched.charset) == "<p>Grüße"
    assert f"Host: 127.0.0.1:{server.port}" in server.asked[0]
    assert "User-Agent: clf/" in server.asked[0]


@pytest.mark.parametrize("packed", [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_compressed(packed: tuple[str, object]) -> None:
    coding, pack = packed
    body = pack(b"<p>" + b"news " * 1000)  # type: ignore[operator]
    with serving({"/": ok(body, "text/html", f"Content-Encoding: {coding}")}) as server:
        assert len(fetch(f"http://127.0.0.1:{server.port}/", limits(server)).data) == 5003


def test_loopback_is_refused_unless_allowed() -> None:
    with serving({"/": ok(b"secret")}) as server:
        for host in ("127.0.0.1", "localhost", "localhost.", "[::1]", "[::ffff:127.0.0.1]"):
            with pytest.raises(FetchError, match="no public address"):
                fetch(f"http://{host}:{server.port}/", limits(server, allow_private=False))
        with pytest.raises(FetchError, match=r"port \d+ is not allowed"):
            fetch(f"http://127.0.0.1:{server.port}/", Limits(allow_private=True))
    assert server.asked == []


def test_the_name_is_resolved_once_and_pinned() -> None:
    answers = [["127.0.0.1"], ["127.0.0.2"]]
    with serving({"/": ok(b"page")}) as server:
        once = limits(server, resolve=lambda host, port: answers.pop(0))
        assert fetch(f"http://news.example:{server.port}/", once).data == b"page"
    assert answers == [["127.0.0.2"]]
    assert f"Host: news.example:{server.port}" in server.asked[0]


@pytest.fixture
def went(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A bent network: whatever address is connected to, the test's server answers. Holds those addresses."""
    real = socket.create_connection
    gone: list[str] = []
    redirects: dict[str, Answer] = {f"/{i}": moved(where) for i, where in enumerate(INWARDS)}
    with serving({**redirects, "/turn": moved("/again"), "/again": ok(b"secret")}) as server:

        def connect(address: tuple[str, int], timeout: float) -> socket.socket:
            gone.append(address[0])
            return real(("127.0.0.1", server.port), timeout)

        monkeypatch.setattr(socket, "create_connection", connect)
        yield gone


@pytest.mark.parametrize("number", range(len(INWARDS)))
def test_a_redirect_is_checked_again(went: list[str], number: int) -> None:
    def resolve(host: str, port: int) -> list[str]:
        return [{"good.example": PUBLIC, "inner.example": "10.0.0.1"}.get(host, host)]

    with pytest.raises(FetchError, match="refused"):
        fetch(f"http://good.example/{number}", Limits(resolve=resolve))
    assert went == [PUBLIC]


def test_a_name_that_turns_private_at_a_redirect_is_refused(went: list[str]) -> None:
    answers = [[PUBLIC], ["127.0.0.1"]]  # DNS rebinding
    with pytest.raises(FetchError, match=r"resolves to 127\.0\.0\.1"):
        fetch("http://turn.example/turn", Limits(resolve=lambda host, port: answers.pop(0)))
    assert went == [PUBLIC]


def test_redirects() -> None:
    with serving({"/": moved("/b", 301), "/b": moved("c#part", 308), "/c": ok(b"there")}) as server:
        assert fetch(f"http://127.0.0.1:{server.port}/", limits(server)).url.endswith(f"{server.port}/c")
    assert "more than 5 redirects" in failure({"/": moved("/")})
    assert "redirects" in failure({"/": moved("/b"), "/b": ok(b"x")}, redirects=0)
    assert "redirected to what is no address" in failure({"/": moved("http://[")})


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: gzip.compress(gzip.compress(data))])
def test_bombs(pack: object) -> None:
    body = pack(b"\0" * (16 << 20))  # type: ignore[operator]
    coding = "gzip, gzip" if pack is not gzip.compress else "gzip"
    assert "more than 1 MB" in failure({"/": ok(body, "text/html", f"Content-Encoding: {coding}")}, size=1 << 20)


def test_too_much() -> None:
    assert "more than 1 MB" in failure({"/": ok(b"x" * (2 << 20))}, size=1 << 20)
    endless = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"

    def chunks(connection: socket.socket) -> None:
        connection.sendall(endless)
        while True:
            connection.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")

    assert "more than 1 MB" in failure({"/": chunks}, size=1 << 20)


def drip(first: bytes, then: bytes) -> Answer:
    def answer(connection: socket.socket) -> None:
        connection.sendall(first)
        for _ in range(100):
            connection.sendall(then)
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x"),
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        drip(b"", b"H"),
    ],
)
def test_what_drips_ends_in_time(answer: Answer) -> None:
    told = failure({"/": answer}, seconds=0.4)
    assert "not done within 0.4 seconds" in told or "no answer in time" in told  # the latter where the machine is busy


def test_silence_ends_in_time() -> None:
    told = failure({"/": lambda connection: time.sleep(2)}, seconds=0.4)
    assert "in time" in told or "within" in told


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense",
        b"\0" * 1000,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
        ok(b"not gzip", "text/html", "Content-Encoding: gzip"),
        ok(b"x", "image/png"),
        ok(b"x", "application/pdf"),
        b"HTTP/1.1 500 Broken\r\n\r\n",
        b"HTTP/1.1 204 None\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\nzz\r\n",
    ],
)
def test_bad_answers_are_one_line(answer: bytes) -> None:
    assert failure({"/": answer}).startswith("http://127.0.0.1:")


def test_no_server() -> None:
    with serving({}) as server:
        pass
    with pytest.raises(FetchError, match="not fetched"):
        fetch(f"http://127.0.0.1:{server.port}/", limits(server))


def test_robots() -> None:
    rules = ok(b"User-agent: *\nDisallow: /private/*.html$\nCrawl-delay: 0.01\n", "text/plain")
    answers = {"/robots.txt": rules, "/a": ok(b"a"), "/b": moved("/private/c.html"), "/private/c.html": ok(b"c")}
    with serving(answers) as server:  # type: ignore[arg-type]
        own, base = limits(server), f"http://127.0.0.1:{server.port}"
        robots = Robots(own)
        assert fetch(f"{base}/a", own, robots.allow).data == b"a"
        assert fetch(f"{base}/a", own, robots.allow).data == b"a"
        for path in ("/private/c.html", "/b"):
            with pytest.raises(FetchError, match=r"forbidden by the site's robots\.txt"):
                fetch(base + path, own, robots.allow)
    paths = [request.split(" ")[1] for request in server.asked]
    assert paths == ["/robots.txt", "/a", "/a", "/b"]


@pytest.mark.parametrize(
    ("answer", "allowed"), [(b"HTTP/1.1 404 No\r\n\r\n", True), (b"HTTP/1.1 503 No\r\n\r\n", False)]
)
def test_robots_that_are_missing_or_broken(answer: bytes, allowed: bool) -> None:
    with serving({"/robots.txt": answer}) as server:
        robots = Robots(limits(server))
        if allowed:
            robots.allow(f"http://127.0.0.1:{server.port}/")
        else:
            with pytest.raises(FetchError, match="answered 503"):
                robots.allow(f"http://127.0.0.1:{server.port}/")


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl to make a certificate with")
def test_a_certificate_is_checked_for_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=news.example "
        f"-addext subjectAltName=DNS:news.example -keyout {key} -out {certificate}"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving({"/": ok(b"safe")}, context) as server:
        own = limits(server, resolve=lambda host, port: ["127.0.0.1"])
        with pytest.raises(FetchError, match="no safe connection"):
            fetch(f"https://news.example:{server.port}/", own)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert fetch(f"https://news.example:{server.port}/", own).data == b"safe"
        with pytest.raises(FetchError, match="no safe connection"):
            fetch(f"https://other.example:{server.port}/", own)
