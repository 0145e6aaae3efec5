"""Which model is live: one small file, replaced in one step, that every start of clf reads.

    <place>/live.json        the last switch, and what was live before it
    <place>/journal.jsonl    every switch, one a line (`clf.model.registry`)
    <place>/<model id>/      a model folder, never changed
    <place>/<model id>.json  where it came from

Where there is no such file, the shipped model is live.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clf.errors import ModelError
from clf.model.scorer import SHIPPED as SHIPPED_FOLDER
from clf.paths import user_path

VARIABLE = "CLF_MODELS"
LIVE = "live.json"
SHIPPED = "shipped"  # stands for the model that came with clf
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


@dataclass(frozen=True, slots=True)
class Event:
    """A switch: ``action`` is promote or rollback, ``at`` is ISO 8601 (UTC), ``reason`` says why."""

    at: str
    who: str
    action: str
    model: str
    before: str
    reason: str
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Live:
    """The last switch, and the models that were live before it, the latest last."""

    event: Event
    stack: tuple[str, ...]

    @property
    def model(self) -> str:
        """Id of the live model, or `SHIPPED`."""
        return self.event.model


def default_place() -> Path:
    """Where models are kept: ``CLF_MODELS``, or the platform's folder for a user's data."""
    return user_path("models", VARIABLE)


def read_live(place: Path) -> Live | None:
    """The last switch; None where there was none. Raises `ModelError` if the file does not say."""
    path = place / LIVE
    try:
        said: dict[str, Any] = json.loads(path.read_bytes())
        return Live(Event(**said["event"]), tuple(map(str, said["stack"])))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        why = f"does not say which model is live ({str(error)[:80]})"
        raise ModelError(f"{path}: {why}: run `clf model rollback`, or give --model shipped") from None


def live_folder(place: Path | None = None) -> Path | None:
    """Folder of the live model; None if it is the shipped one. Costs the reading of one small file."""
    place = place or default_place()
    live = read_live(place)
    if live is None or live.model == SHIPPED:
        return None
    folder = place / live.model
    if not folder.is_dir():
        raise ModelError(f"{folder}: the live model is gone: run `clf model rollback`, or give --model shipped")
    return folder


def find_model(named: str | Path | None, place: Path | None = None) -> Path:
    """Folder of the model ``named``: the live one for None, ``shipped``, a folder, or an id of the registry.

    Raises `ModelError` for one that is not there.
    """
    if named is None:
        return live_folder(place) or SHIPPED_FOLDER
    if str(named) == SHIPPED:
        return SHIPPED_FOLDER
    home = (place or default_place()) / str(named)
    if not Path(named).exists() and ID.fullmatch(str(named)) and home.is_dir():
        return home
    return Path(named)
