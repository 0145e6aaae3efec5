"""Bytes of a page as text: by its byte order mark, what the sender said, what the page says, then by trial."""

from __future__ import annotations

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
          (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})|"
    rb"<\?xml[^>]{0,100}?encoding=[\"']([\w:.-]{2,40})", re.I)
_META_WITHIN = 4096  # bytes; the HTML standard looks at 1024, pages in the wild are later
_NO_CHARSETS = frozenset(  # codecs of Python that no page is written in
    ["unicode_escape", "unicode-escape", "raw-unicode-escape", "raw_unicode_escape", "punycode", "idna", "utf-7"]
)
_LATIN = frozenset(("iso8859-1", "ascii", "latin-1"))  # browsers read these labels as windows-1252 (WHATWG Encoding)


def decode_page(data: bytes, charset: str = "") -> str:
    """Text of ``data``. ``charset`` is what HTTP said, if anything. Never raises: a bad byte becomes U+FFFD.

    A declared charset that does not fit gives way to UTF-8 where that fits, so a wrong label does no harm.

    >>> decode_page("<meta charset=koi8-r>мир".encode("koi8-r"))[-3:], decode_page("Größe".encode("cp1252"))
    ('мир', 'Größe')
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    for name in (charset, _declared(data)):
        codec = _codec(name)
        if codec and codec != "utf-8":
            try:
                return _strict(data, codec)
            except (UnicodeDecodeError, ValueError):
                pass
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A page that is UTF-8 but for a few broken bytes stays so; one that never was is windows-1252.
        text = data.decode("utf-8", "replace")
        good = sum(c > "\x7f" for c in text) - text.count("\ufffd")
        if error.start and good > text.count("\ufffd"):
            return text
    return data.decode("cp1252", "replace")


def _strict(data: bytes, codec: str) -> str:
    """Decoded with ``codec``; a single-byte codec fits anything, so UTF-8 is preferred where it fits as well."""
    if any(byte > 0x7F for byte in data[:200_000]) and not codec.startswith(("utf-16", "utf-32")):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return data.decode(codec)


def _declared(data: bytes) -> str:
    match = _META.search(data[:_META_WITHIN])
    name = (match[1] or match[2]).decode("ascii", "replace") if match else ""
    return "" if name.lower().startswith(("utf-16", "utf-32")) else name  # read as ASCII to here, so it is neither


def _codec(name: str) -> str:
    try:
        info = codecs.lookup(name.strip().strip("\"'")) if name else None
    except (LookupError, ValueError):
        return ""
    if info is None or info.name in _NO_CHARSETS or not getattr(info, "_is_text_encoding", True):
        return ""
    return "cp1252" if info.name in _LATIN else info.name
