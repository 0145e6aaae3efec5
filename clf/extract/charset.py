"""How bytes are read as text: the encoding of tables and of pages."""

from __future__ import annotations

import codecs
import re

from clf.errors import InputError
from clf.extract.decode import decode_page

_SURROGATE = re.compile("[\udc80-\udcff]")
_HEAD = 2048  # bytes in which markup shows


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
    """``data`` as text in the encoding ``wanted``; or else markup as `decode_page` reads it, with what a header
    ``stated``, and other text as UTF-8 or UTF-16. Other text raises `InputError` naming the first bad byte.

    >>> text_of("<?xml version='1.0' encoding='latin-1'?><a>é".encode("latin-1"), "page")[-1]
    'é'
    """
    markup = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    chosen = bool(wanted) and wanted != "auto"
    if markup and not chosen:
        return decode_page(data, stated)
    encoding = encoding_of(data[:2], wanted)
    try:
        return data.decode(encoding, "replace" if markup else "strict")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: byte 0x{data[error.start]:02x} at {error.start} is not {error.encoding}: "
            "save it as UTF-8, or name its encoding with --encoding"
        ) from None
