"""A retraining that is killed at any step, and two at once: the live model is the old or the new one, and whole."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest

import clf
from clf.model.folder import read
from clf.model.live import read_live
from clf.model.registry import Registry

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks")

# A tiny retraining: what it writes is what the real one writes, what is slow before that is cut short.
_RUN = """
import os, sys
from pathlib import Path
import clf.retrain.run as run
from clf.retrain.difference import Difference
from clf.model.registry import Registry
from tests.retrain.conftest import team

run.OWN = type("Few", (), {"read": staticmethod(lambda folder, read=run.OWN.read: read(folder)[::20])})
run.suspects = lambda labels, probability: []
run.difference = lambda old, new, decided, texts: Difference(old.id, new.id, {}, [], [], [], 0, {})
"""
_KILLED_AT = (
    _RUN
    + """
rows = team(60)
while True:
    left, child = int(sys.stdin.readline()), os.fork()
    if not child:
        def counted(function):
            def call(*args, **kwargs):
                global left
                left -= 1
                if left < 0:
                    os._exit(9)
                return function(*args, **kwargs)
            return call
        os.fsync, Path.replace, Path.rename = counted(os.fsync), counted(Path.replace), counted(Path.rename)
        for name in ("moderators", "resolve", "write_candidate", "judge"):
            setattr(run, name, counted(getattr(run, name)))
        run.retrain(rows, Registry(), "max", force="a test")
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
)


def test_a_kill_at_any_step_leaves_a_live_model(registry: Registry) -> None:
    old = clf.load().id
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", _KILLED_AT], stdin=pipe, stdout=pipe, text=True)
    assert process.stdin
    assert process.stdout
    states, code = [], 9
    try:
        while code == 9 and len(states) < 100:
            process.stdin.write(f"{len(states)}\n")
            process.stdin.flush()
            code = int(process.stdout.readline())
            states.append(clf.load().id)  # reads it, and checks its sums
            assert all(read(registry.folder(entry.model)).id == entry.model for entry in registry.entries())
    finally:
        process.kill()
        process.communicate()
    assert code == 0
    assert len(states) > 10
    new = states[-1]
    assert new != old
    assert states == sorted(states, key=[old, new].index)  # once switched, it stays so
    assert registry.history()[-1].model == new
    registry.rollback(who="ada", reason="")
    assert clf.load().id == old
    assert not list(registry.place.glob("_*"))


def test_two_at_once_take_turns(registry: Registry) -> None:
    code = _RUN + "run.retrain(team(60, sys.argv[1]), Registry(), sys.argv[1], force=sys.argv[1])"
    running = [subprocess.Popen([sys.executable, "-c", code, who]) for who in ("mia", "max", "mia")]
    assert [process.wait(timeout=300) for process in running] == [0, 0, 0]
    events = registry.history()
    assert events
    assert all(before.model == after.before for before, after in pairwise(events))
    live = read_live(registry.place)
    assert live is not None
    assert live.event == events[-1]
    assert len(list((registry.place / "retrainings").glob("*.json"))) == 3
    assert all(read(registry.folder(entry.model)).id == entry.model for entry in registry.entries())
    assert clf.load().id == events[-1].model
    assert not list(registry.place.glob("_*"))
