"""No regular expression of the package takes more than linear time, whatever it is given."""

from __future__ import annotations

import ast
import importlib
import itertools
import json
import pkgutil
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import clf

SIZE = 4096  # characters of the shortest text
FLOOR = 0.004  # seconds of CPU time: less than this at `SIZE` is not slow, and too short to compare
GROWTH = 2.9  # times at double the size: linear gives 2, quadratic 4
ALONE, PAIRED = 60, 9  # characters of a pattern that are tried alone, and in pairs
DEADLINE = 300  # seconds for all patterns; about 30 are needed
SPECIMENS = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "w"}
CALLS = frozenset(["compile", "findall", "finditer", "fullmatch", "match", "search", "split", "sub"])


def modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(clf.__path__, "clf."):
        if not found.name.endswith("__main__"):
            try:
                yield importlib.import_module(found.name)
            except ModuleNotFoundError as error:
                if (error.name or "").startswith("clf"):
                    raise
                print(f"{found.name} needs {error.name}", file=sys.stderr)  # an extra that is not installed


def within(value: object, depth: int = 4) -> Iterator[re.Pattern[Any]]:
    """Patterns in a value: itself, or what its containers hold."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        yield from itertools.chain.from_iterable(within(each, depth - 1) for pair in value.items() for each in pair)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        yield from itertools.chain.from_iterable(within(each, depth - 1) for each in value)


def inline(module: Any) -> Iterator[re.Pattern[Any]]:
    """Patterns that a module writes out where it uses them: ``re.search(r"...", text)``."""
    source = Path(module.__file__).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if of_re and node.func.attr in CALLS and isinstance(node.args[0], ast.Constant):
                flags = re.I if "re.I" in ast.unparse(node) else re.NOFLAG
                anchor = r"\A" if node.func.attr in ("fullmatch", "match") else ""
                text = node.args[0].value
                yield re.compile(anchor.encode() + text if isinstance(text, bytes) else anchor + text, flags)


def patterns() -> dict[re.Pattern[Any], str]:
    """Every pattern of the package, with the place of one that is equal to it."""
    found: dict[re.Pattern[Any], str] = {}
    for module in modules():
        for name, value in vars(module).items():
            inside = vars(value).items() if isinstance(value, type) and value.__module__ == module.__name__ else ()
            for inner, each in [("", value), *inside]:
                for pattern in within(each):
                    found.setdefault(pattern, f"{module.__name__}.{name}.{inner}".rstrip("."))
        for pattern in inline(module):
            found.setdefault(pattern, f"{module.__name__}, inline")
    return found


def characters(pattern: re.Pattern[Any]) -> list[str]:
    """Characters that a pattern names, and one of each class that it names."""
    out: dict[str, None] = {}

    def walk(tokens: Any) -> None:
        for token, about in tokens:
            name = str(token)
            if name in ("LITERAL", "NOT_LITERAL"):
                out[chr(about)] = None
            elif name == "RANGE":
                out[chr(about[0])] = None
            elif name == "CATEGORY":
                out[SPECIMENS.get(str(about), "!")] = None
            elif name == "ANY":
                out["z"] = None
            elif name in ("IN", "ATOMIC_GROUP"):
                walk(about)
            elif name == "BRANCH":
                for branch in about[1]:
                    walk(branch)
            elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
                walk(about[2])
            elif name == "SUBPATTERN":
                walk(about[3])
            elif name in ("ASSERT", "ASSERT_NOT"):
                walk(about[1])

    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    walk(re._parser.parse(text, pattern.flags if isinstance(pattern.pattern, str) else pattern.flags | re.A))
    return list(out)


def units(pattern: re.Pattern[Any]) -> Iterator[str]:
    """What long texts are made of: each character, and two of them by turns."""
    named = characters(pattern)
    yield from named[:ALONE]
    yield from map("".join, itertools.permutations(named[:PAIRED], 2))


def seconds(way: Callable[[Any], Any], text: Any, rounds: int = 2) -> float:
    """CPU time of one use, the least of some rounds."""
    least = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        way(text)
        least = min(least, time.process_time() - start)
        if least < FLOOR:
            break
    return least


def slow(pattern: re.Pattern[Any]) -> str:
    """How a pattern takes more than linear time, empty if it does not."""
    ways: dict[str, Callable[[Any], Any]] = {
        "search": pattern.search,
        "fullmatch": pattern.fullmatch,
        "finditer": lambda text: sum(1 for _ in pattern.finditer(text)),
    }
    for unit, (name, way) in itertools.product(units(pattern), ways.items()):
        whole = unit * (4 * SIZE)
        text = whole if isinstance(pattern.pattern, str) else whole.encode("latin-1", "replace")
        times = [seconds(way, text[:SIZE])]
        while len(times) < 3 and times[-1] >= FLOOR:
            times.append(seconds(way, text[: SIZE << len(times)]))
            if times[-1] < GROWTH * times[-2]:
                break
        else:
            if len(times) == 3:
                return f"{name} on {unit!r} repeated: {times} seconds at doubling sizes"
    return ""


def main() -> None:
    """One line of JSON for each pattern: before it is tried, and after it was found slow."""
    for pattern, place in sorted(patterns().items(), key=lambda pair: pair[1]):
        if place.startswith(tuple(sys.argv[1:] or [""])):
            print(json.dumps([place, str(pattern.pattern), ""]), flush=True)
            if slow(pattern) and (found := slow(pattern)):  # noise may slow one measurement
                print(json.dumps([place, str(pattern.pattern), found]), flush=True)


def test_every_pattern_takes_linear_time() -> None:
    command = [sys.executable, "-m", "tests.test_patterns"]
    try:
        done = subprocess.run(
            command, cwd=Path(__file__).parent.parent, capture_output=True, text=True, timeout=DEADLINE, check=False
        )
    except subprocess.TimeoutExpired as error:
        last = (error.stdout or b"nothing").decode().splitlines()[-1]
        raise AssertionError(f"not done within {DEADLINE} seconds; at {last}") from None
    assert done.returncode == 0, done.stderr[-2000:]
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) > 100  # patterns were found at all
    assert [row for row in rows if row[2]] == []


def test_what_grows_quadratically_is_found() -> None:
    assert any(slow(re.compile("a+b")).startswith("search on 'a' repeated") for _ in range(5))
    assert slow(re.compile("(?<!a)a++b")) == ""


if __name__ == "__main__":
    main()
