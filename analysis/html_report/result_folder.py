"""A folder of results read for its report: whole, ours, and told by a document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.report.document import Document, Figure, Table
from analysis.runs import files, provenance, status
from analysis.runs.folder import MANIFEST, FolderError

NAME = re.compile(r"[\w-]+(/[\w-]+)*")  # of a figure or a table: never a way out of the folder


@dataclass(frozen=True)
class ResultFolder:
    """What a folder holds, as a report needs it.

    Attributes
    ----------
    folder : Path
    document : Document
    manifest : mapping
        Inputs, versions, digests.
    sessions : tuple of mapping
        The commands that made it: `command, started, ended`.
    same_program : bool
        Whether this version of the program made it.
    """

    folder: Path
    document: Document
    manifest: Mapping[str, Any]
    sessions: tuple[Mapping[str, Any], ...]
    same_program: bool

    def figure(self, figure: Figure) -> bytes:
        """Read a figure of the document, as SVG."""
        return self._file(f"figures/{figure.name}.svg", figure.name).read_bytes()

    def table(self, table: Table) -> pd.DataFrame:
        """Read a table of the document."""
        return pd.read_parquet(self._file(f"data/{table.name}.parquet", table.name))

    @property
    def again(self) -> str:
        """With which command the folder is made again, for the end of a sentence."""
        return status.made_again(self.folder, self.sessions[0] if self.sessions else {})

    def fault(self, what: str) -> FolderError:
        """Give the error that says what cannot be read, and what to do."""
        return FolderError(f"{self.folder}: {what}; {self.again}")

    def _file(self, place: str, name: str) -> Path:
        if not NAME.fullmatch(name) or place not in self.manifest["files"]:
            raise self.fault(f"its answer tells of {place}, which it does not hold")
        return self.folder / place


def read(folder: Path) -> ResultFolder:
    """Read a finished folder.

    Raises
    ------
    FolderError
        If it is no folder of ours, not finished, damaged, or of a version whose answers cannot be read.
    """
    found = status.looked_at(folder)
    sessions = tuple(found["sessions"])
    if found["state"] == status.UNFINISHED:
        waiting = "wait until it is done" if found["being_written"] else f"go on with: {found['go_on']}"
        raise FolderError(f"{folder} is not finished; {waiting}")
    if found["state"] == status.DAMAGED:
        which = ", ".join(found["damaged"][:3]) + (", ..." if len(found["damaged"]) > 3 else "")
        raise FolderError(f"{folder}: changed since it was written ({which}); mend it with: {found['go_on']}")
    manifest = files.read_json(folder / MANIFEST)
    document = status.read_document(folder, sessions)
    same = manifest["inputs"].get("program") == provenance.program_digest()
    return ResultFolder(folder, document, manifest, sessions, same)
