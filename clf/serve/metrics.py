"""What Prometheus scrapes: requests, how long they took, what was scored, and which model answers."""

from __future__ import annotations

from clf.api import Model
from clf.errors import extra

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
