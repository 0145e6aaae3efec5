"""The registry on disk: models are added, one of them is promoted, and a promotion can be taken back.

Each step is whole or did not happen: a folder gets its name when it is complete and on the disk, the switch is the
replacing of one file, and a journal line that a crash cost is written by whoever comes next. Writers take turns.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clf.errors import ModelError
from clf.model import folder as model_folder
from clf.model.live import ID, LIVE, SHIPPED, Event, Live, default_place, read_live
from clf.model.scorer import SHIPPED as SHIPPED_FOLDER
from clf.paths import sync, write

JOURNAL, LOCK = "journal.jsonl", ".lock"
_PATIENCE = 600  # seconds that a writer waits for another; a retraining takes one minute


@dataclass(frozen=True, slots=True)
class Entry:
    """A model of the registry. ``facts``: its data's checksums, seed, gate; whatever whoever added it wrote down."""

    model: str
    added_at: str
    parent: str
    facts: dict[str, Any]
    live: bool


class Registry:
    """The models at ``place``, which need not exist yet."""

    def __init__(self, place: Path | None = None) -> None:
        self.place = place or default_place()

    def add(self, folder: Path, *, parent: str = SHIPPED, facts: Mapping[str, Any] | None = None) -> str:
        """Copy a model folder in and return its id; one that is there already stays as it was.

        Raises `ModelError` if the folder is no whole model, or the disk says no.
        """
        model = model_folder.read(folder).id
        if not ID.fullmatch(model):
            raise ModelError(f"{folder}: {model[:100]!r} is no name to keep a model by: use letters, digits, - or _")
        with self.lock():
            home = self.place / model
            for left in self.place.glob("_*.tmp"):  # by whoever was killed
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            if home.is_dir():
                model_folder.read(home)
                return model
            said = {"added_at": _now(), "parent": parent, "facts": dict(facts or {})}
            write(self._said(model), json.dumps(said, ensure_ascii=False, indent=1) + "\n")
            self._copy(folder, home)
        return model

    def promote(self, model: str, *, who: str, reason: str, forced: bool = False) -> None:
        """Make ``model`` (an id, or ``shipped``) the live one; raises `ModelError` if it cannot be read."""
        if model != SHIPPED:
            model_folder.read(self.folder(model))
        with self.lock():
            live = read_live(self.place)
            before = live.model if live else SHIPPED
            if model != before:
                stack = (*(live.stack if live else ()), before)
                self._switch(Live(Event(_now(), who, "promote", model, before, reason, forced), stack))

    def rollback(self, *, who: str, reason: str) -> str:
        """Make live what was live before the last promotion that stands, and return its id (or ``shipped``).

        A model that can no longer be read is passed over. Raises `ModelError` if nothing was promoted.
        """
        with self.lock():
            try:
                live = read_live(self.place)
            except ModelError:  # damaged: nothing is known of what came before
                live = Live(Event(_now(), who, "promote", "unknown", SHIPPED, ""), (SHIPPED,))
            if live is None or not live.stack:
                raise ModelError("the shipped model is live, and nothing to roll back: see `clf model list`")
            stack = list(live.stack)
            model = stack.pop()
            while model != SHIPPED and not self._readable(model):
                model = stack.pop() if stack else SHIPPED
            self._switch(Live(Event(_now(), who, "rollback", model, live.model, reason), tuple(stack)))
        return model

    def live(self) -> str | None:
        """Id of the live model; None while it is the shipped one."""
        found = read_live(self.place)
        return None if found is None or found.model == SHIPPED else found.model

    def folder(self, model: str) -> Path:
        """Folder of a model, ``shipped`` being one; raises `ModelError` for an id that is not here."""
        if model == SHIPPED:
            return SHIPPED_FOLDER
        home = self.place / model
        if not ID.fullmatch(model) or not home.is_dir():
            raise ModelError(f"no model {model[:100]!r} in {self.place}: `clf model list` names them")
        return home

    def entries(self) -> list[Entry]:
        """The models, oldest first."""
        live = read_live(self.place)
        found = []
        for home in self.place.iterdir() if self.place.is_dir() else ():
            if ID.fullmatch(home.name) and (home / model_folder.MANIFEST).is_file():
                said: dict[str, Any] = {}
                with suppress(OSError, ValueError):
                    said = json.loads(self._said(home.name).read_bytes())
                is_live = live is not None and live.model == home.name
                found.append(
                    Entry(home.name, said.get("added_at", ""), said.get("parent", ""), said.get("facts", {}), is_live)
                )
        return sorted(found, key=lambda entry: (entry.added_at, entry.model))

    def history(self) -> list[Event]:
        """Every switch, oldest first."""
        events = self._journal()
        live = read_live(self.place)
        return [*events, live.event] if live and live.event not in events[-1:] else events

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the registry against other writers; may be taken again by who holds it."""
        from filelock import FileLock, Timeout  # only writers need it

        try:
            self.place.mkdir(parents=True, exist_ok=True)
            with FileLock(self.place / LOCK, timeout=_PATIENCE, is_singleton=True):
                yield
        except Timeout:
            raise ModelError(f"{self.place}: another program has held it for {_PATIENCE} s: try again later") from None
        except OSError as error:
            raise ModelError(f"{error.filename or self.place}: {error.strerror or error}") from None

    def _switch(self, live: Live) -> None:
        self._note()
        write(self.place / LIVE, json.dumps(asdict(live), ensure_ascii=False, indent=1) + "\n")
        self._note()

    def _note(self) -> None:
        """Put the last switch into the journal, unless it is there."""
        with suppress(ModelError):
            events, live = self._journal(), read_live(self.place)
            if live is not None and live.event not in events[-1:]:
                path = self.place / JOURNAL
                torn = path.is_file() and path.read_bytes()[-1:] not in (b"", b"\n")
                with path.open("a", encoding="utf-8") as file:
                    file.write("\n" * torn + json.dumps(asdict(live.event), ensure_ascii=False) + "\n")
                sync(path)

    def _journal(self) -> list[Event]:
        path = self.place / JOURNAL
        events = []
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            with suppress(ValueError, TypeError):  # a line that a crash cut short
                events.append(Event(**json.loads(line)))
        return events

    def _copy(self, folder: Path, home: Path) -> None:
        temporary = self.place / f"_{home.name}.{uuid.uuid4().hex}.tmp"
        try:
            shutil.copytree(folder, temporary, ignore=shutil.ignore_patterns(".*"))
            for path in sorted(temporary.rglob("*")):
                sync(path)
            temporary.rename(home)
            sync(self.place)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def _said(self, model: str) -> Path:
        return self.place / f"{model}.json"

    def _readable(self, model: str) -> bool:
        with suppress(ModelError):
            model_folder.read(self.folder(model))
            return True
        return False


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
