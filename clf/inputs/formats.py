"""What a source is, told by its first bytes; its name only helps where the bytes leave it open."""

from __future__ import annotations

import json
import re
from enum import Enum
from pathlib import PurePath

from clf.errors import InputError
from clf.inputs.columns import guess
from clf.inputs.delimited import dialect_of
from clf.pages import is_feed


class Form(Enum):
    """Text (a page as HTML or text, or one headline a line), a feed, or one of the kinds of tables."""

    TEXT = "text"
    FEED = "feed"
    TABLE = "table"
    JSON_LINES = "json lines"
    JSON = "json"
    PARQUET = "parquet"
    WORKBOOK = "workbook"


_OTHERS = (
    (b"%PDF", "a PDF: copy its text and give that"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a film"),
    (b"Rar!", "an archive: unpack it first"),
    (b"7z\xbc\xaf", "an archive: unpack it first"),
    (b"SQLite format", "a database: export a table"),
)
_TABLES = {".csv", ".tsv", ".tab"}
_MARKS = (b"\xff\xfe", b"\xfe\xff")


def form_of(head: bytes, text: str, name: str, headed: bool = False) -> Form:
    """The form of the source that begins with ``head``, which reads as ``text``; raises `InputError` if clf reads none
    such. ``headed`` says that the user named a column: it is a table.

    >>> form_of(b"", '{"title": "Fire"}', "a.txt"), form_of(b"", "Fire, again", "a.json")
    (<Form.JSON_LINES: 'json lines'>, <Form.TEXT: 'text'>)
    """
    if head.startswith(b"PAR1"):
        return Form.PARQUET
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return Form.WORKBOOK
    if head.startswith(b"PK\x03\x04"):
        if any(part in head for part in (b"xl/", b"[Content_Types].xml", b"opendocument.spreadsheet")):
            return Form.WORKBOOK
        raise InputError(f"{name}: an archive, not a table or a page: unpack it first")
    for magic, what in _OTHERS:
        if head.startswith(magic):
            raise InputError(f"{name}: {what}, not a page, feed or table")
    if b"\0" in head[:4096] and not head.startswith(_MARKS) and not text.lstrip().startswith("<"):
        raise InputError(f"{name}: not text, and no kind of table that clf reads")
    if is_feed(text):
        return Form.FEED
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("{") and (form := _json_form(start)):
        return form
    if re.match(r'\[\s*[{"]', start) and not re.match(r'\[\s*"[^"\n]*"\s*[^\s,\]"]', start):
        return Form.JSON
    suffix = PurePath(name).suffix.lower()
    if not start.startswith("<") and dialect_of(text, table=headed or suffix in _TABLES):
        return Form.TABLE
    return Form.TEXT


def _json_form(text: str) -> Form | None:
    first, _, rest = text.partition("\n")
    try:
        row = json.loads(first)
    except (ValueError, RecursionError):
        return Form.JSON_LINES if re.match(r"\s*\{\s*\"", rest) else Form.JSON if re.match(r'\{\s*"', text) else None
    return Form.JSON_LINES if rest.strip() or guess("headline", list(row)) >= 0 else Form.JSON
