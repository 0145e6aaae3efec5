from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clf
from clf.errors import PolicyError
from clf.fit.bands import choose_thresholds, operating_table
from clf.model import folder
from clf.model.operating import Operating, apply, cost
from clf.model.scorer import SHIPPED
from clf.policy import Bands, Policy, parse_policy, read_policy
from clf.types import Thresholds
from tests.cli.test_score import failure, run

THRESHOLDS = Thresholds(0.9, 0.1)


def _held_out(rows: int = 2000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    probability = rng.beta(0.6, 1.4, rows)
    return probability, rng.random(rows) < probability


TABLE = operating_table(*_held_out())


@pytest.fixture(scope="module")
def with_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped model with another table of thresholds."""
    path = tmp_path_factory.mktemp("model") / "model"
    read = folder.read(SHIPPED)
    info = {k: v for k, v in read.info.items() if k not in ("scalars", "calibration", folder.OPERATING)}
    folder.write(path, read.linear, read.calibration, info, read.card, TABLE, read.firmness)
    return path


@given(st.integers(0, 50), st.integers(60, 99), st.integers(60, 99))
def test_a_target_gives_the_threshold_that_training_would(seed: int, precision: int, npv: int) -> None:
    probability, clickbait = _held_out(300, seed)
    table = operating_table(probability, clickbait)
    upper, lower = choose_thresholds(probability, clickbait, precision / 100, npv / 100)
    found = Thresholds(table.clickbait_from(precision / 100), min(table.fine_below(npv / 100), upper))
    assert found.clickbait == upper
    if lower <= 1:
        assert ((probability < found.fine) == (probability < lower)).all()


@given(st.integers(0, 50), st.floats(0, 1))
def test_the_table_costs_what_held_out_headlines_cost(seed: int, threshold: float) -> None:
    probability, clickbait = _held_out(300, seed)
    table = operating_table(probability, clickbait)
    for t in (threshold, table.threshold[len(table.threshold) // 2]):
        row = max(known for known in table.threshold if known <= t)  # between two rows, that of the lower counts
        above = probability >= row
        assert table.clickbait(t).share == pytest.approx(above.mean(), abs=1e-6)
        if above.any():
            assert table.clickbait(t).purity == pytest.approx(clickbait[above].mean(), abs=1e-6)
        if not above.all():
            assert table.fine(t).purity == pytest.approx(1 - clickbait[~above].mean(), abs=1e-6)
    assert Operating.from_json(json.loads(json.dumps(table.to_json()))) == table


@given(st.floats(0.5, 0.99), st.floats(0.5, 0.99))
def test_a_higher_target_never_widens_a_band(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert TABLE.clickbait_from(low) <= TABLE.clickbait_from(high)
    assert TABLE.fine_below(low) >= TABLE.fine_below(high)


def test_targets_are_kept_and_priced() -> None:
    outcome = cost(Policy(Bands(precision=0.8, npv=0.9)), THRESHOLDS, TABLE)
    assert outcome.clickbait.purity >= 0.8
    assert outcome.fine.purity >= 0.9
    assert outcome.clickbait.share + outcome.unsure + outcome.fine.share == pytest.approx(1)
    assert outcome.rows == 2000


def test_what_a_policy_does_not_say_stays() -> None:
    assert apply(Policy(), THRESHOLDS, TABLE) == THRESHOLDS
    found = apply(Policy(Bands(clickbait=0.05)), THRESHOLDS, TABLE)
    assert (found.clickbait, found.fine) == (0.05, 0.05)  # bands never overlap


def test_what_cannot_be_kept_is_said() -> None:
    hopeless = operating_table(np.array([0.2, 0.9]), np.array([True, False]))
    with pytest.raises(PolicyError, match=r"precision of 0\.9: ask for less"):
        apply(Policy(Bands(precision=0.9)), THRESHOLDS, hopeless)
    with pytest.raises(PolicyError, match=r"npv of 0\.9: ask for less"):
        apply(Policy(Bands(npv=0.9)), THRESHOLDS, hopeless)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("[bands]\nprecison = 0.9", "unknown key 'precison' in .bands.: known are precision"),
        ("[band]\nprecision = 0.9", "unknown section or key 'band'"),
        ("precision = 0.9", "unknown section or key 'precision'"),
        ("bands = 3", "write .bands."),
        ("[bands]\nprecision = 90", "from 0 to 1, found '90'"),
        ("[bands]\nnpv = true", "from 0 to 1"),
        ("[bands]\nnpv = nan", "from 0 to 1"),
        ("[bands]\nprecision = 0.9\nclickbait = 0.8", "give one of them"),
        ("[bands]\nclickbait = 0.2\nfine = 0.8", "must not be above"),
        ("[bands", "Expected|Unclosed|end of"),
        ("\udc80", "codec"),
    ],
)
def test_what_a_policy_must_not_say(tmp_path: Path, text: str, match: str) -> None:
    file = tmp_path / "policy.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(PolicyError, match=match) as caught:
        read_policy(file)
    assert "\n" not in str(caught.value)


sections = st.dictionaries(st.text(max_size=9), st.floats())


@given(st.dictionaries(st.text(max_size=8), st.one_of(st.integers(), sections)))
def test_unknown_content_is_refused_never_ignored(content: dict[str, object]) -> None:
    if content and content != {"bands": {}}:
        with pytest.raises(ValueError, match=r".+"):
            parse_policy(content)


@pytest.mark.parametrize(
    "change",
    [
        {"rows": 0},
        {"rows": True},
        {"f1": 2},
        {"f1": None},
        {"npv": []},
        {"npv": None},
        {"more": 1},
        {"threshold": [0, 1]},
        {"precision": ["x"] * len(TABLE.threshold)},
        {"threshold": list(TABLE.threshold)[::-1]},
        {"fine_share": list(TABLE.fine_share)[::-1]},
    ],
)
def test_a_damaged_table_is_refused(with_table: Path, tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        Operating.from_json(TABLE.to_json() | change)


def test_scores_keep_and_bands_follow(with_table: Path) -> None:
    model = clf.load(with_table)
    headlines = ["This one trick will change your life", "Council approves budget", "Why the bridge is closed"]
    strict = model.with_policy(Policy(Bands(clickbait=1.0, fine=0.0)))
    assert [s.probability for s in strict.score(headlines)] == [s.probability for s in model.score(headlines)]
    assert {s.band.value for s in strict.score(headlines)} == {"unsure"}
    assert strict.explain(headlines[0]).score.band.value == "unsure"
    assert model.thresholds.clickbait < 1


def test_at_the_shell(with_table: Path, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text("[bands]\nprecision = 0.7\nnpv = 0.9\n")
    shown = json.loads(run("policy", "show", "--policy", str(file), "--model", str(with_table), "--json").stdout)
    assert shown["clickbait"]["precision"] >= 0.7
    text = run("policy", "show", "--model", str(with_table)).stdout
    assert "held-out headlines" in text
    file.write_text("[bands]\nclickbait = 0.0\n")
    row = json.loads(run("score", "Council approves budget", "--policy", str(file), "-f", "jsonl").stdout)
    assert row["band"] == "clickbait"
    file.write_text("[bands]\nclickbaits = 0.0\n")
    code, message = failure("score", "Council approves budget", "--policy", str(file))
    assert code == 78
    assert "clickbaits" in message
