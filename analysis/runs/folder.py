"""Run folders: chunks of runs, tables, figures and a manifest, written so that no half of them looks whole.

Each file is entered in a journal, written under a temporary name, brought to the disk and then renamed. A
chunk of runs counts once its record stands, which is written last and holds the digests of its tables; the
manifest comes last of all, so a folder that holds one is complete. The journal says what is to be cleared
away by whoever goes on or begins anew, and goes with the end. Whatever ends a command, the chunks that count
are kept, and the same command goes on from them. Data depend on nothing but the inputs and the program: same
inputs, same bytes, disturbed or not. Times of day and command lines stand in `made.json` alone.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import Timeout

from analysis.report.terminal import note
from analysis.runs import files, parquet, provenance
from sim.file_locks import HELD, is_held, taken
from sim.inputs.errors import ImpossibleResult, WrongInput

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 3  # of the folder; raised when a reader of the old one could not read the new one
UNSEALED = 2  # the format before, of version 0.1.0, which is read still
MANIFEST = "manifest.json"
UNFINISHED = "unfinished.json"
MADE = "made.json"
REPORTS = ("report.html", "report.docx", "report.pdf")  # written afterwards, on demand
LOCK = ".lock"
JOURNAL = ".journal"  # a line for each file, entered before it is written
CHUNKS = "chunks"
HOME = "mcn-results"
LONGEST_NAME = 60
MOST_ROWS = 200_000  # of a table that is written as CSV too
CSV_TO_PARQUET = 3  # how much more room the same numbers take as CSV, measured
KEEPING = {
    MANIFEST,
    UNFINISHED,
    MADE,
    LOCK,
    LOCK + HELD,
    JOURNAL,
}  # of itself: no results
OR_FORCE = "name another folder, or replace its results with --force"
ALTERED = "was changed since it was written"
GONE = "was moved or removed while it was being written; if it was moved, mcn show says how to go on with it"
FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


class FolderError(Exception):
    """An output folder that may not be written to; its message is one line that says what to do."""


class Stopped(Exception):  # noqa: N818 (no error: somebody stopped it, or the disk is full)
    """A command that ended before its folder was whole; its message is one line that says how to go on."""


class NothingToTell(WrongInput):
    """What was asked has no answer, however often it is run: nothing of it is kept."""


@dataclass
class Folder:
    """An output folder while it is being filled.

    Attributes
    ----------
    path : Path
    inputs : mapping
        Everything that the results follow from.
    finished : bool
        Whether it holds the results of these very inputs, so that there is nothing to run.
    written : dict
        SHA-256 of each file written so far, by its path within the folder.
    chunks : set of str
        The chunks that count: whole, and of these inputs.
    total : int, optional
        How many chunks there will be, as far as is known.
    replaced : tuple of str
        Earlier files that the first one written takes the place of: a run that is stopped leaves them.
    begun : bool
        Whether anything was written.
    last : str
        The chunk whose record was written last, or is being written.
    few : mapping of str to int
        How many chunks have a table, of those that not all have.
    answered : callable
        Called once its answer is written, which other files may follow.
    """

    path: Path
    inputs: Mapping[str, Any]
    command: Sequence[str] = ()
    finished: bool = False
    written: dict[str, str] = field(default_factory=dict)
    chunks: set[str] = field(default_factory=set)
    total: int | None = None
    replaced: tuple[str, ...] = ()
    begun: bool = False
    last: str = ""
    few: Mapping[str, int] = field(default_factory=dict)
    answered: Callable[[], object] = lambda: None

    def write(self, name: str, make: Callable[[Path], object]) -> None:
        """Let `make` write one file to the path it is given, then rename it to `name`."""
        self._begin()
        if not (self.path / UNFINISHED).is_file():
            raise FolderError(f"{self.path} {GONE}")
        try:
            self._enter(name)
            self.written[name] = files.write_whole(self.path / name, make)
        except OSError as error:
            if error.errno in FULL:
                raise
            what = f"cannot be written ({error.strerror}); see what stands there, and whether it may be"
            raise FolderError(f"{self.path / name}: {what}") from error

    def text(self, name: str, text: str) -> None:
        """Write a text file in UTF-8, with the same line ends on every system."""
        self.write(name, lambda draft: draft.write_bytes(text.encode("utf-8")))

    def json(self, name: str, data: Mapping[str, Any]) -> None:
        """Write a JSON file."""
        self.write(name, partial(files.write_json, data))

    def table(self, name: str, frame: pd.DataFrame) -> None:
        """Write a frame as `data/name.parquet` and, unless it is too long, as `data/name.csv`."""
        table = files.arrow(frame)
        self.write(f"data/{name}.parquet", partial(files.write_parquet, table))
        if len(frame) <= MOST_ROWS:
            self.write(f"data/{name}.csv", partial(files.write_csv, table.schema, [table]))

    def csv(self, name: str, paths: Sequence[Path]) -> bool:
        """Write the table that these Parquet files make up as `data/name.csv`, unless it is too long."""
        import pyarrow.parquet as pq

        if sum(pq.read_metadata(path).num_rows for path in paths) > MOST_ROWS:
            return False
        schema = pq.read_schema(paths[0])
        self.write(f"data/{name}.csv", partial(files.write_csv, schema, files.parts_of_parquet(paths)))
        return True

    def chunk(self, name: str, tables: Mapping[str, pd.DataFrame]) -> None:
        """Write one chunk's tables, each to `data/TABLE/NAME.parquet`, then the record that counts."""
        places = {f"data/{table}/{name}.parquet": frame for table, frame in tables.items()}
        for place, frame in places.items():
            self.write(place, partial(files.write_parquet, files.arrow(frame)))
        digests = {place: self.written[place] for place in places}
        self.last = name
        self.json(f"{CHUNKS}/{name}.json", _record(files.digest_of(self.inputs), digests))
        self.chunks.add(name)

    def take(self, other: Path) -> None:
        """Take over what a folder of the same inputs has done, and this one has not."""
        for name, digests in chunks_in(other, files.digest_of(self.inputs)):
            if digests is None or name in self.chunks:
                continue
            self.last = name
            for place in (*digests, f"{CHUNKS}/{name}.json"):
                self.write(place, partial(shutil.copyfile, other / place))
            self.chunks.add(name)

    def room_lacking(self, name: str, tables: Mapping[str, pd.DataFrame], more: int) -> str:
        """Say that the disk has no room for as many more chunks like this one; nothing where it has."""
        needed = 0
        for table, frame in tables.items():
            (part,) = self.parts(table, [name])
            chunks = min(1 + more, self.few.get(table, 1 + more))
            as_csv = CSV_TO_PARQUET * chunks if len(frame) * chunks <= MOST_ROWS else 0
            needed += part.stat().st_size * (as_csv + chunks - 1)
        free = shutil.disk_usage(self.path).free
        if needed <= free:
            return ""
        sizes = f"{self.path} needs some {needed / 1e6:,.0f} MB more, and its disk has {free / 1e6:,.0f} MB"
        return f"{sizes}; if it stops, make room and go on with --resume"

    def parts(self, table: str, chunks: Sequence[str]) -> list[Path]:
        """Give the files of a table that these chunks have, in their order."""
        return [self.path / "data" / table / f"{name}.parquet" for name in chunks]

    def read(self, table: str, chunks: Sequence[str]) -> pd.DataFrame:
        """Read a table of these chunks, in their order."""
        return parquet.read(self.parts(table, chunks))

    def _begin(self) -> None:
        """Mark the folder as being filled, then take away what stood there before."""
        if self.begun:
            return
        self.begun = True
        mark = {
            **self._origin(),
            "command": shlex.join(self.command),
            "from": _way_back(self.path),
        }
        files.write_whole(self.path / UNFINISHED, partial(files.write_json, files.sealed(mark)))
        self._enter(*self.replaced)
        for name in self.replaced:
            if name not in self.written:
                files.remove(self.path, name)
        _log(self.path, self.command)

    def _enter(self, *names: str) -> None:
        """Enter files in the journal before they are written, or as to be cleared away."""
        lines = "".join(f"{name}\n" for name in names if name not in KEEPING)
        if not lines:
            return
        with (self.path / JOURNAL).open("ab") as journal:
            journal.write(lines.encode("utf-8"))
            journal.flush()
            os.fsync(journal.fileno())

    def _origin(self) -> dict[str, Any]:
        return {
            "made_by": "hubspoke",
            "format": FORMAT,
            "inputs": dict(self.inputs),
            "inputs_digest": files.digest_of(self.inputs),
            "versions": provenance.versions(),
        }

    def _finish(self) -> None:
        """Write the manifest: what the folder holds and what it came from; nothing else of ours is left."""
        for name in _entered(self.path):
            if name not in self.written:
                files.remove(self.path, name)
        manifest = {
            **self._origin(),
            "platform": provenance.machine(),
            "files": dict(sorted(self.written.items())),
        }
        self.json(MANIFEST, files.sealed(manifest))
        _log(self.path)
        _end_journal(self.path)

    def kept(self) -> str:
        """Say how far it got and how to go on, in one line."""
        of = f" of {self.total}" if self.total is not None else ""
        chunks = "chunk is" if len(self.chunks) == 1 and not of else "chunks are"
        again = "the same, and resume"
        if self.command:
            again = shlex.join(provenance.given_again(self.command, str(self.path), "--resume"))
        return f"{len(self.chunks)}{of} {chunks} kept; go on with: {again}"


