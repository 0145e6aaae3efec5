"""A server on loopback that answers with the very bytes a test gives it."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Answer = bytes | Callable[[socket.socket], None]


class Server:
    """Answers by path; ``asked`` holds the requests that came."""

    def __init__(self, answers: dict[str, Answer], context: ssl.SSLContext | None = None) -> None:
        self.answers, self.context = answers, context
        self.asked: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.open: list[socket.socket] = []

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection: socket.socket) -> None:
        connection.settimeout(20)
        with suppress(OSError):
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            self.open.append(connection)
            request = b""
            while b"\r\n\r\n" not in request and (more := connection.recv(65536)):
                request += more
            self.asked.append(request.decode("latin-1"))
            answer = self.answers.get(self.asked[-1].split(" ")[1], b"HTTP/1.1 404 Not Found\r\n\r\n")
            connection.sendall(answer) if isinstance(answer, bytes) else answer(connection)
            connection.close()


@contextmanager
def serving(answers: dict[str, Answer], context: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(answers, context)
    threading.Thread(target=server.serve, daemon=True).start()
    try:
        yield server
    finally:
        with suppress(OSError):
            server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()
        for connection in server.open:
            connection.close()


def ok(body: bytes, kind: str = "text/html; charset=utf-8", *more: str) -> bytes:
    head = "\r\n".join(["HTTP/1.1 200 OK", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *more])
    return head.encode() + b"\r\n\r\n" + body


def moved(where: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Moved\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode()
