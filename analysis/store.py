"""Output folders: tidy data, figures and a manifest, written so that no half of them looks whole.

Each file is written under a temporary name and then renamed; the manifest comes last, so a folder that
holds one is complete. Data depend on nothing but the inputs and the program: same inputs, same bytes.
Times of day stand in the manifest alone.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 1  # of the folder; raised when a reader of the old one could not read the new one
MANIFEST = "manifest.json"
UNFINISHED = "unfinished.json"
HOME = "mcn-results"
PACKAGES = ("hubspoke", "mesa", "numpy", "pandas", "pyarrow", "numba", "matplotlib", "scipy")
DATA = (".py", ".yaml", ".csv", ".bib")
LONGEST_NAME = 60


class FolderError(Exception):
    """An output folder that may not be written to; its message is one line that says what to do."""


class Found(Enum):
    """What an output folder holds before a run."""

    NEW = "nothing, or an unfinished run of ours"
    SAME = "the finished results of these very inputs"


@dataclass
class Folder:
    """An output folder while it is being filled.

    Attributes
    ----------
    path : Path
    found : Found
        Whether there is anything to run.
    written : dict
        SHA-256 of each file written so far, by its path within the folder.
    fresh : bool
        Whether the folder did not exist before.
    replaced : tuple of str
        Earlier results that the first file written takes the place of: a run that is stopped leaves them.
    """

    path: Path
    inputs: Mapping[str, Any]
    found: Found
    written: dict[str, str] = field(default_factory=dict)
    fresh: bool = False
    replaced: tuple[str, ...] = ()

    def write(self, name: str, make: Callable[[Path], object]) -> None:
        """Let `make` write one file to the path it is given, then rename it to `name`."""
        for each in self.replaced:
            _remove(self.path, each)
        self.replaced = ()
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.part{target.suffix}")
        try:
            make(draft)
            self.written[name] = digest_of_file(draft)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)

    def text(self, name: str, text: str) -> None:
        """Write a text file in UTF-8, with the same line ends on every system."""
        self.write(name, lambda draft: draft.write_bytes(text.encode("utf-8")))

    def table(self, name: str, frame: pd.DataFrame) -> None:
        """Write a frame as `data/name.parquet` and `data/name.csv`."""
        table = _arrow(frame)
        self.write(f"data/{name}.parquet", lambda draft: _write_parquet(table, draft))
        self.write(f"data/{name}.csv", lambda draft: _write_csv(table, draft))


@contextmanager
def opened(
    out: Path | None, inputs: Mapping[str, Any], names: Sequence[str], force: bool, command: Sequence[str]
) -> Iterator[Folder]:
    """Claim an output folder, and finish it with a manifest when the block ends well.

    Parameters
    ----------
    out : Path, optional
        The folder asked for; left out: a new one under `./mcn-results`, named after `names`, numbered.
    inputs : mapping
        Everything that the results follow from, ready for JSON.
    names : sequence of str
        The command and the scenarios.
    force : bool
        Whether results of other inputs may be replaced.
    command : sequence of str
        The command line, kept in the manifest.

    Raises
    ------
    FolderError
        If the folder holds other things, or cannot be written to.
    """
    started = now()
    folder = _claimed(out, inputs, names, force)
    if folder.found is Found.SAME:
        yield folder
        return
    try:
        yield folder
        manifest = manifest_of(folder, command, started)
        folder.write(MANIFEST, lambda draft: draft.write_bytes(_json(manifest)))
        (folder.path / UNFINISHED).unlink(missing_ok=True)
    except BaseException:
        _clear(folder)
        raise


def manifest_of(folder: Folder, command: Sequence[str], started: str) -> dict[str, Any]:
    """Say what a folder holds and what it came from."""
    return {
        "made_by": "hubspoke",
        "format": FORMAT,
        "inputs": dict(folder.inputs),
        "inputs_digest": digest_of(folder.inputs),
        "command": shlex.join(command),
        "started": started,
        "finished": now(),
        "versions": {"python": platform.python_version(), **_versions()},
        "platform": {
            "system": platform.system(),
            "release": platform.release(),
            "machine": platform.machine(),
        },
        "files": dict(sorted(folder.written.items())),
    }


def program_digest() -> str:
    """SHA-256 over the sources and data of `sim` and `analysis`: another program, other results."""
    whole = hashlib.sha256()
    for package in ("sim", "analysis"):
        for name, item in _walked(files(package), package):
            whole.update(name.encode() + b"\0" + hashlib.sha256(item.read_bytes()).digest())
    return whole.hexdigest()


def digest_of(inputs: Mapping[str, Any]) -> str:
    """SHA-256 of inputs, written as JSON with sorted keys."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def now() -> str:
    """Give the time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


def read_json(path: Path) -> Any:
    """Read a JSON file of ours; None where it is missing or not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _claimed(out: Path | None, inputs: Mapping[str, Any], names: Sequence[str], force: bool) -> Folder:
    try:
        if out is None:
            return _marked(Folder(_numbered(names), inputs, Found.NEW, fresh=True))
        if out.exists() and not out.is_dir():
            raise FolderError(f"{out} is a file; name a folder with --out")
        if out.is_dir() and any(out.iterdir()):
            return _taken(out, inputs, force)
        fresh = not out.exists()
        out.mkdir(parents=True, exist_ok=True)
        return _marked(Folder(out, inputs, Found.NEW, fresh=fresh))
    except OSError as error:
        raise FolderError(f"{error.filename or out}: cannot be written to ({error.strerror})") from error


