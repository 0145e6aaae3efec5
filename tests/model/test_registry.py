from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clf
from clf.errors import ModelError
from clf.model.folder import read
from clf.model.live import SHIPPED, read_live
from clf.model.registry import Registry


def test_until_a_model_is_promoted_the_shipped_one_is_live(registry: Registry, folders: list[Path]) -> None:
    shipped = clf.load().id
    assert (registry.live(), registry.entries(), registry.history()) == (None, [], [])
    first = registry.add(folders[0])
    assert clf.load().id == shipped == clf.load("shipped").id
    registry.promote(first, who="ada", reason="better")
    assert clf.load().id == first == clf.load(first).id
    assert clf.load("shipped").id == shipped


def test_rolling_back_goes_down_the_promotions_that_stand(registry: Registry, folders: list[Path]) -> None:
    a, b, c = (registry.add(folder) for folder in folders)
    for model in (a, b, c):
        registry.promote(model, who="ada", reason="better")
    assert registry.rollback(who="lee", reason="worse") == b
    registry.promote(c, who="ada", reason="again")
    assert [registry.rollback(who="lee", reason="") for _ in range(3)] == [b, a, SHIPPED]
    with pytest.raises(ModelError, match="nothing to roll back"):
        registry.rollback(who="lee", reason="")
    events = registry.history()
    assert [(e.who, e.action) for e in events][-2:] == [("lee", "rollback")] * 2
    assert all(before.model == after.before for before, after in pairwise(events))


def test_a_model_that_is_there_is_never_changed(registry: Registry, folders: list[Path]) -> None:
    model = registry.add(folders[0], facts={"seed": 1})
    before = {path: path.read_bytes() for path in registry.folder(model).iterdir()}
    assert registry.add(folders[0], facts={"seed": 2}) == model
    assert {path: path.read_bytes() for path in registry.folder(model).iterdir()} == before
    (registry.place / "retrainings").mkdir()
    assert [entry.facts for entry in registry.entries()] == [{"seed": 1}]


@pytest.mark.parametrize("model", ["nope", "../models", "/etc", "", "a" * 300, "x\0y"])
def test_only_what_was_added_can_be_promoted(registry: Registry, folders: list[Path], model: str) -> None:
    registry.add(folders[0])
    with pytest.raises(ModelError, match="no model"):
        registry.promote(model, who="ada", reason="")
    assert registry.live() is None


def test_a_damaged_model_is_neither_added_nor_promoted_and_rolled_over(registry: Registry, folders: list[Path]) -> None:
    a, b, c = (registry.add(folder) for folder in folders)
    for model in (a, b, c):
        registry.promote(model, who="ada", reason="")
    (registry.folder(b) / "weights.safetensors").write_bytes(b"")
    with pytest.raises(ModelError):
        registry.promote(b, who="ada", reason="")
    with pytest.raises(ModelError):
        Registry(registry.place.with_name("other")).add(registry.folder(b))
    assert registry.rollback(who="ada", reason="") == a


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"event": {}, "stack": []}', b"\xff"])
def test_a_damaged_switch_is_said_and_mended_by_rolling_back(
    registry: Registry, folders: list[Path], content: bytes
) -> None:
    registry.promote(registry.add(folders[0]), who="ada", reason="")
    (registry.place / "live.json").write_bytes(content)
    with pytest.raises(ModelError, match="clf model rollback"):
        clf.load()
    assert clf.load("shipped").id
    assert registry.rollback(who="ada", reason="") == SHIPPED
    assert clf.load().id == clf.load("shipped").id


_KILLED_AT = """
import os, sys
from pathlib import Path
from clf.model.registry import Registry
left = int(sys.argv[1])
def counted(function):
    def call(*args, **kwargs):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return function(*args, **kwargs)
    return call
os.fsync, Path.replace, Path.rename = counted(os.fsync), counted(Path.replace), counted(Path.rename)
registry = Registry()
registry.promote(registry.add(Path(sys.argv[2])), who="max", reason="new")
"""


def test_a_kill_at_any_step_leaves_a_live_model(registry: Registry, folders: list[Path]) -> None:
    old = registry.add(folders[0])
    registry.promote(old, who="ada", reason="")
    new = read(folders[1]).id
    states, step, code = [], 0, 9
    while code:
        code = subprocess.run([sys.executable, "-c", _KILLED_AT, str(step), str(folders[1])], check=False).returncode
        assert code in (0, 9)
        states.append(registry.live())
        assert clf.load().id == states[-1]
        step += 1
    assert step > 5
    assert states == sorted(states, key=[old, new].index)  # once switched, it stays so
    assert (registry.live(), registry.rollback(who="ada", reason="")) == (new, old)
    assert [event.model for event in registry.history()] == [old, new, old]
    assert not list(registry.place.glob("_*"))


def test_writers_take_turns(registry: Registry, folders: list[Path]) -> None:
    code = """
import sys
from pathlib import Path
from clf.model.registry import Registry
registry = Registry()
for path in sys.argv[1:]:
    registry.promote(registry.add(Path(path)), who="max", reason="")
"""
    orders = [folders, folders[::-1], folders[1:]]
    running = [subprocess.Popen([sys.executable, "-c", code, *map(str, order)]) for order in orders]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    events = registry.history()
    assert all(before.model == after.before for before, after in pairwise(events))
    live = read_live(registry.place)
    assert live is not None
    assert (live.event, len(live.stack)) == (events[-1], len(events))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from([0, 1, 2, "shipped", "back"]), max_size=12))
def test_the_live_model_is_what_a_stack_says(
    folders: list[Path], tmp_path_factory: pytest.TempPathFactory, steps: list[int | str]
) -> None:
    registry = Registry(tmp_path_factory.mktemp("models"))
    ids = [registry.add(folder) for folder in folders]
    stack = [SHIPPED]
    for step in steps:
        if step == "back" and len(stack) == 1:
            with pytest.raises(ModelError):
                registry.rollback(who="ada", reason="")
        elif step == "back":
            stack.pop()
            registry.rollback(who="ada", reason="")
        else:
            model = ids[step] if isinstance(step, int) else step
            registry.promote(model, who="ada", reason="")
            if model != stack[-1]:
                stack.append(model)
        assert (registry.live() or SHIPPED) == stack[-1]


def test_another_writer_is_waited_for_and_then_said(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clf.model.registry._PATIENCE", 0.05)
    code = "from clf.model.registry import Registry\nwith Registry().lock(): print(flush=True); input()"
    holder = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdin
    assert holder.stdout
    holder.stdout.readline()
    with pytest.raises(ModelError, match="another program"):
        registry.rollback(who="ada", reason="")
    holder.stdin.write(b"\n")
    holder.stdin.close()
    assert holder.wait(timeout=60) == 0
