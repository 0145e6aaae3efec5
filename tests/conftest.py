"""Shared fixtures, and a pace for property tests that suits a slow machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

import clf
from clf.model.model import Model

settings.register_profile("house", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(autouse=True)
def _own_data(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes the claims, lists and models of whoever runs it."""
    folder = tmp_path_factory.getbasetemp() / "data"
    monkeypatch.setenv("CLF_CLAIMS", str(folder / "claims"))
    monkeypatch.setenv("CLF_SOURCES", str(folder / "sources"))
    monkeypatch.setenv("CLF_MODELS", str(folder / "models"))


@pytest.fixture(scope="session")
def model() -> Model:
    """The shipped model."""
    return clf.load()


@pytest.fixture(scope="session", autouse=True)
def _own_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep tests away from the desk of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLF_DESK", str(tmp_path_factory.mktemp("desk") / "desk.sqlite"))
        yield
