"""How bytes are read as text: the encoding of tables and of pages."""

from __future__ import annotations

import codecs
import re

from clf.errors import InputError

_SURROGATE = re.compile("[\udc80-\udcff]")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Encodings that pages are written in; Python knows others, which are no safe business of a page.
_KNOWN = re.compile(r"(?:utf-?(?:8|16)|windows|cp|iso|latin|us-ascii|koi8|mac|gb|big5|shift|euc)[\w-]*", re.I)
_NAMED = re.compile(rb"(?:charset\s*=\s*[\"']?|<\?xml[^>]{0,80}encoding=[\"'])([\w-]+)", re.I)
_HEAD = 2048  # bytes in which a page states its encoding


def encoding_of(head: bytes, wanted: str = "") -> str:
    """Encoding of a text by its first bytes, unless one is ``wanted``; raises `InputError` for an unknown one.

    UTF-8 where all of it is, or where most of what is not ASCII is; otherwise Windows-1252, as old tables are.

    >>> encoding_of("naïve".encode()), encoding_of("naïve".encode("latin-1")), encoding_of("x".encode("utf-16"))
    ('utf-8-sig', 'cp1252', 'utf-16')
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if wanted and wanted != "auto":
        try:
            codec = codecs.lookup(wanted).name
        except LookupError:
            raise InputError(f"unknown encoding {wanted!r}: try utf-8, latin-1 or windows-1252") from None
        return "utf-8-sig" if codec == "utf-8" else codec
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(head)  # which may end within a letter
    bad = len(_SURROGATE.findall(text))
    good = sum(not c.isascii() for c in text) - bad if bad else 1
    return "utf-8-sig" if bad <= good else "cp1252"


def text_of(data: bytes, name: str, wanted: str = "", stated: str = "") -> str:
    """``data`` as text in the encoding ``wanted``, or else by its mark, as ``stated`` by a header or by the page
    itself, or as UTF-8. Markup is read whatever its bytes; other text raises `InputError` naming the first bad byte.

    >>> text_of("<?xml version='1.0' encoding='latin-1'?><a>é".encode("latin-1"), "page")[-1]
    'é'
    """
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")
    markup = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    if wanted and wanted != "auto":
        encoding = encoding_of(b"", wanted)
    elif not encoding:
        named = _NAMED.search(data[:_HEAD]) if markup else None
        encoding = _usable(stated) or _usable(named[1].decode() if named else "") or "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if markup:
            return data.decode(encoding, "replace")
        raise InputError(
            f"{name}: byte 0x{data[error.start]:02x} at {error.start} is not {error.encoding}: "
            "save it as UTF-8, or name its encoding with --encoding"
        ) from None


def _usable(encoding: str) -> str:
    if not _KNOWN.fullmatch(encoding):
        return ""
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        return ""
    return "cp1252" if name in ("iso8859-1", "ascii") else name  # as the web does (WHATWG Encoding)