@contextmanager
def opened(
    out: Path | None,
    inputs: Mapping[str, Any],
    names: Sequence[str],
    command: Sequence[str],
    *,
    force: bool = False,
    resume: bool = False,
) -> Iterator[Folder]:
    """Claim an output folder, and finish it with a manifest when the block ends well.

    No other process can write it meanwhile. Where the block does not end well, its chunks are kept.

    Parameters
    ----------
    out : Path, optional
        The folder asked for; left out: a new one under `./mcn-results`, named after `names`, numbered.
    inputs : mapping
        Everything that the results follow from, ready for JSON.
    names : sequence of str
        The command and the scenarios.
    command : sequence of str
        The command line, kept in `made.json`.
    force : bool
        Whether results of other inputs may be replaced.
    resume : bool
        Whether to go on with an unfinished run of these inputs; without `out`, with the latest there is.

    Raises
    ------
    FolderError
        If the folder holds other things, cannot be written to, or is being written by another process.
    Stopped
        If the block was interrupted, or the disk is full.
    """
    out = _latest(inputs) if out is None and resume else out
    if out is not None and not force and _is_done(out, inputs):
        with suppress(OSError):
            _end_journal(out)  # killed after the manifest, before the last stroke
        yield Folder(out, inputs, finished=True)
        return
    with _claimed(out, inputs, names, command, force=force, resume=resume) as folder:
        try:
            if resume or not folder.replaced:
                folder._begin()
            yield folder
            folder._finish()
        except BaseException as error:
            stopped = _ended(folder, error)
            if stopped is not None:
                raise stopped from error
            raise


