"""The service: its paths, put together. What each does is in the file it calls."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from clf.errors import extra
from clf.evidence import Evidencer
from clf.serve import answers
from clf.serve import coop as signal
from clf.serve.batch import Batch, BatchRequest, SignalRequest, batch_of
from clf.serve.gate import CONTENT_TYPE, Gate, Metrics, Slots
from clf.serve.holder import Holder
from clf.serve.limits import Limits
from clf.serve.page import page
from clf.serve.problems import Problem, answer

with extra("serve"):
    from fastapi import FastAPI, Request, Response
    from starlette.requests import ClientDisconnect

_ABOUT = (
    "Scores news headlines for clickbait and shows exactly why. It measures how a headline is written; it does not "
    "decide whether a story is true. Refusals are JSON problems (RFC 9457)."
)
_BATCH = {
    "schema": BatchRequest.model_json_schema(),
    "example": {"items": ["Council approves budget", {"id": 7, "headline": "He opened the door", "teaser": "But"}]},
}
_SIGNAL = {
    "schema": SignalRequest.model_json_schema(),
    "example": {"value": {"type": "STRING", "value": "You will never guess what she did"}, "orgId": "team"},
}
_SMALL_BODY = 4096  # bytes: parsed on the event loop, which holds all others up for less than a millisecond
_LIGHT = 2_000  # weight of a batch that is answered on the event loop: some milliseconds, less than a thread costs
_THREADS = 2  # for all else; more of them would only take turns, and the event loop would wait for all of them
_Made = TypeVar("_Made")
Answering = Callable[[Batch, Any, "Evidencer | None", Limits, float], dict[str, Any]]


def make_app(
    holder: Holder, limits: Limits, *, token: str = "", evidencer: Evidencer | None = None, poll: float = 1.0
) -> Any:
    """The ASGI application that answers with the model of ``holder``."""
    metrics = Metrics()
    threads = ThreadPoolExecutor(_THREADS, "clf-serve")

    def changed() -> None:
        metrics.show(holder.model)
        metrics.reloads.inc()

    holder.changed = changed
    metrics.show(holder.model)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with holder.watching(poll):
            yield
        threads.shutdown(wait=False)

    app = FastAPI(title="clf", description=_ABOUT, version="1", docs_url=None, redoc_url=None, lifespan=lifespan)

    async def refused(_: Request, problem: Exception) -> Response:
        assert isinstance(problem, Problem)
        return problem.response()

    async def broken(_: Request, error: Exception) -> Response:
        return Problem(500, f"this should not happen ({type(error).__name__}): please report it").response()

    app.add_exception_handler(Problem, refused)
    app.add_exception_handler(Exception, broken)

    slots = Slots(limits, metrics)

    async def run(light: bool, work: Callable[..., _Made], *given: Any) -> _Made:
        return work(*given) if light else await asyncio.get_running_loop().run_in_executor(threads, work, *given)

    def made(make: Answering, *given: Any) -> Response:
        found = make(*given)
        for result in found["results"]:
            metrics.items.labels(result.get("band", "bad")).inc()
        return answer(found)

    async def batched(request: Request, make: Answering, cost: int) -> Response:
        model = holder.model  # the one that this request ends with
        until = time.monotonic() + limits.seconds
        body = await _body(request, limits)
        async with slots.take():
            batch = await run(len(body) <= _SMALL_BODY, batch_of, body, limits)
            light = len(body) <= _SMALL_BODY and batch.weight * cost <= _LIGHT and not batch.evidence
            return await run(light, made, make, batch, model, evidencer, limits, until)

    @app.post("/v1/score", openapi_extra={"requestBody": {"content": {"application/json": _BATCH}}})
    async def score(request: Request) -> Response:
        """Score headlines. Results are in the order of items; a bad item has an error in place of a score."""
        return await batched(request, answers.scores, answers.SCORE_COST)

    @app.post("/v1/explain", openapi_extra={"requestBody": {"content": {"application/json": _BATCH}}})
    async def explain(request: Request) -> Response:
        """Score headlines and say why: contributions of words and cues that add up, reasons, what-ifs."""
        return await batched(request, answers.explanations, answers.EXPLAIN_COST)

    @app.post("/v1/signal", openapi_extra={"requestBody": {"content": {"application/json": _SIGNAL}}})
    async def run_signal(request: Request) -> Response:
        """One headline in the shape of a signal of ROOST's Coop."""
        model = holder.model
        body = await _body(request, limits)
        async with slots.take():
            return answer(await run(len(body) <= _SMALL_BODY, signal.run, body, model, limits))

    @app.get("/v1/signal")
    async def describe_signal() -> Response:
        """What a plugin tells Coop of the signal."""
        return answer(signal.descriptor(holder.model))

    @app.get("/health/live")
    async def live() -> Response:
        """The process answers."""
        return answer({"status": "live"})

    @app.get("/health")
    @app.get("/health/ready")
    async def ready() -> Response:
        """A model is loaded, and which; ``trouble`` if a newer one could not be read."""
        trouble = {"trouble": holder.trouble} if holder.trouble else {}
        return answer({"status": "ready", "model": holder.model.id, **trouble})

    @app.get("/metrics")
    async def scraped() -> Response:
        """Metrics for Prometheus."""
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
        return Response(page(app.openapi()), media_type="text/html", headers=policy)

    paths = frozenset({*app.openapi()["paths"], "/docs", "/openapi.json"})
    return Gate(app, limits, metrics, token, paths)


async def _body(request: Request, limits: Limits) -> bytes:
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() != "application/json":
        raise Problem(415, f"send JSON with Content-Type: application/json, found {kind[:60]!r}")
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > limits.body:
                raise Problem(
                    413, f"the body is larger than {limits.body:,} bytes: send fewer items", {"Connection": "close"}
                )
            parts.append(part)
    except ClientDisconnect:  # hung up, or `Connection` refused the rest
        raise Problem(408, "the body did not come: send all of it at once", {"Connection": "close"}) from None
    return b"".join(parts)
