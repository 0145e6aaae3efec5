"""The tables of the store, and the checks of what goes into them, in code and as constraints of the database.

Times are microseconds since 1970 (UTC): whole numbers that sort and never lose a digit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from clf.errors import DeskError
from clf.types import HeadlineBlock

MAX_TIME = 253_402_300_799_999_999  # microseconds since 1970: the end of the year 9999
MAX_POSITION = 2**31 - 1
MAX_TEXT = 100_000  # characters of a headline, teaser or address; the csv module reads fields up to 131,072
MAX_NOTE = 10_000  # characters
MAX_NAME = 600  # characters of other texts; an index entry of PostgreSQL holds 2,704 bytes, a character is up to 4
MAX_LENGTH = {
    **dict.fromkeys(("headline", "teaser", "url"), MAX_TEXT),
    "note": MAX_NOTE,
    **dict.fromkeys(("source", "section", "found", "person", "verdict", "reason", "model"), MAX_NAME),
}
_BLOCK_TEXTS = ("headline", "teaser", "url", "source", "section", "found")


def storable(text: str, most: int) -> str:
    """``text`` cut to ``most`` characters, with U+FFFD for NUL and lone surrogates, which databases refuse.

    >>> storable("a\\0b and more", 5)
    'a�b a'
    """
    return (
        text[:most]
        .replace("\0", "\N{REPLACEMENT CHARACTER}")
        .encode("utf-16", "surrogatepass")
        .decode("utf-16", "replace")
    )


def storable_block(block: HeadlineBlock) -> HeadlineBlock:
    """``block`` with texts that can be stored."""
    texts: dict[str, Any] = {name: storable(getattr(block, name), MAX_LENGTH[name]) for name in _BLOCK_TEXTS}
    return replace(block, **texts)


def check_text(name: str, text: object, least: int = 0) -> str:
    """``text`` unchanged; raises `DeskError` if the column ``name`` cannot store it.

    >>> check_text("note", "looks fine")
    'looks fine'
    """
    if not isinstance(text, str):
        raise DeskError(f"{name} must be text, found {text!r}")
    if len(text) > MAX_LENGTH[name]:
        raise DeskError(f"{name} has {len(text):,} characters: at most {MAX_LENGTH[name]:,} are stored")
    if len(text.strip()) < least:
        raise DeskError(f"{name} must not be empty")
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise DeskError(f"{name} contains a NUL or half a surrogate pair: remove it")
    return text


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite counts up only in a column of this very type


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _item() -> sa.Column[int]:
    return sa.Column("item_id", _Id, sa.ForeignKey("items.id"), nullable=False)


class _Storable(sa.ColumnElement[bool]):
    """Whether a column holds text of a permitted length. SQLite also accepts NUL and bytes there: it is asked twice."""

    inherit_cache = False
    type = sa.Boolean()

    def __init__(self, name: str, least: int, most: int) -> None:
        self.name, self.least, self.most = name, least, most


@compiles(_Storable)
def _length(element: _Storable, _compiler: SQLCompiler, **_options: Any) -> str:
    return f"length({element.name}) BETWEEN {element.least} AND {element.most}"


@compiles(_Storable, "sqlite")
def _text_and_length(element: _Storable, compiler: SQLCompiler, **options: Any) -> str:
    is_text = f"typeof({element.name}) IN ('text', 'null') AND instr({element.name}, char(0)) = 0"
    return f"{is_text} AND {_length(element, compiler, **options)}"


def _texts(most: int, *names: str, least: int = 0) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(_Storable(name, least, most), name=name) for name in names]


def _between(least: int, most: int, *names: str) -> list[sa.CheckConstraint]:
    """NaN is in no such range: PostgreSQL sorts it last, SQLite stores NULL instead."""
    return [sa.CheckConstraint(f"{name} BETWEEN {least} AND {most}", name=name) for name in names]


def _times(*names: str) -> list[sa.CheckConstraint]:
    return _between(0, MAX_TIME, *names)


def _known(name: str, *values: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{name} IN ({', '.join(map(repr, values))})", name=name)


_VERDICTS = ("clickbait", "fine", "unsure", "skip")
_SCORE = ("probability", "strength")
_THRESHOLDS = ("clickbait_from", "fine_below")


people = sa.Table(
    "people",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("added_at", sa.BigInteger, nullable=False),
    *_texts(MAX_NAME, "name", least=1),
    _known("role", "moderator", "lead", "admin"),
    *_times("added_at"),
)

# One row a block. The newest score stands beside it (`scores` keeps them all), so that a page of the queue is one
# walk along an index. `version` goes up with each decision: whoever decides says which version was looked at.
items = sa.Table(
    "items",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    *(_text(name) for name in ("headline", "teaser", "url", "source", "section", "found")),
    sa.Column("sponsored", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("added_at", sa.BigInteger, nullable=False),
    sa.Column("added_by", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),  # waiting, decided, skipped, or below what enters the queue
    sa.Column("version", sa.Integer, nullable=False, server_default="0"),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("probability", sa.Double, nullable=False),
    sa.Column("strength", sa.Double, nullable=False),
    sa.Column("certainty", sa.Double, nullable=False),  # distance of the probability from one half
    sa.Column("disguised", sa.Boolean, nullable=False, server_default=sa.false()),  # `Notice.DISGUISED` of that score
    sa.Column("claimed_by", sa.Text),
    sa.Column("claimed_until", sa.BigInteger),
    sa.Column("verdict", sa.Text),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", sa.BigInteger),
    sa.Column("evidence", sa.Integer, nullable=False, server_default="-1"),  # 0 none to 3 high; -1: not looked for yet
    sa.Column("teach", sa.Integer, nullable=False, server_default="1000000"),  # place in the batch to teach with
    _text("evidence_rules"),  # under which claims, lists and rules: `clf.desk.evidence.rules_of`
    sa.Index(None, "status", "probability", "id"),
    sa.Index(None, "status", "certainty", "id"),
    sa.Index(None, "status", "added_at", "id"),
    sa.Index(None, "status", "evidence", "id"),
    sa.Index(None, "status", "teach", "id"),
    sa.Index(None, "source"),
    sa.Index(None, "section"),
    sa.Index(None, "claimed_by"),
    sa.Index(None, "decided_by"),
    sa.Index(None, "decided_at"),
    *_texts(MAX_TEXT, "headline", "teaser", "url"),
    *_texts(MAX_NAME, "digest", "source", "section", "found", "claimed_by", "evidence_rules"),
    *_texts(MAX_NAME, "added_by", "model", "decided_by", least=1),
    *_between(0, MAX_POSITION, "position", "version", "teach"),
    *_between(-1, 3, "evidence"),
    *_between(0, 1, *_SCORE, "certainty"),
    *_times("added_at", "claimed_until", "decided_at"),
    _known("status", "waiting", "decided", "skipped", "below"),
    _known("verdict", *_VERDICTS),
)

scores = sa.Table(
    "scores",
    metadata,
    sa.Column("item_id", _Id, sa.ForeignKey("items.id"), primary_key=True),
    sa.Column("model", sa.Text, primary_key=True),
    sa.Column("probability", sa.Double, nullable=False),
    sa.Column("strength", sa.Double, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("shadow", sa.Boolean, nullable=False, server_default=sa.false()),  # by a candidate, shown to nobody yet
    sa.Index(None, "model"),
    *_texts(MAX_NAME, "model", least=1),
    *_between(0, 1, *_SCORE),
    *_times("at"),
)

# One row a judgement; an undone one stays, marked. `blind` are second opinions given without sight of the first.
decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", _Id, primary_key=True, autoincrement=False),  # counted by `clf.desk.store`, without a gap
    _item(),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    _text("reason"),
    _text("note"),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("undone_at", sa.BigInteger),
    sa.Column("blind", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("probability", sa.Double, nullable=False),
    sa.Column("strength", sa.Double, nullable=False),
    sa.Column("clickbait_from", sa.Double, nullable=False),
    sa.Column("fine_below", sa.Double, nullable=False),
    sa.Column("origin", sa.Text, unique=True),  # of an imported decision: its fingerprint, so that it comes in once
    sa.Index(None, "item_id"),
    sa.Index(None, "at"),
    sa.Index(None, "person", "at"),
    *_texts(MAX_NAME, "person", "model", least=1),
    *_texts(MAX_NAME, "reason", "origin"),
    *_texts(MAX_NOTE, "note"),
    *_between(0, 1, *_SCORE, *_THRESHOLDS),
    *_times("at", "undone_at"),
    _known("verdict", *_VERDICTS),
)

# What moderators made of a match between a headline and a checked claim; `pair` is a fingerprint of both.
matches = sa.Table(
    "matches",
    metadata,
    sa.Column("pair", sa.Text, primary_key=True),
    *(sa.Column(name, sa.Text, nullable=False) for name in ("headline", "claim", "url", "opinion", "person")),
    sa.Column("at", sa.BigInteger, nullable=False),
    *_texts(MAX_TEXT, "headline", "claim", "url"),
    *_texts(MAX_NAME, "person", least=1),
    *_times("at"),
    _known("opinion", "confirmed", "dismissed"),
)

policies = sa.Table(
    "policies",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("clickbait_from", sa.Double, nullable=False),
    sa.Column("fine_below", sa.Double, nullable=False),
    sa.Column("queue_from", sa.Double, nullable=False),
    *_texts(MAX_NAME, "person", least=1),
    *_between(0, 1, *_THRESHOLDS, "queue_from"),
    *_times("at"),
)

# What the desk is set to, by name: `clf.desk.store`.
settings = sa.Table(
    "settings",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    _text("value"),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    *_texts(MAX_NAME, "name", "value", "person"),
    *_times("at"),
)

reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("item_id", _Id, sa.ForeignKey("items.id"), primary_key=True),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("asked_at", sa.BigInteger, nullable=False),
    *_texts(MAX_NAME, "asked_by", least=1),
    *_times("asked_at"),
)

# Who did what, when, to which item, and what the model and the thresholds were. `clf.desk.store` refuses any change.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", _Id, primary_key=True, autoincrement=False),  # counted by `clf.desk.store`, without a gap
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("item_id", _Id),
    sa.Column("decision_id", _Id),
    sa.Column("model", sa.Text),
    sa.Column("probability", sa.Double),
    sa.Column("clickbait_from", sa.Double),
    sa.Column("fine_below", sa.Double),
    sa.Column("verdict", sa.Text),
    _text("reason"),
    _text("note"),
    sa.Column("decision_digest", sa.Text),  # of the decision made: `clf.desk.store.decision_digest`
    sa.Column("hash", sa.Text, nullable=False),  # of this entry and the one before: `clf.desk.store.entry_hash`
    sa.Index(None, "item_id"),
    *_texts(MAX_NAME, "person", "action", least=1),
    *_texts(MAX_NAME, "model", "verdict", "reason"),
    *_texts(MAX_NOTE, "note"),
    *_texts(64, "decision_digest", "hash", least=64),
    *_between(0, 1, "probability", *_THRESHOLDS),
    *_times("at"),
)