def records(out: Path) -> list[Path]:
    """List the records of chunks in a folder."""
    return files.listed(out / CHUNKS, ".json")


def chunks_in(out: Path, inputs_digest: str) -> Iterator[tuple[str, dict[str, str] | None]]:
    """Every chunk recorded in a folder with its files' digests; None for one that is torn or altered."""
    for path in records(out):
        digests = _digests(files.read_ours(path))
        as_written = files.json_bytes(_record(inputs_digest, digests)) == path.read_bytes()
        yield path.stem, digests if digests and as_written and files.agree(out, digests) else None


def _record(inputs_digest: str, digests: Mapping[str, str]) -> dict[str, Any]:
    """What makes a chunk count: of which inputs it is, and what its tables should be."""
    return {"made_by": "hubspoke", "inputs_digest": inputs_digest, "files": digests}


def _digests(said: Mapping[str, Any] | None) -> dict[str, str]:
    """Give the digests of files that a record or a manifest holds; none where they cannot be read."""
    found = (said or {}).get("files")
    return found if isinstance(found, dict) and all(isinstance(each, str) for each in found.values()) else {}


def sessions_of(out: Path) -> list[dict[str, Any]]:
    """Give what `made.json` tells of the commands that filled a folder, as far as it can be read."""
    sessions = (files.read_ours(out / MADE) or {}).get("sessions")
    return [each for each in sessions if _is_session(each)] if isinstance(sessions, list) else []


