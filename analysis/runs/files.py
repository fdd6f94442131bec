"""Files written whole, and held to their digests: tables, JSON, and what goes with them."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

ROWS = 4096  # read at once
NO_FOLDERS_TO_DISK = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}  # as shares say it
REPORT_MARK = "hubspoke: mcn report"  # near the start of each page, at the end of a PDF, and in a Word file
ABOUT = "docProps/core.xml"  # where a Word file says what it is
DRAFT = re.compile(r"\..+\.part(\.\w+)?")  # names of files that are being written


def write_whole(target: Path, make: Callable[[Path], object]) -> str:
    """Write a file whole: under a temporary name, brought to the disk, renamed. Gives its SHA-256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = draft_of(target)
    try:
        make(draft)
        with draft.open("rb+") as stream:
            os.fsync(stream.fileno())
        digest = digest_of_file(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    if os.name == "posix":  # its name is brought to the disk with the folder's
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        except OSError as error:
            if error.errno not in NO_FOLDERS_TO_DISK:
                raise
        finally:
            os.close(folder)
    return digest


def draft_of(target: Path) -> Path:
    """Give the temporary name under which a file is written."""
    return target.with_name(f".{target.name}.part{target.suffix}")


def listed(place: Path, ending: str) -> list[Path]:
    """List the whole files of a folder that end so, by name: no drafts, no folders."""
    found = place.glob(f"*{ending}")  # which takes names that begin with a point too
    return sorted(path for path in found if path.is_file() and not DRAFT.fullmatch(path.name))


def digest_of(inputs: Mapping[str, Any]) -> str:
    """SHA-256 of inputs, written as JSON with sorted keys."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def agree(out: Path, digests: Mapping[str, str]) -> bool:
    """Whether every file is there as it was written, and can be read."""
    try:
        return all((out / name).is_file() and digest_of_file(out / name) == digests[name] for name in digests)
    except OSError:
        return False


def read_json(path: Path) -> Any:
    """Read a JSON file of ours; None where it is missing or not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):  # the last where brackets are nested without end
        return None


def sealed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Give data with a digest of all of it, so that what is altered by hand or torn is noticed."""
    plain = json.loads(json.dumps(data))  # as it will be read
    return {**plain, "digest": digest_of(plain)}


def is_sealed(data: Mapping[str, Any]) -> bool:
    """Whether data are as they were sealed."""
    return data.get("digest") == digest_of({key: value for key, value in data.items() if key != "digest"})


def read_ours(path: Path) -> dict[str, Any] | None:
    """Read a JSON file that says it is ours; None for any other."""
    data = read_json(path)
    return data if isinstance(data, dict) and data.get("made_by") == "hubspoke" else None


def is_report(path: Path) -> bool:
    """Whether a file is a report that `mcn report` wrote."""
    if not path.is_file():
        return False
    content, mark = path.read_bytes(), REPORT_MARK.encode()
    if not content.startswith(b"PK"):
        return mark in content[:500] or mark in content[-100:]
    try:
        with zipfile.ZipFile(path) as package:
            return mark in package.read(ABOUT)
    except (zipfile.BadZipFile, KeyError):
        return False


def json_bytes(data: Mapping[str, Any]) -> bytes:
    """JSON to be read by people too."""
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def write_json(data: Mapping[str, Any], path: Path) -> None:
    """Write a JSON file."""
    path.write_bytes(json_bytes(data))


def arrow(frame: pd.DataFrame) -> Any:
    """Turn a frame into an Arrow table without metadata, which would hold versions.

    A column of texts has no type where there are none: it is texts all the same, as in the parts beside it.
    """
    import pyarrow as pa

    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    texts = [
        pa.field(each.name, pa.string()) if pa.types.is_null(each.type) else each for each in table.schema
    ]
    return table.cast(pa.schema(texts))


def write_parquet(table: Any, path: Path) -> None:
    """Write a table; numbers with a fraction hardly repeat, so that a dictionary of them is in vain."""
    write_parquet_parts([table], path)


def write_parquet_parts(parts: Iterable[Any], path: Path, *, repeated: bool = False) -> None:
    """Write the parts of a table as one Parquet file, each as it comes.

    `repeated`: whether its numbers repeat, as those of a design do, which then takes far less room.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    each = iter(parts)
    first = next(each)
    dictionary = [each.name for each in first.schema if repeated or not pa.types.is_floating(each.type)]
    how = {"compression": "zstd", "use_dictionary": dictionary, "store_schema": False}
    with pq.ParquetWriter(path, first.schema, **how) as writer:
        for part in chain([first], each):
            writer.write_table(part)


def write_csv(schema: Any, parts: Iterable[Any], path: Path) -> None:
    """Write the parts of a table as one CSV file, each as it comes: no two need be in memory at once."""
    import pyarrow.csv as pc

    with pc.CSVWriter(path, schema, write_options=pc.WriteOptions(quoting_style="needed")) as writer:
        for part in parts:
            writer.write(part)


def parts_of_parquet(paths: Sequence[Path]) -> Iterator[Any]:
    """Read Parquet files one after the other, some rows at a time, which takes far less memory."""
    import pyarrow.parquet as pq

    for path in paths:
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(ROWS, use_threads=False)


def remove(out: Path, name: str) -> None:
    """Delete one file within the folder, its draft, and its subfolders where they are empty; none outside."""
    target, root = (out / name).resolve(), out.resolve()
    if target == root or not target.is_relative_to(root):
        return
    for each in (target, draft_of(target)):
        if each.is_file():
            each.unlink()
    for place in target.parents:
        if place == root:
            return
        drop_if_empty(place)


def drop_if_empty(place: Path) -> None:
    """Delete a folder in which nothing is left."""
    if place.is_dir() and not any(place.iterdir()):
        place.rmdir()
