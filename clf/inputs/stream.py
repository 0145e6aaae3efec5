"""Bytes and lines of a source of any size, decompressed as they come."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, cast

from clf.errors import InputError, extra

HEAD = 1 << 18  # bytes that tell what a source is
_CHUNK = 1 << 20
_LONGEST_LINE = 1 << 25  # characters
_SURROGATE = re.compile("[\udc80-\udcff]")
_MAGIC = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\0": "xz", b"\x28\xb5\x2f\xfd": "zstd"}
DAMAGED = (EOFError, OSError, zlib.error, lzma.LZMAError)


class Stream(io.RawIOBase):
    """A readable whose first bytes can be looked at. ``ready`` says whether more could be read at once.

    With a ``limit``, reading more bytes than that raises `InputError`, and so does unpacking to more.
    """

    def __init__(
        self, raw: IO[bytes], ready: Callable[[], bool] | None = None, limit: int | None = None, name: str = "input"
    ) -> None:
        super().__init__()
        self._raw = raw
        self._read = getattr(raw, "read1", raw.read)
        self._front = b""
        self._ended = False
        self.ready = ready or _always
        self.limit, self._name = limit, name
        self._taken = 0

    def head(self, size: int = HEAD) -> bytes:
        """The first ``size`` bytes, fewer if there are no more or no more are there yet."""
        while len(self._front) < size and not self._ended and (not self._front or self.ready()):
            self._front += self._take(size)
        return self._front[:size]

    @property
    def ended(self) -> bool:
        """Whether the end was seen: what `head` gave was all."""
        return self._ended

    def starved(self) -> bool:
        """Whether reading on would wait for whoever writes."""
        return not self._front and not self._ended and not self.ready()

    def _take(self, size: int) -> bytes:
        data = cast(bytes, self._read(size))
        self._ended = not data
        self._taken += len(data)
        if self.limit is not None and self._taken > self.limit:
            raise InputError(f"{self._name}: refused: more than {self.limit >> 20:,} MB once unpacked")
        return data

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As `io.RawIOBase.readinto`."""
        size = len(buffer)
        if self._front:
            data, self._front = self._front[:size], self._front[size:]
        else:
            data = b"" if self._ended else self._take(size)
        buffer[: len(data)] = data
        return len(data)


def decompressed(stream: Stream, name: str) -> tuple[Stream, str]:
    """``stream`` unpacked if it begins as gzip, bzip2, xz or zstd do, and ``name`` without its ending."""
    head = stream.head(8)
    kind = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), "")
    if not kind:
        return stream, name
    buffered = io.BufferedReader(stream, _CHUNK)
    opened: Any
    if kind == "zstd":
        with extra("tables"):
            import pyarrow
        opened = pyarrow.CompressedInputStream(pyarrow.PythonFile(buffered, "r"), "zstd")
    else:
        opener: Any = {"gzip": gzip.GzipFile, "bzip2": bz2.BZ2File, "xz": lzma.LZMAFile}[kind]
        opened = opener(fileobj=buffered) if kind == "gzip" else opener(buffered)
    ready = (lambda: True) if stream.ready is _always else stream.ready
    return Stream(opened, ready, stream.limit, name), re.sub(r"\.(gz|bz2|xz|zst)$", "", name, flags=re.I)


class Lines:
    """Decoded lines with their ends, counted. Bytes that are not of the encoding become lone surrogates.

    ``broken`` turns true once any were met. Raises `InputError` for a line of more than 32 million characters and
    for damaged compression, after the lines before it were given. ``before`` lines went before the stream, and ``end``
    is how they end, if that is known.
    """

    def __init__(self, stream: Stream, encoding: str, name: str, before: int = 0, end: str = "") -> None:
        self._stream, self._name = stream, name
        self._decode = codecs.getincrementaldecoder(encoding)(errors_of(encoding)).decode
        self._end = end or line_end(stream.head())
        self._waiting: list[str] = []  # last first
        self._rest: list[str] = []  # of a line without its end
        self._ended = False
        self.number = before  # of the line given last
        self.broken = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        while not self._waiting:
            if self._ended:
                raise StopIteration
            self._fill()
        self.number += 1
        return self._waiting.pop()

    def unread(self, lines: list[str]) -> None:
        """Give ``lines``, the last ones given, once more."""
        self._waiting += reversed(lines)
        self.number -= len(lines)

    def starved(self) -> bool:
        """Whether the next line is not there yet."""
        return not self._waiting and self._stream.starved()

    def _fill(self) -> None:
        try:
            data = self._stream.read(_CHUNK)
        except DAMAGED as error:
            raise InputError(f"{self._name}: damaged after line {self.number:,}: {error}") from None
        self._ended = not data
        text = self._decode(data or b"", self._ended)
        if not text.isascii() and _SURROGATE.search(text):
            self.broken = True
        lines = text.split(self._end)
        self._rest.append(lines[0])
        if len(lines) > 1 or self._ended:
            lines[0] = "".join(self._rest)
            last = lines.pop()
            self._rest = [] if self._ended else [last]
            self._waiting = [line + self._end for line in reversed(lines)]
            if self._ended and last:
                self._waiting.insert(0, last)
        elif sum(map(len, self._rest)) > _LONGEST_LINE:
            raise InputError(f"{self._name}:{self.number + 1}: a line of over {_LONGEST_LINE:,} characters: no table")


def errors_of(encoding: str) -> str:
    """What decoding makes of bytes that are not of ``encoding``."""
    return "replace" if encoding.startswith("utf-16") else "surrogateescape"


def line_end(head: bytes) -> str:
    """What ends the lines of a text that begins with ``head``."""
    return "\r" if b"\r" in head and b"\n" not in head else "\n"


def is_broken(text: str) -> bool:
    """Whether ``text`` holds bytes that were not of its encoding."""
    return not text.isascii() and _SURROGATE.search(text) is not None


def _always() -> bool:
    return True