def _is_session(said: Any) -> bool:
    return isinstance(said, dict) and all(isinstance(each, str | None) for each in said.values())


def unreadable(said: Mapping[str, Any]) -> str:
    """Say why what a folder says of itself, in its manifest or mark, cannot be gone by; nothing if it can."""
    made_as = said.get("format")
    if made_as not in (FORMAT, UNSEALED):
        return (
            f"was made by another version of hubspoke (format {made_as} of the folder, "
            f"this one reads {FORMAT})"
        )
    return "" if files.is_sealed(said) or (made_as == UNSEALED and _is_whole(said)) else ALTERED


def _is_whole(said: Mapping[str, Any]) -> bool:
    """Whether a manifest or mark that has no seal has all that is read of it."""
    inputs, listed = said.get("inputs"), said.get("files", {})
    return (
        isinstance(inputs, dict)
        and isinstance(inputs.get("command"), str)
        and said.get("inputs_digest") == files.digest_of(inputs)
        and isinstance(listed, dict)
        and all(isinstance(said.get(name, {}), dict) for name in ("versions", "platform"))
        and all(isinstance(each, dict) and "name" in each for each in inputs.get("scenarios", ()))
    )


def being_written(out: Path) -> bool:
    """Whether a process writes the folder now."""
    return is_held(out / LOCK)


# -- Claiming ------------------------------------------------------------------------------


@contextmanager
def _claimed(
    out: Path | None,
    inputs: Mapping[str, Any],
    names: Sequence[str],
    command: Sequence[str],
    *,
    force: bool,
    resume: bool,
) -> Iterator[Folder]:
    """Hold a folder against other processes, with what of it counts already."""
    try:
        fresh = out is None or not out.exists()
        path = _numbered(names) if out is None else out
        _judged(path, inputs, force=force, resume=resume)  # before anything is written there
        path.mkdir(parents=True, exist_ok=True)
        lock = taken(path / LOCK, 0)
    except Timeout as error:
        what = "is being written by another process; wait for it, or name another folder"
        if error.lock_file.endswith(HELD):  # a version that does not see that who held it is gone
            what = f"{what}; if there is none, delete {error.lock_file}"
        raise FolderError(f"{path} {what}") from None
    except OSError as error:
        if error.errno in FULL:
            raise Stopped(_full(out or HOME, "no results were written")) from error
        raise FolderError(f"{error.filename or out}: cannot be written to ({error.strerror})") from error
    if lock.lock_file.endswith(HELD):
        note(f"{path} is on a share without locks: see that no other command writes there.")
    try:
        replaced = _judged(path, inputs, force=force, resume=resume)
        folder = Folder(path, inputs, command, replaced=replaced)
        if resume:
            _take_up(folder)
        yield folder
    finally:
        lock.release()
        if not (path / UNFINISHED).exists() and not (path / MANIFEST).exists():  # nothing was written
            with suppress(OSError):
                (path / LOCK).unlink()
            if fresh:
                files.drop_if_empty(path)
                if path.parent.name == HOME:
                    files.drop_if_empty(path.parent)


