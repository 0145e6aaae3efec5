"""Bytes of a page as text: by its byte order mark, what the sender said, what the page says, then by trial.

How bytes are read as text: the encoding of tables and of pages.
"""

from __future__ import annotations

import codecs
import re

from clf.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})|"
    rb"<\?xml[^>]{0,100}?encoding=[\"']([\w:.-]{2,40})",
    re.I,
)
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
