"""What every request passes: the token, the metrics that Prometheus reads, and the number of requests at once."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from clf.errors import extra
from clf.model import Model
from clf.serve.connection import Places
from clf.serve.limits import Limits
from clf.serve.problems import Problem

with extra("serve"):
    from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The counters of one service."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        place = self.registry
        self.requests = Counter("clf_requests", "Requests answered.", ["path", "status"], registry=place)
        self.seconds = Histogram("clf_request_seconds", "Time to answer.", ["path"], buckets=_SECONDS, registry=place)
        self.in_flight = Gauge("clf_requests_in_flight", "Requests being answered.", registry=place)
        self.items = Counter("clf_items", "Items scored, by band; or bad.", ["band"], registry=place)
        self.reloads = Counter("clf_model_reloads", "Times another model took over.", registry=place)
        self.model = Gauge("clf_model_info", "1 for the model that answers.", ["model"], registry=place)

    def show(self, model: Model) -> None:
        """Name ``model`` as the one that answers."""
        self.model.clear()
        self.model.labels(model.id).set(1)

    def text(self) -> bytes:
        """In Prometheus's text format."""
        return generate_latest(self.registry)


_OPEN = ("/health", "/health/live", "/health/ready")


class Slots:
    """The requests that are answered at once. A request takes its slot when all of it has come."""

    def __init__(self, limits: Limits, metrics: Metrics) -> None:
        self.limits, self.metrics = limits, metrics
        self.busy = 0

    @asynccontextmanager
    async def take(self) -> AsyncIterator[None]:
        """Hold a slot for as long as the context lasts; raises `Problem` 503 if there is none."""
        if self.busy >= self.limits.requests:
            raise Problem(503, f"{self.busy} requests are being answered: try again", {"Retry-After": "1"})
        self.busy += 1
        self.metrics.in_flight.set(self.busy)
        try:
            await asyncio.sleep(0)  # requests that came at the same moment are counted before the first is answered
            yield
        finally:
            self.busy -= 1
            self.metrics.in_flight.set(self.busy)


class Gate:
    """ASGI middleware: 401 without the token. It also holds the limits and places that `Connection` keeps to.

    Health is always answered, or nobody could see that a service has much to do.
    """

    def __init__(self, app: Any, limits: Limits, metrics: Metrics, token: str, paths: frozenset[str]) -> None:
        self.app, self.limits, self.metrics, self.paths = app, limits, metrics, paths
        self.token = f"Bearer {token}".encode() if token else b""
        self.connections = Places(limits.connections, limits.per_peer)
        self.bodies = Places(2 * limits.requests, limits.requests)

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
        await self.app(scope, receive, send)