def _taken(out: Path, inputs: Mapping[str, Any], force: bool) -> Folder:
    """Judge a folder that holds something."""
    manifest = read_json(out / MANIFEST)
    ours = _is_ours(manifest)
    if ours and not force and manifest.get("inputs_digest") == digest_of(inputs):
        if _untouched(out, manifest):
            return Folder(out, inputs, Found.SAME)
        raise FolderError(f"{out}: its files were changed since they were written; use --force to run again")
    left_over = not (out / MANIFEST).exists() and _is_ours(read_json(out / UNFINISHED))
    if not (force or left_over):
        what = "results of other inputs" if ours else "other files"
        raise FolderError(f"{out} holds {what}; name another folder, or replace its results with --force")
    earlier = map(str, manifest.get("files", ())) if ours else ()
    return _marked(Folder(out, inputs, Found.NEW, replaced=(MANIFEST, *earlier)))


def _is_ours(data: Any) -> bool:
    return isinstance(data, dict) and data.get("made_by") == "hubspoke"


def _marked(folder: Folder) -> Folder:
    """Leave a mark that says a folder is being filled, to tell an interrupted run from other files."""
    mark = {"made_by": "hubspoke", "inputs_digest": digest_of(folder.inputs), "started": now()}
    (folder.path / UNFINISHED).write_bytes(_json(mark))
    return folder


def _clear(folder: Folder) -> None:
    """Take back what was written, and the folder itself if it was new and nothing else is in it."""
    for name in (*folder.written, UNFINISHED):
        _remove(folder.path, name)
    if folder.fresh:
        for place in (folder.path, folder.path.parent):
            if place is folder.path or place.name == HOME:
                _drop_if_empty(place)


def _remove(out: Path, name: str) -> None:
    """Delete one file within the folder, and its subfolder when that becomes empty; never one outside it."""
    target = (out / name).resolve()
    if not target.is_relative_to(out.resolve()) or not target.is_file():
        return
    target.unlink()
    if target.parent != out.resolve():
        _drop_if_empty(target.parent)


def _drop_if_empty(place: Path) -> None:
    if place.is_dir() and not any(place.iterdir()):
        place.rmdir()


def _untouched(out: Path, manifest: Mapping[str, Any]) -> bool:
    """Whether every file is there as it was written."""
    return all(
        (out / name).is_file() and digest_of_file(out / name) == digest
        for name, digest in manifest.get("files", {}).items()
    )


def _numbered(names: Sequence[str]) -> Path:
    """Make a new folder such as `mcn-results/compare-baseline-shared-records-1`, the number a free one."""
    stem = re.sub(r"[^a-z0-9]+", "-", "-".join(names).lower()).strip("-")[:LONGEST_NAME].strip("-")
    number = 1
    while True:
        path = Path(HOME) / f"{stem}-{number}"
        path.parent.mkdir(exist_ok=True)
        try:
            path.mkdir()
        except FileExistsError:
            number += 1
        else:
            return path


def _arrow(frame: pd.DataFrame) -> Any:
    """Turn a frame into an Arrow table without metadata, which would hold versions."""
    import pyarrow as pa

    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)


def _write_parquet(table: Any, path: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(table, path, compression="zstd", store_schema=False)


def _write_csv(table: Any, path: Path) -> None:
    import pyarrow.csv as pc

    pc.write_csv(table, path, pc.WriteOptions(quoting_style="needed"))


def _json(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def _versions() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _walked(place: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for item in sorted(place.iterdir(), key=lambda each: each.name):
        name = f"{path}/{item.name}"
        if item.is_dir() and item.name != "__pycache__":
            yield from _walked(item, name)
        elif item.name.endswith(DATA):
            yield name, item


def command_line() -> list[str]:
    """Give the command as typed, without the folder that the program lies in."""
    return ["mcn", *sys.argv[1:]]
