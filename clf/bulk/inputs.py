"""What `--out` runs read: files, folders, globs, and addresses of object stores."""

from __future__ import annotations

import glob
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO, Any, NamedTuple

from clf.errors import InputError, extra
from clf.inputs import is_address

with extra("tables"):
    import pyarrow as pa
    from pyarrow import fs

_MAGIC = "*?["
_TABLES = (".parquet", ".csv", ".tsv", ".tab", ".jsonl", ".ndjson")
_PACKED = (".gz", ".bz2", ".xz", ".zst")


class Source(NamedTuple):
    """One file: its name as it was given or found, its size in bytes, and when it changed (for telling it again)."""

    name: str
    size: int
    changed: str


def find(items: list[str]) -> list[Source]:
    """Files of ``items``, each once, in the order given, folders and globs sorted; raises `InputError` for what is not
    there."""
    found: dict[str, Source] = {}
    for item in items:
        try:
            sources = _in_store(item) if is_address(item) else _on_disk(item)
        except (OSError, pa.ArrowException) as error:
            raise InputError(f"{item}: {' '.join(str(error).split())[:300]}: check the name") from None
        if not sources:
            raise InputError(f"{item}: no files found: give Parquet, CSV, TSV, JSON Lines, a folder or glob of them")
        found.update((source.name, source) for source in sources)
    return list(found.values())


def open_file(name: str) -> IO[bytes]:
    """The file ``name``, to read and seek in."""
    if not is_address(name):
        return Path(name).open("rb")
    system, path = _store(name)
    return system.open_input_file(path)  # type: ignore[no-any-return]


def _on_disk(item: str) -> list[Source]:
    path = Path(item)
    if path.is_dir():
        paths = sorted(p for p in path.rglob("*") if _is_table(p.relative_to(path).parts) and p.is_file())
    elif not path.exists() and any(c in item for c in _MAGIC):
        paths = sorted(p for p in map(Path, glob.glob(item, recursive=True)) if p.is_file())  # noqa: PTH207 - absolute ones too
    else:
        paths = [path]
    stats = [(p, p.stat()) for p in paths]
    return [Source(str(p), stat.st_size, str(stat.st_mtime_ns)) for p, stat in stats]


def _in_store(item: str) -> list[Source]:
    fixed = item[: min((item.find(c) for c in _MAGIC if c in item), default=len(item))]
    base = item if fixed == item else fixed.rpartition("/")[0]
    system, path = _store(base)
    info = system.get_file_info(path)
    scheme = item.partition("://")[0]
    if info.type == fs.FileType.File:
        return [_source(scheme, info)]
    infos = system.get_file_info(fs.FileSelector(path, recursive=True))
    files = [info for info in infos if info.type == fs.FileType.File]
    if fixed == item:
        wanted = [f for f in files if _is_table(tuple(f.path[len(path) :].strip("/").split("/")))]
    else:
        pattern = _path(item)
        wanted = [f for f in files if _matches(f.path.lstrip("/"), pattern)]
    return sorted(_source(scheme, info) for info in wanted)


def _matches(path: str, pattern: str) -> bool:
    """As a shell's glob: a star stops at a slash, two do not."""
    return fnmatchcase(path, pattern) and ("**" in pattern or path.count("/") == pattern.count("/"))


def _path(item: str) -> str:
    return item.partition("://")[2].lstrip("/")


def _source(scheme: str, info: Any) -> Source:
    return Source(f"{scheme}://{info.path}", info.size or 0, str(info.mtime_ns))


def _store(address: str) -> tuple[Any, str]:
    """File system and path of an address: through fsspec where it is installed and knows it, else through Arrow."""
    scheme = address.partition("://")[0].lower()
    if scheme in ("http", "https"):
        raise InputError(f"{address}: --out does not fetch web addresses: download it, or leave --out away")
    try:
        import fsspec

        system, path = fsspec.core.url_to_fs(address)
        return fs.PyFileSystem(fs.FSSpecHandler(system)), path
    except (ImportError, ValueError):  # not installed, or it or its back end does not know the scheme
        return fs.FileSystem.from_uri(address)  # type: ignore[no-any-return]


def _is_table(parts: tuple[str, ...]) -> bool:
    """Whether a folder's file is a table by its name; what begins with a dot or underscore is somebody's own."""
    name = parts[-1].lower()
    for ending in _PACKED:
        name = name.removesuffix(ending)
    return name.endswith(_TABLES) and not any(part.startswith((".", "_")) for part in parts)
