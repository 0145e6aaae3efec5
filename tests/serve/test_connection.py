"""Attacks on a real service in a process of its own: each is bounded in time and in what it sends."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")

POST = b"POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
GET = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
MB = 1 << 20


class Service:
    """A service at a port of loopback, in process ``pid``."""

    def __init__(self, pid: int, port: int) -> None:
        self.pid, self.port = pid, port

    def connect(self, source: str = "127.0.0.1") -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), 20, (source, 0))

    def ask(self, path: str = "/health", body: Any = None, timeout: float = 20) -> tuple[int, Any]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            raw = None if body is None else json.dumps(body).encode()
            connection.request("GET" if body is None else "POST", path, raw, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def is_well(self) -> None:
        """Health and other callers are answered, on a busy machine, too."""
        assert self.ask(timeout=8)[0] == 200
        status, body = self.ask("/v1/score", {"items": ["Council approves budget"]}, timeout=8)
        assert (status, body["scored"]) == (200, 1)

    @property
    def memory(self) -> int:
        """Bytes of memory that the process uses."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def serving(*options: str, **environment: str) -> Iterator[Service]:
    command = [sys.executable, "-m", "clf", "serve", "--port", "0", *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment})
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        yield Service(process.pid, int(line.rpartition(":")[2].split("/")[0]))
    finally:
        process.kill()
        process.communicate(timeout=20)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """One that waits a second for a request to arrive, and has few places."""
    with serving("--max-seconds", "1", "--max-connections", "24", "--max-requests", "8") as found:
        found.is_well()
        yield found


def read_all(connection: socket.socket) -> bytes:
    """What comes until the service closes the connection."""
    parts = []
    with suppress(ConnectionError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def send_until_closed(connection: socket.socket, parts: Iterator[bytes]) -> int:
    """How many bytes the service took."""
    sent = 0
    with suppress(ConnectionError):
        for part in parts:
            connection.sendall(part)
            sent += len(part)
    return sent


@pytest.mark.parametrize(
    ("start", "part"),
    [
        (b"GET /health HTTP/1.1\r\n", b"a: b\r\n" * 2000),
        (b"GET /health HTTP/1.1\r\na: ", b"x" * 12_000),
        (b"GET /health HTTP/1.1\r\n", b"x" * 12_000),
        (b"GET /", b"x" * 12_000),
        (b"", b"\r\n" * 6_000),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", b"a: b\r\n" * 2000),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\na: ", b"x" * 12_000),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n2;", b"x" * 12_000),
    ],
    ids=["headers", "header", "name", "address", "empty lines", "trailers", "trailer", "chunk extension"],
)
def test_an_endless_head_is_refused_and_held_nowhere(service: Service, start: bytes, part: bytes) -> None:
    before = service.memory
    with service.connect() as attacker:
        taken = send_until_closed(attacker, (start if i == 0 else part for i in range(2000)))
        service.is_well()
    assert taken < 10 * MB  # of 24 MB: the socket's own buffers may hold some
    assert service.memory < before + 16 * MB


def test_a_head_that_is_too_large_gets_a_problem(service: Service) -> None:
    for head in (b"a: b\r\n" * 129, b"a: " + b"x" * 65_536 + b"\r\n"):
        with service.connect() as caller:
            caller.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n" + head)
            answer = read_all(caller)
        assert answer.startswith(b"HTTP/1.1 431 ")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["status"] == 431
    with service.connect() as caller:
        caller.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\na: " + b"x" * 60_000 + b"\r\n\r\n"))
        assert read_all(caller).startswith(b"HTTP/1.1 200 ")


def test_what_is_not_http_gets_a_problem(service: Service) -> None:
    with service.connect() as caller:
        caller.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        answer = read_all(caller)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer


