from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clf
import clf.errors
from clf.evidence.finder import Evidencer
from clf.model.model import Model
from clf.serve import answers
from clf.serve.limits import Limits
from tests import strategies

WORDS = "You will never guess what she found in her garden. "


@given(st.lists(strategies.texts.filter(lambda text: len(text) <= 300), min_size=1, max_size=40))
def test_scores_are_those_of_the_library_bit_for_bit(ask: Any, model: Model, texts: list[str]) -> None:
    found = ask("/v1/score", {"items": texts, "any_language": True}).body
    assert found["model"] == model.id
    for text, result in zip(texts, found["results"], strict=True):
        if "error" not in result:
            (score,) = model.score([text])
            assert result == {"index": result["index"], **score.to_dict()}


def test_explanations_add_up_and_name_the_model(ask: Any, model: Model) -> None:
    items = [{"id": "a", "headline": "You will never guess", "teaser": "What she saw"}, "Der Stadtrat tagt heute früh"]
    first, second = ask("/v1/explain", {"items": items}).body["results"]
    why = first["explanation"]
    assert (first["id"], first["model"]) == ("a", model.id)
    total = why["intercept"] + sum(part["contribution"] for part in why["words"] + why["cues"])
    assert total == pytest.approx(why["log_odds"], abs=1e-6)
    assert (second["probability"], second["band"]) == (None, "unsupported language")
    assert "explanation" not in second


def test_a_bad_item_is_named_and_the_rest_scored(ask: Any) -> None:
    items = ["Rain", 7, {"id": 9, "headline": " "}, {"title": "Snow"}, "x" * 301, {"headline": "Sun", "teaser": None}]
    found = ask("/v1/score", {"items": items})
    assert (found.status, found.body["scored"], found.body["failed"]) == (200, 1, 5)
    errors = [result.get("error", "") for result in found.body["results"]]
    for error, part in zip(errors, ("", "a number", "no headline", "'title'", "301 char", "nothing"), strict=True):
        assert part in error
    assert found.body["results"][2]["id"] == 9


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b'{"items": [', 400, "line 1 column 12"),
        (b"\xff", 400, "byte 0"),
        (b"[" * 9000, 400, "not JSON"),
        (b"[]", 400, "a list"),
        (b'{"items": "Rain"}', 400, "items must be a list"),
        (b'{"items": [], "x": 1}', 400, "'x'"),
        (b'{"items": [], "any_language": 1}', 400, "any_language must be true or false"),
        (json.dumps({"items": ["a"] * 301}).encode(), 413, "301 items"),
        (b" " * 20_001, 413, "20,000 bytes"),
        (b'{"items": ["Rain"], "evidence": true}', 400, "--evidence"),
    ],
)
def test_what_is_refused_is_a_problem_with_its_reason(ask: Any, body: bytes, status: int, said: str) -> None:
    found = ask("/v1/score", body)
    assert (found.status, found.kind, found.body["status"]) == (status, "application/problem+json", status)
    assert said in found.body["detail"]


def test_other_content_types_are_refused(ask: Any) -> None:
    assert ask("/v1/score", b"{}", Content_Type="text/plain").status == 415


def test_health_metrics_and_pages(ask: Any, model: Model) -> None:
    ask("/v1/score", {"items": ["Council approves budget"]})
    assert ask("/health/live").body == {"status": "live"}
    assert ask("/health").body == {"status": "ready", "model": model.id}
    text = ask("/metrics").body
    assert f'clf_model_info{{model="{model.id}"}} 1.0' in text
    assert 'clf_requests_total{path="/v1/score",status="200"}' in text
    (score,) = model.score(["Council approves budget"], any_language=False)
    assert f'clf_items_total{{band="{score.band}"}}' in text
    assert set(ask("/openapi.json").body["paths"]) >= {"/v1/score", "/v1/explain", "/v1/signal", "/health"}
    assert "POST /v1/score" in ask("/docs").body
    assert "://" not in ask("/docs").body  # fetches nothing


def test_the_shape_of_a_coop_signal(ask: Any, model: Model) -> None:
    text = "You will never guess what she did"
    found = ask("/v1/signal", {"value": {"type": "STRING", "value": text}, "orgId": "team"}).body
    assert found["score"] == model.score([text])[0].probability
    assert found["outputType"] == {"scalarType": "NUMBER"}
    foreign = {"value": {"type": "STRING", "value": "Der Stadtrat beschließt den Haushalt"}}
    assert ask("/v1/signal", foreign).body["type"] == "ERROR"
    assert ask("/v1/signal", {"value": {"type": "IMAGE", "value": {}}}).status == 400
    assert ask("/v1/signal", {"value": {"type": "STRING", "value": ""}}).status == 422
    assert ask("/v1/signal").body["recommendedThresholds"]["highPrecisionThreshold"] == model.thresholds.clickbait


