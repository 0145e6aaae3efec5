from __future__ import annotations

import gzip
import json
import random
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pytest
from pyarrow import parquet

from clf.bulk import run, score_files
from clf.bulk.chunks import ROWS, parquet_chunks
from clf.bulk.inputs import find
from clf.bulk.units import PLAIN, Sizes, units_of
from clf.bulk.work import Settings
from clf.errors import ClfError, InputError
from clf.inputs.columns import BadRow, Columns
from clf.model.model import Model

FAST = Settings(any_language=True)
CLF = [sys.executable, "-m", "clf", "score"]


def table(rows: int, seed: int = 0) -> pa.Table:
    rng = random.Random(seed)
    words = ["council", "secret", "you", "never", "budget", "This", "trick", "rain", "wоrd", "café", "s h o c k", "17"]
    titles = [" ".join(rng.choices(words, k=6)) for _ in range(rows)]
    teasers = [rng.choice([None, "", "What she saw..."]) for _ in titles]
    return pa.table({"id": range(rows), "title": titles, "summary": teasers})


def read(out: Path) -> list[dict[str, Any]]:
    return [row for shard in sorted(out.glob("*.parquet")) for row in parquet.read_table(shard).to_pylist()]


def bytes_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def test_row_groups_are_joined_and_never_split(tmp_path: Path) -> None:
    size = PLAIN.rows // 4
    parquet.write_table(pa.table({"title": ["x"] * (6 * size)}), tmp_path / "a.parquet", row_group_size=size)
    units = units_of(find([str(tmp_path / "a.parquet")]), PLAIN, Columns(), "auto")
    assert [unit.part for unit in units] == [((0, 1, 2, 3), 0, 4 * size), ((4, 5), 0, 2 * size)]


def test_where_python_looks_at_rows_a_row_group_is_cut_and_the_rows_stay(tmp_path: Path) -> None:
    rows, path = table(1000), tmp_path / "a.parquet"
    titles = rows["title"].to_pylist()
    rows = rows.set_column(1, "title", pa.array([*titles[:777], None, *titles[778:]]))
    parquet.write_table(rows, path)
    units = units_of(find([str(path)]), Sizes(100, 1, True), Columns(), "auto")
    assert [unit.part for unit in units] == [((0,), 100 * i, 100) for i in range(10)]
    chunks = [chunk for unit in units for chunk in parquet_chunks(unit.name, unit.part, Columns())]
    assert [i for chunk in chunks for i in chunk.batch["id"].to_pylist()] == [i for i in range(1000) if i != 777]
    assert [bad for chunk in chunks for bad in chunk.bad] == [BadRow(str(path), 778, "no headline", "row ")]
    many = units_of(find([str(path)]), Sizes(1, 1, True), Columns(), "auto")
    assert len(many) == 64
    assert sum(unit.part.rows for unit in many) == 1000


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_large_text_file_is_cut_and_a_stopped_run_goes_on_with_the_same_cuts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(run, "PLAIN", Sizes(1, 10_000, False))
    rows, path = table(2000).to_pylist(), tmp_path / f"a.{ending}"
    if ending == "csv":
        lines = [f'{row["id"]},"{row["title"]}\n...",{row["summary"] or ""}' for row in rows]
        lines[1500] = "1500,one,too,many"
        path.write_text("\n".join(["id,title,summary", *lines]), encoding="utf-8")
    else:
        lines = [json.dumps(row) for row in rows]
        lines[1500] = "[1]"
        path.write_text("\n".join(lines), encoding="utf-8")

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score_files([str(path)], tmp_path / "out", FAST, jobs=1, told=stop)
    again: list[int] = []
    manifest = score_files(
        [str(path)], tmp_path / "out", FAST, jobs=2, told=lambda receipt, _: again.append(receipt.unit)
    )
    assert len(manifest["shards"]) > 5
    assert len(again) == len(manifest["shards"]) - 1
    assert [int(row["id"]) for row in read(tmp_path / "out")] == [i for i in range(2000) if i != 1500]
    assert manifest["said"][0].startswith(f"{path}:{3002 if ending == 'csv' else 1501}: ")
    score_files([str(path)], tmp_path / "whole", FAST, jobs=1)
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "whole")


