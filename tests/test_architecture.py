"""How the modules of clf may import each other. `lint-imports` checks the layers; these tests check the doors.

A package's door is its `__init__.py`: other packages import the names listed in its `__all__`, and nothing else.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
MAX_ALLOWED = 25

ALLOWED: dict[tuple[str, str], str] = {
    ("clf.__main__", "clf.cli.main"): "the entry point of `python -m clf`",
    ("clf.app.pages.model", "clf.desk.scores"): "a function of this name is exported from desk.team",
    ("clf.app.pages.team", "clf.desk.team"): "a function of this name stands in desk.scores, too",
    ("clf.cli.bulk", "clf.bulk.manifest"): "the door of bulk loads pyarrow on first use; this names types only",
    ("clf.cli.bulk", "clf.bulk.units"): "the door of bulk loads pyarrow on first use; this names types only",
    ("clf.cli.bulk", "clf.bulk.work"): "the door of bulk loads pyarrow on first use",
    ("clf.cli.desk", "clf.app.sign_in"): "the door of app loads Streamlit; this checks a file before it starts",
    ("clf.cli.model", "clf.model.report"): "read and write are meaningful with the module's name only",
    ("clf.retrain.report", "clf.model.report"): "read and write are meaningful with the module's name only",
    ("clf.fit.train", "clf.model.folder"): "read and write are meaningful with the module's name only",
    ("clf.retrain.adapt", "clf.model.folder"): "read and write are meaningful with the module's name only",
    ("clf.fit.fit", "clf.text.style"): "the numbers of the style cues, as a namespace",
    ("clf.fit.rows", "clf.text.style"): "the numbers of the style cues, as a namespace",
    ("clf.model.folder", "clf.text.style"): "the numbers of the style cues, as a namespace",
    ("clf.model.linear", "clf.text.style"): "the numbers of the style cues, as a namespace",
}
"""Imports that bypass a door, and why. Keys are the importing module and the imported module."""


class Import(NamedTuple):
    """One imported module, and where."""

    importer: str
    line: int
    module: str
    name: str | None
    """The imported attribute; None where the module itself is imported."""
    at_start: bool
    """True if importing the importer runs this import: it is in no function and not for type checkers alone."""

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.module}" + (f".{self.name}" if self.name else "")


def _module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def _modules() -> dict[str, Path]:
    return {_module_name(path): path for path in sorted(ROOT.glob("clf/**/*.py"))}


@cache
def _exported(door: str) -> frozenset[str]:
    """The names in `__all__` of a package's `__init__.py`."""
    if door not in _modules():
        return frozenset()
    for node in ast.parse(_modules()[door].read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]:
            return frozenset(ast.literal_eval(node.value))
    return frozenset()


def _statements(node: ast.AST, at_start: bool = True) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, at_start
        elif isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            for part in child.body:
                yield from _statements(ast.Module([part], []), at_start=False)
            for part in child.orelse:
                yield from _statements(ast.Module([part], []), at_start)
        else:
            is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _statements(child, at_start and not is_function)


def _imports_of(importer: str, source: str) -> Iterator[Import]:
    for node, at_start in _statements(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(importer, node.lineno, alias.name, None, at_start)
            continue
        assert not node.level, f"{importer}:{node.lineno} uses a relative import; write the full name"
        assert node.module is not None
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            if whole in _modules() and alias.name not in _exported(node.module):
                yield Import(importer, node.lineno, whole, None, at_start)
            else:
                yield Import(importer, node.lineno, node.module, alias.name, at_start)


@cache
def _imports() -> tuple[Import, ...]:
    return tuple(
        found for name, path in _modules().items() for found in _imports_of(name, path.read_text(encoding="utf-8"))
    )


def _package(module: str) -> str:
    """`clf.text` for `clf.text.fold`; a module at the top of clf is a package of its own."""
    return ".".join(module.split(".")[:2])


def _is_clf(module: str) -> bool:
    return module.split(".")[0] == "clf"


def _crosses(found: Import) -> bool:
    return _is_clf(found.module) and _package(found.module) != _package(found.importer)


def _parents(module: str) -> set[str]:
    parts = module.split(".")
    return {".".join(parts[:end]) for end in range(1, len(parts))}


def _bypasses() -> dict[tuple[str, str], Import]:
    """Imports of a module behind another package's door."""
    return {
        (found.importer, found.module): found
        for found in _imports()
        if _crosses(found) and found.module != _package(found.module)
    }


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {name: set() for name in _modules()}
    for found in _imports():
        if found.at_start and _is_clf(found.module):
            # Importing a module runs its packages first, except those that are being imported already.
            loaded = {found.module} | _parents(found.module)
            graph[found.importer] |= loaded - _parents(found.importer) - {found.importer}
            if found.module in _parents(found.importer) and found.name is not None and found.module != "clf":
                graph[found.importer].add(found.module)  # a name from its own package's door
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("circle: " + " <- ".join(error.args[1]))


def test_packages_import_each_other_through_their_doors() -> None:
    wrong = [str(found) for key, found in _bypasses().items() if key not in ALLOWED]
    assert not wrong, "\n".join([*wrong, "import the name from the package, and export it there in __all__"])


def test_names_imported_through_a_door_are_exported() -> None:
    wrong = [
        str(found)
        for found in _imports()
        if _crosses(found)
        and found.name is not None
        and _modules()[found.module].name == "__init__.py"
        and found.module == _package(found.module)
        and found.name not in _exported(found.module)
        and not found.name.startswith("__")
    ]
    assert not wrong, "\n".join([*wrong, "add the name to __all__ of the package, or do without it"])


def test_the_list_of_allowed_bypasses_is_short_and_current() -> None:
    unused = sorted(set(ALLOWED) - set(_bypasses()))
    assert not unused, f"no longer needed in ALLOWED: {unused}"
    assert len(ALLOWED) <= MAX_ALLOWED
    assert all(ALLOWED.values()), "each entry needs a reason"


def test_clf_does_not_import_the_lab_or_the_tests() -> None:
    wrong = [str(found) for found in _imports() if found.module.split(".")[0] in ("lab", "tests")]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from clf.text import fold", ("clf.text", "fold", True)),  # the door exports a function of this name
        ("from clf.text import scan", ("clf.text.scan", None, True)),
        ("from clf.text.fold import Folded", ("clf.text.fold", "Folded", True)),
        ("import clf.text.fold", ("clf.text.fold", None, True)),
        ("def load():\n    import lab", ("lab", None, False)),
        ("class A:\n    import lab", ("lab", None, True)),
        ("try:\n    import lab\nexcept ImportError:\n    pass", ("lab", None, True)),
        ("if TYPE_CHECKING:\n    import lab", ("lab", None, False)),
    ],
)
def test_imports_are_found(source: str, expected: tuple[str, str | None, bool]) -> None:
    assert [(found.module, found.name, found.at_start) for found in _imports_of("clf.model.model", source)] == [
        expected
    ]
