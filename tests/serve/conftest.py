"""A service on loopback in a thread of its own, and a client that keeps its connection."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any, NamedTuple

import pytest

pytest.importorskip("fastapi")
import uvicorn

from clf.serve.app import make_app
from clf.serve.connection import Connection
from clf.serve.holder import Holder
from clf.serve.limits import Limits


class Answer(NamedTuple):
    status: int
    kind: str
    body: Any
    headers: dict[str, str]


class Client:
    def __init__(self, port: int, holder: Holder) -> None:
        self.port, self.holder = port, holder

    def __call__(self, path: str, body: Any = None, **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **{key.replace("_", "-"): text for key, text in headers.items()}}
        try:
            connection.request("GET" if body is None else "POST", path, raw, sent)
            answer = connection.getresponse()
            text, kind = answer.read(), answer.headers.get_content_type()
            found = json.loads(text) if kind.endswith("json") else text.decode()
            return Answer(answer.status, kind, found, dict(answer.headers))
        finally:
            connection.close()


@contextmanager
def running(limits: Limits | None = None, **options: Any) -> Iterator[Client]:
    holder = Holder()
    app = make_app(holder, limits or Limits(), poll=0.05, **options)
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=Connection, log_level="critical", ws="none", timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield Client(listening.getsockname()[1], holder)
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture
def start() -> Callable[..., Any]:
    return running


@pytest.fixture(scope="module")
def ask() -> Iterator[Client]:
    with running(Limits(body=20_000, items=300, chars=300)) as client:
        yield client
