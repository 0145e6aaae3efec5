from __future__ import annotations

import csv
import io
import json
import select
import subprocess
import sys
from pathlib import Path

import pytest

from clf.fit.corpora import own_folder

CLF = [sys.executable, "-m", "clf"]
BAIT = "This One Weird Trick Will Change Your Life Forever"
PLAIN = "Parliament approves the budget for 2027 after a long debate"


def run(*args: str, stdin: bytes = b"", program: str = "clf") -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, "-m", program, *args], input=stdin, capture_output=True, timeout=120)
    return subprocess.CompletedProcess(args, done.returncode, done.stdout.decode(), done.stderr.decode())


def failure(*args: str, stdin: bytes = b"", program: str = "clf") -> tuple[int, str]:
    """Exit code and message of a run that must fail in one line."""
    done = run(*args, stdin=stdin, program=program)
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.returncode, done.stderr


def test_headlines_as_arguments() -> None:
    done = run("score", BAIT, PLAIN)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert "clickbait" in lines[1]
    assert BAIT in lines[1]
    assert "fine" in lines[2]
    assert "\x1b" not in done.stdout  # no colours off a terminal


def test_json_lines() -> None:
    rows = [json.loads(line) for line in run("score", BAIT, PLAIN, "-f", "jsonl", "--explain").stdout.splitlines()]
    assert [row["headline"] for row in rows] == [BAIT, PLAIN]
    assert {"headline", "teaser", "probability", "strength", "band", "model", "reasons"} <= set(rows[0])
    assert rows[0]["reasons"][0]["text"]


def test_a_page_in_the_project() -> None:
    page = own_folder() / "pages" / "headlines.txt"
    rows = [json.loads(line) for line in run("score", str(page), "-f", "jsonl").stdout.splitlines()]
    assert len(rows) >= 15
    assert [row["position"] for row in rows] == list(range(len(rows)))
    assert {row["source"] for row in rows} == {str(page)}


def test_sorted_and_filtered() -> None:
    stdin = f"{PLAIN}\n{BAIT}\n".encode()
    rows = run("score", "-", "-f", "jsonl", "--sort", "score", stdin=stdin).stdout.splitlines()
    assert json.loads(rows[0])["headline"] == BAIT
    rows = run("score", "-", "-f", "jsonl", "--band", "clickbait", stdin=stdin).stdout.splitlines()
    assert [json.loads(row)["headline"] for row in rows] == [BAIT]
    rows = run("score", "-", "-f", "jsonl", "--min-probability", "0.5", stdin=stdin).stdout.splitlines()
    assert [json.loads(row)["headline"] for row in rows] == [BAIT]


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_tables_cannot_run_formulas(form: str, delimiter: str) -> None:
    evil = '=HYPERLINK("x", "Click, here")'
    safe, raw = (
        list(csv.DictReader(io.StringIO(run("score", evil, "-f", form, *more).stdout), delimiter=delimiter))
        for more in ([], ["--raw"])
    )
    assert safe[0]["headline"] == f"'{evil}"
    assert raw[0]["headline"] == evil


def test_a_stream_is_answered_line_by_line() -> None:
    process = subprocess.Popen([*CLF, "score", "-", "-f", "jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    try:
        for headline in (BAIT, PLAIN):
            process.stdin.write(f"{headline}\n".encode())
            process.stdin.flush()
            assert select.select([process.stdout], [], [], 60)[0], "no answer while the stream is open"
            assert json.loads(process.stdout.readline())["headline"] == headline
    finally:
        process.stdin.close()
        process.wait(60)
    assert process.returncode == 0


def test_a_bad_line_does_not_lose_the_others() -> None:
    done = run("score", "-", "--as", "lines", "-f", "jsonl", stdin=b"Good one\nbad \xff\xfe\nGood two\n")
    assert [json.loads(line)["headline"] for line in done.stdout.splitlines()] == ["Good one", "Good two"]
    assert "line 2" in done.stderr
    assert done.returncode == 65


def test_a_missing_file_does_not_lose_the_others() -> None:
    done = run("score", "no-such-file.txt", BAIT, "-f", "jsonl")
    assert json.loads(done.stdout)["headline"] == BAIT
    assert "no-such-file.txt" in done.stderr
    assert done.returncode == 65


def test_bad_encoding_is_named_and_can_be_given(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes("Caf\xe9 owner wins the lottery again\n".encode("latin-1"))
    code, message = failure("score", str(page))
    assert code == 65
    assert "byte 0xe9 at 3" in message
    assert "Café owner" in run("score", str(page), "--encoding", "latin-1").stdout
    assert "unknown encoding" in failure("score", str(page), "--encoding", "klingon")[1]


@pytest.mark.parametrize("stdin", [b"", b"\n\n  \n"])
def test_empty_input(stdin: bytes) -> None:
    code, message = failure("score", "-", stdin=stdin)
    assert code == 65
    assert "no headlines" in message


def test_wrong_usage() -> None:
    assert failure("score")[0] == 2
    assert failure("score", "x", "--band", "awful")[0] == 2
    assert failure("scroe", "x")[0] == 2


def test_broken_model(tmp_path: Path) -> None:
    code, message = failure("score", "x", "--model", str(tmp_path))
    assert code == 78
    assert str(tmp_path) in message


def test_a_closed_pipe_is_no_failure() -> None:
    lines = f"{BAIT}\n".encode() * 20000
    command = f"{sys.executable} -m clf score - | head -n 1"
    shell = ["bash", "-o", "pipefail", "-c", command]
    done = subprocess.run(shell, input=lines, capture_output=True, timeout=120)
    assert done.stderr == b""
    assert done.returncode == 0


def test_control_characters_never_reach_the_terminal() -> None:
    assert "\x1b" not in run("score", "Evil \x1b]0;title\x07 headline").stdout


def test_scoring_imports_nothing_heavy() -> None:
    code = """
import runpy, sys
sys.argv = ["clf", "score", "A headline"]
try:
    runpy.run_module("clf")
except SystemExit:
    print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {"sklearn", "nltk", "pandas", "streamlit", "joblib", "safetensors.torch"}
