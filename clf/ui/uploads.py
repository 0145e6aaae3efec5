"""Text of an uploaded file."""

from __future__ import annotations

import re

from clf.errors import InputError

# Encodings that pages are written in; Python knows others, which are no safe business of a page.
_KNOWN = rb"(?:windows|cp|iso|latin|koi8|mac|gb|big5|shift|euc)[\w-]*"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?(" + _KNOWN + rb")", re.IGNORECASE)
_HEAD = 2048  # bytes in which a page states its encoding


def decode(data: bytes, name: str) -> str:
    """``data`` read as UTF-8, as UTF-16 if marked so, or in the encoding a page names; raises `InputError`.

    >>> decode("<meta charset=latin-1>café".encode("latin-1"), "page.html")[-4:]
    'café'
    """
    named = _CHARSET.search(data[:_HEAD])
    encodings = ["utf-8-sig", *([named[1].decode()] if named else [])]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return text
    raise InputError(f"{name}: not a text file in a known encoding: save it as UTF-8, or paste its text")