def test_a_token_is_asked_for(start: Callable[..., Any]) -> None:
    with start(token="secret") as ask:
        refused = ask("/v1/score", {"items": []})
        assert (refused.status, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert ask("/v1/score", {"items": []}, Authorization="Bearer secret").status == 200
        assert ask("/metrics").status == 401
        assert ask("/health").status == 200


def test_evidence_where_it_is_offered(start: Callable[..., Any]) -> None:
    text = "Bananas at supermarkets injected with blood that carries HIV"
    evidencer = Evidencer.load()
    with start(evidencer=evidencer) as ask:
        (result,) = ask("/v1/score", {"items": [text], "evidence": True}).body["results"]
    assert result["evidence"] == evidencer.find(text).to_dict()


def test_overload_is_refused_and_every_score_is_right(start: Callable[..., Any], model: Model) -> None:
    texts = [f"You will never guess what number {i} did" for i in range(200)]
    expected = [score.probability for score in model.score(texts)]
    with start(Limits(requests=2)) as ask, ThreadPoolExecutor(24) as pool:
        found = list(pool.map(lambda _: ask("/v1/explain", {"items": texts}), range(72)))
    assert {answer.status for answer in found} == {200, 503}
    for answer in found:
        if answer.status == 200:
            assert [result["probability"] for result in answer.body["results"]] == expected
        else:
            assert (answer.headers["retry-after"], answer.kind) == ("1", "application/problem+json")


def test_what_takes_too_long_is_refused(start: Callable[..., Any]) -> None:
    with start(Limits(seconds=0.2)) as ask:
        found = ask("/v1/explain", {"items": [WORDS * 30] * 400})
        assert (found.status, "send fewer items" in found.body["detail"]) == (503, True)
        with socket.create_connection(("127.0.0.1", ask.port), 10) as slow:
            head = "POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
            slow.sendall(head.encode())
            assert b" 408 " in slow.recv(4000)
        assert ask("/health").status == 200


def test_a_request_that_waited_too_long_for_a_thread_is_told_so(
    start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = answers.scores

    def late(*given: Any) -> Any:  # as if other requests had held all threads until now
        *rest, until = given
        return scores(*rest, until - 60)

    monkeypatch.setattr(answers, "scores", late)
    with start() as ask:
        found = ask("/v1/score", {"items": ["Rain in the north"] * 200})
    assert found.status == 503
    assert "not done in 10 seconds" in found.body["detail"]


def test_a_promoted_model_takes_over_and_requests_end_with_the_one_they_began_with(
    start: Callable[..., Any], model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Event(), threading.Event()
    scores = answers.scores

    def slowly(batch: Any, *rest: Any) -> Any:
        if batch.count > 100:  # in a thread
            begun.set()
            go.wait(10)
        return scores(batch, *rest)

    monkeypatch.setattr(answers, "scores", slowly)
    other = clf.load()
    other.id = "another"
    with start() as ask, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask, "/v1/score", {"items": ["Rain in the north"] * 200})
        assert begun.wait(10)
        monkeypatch.setattr("clf.serve.holder.load", lambda _: other)
        monkeypatch.setattr("clf.serve.holder.find_model", lambda _: tmp_path)
        for _ in range(400):
            if ask("/health").body["model"] == "another":
                break
            time.sleep(0.01)
        go.set()
        before = waiting.result().body
        assert {before["model"], *(result["model"] for result in before["results"])} == {model.id}
        assert ask("/v1/score", {"items": ["Rain"]}).body["model"] == "another"
        assert "clf_model_reloads_total 1.0" in ask("/metrics").body


def test_a_broken_promotion_leaves_the_old_model(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Any) -> Path:
        raise clf.errors.ModelError("no such model")

    monkeypatch.setattr("clf.serve.holder.find_model", broken)
    assert not ask.holder.check()
    assert ask("/health").body == {"status": "ready", "model": ask.holder.model.id, "trouble": "no such model"}
    assert ask("/v1/score", {"items": ["Rain"]}).status == 200


@pytest.mark.parametrize(
    ("options", "said"), [(["--host", "0.0.0.0"], "CLF_SERVE_TOKEN"), (["--port", "{}"], "cannot listen")]
)
def test_at_a_shell_it_refuses_with_one_line(options: list[str], said: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        given = [option.format(taken.getsockname()[1]) for option in options]
        environment = {key: text for key, text in os.environ.items() if key != "CLF_SERVE_TOKEN"}
        command = [sys.executable, "-m", "clf", "serve", *given]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_at_a_shell_it_answers_and_ends_on_sigterm() -> None:
    process = subprocess.Popen([sys.executable, "-m", "clf", "serve", "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        port = int(line.rpartition(":")[2].split("/")[0])
        with socket.create_connection(("127.0.0.1", port), 20) as asking:
            asking.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert b" 200 " in asking.recv(4000)
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert process.returncode in (0, -15)