def test_pipelined_requests_are_all_answered_and_do_not_pile_up(service: Service) -> None:
    with service.connect() as caller, ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read_all, caller)
        caller.sendall(GET * 3000 + GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert reading.result().count(b"HTTP/1.1 200 ") == 3001
    before = service.memory
    with service.connect() as attacker:  # and reads nothing
        attacker.settimeout(3)
        with suppress(TimeoutError):
            send_until_closed(attacker, (GET * 2000 for _ in range(200)))
        service.is_well()
    assert service.memory < before + 16 * MB


@pytest.mark.parametrize(
    "sent", [b"", b"GET /hea", b"\r\n", POST, POST + b"Content-Length: 9\r\n\r\n", POST + b"Content-Length: 9\r\n\r\n{"]
)
def test_what_does_not_arrive_in_time_is_closed(service: Service, sent: bytes) -> None:
    with service.connect() as attacker:
        attacker.sendall(sent)
        answer = read_all(attacker)  # or it waits for 20 seconds, and fails
    if sent.strip():
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["status"] == 408
    else:
        assert not answer.startswith(b"HTTP/1.1 2")


@pytest.mark.parametrize(
    ("start", "drip"),
    [
        (b"GET /health HTTP/1.1\r\n", b"a: b\r\n"),
        (POST + b"Content-Length: 900\r\n\r\n", b" "),
        (GET, b"\r\n"),
        (b"GET /none HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n", b" "),
    ],
    ids=["head", "body", "between requests", "body of what was answered"],
)
def test_drips_do_not_keep_a_connection_open(service: Service, start: bytes, drip: bytes) -> None:
    with service.connect() as attacker:
        assert send_until_closed(attacker, drips(start, drip)) < 100 * len(drip) + len(start)


def drips(start: bytes, drip: bytes) -> Iterator[bytes]:
    yield start
    for _ in range(100):
        time.sleep(0.1)
        yield drip


def test_a_connection_that_is_used_stays_open(service: Service) -> None:
    connection = HTTPConnection("127.0.0.1", service.port, timeout=20)
    for _ in range(5):
        time.sleep(0.5)  # together longer than one request may take to arrive
        connection.request("GET", "/health")
        assert connection.getresponse().read()
        assert connection.sock is not None
    connection.close()


@pytest.mark.parametrize("sent", [b"", POST, POST + b"Content-Length: 900\r\n\r\n{", GET])
def test_more_connections_than_there_are_places_shut_nobody_out(service: Service, sent: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(100):  # of 24, and 12 of one peer
            with suppress(ConnectionError):
                stack.enter_context(service.connect()).sendall(sent)
        for _ in range(10):
            service.is_well()


def test_one_peer_leaves_places_for_others(service: Service) -> None:
    with ExitStack() as stack:
        quiet = [stack.enter_context(service.connect("127.0.0.2")) for _ in range(6)]
        for _ in range(60):
            stack.enter_context(service.connect("127.0.0.3"))
        for caller in quiet:  # not closed to make room
            caller.sendall(GET)
            assert caller.recv(4000).startswith(b"HTTP/1.1 200 ")


def test_bodies_on_their_way_hold_no_slot_and_little_memory() -> None:
    with serving("--max-seconds", "5", "--max-requests", "4") as service, ExitStack() as stack:
        service.is_well()
        before = service.memory
        for _ in range(40):
            attacker = stack.enter_context(service.connect())
            with suppress(ConnectionError):
                attacker.sendall(POST + b"Content-Length: 1000000\r\n\r\n" + b" " * 900_000)
        service.is_well()
        assert service.memory < before + 20 * MB  # 40 bodies would be 36 MB


@pytest.mark.parametrize("path", ["/v1/score", "/v1/explain", "/v1/signal"])
def test_a_text_is_as_long_as_it_is_once_folded(service: Service, path: str) -> None:
    text = "\ufdfa" * 112  # 18 characters each
    body = {"value": {"type": "STRING", "value": text}} if path == "/v1/signal" else {"items": [text]}
    status, found = service.ask(path, body)
    if path == "/v1/signal":
        assert (status, "2,016 characters once folded" in found["detail"]) == (422, True)
    else:
        assert "2,016 characters once folded" in found["results"][0]["error"]


@pytest.mark.parametrize("text", ["\ufdfa" * 111, "a b " * 499, "You will not " * 153])
def test_heavy_work_ends_in_time_and_holds_nobody_up(service: Service, text: str) -> None:
    def heavy(_: int) -> int:
        return service.ask("/v1/explain", {"items": [text] * 150, "any_language": True})[0]

    with ThreadPoolExecutor(6) as pool:
        answers = [pool.submit(heavy, i) for i in range(6)]
        while not all(answer.done() for answer in answers):
            service.is_well()
        assert {answer.result() for answer in answers} <= {200, 503}
        assert 503 in {answer.result() for answer in answers}


def test_the_token_is_not_needed_to_be_refused_early() -> None:
    with serving("--max-seconds", "1", CLF_SERVE_TOKEN="secret") as service:
        with service.connect() as attacker:
            attacker.sendall(b"GET /metrics HTTP/1.1\r\n" + b"a: b\r\n" * 200)
            assert read_all(attacker).startswith(b"HTTP/1.1 431 ")
        assert service.ask("/v1/score", {"items": []})[0] == 401
        assert service.ask()[0] == 200