def _judged(out: Path, inputs: Mapping[str, Any], *, force: bool, resume: bool) -> tuple[str, ...]:
    """Judge what a folder holds: the files that would be replaced, or an error if it may not be used."""
    if out.exists() and not out.is_dir():
        raise FolderError(f"{out} is a file; name a folder with --out")
    held = [path.name for path in out.iterdir()] if out.exists() else []
    if all(name in (LOCK, LOCK + HELD, JOURNAL) or files.DRAFT.fullmatch(name) for name in held):
        return ()
    manifest, mark = files.read_ours(out / MANIFEST), files.read_ours(out / UNFINISHED)
    earlier, ours = manifest or mark, _ours(out, manifest)
    if force:
        return (*ours, MADE, *(each for each in REPORTS if files.is_report(out / each)))
    if earlier is None:
        raise FolderError(f"{out} holds other files; {OR_FORCE}")
    what = "results" if manifest else "an unfinished run"
    digest = files.digest_of(inputs)
    if fault := unreadable(earlier):
        if resume and any(chunk is not None for _, chunk in chunks_in(out, digest)):
            return ours  # what was done of these inputs counts by its own records
        raise FolderError(f"{out / (MANIFEST if manifest else UNFINISHED)} {fault}; {OR_FORCE}")
    if resume:
        if differs := differences(earlier, inputs):
            raise FolderError(f"{out} holds {what} of other inputs ({differs}); name another folder")
        return ours
    if earlier["inputs_digest"] != digest:
        raise FolderError(f"{out} holds {what} of other inputs; {OR_FORCE}")
    if manifest:
        changed = "its files were changed since they were written"
        raise FolderError(f"{out}: {changed}; use --resume to mend them, or --force to run again")
    raise FolderError(f"{out} holds {what}; go on with it with --resume, or replace it with --force")


