from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import clf
from clf.cli.main import main
from tests.model.conftest import made


def _run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["clf", "model", *args])
        with pytest.raises(SystemExit) as ended:
            main()
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_a_model_goes_live_and_back(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLF_MODELS", str(tmp_path / "models"))
    folder = made(tmp_path / "new", 0.2)
    assert _run(capsys, "promote", str(folder), "--reason", "to try it")[0] == 0
    live = clf.load().id
    assert live != clf.load("shipped").id
    code, out, _ = _run(capsys, "list", "--json")
    said = json.loads(out)
    assert (code, said["live"], [row["model"] for row in said["models"]]) == (0, live, [live])
    assert said["history"][0]["reason"] == "to try it"
    assert f"* {live}" in _run(capsys, "list")[1]
    code, out, _ = _run(capsys, "diff", "shipped", live, "--json")
    assert (code, json.loads(out)["new"], len(json.loads(out)["cues"])) == (0, live, 1)
    assert "Cues that gained weight" in _run(capsys, "diff", "shipped", live)[1]
    said = json.loads(out)["measured"]
    assert said[live] == {"report": [], "gate": []}
    assert set(said) == {live, clf.load("shipped").id}
    assert f"{live} was not measured" in _run(capsys, "diff", "shipped", live)[1]
    assert _run(capsys, "show", "--model", live)[0] == 0
    assert "shipped is live again" in _run(capsys, "rollback")[1]
    assert json.loads(_run(capsys, "promote", live, "-r", "again", "--json")[1])["model"] == live
    assert json.loads(_run(capsys, "rollback", "--json")[1])["before"] == live
    code, out, err = _run(capsys, "rollback")
    assert (code, out, err.count("\n")) == (78, "", 1)


def test_a_wrong_id_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for args in (["promote", "nope", "-r", "x"], ["diff", "shipped", "nope"], ["show", "--model", "nope"]):
        code, out, err = _run(capsys, *args)
        assert (code, out, err.count("\n")) == (78, "", 1)
