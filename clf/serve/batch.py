"""From the JSON of a request to headline blocks. A bad item is reported with its index, and the rest is scored."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from clf.block import HeadlineBlock
from clf.serve.limits import Limits
from clf.serve.problems import Problem

_TEXTS = ("headline", "teaser", "url")
_FLAGS = ("any_language", "evidence")


@dataclass(slots=True)
class Batch:
    """Good items by their index, what is wrong with the others, and the ids that callers gave to any of them."""

    count: int
    any_language: bool = False
    evidence: bool = False
    blocks: dict[int, HeadlineBlock] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    ids: dict[int, str | int] = field(default_factory=dict)


def parsed(body: bytes) -> dict[str, Any]:
    """The JSON object ``body``; raises `Problem` 400 if it is none, with the place."""
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
    asked = parsed(body)
    if unknown := sorted(set(asked) - {"items", *_FLAGS}):
        raise Problem(400, f"unknown field {unknown[0]!r}: known are items, any_language, evidence")
    items = asked.get("items")
    if not isinstance(items, list):
        raise Problem(400, f"items must be a list of headlines, found {_kind(items)}")
    if len(items) > limits.items:
        raise Problem(413, f"{len(items):,} items, more than {limits.items:,}: send several batches")
    for flag in _FLAGS:
        if not isinstance(asked.get(flag, False), bool):
            raise Problem(400, f"{flag} must be true or false, found {_kind(asked[flag])}")
    batch = Batch(len(items), *(asked.get(flag, False) for flag in _FLAGS))
    for index, item in enumerate(items):
        if isinstance(item, dict) and type(item.get("id")) in (str, int):
            batch.ids[index] = item["id"]
        try:
            batch.blocks[index] = block_of(item, limits)
        except ValueError as error:
            batch.errors[index] = str(error)
    return batch


def block_of(item: Any, limits: Limits) -> HeadlineBlock:
    """``item`` as a block; raises `ValueError` that says what is wrong with it."""
    if isinstance(item, str):
        item = {"headline": item}
    if not isinstance(item, dict):
        raise ValueError(f"must be a headline or an object with one, found {_kind(item)}")
    if unknown := sorted(set(item) - {*_TEXTS, "id"}):
        raise ValueError(f"unknown field {unknown[0][:50]!r}: known are headline, teaser, url, id")
    if "id" in item and type(item["id"]) not in (str, int):
        raise ValueError(f"id must be a string or a whole number, found {_kind(item['id'])}")
    for name in _TEXTS:
        text = item.get(name, "")
        if not isinstance(text, str):
            raise ValueError(f"{name} must be a string, found {_kind(text)}")
        if len(text) > limits.chars:
            raise ValueError(f"{name} has {len(text):,} characters, more than {limits.chars:,}")
    if not item.get("headline", "").strip():  # as tables have it
        raise ValueError("no headline")
    return HeadlineBlock(item["headline"], item.get("teaser", ""), item.get("url", ""))


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "nothing"}
    return kinds.get(type(value), "a number")
