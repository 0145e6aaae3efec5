"""What every request passes first: the token, the number of requests at once, and the count of what was answered."""

from __future__ import annotations

import asyncio
import hmac
import time
from typing import Any

from clf.serve.limits import Limits
from clf.serve.metrics import Metrics
from clf.serve.problems import Problem

_OPEN = ("/health", "/health/live", "/health/ready")


class Gate:
    """ASGI middleware: 401 without the token, 503 where ``limits.requests`` are being answered already.

    Health and metrics are always answered, or nobody could see that a service has much to do.
    """

    def __init__(self, app: Any, limits: Limits, metrics: Metrics, token: str, paths: frozenset[str]) -> None:
        self.app, self.limits, self.metrics, self.paths = app, limits, metrics, paths
        self.token = f"Bearer {token}".encode() if token else b""
        self.busy = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"] if scope["path"] in self.paths else "other"
        begun, status = time.perf_counter(), 500

        async def counted(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._pass(scope, receive, counted)
        finally:
            self.metrics.requests.labels(path, status).inc()
            self.metrics.seconds.labels(path).observe(time.perf_counter() - begun)

    async def _pass(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] in _OPEN:
            await self.app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"authorization", b"")
        if self.token and not hmac.compare_digest(given, self.token):
            problem = Problem(401, "send the token as Authorization: Bearer …", {"WWW-Authenticate": "Bearer"})
            await problem.response()(scope, receive, send)
            return
        if scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        if self.busy >= self.limits.requests:
            problem = Problem(503, f"{self.busy} requests are being answered: try again", {"Retry-After": "1"})
            await problem.response()(scope, receive, send)
            return
        self.busy += 1
        self.metrics.in_flight.set(self.busy)
        try:
            await asyncio.sleep(0)  # who came at the same moment is counted before the first is answered
            await self.app(scope, receive, send)
        finally:
            self.busy -= 1
            self.metrics.in_flight.set(self.busy)
