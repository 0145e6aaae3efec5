from __future__ import annotations

import json
from dataclasses import replace

import clf
from clf.desk.decisions import Judgement
from clf.model.registry import Registry
from clf.retrain.run import retrain
from tests.retrain.conftest import team


def test_a_team_gets_its_model_and_can_go_back(registry: Registry) -> None:
    done = retrain(team(240), registry, "lee")
    assert done.status == "promoted", "\n".join(done.lines())
    assert clf.load().id == done.candidate != done.live
    assert registry.history()[-1].who == "lee"
    (entry,) = registry.entries()
    assert entry.parent == done.live
    assert len(entry.facts["labels"]) == 64
    kept = [json.loads(path.read_text()) for path in (registry.place / "retrainings").glob("*.json")]
    assert [row["status"] for row in kept] == ["promoted"]
    assert "Adapted" in clf.load().card()
    again = retrain(team(240), registry, "lee")
    assert (again.status, again.reason) == ("kept", "it is the model that is live already")
    more = retrain(team(480), registry, "lee")
    assert more.base == done.base  # nothing is learned twice
    registry.rollback(who="lee", reason="")
    assert clf.load().id in (done.live, done.candidate)


def test_a_dry_run_keeps_nothing(registry: Registry) -> None:
    done = retrain(team(240), registry, "lee", dry_run=True)
    assert done.gate is not None
    assert done.gate.passed
    assert "would go live" in done.sentence
    assert registry.entries() == []
    assert clf.load().id == done.live


def test_noise_is_not_promoted_unless_forced(registry: Registry) -> None:
    noise = [replace(j, verdict=("clickbait", "fine")[n // 2 % 2]) for n, j in enumerate(team(240))]
    done = retrain(noise, registry, "lee")
    assert done.status == "kept"
    assert clf.load().id == done.live
    forced = retrain(noise, registry, "lee", force="we know better")
    assert forced.status == "promoted"
    assert registry.history()[-1].forced
    assert "we know better" in registry.history()[-1].reason


def test_nothing_decided_is_no_error(registry: Registry) -> None:
    done = retrain([], registry, "lee")
    assert (done.status, next(iter(done.lines()))) == ("kept", done.sentence)
    json.dumps(done.to_json())


def test_one_class_or_one_headline_is_no_error(registry: Registry) -> None:
    one = Judgement("Zorblat of the week", "", "clickbait", "mia", 1, 1)
    for rows in ([one], [replace(one, headline=f"Zorblat {chr(97 + n)}", item=n) for n in range(20)]):
        assert retrain(rows, registry, "lee").status == "kept"