@pytest.mark.parametrize("ending", ["parquet", "jsonl"])
def test_one_large_unit_on_several_threads_gives_the_same_bytes(tmp_path: Path, ending: str) -> None:
    rows = table(3 * ROWS // 2).append_column("n", pa.array([None] * (3 * ROWS // 2), pa.int64()))
    path = tmp_path / f"a.{ending}"
    if ending == "parquet":
        parquet.write_table(rows, path)
    else:
        lines = [json.dumps(row) for row in rows.slice(0, ROWS // 2 + 5).to_pylist()]
        path.write_text("\n".join([*lines[:9], "bad", *lines[9:]]), encoding="utf-8")
    score_files([str(path)], tmp_path / "one", jobs=1)
    score_files([str(path)], tmp_path / "two", jobs=2)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_text_tables_keep_every_column_and_name_bad_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id,title,band\n1,"Rain, in\nthe north",old\n2,,\n3,x\n4,Fire,\n', encoding="utf-8")
    lines = ['{"title": "Snow", "n": 3}', "no", '{"title": "\\ud800"}', '{"title": "Sun", "m": [1]}']
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    manifest = score_files([str(tmp_path)], tmp_path / "out")
    found = read(tmp_path / "out")
    assert [row["title"] for row in found] == ["Rain, in\nthe north", "Fire", "Snow", "Sun"]
    assert found[0]["input_band"] == "old"
    assert found[2]["n"] == "3"
    assert found[3]["other_fields"] == '{"m": [1]}'
    bad = [json.loads(line) for line in (tmp_path / "out" / "_bad.jsonl").read_text(encoding="utf-8").splitlines()]
    places = sorted(row["place"].rpartition("/")[2] for row in bad)
    assert places == ["a.csv:4", "a.csv:5", "b.jsonl.gz:2", "b.jsonl.gz:3"]
    assert all(row["reason"] for row in bad)
    assert (manifest["rows"], manifest["bad"]) == (4, 4)


def test_bad_rows_of_parquet(tmp_path: Path) -> None:
    titles = pa.array([b"Rain", None, b"\xff\xfe", b"  ", b"Snow"], pa.binary()).view(pa.string())
    parquet.write_table(pa.table({"title": titles}), tmp_path / "a.parquet", row_group_size=2)
    score_files([str(tmp_path / "a.parquet")], tmp_path / "out", FAST)
    assert [row["title"] for row in read(tmp_path / "out")] == ["Rain", "Snow"]
    bad = [json.loads(line) for line in (tmp_path / "out" / "_bad.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["place"].rpartition(":")[2] for row in bad] == ["row 2", "row 3", "row 4"]
    assert [row["reason"] for row in bad] == ["no headline", "bytes that are not UTF-8", "no headline"]


def test_a_damaged_file_is_named_and_the_rest_scored(tmp_path: Path) -> None:
    parquet.write_table(table(50), tmp_path / "good.parquet")
    whole = (tmp_path / "good.parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    parquet.write_table(pa.table({"n": [1]}), tmp_path / "other.parquet")
    manifest = score_files([str(tmp_path)], tmp_path / "out", FAST)
    assert manifest["rows"] == 50
    names = sorted(line.split(":")[0].rpartition("/")[2] for line in manifest["said"])
    assert names == ["cut.parquet", "other.parquet"]


@pytest.mark.parametrize("sizes", [PLAIN, Sizes(30, 1, True)])
def test_a_damaged_row_group_costs_its_rows_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sizes: Sizes) -> None:
    monkeypatch.setattr(run, "PLAIN", sizes)
    path = tmp_path / "a.parquet"
    parquet.write_table(table(500), path, row_group_size=100, compression="gzip", use_dictionary=False)
    data = bytearray(path.read_bytes())
    groups = parquet.ParquetFile(path).metadata
    for group in (1, 3):
        column = groups.row_group(group).column(1)
        place = column.data_page_offset + 40
        data[place : place + column.total_compressed_size - 40] = bytes(column.total_compressed_size - 40)
    path.write_bytes(data)
    manifest = score_files([str(path)], tmp_path / "out", FAST)
    kept = [*range(100), *range(200, 300), *range(400, 500)]
    assert [row["id"] for row in read(tmp_path / "out")] == kept
    assert (manifest["rows"], manifest["bad"]) == (300, 200)
    places = [line.split(": ")[0] for line in manifest["said"]]
    assert places[0] == f"{path}:row 101"
    assert f"{path}:row 301" in places


def test_reasons_and_object_stores(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = fsspec.filesystem("memory")
    store.pipe("/clf-test/day/a.csv", b"title\nThis one trick will change your life\n")
    store.pipe("/clf-test/day/b.txt", b"not asked for")
    score_files(["memory://clf-test/day/*.csv"], tmp_path / "out", Settings(reasons=True))
    (row,) = read(tmp_path / "out")
    expected = model.explain(row["title"]).reasons
    assert [reason["text"] for reason in row["reasons"]] == [reason.text for reason in expected[:5]]
    monkeypatch.setattr(run, "PLAIN", Sizes(1, 20, False))
    store.pipe("/clf-test/long/a.csv", b"n,title\n" + b"".join(b'%d,"Rain\nagain"\n' % i for i in range(20)))
    # One job: fsspec's memory hands the same open file to all readers, so threads would move each other's place.
    manifest = score_files(["memory://clf-test/long/a.csv"], tmp_path / "long", FAST, jobs=1)
    assert len(manifest["shards"]) == 10
    assert [row["n"] for row in read(tmp_path / "long")] == [str(i) for i in range(20)]
    with pytest.raises(InputError, match="does not fetch web addresses"):
        score_files(["https://news.example/a.csv"], tmp_path / "other")


def test_an_output_folder_is_of_one_run(tmp_path: Path) -> None:
    parquet.write_table(table(10), tmp_path / "a.parquet")
    first = score_files([str(tmp_path / "a.parquet")], tmp_path / "out", FAST)
    assert score_files([str(tmp_path / "a.parquet")], tmp_path / "out", FAST) == first
    with pytest.raises(InputError, match="finished with other options"):
        score_files([str(tmp_path / "a.parquet")], tmp_path / "out", Settings())
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(InputError, match="something else"):
        score_files([str(tmp_path / "a.parquet")], tmp_path / "mine", FAST)


def test_a_stopped_run_leaves_no_output_and_goes_on(tmp_path: Path) -> None:
    for i in range(4):
        parquet.write_table(table(40, i), tmp_path / f"{i}.parquet")
    items = [str(tmp_path / f"{i}.parquet") for i in range(4)]
    seen: list[int] = []

    def stop(receipt: Any, _: Any) -> None:
        seen.append(receipt.unit)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score_files(items, tmp_path / "out", FAST, jobs=1, told=stop)
    assert not (tmp_path / "out").exists()
    with pytest.raises(InputError, match="started with other inputs"):
        score_files(items[:3], tmp_path / "out", FAST)
    (tmp_path / "out.partial" / "part-000000.parquet").unlink()  # its receipt alone counts for nothing
    again: list[int] = []
    score_files(items, tmp_path / "out", FAST, jobs=1, told=lambda receipt, _: again.append(receipt.unit))
    assert 0 in again
    assert 1 not in again
    score_files(items, tmp_path / "undisturbed", FAST)
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "undisturbed")
    assert not (tmp_path / "out.partial").exists()


def test_a_second_run_is_kept_out(tmp_path: Path) -> None:
    parquet.write_table(table(10), tmp_path / "a.parquet")

    def begin(*_: Any) -> None:
        with pytest.raises(ClfError, match="another run"):
            score_files([str(tmp_path / "a.parquet")], tmp_path / "out", FAST)

    score_files([str(tmp_path / "a.parquet")], tmp_path / "out", FAST, begin=begin)


def test_links_are_not_followed_and_nothing_is_done_for_them(tmp_path: Path) -> None:
    parquet.write_table(table(10), tmp_path / "a.parquet")
    victim, empty, link = tmp_path / "victim.txt", tmp_path / "empty", tmp_path / "link"
    victim.write_text("mine")
    (tmp_path / "out.partial").mkdir()
    (tmp_path / "out.partial" / "_lock").symlink_to(victim)
    empty.mkdir()
    link.symlink_to(empty)
    (tmp_path / "other.partial").symlink_to(empty)
    for out in ("out", "link", "other"):
        with pytest.raises(InputError, match="is a symbolic link"):
            score_files([str(tmp_path / "a.parquet")], tmp_path / out, FAST, begin=lambda *_: pytest.fail("it began"))
    assert victim.read_text() == "mine"
    assert not any(empty.iterdir())


@pytest.mark.parametrize("out", [".", "/", "folder/.."])
def test_out_must_be_a_name(tmp_path: Path, out: str) -> None:
    parquet.write_table(table(10), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="not a name for a new folder"):
        score_files([str(tmp_path / "a.parquet")], out, FAST)


def test_damaged_records_of_a_stopped_run(tmp_path: Path) -> None:
    parquet.write_table(table(10), tmp_path / "a.parquet")

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    items, folder = [str(tmp_path / "a.parquet")], tmp_path / "out.partial"
    with pytest.raises(KeyboardInterrupt):
        score_files(items, tmp_path / "out", FAST, told=stop)
    (folder / "_done-000000.json").write_text("{")
    plan = (folder / "_plan.json").read_text()
    (folder / "_plan.json").write_text("{")
    with pytest.raises(InputError, match=r"_plan\.json: damaged"):
        score_files(items, tmp_path / "out", FAST)
    (folder / "_plan.json").write_text(plan)
    assert score_files(items, tmp_path / "out", FAST)["rows"] == 10


def test_killed_at_random_moments(tmp_path: Path) -> None:
    for i in range(12):
        parquet.write_table(table(4000, i), tmp_path / f"in-{i:02}.parquet")
    command = [*CLF, str(tmp_path / "in-*.parquet"), "--any-language", "--out"]
    subprocess.run([*command, str(tmp_path / "whole")], check=True, capture_output=True, timeout=60)
    rng = random.Random(8)
    for _ in range(2):
        process = subprocess.Popen([*command, str(tmp_path / "out")], stderr=subprocess.DEVNULL)
        with suppress(subprocess.TimeoutExpired):
            process.wait(rng.uniform(0.5, 1.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (tmp_path / "out").exists():
            assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "whole")
            shutil.rmtree(tmp_path / "out")
    done = subprocess.run([*command, str(tmp_path / "out")], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "whole")


def test_at_a_shell(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,title\n1,Rain\n2,Snow,x\n", encoding="utf-8")
    command = [*CLF, str(tmp_path / "a.csv"), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (65, b"")
    assert b"a.csv:3: 3 cells where 2 are named" in done.stderr
    assert b"1 rows in 1 shards" in done.stderr
    for wrong, code in ((["--band", "fine"], 2), ([], 65)):
        command = [*CLF, str(tmp_path / "none.csv"), "--out", str(tmp_path / "other"), *wrong]
        done = subprocess.run(command, capture_output=True, timeout=60)
        assert done.returncode == code
        assert len(done.stderr.splitlines()) == 1
