"""Parts of a long work, kept beside the file that it makes until that is whole.

They lie in a hidden folder beside the file, each with a SHA-256 of what it follows from and of its bytes: one
that is torn, or of other inputs or another program, does not count and is made anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.runs import files
from analysis.runs.folder import FULL, LOCK, FolderError, Stopped

DIGEST = hashlib.sha256().digest_size


@dataclass
class Parts:
    """What is done of a work of so many parts.

    Attributes
    ----------
    place : Path
        The folder.
    inputs : str
        A digest of everything that the parts follow from.
    total : int
    done : set of int
        The numbers of those that count.
    """

    place: Path
    inputs: str
    total: int
    done: set[int] = field(default_factory=set)

    def read(self, number: int) -> bytes | None:
        """Give a part; None where it is not there, is torn, or is of something else."""
        try:
            held = self._path(number).read_bytes()
        except OSError:
            return None
        digest, data = held[:DIGEST], held[DIGEST:]
        if digest != self._digest(data):
            return None
        self.done.add(number)
        return data

    def write(self, number: int, data: bytes) -> None:
        """Keep a part."""
        files.write_whole(self._path(number), lambda draft: draft.write_bytes(self._digest(data) + data))
        self.done.add(number)

    def clear(self) -> None:
        """Take all parts away."""
        with suppress(OSError):  # there may be no such folder, as where its name is too long
            for path in [*self.place.glob("*.part"), self.place / LOCK]:
                path.unlink(missing_ok=True)
            files.drop_if_empty(self.place)

    def progress(self) -> str:
        """Say how far it got, and how to go on."""
        if not self.done:
            return "nothing was written."
        return f"{len(self.done)} of {self.total} parts are kept; give the same command again to go on."

    def _path(self, number: int) -> Path:
        return self.place / f"{number:04d}.part"

    def _digest(self, data: bytes) -> bytes:
        return hashlib.sha256(self.inputs.encode() + data).digest()


@contextmanager
def parts_of(target: Path, inputs: str, total: int) -> Iterator[Parts]:
    """Hold the folder of a file's parts; when the block ends well, they go.

    Raises
    ------
    FolderError
        If another process writes the file, or it cannot be written.
    Stopped
        If the block was interrupted, or the disk is full.
    """
    parts = Parts(target.with_name(f".{target.name}.parts"), inputs, total)
    try:
        parts.place.mkdir(parents=True, exist_ok=True)
        with FileLock(parts.place / LOCK, timeout=0):
            yield parts
        parts.clear()
    except Timeout:
        raise FolderError(f"{target} is being written by another process; wait for it") from None
    except BaseException as error:
        if not parts.done:
            parts.clear()
        if isinstance(error, KeyboardInterrupt):
            raise Stopped(f"Stopped; {parts.progress()}") from error
        if isinstance(error, OSError):
            if error.errno in FULL:
                raise Stopped(f"{target}: no space left on the disk; {parts.progress()}") from error
            raise FolderError(f"{target} cannot be written ({error.strerror}); {parts.progress()}") from error
        raise
