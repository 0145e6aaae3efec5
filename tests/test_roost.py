"""The plugins of docs/roost.md as they stand there, held against what Coop and Osprey ask of a plugin."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from shutil import which
from types import ModuleType
from typing import Any, Generic, TypeVar, get_args, get_type_hints

import pluggy
import pytest

import clf
from clf.model.model import Model
from clf.types import HeadlineBlock
from tests.serve.conftest import running

PAGE = (Path(__file__).parents[1] / "docs" / "roost.md").read_text(encoding="utf-8")
ENGLISH, FOREIGN = "You will never guess what she did", "Der Stadtrat beschließt den Haushalt"
# Loads the plugin as Coop's loadPlugins.ts and loadPluginSignals.ts do, and runs its signal.
COOP = """
const loaded = require("./clf-coop");
const plugin = loaded.default ?? loaded;
const [{ signalTypeId, signal }] = plugin.createSignals({ integrationId: plugin.manifest.id, getCredential: null });
const run = (text) => signal.run({ value: { type: "STRING", value: text }, orgId: "team", matchingValues: undefined });
(async () => {
  const [english, foreign] = [await run(process.argv[2]), await run(process.argv[3])];
  const refused = await run(" ").catch((error) => error.message);
  const [cost, disabled] = [signal.getCost(), await signal.getDisabledInfo("team")];
  const { manifest } = plugin;
  console.log(JSON.stringify({ manifest, signalTypeId, signal, cost, disabled, english, foreign, refused }));
})();
"""


def block(kind: str) -> str:
    (found,) = re.findall(rf"```{kind}\n(.*?)```", PAGE, re.S)
    return str(found)


def test_coops_plugin(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if which("node") is None:
        pytest.skip("no Node here")
    folder = tmp_path / "clf-coop"
    folder.mkdir()
    (folder / "index.js").write_text(block("js"), encoding="utf-8")
    (folder / "package.json").write_text(re.findall(r"```json\n(.*?)```", PAGE, re.S)[0], encoding="utf-8")
    (tmp_path / "coop.cjs").write_text(COOP, encoding="utf-8")
    with running(token="secret") as ask:
        described = ask("/v1/signal", Authorization="Bearer secret").body
        (folder / "signal.json").write_text(json.dumps(described), encoding="utf-8")
        monkeypatch.setenv("CLF_URL", f"http://127.0.0.1:{ask.port}")
        monkeypatch.setenv("CLF_SERVE_TOKEN", "secret")
        done = subprocess.run(
            ["node", "coop.cjs", ENGLISH, FOREIGN], cwd=tmp_path, capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)

    manifest, signal = said["manifest"], said["signal"]
    assert all(isinstance(manifest[name], str) for name in ("id", "name", "version", "description"))
    assert manifest["requiresConfig"] is False
    assert manifest["signalTypeIds"] == [said["signalTypeId"]] == [signal["id"]["type"]]
    assert signal["integration"] == manifest["id"]
    assert all(isinstance(manifest["modelCard"][name], str) for name in ("modelName", "version"))
    sections = {section["id"]: section for section in manifest["modelCard"]["sections"]}
    assert set(sections) == {
        "trainingData",
        "policyAndTaxonomy",
        "annotationMethodology",
        "performanceBenchmarks",
        "biasAndLimitations",
        "implementationGuidance",
        "relevantLinks",
    }
    assert all(field["value"] and field["label"] for section in sections.values() for field in section["fields"])
    assert set(signal) == {
        "id",
        "displayName",
        "description",
        "docsUrl",
        "recommendedThresholds",
        "supportedLanguages",
        "pricingStructure",
        "eligibleInputs",
        "outputType",
        "needsMatchingValues",
        "eligibleSubcategories",
        "needsActionPenalties",
        "integration",
        "allowedInAutomatedRules",
    }
    assert (said["cost"], said["disabled"]) == (0, {"disabled": False})
    assert said["english"]["score"] == model.score([ENGLISH])[0].probability
    assert said["english"]["outputType"] == signal["outputType"] == {"scalarType": "NUMBER"}
    assert said["foreign"]["type"] == "ERROR"
    assert {"name", "status", "title", "type"} <= set(said["foreign"]["score"])
    assert said["refused"] == "clf answered 422: value: no headline"


Arguments, Result = TypeVar("Arguments"), TypeVar("Result")


class UDFBase(Generic[Arguments, Result], ABC):
    """As little of Osprey's as the recipe meets."""

    def __init__(self, validation_context: Any, arguments: Any) -> None: ...

    @abstractmethod
    def execute(self, execution_context: Any, arguments: Any) -> Any: ...


class ArgumentsBase:
    def __init__(self, **given: Any) -> None:
        vars(self).update(given)


class ExpectedUdfException(Exception):
    pass


@pytest.fixture
def osprey(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ModuleType]:
    """The module of the page, imported where stand-ins have the names that it imports."""
    names = {
        "osprey.engine.executor.execution_context": {
            "ExecutionContext": object,
            "ExpectedUdfException": ExpectedUdfException,
        },
        "osprey.engine.udf.arguments": {"ArgumentsBase": ArgumentsBase},
        "osprey.engine.udf.base": {"UDFBase": UDFBase},
        "osprey.worker.adaptor.plugin_manager": {"hookimpl_osprey": pluggy.HookimplMarker("osprey_plugin")},
    }
    for name, held in names.items():
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            monkeypatch.setitem(sys.modules, ".".join(parts[:end]), ModuleType(parts[end - 1]))
        vars(sys.modules[name]).update(held)
    (tmp_path / "clf_osprey.py").write_text(block("python"), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield import_module("clf_osprey")
    del sys.modules["clf_osprey"]


def test_ospreys_plugin(osprey: ModuleType, model: Model) -> None:
    project = tomllib.loads(block("toml"))
    assert project["project"]["entry-points"]["osprey_plugin"] == {"clf": osprey.__name__}
    assert project["tool"]["setuptools"]["py-modules"] == [osprey.__name__]
    manager = pluggy.PluginManager("osprey_plugin")
    manager.register(osprey)
    ((udf,),) = manager.hook.register_udfs()
    (base,) = udf.__orig_bases__
    asked, result = get_args(base)
    assert (udf.__name__, result) == ("Clickbait", float)
    assert list(get_type_hints(asked)) == ["headline", "teaser"]

    here = udf(None, None)
    for teaser in ("What she saw", None):
        (expected,) = model.score([HeadlineBlock(ENGLISH, teaser or "")])
        assert here.execute(None, asked(headline=ENGLISH, teaser=teaser)) == expected.probability
    assert here.execute(None, asked(headline=ENGLISH)) == expected.probability
    with pytest.raises(ExpectedUdfException):
        here.execute(None, asked(headline=FOREIGN))
    assert osprey.MODEL.id == clf.load().id