def _ours(out: Path, manifest: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Name the files of ours in a folder, the manifest first: without it nothing looks whole."""
    named = [MANIFEST, *_digests(manifest), *_entered(out)]
    for path in records(out):
        record = files.read_ours(path)
        if record is not None:
            named += [f"{CHUNKS}/{path.name}", *_digests(record)]
    return tuple(dict.fromkeys(named))


def _entered(out: Path) -> list[str]:
    """Read the names in the journal; the last line counts only if it was written to its end."""
    try:
        lines = (out / JOURNAL).read_bytes().decode("utf-8", errors="replace").split("\n")
    except OSError:
        return []
    return [name for name in lines[:-1] if name and name not in KEEPING]


def _end_journal(out: Path) -> None:
    """Take away what only an unfinished folder has, the mark last."""
    for name in (JOURNAL, UNFINISHED):
        (out / name).unlink(missing_ok=True)


def differences(earlier: Mapping[str, Any], inputs: Mapping[str, Any], but: Sequence[str] = ()) -> str:
    """Say in what an earlier run differs from this one, in a few words; nothing where it does not.

    `but`: inputs that are told of elsewhere.
    """
    there, here = dict(earlier.get("inputs", {})), json.loads(json.dumps(inputs))
    found = []
    for key in dict.fromkeys([*here, *there]):
        was, is_now = there.get(key), here.get(key)
        if was == is_now or key in but:
            continue
        if key == "program":
            found.append("another version of the program")
        elif isinstance(was, str | int | float | None) and isinstance(is_now, str | int | float | None):
            found.append(f"{key} {was} there, {is_now} here")
        else:
            found.append(f"other {key}")
    made_with, now_with = dict(earlier.get("versions", {})), provenance.versions()
    found += [
        f"{name} {made_with[name]} there, {now_with.get(name)} here"
        for name in made_with
        if name != "hubspoke" and made_with[name] != now_with.get(name)
    ]
    return ", ".join(found)


def _take_up(folder: Folder) -> None:
    """Take the chunks that count for done; what was left half-written will be written over."""
    for name, digests in chunks_in(folder.path, files.digest_of(folder.inputs)):
        if digests is not None:
            record = f"{CHUNKS}/{name}.json"
            folder.written |= {**digests, record: files.digest_of_file(folder.path / record)}
            folder.chunks.add(name)


def _latest(inputs: Mapping[str, Any]) -> Path | None:
    """Find the folder of these inputs that was begun last: an unfinished one, or else a finished one."""
    digest = files.digest_of(inputs)
    found = []
    for path in Path(HOME).glob("*/"):
        manifest = files.read_ours(path / MANIFEST)
        earlier = manifest or files.read_ours(path / UNFINISHED)
        if earlier is not None and earlier.get("inputs_digest") == digest:
            sessions = sessions_of(path) or [{}]
            number = int(path.name.rpartition("-")[2]) if path.name[-1:].isdigit() else 0
            found.append((manifest is None, str(sessions[-1].get("started", "")), number, path))
    return max(found)[-1] if found else None


def _is_done(out: Path, inputs: Mapping[str, Any]) -> bool:
    """Whether a folder holds the finished results of these inputs, every file as it was written."""
    manifest = files.read_ours(out / MANIFEST)
    return (
        manifest is not None
        and not unreadable(manifest)
        and manifest["inputs_digest"] == files.digest_of(inputs)
        and files.agree(out, manifest["files"])
    )


# -- Ending --------------------------------------------------------------------------------


def _ended(folder: Folder, error: BaseException) -> Stopped | None:
    """Leave a folder whose command did not end well: keep its chunks, or take everything back."""
    if folder.last and (folder.path / CHUNKS / f"{folder.last}.json").exists():
        folder.chunks.add(folder.last)  # interrupted between its record and the next line
    gone = folder.begun and not folder.path.is_dir()
    keeps = bool(folder.chunks) and not gone and not isinstance(error, NothingToTell | ImpossibleResult)
    if keeps:
        said = folder.kept()
        with suppress(OSError):
            _log(folder.path)
    elif gone:
        said = f"{folder.path} {GONE}"
    else:
        said = "no results were written"
        left = (*_entered(folder.path), MADE, JOURNAL, UNFINISHED)
        for name in left if folder.begun else ():  # where it was not, earlier results stand as they were
            files.remove(folder.path, name)
    if isinstance(error, KeyboardInterrupt):
        return Stopped(f"Stopped; {said}") if keeps else Stopped(f"Stopped; {said}.")
    if isinstance(error, OSError) and error.errno in FULL:
        return Stopped(_full(folder.path, said))
    if keeps:
        error.add_note(said)
    return None


def _full(place: object, said: str) -> str:
    return f"{place}: no space left on the disk; make room first; {said}"


# -- Files ---------------------------------------------------------------------------------


def _log(out: Path, command: Sequence[str] | None = None) -> None:
    """Enter in `made.json` that a command begins, or that it ends."""
    sessions = sessions_of(out)
    if command is not None:
        began = {"command": shlex.join(command), "from": _way_back(out), "started": provenance.now()}
        sessions.append({**began, "ended": None})
    elif sessions:
        sessions[-1]["ended"] = provenance.now()
    log = {"made_by": "hubspoke", "sessions": sessions}
    files.write_whole(out / MADE, partial(files.write_json, log))


def _way_back(out: Path) -> str:
    """Say where the command was given, seen from the folder: its names of files count from there."""
    try:
        return Path(os.path.relpath(Path.cwd(), out.resolve())).as_posix()
    except ValueError:  # another drive
        return Path.cwd().as_posix()


def _numbered(names: Sequence[str]) -> Path:
    """Make a new folder such as `mcn-results/compare-baseline-shared-records-1`, the number a free one."""
    stem = re.sub(r"[^a-z0-9]+", "-", "-".join(names).lower()).strip("-")[:LONGEST_NAME].strip("-")
    for number in count(1):
        path = Path(HOME) / f"{stem}-{number}"
        path.parent.mkdir(exist_ok=True)
        with suppress(FileExistsError):
            path.mkdir()
            break
    return path
