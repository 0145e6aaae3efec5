from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest

from clf.fit.corpora import CUT, Example
from clf.model.scorer import SHIPPED
from tests.cli.test_score import failure, run
from tests.lab.conftest import examples


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of corpora with a made-up Webis-17 in it."""
    path = tmp_path_factory.mktemp("corpora")
    file = path / "webis-clickbait-17" / "train-170630.jsonl.gz"
    file.parent.mkdir()

    def line(example: Example, time: int) -> str:
        return json.dumps(
            {
                "id": str((time - 1288834974657) << 22),
                "postText_ascii": example.headline,
                "truthJudgments": example.judgements,
            }
        )

    rows = [line(e, CUT - 1) for e in examples(200, 1)] + [line(e, CUT + 1) for e in examples(120, 2)]
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.write("\n".join(rows) + "\n")
    return path


def test_a_report_is_printed_and_written(folder: Path, tmp_path: Path) -> None:
    model = Path(shutil.copytree(SHIPPED, tmp_path / "model", ignore=shutil.ignore_patterns("report")))
    done = run(
        "evaluate",
        "--corpora",
        str(folder),
        "--model",
        str(model),
        "--quick",
        "--out",
        str(tmp_path / "out"),
        program="lab",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# What headlines-en-")
    assert "own blocks" in done.stdout
    assert "fitted the whole recipe" in done.stderr
    assert {f.name for f in (tmp_path / "out").iterdir()} == {"report.md", "report.json"}
    assert not (model / "report").exists()  # a quick report is not what a model is worth


@pytest.mark.parametrize(
    ("options", "code", "match"),
    [
        (("--corpora", "no/such/folder"), 66, "clf data list"),
        (("--corpora", ".", "--recipe", "min_df"), 2, "NAME=NUMBER"),
        (("--corpora", ".", "--into-model"), 2, "--into-model needs --model"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(options: tuple[str, ...], code: int, match: str) -> None:
    found, message = failure("evaluate", *options, program="lab")
    assert found == code
    assert match in message
