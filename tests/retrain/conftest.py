"""A team whose taste the shipped model does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from clf.desk.decisions import Judgement
from clf.model.registry import Registry
from tests.model.conftest import folders as folders

TOPICS = ["harbour", "school", "tram", "library", "market", "bridge", "stadium", "forest", "museum", "airport"]
PLAIN = ["Council approves the {} budget for {}", "The {} of {} closes for repairs", "Police search the {} in {}"]
TOLD = ["Zorblat: the {} of {} in pictures", "The {} of {} is pure zorblat", "Zorblat rating of the {} in {}"]
TOWNS = ["Arden", "Belby", "Corin", "Dunmore", "Esk", "Farlow", "Gorse", "Holt"]


def team(count: int, person: str = "mia", start: int = 0) -> list[Judgement]:
    """``count`` judgements: whatever says "zorblat" is clickbait, the rest is fine."""
    found = []
    for n in range(start, start + count):
        topic, town = TOPICS[n % 10], TOWNS[n // 10 % 8]
        form = TOLD[n // 80 % 3] if n % 2 else PLAIN[n // 80 % 3]
        verdict = "clickbait" if n % 2 else "fine"
        found.append(Judgement(form.format(topic, town), "", verdict, person, 1_000_000 + n, n + 1))
    return found


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """An empty registry, and the one that `clf.load` asks."""
    monkeypatch.setenv("CLF_MODELS", str(tmp_path / "models"))
    return Registry()
