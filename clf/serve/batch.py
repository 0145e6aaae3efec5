"""From the JSON of a request to headline blocks. A bad item is reported with its index, and the rest is scored."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeVar

from clf.errors import extra
from clf.serve.limits import Limits
from clf.serve.problems import Problem
from clf.text import folded_length
from clf.types import HeadlineBlock

with extra("serve"):
    from pydantic import BaseModel, ConfigDict, ValidationError, WithJsonSchema

_KINDS = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "nothing"}
_EXPECTED = {
    "string_type": "a string",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "model_type": "a headline or an object with one",
}
_Valid = TypeVar("_Valid", bound="BaseModel")
_ITEM_WEIGHT = 32  # characters that take as long as what each item needs besides its characters


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Item(_Strict):
    """A headline, with the teaser under it. ``id`` comes back with the result."""

    headline: str
    teaser: str = ""
    url: str = ""
    id: str | int = ""


class BatchRequest(_Strict):
    """Headlines to score or explain."""

    items: Annotated[
        list[Any], WithJsonSchema({"type": "array", "items": {"anyOf": [{"type": "string"}, Item.model_json_schema()]}})
    ]
    any_language: bool = False
    evidence: bool = False


class SignalText(BaseModel):
    """The one kind of input of a signal that clf takes."""

    type: Literal["STRING"]
    value: str


class SignalRequest(BaseModel):
    """The input of a signal of Coop. Its other fields are ignored."""

    value: Annotated[SignalText, WithJsonSchema(SignalText.model_json_schema())]


@dataclass(slots=True)
class Batch:
    """Good items by their index, what is wrong with the others, and the ids that callers gave to any of them."""

    count: int
    any_language: bool = False
    evidence: bool = False
    blocks: dict[int, HeadlineBlock] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    ids: dict[int, str | int] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        """How much work the items are, in folded characters."""
        return sum(map(weight_of, self.blocks.values()))


def weight_of(block: HeadlineBlock) -> int:
    """How much work a block is, in folded characters."""
    return _ITEM_WEIGHT + folded_length(block.headline) + folded_length(block.teaser)


def parsed(body: bytes) -> dict[str, Any]:
    """The JSON object ``body``; raises `Problem` 400 if it is not one, with the place."""
    try:
        found = json.loads(body.decode())
    except UnicodeDecodeError as error:
        raise Problem(400, f"the body is not UTF-8: byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise Problem(400, f"the body is not JSON: {error.msg}: line {error.lineno} column {error.colno}") from None
    except (ValueError, RecursionError) as error:
        raise Problem(400, f"the body is not JSON that can be read: {str(error)[:100]}") from None
    if not isinstance(found, dict):
        raise Problem(400, f'the body must be an object such as {{"items": ["a headline"]}}, found {_kind(found)}')
    return found


def batch_of(body: bytes, limits: Limits) -> Batch:
    """The batch in ``body``; raises `Problem` if there is no batch at all, or it is too large.

    >>> found = batch_of(b'{"items": ["Council approves budget", 7]}', Limits())
    >>> len(found.blocks), found.errors
    (1, {1: 'must be a headline or an object with one, found a number'})
    """
    try:
        asked = _validated(BatchRequest, parsed(body))
    except ValueError as error:
        raise Problem(400, str(error)) from None
    if len(asked.items) > limits.items:
        raise Problem(413, f"{len(asked.items):,} items, more than {limits.items:,}: send several batches")
    batch = Batch(len(asked.items), asked.any_language, asked.evidence)
    for index, item in enumerate(asked.items):
        if isinstance(item, dict) and type(item.get("id")) in (str, int):
            batch.ids[index] = item["id"]
        try:
            batch.blocks[index] = block_of(item, limits)
        except ValueError as error:
            batch.errors[index] = str(error)
    return batch


def block_of(item: Any, limits: Limits) -> HeadlineBlock:
    """``item`` as a block; raises `ValueError` that says what is wrong with it."""
    found = _validated(Item, {"headline": item} if isinstance(item, str) else item)
    for name in ("headline", "teaser", "url"):
        text = getattr(found, name)
        if len(text) > limits.chars:
            raise ValueError(f"{name} has {len(text):,} characters, more than {limits.chars:,}")
        if name != "url" and (folded := folded_length(text)) > limits.chars:
            raise ValueError(f"{name} has {folded:,} characters once folded, more than {limits.chars:,}")
    if not found.headline.strip():  # as tables have it
        raise ValueError("no headline")
    return HeadlineBlock(found.headline, found.teaser, found.url)


def _validated(model: type[_Valid], value: Any) -> _Valid:
    """``value`` as ``model``; raises `ValueError` that names the field, what it must be, and what was found."""
    known = ", ".join(model.model_fields)
    if isinstance(value, dict) and (unknown := value.keys() - model.model_fields.keys()):
        # Pydantic refuses them too, but takes half a second for the 70,000 that fit into a body
        raise ValueError(f"unknown field {min(unknown)[:50]!r}: known are {known}")
    try:
        return model.model_validate(value)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    first, at = errors[0], errors[0]["loc"][:1]
    if first["type"] == "missing":
        raise ValueError(f"{at[0]} is missing: known are {known}")
    expected = " or ".join(_EXPECTED[e["type"]] for e in errors if e["loc"][:1] == at)
    raise ValueError(f"{''.join(map(str, at))} must be {expected}, found {_kind(first['input'])}".lstrip())


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), "a number")
