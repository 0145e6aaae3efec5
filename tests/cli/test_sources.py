from __future__ import annotations

import csv
import io
import json
import select
import subprocess
from pathlib import Path

from tests.cli.test_score import BAIT, CLF, PLAIN, failure, run
from tests.inputs.server import ok, serving
from tests.pages.test_feed import RSS

GERMAN = "Nach dem Regen steigt der Fluss wieder an"
TABLE = f"id,Title,band,views\n1,{BAIT},x,-3.5\n2,{PLAIN},y,=2+2\nbad\n3,{GERMAN},z,7\n"


def test_a_table_keeps_its_other_columns(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, "utf-8")
    done = run("score", str(path), "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.returncode == 65
    assert done.stderr == f"clf: {path}:4: 1 cells where 4 are named: row left out\n"
    assert [(row["id"], row["input_band"], row["views"]) for row in rows] == [
        ("1", "x", "-3.5"),
        ("2", "y", "'=2+2"),
        ("3", "z", "7"),
    ]
    assert [row["band"] for row in rows] == ["clickbait", "fine", "unsupported language"]
    assert rows[2]["probability"] == ""


def test_unsupported_languages_are_scored_on_request_only() -> None:
    row = json.loads(run("score", GERMAN, "-f", "jsonl", "--explain").stdout)
    assert (row["band"], row["probability"], row["reasons"]) == ("unsupported language", None, [])
    row = json.loads(run("score", GERMAN, "-f", "jsonl", "--any-language").stdout)
    assert row["probability"] > 0
    assert "unsupported language" in run("score", GERMAN, PLAIN, "--sort", "score").stdout.splitlines()[-1]
    assert run("score", GERMAN, "--min-probability", "0.0001").stdout == ""


def test_extract_from_a_stream() -> None:
    done = run("extract", "-", "-f", "jsonl", stdin=RSS.encode())
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["position"] for row in rows] == [0, 1, 2]
    assert rows[0]["section"] == "Harbour News"
    assert "probability" not in rows[0]
    assert "Ferry & tram" in run("extract", "-", stdin=RSS.encode()).stdout


def test_rows_of_a_stream_are_answered_as_they_come() -> None:
    process = subprocess.Popen([*CLF, "extract", "-", "-f", "jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    try:
        for headline in (BAIT, PLAIN):
            process.stdin.write(json.dumps({"headline": headline}).encode() + b"\n")
            process.stdin.flush()
            assert select.select([process.stdout], [], [], 60)[0], "no answer while the stream is open"
            assert json.loads(process.stdout.readline())["headline"] == headline
    finally:
        process.stdin.close()
        process.wait(60)
    assert process.returncode == 0


def test_many_bad_rows_are_counted() -> None:
    done = run("extract", "-", "-f", "csv", stdin=b"title,n\n" + b"Fire,1\n" + b"a\n" * 100)
    assert len(done.stderr.splitlines()) == 21
    assert "80 more" in done.stderr
    assert "Fire" in done.stdout


def test_addresses() -> None:
    with serving({"/": ok(RSS.encode(), "text/xml")}) as server:
        url = f"http://127.0.0.1:{server.port}/"
        code, message = failure("score", url, "--allow-port", str(server.port))
        assert code == 65
        assert "no public address (see --allow-private)" in message
        done = run("extract", url, "--allow-port", str(server.port), "--allow-private", "-f", "jsonl")
        assert len(done.stdout.splitlines()) == 3
        both = run("extract", url, url + "x", "--allow-port", str(server.port), "--allow-private")
        assert "answered 404" in both.stderr
    assert [request.split(" ")[1] for request in server.asked] == ["/", "/robots.txt", "/", "/x"]
    assert "only http and https" in failure("score", "ftp://news.example/a")[1]


def test_columns_are_named_or_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\nFire out,1\n", "utf-8")
    assert "--headline-column" in failure("extract", str(path))[1]
    assert "Fire out" in run("extract", str(path), "--headline-column", "a").stdout


def test_explain_takes_sources_too(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, "utf-8")
    done = run("explain", str(path), "-f", "json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["block"]["headline"] for row in rows] == [BAIT, PLAIN, GERMAN]
    assert rows[0]["log_odds"] > 0
    assert rows[2]["score"]["band"] == "unsupported language"
    text = run("explain", str(path)).stdout
    assert text.count("Arithmetic") == 2
    assert "not scored (see --any-language)" in text
    assert "--teaser goes with a headline" in failure("explain", str(path), "--teaser", "x")[1]
