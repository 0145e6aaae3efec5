from __future__ import annotations

from pathlib import Path

import pytest

from clf.errors import CorpusError
from clf.paths import package_data, user_path, write


def test_the_environment_variable_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("CLF_CLAIMS", raising=False)
    assert user_path("claims", "CLF_CLAIMS").name == "claims"
    monkeypatch.setenv("CLF_CLAIMS", str(tmp_path / "mine"))
    assert user_path("claims", "CLF_CLAIMS") == tmp_path / "mine"


def test_missing_data_is_named() -> None:
    with pytest.raises(CorpusError, match="data/nothing"):
        package_data("nothing")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    write(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write(path, "\ud800")
    assert [p.name for p in tmp_path.iterdir()] == ["file.txt"]
    assert path.read_text() == "old"
